package agents

import (
	"github.com/carecurve/carecurve/model"
)

// happen lets what a life was waiting for come about.
func (g *crowd) happen(e event) {
	l := &g.lives[e.id]
	switch {
	case e.what == comesIn:
		g.arrive(e.id, e.t)
	case e.what == ofPlan:
		switch {
		case e.version != l.versionPlan:
		case l.onPlan:
			g.planComes(e.id, e.t)
		case l.isOff:
			g.planAgain(e.id, e.t)
		}
	case e.what >= ofReview:
		if int(e.version) == l.period && l.stands == inCare {
			g.review(e.id, int(e.what-ofReview), e.t)
		}
	case e.version != l.version:
	case l.stands == inCare:
		l.care = l.careNext
		switch l.next {
		case asks:
			g.ask(e.id, inCare, l.which, e.t)
		case birthday:
			g.depart(e.id, e.t, model.ExitAged18, true)
		case leaves:
			g.depart(e.id, e.t, g.world.wayOut(l.which, l.care.age, l.care.luck), true)
		case moves:
			g.seekPlace(e.id, e.t)
		}
	case l.stands == away:
		l.gone = l.goneNext
		if l.next == asks {
			g.ask(e.id, away, l.which, e.t)
			return
		}
		if l.onPlan {
			g.closePlan(e.id, e.t)
		}
		g.comeBack(e.id, e.t, model.RouteReturn)
	}
}

func (g *crowd) arrive(id int32, t float64) {
	l := &g.lives[id]
	if l.class == model.UASC && !g.admits(l, t) {
		return
	}
	l.stands = settled
	switch l.begins {
	case byDirect:
		g.enter(id, t, model.RouteDirect)
	case byUASC:
		g.enter(id, t, model.RouteUASC)
	case byPlan:
		l.onPlan = true
		g.world.beginPlan(&l.plan, &l.child, g.s, &l.path, t, 0, l.planEffects)
		l.plan.cases = 0
		g.goOnPlan(id)
	}
}

// enter begins a period of care.
func (g *crowd) enter(id int32, t float64, route model.Route) {
	l := &g.lives[id]
	place := g.world.firstPlace(&l.child, l.period, t)
	place, sent := g.s.reroute(&l.child, l.period, 0, place, t, t, g.sent)
	if to := g.firstWithRoom(l, place, t); to != place {
		place, sent = to, 0
	}
	l.stands = inCare
	l.care.child = l.child
	c := &l.care.child
	c.place, c.careStart, c.placeStart = place, t, t
	l.path.arrive(c, l.period, t, route, true)
	g.world.beginCare(&l.care, g.s, &l.path, l.period, t, l.effects)
	if t-c.born >= adult {
		g.depart(id, t, model.ExitAged18, false)
		return
	}
	g.settleIn(id)
	g.taken[place]++
	g.hold(l, sent)
	if l.class == model.UASC {
		g.uasc++
	}
	g.goOn(id)
	g.awaitReviews(id, t)
}

// settleIn notes that a child is present.
func (g *crowd) settleIn(id int32) {
	g.lives[id].index = len(g.present)
	g.present = append(g.present, id)
}

// depart ends a period of care; there tells that the child held a place.
func (g *crowd) depart(id int32, t float64, by model.Exit, there bool) {
	l := &g.lives[id]
	place := l.care.here
	if there {
		g.count(l, by, t)
		last := len(g.present) - 1
		g.present[l.index] = g.present[last]
		g.lives[g.present[l.index]].index = l.index
		g.present = g.present[:last]
		g.taken[place]--
		g.release(l)
		if l.class == model.UASC {
			g.uasc--
		}
	}
	l.waits = 0
	l.stands = settled
	l.version++
	left, _, _ := g.world.leave(&l.path, &l.path.stays[len(l.path.stays)-1], t, by)
	l.effects = l.care.effects[:0]
	if left {
		g.leave(id, by, t)
	}
	if there {
		g.vacated(place, t)
	}
}

// leave begins the time after care.
func (g *crowd) leave(id int32, by model.Exit, at float64) {
	l := &g.lives[id]
	l.stands = away
	g.world.beginAway(&l.gone, &l.child, g.s, &l.path, by, at, l.period, l.effects)
	g.goOn(id)
}

// comeBack ends it.
func (g *crowd) comeBack(id int32, t float64, route model.Route) {
	l := &g.lives[id]
	g.world.grant(&l.child, &l.path, l.gone.by, l.gone.at, t)
	l.effects = l.gone.effects[:0]
	l.period++
	g.enter(id, t, route)
}

// planComes is what comes of a plan at t.
func (g *crowd) planComes(id int32, t float64) {
	l := &g.lives[id]
	l.plan = l.planNext
	switch l.nextPlan {
	case asks:
		g.ask(id, toCome, l.whichPlan, t)
		return
	case leaves:
		g.world.endPlan(&l.path, t)
		l.onPlan = false
		if g.world.lapses(&l.child, &l.path) {
			g.lapse(id, t, l.path.plans[len(l.path.plans)-1].number)
		}
	case moves:
		g.world.endPlan(&l.path, g.world.afterCare(&l.child, t, t))
		l.onPlan = false
		if l.stands == away {
			l.version++
			g.backTo(l, t)
			g.comeBack(id, t, model.RoutePlan)
		} else {
			g.enter(id, t, model.RoutePlan)
		}
	}
}

// lapse begins a child's time off its number-th plan, which ended at a time that
// may lie before the start. Nothing comes between it and the next one.
func (g *crowd) lapse(id int32, at float64, number int) {
	l := &g.lives[id]
	l.isOff = true
	l.versionPlan++
	g.world.beginOff(&l.off, &l.child, g.s, &l.planCases, at, number, l.planEffects)
	if g.world.isOff(&l.off, &l.child, &l.planCases, g.world.horizon) == moves {
		g.push(event{l.off.t, id, ofPlan, l.versionPlan})
	}
}

// planAgain begins the next plan.
func (g *crowd) planAgain(id int32, t float64) {
	l := &g.lives[id]
	number := 1
	if n := len(l.path.plans); n > 0 {
		number += l.path.plans[n-1].number
	}
	l.isOff, l.onPlan = false, true
	l.planEffects = l.off.effects[:0]
	g.world.beginPlan(&l.plan, &l.child, g.s, &l.path, t, number, l.planEffects)
	l.plan.cases = len(l.planCases.cases)
	g.goOnPlan(id)
}

// closePlan settles the plan of a child who came back into care by another way
// at t: one that would lead there ends as such plans do, others as they would.
// What would want a slot later goes without one, having nothing left to decide
// but when such a plan ends.
func (g *crowd) closePlan(id int32, t float64) {
	l := &g.lives[id]
	for l.nextPlan == asks {
		l.plan = l.planNext
		l.plan.effects[l.whichPlan].slots = 0
		g.goOnPlan(id)
	}
	l.onPlan = false
	l.versionPlan++
	switch l.nextPlan {
	case moves:
		g.world.endPlan(&l.path, g.world.afterCare(&l.child, t, t))
	case leaves:
		g.world.endPlan(&l.path, l.planNext.t)
	default:
		g.world.endPlan(&l.path, g.world.horizon)
	}
}
