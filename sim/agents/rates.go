package agents

import (
	"math"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// Purposes of draws within a replicate.
const (
	forTable uint64 = iota + 1
	forShares
	forLevel
	forDrift
	forEffect
	forDelivery
	forStock
	forArrivals
	forGiven
	forTotal
	forOpening
	forTransfer
)

// rates is one replicate's draw of everything uncertain in the model, per day
// and in the order in which lives read it.
type rates struct {
	exit      [model.Settings + 1][model.AgeBands][model.CareBands][model.ExitFlows]float64
	move      [model.Places + 2][model.AgeBands][model.PlacementBands]float64
	planEnd   [model.AgeBands][model.PlanBands]float64
	planCare  [model.AgeBands][model.PlanBands]float64
	afterCare [model.AfterBands]float64
	planAdult float64
	returns   [model.Exits][model.LeftBands]float64
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
	first      [model.Classes][model.AgeBands]cumulative
	next       [model.Classes * model.Places][model.AgeBands][model.Stages]lazily
	other      [model.AgeBands][len(model.OtherExits)]float64
	providers  [model.Places]providers

	direct, uasc, plans streamRates
	together            struct{ Plan, Care float64 }

	exitLevel, moveLevel, planEndLevel, planCareLevel []float64 // by drift step
	// Of exits and moves, and of ends of plans and care from plans.
	carePace, planPace pace

	drawer drawer
	round  uint32 // of this draw, of as many as the struct has served
}

// streamRates is a stream's arrivals a year per head of population, by age.
type streamRates struct {
	age    [model.AgeBands]float64
	level  []float64
	season [12]float64 // over the model's
	group  []float64   // cumulative group sizes
	size   float64     // mean group
	within [model.AgeBands][]float64
}

// cumulative is a distribution over places as running sums.
type cumulative [model.Places]float64

func (c *cumulative) pick(u float64) model.Place {
	for p := range c {
		if u < c[p] {
			return model.Place(p)
		}
	}
	return model.Place(len(c) - 1)
}

// lazily is a row of shares that is drawn when it is first asked for: of the
// hundreds that there are one replicate passes through some.
type lazily struct {
	cumulative
	round uint32 // in which it was drawn
}

// nextPlaces is where moves lead from a place.
func (r *rates) nextPlaces(stratum int, age model.AgeBand, stage model.Stage) *cumulative {
	row := &r.next[stratum][age][stage]
	if row.round != r.round {
		row.round = r.round
		id := uint64(1000 + (stratum*model.AgeBands+int(age))*model.Stages + int(stage))
		row.cumulative = r.drawer.shares(&r.drawer.model.Next[stratum][age][stage], id)
	}
	return &row.cumulative
}

// drawRates draws the model's rates for one replicate. With parameters off
// they are the posterior means, with drift off the levels stay.
func drawRates(m *model.Model, on sim.Uncertainty, key sim.Key, pair pair, steps int) *rates {
	r := &rates{}
	r.draw(newPosterior(m), on, key, pair, steps)
	return r
}

// draw does so in place of an earlier draw.
func (r *rates) draw(of *posterior, on sim.Uncertainty, key sim.Key, pair pair, steps int) {
	m := of.model
	r.round++
	r.drawer = drawer{posterior: of, on: on, key: key, pair: pair}
	d := &r.drawer
	exits := d.tables(m.Exits[:], 1, true)
	for f := range exits {
		t := &m.Exits[f]
		for s := range r.exit {
			for a := range model.AgeBands {
				for b := range model.CareBands {
					r.exit[s][a][b][f] = exits[f][t.Index(s, model.AgeBand(a), b)]
				}
			}
		}
	}
	moves := d.tables([]model.Table{m.Moves}, 2, true)[0]
	for s := range r.move {
		for a := range model.AgeBands {
			for b := range model.PlacementBands {
				r.move[s][a][b] = moves[m.Moves.Index(s, model.AgeBand(a), b)]
			}
		}
	}
	ends, care := d.tables([]model.Table{m.PlanEnd}, 3, true)[0], d.tables([]model.Table{m.PlanToCare}, 4, true)[0]
	for a := range model.AgeBands {
		for b := range model.PlanBands {
			r.planEnd[a][b] = ends[m.PlanEnd.Index(0, model.AgeBand(a), b)]
			r.planCare[a][b] = care[m.PlanToCare.Index(0, model.AgeBand(a), b)]
		}
	}
	r.planAdult = d.beta(m.PlanAdult, m.PlanAdultCases, 0)
	r.together = d.together(m)
	copy(r.afterCare[:], d.tables([]model.Table{m.AfterCare}, 5, false)[0])
	back := d.tables([]model.Table{m.Returns}, 6, false)[0]
	for e := range model.Exits {
		for b := range model.LeftBands {
			r.returns[e][b] = back[m.Returns.Index(e, 0, b)]
		}
	}
	if len(m.Proceedings.Cells) > 0 {
		r.hasCourt, r.courtFirst = true, m.CourtFirst
		issue := d.tables([]model.Table{m.Proceedings}, 8, false)[0]
		for a := range model.AgeBands {
			for b := range model.CareBands {
				r.court[a][b] = issue[m.Proceedings.Index(0, model.AgeBand(a), b)]
			}
		}
	}
	r.repeatsWithin = math.Inf(1)
	if m.RepeatsWithin > 0 {
		r.repeatsWithin = m.RepeatsWithin
	}
	if len(m.Repeats.Cells) > 0 {
		again := d.tables([]model.Table{m.Repeats}, 7, true)[0]
		for a := range model.AgeBands {
			for b := range model.LeftBands {
				r.repeats[a][b] = again[m.Repeats.Index(0, model.AgeBand(a), b)]
				r.comeBack = r.comeBack || r.repeats[a][b] > 0
			}
		}
	}
	for c := range model.Classes {
		for a := range model.AgeBands {
			r.first[c][a] = d.shares(&m.First[c][a], uint64(c*model.AgeBands+a))
		}
	}
	for a := range model.AgeBands {
		sum := 0.0
		for k, x := range d.dirichlet(m.OtherSplit[a][:], m.OtherCases[a], uint64(10+a)) {
			sum += x
			r.other[a][k] = sum
		}
	}
	for p := range r.providers {
		r.providers[p] = d.providerShares(&m.Provider[p], uint64(1_000_000+p))
	}
	r.exitLevel = d.level(m.ExitLevel, exitLevelID, steps)
	r.moveLevel = d.level(m.MoveLevel, moveLevelID, steps)
	r.planEndLevel = d.level(m.PlanEndLevel, planEndLevelID, steps)
	r.planCareLevel = d.level(m.PlanToCareLevel, planCareLevelID, steps)
	r.carePace.set(r.exitLevel, r.moveLevel)
	r.planPace.set(r.planEndLevel, r.planCareLevel)
	r.direct = d.stream(&m.Direct, directID, steps)
	r.uasc = d.stream(&m.UASC, uascID, steps)
	r.plans = d.stream(&m.PlanStart, plansID, steps)
}
