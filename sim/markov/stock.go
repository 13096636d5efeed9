package markov

import (
	"context"
	"fmt"
	"math"

	"github.com/carecurve/carecurve/model"
)

// The stock is followed in parts, since many worlds differ in one of them
// only: those in care, those on plans, and those who have left care.
const (
	stockInCare = iota
	stockOnPlan
	stockLeft
	stockParts
)

// stockPart is what becomes of a part of the stock.
type stockPart struct {
	path *path
	flow *flows
	goes []float64 // by child: how likely a plan leads into care
}

// follower works out what comes of children who are there on the data date:
// their own figures, and what they hand on.
type follower struct {
	*run
	world *world
	care  care
	// single is one child's figures; total and squares gather them, squares
	// by column, since a count of independent children varies by Σ p(1−p).
	single *tally
	total  *path
	flow   *flows
}

// stock follows a part of the stock, unless another world has.
func (r *run) stock(ctx context.Context, w *world, part int, goes []float64, known *known) (*stockPart, error) {
	sign := w.stockSign(part)
	if p := known.stock[sign]; p != nil {
		return p, nil
	}
	spends := len(r.programme.Scenarios[w.scenario].Spends)
	children := r.programme.Stock.Children
	out := &stockPart{path: r.newPath(spends), flow: r.newFlows(w)}
	if part == stockOnPlan {
		out.goes = make([]float64, len(children))
	}
	var parts [shards]*follower
	err := r.each(ctx, func(shard int) {
		f := &follower{run: r, world: w, single: newTally(&r.cal, spends), total: r.newPath(spends), flow: r.newFlows(w)}
		for i := shard; i < len(children); i += shards {
			c := &children[i]
			born, lead := float64(c.Born.First()+15-r.cal.Start), 0.0
			if r.lead[i] {
				lead = 1
			}
			f.single.clear()
			switch {
			case part == stockInCare && c.InCare:
				f.inCare(c, born, lead)
			case part == stockOnPlan && c.OnPlan:
				out.goes[i] = f.onPlan(c, born, lead)
			case part == stockLeft && c.Left && !c.InCare:
				// In package agents a child whose plan leads to care does not
				// come back by an earlier leaving.
				f.left(c, born, 1-goes[i], lead)
			default:
				continue
			}
			f.total.addChild(r, f.single)
			f.flow.addChild(c.Class, born, f.single.counts)
		}
		parts[shard] = f
	})
	if err != nil {
		return nil, err
	}
	for _, f := range parts {
		out.path.merge(f.total, 1)
		out.flow.add(f.flow)
	}
	known.stock[sign] = out
	return out, nil
}

// addChild adds the figures of one child of the stock.
func (p *path) addChild(r *run, single *tally) {
	p.add(single, 1)
	series := single.counts.Series()
	for i := range r.measures {
		for d := range p.squares[i] {
			x := r.measures[i].at(series, d)
			p.squares[i][d] += x * x
		}
	}
}

// stockSign tells apart worlds in which a part of the stock fares differently.
// All of it began before any intervention.
func (w *world) stockSign(part int) string {
	s := fmt.Sprintf("%p %d", w.rates, part)
	add := func(kind string, list []change, take func(*change) bool) {
		for i := range list {
			if c := &list[i]; take(c) {
				// Begun before the start, or on it.
				for _, began := range [2]float64{-1, 0} {
					if at, ok := c.reach.ReachedAt(began, c.draw, c.delay); ok {
						s += fmt.Sprintf(" %s%d.%d@%g from %g", kind, w.scenario, c.index, at, began)
					}
				}
			}
		}
	}
	switch part {
	case stockInCare:
		add("c", w.changes, isCare)
		add("s", w.stretches, isCareClock)
		for i := range w.reroutes {
			s += fmt.Sprintf(" r%d.%d", w.scenario, w.reroutes[i].index)
		}
	case stockLeft:
		add("c", w.changes, isReturn)
		fallthrough
	case stockOnPlan:
		add("c", w.changes, isPlan)
		add("s", w.stretches, isPlanClock)
	}
	return s
}

