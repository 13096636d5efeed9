package agents

import (
	"math"

	"github.com/carecurve/carecurve/model"
)

// pool is the places that a capacity holds.
type pool struct {
	*drawnCapacity
	holds  [model.Places]bool
	places int // now; no limit before the capacity begins
	opened int // recruited so far
	queue  []waiter
}

// waiter is a child in a pool's queue; it has left if its ticket is another's.
type waiter struct{ id, ticket int32 }

const noLimit = math.MaxInt

// openPools sets up what the capacities hold, those taken today being known.
func (g *crowd) openPools() {
	g.pools = g.pools[:0]
	for i := range g.s.capacities {
		c := &g.s.capacities[i]
		p := pool{drawnCapacity: c, places: noLimit}
		taken := 0
		for place := range p.holds {
			if p.holds[place] = c.Has(model.Place(place)); p.holds[place] {
				taken += g.taken[place]
			}
		}
		first := float64(taken)
		if c.Places != nil {
			first = *c.Places
		}
		g.pools = append(g.pools, p)
		g.course(i, c, first)
	}
	g.sortTurns()
}

// course lays down when a capacity begins and its places open and close.
func (g *crowd) course(i int, c *drawnCapacity, first float64) {
	begin := math.Max(c.From, 0)
	g.turns = append(g.turns, turn{t: begin, kind: capacityBegins, index: i, number: int(first + 1e-9)})
	recruiting := c.From + c.Delivery.Delay + c.Lag
	kept := math.Pow(1-c.Loss, 1/model.DaysPerYear)
	came, went := 0.0, 0.0
	for day := math.Floor(begin); day < g.world.horizon-1; day++ {
		before, beforeWent := math.Floor(came+1e-9), math.Floor(went+1e-9)
		if c.recruits && day >= recruiting && (c.Until <= 0 || day < c.Until) {
			share := 1.0
			if c.Ramp > 0 {
				share = math.Min(1, (day+0.5-recruiting)/c.Ramp)
			}
			came += c.Recruit * share * 12 / model.DaysPerYear
		}
		if c.Loss > 0 {
			went += (first + came - went) * (1 - kept)
		}
		for range int(math.Floor(went+1e-9) - beforeWent) {
			g.turns = append(g.turns, turn{t: day + 1, kind: placeCloses, index: i})
		}
		for range int(math.Floor(came+1e-9) - before) {
			g.turns = append(g.turns, turn{t: day + 1, kind: placeOpens, index: i})
		}
	}
}

func (g *crowd) takenIn(p *pool) int {
	n := 0
	for place, holds := range p.holds {
		if holds {
			n += g.taken[place]
		}
	}
	return n
}

// nowhere is where a child comes from who is not in care.
const nowhere = model.Place(model.Places)

// full is the first pool that has no room for a child who comes from a place
// into another, or nil. A child who stays within a pool takes no more of it.
func (g *crowd) full(from, to model.Place) *pool {
	for i := range g.pools {
		p := &g.pools[i]
		if p.places != noLimit && p.holds[to] && (from == nowhere || !p.holds[from]) && g.takenIn(p) >= p.places {
			return p
		}
	}
	return nil
}

// elsewhere is where a child goes instead of a full place; ok is false if the
// full place, or what stands in for it, lets children wait.
func (g *crowd) elsewhere(from, to model.Place) (place model.Place, p *pool, ok bool) {
	for range len(g.pools) + 1 {
		p := g.full(from, to)
		if p == nil {
			return to, nil, true
		}
		if p.WhenFull == nil {
			return to, p, false
		}
		to = model.PlaceOf(*p.WhenFull, to.Location())
	}
	return to, g.full(from, to), false // full places that send children to each other
}

// firstWithRoom is where a child is first placed. One who would have to wait
// is placed by a new draw among places with room.
func (g *crowd) firstWithRoom(l *life, place model.Place, t float64) model.Place {
	to, _, ok := g.elsewhere(nowhere, place)
	if ok {
		return to
	}
	first := &g.world.rates.first[l.class][l.age(t)]
	var with cumulative
	sum, before := 0.0, 0.0
	for p := range first {
		share := math.Max(0, first[p]-before)
		before = math.Max(before, first[p])
		if g.full(nowhere, model.Place(p)) == nil {
			sum += share
		}
		with[p] = sum
	}
	u := l.key.With(forPeriod+uint64(l.period)).Uniform(drawFull) * sum
	for p := range with {
		if u < with[p] {
			return model.Place(p)
		}
	}
	// Nobody is first placed in any place with room: the first there is, in
	// the same location.
	for s := range model.Settings {
		if p := model.PlaceOf(model.Setting(s), to.Location()); g.full(nowhere, p) == nil {
			return p
		}
	}
	return to // check has seen to it that this can't be
}

