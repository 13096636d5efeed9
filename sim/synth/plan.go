package synth

import (
	"math"

	"github.com/carecurve/carecurve/model"
)

// planned goes on with a plan that is open at the end of now, or begins on it.
func (p *process) planned(c *child, s planState, now model.Date) {
	key := p.carry(c, c.boundPlan, saltPlan, s.number)
	if s.led {
		p.afterCare(key, c, s, now)
		return
	}
	ref := c.born
	if c.boundPlan {
		ref = c.groupBorn
	}
	gone := float64(now - s.start)
	hazard, stretch := p.offer(c, s.start)
	care := planCare[bandAt(ref, s.start)]
	toCare := care.Scale * math.Pow(math.Pow(gone/care.Scale, care.Shape)+key.exponential(forPlanCare)/hazard, 1/care.Shape)
	atCare := s.start + model.Date(math.Min(toCare, 1e5))

	// An end near the first review or later; which is still hidden.
	first, later := reviewShare*planReview.Survive(gone/stretch), (1-reviewShare)*planLater.Survive(gone/stretch)
	clock := planLater
	if key.uniform(forPlanEndKind)*(first+later) < first {
		clock = planReview
	}
	atEnd := s.start + model.Date(clock.After(gone/stretch, key.uniform(forPlanEnd))*stretch)

	atCare, atEnd = max(atCare, now+1), max(atEnd, now+1)
	adult := c.adult()
	switch next := min(atCare, atEnd, adult); {
	case next > p.end:
		p.rec.plan(c, s.number, s.start, 0)
		p.rec.onPlan(c, s)
	case next == adult:
		p.rec.plan(c, s.number, s.start, adult)
	case next == atCare:
		s.led, s.inCare = true, atCare
		p.afterCare(key, c, s, atCare)
		p.enter(c, 0, atCare, model.RoutePlan)
	default:
		p.rec.plan(c, s.number, s.start, atEnd)
		p.replan(c, leftState{number: s.number, at: atEnd}, atEnd)
	}
}

// afterCare ends a plan some weeks after it led to care.
func (p *process) afterCare(key luck, c *child, s planState, now model.Date) {
	days := afterClock.After(float64(now-s.inCare), key.uniform(forPlanAfter))
	at := min(max(s.inCare+model.Date(days), now+1), c.adult())
	if at > p.end {
		p.rec.plan(c, s.number, s.start, 0)
		p.rec.onPlan(c, s)
		return
	}
	p.rec.plan(c, s.number, s.start, at)
}

// offer is what the scenario does to a plan: the ratio of the hazard of coming
// into care, and how its ends stretch. One draw a family decides.
func (p *process) offer(c *child, start model.Date) (hazard, stretch float64) {
	if start < p.from || p.laid.Coverage == 0 {
		return 1, 1
	}
	coverage := p.laid.Coverage
	if ramp := p.laid.RampDays; ramp > 0 {
		coverage *= math.Min(1, float64(start-p.from)/ramp)
	}
	if c.family.sub(p.future).uniform(forOffer) >= coverage {
		return 1, 1
	}
	return p.laid.CareRatio, p.laid.TimeRatio
}

// replan lets a family come back to a plan, given that it had not by now.
func (p *process) replan(c *child, s leftState, now model.Date) {
	key := p.carry(c, c.boundPlan, saltPlan, s.number)
	at, ok := again(key, forRepeat, repeatShare, repeatClock, s.at, now)
	if ok && at < c.adult() && at <= p.end && !p.cut(key, at) {
		p.planned(c, planState{number: s.number + 1, start: at}, at)
		return
	}
	p.rec.ended(c, s)
}

// cut tells whether the scenario removes an arrival.
func (p *process) cut(key luck, at model.Date) bool {
	return at >= p.from && key.uniform(forCut) >= p.laid.Families
}

// elsewhere counts the plans a child had in another authority before.
func (c *child) elsewhere() int {
	key := c.key
	if c.boundPlan {
		key = c.family
	}
	if key.uniform(forPrevious) < elsewhereShare {
		return 1
	}
	return 0
}