// upTo cuts the world's knots at a time, which becomes the last.
func upTo(knots []float64, end float64) []float64 {
	for i, t := range knots {
		if t >= end-instant {
			out := append([]float64(nil), knots[:i]...)
			return append(out, end)
		}
	}
	return knots
}

func (f *follower) inCare(c *model.StockChild, born, lead float64) {
	t, w := f.single, f.world
	counts := t.counts
	counts.Place[c.Place][0] = 1
	counts.Age[model.AgeBandOf(-born/model.DaysPerYear)][0] = 1
	counts.Care[model.CareClock.Band(c.CareDays)][0] = 1
	if born+adult <= 0 {
		counts.Exit[model.ExitAged18][1]++
		return
	}
	knots := w.knots
	grows := born+adult < knots[len(knots)-1]
	if grows {
		knots = upTo(knots, born+adult)
	}
	co := cohort{class: c.Class, born: born, careStart: -c.CareDays, placeStart: -c.PlacementDays}
	co.mass[c.Place] = 1
	rows := f.care.run(w, &co, knots)
	for _, list := range [][]active{f.care.flows, f.care.clocks} {
		f.cases(list, lead, func(at float64) float64 {
			k := 0
			for k < len(knots)-1 && knots[k] < at-instant {
				k++
			}
			if knots[k] < at-instant {
				return 0
			}
			return rows[k].inCare()
		})
	}
	// Nights, year by year; after the eighteenth birthday there is nothing.
	y := 0
	for k := 1; k < len(knots); k++ {
		half := (knots[k] - knots[k-1]) / 2
		for p := range model.Places {
			x := half * (rows[k][p] + rows[k-1][p])
			f.nights(t, y, c.Class, p, x)
		}
		if knots[k] >= float64(f.cal.Bounds[y+1])-instant {
			for p := range model.Places {
				f.nights(t, y, c.Class, p, rows[k][p]/2)
				if y+1 < len(t.usage) {
					f.nights(t, y+1, c.Class, p, -rows[k][p]/2)
				}
			}
			y++
		}
	}
	f.nights(t, 0, c.Class, int(c.Place), -0.5)
	last := rows[len(rows)-1]
	before := row{}
	for i, win := range w.windows {
		k := w.markAt[i]
		at := last
		if k < len(rows) && (!grows || k < len(rows)-1) {
			at = rows[k]
		} else if grows {
			at[exitsAt+model.ExitAged18] += at.inCare()
			clear(at[:model.Places])
		}
		for e := range model.Exits {
			x := at[exitsAt+model.Exit(e)] - before[exitsAt+model.Exit(e)]
			counts.Exit[e][win.month] += x
			f.flow.leave(c.Class, born, model.Exit(e), i, x, lead*x)
		}
		counts.Moves[win.month] += at[movesAt] - before[movesAt]
		t.swift[win.month] += at[swiftAt] - before[swiftAt]
		if f.atMonthEnd(win) {
			for p := range model.Places {
				counts.Place[p][win.month] = at[p]
			}
			in := at.inCare()
			counts.Age[model.AgeBandOf((win.to-born-instant)/model.DaysPerYear)][win.month] = in
			counts.Care[model.CareClock.Band(win.to+c.CareDays-instant)][win.month] = in
		}
		before = at
	}
}

// enter hands on a child who comes into care.
func (f *follower) enter(class model.Class, born float64, by model.Route, window int, mass, lead float64) {
	f.single.counts.Entry[by][f.world.windows[window].month] += mass
	f.flow.enter(class, born, window, mass, lead)
}

func (f *follower) nights(t *tally, y int, class model.Class, p int, x float64) {
	t.usage[y].nights[p] += x
	if class == model.UASC {
		t.usage[y].uasc += x
	}
}

