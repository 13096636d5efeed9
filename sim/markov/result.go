package markov

import (
	"math"

	"github.com/carecurve/carecurve/model"
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
	base := sim.NewTariff(&p.Prices, &r.cal, &p.Scenarios[p.Against], spends).Bill(&used)
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
				mean := r.measures[i].at(series, d)
				variance := from.variance(i, &r.measures[i], d)
				x.Values = append(x.Values, sim.Normal(mean, math.Sqrt(variance), true))
			}
			o.Series = append(o.Series, x)
		}
		var mine, others []sim.Usage
		var spread []map[string]float64
		t := sim.NewTariff(&p.Prices, &r.cal, s, spends).Bill(&used)
		o.Rates = t.Rates()
		for y := range r.cal.Years {
			mine = append(mine, r.usage(from, y, used.Before))
			others = append(others, r.usage(outcomes[p.Against], y, used.Before))
			spread = append(spread, r.spreads(from, t, y, &mine[y]))
		}
		for l := -1; l < len(t.Lines); l++ {
			name := "total"
			if l >= 0 {
				name = t.Lines[l]
			}
			cost, saving := sim.Amount{Line: name}, sim.Amount{Line: name}
			for y := range r.cal.Years {
				a, b, sd := amount(t, l, y, &mine[y]), amount(base, l, y, &others[y]), spread[y][name]
				cost.Values = append(cost.Values, sim.Normal(a, sd, false))
				// The children whom a scenario adds or takes away are as
				// independent as the others, so that they have their share of
				// the variance. A rough rule.
				if b != 0 {
					sd *= math.Sqrt(math.Min(math.Abs((b-a)/b), 1))
				}
				saving.Values = append(saving.Values, sim.Normal(b-a, sd, false))
			}
			o.Costs = append(o.Costs, cost)
			if j > 0 && j != p.Against {
				o.Savings = append(o.Savings, saving)
			}
		}
		out.Scenarios = append(out.Scenarios, o)
	}
	return out
}

// usage is a year's expected usage of all that has a price.
func (r *run) usage(o *outcome, y, before int) sim.Usage {
	u := o.money(y, o.on)
	for p := range u.Above {
		u.Above[p] = o.usage[y].above[p] + r.dearer[p]*u.Nights[p]
	}
	at := func(series []float64) sim.Monthly { return func(d int) float64 { return series[d] } }
	u.Count(&r.programme.Prices, &r.cal, y, before, func(b int) sim.Monthly { return at(o.counts.Care[b]) }, at(o.counts.Exit[model.ExitAged18]), at(o.counts.Proceedings))
	return u
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
