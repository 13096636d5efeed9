package markov

import (
	"math"
	"sync"
)

// known is what has been worked out and serves again, in other windows or in
// other worlds.
type known struct {
	mu    sync.Mutex
	lives map[lifeKey]*lifeEntry
	plans map[lifeKey]*planLife
	stock map[string]*stockPart
	paths map[string]*path
}

func newKnown() *known {
	return &known{lives: map[lifeKey]*lifeEntry{}, plans: map[lifeKey]*planLife{}, stock: map[string]*stockPart{}, paths: map[string]*path{}}
}

// lives are the lives of all who come into care in a world. Where nothing in a
// life depends on the date, it serves every window: that is so where all
// rates stay, and every effect reaches the case at its beginning or never.
type lives struct {
	*run
	world *world
	known *known
	own   map[lifeKey]*lifeEntry // lives of one date
}

// lifeKey is what a life depends on but the date: effects by their place in
// the scenario's lists.
type lifeKey struct {
	scenario int // 0 where there are none
	window   int // of lives of one date
	lane     lane
	step     int
	flows    uint64
	clocks   uint64
	places   uint64
}

type lifeEntry struct {
	once sync.Once
	life *life
}

// of is the life of those who come in a window, or the part win of it, at an
// age step, and their age in days.
func (l *lives) of(k *care, lane lane, step, window int, win window) (*life, float64) {
	w := l.world
	t := win.middle()
	class, age := lane.class(), lane.age(step)
	if lane.pointed() && step == bins {
		// The window of the eighteenth birthday: those who come before it, in
		// the first half, are so old on average.
		age = adult - ageStep/4
	}
	horizon := l.ends[len(l.ends)-1]
	key, timeless := l.kind(t)
	key.lane, key.step = lane, step
	days, near, pace := horizon, age, l.step()
	if !timeless {
		// Lives of one date are many and little is at stake in each: several
		// steps of age share them, but for those near eighteen, and the
		// numerics take longer steps.
		key = lifeKey{window: window, lane: lane, step: step}
		days, pace = horizon-win.from, 2*pace
		group := 0
		switch {
		case step < 12:
			group = 3
		case step < bins-36:
			group = 6
		}
		if group > 0 {
			key.lane, key.step = laneOf(class, even), step/group*group
			near = (float64(key.step) + float64(group)/2) * ageStep
		}
	}
	if timeless && key.flows|key.clocks|key.places != 0 {
		key.scenario = w.scenario
	}
	l.known.mu.Lock()
	cache := l.known.lives
	if !timeless {
		cache = l.own
	}
	e := cache[key]
	if e == nil {
		e = &lifeEntry{}
		cache[key] = e
	}
	l.known.mu.Unlock()
	e.once.Do(func() {
		// Whoever asks first, the life is worked out at the first window that it
		// serves, for equal bits.
		for j := 0; timeless && j < window; j++ {
			first := w.windows[j].middle()
			if other, ok := l.kind(first); ok && other.flows == key.flows && other.clocks == key.clocks && other.places == key.places {
				t = first
				break
			}
		}
		e.life = k.enter(w, class, near, t, days, pace)
	})
	return e.life, age
}

// kind is what effects act on a life that begins at t, and whether it depends on
// the date in no other way.
func (l *lives) kind(t float64) (key lifeKey, timeless bool) {
	w := l.world
	timeless = !w.rates.wander && mask(w.changes, t, isCare, &key.flows) && mask(w.stretches, t, isCareClock, &key.clocks)
	for i := range w.reroutes {
		switch share, still := w.reroutes[i].from(t, l.ends[len(l.ends)-1]); {
		case !still:
			timeless = false
		case share > 0:
			key.places |= 1 << w.reroutes[i].index
			timeless = timeless && w.reroutes[i].index < 64
		}
	}
	return key, timeless
}

// mask marks the changes that reach a case beginning at t; false if one does so
// only later.
func mask(list []change, t float64, take func(*change) bool, to *uint64) bool {
	for i := range list {
		c := &list[i]
		if !take(c) {
			continue
		}
		at, ok := c.reach.ReachedAt(t, c.draw, c.delay)
		if !ok {
			continue
		}
		if at > t || c.index >= 64 {
			return false
		}
		*to |= 1 << c.index
	}
	return true
}

// from is the share that a reroute covers from t to the horizon, if that stays
// the same.
func (r *reroute) from(t, horizon float64) (share float64, still bool) {
	begins, until := r.Reach.From+r.delay, r.Reach.Until
	switch {
	case begins >= horizon, until > 0 && t >= until, until > 0 && until <= begins:
		return 0, true
	case t < begins+math.Max(r.Reach.Ramp, 0), until > 0 && until < horizon:
		return 0, false
	}
	return r.Share * r.Reach.Coverage, true
}

// planLives are the same for plans.
type planLives struct {
	*run
	world *world
	known *known
}

// planLife is what becomes of a plan that starts at an age: curves of its row,
// and the integral of being on it.
type planLife struct {
	rows    curves // on, ended, care
	days    curves
	reached []reachedCase
}

func (l *planLives) of(bin, window int) *planLife {
	w := l.world
	win := w.windows[window]
	t := win.middle()
	key := lifeKey{step: bin}
	timeless := !w.rates.wander && mask(w.changes, t, isPlan, &key.flows) && mask(w.stretches, t, isPlanClock, &key.clocks)
	if key.flows|key.clocks != 0 {
		key.scenario = w.scenario
	}
	if p := l.known.plans[key]; timeless && p != nil {
		return p
	}
	days := l.ends[len(l.ends)-1]
	if !timeless {
		days -= win.from
	}
	p := &planLife{}
	knots := evenly(l.step(), days)
	rows := w.plan(t-(float64(bin)+0.5)*ageStep, t, t, knots)
	p.rows = curves{step: l.step(), knots: knots, width: 3}
	p.days = curves{step: l.step(), knots: knots, width: 1}
	for _, x := range rows {
		p.rows.f = append(p.rows.f, x.on, x.ended, x.care)
	}
	p.rows.integrate()
	p.rows.tail = p.rows.f[len(p.rows.f)-3:]
	for i := range rows {
		p.days.f = append(p.days.f, p.rows.g[i*3])
	}
	p.days.integrate()
	p.days.tail = p.days.f[len(p.days.f)-1:]
	for i, list := range [2][]change{w.changes, w.stretches} {
		take := isPlan
		if i == 1 {
			take = isPlanClock
		}
		p.reached = append(p.reached, casesOf(reach(nil, list, t, take), t)...)
	}
	if timeless {
		l.known.plans[key] = p
	}
	return p
}
