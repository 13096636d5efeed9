package agents

import (
	"math"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// crowd lives all children of a scenario that couples them, in one order of
// time. Each life runs ahead to what would happen to it next and waits in the
// queue; whatever happens to it before that (a slot, a review, a place that
// opens) takes it back to where it last stood and lets it run to that moment.
// A life that nothing interrupts so goes through the same cells, with the same
// rounding, as it does alone.
type crowd struct {
	w     *worker
	world *world
	s     *drawnScenario
	tally *tally
	luck  sim.Key // the replicate's

	lives []life
	queue []event // a heap
	turns []turn  // what happens at set times, in order

	present []int32 // lives in care, in no order
	taken   [model.Places]int
	uasc    int // unaccompanied children in care
	sent    []int
	pools   []pool
	slots   []slotBook
	targets []targetBook
	done    []int     // by once: children moved or discharged
	most    []float64 // by quota: no less than its limit at any time
}

// life is one child's, as far as it has come.
type life struct {
	child
	path   path
	period int
	stands stands
	onPlan bool // a plan is open and not yet known to end

	// Where it last stood, and where it will when what comes next happens; the
	// version tells whether a queued event is still to happen.
	care, careNext caring
	gone, goneNext leaver
	plan, planNext planning
	next, nextPlan happens
	which          int // flow or effect of what comes next
	whichPlan      int
	version        int32
	versionPlan    int32
	planCases      path // cases of the plan, which may be open while care is not
	effects        []active
	planEffects    []active

	waits   int // 1 + the pool it waits for; 0 = none
	ticket  int32
	wants   model.Place
	sent    uint64 // limited reroutes that sent the present placement
	reserve uint64 // and those that sent the one it waits for
	seen    []float64
	quota   int // 1 + the quota under which it would be taken over; 0 = it comes by itself
	index   int // among those present
}

// stands is where a life stands but for plans.
type stands uint8

const (
	toCome stands = iota
	settled
	inCare
	away
)

// begin makes ready for a replicate.
func (g *crowd) begin(w *worker, s *drawnScenario, t *tally, luck sim.Key) {
	g.w, g.world, g.s, g.tally, g.luck = w, &w.world, s, t, luck
	g.lives, g.queue, g.turns, g.present = g.lives[:0], g.queue[:0], g.turns[:0], g.present[:0]
	g.taken, g.uasc = [model.Places]int{}, 0
	g.sent = make([]int, len(s.reroutes))
	g.done = make([]int, len(s.onces))
}

// take adds a child who is there, or will come unless a quota is full.
func (g *crowd) take(c *child, quota int) {
	n := len(g.lives)
	if n < cap(g.lives) {
		g.lives = g.lives[:n+1]
	} else {
		g.lives = append(g.lives, life{})
	}
	l := &g.lives[n]
	*l = life{child: *c, path: l.path, planCases: l.planCases, effects: l.effects[:0], planEffects: l.planEffects[:0], seen: l.seen[:0], quota: quota}
	l.path.reset(c)
	l.planCases.reset(c)
	for range g.s.reviews {
		l.seen = append(l.seen, math.Inf(-1))
	}
}

// run lives all lives to the horizon and adds them to the tally.
func (g *crowd) run() {
	g.transfers()
	g.schedule()
	for i := range g.lives {
		l := &g.lives[i]
		if l.begins == inStock && l.inCare {
			g.taken[l.place]++
			if l.class == model.UASC {
				g.uasc++
			}
		}
	}
	g.openPools()
	for i := range g.lives {
		g.start(int32(i))
	}
	for k := 0; ; {
		switch {
		case k < len(g.turns) && (len(g.queue) == 0 || g.turns[k].t <= g.queue[0].t):
			g.turn(&g.turns[k])
			k++
		case len(g.queue) > 0:
			g.happen(g.pop())
		default:
			g.finish()
			return
		}
	}
}

// start puts a life where it begins.
func (g *crowd) start(id int32) {
	l := &g.lives[id]
	if l.begins != inStock {
		g.push(event{l.at, id, comesIn, 0})
		return
	}
	l.stands = settled
	if l.inCare {
		l.care.child = l.child
		l.stands = inCare
		l.path.arrive(&l.child, 0, 0, model.RouteDirect, false)
		g.world.beginCare(&l.care, g.s, &l.path, 0, 0, l.effects)
		if -l.born >= adult {
			g.taken[l.place]--
			if l.class == model.UASC {
				g.uasc--
			}
			g.depart(id, 0, model.ExitAged18, false)
		} else {
			g.settleIn(id)
			g.goOn(id)
			g.awaitReviews(id, 0)
		}
	} else if l.left {
		g.leave(id, l.leftBy, l.leftAt)
	}
	if l.child.onPlan {
		g.world.beginPlan(&l.plan, &l.child, g.s, &l.path, 0, l.planEffects)
		if l.planInCare {
			g.world.endPlan(&l.path, g.world.afterCare(&l.child, 0, l.afterStart))
			return
		}
		l.onPlan, l.plan.cases = true, 0
		g.goOnPlan(id)
	}
}

// happen lets what a life was waiting for come about.
func (g *crowd) happen(e event) {
	l := &g.lives[e.id]
	switch {
	case e.what == comesIn:
		g.arrive(e.id, e.t)
	case e.what == ofPlan:
		if e.version == l.versionPlan && l.onPlan {
			g.planComes(e.id, e.t)
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
		g.world.beginPlan(&l.plan, &l.child, g.s, &l.path, t, l.planEffects)
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

// finish closes all lives at the horizon and adds them up.
func (g *crowd) finish() {
	for i := range g.lives {
		l := &g.lives[i]
		p := &l.path
		if l.stands == toCome {
			continue
		}
		switch l.stands {
		case inCare:
			st := &p.stays[len(p.stays)-1]
			p.segments[len(p.segments)-1].to = g.world.horizon
			st.to, st.last = g.world.horizon, len(p.segments)
		case away:
			g.world.grant(&l.child, p, l.gone.by, l.gone.at, g.world.horizon)
		}
		if l.onPlan {
			g.world.endPlan(p, g.world.horizon)
		}
		p.cases = append(p.cases, l.planCases.cases...)
		g.tally.add(p, 1)
	}
}

// eligible tells whether a child in care is one of those whom a restriction
// takes in at t.
func (l *life) eligible(who *sim.Who, t float64) bool {
	return l.stands == inCare && who.HasClass(l.class) && who.HasAge(l.age(t)) && who.HasPlace(l.care.here) && who.HasCare(t-l.care.careStart)
}

func (l *life) age(t float64) model.AgeBand {
	return model.AgeBandOf((t - l.born) / model.DaysPerYear)
}
