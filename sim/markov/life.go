package markov

import (
	"math"
	"slices"

	"github.com/carecurve/carecurve/model"
)

// life is what becomes of a child from coming into care at an age: integrals of
// its row over the time since, from which follows what becomes of children who
// come evenly over a window.
type life struct {
	rows   curves // row
	table  []row  // integrals of rows; see times
	nights []places
	dated  bool
	// Time in care up to the edges of its bands.
	byCare [model.DurationBands]float64
	// reached are the interventions with a cost a case that reach it.
	reached []reachedCase
}

// reachedCase is a spend whose intervention reaches a case so long after it
// began.
type reachedCase struct {
	spend int
	after float64
}

func casesOf(list []active, began float64) (out []reachedCase) {
	for i := range list {
		if e := &list[i]; e.spend >= 0 {
			out = append(out, reachedCase{e.spend, e.reached - began})
		}
	}
	return out
}

// enter computes the life of those who come at t with an age in days, over so
// many days. window is theirs if the life is of that date only, else −1.
func (k *care) enter(w *world, class model.Class, age, t, days, step float64, window int) *life {
	band := model.AgeBandOf(age / model.DaysPerYear)
	c := cohort{class: class, born: t - age, careStart: t, placeStart: t, t: t}
	c.mass = w.rates.first[class][band]
	if len(w.reroutes) > 0 {
		shares := make([]float64, len(w.reroutes))
		for i := range shares {
			shares[i] = w.reroutes[i].shareAt(t, band, 0)
		}
		if to, any := w.redirection(shares); any {
			c.mass = c.mass.through(&to)
		}
	}
	grows := adult-age <= days
	knots := paced(step, math.Min(days, adult-age), model.CareClock.Edges)
	rows := k.run(w, &c, knots)
	l := &life{reached: append(append(casesOf(k.flows, t), casesOf(k.clocks, t)...), casesOf(k.court.effects, t)...)}
	l.rows = curves{knots: knots, width: rowLen, f: make([]float64, 0, len(rows)*rowLen)}
	for i := range rows {
		l.rows.f = append(l.rows.f, rows[i][:]...)
	}
	l.rows.integrate()
	end := rows[len(rows)-1]
	if grows {
		end[exitsAt+model.ExitAged18] += end.inCare()
		clear(end[:model.Places])
	}
	l.rows.tail = end[:]
	times, young := w.diffs, w.young
	if window >= 0 {
		l.dated = true
		times, young = w.since(window)
	}
	l.table = make([]row, len(times))
	l.rows.each(times, func(i, k int, x float64) { l.rows.integral(k, x, l.table[i][:]) })
	l.nights = make([]places, young)
	near := slices.Max(times[:young])
	nights := curves{knots: knots, width: model.Places}
	for i := range rows {
		nights.f = append(nights.f, l.rows.g[i*rowLen:i*rowLen+model.Places]...)
		if knots[i] > near {
			nights.knots = knots[:i+1]
			break
		}
	}
	nights.integrate()
	// Those who are gone by the end have no further time in care.
	nights.tail = nights.f[len(nights.f)-model.Places:]
	nights.each(times[:young], func(i, k int, x float64) { nights.integral(k, x, l.nights[i][:]) })
	l.rows.each(model.DurationClock.Edges, func(i, k int, x float64) {
		var g row
		l.rows.integral(k, x, g[:model.Places])
		l.byCare[i+1] = g.inCare()
	})
	return l
}

// between is the integrals up to the times that the ends of window j are after the
// beginning and the end of window i; nights are filled if i and j are near.
func (l *life) between(w *layout, i, j int) (late, early *row, lateN, earlyN *places) {
	a, b := w.pair(i, j+1), w.pair(i+1, j+1)
	if l.dated {
		a, b = 2*(j-i)+1, 2*(j-i)
	}
	late, early = &l.table[a], &l.table[b]
	if a < len(l.nights) {
		lateN, earlyN = &l.nights[a], &l.nights[b]
	}
	return late, early, lateN, earlyN
}