// onPlan follows a plan and returns how likely it leads to care within the
// horizon.
func (f *follower) onPlan(c *model.StockChild, born, lead float64) float64 {
	t, w := f.single, f.world
	t.counts.CPP[0] = 1
	var rows []planRow
	if c.InCareDuringPlan {
		rows = w.planInCare(born, c.AfterDays, w.knots)
	} else {
		rows = w.plan(born, -c.PlanDays, 0, w.knots)
		for k, list := range [2][]change{w.changes, w.stretches} {
			take := isPlan
			if k == 1 {
				take = isPlanClock
			}
			f.cases(reach(nil, list, -c.PlanDays, take), lead, func(at float64) float64 {
				k := 0
				for k < len(w.knots)-1 && w.knots[k] < at-instant {
					k++
				}
				return rows[k].on
			})
		}
	}
	y := 0
	t.usage[0].plan -= 0.5
	for k := 1; k < len(w.knots); k++ {
		t.usage[y].plan += (w.knots[k] - w.knots[k-1]) / 2 * (rows[k].on + rows[k-1].on)
		if w.knots[k] >= float64(f.cal.Bounds[y+1])-instant {
			t.usage[y].plan += rows[k].on / 2
			if y++; y < len(t.usage) {
				t.usage[y].plan -= rows[k].on / 2
			}
		}
	}
	before := planRow{on: 1}
	for i, win := range w.windows {
		at := rows[w.markAt[i]]
		t.counts.PlanEnd[win.month] += at.ended - before.ended
		if f.atMonthEnd(win) {
			t.counts.CPP[win.month] = at.on
		}
		x := at.care - before.care
		f.enter(c.Class, born, model.RoutePlan, i, x, lead*x)
		before = at
	}
	return before.care
}

// left follows a child who has left care before the data date.
func (f *follower) left(c *model.StockChild, born, weight, lead float64) {
	if born+adult <= 0 {
		return
	}
	w := f.world
	back := w.comesBack(c.LeftBy, born, -c.LeftDays)
	end := math.Min(born+adult, w.knots[len(w.knots)-1])
	grant := func(from, to, a, b float64) {}
	if c.LeftBy == model.ExitSGO || c.LeftBy == model.ExitAdoption {
		grant = func(from, to, a, b float64) {
			f.grant(f.single, c.LeftBy, from, to, a, b)
		}
	}
	stays := weight
	for i, win := range w.windows {
		if win.from >= end {
			break
		}
		to := math.Min(win.to, end)
		away := weight * back.awayAt(to)
		f.enter(c.Class, born, model.RouteReturn, i, stays-away, lead*(stays-away))
		after := away
		if to < win.to {
			after = 0 // grown up within the window
			grant(win.from, to, stays, away)
			grant(to, to, away, 0)
		} else {
			grant(win.from, to, stays, after)
		}
		stays = away
	}
}

// grant adds the days of an allowance between two times of one window, held
// by a in the beginning and b in the end.
func (f *run) grant(t *tally, by model.Exit, from, to, a, b float64) {
	y := 0
	for y < len(t.usage)-1 && float64(f.cal.Bounds[y+1]) <= from+instant {
		y++
	}
	days := nightsBetween((to-from)*(a+b)/2, a, b)
	if by == model.ExitSGO {
		t.usage[y].sgo += days
	} else {
		t.usage[y].adopts += days
	}
}

// atMonthEnd tells whether a window ends with its month.
func (r *run) atMonthEnd(w window) bool { return w.to == r.ends[w.month] }

// cases counts the cases that interventions with a cost a case reach, if the
// case is still open when reached.
func (f *follower) cases(list []active, lead float64, open func(at float64) float64) {
	if lead == 0 {
		return
	}
	for i := range list {
		e := &list[i]
		at := math.Max(e.reached, 0)
		if e.spend < 0 || at >= f.ends[len(f.ends)-1] {
			continue
		}
		f.single.usage[f.year(at)].cases[e.spend] += lead * open(at)
	}
}

// year is the index of the financial year of a time.
func (r *run) year(t float64) int {
	y := 0
	for y < len(r.cal.Years)-1 && t >= float64(r.cal.Bounds[y+1]) {
		y++
	}
	return y
}
