package model

import (
	"cmp"
	"math"
	"slices"
)

// LeastCell is the fewest children that a cell of a banded stock holds.
const LeastCell = 5

// Band is from one bound up to another, which it leaves out, with the mean of
// what lies in it, to a tenth.
type Band struct{ From, To, Mean float64 }

// StockCell is so many children of a banded stock, of whom nothing more is
// told than this: it holds no child. Ages are years, times months.
type StockCell struct {
	Children int // ≥ LeastCell
	Class    Class
	InCare   bool
	Place    Place
	OnPlan   bool
	Left     bool
	LeftBy   Exit
	Age      Band // 0–18
	Care     Band // in care so far
	Here     Band // in this placement so far
	Plan     Band // on the plan so far
	Lapsed   bool // not on a plan any more, and never in care
	Gone     Band // since leaving care, or since the last plan ended
}

// Edges at which a banded stock may be cut: years of age, and months.
var (
	bandAges   = []float64{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18}
	bandMonths = []float64{0, 1, 2, 3, 4, 6, 9, 12, 15, 18, 24, 30, 36, 48, 60, 72, 84, 96, 108, 120, 144, 168, 192, 216}
)

// kin are settings that stand in for one with too few children.
var kin = map[Setting]Setting{Secure: Residential, School: Residential, Adoptive: FosterOwn, WithParents: Kinship, OtherSetting: Residential,
	FosterAgency: FosterOwn, FosterOwn: FosterAgency, Supported: Residential, Kinship: FosterOwn, Residential: Supported}

// Banded cuts a stock into cells of at least [LeastCell] children: by class,
// state, setting, location, age, and the times that matter, as finely as that
// allows and at fixed edges alone. Numbers in care and on plans stay as they
// are. A setting, location or way out with fewer children than that passes
// for a like one; children on a plan and in care at once, where they are
// fewer, for two. Kinds of children who are fewer than that in all are left
// out: lost is how many.
//
// Sex, provider, family, order and a child's own price are not kept.
func Banded(s *Stock) (cells []StockCell, lost int) {
	var children []StockChild
	both := 0
	for _, c := range s.Children {
		if c.InCare && c.OnPlan {
			both++
		}
	}
	for _, c := range s.Children {
		if both < LeastCell && c.InCare && c.OnPlan || (c.Left || c.Lapsed) && c.OnPlan {
			plan := c
			plan.InCare, plan.Left, plan.Lapsed, plan.InCareDuringPlan = false, false, false, false
			c.OnPlan = false
			children = append(children, plan)
		}
		children = append(children, c)
	}
	groups := map[StockCell][]StockChild{}
	for _, c := range children {
		k := StockCell{Class: c.Class, InCare: c.InCare, OnPlan: c.OnPlan, Left: c.Left, Lapsed: c.Lapsed}
		if !c.InCare && !c.Left {
			k.Class = General // a plan alone
		}
		groups[k] = append(groups[k], c)
	}
	// The few of a class pass for the others.
	for k, g := range groups {
		if k.Class == UASC && len(g) < LeastCell {
			other := k
			other.Class = General
			groups[other] = append(groups[other], g...)
			delete(groups, k)
		}
	}
	for k, g := range groups {
		if len(g) < LeastCell {
			lost += len(g)
			continue
		}
		cells = append(cells, parted(k, g, s.DataDate)...)
	}
	slices.SortFunc(cells, compareCells)
	return cells, lost
}

