package agents

import (
	"math"
	"strconv"

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
	To   string // a place, way out, number of children or month, for shares
	// Value is a hazard a child-year, children a year per head of population
	// (entries), a share (first, next, other_split, groups, within), a probability
	// (ends_at_18, together), a month's factor (season), or a multiplier on the data
	// date (level) or in the long run (level.long_run).
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
		w.plans(m, r)
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
	w.level("exits", r, m.ExitLevel, exitLevelID)
	for f := range model.ExitFlows {
		for s, name := range model.ExitStrata() {
			for a := range model.AgeBands {
				for b, time := range times {
					w.say("exits."+model.ExitFlow(f).String(), name, model.AgeBand(a).String(), time, "", r.exit[s][a][b][f]*model.DaysPerYear)
				}
			}
		}
	}
	for a := range model.AgeBands {
		before := 0.0
		for k, sum := range r.other[a] {
			w.say("exits.other_split", "", model.AgeBand(a).String(), "", model.OtherExits[k].String(), sum-before)
			before = sum
		}
	}
	w.say("together.care", "", "", "", "", r.together.Care)
	w.level("moves", r, m.MoveLevel, moveLevelID)
	for s, name := range model.MoveStrata() {
		for a := range model.AgeBands {
			for b, time := range model.PlacementClock.Names {
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

func (w *drawWriter) plans(m *model.Model, r *rates) {
	w.level("plans.end", r, m.PlanEndLevel, planEndLevelID)
	w.level("plans.to_care", r, m.PlanToCareLevel, planCareLevelID)
	w.say("plans.ends_at_18", "", "", "", "", r.planAdult)
	w.say("together.plan", "", "", "", "", r.together.Plan)
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
		of    *model.Stream
		rates *streamRates
		id    uint64
	}{{"direct", &m.Direct, &r.direct, directID}, {"uasc", &m.UASC, &r.uasc, uascID}, {"plan_start", &m.PlanStart, &r.plans, plansID}} {
		name := "entries." + s.name
		w.level(name, r, s.of.Level, s.id)
		for a, x := range s.rates.age {
			w.say(name, "", model.AgeBand(a).String(), "", "", x)
			for k, share := range s.rates.within[a] {
				w.say(name+".within", "", model.AgeBand(a).String(), "", strconv.Itoa(k+1), share)
			}
		}
		before := 0.0
		for k, sum := range s.rates.group {
			w.say(name+".groups", "", "", "", strconv.Itoa(k+1), sum-before)
			before = sum
		}
		for k, by := range s.rates.season {
			w.say(name+".season", "", "", "", strconv.Itoa(k+1), by*s.of.Season[k])
		}
	}
}

// level visits how a level stands on the data date, and in the long run where there
// is one.
func (w *drawWriter) level(of string, r *rates, l model.Level, id uint64) {
	now, long := r.drawer.standing(l, id)
	w.say(of+".level", "", "", "", "", math.Exp(now))
	if l.Return > 0 {
		w.say(of+".level.long_run", "", "", "", "", math.Exp(long))
	}
}
