package panel

import (
	"math"
	"sort"

	"github.com/carecurve/carecurve/model"
)

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
