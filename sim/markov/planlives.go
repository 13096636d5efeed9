package markov

import (
	"math"

	"github.com/carecurve/carecurve/model"
)

// planLives are what lives is, for plans.
type planLives struct {
	*run
	world *world
	known *known
	own   map[lifeKey]*planLife // of one date
}

// planLife is what becomes of a plan that starts at an age.
type planLife struct {
	rows    curves    // on, ended, care, lapsed
	table   []planSum // integrals of rows; see times
	dated   bool
	reached []reachedCase
}

// planSum is integrals of on, ended, care and lapsed, and that of on's.
type planSum [planCurves + 1]float64

// planCurves is how many curves a plan has.
const planCurves = 4

func (l *planLives) of(of lump, window int) *planLife {
	w := l.world
	win := w.windows[window]
	t := win.middle()
	age := shared(of.age(win.month), sharedAges)
	key := lifeKey{age: int(math.Round(2 * age)), epoch: w.epoch(t)}
	timeless := mask(w.changes, t, isPlan, &key.flows) && mask(w.stretches, t, isPlanClock, &key.clocks)
	if key.flows|key.clocks != 0 {
		key.scenario = w.scenario
	}
	if !timeless {
		key = lifeKey{window: window + 1, age: key.age}
	}
	if p := l.known.plans[key]; timeless && p != nil {
		return p
	}
	if p := l.own[key]; !timeless && p != nil {
		return p
	}
	if timeless {
		t = w.standard(func(t float64) bool {
			var flows, clocks uint64
			return w.epoch(t) == key.epoch && mask(w.changes, t, isPlan, &flows) && mask(w.stretches, t, isPlanClock, &clocks) && flows == key.flows && clocks == key.clocks
		})
	}
	days := l.ends[len(l.ends)-1]
	if !timeless {
		days -= win.from
	}
	p := &planLife{}
	knots := paced(l.step(), days, model.PlanClock.Edges)
	rows := w.plan(t-age*ageStep, t, t, knots, nil)
	p.rows = curves{knots: knots, width: planCurves}
	for _, x := range rows {
		p.rows.f = append(p.rows.f, x.on, x.ended, x.care, x.lapsed)
	}
	p.rows.integrate()
	p.rows.tail = p.rows.f[len(p.rows.f)-planCurves:]
	on := curves{knots: knots, width: 1}
	for i := range rows {
		on.f = append(on.f, p.rows.g[i*planCurves])
	}
	on.integrate()
	on.tail = on.f[len(on.f)-1:]
	times := w.diffs
	if !timeless {
		p.dated = true
		times, _ = w.since(window)
	}
	p.table = make([]planSum, len(times))
	p.rows.each(times, func(i, k int, x float64) {
		p.rows.integral(k, x, p.table[i][:planCurves])
		on.integral(k, x, p.table[i][planCurves:])
	})
	for i, list := range [2][]change{w.changes, w.stretches} {
		take := isPlan
		if i == 1 {
			take = isPlanClock
		}
		p.reached = append(p.reached, casesOf(reach(nil, list, t, take), t)...)
	}
	if timeless {
		l.known.plans[key] = p
	} else {
		l.own[key] = p
	}
	return p
}

// between is as that of life.
func (l *planLife) between(w *layout, i, j int) (late, early *planSum) {
	if l.dated {
		return &l.table[2*(j-i)+1], &l.table[2*(j-i)]
	}
	return &l.table[w.pair(i, j+1)], &l.table[w.pair(i+1, j+1)]
}
