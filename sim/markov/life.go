package markov

import (
	"math"

	"github.com/carecurve/carecurve/model"
)

// life is what becomes of a child from coming into care at an age: curves of
// its row over the time since, and what they give for children who come
// evenly over a window.
type life struct {
	rows   curves // row
	nights curves // integrals of the places
	// Time in care up to the edges of its bands.
	byCare [model.CareBands + 1]edge
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

// edge is a time since coming into care, and the mean time spent there by
// then.
type edge struct{ at, inCare float64 }

// enter computes the life of those who come at t with an age in days, over so
// many days.
func (k *care) enter(w *world, class model.Class, age, t, days, step float64) *life {
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
	knots := evenly(step, math.Min(days, adult-age))
	rows := k.run(w, &c, knots)
	l := &life{reached: append(casesOf(k.flows, t), casesOf(k.clocks, t)...)}
	l.rows = curves{step: step, knots: knots, width: rowLen, f: make([]float64, 0, len(rows)*rowLen)}
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
	l.nights = curves{step: step, knots: knots, width: model.Places}
	for i := range rows {
		l.nights.f = append(l.nights.f, l.rows.g[i*rowLen:i*rowLen+model.Places]...)
	}
	l.nights.integrate()
	// Those who are gone by the end have no further time in care.
	l.nights.tail = l.nights.f[len(l.nights.f)-model.Places:]
	for b, x := range carePast {
		l.byCare[b+1] = l.edge(x)
	}
	return l
}

// edge is the time in care by a time since it began.
func (l *life) edge(at float64) edge {
	e := edge{at: math.Max(at, 0)}
	if !math.IsInf(at, 1) {
		var g row
		l.rows.integral(e.at, g[:])
		e.inCare = g.inCare()
	}
	return e
}

// byAge is the time in care up to the edges of the age bands, of one who came
// at an age.
func (l *life) byAge(age float64) (out [model.AgeBands + 1]edge) {
	for a, x := range ageEdges {
		out[a+1] = l.edge(x - age)
	}
	return out
}

// carePast are the times in care at which the bands end.
var carePast = func() (out [model.CareBands]float64) {
	copy(out[:], model.CareClock.Edges)
	out[model.CareBands-1] = math.Inf(1)
	return out
}()

// within parts the time in care up to x, total in all, by edges.
func within(edges []edge, x, total float64, to func(band int, time float64)) {
	for b := 1; b < len(edges); b++ {
		if edges[b].at >= x {
			to(b-1, total-edges[b-1].inCare)
			return
		}
		to(b-1, edges[b].inCare-edges[b-1].inCare)
	}
}
