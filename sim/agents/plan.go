package agents

import (
	"math"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

func isPlan(c *drawnChange) bool      { return c.flow == sim.PlanToCare || c.flow == sim.PlanEnd }
func isPlanClock(c *drawnChange) bool { return c.clock == sim.PlanTime }

// onPlan lives a plan from t to its end or the horizon. Where it leads to
// care it says when; the plan then stays open for a while on a hazard of its
// own.
func (w *world) onPlan(c *child, s *drawnScenario, p *path, t float64) (entry float64, toCare bool) {
	start := t
	if c.begins == inStock {
		start = c.planStart
	}
	p.plan, p.planFrom, p.planBegan = true, t, c.begins != inStock
	finish := func(t float64) {
		p.planTo, p.planEnd = t, t < w.horizon
	}
	luck := c.planLuck
	if c.begins == inStock && c.planInCare {
		finish(w.afterCare(c, luck, t, c.afterStart))
		return 0, false
	}
	needEnd, needCare := luck.Exp(drawEnd), luck.Exp(drawCare)
	effects := w.buffer[:0]
	if s != nil && (len(s.changes) > 0 || len(s.stretches) > 0) {
		effects = reach(effects, s.changes, c, start, isPlan)
		stretched := len(effects)
		effects = reach(effects, s.stretches, c, start, isPlanClock)
		for i := stretched; i < len(effects); i++ {
			effects[i].flow = clockFlow
		}
	}
	age := model.AgeBandOf((t - c.born) / model.DaysPerYear)
	ageEnd := c.born + ageEdges[age]
	if ageEnd <= t { // a plan left open past the eighteenth birthday
		ageEnd = math.Inf(1)
	}
	// Two clocks: ends may be stretched, the way into care is not.
	end, endLeft := model.PlanClock.Left(t - start)
	care, careLeft := end, endLeft
	q := w.step(t)
	for t < w.horizon {
		dt, what := w.horizon-t, horizonComes
		if d := ageEnd - t; d < dt {
			dt, what = d, birthday
		}
		if q < w.steps-1 {
			if d := float64(q+1)*stepDays - t; d < dt {
				dt, what = d, quarter
			}
		}
		if careLeft < dt {
			dt, what = careLeft, careBand
		}
		ends := w.rates.planEnd[age][end] * w.rates.planEndLevel[q]
		cares := w.rates.planCare[age][care] * w.rates.planCareLevel[q]
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
			e.count(p, t)
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
		ends *= speed
		if d := endLeft / speed; d < dt {
			dt, what = d, placeBand
		}
		if ends*dt >= needEnd {
			dt, what = needEnd/ends, leaves
		}
		if t-c.born >= adult {
			cares = 0
		}
		if cares*dt >= needCare {
			dt, what = needCare/cares, moves
		}
		needEnd -= ends * dt
		needCare -= cares * dt
		t += dt
		endLeft -= dt * speed
		careLeft -= dt
		switch what {
		case birthday:
			if age < model.Age16to17 {
				age++
				ageEnd = c.born + ageEdges[age]
				break
			}
			if c.key.Uniform(drawAdult) < w.rates.planAdult {
				finish(t)
				return 0, false
			}
			ageEnd = math.Inf(1)
		case quarter:
			q++
		case careBand:
			care++
			careLeft = model.PlanClock.Length(care)
		case placeBand:
			end++
			endLeft = model.PlanClock.Length(end)
		case leaves:
			finish(t)
			return 0, false
		case moves:
			finish(w.afterCare(c, luck, t, t))
			return t, true
		}
	}
	finish(w.horizon)
	return 0, false
}

// afterCare is when a plan ends whose child is in care since zero.
func (w *world) afterCare(c *child, luck sim.Key, t, zero float64) float64 {
	need := luck.Exp(drawAfter)
	end := w.horizon
	if turns := c.born + adult; turns > t && turns < end && c.key.Uniform(drawAdult) < w.rates.planAdult {
		end = turns
	}
	band := model.AfterClock.Band(t - zero)
	for t < end {
		next := end
		if band < model.AfterBands-1 {
			next = math.Min(next, zero+model.AfterClock.Edges[band])
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