// parted cuts one kind of children by where they live or how they left, then
// by age and times.
func parted(k StockCell, g []StockChild, at Date) (out []StockCell) {
	parts := map[StockCell][]StockChild{}
	switch {
	case k.InCare:
		setting := merged(g, func(c *StockChild) Setting { return c.Place.Setting() }, func(s Setting) (Setting, bool) { x, ok := kin[s]; return x, ok })
		by := map[Setting][]StockChild{}
		for i := range g {
			by[setting[g[i].Place.Setting()]] = append(by[setting[g[i].Place.Setting()]], g[i])
		}
		for s, list := range by {
			location := merged(list, func(c *StockChild) Location { return c.Place.Location() }, func(l Location) (Location, bool) { return 1 - l, true })
			for i := range list {
				x := k
				x.Place = PlaceOf(s, location[list[i].Place.Location()])
				parts[x] = append(parts[x], list[i])
			}
		}
	case k.Left:
		exit := merged(g, func(c *StockChild) Exit { return c.LeftBy }, func(Exit) (Exit, bool) { return 0, false })
		for i := range g {
			x := k
			x.LeftBy = exit[g[i].LeftBy]
			parts[x] = append(parts[x], g[i])
		}
	default:
		parts[k] = g
	}
	for x, list := range parts {
		x.Age, x.Care, x.Here, x.Plan, x.Gone = Band{To: 18}, timeOf(x.InCare), timeOf(x.InCare), timeOf(x.OnPlan), timeOf(x.Left || x.Lapsed)
		out = append(out, cut(x, list, at)...)
	}
	return out
}

func timeOf(there bool) Band {
	if !there {
		return Band{}
	}
	return Band{To: bandMonths[len(bandMonths)-1]}
}

// merged says what each value passes for: itself if enough children have it,
// else its like if that has enough, else the most frequent.
func merged[T cmp.Ordered](g []StockChild, of func(*StockChild) T, like func(T) (T, bool)) map[T]T {
	count := map[T]int{}
	for i := range g {
		count[of(&g[i])]++
	}
	most := of(&g[0])
	for v, n := range count {
		if n > count[most] || n == count[most] && v < most {
			most = v
		}
	}
	out := map[T]T{}
	for v, n := range count {
		out[v] = v
		if n < LeastCell {
			out[v] = most
			if l, ok := like(v); ok && count[l] >= LeastCell {
				out[v] = l
			}
		}
	}
	return out
}

// cut parts children at the edge nearest to their middle, of the age or time
// that spreads them most, as long as both sides hold enough.
func cut(x StockCell, g []StockChild, at Date) []StockCell {
	type axis struct {
		band  *Band
		edges []float64
		of    func(*StockChild) float64
	}
	month := func(days float64) float64 { return days * 12 / DaysPerYear }
	axes := []axis{
		{&x.Age, bandAges, func(c *StockChild) float64 { return ageOn(c, at) }},
		{&x.Care, bandMonths, func(c *StockChild) float64 { return month(c.CareDays) }},
		{&x.Plan, bandMonths, func(c *StockChild) float64 { return month(c.PlanDays) }},
		{&x.Gone, bandMonths, func(c *StockChild) float64 { return month(c.LeftDays + c.LapsedDays) }},
		{&x.Here, bandMonths, func(c *StockChild) float64 { return month(c.PlacementDays) }},
	}
	best, where, score := -1, 0.0, 0.0
	for i, a := range axes {
		steps := 0 // how many edges lie between the band's bounds
		for _, e := range a.edges {
			if e > a.band.From && e < a.band.To {
				steps++
			}
		}
		for _, e := range a.edges {
			if e <= a.band.From || e >= a.band.To {
				continue
			}
			below := 0
			for k := range g {
				if a.of(&g[k]) < e {
					below++
				}
			}
			if below < LeastCell || len(g)-below < LeastCell {
				continue
			}
			// Who is about to turn 18 matters most; then even halves, and rather
			// in a band that is still wide.
			v := float64(min(below, len(g)-below)) * float64(1+steps)
			if i == 0 && e >= AdultAge-2 {
				v *= 1000
			}
			if v > score {
				best, where, score = i, e, v
			}
		}
	}
	if best < 0 {
		x.Children = len(g)
		for _, a := range axes { // the narrowest edges that hold all
			if *a.band == (Band{}) {
				continue
			}
			low, high, sum := math.Inf(1), math.Inf(-1), 0.0
			for k := range g {
				low, high = min(low, a.of(&g[k])), max(high, a.of(&g[k]))
				sum += math.Round(100 * a.of(&g[k])) // whole, so that no order of children shows
			}
			for _, e := range a.edges {
				if e <= low {
					a.band.From = max(a.band.From, e)
				}
				if e > high {
					a.band.To = min(a.band.To, e)
					break
				}
			}
			a.band.Mean = min(max(math.Round(sum/float64(len(g))/10)/10, a.band.From+0.1), a.band.To-0.1)
		}
		return []StockCell{x}
	}
	of := axes[best].of
	var low, high []StockChild
	for k := range g {
		if of(&g[k]) < where {
			low = append(low, g[k])
		} else {
			high = append(high, g[k])
		}
	}
	whole := *axes[best].band
	axes[best].band.To = where
	out := cut(x, low, at)
	*axes[best].band = Band{From: where, To: whole.To}
	return append(out, cut(x, high, at)...)
}

