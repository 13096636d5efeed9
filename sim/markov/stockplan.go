package markov

import (
	"math"

	"github.com/carecurve/carecurve/model"
)

// onPlan follows a plan and returns how likely it leads to care by each window's
// end, had the child no other way there.
func (f *follower) onPlan(c *alike) []float64 {
	t, w := f.single, f.world
	use := f.total.usage
	t[0][cppAt] = 1
	born, lead := c.born, c.lead
	var rows []planRow
	if c.inCare {
		rows = w.planInCare(born, c.after, w.knots)
	} else {
		var back *away
		if c.left {
			back = w.comesBack(c.by, born, -c.leftDays)
			// No one comes back as an adult.
			back.end = born + adult
		}
		rows = w.plan(born, -c.days, 0, w.knots, back)
		for k, list := range [2][]change{w.changes, w.stretches} {
			take := isPlan
			if k == 1 {
				take = isPlanClock
			}
			f.cases(reach(nil, list, -c.days, take), lead, func(at float64) float64 {
				k := 0
				for k < len(w.knots)-1 && w.knots[k] < at-instant {
					k++
				}
				return rows[k].on
			})
		}
	}
	y := 0
	use[0].plan -= 0.5 * c.n
	for k := 1; k < len(w.knots); k++ {
		use[y].plan += c.n * (w.knots[k] - w.knots[k-1]) / 2 * (rows[k].on + rows[k-1].on)
		if w.knots[k] >= float64(f.cal.Bounds[y+1])-instant {
			use[y].plan += c.n * rows[k].on / 2
			if y++; y < len(use) {
				use[y].plan -= c.n * rows[k].on / 2
			}
		}
	}
	var led []float64
	before := planRow{on: 1}
	for i, win := range w.windows {
		at := rows[w.markAt[i]]
		t[win.month][planEndAt] += at.ended - before.ended
		if f.atMonthEnd(win) {
			t[win.month][cppAt] = at.on
		}
		x := at.care - before.care
		f.enter(c, model.RoutePlan, i, x, lead*x)
		led = append(led, at.led)
		if !c.inCare && !c.left {
			x := at.lapsed - before.lapsed
			f.flow.lapse(c.class, born, i, c.n*x, lead*x)
		}
		before = at
	}
	return led
}

// left follows a child who has left care before the data date; apart is the
// share, by window's end, whose plan would have led to care by then.
func (f *follower) left(c *alike, apart []float64) {
	born, lead := c.born, c.lead
	if born+adult <= 0 {
		return
	}
	w := f.world
	back := w.comesBack(c.by, born, -c.days)
	end := math.Min(born+adult, w.knots[len(w.knots)-1])
	grant := func(from, to, a, b float64) {}
	if c.by == model.ExitSGO || c.by == model.ExitAdoption {
		grant = func(from, to, a, b float64) {
			f.grant(f.total.tally, c.by, from, to, a*c.n, b*c.n)
		}
	}
	was, gone, stays := 1.0, 0.0, 1.0
	for i, win := range w.windows {
		if win.from >= end {
			break
		}
		to := math.Min(win.to, end)
		away := back.awayAt(to)
		x := (was - away) * (1 - (gone+apart[i])/2)
		f.enter(c, model.RouteReturn, i, x, lead*x)
		was, gone = away, apart[i]
		left := away * (1 - gone)
		if to < win.to { // grown up within the window
			grant(win.from, to, stays, left)
			grant(to, to, left, 0)
		} else {
			grant(win.from, to, stays, left)
		}
		stays = left
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
		f.total.usage[f.year(at)].cases[e.spend] += lead * open(at)
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
