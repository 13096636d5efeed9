package markov

import (
	"math"
	"sync"

	"github.com/carecurve/carecurve/model"
)

// known is what has been worked out and serves again, in other windows or in
// other worlds.
type known struct {
	mu    sync.Mutex
	lives map[lifeKey]*lifeEntry
	plans map[lifeKey]*planLife
	stock map[string]*stockPart
	paths map[string]*path
	cells *cells
}

func newKnown() *known {
	return &known{lives: map[lifeKey]*lifeEntry{}, plans: map[lifeKey]*planLife{}, stock: map[string]*stockPart{}, paths: map[string]*path{}, cells: newCells()}
}

// arrivalsApart is what still holds where more or fewer children arrive and all else
// stays.
func (k *known) arrivalsApart() *known {
	return &known{lives: k.lives, plans: k.plans, stock: k.stock, cells: k.cells, paths: map[string]*path{}}
}

// lives are the lives of all who come into care in a world. Where nothing in a
// life depends on the date, it serves every window: that is so where all
// rates stay, or within an epoch else, and every effect reaches the case at its
// beginning or never.
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
	epoch    int // of the others
	class    model.Class
	age      int // in halves of a month
	flows    uint64
	clocks   uint64
	places   uint64
}

type lifeEntry struct {
	once sync.Once
	life *life
}

// of is the life of a lump's children who come in a window.
func (l *lives) of(k *care, class model.Class, of lump, window int) *life {
	w := l.world
	win := w.windows[window]
	t := win.middle()
	horizon := l.ends[len(l.ends)-1]
	key, timeless := l.kind(t)
	days := horizon
	months, share := of.age(win.month), 1.0
	switch {
	case timeless && of.months > 1:
		share = sharedAges
	case timeless:
	case months < 12:
		share = sharedAges
	case months < bins-36:
		share = 2 * sharedAges // lives of one date are many, and little is at stake in each
	}
	if !timeless {
		key = lifeKey{window: window + 1}
		days = horizon - win.from
	}
	months = shared(months, share)
	key.class, key.age = class, int(math.Round(2*months))
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
		if timeless {
			// Whoever asks first, the life is worked out at one window, for equal bits.
			same := func(t float64) bool {
				other, ok := l.kind(t)
				return ok && other.epoch == key.epoch && other.flows == key.flows && other.clocks == key.clocks && other.places == key.places
			}
			t = w.standard(same)
		}
		date := -1
		if !timeless {
			date = window
		}
		e.life = k.enter(w, class, months*ageStep, t, days, l.step(), date)
	})
	return e.life
}

// epochYears is for how many years of coming into care lives are shared where
// levels change: a year's early and late ones err by as much to either side.
const epochYears = 1

// epoch is the share of the horizon whose lives are shared.
func (w *world) epoch(t float64) int {
	if !w.rates.wander {
		return 0
	}
	return int(t / (epochYears * model.DaysPerYear))
}

// standard is when a life is worked out that serves all windows that are the
// same: at the first, or where levels change in the middle one.
func (w *world) standard(same func(t float64) bool) float64 {
	var all []float64
	for i := range w.windows {
		if t := w.windows[i].middle(); same(t) {
			if !w.rates.wander {
				return t
			}
			all = append(all, t)
		}
	}
	return all[len(all)/2]
}

// sharedAges is how many months of age share a life.
const sharedAges = 3

// shared is the age at which a life is worked out that serves a group of
// neighbouring ages, in months: the mean of whole or of half ones.
func shared(months, group float64) float64 {
	if group <= 1 {
		return math.Min(months, bins-0.25)
	}
	whole := math.Floor(months)
	return math.Floor(whole/group)*group + (group-1)/2 + months - whole
}

// kind is what effects act on a life that begins at t, and whether it depends on
// the date in no other way.
func (l *lives) kind(t float64) (key lifeKey, timeless bool) {
	w := l.world
	key.epoch = w.epoch(t)
	timeless = mask(w.changes, t, isStay, &key.flows) && mask(w.stretches, t, isCareClock, &key.clocks)
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
