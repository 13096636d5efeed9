package markov

import (
	"math"

	"github.com/carecurve/carecurve/sim"
)

// projection lays outcomes out as every engine does.
func (r *run) projection(outcomes []*outcome) *sim.Projection {
	p := r.programme
	used, actual, whole := sim.Actuals(&p.Model.Past, &r.cal)
	out := &sim.Projection{Engine: "markov", Replicates: 1, Dates: r.cal.Dates}
	for i, y := range r.cal.Years {
		year := sim.Year{Year: y}
		if i == 0 {
			year.Part, year.Actual = !whole, actual
		}
		out.Years = append(out.Years, year)
	}
	spends := sim.Spending(p.Scenarios)
	base := sim.NewTariff(&p.Prices, &r.cal, &p.Scenarios[0], spends)
	for j := range p.Scenarios {
		s, from := &p.Scenarios[j], outcomes[j]
		o := sim.Outcome{Name: s.Name, Title: s.Title, Assumptions: s.Assumptions}
		series := from.counts.Series()
		for i, c := range r.columns {
			first := 1
			if c.Stock {
				first = 0
			}
			x := sim.Series{Measure: c.Measure, Breakdown: c.Breakdown, First: first}
			for d := first; d < len(r.cal.Dates); d++ {
				mean := 0.0
				for _, k := range c.Sum {
					mean += series[k][d]
				}
				variance := math.Max(mean-from.squares[i][d], 0)
				if d == 0 {
					variance = 0
				}
				x.Values = append(x.Values, sim.Normal(mean, math.Sqrt(variance), true))
			}
			o.Series = append(o.Series, x)
		}
		t := sim.NewTariff(&p.Prices, &r.cal, s, spends)
		for l := -1; l < len(t.Lines); l++ {
			name := "total"
			if l >= 0 {
				name = t.Lines[l]
			}
			cost, saving := sim.Amount{Line: name}, sim.Amount{Line: name}
			for y := range r.cal.Years {
				mine := from.money(y, &used, from.on)
				other := outcomes[0].money(y, &used, outcomes[0].on)
				a, b := amount(t, l, y, &mine), amount(base, l, y, &other)
				cost.Values = append(cost.Values, sim.Normal(a, 0, false))
				saving.Values = append(saving.Values, sim.Normal(b-a, 0, false))
			}
			o.Costs = append(o.Costs, cost)
			if j > 0 {
				o.Savings = append(o.Savings, saving)
			}
		}
		out.Scenarios = append(out.Scenarios, o)
	}
	return out
}

// amount is a line's pounds in a year, or with line −1 those of all lines.
func amount(t *sim.Tariff, line, year int, u *sim.Usage) float64 {
	if line >= 0 {
		return t.Amount(line, year, u)
	}
	sum := 0.0
	for l := range t.Lines {
		sum += t.Amount(l, year, u)
	}
	return sum
}
