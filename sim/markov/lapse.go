package markov

import (
	"math"

	"github.com/carecurve/carecurve/model"
)

// Children whose plans ended without care may come back on one, by a hazard that
// goes by the age at that end and the time since, on the level of all plan
// starts: package agents has the rules. Plans are followed as stays in care are
// (descent.go): lump of births by lump, its windows in order, those who come back
// in a window being those whose plans ended before, or in it.

// ontoPlans are who comes onto a plan, by lump of births and window.
type ontoPlans struct {
	windows int
	lumps   []*onto
	kernels [model.AgeBands][][]float64 // by age at the last plan's end and window: still off
}

// onto is a lump's.
type onto struct {
	first, lead []float64 // arrivals
	stock       []float64 // children who were off a plan on the data date
	stockLead   []float64
}

func (o *ontoPlans) of(lump int) *onto {
	if o.lumps[lump] == nil {
		block := make([]float64, 4*o.windows)
		take := func() []float64 {
			x := block[:o.windows:o.windows]
			block = block[o.windows:]
			return x
		}
		o.lumps[lump] = &onto{take(), take(), take(), take()}
	}
	return o.lumps[lump]
}

// offPlans begins with those who are off a plan on the data date.
func (r *run) offPlans(w *world, t *tally, f *flows) *ontoPlans {
	o := &ontoPlans{windows: len(w.windows), lumps: make([]*onto, len(f.lumps))}
	if !w.rates.comeBack {
		return o
	}
	for i := range r.alike[stockLapsed] {
		a := &r.alike[stockLapsed][i]
		age := model.AgeBandOf((-a.days - a.born) / model.DaysPerYear)
		off := w.offPlan(age, -a.days)
		off.end = a.born + adult
		was := 1.0
		for j, win := range w.windows {
			if win.from >= off.end {
				break
			}
			now := off.awayAt(win.to)
			f.birthday(a.born, func(l int, share float64) {
				to := o.of(l)
				to.stock[j] += (was - now) * a.n * share
				to.stockLead[j] += (was - now) * a.lead * share
			})
			was = now
		}
		r.offCases(w, t, age, -a.days, a.lead, off)
	}
	return o
}

// offPlan is how long children stay off a plan that ended at a time and an age,
// from the later of that time and the start on.
func (w *world) offPlan(age model.AgeBand, left float64) *away {
	effects := reach(nil, w.changes, left, isRepeat)
	level := w.rates.arrivalLevel[planStream]
	a := &away{}
	t, horizon, sum := math.Max(left, 0), w.knots[len(w.knots)-1], 0.0
	for t < horizon {
		next := horizon
		ends := func(at float64) {
			if at > t+instant && at < next {
				next = at
			}
		}
		band := model.LeftClock.Band(t - left + instant)
		if band < model.LeftBands-1 {
			ends(left + model.LeftClock.Edges[band])
		}
		ends(left + w.rates.repeatsWithin)
		q := quarter(t, level)
		if q < len(level)-1 && level[q] != level[q+1] {
			ends(float64(q+1) * stepDays)
		}
		h := w.rates.repeats[age][band] * level[q]
		if t-left+instant >= w.rates.repeatsWithin {
			h = 0
		}
		for i := range effects {
			e := &effects[i]
			ratio, until := e.ratioAt(t + instant)
			ends(until)
			if e.who.HasAge(age) {
				h *= ratio
			}
		}
		a.cuts, a.hazard, a.sum = append(a.cuts, t), append(a.hazard, h), append(a.sum, sum)
		sum += h * (next - t)
		t = next
	}
	return a
}

// offCases counts the cases that interventions with a cost a case reach among
// those off a plan that ended at a time and an age.
func (r *run) offCases(w *world, t *tally, age model.AgeBand, left, lead float64, off *away) {
	if lead == 0 {
		return
	}
	for _, e := range reach(nil, w.changes, left, isRepeat) {
		at := math.Max(e.reached, math.Max(left, 0))
		if e.spend >= 0 && e.who.HasAge(age) && at < r.ends[len(r.ends)-1] {
			t.usage[r.year(at)].cases[e.spend] += lead * off.awayAt(at)
		}
	}
}

