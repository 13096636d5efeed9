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
	isOff  bool // off a plan, and may come back on one

	// Where it last stood, and where it will when what comes next happens; the
	// version tells whether a queued event is still to happen.
	care, careNext caring
	gone, goneNext leaver
	plan, planNext planning
	off            offPlan
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
	l.path.runs = g.s.runs
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
		g.world.beginPlan(&l.plan, &l.child, g.s, &l.path, 0, 0, l.planEffects)
		if l.planInCare {
			g.world.endPlan(&l.path, g.world.afterCare(&l.child, 0, l.afterStart))
			return
		}
		l.onPlan, l.plan.cases = true, 0
		g.goOnPlan(id)
	} else if l.lapsed && g.world.rates.comeBack && l.class == model.General {
		g.lapse(id, l.lapsedAt, 0)
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
		g.world.court(&l.child, g.s, p)
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
