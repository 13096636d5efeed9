package sim

import (
	"context"
	"fmt"

	"github.com/carecurve/carecurve/model"
)

// Sources is how many sources of uncertainty there are.
const Sources = 4

// SourceNames are the sources' names, in the order of [Sourced.Variance].
var SourceNames = [Sources]string{"chance", "parameters", "drift", "effects"}

// only is one source alone.
func only(source int) Uncertainty {
	return Uncertainty{source == 0, source == 1, source == 2, source == 3}
}

// has tells whether a source is on.
func (u Uncertainty) has(source int) bool {
	return [Sources]bool{u.Chance, u.Parameters, u.Drift, u.Effects}[source]
}

// Sourced is where the variance of one figure comes from.
type Sourced struct {
	Scenario string
	Measure  string              // "lac", children at the end of Year, or "cost", pounds of Year in all
	Year     model.FinancialYear // which the horizon covers to its end
	// All is the variance with every source of the programme on, ≥ 0.
	All float64
	// Variance is that with one source on alone, by SourceNames; 0 where the
	// programme has it off.
	Variance [Sources]float64
}

// Share is the part of the variance that a source brings by itself, 0 where
// there is none. Shares add up to 1 but for Together.
func (s *Sourced) Share(source int) float64 { return s.part(s.Variance[source]) }

// Together is what sources bring only in each other's company, as a share: it
// is below 0 where they make up for each other, or by the luck of the draws.
func (s *Sourced) Together() float64 {
	rest := s.All
	for _, v := range s.Variance {
		rest -= v
	}
	return s.part(rest)
}

func (s *Sourced) part(v float64) float64 {
	if s.All <= 0 {
		return 0
	}
	return v / s.All
}

// Decompose runs a programme with each of its sources of uncertainty on alone,
// and with all of them, and compares the variances of the number in care at
// each year end and of each year's cost: at most five runs. Each line can be
// seen by itself in a run with that source alone. Why so, and not otherwise, is
// written in decisions/0001-sources-of-variance.md.
//
// With n replicates of an engine that draws, a variance is known to about
// ±√(2/n) of itself: 400 give 7 %. It fails as the engine does.
func Decompose(ctx context.Context, e Engine, p *Programme) ([]Sourced, error) {
	run := func(u Uncertainty) (*Projection, error) {
		q := *p
		q.Uncertainty = u
		return e.Run(ctx, &q)
	}
	all, err := run(p.Uncertainty)
	if err != nil {
		return nil, fmt.Errorf("all sources of uncertainty: %w", err)
	}
	out := sourced(all)
	on := 0
	for k := range Sources {
		if p.Uncertainty.has(k) {
			on++
		}
	}
	for k, name := range SourceNames {
		if !p.Uncertainty.has(k) {
			continue
		}
		alone := all
		if on > 1 {
			if alone, err = run(only(k)); err != nil {
				return nil, fmt.Errorf("%s alone: %w", name, err)
			}
		}
		for i, x := range sourced(alone) {
			out[i].Variance[k] = x.All
		}
	}
	return out, nil
}

// sourced lists a projection's figures with their variances.
func sourced(p *Projection) []Sourced {
	var out []Sourced
	for i := range p.Scenarios {
		o := &p.Scenarios[i]
		lac, cost := o.Find("lac", ""), Line(o.Costs, "total")
		for d, date := range p.Dates {
			for y := range p.Years {
				if year := p.Years[y].Year; d > 0 && date == year.Last() {
					out = append(out,
						Sourced{Scenario: o.Name, Measure: "lac", Year: year, All: square(lac.Values[d].SD)},
						Sourced{Scenario: o.Name, Measure: "cost", Year: year, All: square(cost.Values[y].SD)})
				}
			}
		}
	}
	return out
}

func square(x float64) float64 { return x * x }
