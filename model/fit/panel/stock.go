package panel

import (
	"math"
	"sort"

	"github.com/carecurve/carecurve/model"
)

// inStock puts children into care on the data date: whole numbers for every
// class, age and place that keep the published totals, each child's age and
// time in care from the profile of the class and age band, and the time in the
// placement from how long placements last. Nothing is drawn: children stand at
// evenly spread quantiles.
func (n *national) inStock(out *model.Stock, s *stays, m []margin, boys float64) {
	counts := controlled(s.list(), m)
	number := 0
	for i, count := range counts {
		if count == 0 {
			continue
		}
		c := model.Class(i / (model.AgeBands * model.Places))
		a := i / model.Places % model.AgeBands
		p := model.Place(i % model.Places)
		lives := n.livesOf(c, a, p.Setting())
		sum := 0.0
		for _, l := range lives {
			sum += l.weight
		}
		// Cells begin at shifted quantiles, so that many small cells together
		// spread as one large one does.
		shift := golden(i)
		at, reached := 0, 0.0
		for k := range count {
			want := sum * (float64(k) + shift) / float64(count)
			for at+1 < len(lives) && reached+lives[at].weight < want {
				reached += lives[at].weight
				at++
			}
			l := lives[at]
			child := model.StockChild{InCare: true, Class: c, Place: p, Sex: 'F', CareDays: math.Max(1, math.Round(l.days))}
			child.Born = bornWithin(out.DataDate, l.age, model.AgeBand(a))
			if golden(3*number+1) < boys || c == model.UASC && golden(3*number+1) < 0.95 {
				child.Sex = 'M'
			}
			child.PlacementDays = math.Max(1, math.Round(n.moves.placementDays(p.Setting(), child.CareDays, golden(7*number+2))))
			child.PlacementDays = math.Min(child.PlacementDays, child.CareDays)
			child.Provider = provider(p.Setting())
			out.Children = append(out.Children, child)
			number++
		}
	}
}

// orderLives puts each class and age band's profile in order of the band of
// the time in care and of age: evenly spaced along this order, children spread
// over the bands and over the ages within each.
func (n *national) orderLives() {
	band := func(l *life) int { return model.CareClock.Band(l.days) }
	for c, from := range []*standing{n.general, n.uasc} {
		for _, l := range from.lives {
			a := model.AgeBandOf(l.age)
			n.lives[c][a] = append(n.lives[c][a], l)
		}
		for _, list := range n.lives[c] {
			sort.SliceStable(list, func(i, j int) bool {
				if x, y := band(&list[i]), band(&list[j]); x != y {
					return x < y
				}
				return list[i].age < list[j].age
			})
		}
	}
}

// livesOf is the ordered profile of a class and age band in a setting.
func (n *national) livesOf(c model.Class, a int, s model.Setting) []life {
	out := make([]life, 0, len(n.lives[c][a]))
	for _, l := range n.lives[c][a] {
		l.weight *= careWeight(s, model.CareClock.Band(l.days))
		if l.weight > 0 {
			out = append(out, l)
		}
	}
	if len(out) == 0 { // an age that the profile lacks: half a year in care
		lo, hi := model.AgeSpan(model.AgeBand(a))
		return []life{{age: (lo + hi) / 2, days: math.Min(182, (lo+hi)/2*model.DaysPerYear), weight: 1}}
	}
	return out
}

// born is the month of birth at an age in years.
func born(day model.Date, age float64) model.Month {
	return model.MonthOf(day - model.Date(math.Round(age*model.DaysPerYear)))
}

// bornWithin is the same, moved by months so that a birthday in the middle of
// the month leaves the child in the age band on the data date.
func bornWithin(day model.Date, age float64, band model.AgeBand) model.Month {
	m := born(day, age)
	from, to := model.AgeSpan(band)
	for range 24 {
		years := float64(day+1-m.First()-15) / model.DaysPerYear
		switch {
		case years < from:
			m--
		case years >= to:
			m++
		default:
			return m
		}
	}
	return m
}

// provider is the code of a setting's usual provider, empty where there is
// none to speak of.
func provider(s model.Setting) string {
	switch s {
	case model.FosterOwn, model.Kinship:
		return "PR1"
	case model.FosterAgency, model.Residential, model.Supported:
		return "PR4"
	case model.WithParents:
		return "PR0"
	}
	return ""
}

