package agents

import (
	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// Drawn is one rate of one draw from a model's posterior.
type Drawn struct {
	Draw int    // from 1
	Rate string // as the model file names it, such as "exits.home" or "next"
	Row  string // setting, place, way out or class; "" where there is one row
	Age  string // "" where age plays no part
	Time string // band of the rate's clock; "" where it has none
	To   string // a place, for shares of placements
	// Value is a hazard a child-year, children a year per head of population
	// (entries), a share (first, next), or a multiplier on the data date
	// (levels).
	Value float64
}

// Draws gives n (≥ 1) draws of every rate of a model to visit, which may stop
// them with an error. They are the draws with which an [Engine] of that Seed
// begins its replicates: the k-th draw is replicate k−1's. Levels stand as on
// the data date, and apart from the tables that they multiply; how they drift
// from there is no parameter.
func Draws(m *model.Model, n int, seed uint64, visit func(Drawn) error) error {
	root := sim.NewKey(seed)
	on := sim.Uncertainty{Parameters: true}
	r, of := &rates{}, newPosterior(m)
	for k := range n {
		r.draw(of, on, root.With(uint64(k)), pairOf(root, k), 1)
		w := drawWriter{draw: k + 1, visit: visit}
		w.care(m, r)
		w.plans(r)
		w.arrivals(m, r)
		if w.err != nil {
			return w.err
		}
	}
	return nil
}

// drawWriter visits one draw until an error.
type drawWriter struct {
	draw  int
	visit func(Drawn) error
	err   error
}

func (w *drawWriter) say(rate, row, age, time, to string, value float64) {
	if w.err == nil {
		w.err = w.visit(Drawn{w.draw, rate, row, age, time, to, value})
	}
}

func (w *drawWriter) care(m *model.Model, r *rates) {
	times := model.CareClock.Names
	w.say("exits.level", "", "", "", "", r.exitLevel[0])
	for f := range model.ExitFlows {
		for s, name := range model.ExitStrata() {
			for a := range model.AgeBands {
				for b, time := range times {
					w.say("exits."+model.ExitFlow(f).String(), name, model.AgeBand(a).String(), time, "", r.exit[s][a][b][f]*model.DaysPerYear)
				}
			}
		}
	}
	w.say("moves.level", "", "", "", "", r.moveLevel[0])
	for s, name := range model.MoveStrata() {
		for a := range model.AgeBands {
			for b, time := range times {
				w.say("moves", name, model.AgeBand(a).String(), time, "", r.move[s][a][b]*model.DaysPerYear)
			}
		}
	}
	for e := range model.Exits {
		for b, time := range model.LeftClock.Names {
			w.say("returns", model.Exit(e).String(), "", time, "", r.returns[e][b]*model.DaysPerYear)
		}
	}
	for c := range model.Classes {
		for a := range model.AgeBands {
			w.places("first", model.Class(c).String(), model.AgeBand(a).String(), "", &r.first[c][a])
		}
	}
	for s, name := range model.NextStrata() {
		for a := range model.AgeBands {
			for g := range model.Stages {
				w.places("next", name, model.AgeBand(a).String(), model.Stage(g).String(), r.nextPlaces(s, model.AgeBand(a), model.Stage(g)))
			}
		}
	}
}

// places visits the shares of a row that are above nothing.
func (w *drawWriter) places(rate, row, age, time string, c *cumulative) {
	before := 0.0
	for p, sum := range c {
		if share := sum - before; share > 0 {
			w.say(rate, row, age, time, model.Place(p).String(), share)
		}
		before = sum
	}
}

func (w *drawWriter) plans(r *rates) {
	w.say("plans.end.level", "", "", "", "", r.planEndLevel[0])
	w.say("plans.to_care.level", "", "", "", "", r.planCareLevel[0])
	for a := range model.AgeBands {
		for b, time := range model.PlanClock.Names {
			w.say("plans.end", "", model.AgeBand(a).String(), time, "", r.planEnd[a][b]*model.DaysPerYear)
			w.say("plans.to_care", "", model.AgeBand(a).String(), time, "", r.planCare[a][b]*model.DaysPerYear)
		}
	}
	for b, time := range model.AfterClock.Names {
		w.say("plans.after_care", "", "", time, "", r.afterCare[b]*model.DaysPerYear)
	}
}

func (w *drawWriter) arrivals(m *model.Model, r *rates) {
	for _, s := range []struct {
		name  string
		rates *streamRates
	}{{"direct", &r.direct}, {"uasc", &r.uasc}, {"plan_start", &r.plans}} {
		w.say("entries."+s.name+".level", "", "", "", "", s.rates.level[0])
		for a, x := range s.rates.age {
			w.say("entries."+s.name, "", model.AgeBand(a).String(), "", "", x)
		}
	}
}