// off is, for those whose plans end evenly over a window at an age, the share
// still off one at the end of each window from that one on.
func (o *ontoPlans) off(w *world, age model.AgeBand, window int) []float64 {
	if o.kernels[age] == nil {
		o.kernels[age] = make([][]float64, o.windows)
	}
	if o.kernels[age][window] == nil {
		o.kernels[age][window] = w.evenly(window, func(left float64) *away { return w.offPlan(age, left) })
	}
	return o.kernels[age][window]
}

// followPlans takes a lump's windows in order.
func (r *run) followPlans(w *world, t *tally, f *flows, g *groups, plans *planLives, onto *ontoPlans, lump int) {
	in, c := onto.lumps[lump], f.cohorts[model.General][lump]
	if in == nil && c == nil {
		return
	}
	in, c = onto.of(lump), f.at(model.General, lump)
	of := f.lumps[lump]
	ages := make([][2]part, len(w.windows)) // at which plans end
	for i, win := range w.windows {
		ages[i] = f.bands(of, win.middle())
	}
	// back is the share of those whose plans ended in a window that comes back in
	// the n-th one after it.
	back := func(window, n int) float64 {
		x := 0.0
		for _, a := range ages[window] {
			if a.share > 0 {
				x += a.share * came(onto.off(w, model.AgeBand(a.batch), window), n)
			}
		}
		return x
	}
	for i, win := range w.windows {
		first, lead := in.first[i], in.lead[i]
		again := 0.0
		young := w.rates.comeBack && of.age(win.month) < bins
		if young {
			again += in.stock[i]
			lead += in.stockLead[i]
			for j := range i + 1 {
				if c.lapsed[j] > 0 {
					share := back(j, i-j)
					again += c.lapsed[j] * share
					lead += c.lapsedLead[j] * share
				}
			}
		}
		if first+again < least {
			continue
		}
		l := plans.of(of, i)
		if young { // some end and begin again within the window
			late, _ := l.between(w.layout, i, i)
			soon := late[3] / win.days() * back(i, 0)
			again += (first + again) * soon / (1 - soon)
			lead /= 1 - soon
		}
		r.cases(t, l.reached, win, lead, &l.rows, 1)
		r.onPlans(w, t, f, g, l, i, lump, first, again, lead)
	}
	if !w.rates.comeBack || !w.counts() {
		return
	}
	for i, win := range w.windows {
		for _, a := range ages[i] {
			if x := c.lapsedLead[i] * a.share; x > 0 && of.age(win.month) < bins {
				age, left := model.AgeBand(a.batch), win.middle()
				r.offCases(w, t, age, left, x, w.offPlan(age, left))
			}
		}
	}
}

// onPlans adds what becomes of those who come onto a plan in a window, the first
// time or again. Who comes again is held independent of brothers and sisters.
func (r *run) onPlans(w *world, t *tally, f *flows, g *groups, l *planLife, window, lump int, first, again, lead float64) {
	win := w.windows[window]
	mass := first + again
	grouped := first / mass
	t.counts.PlanStart[win.month] += first
	t.counts.PlanRepeat[win.month] += again
	own := g.counts[fromPlans][window]
	own[win.month][planStartAt] += first
	t.usage[r.year(win.middle())].start += mass
	var before planSum
	y, nights, on := r.year(win.middle()), 0.0, 0.0
	each := mass / win.days()
	c := f.at(model.General, lump)
	for j := window; j < len(w.windows); j++ {
		to := w.windows[j]
		a, b := l.between(w.layout, window, j)
		var now planSum
		for k := range now {
			now[k] = (a[k] - b[k]) * each
		}
		t.counts.PlanEnd[to.month] += now[1] - before[1]
		own[to.month][planEndAt] += grouped * (now[1] - before[1])
		if x := now[2] - before[2]; x > 0 {
			c.entries[j] += x
			c.planned[j] += x * grouped
			c.apart[j] += x * (1 - grouped)
			c.lead[j] += x * lead / mass
			g.through[window][j] += x * grouped
			f.routes[model.RoutePlan][j] += x
		}
		if x := now[3] - before[3]; x > 0 {
			c.lapsed[j] += x
			c.lapsedLead[j] += x * lead / mass
		}
		if r.atMonthEnd(to) {
			t.counts.CPP[to.month] += now[0]
			own[to.month][cppAt] += grouped * now[0]
		}
		if to.to >= float64(r.cal.Bounds[y+1]) {
			t.usage[y].plan += nightsBetween(now[planCurves]-nights, on, now[0])
			nights, on = now[planCurves], now[0]
			y++
		}
		before = now
	}
}