// onPlans puts children onto plans: by the published duration bands, evenly
// within each; ages by the assumed national mix; brothers and sisters, who
// share a plan's length, by planGroups. Those whose plan led to care of late
// are children in care.
func (n *national) onPlans(out *model.Stock, t table, year, plans int, toCare float64) {
	open, found := t.list(year, "cpp_31_march_by_duration", planBands)
	like := n.t.openPlans(n.year)
	if found == 0 {
		open = make([]float64, len(planBands))
		fillWith(open, -1)
	}
	bands := largest(fill(open, float64(plans), normalise(like)), plans)
	var days []float64
	for b, count := range bands {
		to := planEdges[b+1]
		if b == len(bands)-1 {
			to = planEdges[b] + 182
		}
		for k := range count {
			days = append(days, math.Max(1, math.Round(planEdges[b]+(to-planEdges[b])*(float64(k)+0.5)/float64(count))))
		}
	}
	// Those in care: as many as enter from plans in the weeks that plans stay
	// open after, the newest in care below sixteen.
	var newest []int
	for i := range out.Children {
		c := &out.Children[i]
		if c.InCare && c.Class == model.General && c.CareDays < 150 && c.Born > born(out.DataDate, 16) {
			newest = append(newest, i)
		}
	}
	sort.SliceStable(newest, func(i, j int) bool {
		return out.Children[newest[i]].CareDays < out.Children[newest[j]].CareDays
	})
	both := min(int(math.Round(toCare*0.15)), len(newest), len(days)/4)
	long := len(days) - 1
	for _, i := range newest[:both] {
		c := &out.Children[i]
		// Their plans are some of the middling ones, longer than the time in care.
		at := len(days) / 2
		for at < long && days[at] < c.CareDays+30 {
			at++
		}
		c.OnPlan, c.InCareDuringPlan = true, true
		c.PlanDays, c.AfterDays = math.Max(days[at], c.CareDays), c.CareDays
		days = append(days[:at], days[at+1:]...)
		long--
	}
	ages := largest(planAges[:], len(days))
	sizes := largest(weighted(planGroups, len(days)), len(days))
	order := evenly(ages)
	family, left, size := 0, 0, 0
	for i, d := range days {
		if left == 0 {
			family++
			size = nextSize(sizes)
			left = size
		}
		left--
		a := order[i]
		from, to := model.AgeSpan(model.AgeBand(a))
		c := model.StockChild{OnPlan: true, PlanDays: d, Sex: 'F', Family: family}
		c.Born = born(out.DataDate, from+(to-from)*golden(i))
		if golden(5*i) < 0.51 {
			c.Sex = 'M'
		}
		out.Children = append(out.Children, c)
	}
}

// weighted is how many children, of n, come in groups of each size.
func weighted(groups []float64, n int) []float64 {
	out := make([]float64, len(groups))
	for i, g := range groups {
		out[i] = g * float64(i+1)
	}
	for i, x := range normalise(out) {
		out[i] = x * float64(n)
	}
	return out
}

// nextSize takes the next family from what is left: the size of which most
// children are left.
func nextSize(left []int) int {
	best := 0
	for i, n := range left {
		if n > left[best] {
			best = i
		}
	}
	left[best] = max(0, left[best]-best-1)
	return best + 1
}

// evenly spreads counts of bands over a list, so that no stretch of it has
// more than its share of any.
func evenly(counts []int) []int {
	n := 0
	for _, c := range counts {
		n += c
	}
	used := make([]int, len(counts))
	out := make([]int, 0, n)
	for i := range n {
		best, at := math.Inf(-1), 0
		for b, c := range counts {
			if lag := float64(c)*float64(i+1)/float64(n) - float64(used[b]); lag > best {
				best, at = lag, b
			}
		}
		used[at]++
		out = append(out, at)
	}
	return out
}

// leftCare puts in those who left care and may come back.
func leftCare(out *model.Stock, list []leaver) {
	weights := make([]float64, len(list))
	for i, l := range list {
		weights[i] = l.n
	}
	n := int(math.Round(total(weights)))
	reached, next := 0.0, 0.5
	for _, l := range list {
		reached += l.n
		for k := 0; reached >= next && n > 0; k++ {
			out.Children = append(out.Children, model.StockChild{
				Left: true, LeftBy: l.by, LeftDays: math.Round(l.years * model.DaysPerYear),
				Born: born(out.DataDate, l.age), Sex: []byte{'M', 'F'}[len(out.Children)%2],
			})
			next++
		}
	}
}

// siblings makes brothers and sisters of children who came into care at nearly
// the same time, in groups as careGroups has them.
func siblings(s *model.Stock) {
	var in []int
	family := 0
	for i := range s.Children {
		c := &s.Children[i]
		family = max(family, c.Family)
		if c.InCare && c.Class == model.General {
			in = append(in, i)
		}
	}
	sort.SliceStable(in, func(i, j int) bool { return s.Children[in[i]].CareDays < s.Children[in[j]].CareDays })
	sizes := largest(weighted(careGroups, len(in)), len(in))
	for i := 0; i < len(in); {
		family++
		for k := nextSize(sizes); k > 0 && i < len(in); k-- {
			s.Children[in[i]].Family = family
			i++
		}
	}
}

// number gives every child without a family one of its own, and the others
// numbers that don't clash.
func number(s *model.Stock) {
	next := 1
	named := map[int]int{}
	for i := range s.Children {
		c := &s.Children[i]
		if c.Family == 0 {
			c.Family = next
			next++
			continue
		}
		if named[c.Family] == 0 {
			named[c.Family] = next
			next++
		}
		c.Family = named[c.Family]
	}
}
