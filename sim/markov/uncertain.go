package markov

import (
	"context"
	"maps"
	"math"
	"slices"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// source is something uncertain that moves a whole run: a level, with its
// error now and its drift from here on, or the size of an effect.
type source struct {
	shifted  *sim.Programme
	shift    float64                    // of the log
	variance func(felt float64) float64 // of the log, after so many years of drift
}

// nudge is by how much a level's log is shifted to see what follows from it.
const nudge = 0.05

// sources are what a programme's Uncertainty names besides chance. Each counts
// by its first derivative, so that means stay and variances add:
//
//	Var += (∂mean/∂log)²·(SD² + σ²·c·t)
//
// with σ the yearly drift. Had a figure at t felt all that came before alike,
// c would be a third; did it feel the present alone, one. Stocks and money are
// near the first, flows near the second. The error of a table's single cells is left aside: their
// level carries most of it.
func sources(p *sim.Programme) (out []source) {
	on := p.Uncertainty
	for i := range levelsOf(p.Model) {
		m := *p.Model
		l := levelsOf(&m)[i]
		at, drift := *l, 0.0
		if on.Drift {
			drift = l.Drift * math.Exp(l.DriftSD*l.DriftSD)
		}
		variance := func(felt float64) float64 {
			v := at.Wandered(drift, felt)
			if on.Parameters {
				_, known := at.Known(felt)
				v += known
			}
			return v
		}
		if variance(1) == 0 {
			continue
		}
		l.Log += nudge
		q := *p
		q.Model = &m
		out = append(out, source{&q, nudge, variance})
	}
	if !on.Effects {
		return out
	}
	spread := effects(p)
	for _, key := range slices.Sorted(maps.Keys(spread)) { // sums in one order, whatever the map's
		sd := spread[key]
		q := *p
		q.Scenarios = append([]sim.Scenario(nil), p.Scenarios...)
		for i := range q.Scenarios {
			s := &q.Scenarios[i]
			s.Changes = append([]sim.Change(nil), s.Changes...)
			for j := range s.Changes {
				if e := &s.Changes[j].Effect; e.Key == key {
					e.Log += e.SD
				}
			}
			s.Stretches = append([]sim.Stretch(nil), s.Stretches...)
			for j := range s.Stretches {
				if e := &s.Stretches[j].Effect; e.Key == key {
					e.Log += e.SD
				}
			}
		}
		out = append(out, source{&q, sd, func(float64) float64 { return sd * sd }})
	}
	return out
}

// How much of the time so far stocks and money, and flows, feel a drift for.
const (
	stocksFeel = 0.4
	flowsFeel  = 0.8
)

// levelsOf are a model's levels.
func levelsOf(m *model.Model) []*model.Level {
	return []*model.Level{&m.ExitLevel, &m.MoveLevel, &m.PlanEndLevel, &m.PlanToCareLevel, &m.Direct.Level, &m.UASC.Level, &m.PlanStart.Level}
}

// effects are the keys of uncertain effects, with their standard deviations.
func effects(p *sim.Programme) map[string]float64 {
	out := map[string]float64{}
	note := func(e *sim.Effect) {
		if e.SD > 0 {
			out[e.Key] = e.SD
		}
	}
	for i := range p.Scenarios {
		for j := range p.Scenarios[i].Changes {
			note(&p.Scenarios[i].Changes[j].Effect)
		}
		for j := range p.Scenarios[i].Stretches {
			note(&p.Scenarios[i].Stretches[j].Effect)
		}
	}
	return out
}

// widen adds to a projection's variances what its sources do. Without chance
// they are all there is.
func (e Engine) widen(ctx context.Context, p *sim.Programme, out *sim.Projection) error {
	total := variances(out, func(s *sim.Summary, _ float64, _ bool) float64 {
		if !p.Uncertainty.Chance {
			return 0
		}
		return s.SD * s.SD
	})
	means := variances(out, func(s *sim.Summary, _ float64, _ bool) float64 { return s.Mean })
	var terms [][]float64
	for _, source := range sources(p) {
		shifted, err := e.chance(ctx, source.shifted)
		if err != nil {
			return err
		}
		i := 0
		terms = append(terms, variances(shifted, func(s *sim.Summary, felt float64, _ bool) float64 {
			slope := (s.Mean - means[i]) / source.shift
			i++
			return slope * slope * source.variance(felt)
		}))
	}
	i := 0
	variances(out, func(s *sim.Summary, _ float64, count bool) float64 {
		sum := []float64{total[i]}
		for _, t := range terms {
			sum = append(sum, t[i])
		}
		// Smallest first, so that the order of sources does not matter.
		slices.Sort(sum)
		v := 0.0
		for _, x := range sum {
			v += x
		}
		*s = sim.Normal(s.Mean, math.Sqrt(v), count)
		i++
		return 0
	})
	return nil
}

// variances takes something from every summary of a projection, in one order,
// and tells how many years of drift it feels and whether it counts children.
func variances(p *sim.Projection, take func(s *sim.Summary, felt float64, count bool) float64) (out []float64) {
	years := func(d int) float64 { return float64(p.Dates[d]-p.Dates[0]) / model.DaysPerYear }
	for i := range p.Scenarios {
		o := &p.Scenarios[i]
		for j := range o.Series {
			s := &o.Series[j]
			c := flowsFeel
			if s.First == 0 {
				c = stocksFeel
			}
			for d := range s.Values {
				out = append(out, take(&s.Values[d], c*years(d+s.First), true))
			}
		}
		for _, list := range [][]sim.Amount{o.Costs, o.Savings} {
			for j := range list {
				for y := range list[j].Values {
					// A year's money stands at its middle.
					year := p.Years[y].Year
					from := max(year.First(), p.Dates[0])
					at := float64(from-p.Dates[0]+(year.Last()-from)/2) / model.DaysPerYear
					out = append(out, take(&list[j].Values[y], stocksFeel*at, false))
				}
			}
		}
	}
	return out
}
