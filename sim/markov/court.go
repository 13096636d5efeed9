package markov

import (
	"math"

	"github.com/carecurve/carecurve/model"
)

// court carries the chance that proceedings were not issued yet in a period of
// care. Proceedings change nothing else and go by age and time in care, which a
// cohort has in common, so that being in care and having had none are independent:
// with S(t) that chance and C(t) those in care,
//
//	issued(t) = C(0)·(1 − S(0)) + ∫ C·(−dS),   S(0) less by who comes under an order,
//
// taken step by step at the mean of C.
type court struct {
	effects []active
}

// issue fills in a cohort's rows.
func (k *court) issue(w *world, c *cohort, knots []float64, rows []row) {
	k.effects = k.effects[:0]
	if !w.rates.hasCourt || c.class != model.General {
		return
	}
	k.effects = reach(k.effects, w.changes, c.careStart, isCourt)
	age := model.AgeBandOf((c.t - c.born + instant) / model.DaysPerYear)
	none := 1.0
	switch {
	case c.court:
		none = 0
	case c.careStart == c.t:
		none -= w.rates.courtFirst[age]
	}
	rows[0][issueAt] = rows[0].inCare() * (1 - none)
	if c.court {
		rows[0][issueAt] = 0
		return
	}
	was := rows[0].inCare()
	for i := 1; i < len(knots); i++ {
		h := 0.0
		for t, stop := c.t+knots[i-1], c.t+knots[i]; t < stop-instant; {
			next := stop
			ends := func(at float64) {
				if at > t+instant && at < next {
					next = at
				}
			}
			if age < model.Age16to17 {
				if t >= c.born+ageEdges[age]-instant {
					age++
				}
				ends(c.born + ageEdges[age])
			}
			band := model.CareClock.Band(t - c.careStart + instant)
			if band < model.CareBands-1 {
				ends(c.careStart + model.CareClock.Edges[band])
			}
			x := w.rates.court[age][band]
			for j := range k.effects {
				e := &k.effects[j]
				ratio, until := e.ratioAt(t + instant)
				ends(until)
				ends(c.careStart + e.who.CareFrom)
				ends(c.careStart + e.who.CareTo)
				if e.who.HasAge(age) && e.who.HasCare(t-c.careStart+instant) {
					x *= ratio
				}
			}
			h += x * (next - t)
			t = next
		}
		now := rows[i].inCare()
		left := none * math.Exp(-h)
		rows[i][issueAt] = rows[i-1][issueAt] + (was+now)/2*(none-left)
		none, was = left, now
	}
}
