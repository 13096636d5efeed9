package agents

import (
	"math"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

func isPlan(c *drawnChange) bool      { return c.flow == sim.PlanToCare || c.flow == sim.PlanEnd }
func isPlanClock(c *drawnChange) bool { return c.clock == sim.PlanTime }

// planning is where a plan stands at time t, until it ends or leads to care.
type planning struct {
	t                 float64
	needEnd, needCare need
	effects           []active
	age               model.AgeBand
	ageEnd            float64
	// Two clocks: ends may be stretched, the way into care is not.
	end, care         int
	endLeft, careLeft float64
	cases             int // length of the path's cases
}

// beginPlan is a plan of a child from t on, which began then or, in the stock,
// before.
func (w *world) beginPlan(x *planning, c *child, s *drawnScenario, p *path, t float64, number int, buffer []active) {
	start, began := t, true
	if number == 0 && c.begins == inStock {
		start, began = c.planStart, false
	}
	p.plans = append(p.plans, planned{start: start, from: t, number: number, began: began})
	x.t, x.cases = t, len(p.cases)
	luck := c.planLuck
	if number > 0 {
		luck = luck.With(forPlan + uint64(number))
	}
	x.needEnd, x.needCare = newNeed(luck, drawEnd), newNeed(luck, drawCare)
	x.effects = buffer[:0]
	if s != nil && s.onPlans {
		x.effects = reach(x.effects, s.changes, c, start, isPlan)
		stretched := len(x.effects)
		x.effects = reach(x.effects, s.stretches, c, start, isPlanClock)
		for i := stretched; i < len(x.effects); i++ {
			x.effects[i].flow = clockFlow
		}
	}
	x.age = model.AgeBandOf((t - c.born) / model.DaysPerYear)
	x.ageEnd = c.born + ageEdges[x.age]
	if x.ageEnd <= t { // a plan left open past the eighteenth birthday
		x.ageEnd = math.Inf(1)
	}
	x.end, x.endLeft = model.PlanClock.Left(t - start)
	x.care, x.careLeft = x.end, x.endLeft
}

// endPlan notes when a plan ends.
func (w *world) endPlan(p *path, t float64) {
	last := &p.plans[len(p.plans)-1]
	last.to, last.ended = t, t < w.horizon
}

// onPlan lives a plan from t to its end or the horizon. Where it leads to
// care it says when; the plan then stays open for a while on a hazard of its
// own.
func (w *world) onPlan(c *child, s *drawnScenario, p *path, t float64, number int) (entry float64, toCare bool) {
	x := &w.planning
	w.beginPlan(x, c, s, p, t, number, w.buffer)
	if c.begins == inStock && c.planInCare {
		w.endPlan(p, w.afterCare(c, t, c.afterStart))
		return 0, false
	}
	switch what, _ := w.plan(x, c, p, w.horizon); what {
	case moves:
		w.endPlan(p, w.afterCare(c, x.t, x.t))
		return x.t, true
	case leaves:
		w.endPlan(p, x.t)
	default:
		w.endPlan(p, w.horizon)
	}
	return 0, false
}

// plan goes on with a plan up to a time. It returns horizonComes there, or what
// happened before: leaves when it ends, moves when it leads to care, or asks,
// when an effect, whose index follows, wants a slot.
func (w *world) plan(x *planning, c *child, p *path, limit float64) (what happens, which int) {
	r := w.rates
	t, effects := x.t, x.effects
	age, ageEnd := x.age, x.ageEnd
	end, endLeft, care, careLeft := x.end, x.endLeft, x.care, x.careLeft
	toEnd, toCare := r.planPace.at(t)
	what = horizonComes
cells:
	for t < limit {
		var dt float64
		dt, what = limit-t, horizonComes
		if d := ageEnd - t; d < dt {
			dt, what = d, birthday
		}
		if careLeft < dt {
			dt, what = careLeft, careBand
		}
		ends, cares := r.planEnd[age][end], r.planCare[age][care]
		speed := 1.0
		for i := range effects {
			e := &effects[i]
			ratio, until := e.ratioAt(t)
			if d := until - t; d < dt {
				dt, what = d, effectChanges
			}
			if !e.who.HasAge(age) {
				continue
			}
			if e.spend >= 0 && e.counted == 0 || e.slots > 0 {
				if e.slots > 0 && t >= e.reached {
					what, which = asks, i
					break cells
				}
				e.count(p, t)
			}
			if ratio == 1 {
				continue
			}
			switch e.flow {
			case clockFlow:
				speed /= ratio
			case sim.PlanToCare:
				cares *= ratio
			default:
				ends *= ratio
			}
		}
		takes := endLeft
		if speed != 1 {
			ends *= speed
			takes /= speed
		}
		if takes < dt {
			dt, what = takes, placeBand
		}
		grownEnd, grownCare := r.planPace.at(t + dt)
		grownEnd, grownCare = grownEnd-toEnd, grownCare-toCare
		if h, n := ends*grownEnd, &x.needEnd; h >= n.left && n.within(h) {
			grownEnd, what = n.left/ends, leaves
			dt = max(0, r.planPace.whenA(toEnd+grownEnd, t)-t)
			_, grownCare = r.planPace.at(t + dt)
			grownCare -= toCare
		}
		if t-c.born >= adult {
			cares = 0
		}
		if h, n := cares*grownCare, &x.needCare; h >= n.left && n.within(h) {
			grownCare, what = n.left/cares, moves
			dt = max(0, r.planPace.whenB(toCare+grownCare, t)-t)
			grownEnd, _ = r.planPace.at(t + dt)
			grownEnd -= toEnd
		}
		x.needEnd.left -= ends * grownEnd
		x.needCare.left -= cares * grownCare
		t += dt
		toEnd += grownEnd
		toCare += grownCare
		endLeft -= float64(dt * speed)
		careLeft -= dt
		switch what {
		case birthday:
			if age < model.Age16to17 {
				age++
				ageEnd = c.born + ageEdges[age]
				break
			}
			if c.key.Uniform(drawAdult) < r.planAdult {
				what = leaves
				break cells
			}
			ageEnd = math.Inf(1)
		case careBand:
			care++
			careLeft = model.PlanClock.Length(care)
			if endLeft <= 0 {
				end++
				endLeft = model.PlanClock.Length(end)
			}
		case placeBand:
			end++
			endLeft = model.PlanClock.Length(end)
		case leaves, moves:
			break cells
		}
		what = horizonComes
	}
	x.t = t
	x.age, x.ageEnd = age, ageEnd
	x.end, x.endLeft, x.care, x.careLeft = end, endLeft, care, careLeft
	x.cases = len(p.cases)
	return what, which
}

// afterCare is when a plan ends whose child is in care since zero.
func (w *world) afterCare(c *child, t, zero float64) float64 {
	need := c.planLuck.Exp(drawAfter)
	end := w.horizon
	if turns := c.born + adult; turns > t && turns < end && c.key.Uniform(drawAdult) < w.rates.planAdult {
		end = turns
	}
	band := model.AfterClock.Band(t - zero)
	for t < end {
		next := end
		if band < model.AfterBands-1 {
			next = min(next, zero+model.AfterClock.Edges[band])
		}
		h := w.rates.afterCare[band]
		if h*(next-t) >= need {
			return t + need/h
		}
		need -= h * (next - t)
		t = next
		if band < model.AfterBands-1 && t >= zero+model.AfterClock.Edges[band] {
			band++
		}
	}
	return end
}
