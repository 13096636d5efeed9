package agents

// goOn runs a life in or after care ahead to what comes next.
func (g *crowd) goOn(id int32) {
	l := &g.lives[id]
	l.version++
	var t float64
	if l.stands == inCare {
		l.careNext = l.care
		l.next, l.which = g.world.stay(&l.careNext, &l.path, g.world.horizon)
		t = l.careNext.t
	} else {
		l.goneNext = l.gone
		l.next, l.which = g.world.gone(&l.goneNext, &l.child, &l.path, g.world.horizon)
		t = l.goneNext.t
	}
	if l.next != horizonComes {
		g.push(event{t, id, ofCare, l.version})
	}
}

// goOnPlan does the same for a plan.
func (g *crowd) goOnPlan(id int32) {
	l := &g.lives[id]
	l.versionPlan++
	l.planNext = l.plan
	l.nextPlan, l.whichPlan = g.world.plan(&l.planNext, &l.child, &l.planCases, g.world.horizon)
	if l.nextPlan != horizonComes {
		g.push(event{l.planNext.t, id, ofPlan, l.versionPlan})
	}
}

// backTo takes a life in or after care back from what would have come next, to
// where it stands at t. goOn must follow.
func (g *crowd) backTo(l *life, t float64) {
	if l.stands == inCare {
		uncount(&l.path, l.care.effects, l.care.cases)
		g.world.stay(&l.care, &l.path, t)
		l.care.t = t
		return
	}
	uncount(&l.path, l.gone.effects, l.gone.cases)
	g.world.gone(&l.gone, &l.child, &l.path, t)
	l.gone.t = t
}

// planBackTo does the same for a plan.
func (g *crowd) planBackTo(l *life, t float64) {
	uncount(&l.planCases, l.plan.effects, l.plan.cases)
	g.world.plan(&l.plan, &l.child, &l.planCases, t)
	l.plan.t = t
}

// uncount forgets cases beyond the first n.
func uncount(p *path, effects []active, n int) {
	p.cases = p.cases[:n]
	for i := range effects {
		if int(effects[i].counted) > n {
			effects[i].counted = 0
		}
	}
}
