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
	shift    float64 // of the log
	arrivals bool    // no more than how many arrive
	variance func(t *track, slope []float64) []float64
}

// nudge is by how much a level's log is shifted to see what follows from it.
const nudge = 0.05

// sources are what a programme's Uncertainty names besides chance. Each counts
// by its first derivative, so that means stay and variances add: an effect's by
// the square of derivative and error, a level's as drift.go has it. The error of a
// table's single cells is left aside: their level carries most of it.
func sources(p *sim.Programme) (out []source) {
	on := p.Uncertainty
	cal := sim.NewCalendar(p.Model.DataDate, p.Years)
	for i, at := range levelsOf(p.Model) {
		w := newWandering(at, on, &cal)
		if w.sigma == 0 && !(on.Parameters && (at.SD > 0 || at.LongRunSD > 0)) {
			continue
		}
		m := *p.Model
		l := levelsOf(&m)[i]
		l.Log += nudge
		l.LongRun += nudge
		q := *p
		q.Model = &m
		out = append(out, source{&q, nudge, i >= arrivalLevels, w.variance})
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
		out = append(out, source{&q, sd, false, func(_ *track, slope []float64) []float64 {
			v := make([]float64, len(slope))
			for i, x := range slope {
				v[i] = x * x * sd * sd
			}
			return v
		}})
	}
	return out
}

// arrivalLevels is from which of levelsOf on a level is of arrivals alone.
const arrivalLevels = 4

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
func (e Engine) widen(ctx context.Context, p *sim.Programme, out *sim.Projection, k *known) error {
	all := tracks(out)
	terms := make([][][]float64, len(all)) // by figure and source
	for _, source := range sources(p) {
		still := newKnown()
		if source.arrivals {
			still = k.arrivalsApart()
		}
		shifted, err := e.chance(ctx, source.shifted, still, false)
		if err != nil {
			return err
		}
		for i, t := range tracks(shifted) {
			slope := make([]float64, len(t.values))
			for k := range slope {
				slope[k] = (t.values[k].Mean - all[i].values[k].Mean) / source.shift
			}
			terms[i] = append(terms[i], source.variance(&t, slope))
		}
	}
	for i, t := range all {
		for k, s := range t.values {
			var sum []float64
			if p.Uncertainty.Chance {
				sum = append(sum, s.SD*s.SD)
			}
			for _, v := range terms[i] {
				sum = append(sum, v[k])
			}
			// Smallest first, so that the order of sources does not matter.
			slices.Sort(sum)
			v := 0.0
			for _, x := range sum {
				v += x
			}
			*s = sim.Normal(s.Mean, math.Sqrt(v), !t.money)
		}
	}
	return nil
}
