package agents

import (
	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// world is what all lives of one replicate share.
type world struct {
	rates   *rates
	horizon float64
	steps   int
	buffer  []active
	// What is being lived.
	planning planning
	caring   caring
	leaver   leaver
	off      offPlan
}

// Purposes of draws within a life: periods of care begin at forPeriod.
const (
	drawFirst      = 20
	drawNext       = 21
	drawMove       = 22
	drawSplit      = 23
	drawReturn     = 24
	drawEnd        = 25
	drawCare       = 26
	drawAfter      = 27
	drawLuck       = 28
	drawAdult      = 29
	drawFull       = 30
	drawRepeat     = 31
	drawCourt      = 32
	drawCourtFirst = 33
	forPeriod      = 100
	forPlan        = 10000
)

const adult = model.AdultAge * model.DaysPerYear

func (w *world) step(t float64) int { return min(int(t/stepDays), w.steps-1) }

// live lives a life to the horizon under a scenario; nil is the baseline.
func (w *world) live(c *child, s *drawnScenario, p *path) {
	w.liveOn(c, s, p)
	w.court(c, s, p)
}

func (w *world) liveOn(c *child, s *drawnScenario, p *path) {
	p.reset(c)
	if s != nil {
		p.runs = s.runs
	}
	period := 0
	left, leftBy, leftAt := c.left, c.leftBy, c.leftAt
	switch c.begins {
	case byDirect:
		left, leftBy, leftAt = w.enter(c, s, p, period, c.at, model.RouteDirect)
	case byUASC:
		left, leftBy, leftAt = w.enter(c, s, p, period, c.at, model.RouteUASC)
	case byPlan:
		if t, ok := w.onPlans(c, s, p, c.at, 0); ok {
			left, leftBy, leftAt = w.enter(c, s, p, period, t, model.RoutePlan)
		}
	case inStock:
		if c.inCare {
			w.caring.child = *c
			left, leftBy, leftAt = w.care(s, p, period, 0, model.RouteDirect, false)
		}
		if c.onPlan {
			t, ok := w.onPlans(c, s, p, 0, 0)
			if ok && left {
				// The earlier of two ways back; the plan of a child who came
				// back by the other can't lead to care.
				n := len(p.cases)
				if back, is := w.away(c, s, p, leftBy, leftAt, period, t); is {
					p.cases = p.cases[:n] // counted when it is lived below
					w.endPlan(p, w.afterCare(c, back, back))
					break
				}
				w.grant(c, p, leftBy, leftAt, t)
				period++
			}
			if ok {
				left, leftBy, leftAt = w.enter(c, s, p, period, t, model.RoutePlan)
			}
		} else if c.lapsed {
			if t, ok := w.lapse(c, s, p, c.lapsedAt, 0); ok {
				if t, ok = w.onPlans(c, s, p, t, 1); ok {
					left, leftBy, leftAt = w.enter(c, s, p, period, t, model.RoutePlan)
				}
			}
		}
	}
	for left {
		t, back := w.away(c, s, p, leftBy, leftAt, period, w.horizon)
		if !back {
			t = w.horizon
		}
		w.grant(c, p, leftBy, leftAt, t)
		if !back {
			return
		}
		period++
		left, leftBy, leftAt = w.enter(c, s, p, period, t, model.RouteReturn)
	}
}

// grant notes the allowance that follows some ways out, until a child's return
// or the eighteenth birthday.
func (w *world) grant(c *child, p *path, by model.Exit, at, until float64) {
	if by != model.ExitSGO && by != model.ExitAdoption {
		return
	}
	from, to := max(at, 0), min(until, min(w.horizon, c.born+adult))
	if to > from {
		p.grants = append(p.grants, grant{by, from, to})
	}
}

// enter begins a period of care at t with a first placement.
func (w *world) enter(c *child, s *drawnScenario, p *path, period int, t float64, route model.Route) (bool, model.Exit, float64) {
	place := w.firstPlace(c, period, t)
	if s != nil {
		place, _ = s.reroute(c, period, 0, place, t, t, nil)
	}
	w.caring.child = *c
	w.caring.place, w.caring.careStart, w.caring.placeStart = place, t, t
	return w.care(s, p, period, t, route, true)
}

func (w *world) firstPlace(c *child, period int, t float64) model.Place {
	age := model.AgeBandOf((t - c.born) / model.DaysPerYear)
	return w.rates.first[c.class][age].pick(c.key.With(forPeriod + uint64(period)).Uniform(drawFirst))
}

// reroute sends a placement elsewhere where the scenario says so. used, if not
// nil, is how many children live where each reroute sent them; sent has a bit
// for each reroute with a limit that sent this placement.
func (s *drawnScenario) reroute(c *child, period, number int, place model.Place, t, careStart float64, used []int) (to model.Place, sent uint64) {
	for i := range s.reroutes {
		r := &s.reroutes[i]
		if !r.From.Has(place) || !r.Who.HasClass(c.class) || !r.Who.HasAge(model.AgeBandOf((t-c.born)/model.DaysPerYear)) || !r.Who.HasCare(t-careStart) {
			continue
		}
		if len(r.From.Providers) > 0 && !r.From.HasProvider(s.providers[place].pick(c.key.With(forPeriod+uint64(period)).With(uint64(number)))) {
			continue
		}
		if share := r.Share * r.Reach.CoverageAt(t, r.delay); share > 0 &&
			c.key.With(forPeriod+uint64(period)).With(uint64(number)).Uniform(r.key) < share {
			if r.Limit > 0 && used != nil {
				if used[i] >= r.Limit {
					continue
				}
				sent |= 1 << i
			}
			place = r.To(place)
		}
	}
	return place, sent
}

// leaver is where a child who left care stands at time t, until it comes back.
type leaver struct {
	by      model.Exit
	at      float64 // when it left; may lie before the start
	t       float64
	need    need
	effects []active
	age     model.AgeBand
	band    int // of the time since
	cases   int // length of the path's cases
}

// beginAway is the wait for a return to care of a child who left by a way out
// at a time that may lie before the start.
func (w *world) beginAway(x *leaver, c *child, s *drawnScenario, p *path, by model.Exit, at float64, period int, buffer []active) {
	x.by, x.at, x.t, x.cases = by, at, max(at, 0), len(p.cases)
	x.need = newNeed(c.key.With(forPeriod+uint64(period)), drawReturn)
	x.effects = buffer[:0]
	if s != nil && s.onReturns {
		x.effects = reach(x.effects, s.changes, c, at, func(d *drawnChange) bool { return d.flow == sim.EntryReturn })
	}
	x.band = model.LeftClock.Band(x.t - at)
	x.age = model.AgeBandOf((x.t - c.born) / model.DaysPerYear)
}

// away waits for a return until a time or the end of childhood.
func (w *world) away(c *child, s *drawnScenario, p *path, by model.Exit, at float64, period int, until float64) (float64, bool) {
	x := &w.leaver
	w.beginAway(x, c, s, p, by, at, period, w.buffer)
	what, _ := w.gone(x, c, p, until)
	return x.t, what == moves
}

// gone goes on with a child's time after care up to a time. It returns
// horizonComes there or on the eighteenth birthday, or what happened before:
// moves when the child comes back, or asks, when an effect, whose index
// follows, wants a slot.
func (w *world) gone(x *leaver, c *child, p *path, limit float64) (what happens, which int) {
	hazards := &w.rates.returns[x.by]
	end := min(limit, c.born+adult)
	t, age, band := x.t, x.age, x.band
	what = horizonComes
cells:
	for t < end {
		next := end
		if len(x.effects) > 0 { // age matters to them alone
			next = min(end, c.born+ageEdges[age])
		}
		if band < model.LeftBands-1 {
			next = min(next, x.at+model.LeftClock.Edges[band])
		}
		h := hazards[band]
		for i := range x.effects {
			e := &x.effects[i]
			ratio, until := e.ratioAt(t)
			next = min(next, until)
			if e.who.HasAge(age) {
				if e.slots > 0 && t >= e.reached {
					what, which = asks, i
					break cells
				}
				e.count(p, t)
				h *= ratio
			}
		}
		if grown := h * (next - t); grown >= x.need.left && x.need.within(grown) {
			t, what = t+x.need.left/h, moves
			break
		}
		x.need.left -= h * (next - t)
		t = next
		if len(x.effects) > 0 && t >= c.born+ageEdges[age] && age < model.Age16to17 {
			age++
		}
		if band < model.LeftBands-1 && t >= x.at+model.LeftClock.Edges[band] {
			band++
		}
	}
	x.t, x.age, x.band = t, age, band
	x.cases = len(p.cases)
	return what, which
}
