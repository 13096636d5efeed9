package agents

import (
	"math"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// world is what all lives of one replicate share.
type world struct {
	rates   *rates
	horizon float64
	steps   int
	buffer  []active
}

// Purposes of draws within a life: periods of care begin at forPeriod.
const (
	drawFirst  = 20
	drawNext   = 21
	drawMove   = 22
	drawSplit  = 23
	drawReturn = 24
	drawEnd    = 25
	drawCare   = 26
	drawAfter  = 27
	drawLuck   = 28
	drawAdult  = 29
	forPeriod  = 100
)

const adult = model.AdultAge * model.DaysPerYear

func (w *world) step(t float64) int { return min(int(t/stepDays), w.steps-1) }

// live lives a life to the horizon under a scenario; nil is the baseline.
func (w *world) live(c *child, s *drawnScenario, p *path) {
	p.reset(c)
	period := 0
	left, leftBy, leftAt := c.left, c.leftBy, c.leftAt
	switch c.begins {
	case byDirect:
		left, leftBy, leftAt = w.enter(c, s, p, period, c.at, model.RouteDirect)
	case byUASC:
		left, leftBy, leftAt = w.enter(c, s, p, period, c.at, model.RouteUASC)
	case byPlan:
		if t, ok := w.onPlan(c, s, p, c.at); ok {
			left, leftBy, leftAt = w.enter(c, s, p, period, t, model.RoutePlan)
		}
	case inStock:
		if c.inCare {
			left, leftBy, leftAt = w.care(c, s, p, period, 0, model.RouteDirect, false)
		}
		if c.onPlan {
			if t, ok := w.onPlan(c, s, p, 0); ok {
				left, leftBy, leftAt = w.enter(c, s, p, period, t, model.RoutePlan)
			}
		}
	}
	for left {
		from := math.Max(leftAt, 0)
		t, back := w.away(c, s, p, leftBy, leftAt, period)
		if leftBy == model.ExitSGO || leftBy == model.ExitAdoption {
			until := math.Min(w.horizon, c.born+adult)
			if back {
				until = math.Min(until, t)
			}
			if until > from {
				p.grants = append(p.grants, grant{leftBy, from, until})
			}
		}
		if !back {
			return
		}
		period++
		left, leftBy, leftAt = w.enter(c, s, p, period, t, model.RouteReturn)
	}
}

// enter begins a period of care at t with a first placement.
func (w *world) enter(c *child, s *drawnScenario, p *path, period int, t float64, route model.Route) (bool, model.Exit, float64) {
	place := w.firstPlace(c, period, t)
	if s != nil {
		place = s.reroute(c, period, 0, place, t, t)
	}
	in := *c
	in.place, in.careStart, in.placeStart = place, t, t
	return w.care(&in, s, p, period, t, route, true)
}

func (w *world) firstPlace(c *child, period int, t float64) model.Place {
	age := model.AgeBandOf((t - c.born) / model.DaysPerYear)
	return w.rates.first[c.class][age].pick(c.key.With(forPeriod + uint64(period)).Uniform(drawFirst))
}

// reroute sends a placement elsewhere where the scenario says so.
func (s *drawnScenario) reroute(c *child, period, number int, place model.Place, t, careStart float64) model.Place {
	for i := range s.reroutes {
		r := &s.reroutes[i]
		if !r.From.Has(place) || !r.Who.HasAge(model.AgeBandOf((t-c.born)/model.DaysPerYear)) || !r.Who.HasCare(t-careStart) {
			continue
		}
		if share := r.Share * r.Reach.CoverageAt(t, r.delay); share > 0 &&
			c.key.With(forPeriod+uint64(period)).With(uint64(number)).Uniform(r.key) < share {
			place = r.To(place)
		}
	}
	return place
}

// away waits for a return to care of a child who left by a way out at a time
// that may lie before the start.
func (w *world) away(c *child, s *drawnScenario, p *path, by model.Exit, at float64, period int) (float64, bool) {
	hazards := &w.rates.returns[by]
	end := math.Min(w.horizon, c.born+adult)
	t := math.Max(at, 0)
	if t >= end {
		return 0, false
	}
	need := c.key.With(forPeriod + uint64(period)).Exp(drawReturn)
	effects := w.buffer[:0]
	if s != nil {
		effects = reach(effects, s.changes, c, at, func(d *drawnChange) bool { return d.flow == sim.EntryReturn })
	}
	band := model.LeftClock.Band(t - at)
	age := model.AgeBandOf((t - c.born) / model.DaysPerYear)
	for t < end {
		next := math.Min(end, c.born+ageEdges[age])
		if band < model.LeftBands-1 {
			next = math.Min(next, at+model.LeftClock.Edges[band])
		}
		h := hazards[band]
		for i := range effects {
			ratio, until := effects[i].ratioAt(t)
			next = math.Min(next, until)
			if effects[i].who.HasAge(age) {
				effects[i].count(p, t)
				h *= ratio
			}
		}
		if h*(next-t) >= need {
			return t + need/h, true
		}
		need -= h * (next - t)
		t = next
		if t >= c.born+ageEdges[age] && age < model.Age16to17 {
			age++
		}
		if band < model.LeftBands-1 && t >= at+model.LeftClock.Edges[band] {
			band++
		}
	}
	return 0, false
}
