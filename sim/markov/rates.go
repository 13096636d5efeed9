package markov

import (
	"math"
	"slices"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// rates is the model with its uncertain parts fixed, per day and in the order
// in which the equations read it.
type rates struct {
	exit      [model.Settings + 1][model.AgeBands][model.CareBands][model.ExitFlows]float64
	move      [model.Places + 2][model.AgeBands][model.PlacementBands]float64
	planEnd   [model.AgeBands][model.PlanBands]float64
	planCare  [model.AgeBands][model.PlanBands]float64
	afterCare [model.AfterBands]float64
	planAdult float64
	// afterTimes is the table behind afterTime.
	afterTimes []float64
	returns    [model.Exits][model.LeftBands]float64
	// repeats are by age at the last plan's end; comeBack tells whether any is
	// above nothing.
	repeats [model.AgeBands][model.LeftBands]float64
	// repeatsWithin is how many days after a plan a child may come back on one.
	repeatsWithin float64
	comeBack      bool
	// court is how proceedings are issued by age and time in care, courtFirst on
	// the first day.
	court      [model.AgeBands][model.CareBands]float64
	courtFirst [model.AgeBands]float64
	hasCourt   bool
	first      [model.Classes][model.AgeBands]places
	next       [model.Classes][model.AgeBands][model.Stages][model.Places]places
	// other is how the last flow out of care splits, by age and OtherExits.
	other [model.AgeBands][len(model.OtherExits)]float64

	// By quarter of the horizon; wander tells that those of children's own flows,
	// which are the same for spanQuarters, are not all alike.
	exitLevel, moveLevel, planEndLevel, planCareLevel []float64
	arrivalLevel                                      [streams][]float64
	// arrivals a year per head of population, by age.
	arrivals [streams][model.AgeBands]float64
	wander   bool
}

// places is a distribution over places.
type places [model.Places]float64

// stepDays is how often a wandering level moves, as in package agents.
const stepDays = model.DaysPerYear / 4

// expected is the model's rates at their posterior means, with levels as they are
// expected; in arrivals alone the expectation of a level that wanders, which grows
// by half its variance.
func expected(m *model.Model, on sim.Uncertainty, quarters int) *rates {
	r := &rates{planAdult: m.PlanAdult}
	for f := range m.Exits {
		t := &m.Exits[f]
		for s := range r.exit {
			for a := range model.AgeBands {
				for b := range model.CareBands {
					r.exit[s][a][b][f] = perDay(t, s, a, b)
				}
			}
		}
	}
	for s := range r.move {
		for a := range model.AgeBands {
			for b := range model.PlacementBands {
				r.move[s][a][b] = perDay(&m.Moves, s, a, b)
			}
		}
	}
	for a := range model.AgeBands {
		for b := range model.PlanBands {
			r.planEnd[a][b] = perDay(&m.PlanEnd, 0, a, b)
			r.planCare[a][b] = perDay(&m.PlanToCare, 0, a, b)
		}
		left := 1.0
		for k, x := range m.OtherSplit[a] {
			r.other[a][k] = min(x, left)
			left -= r.other[a][k]
		}
		r.other[a][len(model.OtherExits)-1] += left
	}
	for b := range r.afterCare {
		r.afterCare[b] = perDay(&m.AfterCare, 0, 0, b)
	}
	for e := range model.Exits {
		for b := range model.LeftBands {
			r.returns[e][b] = perDay(&m.Returns, e, 0, b)
		}
	}
	if len(m.Proceedings.Cells) > 0 {
		r.hasCourt, r.courtFirst = true, m.CourtFirst
		for a := range r.court {
			for b := range r.court[a] {
				r.court[a][b] = perDay(&m.Proceedings, 0, a, b)
			}
		}
	}
	r.repeatsWithin = math.Inf(1)
	if m.RepeatsWithin > 0 {
		r.repeatsWithin = m.RepeatsWithin
	}
	for a := range r.repeats {
		for b := range r.repeats[a] {
			if len(m.Repeats.Cells) > 0 {
				r.repeats[a][b] = perDay(&m.Repeats, 0, a, b)
				r.comeBack = r.comeBack || r.repeats[a][b] > 0
			}
		}
	}
	for a := range model.AgeBands {
		for c := range model.Classes {
			r.first[c][a] = normalised(&m.First[c][a])
		}
		for c := range model.Classes {
			for p := range model.Places {
				for g := range model.Stages {
					r.next[c][a][g][p] = normalised(&m.Next[model.NextStratum(model.Class(c), model.Place(p))][a][g])
				}
			}
		}
	}
	level := func(l model.Level, drift bool) []float64 {
		out := make([]float64, quarters)
		for i := range out {
			out[i] = l.ExpectedAfter((float64(i)+0.5)*stepDays/model.DaysPerYear, on.Parameters, drift)
		}
		return out
	}
	r.tabulate(float64(quarters+1) * stepDays)
	r.exitLevel, r.moveLevel = level(m.ExitLevel, false), level(m.MoveLevel, false)
	r.planEndLevel, r.planCareLevel = level(m.PlanEndLevel, false), level(m.PlanToCareLevel, false)
	for _, l := range [4][]float64{r.exitLevel, r.moveLevel, r.planEndLevel, r.planCareLevel} {
		r.wander = flatten(l) || r.wander
	}
	for k, s := range streamsOf(m) {
		r.arrivalLevel[k] = level(s.Level, on.Drift)
		for a := range s.Ages {
			r.arrivals[k][a] = s.Ages[a].Mean
		}
	}
	return r
}

// spanQuarters is for how many quarters levels are held at their mean: they
// change by some hundredths a year.
const spanQuarters = 2

// flatten puts means of spans in place of levels, and tells whether they differ.
func flatten(l []float64) bool {
	for i := 0; i < len(l); i += spanQuarters {
		span := l[i:min(i+spanQuarters, len(l))]
		sum := 0.0
		for _, x := range span {
			sum += x
		}
		for j := range span {
			span[j] = sum / float64(len(span))
		}
	}
	return slices.Max(l)-slices.Min(l) > 1e-9
}

// span is the index of the span of levels at t, and when it ends; −1 without an
// end where levels stay.
func (r *rates) span(t float64) (int, float64) {
	if !r.wander {
		return -1, math.Inf(1)
	}
	i := int((t + instant) / (spanQuarters * stepDays))
	return i, float64(i+1) * spanQuarters * stepDays
}

func perDay(t *model.Table, stratum, age, band int) float64 {
	return t.At(stratum, model.AgeBand(age), band).Mean / model.DaysPerYear
}

// normalised is shares that sum to one; without any, everyone goes to the
// first place, as in package agents.
func normalised(s *model.Shares) (out places) {
	sum := 0.0
	for _, x := range s.Mean {
		sum += x
	}
	if sum <= 0 {
		out[0] = 1
		return out
	}
	for p, x := range s.Mean {
		out[p] = x / sum
	}
	return out
}

// The three streams of arrivals.
const (
	directStream = iota
	uascStream
	planStream
	streams
)

func streamsOf(m *model.Model) [streams]*model.Stream {
	return [streams]*model.Stream{&m.Direct, &m.UASC, &m.PlanStart}
}
