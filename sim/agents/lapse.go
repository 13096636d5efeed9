package agents

import (
	"math"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// A child whose plan ended without care may come back on one, by a hazard that
// goes by the age at that end and the time since, on the level of all plan
// starts. Children who have been in care, or are unaccompanied, do not: their
// further plans are among first ones.

func isRepeat(c *drawnChange) bool { return c.flow == sim.PlanRepeat }

// offPlan is where a child off its plan stands at time t, until it comes back.
type offPlan struct {
	at      float64 // when the plan ended; may lie before the start
	t       float64
	need    need
	effects []active
	age     model.AgeBand // at that end
	band    int           // of the time since
	cases   int           // length of the path's cases
}

// onPlans lives one plan after another from t on, the first of which is the
// child's number-th here, until one leads to care.
func (w *world) onPlans(c *child, s *drawnScenario, p *path, t float64, number int) (entry float64, toCare bool) {
	for {
		if entry, toCare = w.onPlan(c, s, p, t, number); toCare || !w.lapses(c, p) {
			return entry, toCare
		}
		back, ok := w.lapse(c, s, p, p.plans[len(p.plans)-1].to, number)
		if !ok {
			return 0, false
		}
		t, number = back, number+1
	}
}

// lapses tells whether a child may come back whose last plan has ended without
// leading to care.
func (w *world) lapses(c *child, p *path) bool {
	last := &p.plans[len(p.plans)-1]
	return w.rates.comeBack && last.ended && c.class == model.General && !c.inCare && !c.left && !c.planInCare && last.to < c.born+adult
}

// lapse waits until a child comes back on a plan whose number-th ended at a
// time that may lie before the start.
func (w *world) lapse(c *child, s *drawnScenario, p *path, at float64, number int) (float64, bool) {
	if !w.rates.comeBack || c.class != model.General {
		return 0, false
	}
	x := &w.off
	w.beginOff(x, c, s, p, at, number, w.buffer)
	back := w.isOff(x, c, p, w.horizon) == moves
	return x.t, back
}

func (w *world) beginOff(x *offPlan, c *child, s *drawnScenario, p *path, at float64, number int, buffer []active) {
	x.at, x.t, x.cases = at, math.Max(at, 0), len(p.cases)
	x.need = newNeed(c.planLuck.With(forPlan+uint64(number)), drawRepeat)
	x.effects = buffer[:0]
	if s != nil && s.onRepeats {
		x.effects = reach(x.effects, s.changes, c, at, isRepeat)
	}
	x.age = model.AgeBandOf((at - c.born) / model.DaysPerYear)
	x.band = model.LeftClock.Band(x.t - at)
}

// isOff goes on with a child's time off a plan up to a time. It returns
// horizonComes there or on the eighteenth birthday or where repeats end, or moves when the child
// comes back before.
func (w *world) isOff(x *offPlan, c *child, p *path, limit float64) happens {
	hazards, level := &w.rates.repeats[x.age], w.rates.plans.level
	end := math.Min(limit, math.Min(c.born+adult, x.at+w.rates.repeatsWithin))
	t, band := x.t, x.band
	q := w.step(t)
	for t < end {
		next := end
		if band < model.LeftBands-1 {
			next = math.Min(next, x.at+model.LeftClock.Edges[band])
		}
		if q < w.steps-1 {
			next = math.Min(next, float64(q+1)*stepDays)
		}
		h := hazards[band] * level[q]
		for i := range x.effects {
			e := &x.effects[i]
			ratio, until := e.ratioAt(t)
			next = math.Min(next, until)
			if e.who.HasAge(x.age) {
				e.count(p, t)
				h *= ratio
			}
		}
		if grown := h * (next - t); grown >= x.need.left && x.need.within(grown) {
			x.t = t + x.need.left/h
			return moves
		}
		x.need.left -= h * (next - t)
		t = next
		if q < w.steps-1 && t >= float64(q+1)*stepDays {
			q++
		}
		if band < model.LeftBands-1 && t >= x.at+model.LeftClock.Edges[band] {
			band++
		}
	}
	x.t, x.band, x.cases = t, band, len(p.cases)
	return horizonComes
}