// ageOn is a child's age in years, by the month of birth.
func ageOn(c *StockChild, at Date) float64 {
	if c.Born == 0 {
		return 0
	}
	return min(max(float64(MonthOf(at)-c.Born)/12, 0), 17.99)
}

// at is the value in a band that a share of what lies in it doesn't exceed,
// between its bounds and with its mean: the mean of u^k over shares is 1/(k+1).
func (b Band) at(u float64) float64 {
	if !(b.Mean > b.From && b.Mean < b.To) {
		return b.From + u*(b.To-b.From)
	}
	return b.From + (b.To-b.From)*math.Pow(u, (b.To-b.From)/(b.Mean-b.From)-1)
}

func compareCells(a, b StockCell) int {
	flag := func(x bool) int {
		if x {
			return 0
		}
		return 1
	}
	return cmp.Or(cmp.Compare(flag(a.InCare), flag(b.InCare)), cmp.Compare(flag(a.OnPlan), flag(b.OnPlan)), cmp.Compare(flag(a.Left), flag(b.Left)), cmp.Compare(flag(a.Lapsed), flag(b.Lapsed)),
		cmp.Compare(a.Class, b.Class), cmp.Compare(a.Place, b.Place), cmp.Compare(a.LeftBy, b.LeftBy), cmp.Compare(a.Age.From, b.Age.From),
		cmp.Compare(a.Care.From, b.Care.From), cmp.Compare(a.Plan.From, b.Plan.From), cmp.Compare(a.Gone.From, b.Gone.From), cmp.Compare(a.Here.From, b.Here.From))
}

// Unbanded makes up a stock of children who are spread evenly over their cells'
// bands, each a family of its own; the same cells give the same children.
func Unbanded(cells []StockCell, at Date) *Stock {
	s := &Stock{DataDate: at}
	for _, x := range cells {
		for i := range x.Children {
			// Steps by irrational shares spread ages and times without pairing them.
			even := (float64(i) + 0.5) / float64(x.Children)
			step := func(by float64) float64 { _, f := math.Modf(even + float64(i+1)*by); return f }
			days := func(months float64) float64 { return months * DaysPerYear / 12 }
			age := x.Age.at(even)
			c := StockChild{Family: len(s.Children) + 1, Class: x.Class, InCare: x.InCare, OnPlan: x.OnPlan, Left: x.Left, Lapsed: x.Lapsed,
				Born: MonthOf(at) - Month(math.Floor(12*age))}
			if x.InCare {
				c.Place = x.Place
				c.CareDays = min(days(x.Care.at(step(math.Phi))), age*DaysPerYear)
				c.PlacementDays = min(days(x.Here.at(step(math.Sqrt2))), c.CareDays)
			}
			if x.OnPlan {
				c.PlanDays = min(days(x.Plan.at(step(math.Sqrt2*math.Phi))), age*DaysPerYear)
				if x.InCare {
					c.InCareDuringPlan, c.AfterDays = true, min(c.CareDays, c.PlanDays)
				}
			}
			if x.Left {
				c.LeftBy, c.LeftDays = x.LeftBy, min(days(x.Gone.at(step(math.Phi))), age*DaysPerYear)
			}
			if x.Lapsed {
				c.LapsedDays = min(days(x.Gone.at(step(math.Phi))), age*DaysPerYear)
			}
			s.Children = append(s.Children, c)
		}
	}
	return s
}
