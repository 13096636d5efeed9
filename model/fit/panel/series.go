package panel

import (
	"math"

	"github.com/carecurve/carecurve/model"
)

// data is yearly figures of all councils, by council and year since first; NaN
// where one is missing.
type data struct {
	authorities []model.Authority
	first       int // the year with index 0
	years       int
	lac, starts, ceases, plans, planStarts,
	children, unaccompanied, cost [][]float64
	second [][]float64
	ages   [][][]float64 // of lac, by ageNames
	spans  [][][]float64 // of plans, by planBands
}

// longest is how many years back the panel looks.
const longest = 25

// readSeries takes the figures up to a year.
func readSeries(p *model.Published, year int) *data {
	first := year
	for _, y := range []string{measure, "cpp_31_march"} {
		if years, _ := p.Series(model.England, y, "total"); len(years) > 0 {
			first = min(first, years[0])
		}
	}
	first = max(first, year-longest)
	d := &data{authorities: p.Authorities(measure), first: first, years: year - first + 1}
	england := table{p, model.England}
	for _, a := range d.authorities {
		d.read(table{p, a.Code}, england)
	}
	return d
}

// read adds a council's figures.
func (d *data) read(t, england table) {
	total := func(name string) []float64 {
		out := make([]float64, d.years)
		for i := range out {
			out[i] = known(t.get(d.first+i, name, "total"))
		}
		return out
	}
	lac, plans := total(measure), total("cpp_31_march")
	d.lac, d.plans = append(d.lac, lac), append(d.plans, plans)
	d.starts, d.ceases = append(d.starts, total("lac_started")), append(d.ceases, total("lac_ceased"))
	d.planStarts = append(d.planStarts, total("cpp_started"))
	d.second = append(d.second, total("cpp_started_second_or_subsequent"))
	parts := func(name string, names []string, all []float64) [][]float64 {
		out := make([][]float64, d.years)
		for i := range out {
			y := d.first + i
			list, found := t.list(y, name, names)
			if found == 0 || math.IsNaN(all[i]) {
				continue
			}
			like, _ := england.list(y, name, names)
			out[i] = fill(list, all[i], normalise(positive(like)))
		}
		return out
	}
	d.ages = append(d.ages, parts("lac_31_march_by_age", ageNames, lac))
	d.spans = append(d.spans, parts("cpp_31_march_by_duration", planBands, plans))
	heads, alone, cost := make([]float64, d.years), make([]float64, d.years), make([]float64, d.years)
	for i := range heads {
		y := d.first + i
		heads[i] = t.heads(y)
		alone[i] = known(t.uascStock(y))
		cost[i] = known(t.get(y, "unit_cost_weekly_looked_after", "total")) * lac[i] * model.DaysPerYear / 7
	}
	d.children, d.unaccompanied, d.cost = append(d.children, heads), append(d.unaccompanied, alone), append(d.cost, cost)
}

// heads is the children of a council's area as known in a year: the mid-year
// estimate of the year before, which comes out in summer, or the latest before
// it; else what the department divided by; else what its rounded rate implies;
// else an old figure, since councils keep their ranks. NaN without any.
func (t table) heads(year int) float64 {
	for y := year - 1; y >= year-3; y-- {
		if x := t.get(y, "population_0_17_mid_year", "total"); x > 0 {
			return x
		}
	}
	for y := year; y >= year-longest; y-- {
		if x := t.get(y, "population_0_17_denominator", "total"); x > 0 {
			return x
		}
		if n, rate := t.get(y, measure, "total"), t.get(y, "lac_rate_per_10k", "total"); n > 0 && rate > 0 {
			return 1e4 * n / rate
		}
	}
	return math.NaN()
}

// known is a figure, or NaN for one that is missing (below 0).
func known(x float64) float64 {
	if x < 0 {
		return math.NaN()
	}
	return x
}

// totals are the series of a measure.
func (d *data) totals(measure string) [][]float64 {
	switch measure {
	case "lac":
		return d.lac
	case "cpp":
		return d.plans
	case "entries":
		return d.starts
	case "exits":
		return d.ceases
	}
	return d.cost
}
