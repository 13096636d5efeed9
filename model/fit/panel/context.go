package panel

import (
	"fmt"
	"math"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/model/council"
)

// population is an authority's children by mid-year and age band: the yearly
// totals, spread over the ages as in the nearest year that has them.
func (t table) population(year int) model.Population {
	shares := func(t table, y int) []float64 {
		for _, d := range []int{0, 1, -1, 2, -2, 3, -3, 4, -4, 5, -5, 6, -6, 7, -7, 8, -8, 9, -9} {
			out := make([]float64, model.AgeBands)
			for age := range model.AdultAge {
				out[model.AgeBandOf(float64(age))] += max(t.get(y+d, "population_by_age_mid_year", fmt.Sprintf("age_%d", age)), 0)
			}
			if total(out) > 0 {
				return normalise(out)
			}
		}
		return nil
	}
	var p model.Population
	for y := year - 14; y <= year; y++ {
		all := t.get(y, "population_0_17_mid_year", "total")
		if all < 0 { // the department's own denominator of the year that ends in the next spring
			all = t.get(y+1, "population_0_17_denominator", "total")
		}
		s := shares(t, y)
		if s == nil {
			s = shares(t.england(), y)
		}
		if all <= 0 || s == nil {
			if len(p.Years) > 0 {
				p.Years = append(p.Years, p.Years[len(p.Years)-1])
			}
			continue
		}
		if len(p.Years) == 0 {
			p.First = y
		}
		var row [model.AgeBands]float64
		for a := range row {
			row[a] = all * s[a]
		}
		p.Years = append(p.Years, row)
	}
	return p
}

// past is the yearly figures as a monthly history: stocks straight between
// the 31 Marches, flows a twelfth of their year.
func (t table) past(year int) model.Past {
	var out model.Past
	from := year
	for y := year; t.get(y, "lac_31_march", "total") >= 0 && y > year-15; y-- {
		from = y
	}
	// A chart of plans that begins years late would show noughts: both begin
	// together, if plans have at least four years.
	plans := year
	for y := year; t.get(y, "cpp_31_march", "total") >= 0 && y > year-15; y-- {
		plans = y
	}
	if year-plans >= 4 {
		from = max(from, plans)
	}
	value := func(y int, measure string) float64 { return max(t.get(y, measure, "total"), 0) }
	away := func(y int) float64 {
		loc, _ := t.locations(y, value(y, "lac_31_march"))
		return loc[model.OutOfArea]
	}
	for m := model.NewMonth(from, 3); m <= model.NewMonth(year, 3); m++ {
		y := int(model.FinancialYearOf(m.First())) + 1 // the year that this month's figures belong to
		w := float64(m-model.NewMonth(y-1, 3)) / 12
		between := func(of func(y int) float64) float64 {
			if w == 1 {
				return of(y)
			}
			return (1-w)*of(y-1) + w*of(y)
		}
		out.Months = append(out.Months, m)
		out.LAC = append(out.LAC, math.Round(between(func(y int) float64 { return value(y, "lac_31_march") })))
		out.Out = append(out.Out, math.Round(between(away)))
		out.CPP = append(out.CPP, math.Round(between(func(y int) float64 { return value(y, "cpp_31_march") })))
		out.Entries = append(out.Entries, value(y, "lac_started")/12)
		out.Exits = append(out.Exits, value(y, "lac_ceased")/12)
		out.PlanStarts = append(out.PlanStarts, value(y, "cpp_started")/12)
	}
	return out
}

// prices are the council's own weekly unit costs of the latest year, for
// foster care and children's homes; all else is national, brought to that year
// as the cost of children's homes moved.
func (t table) prices(year int, settings [model.Settings]float64) (p model.Prices, notes []string) {
	p = council.Default()
	y, residential, ok := t.latest(year, "unit_cost_weekly_residential", "total")
	fy, foster, fok := t.latest(year, "unit_cost_weekly_fostering", "total")
	if !ok && !fok {
		return p, []string{"No unit costs are published for the council: prices are " + p.Source + "."}
	}
	if !ok || fok && fy > y {
		y = fy
	}
	whole := t.england().get(y, "unit_cost_weekly_residential", "total")
	bring := 1.0
	if whole > 0 {
		bring = whole / p.Weekly[model.PlaceOf(model.Residential, model.InArea)]
	}
	p.Base = model.FinancialYear(y - 1)
	for i := range p.Weekly {
		p.Weekly[i] *= bring
	}
	p.SGO, p.PlanMonth, p.Adoption = p.SGO*bring, p.PlanMonth*bring, p.Adoption*bring
	set := func(s model.Setting, pounds float64) {
		for l := range model.Locations {
			p.Weekly[model.PlaceOf(s, model.Location(l))] = pounds
		}
	}
	if ok {
		set(model.Residential, residential)
	}
	if fok {
		// The three kinds keep their national ratios, and the council's mix of
		// them costs on average what is published.
		kinds := []model.Setting{model.Kinship, model.FosterOwn, model.FosterAgency}
		children, cost := 0.0, 0.0
		for _, s := range kinds {
			children += settings[s]
			cost += settings[s] * p.Weekly[model.PlaceOf(s, model.InArea)]
		}
		if cost > 0 {
			for _, s := range kinds {
				set(s, p.Weekly[model.PlaceOf(s, model.InArea)]*foster*children/cost)
			}
		}
	}
	for i := range p.Weekly {
		p.Weekly[i] = math.Round(100*p.Weekly[i]) / 100
	}
	p.SGO, p.PlanMonth, p.Adoption = math.Round(100*p.SGO)/100, math.Round(100*p.PlanMonth)/100, math.Round(100*p.Adoption)/100
	p.Source = fmt.Sprintf("section 251 outturn %s (DfE local authority interactive tool: weekly unit costs of fostering and residential care, to the nearest £5); other settings and lines: %s, brought to that year",
		p.Base, council.Default().Source)
	notes = append(notes,
		"Kinds of foster care keep national price ratios about the council's published weekly cost; no price differs by location, since none is published so.")
	if _, all, ok := t.latest(year, "unit_cost_weekly_looked_after", "total"); ok {
		sum, n := 0.0, 0.0
		for s, x := range settings {
			n += x
			sum += x * p.Weekly[model.PlaceOf(model.Setting(s), model.InArea)]
		}
		if n > 0 {
			notes = append(notes, fmt.Sprintf("These prices give £%.0f a child and week on average; the published unit cost of all looked-after children is £%.0f, which includes social work and other costs.", sum/n, all))
		}
	}
	return p, notes
}