// seekPlace moves a child whose placement ended at t, or lets it wait.
func (g *crowd) seekPlace(id int32, t float64) {
	l := &g.lives[id]
	place := g.world.nextPlace(&l.care)
	place, sent := g.s.reroute(&l.child, l.period, l.care.number, place, t, l.care.careStart, g.sent)
	to, p, ok := g.elsewhere(l.care.here, place)
	if to != place {
		sent = 0
	}
	if ok {
		g.move(id, t, to, sent)
		return
	}
	// Waits; how the placement that comes next will go is drawn when it begins.
	l.ticket++
	for i := range g.pools {
		if &g.pools[i] == p {
			l.waits = i + 1
		}
	}
	l.wants, l.reserve = to, sent
	g.keep(sent, 1)
	p.queue = append(p.queue, waiter{id, l.ticket})
	l.care.needMove = need{left: math.Inf(1)}
	g.goOn(id)
}

// move lets a child move at t, where its life stands.
func (g *crowd) move(id int32, t float64, to model.Place, sent uint64) {
	l := &g.lives[id]
	from := l.care.here
	l.path.move(t, to)
	l.care.settle(to)
	g.taken[from]--
	g.taken[to]++
	g.release(l)
	g.hold(l, sent)
	g.goOn(id)
	g.vacated(from, t)
}

// vacated lets those in who wait for a place that may have come free.
func (g *crowd) vacated(place model.Place, t float64) {
	for i := range g.pools {
		if g.pools[i].holds[place] {
			g.serve(i, t)
		}
	}
}

// serve lets the first of a pool's queue in while there is room.
func (g *crowd) serve(i int, t float64) {
	for {
		p := &g.pools[i]
		if len(p.queue) == 0 {
			return
		}
		head := p.queue[0]
		l := &g.lives[head.id]
		if l.waits != i+1 || l.ticket != head.ticket {
			p.queue = p.queue[1:]
			continue
		}
		if g.full(l.care.here, l.wants) != nil {
			return
		}
		p.queue = p.queue[1:]
		g.backTo(l, t)
		sent := l.reserve
		g.keep(sent, -1)
		l.waits, l.reserve = 0, 0
		g.move(head.id, t, l.wants, sent)
	}
}

// opens adds a recruited place; someone may move in, or the queue is served.
func (g *crowd) opens(i int, t float64) {
	p := &g.pools[i]
	p.places++
	p.opened++
	if p.spend >= 0 {
		g.tally.year(t).cases[p.spend]++
	}
	key := g.luck.With(forOpening).With(p.key).With(uint64(p.opened))
	if len(p.DrawsFrom) > 0 && g.takenIn(p) < p.places && key.Uniform(0) < p.Fill {
		best, least := int32(-1), math.Inf(1)
		var to model.Place
		for _, id := range g.present {
			l := &g.lives[id]
			if p.holds[l.care.here] || !drawn(p, l.care.here) {
				continue
			}
			there := model.PlaceOf(p.Setting, l.care.here.Location())
			if p.Location != nil {
				there = model.PlaceOf(p.Setting, *p.Location)
			}
			if g.full(l.care.here, there) != nil {
				continue
			}
			if u := l.key.With(p.key).Uniform(uint64(p.opened)); u < least {
				best, least, to = id, u, there
			}
		}
		if best >= 0 {
			g.moveOut(best, t, to)
			return
		}
	}
	g.serve(i, t)
}

func drawn(p *pool, place model.Place) bool {
	for _, s := range p.DrawsFrom {
		if place.Setting() == s {
			return true
		}
	}
	return false
}

// moveOut moves a child at t who had not been due to move.
func (g *crowd) moveOut(id int32, t float64, to model.Place) {
	l := &g.lives[id]
	g.backTo(l, t)
	g.stopWaiting(l)
	l.care.number++
	g.move(id, t, to, 0)
}

func (g *crowd) stopWaiting(l *life) {
	g.keep(l.reserve, -1)
	l.waits, l.reserve = 0, 0
}

// hold and release count the children who live where reroutes with a limit
// sent them.
func (g *crowd) hold(l *life, sent uint64) {
	l.sent = sent
	g.keep(sent, 1)
}

func (g *crowd) release(l *life) {
	g.keep(l.sent, -1)
	l.sent = 0
}

func (g *crowd) keep(sent uint64, n int) {
	for i := 0; sent != 0; i, sent = i+1, sent>>1 {
		if sent&1 != 0 {
			g.sent[i] += n
		}
	}
}
