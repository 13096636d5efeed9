package agents

import (
	"sync"

	"github.com/carecurve/carecurve/sim"
)

// projection summarises what the replicates stored.
func (r *run) projection(workers int) *sim.Projection {
	p := r.programme
	_, actual, whole := sim.Actuals(&p.Model.Past, &r.calendar)
	out := &sim.Projection{Engine: "agents", Replicates: r.Replicates, Seed: r.Seed, Dates: r.calendar.Dates}
	for i, y := range r.calendar.Years {
		year := sim.Year{Year: y}
		if i == 0 {
			year.Part, year.Actual = !whole, actual
		}
		out.Years = append(out.Years, year)
	}
	var jobs []func(buffer []float64)
	dates, years := len(r.calendar.Dates), len(r.calendar.Years)
	out.Scenarios = make([]sim.Outcome, len(p.Scenarios))
	for j := range p.Scenarios {
		s := &p.Scenarios[j]
		o := &out.Scenarios[j]
		o.Name, o.Title, o.Assumptions = s.Name, s.Title, s.Assumptions
		o.Rates = r.tariffs[j].Rates()
		o.Averted = r.avertedBy(j)
		o.Series = make([]sim.Series, len(r.columns))
		for i, c := range r.columns {
			first := 1
			if c.Stock {
				first = 0
			}
			o.Series[i] = sim.Series{Measure: c.Measure, Breakdown: c.Breakdown, First: first, Values: make([]sim.Summary, dates-first)}
			for d := first; d < dates; d++ {
				to, cell := &o.Series[i].Values[d-first], (j*len(r.columns)+i)*dates+d
				if r.Keep != nil {
					r.Keep(sim.Draw{Scenario: s.Name, Measure: c.Measure, Breakdown: c.Breakdown, Date: r.calendar.Dates[d], At: func(i int) float64 { return float64(r.kept[i*r.cells+cell]) }})
				}
				jobs = append(jobs, func([]float64) {
					if h := &r.spread.cells[cell]; r.Means {
						*to = sim.Summary{Mean: h.Mean()}
					} else {
						*to = h.Summary()
					}
				})
			}
		}
		lines := append([]string{"total"}, r.tariffs[j].Lines...)
		for l, line := range lines {
			cost := sim.Amount{Line: line, Values: make([]sim.Summary, years)}
			saving := sim.Amount{Line: line, Values: make([]sim.Summary, years)}
			for y := range years {
				mine, base := r.money[j][l*years+y], r.money[p.Against][l*years+y]
				if r.Keep != nil {
					r.Keep(sim.Draw{Scenario: s.Name, Line: line, Year: r.calendar.Years[y], At: func(i int) float64 { return mine[i] }})
				}
				jobs = append(jobs, func(buffer []float64) {
					copy(buffer, mine)
					cost.Values[y] = r.summary(buffer)
				})
				if r.saves(j) {
					jobs = append(jobs, func(buffer []float64) {
						for k := range buffer {
							buffer[k] = base[k] - mine[k]
						}
						saving.Values[y] = r.summary(buffer)
					})
				}
			}
			o.Costs = append(o.Costs, cost)
			if r.saves(j) {
				o.Savings = append(o.Savings, saving)
			}
		}
	}
	parallel(workers, jobs, r.Replicates)
	return out
}

// saves tells whether a scenario's savings are counted: not those of the
// baseline, nor of what they are counted against.
func (r *run) saves(scenario int) bool { return scenario > 0 && scenario != r.programme.Against }

// summary is that of a sample, as far as it is wanted.
func (r *run) summary(x []float64) sim.Summary {
	if !r.Means {
		return sim.Summarise(x)
	}
	sum := 0.0
	for _, v := range x {
		sum += v
	}
	return sim.Summary{Mean: sum / float64(len(x))}
}

// parallel runs the jobs on so many workers, each with a buffer of n.
func parallel(workers int, jobs []func([]float64), n int) {
	var wait sync.WaitGroup
	for k := range workers {
		wait.Add(1)
		go func() {
			defer wait.Done()
			buffer := make([]float64, n)
			for i := k; i < len(jobs); i += workers {
				jobs[i](buffer)
			}
		}()
	}
	wait.Wait()
}
