package markov

import (
	"math"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// planRow is a cohort on plans: who is still on one, and running sums of
// plans ended and of children who came into care by one.
type planRow struct {
	on, ended, care float64
	led             float64 // care, had the child no other way there
	lapsed          float64 // ended without care
}

// plan carries a unit cohort on plans over knots (times from t, the first 0).
// Its age and its time on the plan are known, so that within a cell survival
// is exact:
//
//	S(t+dt) = S(t)·exp(−(e+c)·dt), ends and entries to care in proportion e : c.
//
// Those who came into care stay on the plan for a while longer; a step's
// entries lie evenly over it.
//
// A child who has left care may come back by that way first: away, if not nil, is
// the share that has not, and a plan that would have led there then goes on as if it had.
func (w *world) plan(born, start, t float64, knots []float64, away *away) []planRow {
	r := w.rates
	flows := reach(nil, w.changes, start, isPlan)
	clocks := reach(nil, w.stretches, start, isPlanClock)
	came := make([]float64, len(knots)) // into care, by step
	open, turned := 1.0, t-born >= adult
	age := model.AgeBandOf((t - born + instant) / model.DaysPerYear)
	end, endLeft := leftOf(model.PlanClock, t-start)
	origin := t
	opens, grown := make([]float64, len(knots)), make([]bool, len(knots))
	for k := 1; k < len(knots); k++ {
		for stop := origin + knots[k]; t < stop-instant; {
			dt := stop - t
			ends := func(at float64) {
				if at > t+instant {
					dt = math.Min(dt, at-t)
				}
			}
			if !turned {
				ends(born + ageEdges[age])
			}
			q := quarter(t, r.planEndLevel)
			_, until := r.span(t)
			ends(until)
			band, left := leftOf(model.PlanClock, t-start)
			ends(t + left)
			speed := 1.0
			for i := range clocks {
				e := &clocks[i]
				ratio, until := e.ratioAt(t + instant)
				ends(until)
				if e.who.HasAge(age) {
					speed /= ratio
				}
			}
			out := r.planEnd[age][end] * r.planEndLevel[q] * speed
			lead := r.planCare[age][band] * r.planCareLevel[q]
			for i := range flows {
				e := &flows[i]
				ratio, until := e.ratioAt(t + instant)
				ends(until)
				switch {
				case !e.who.HasAge(age):
				case e.flow == sim.PlanToCare:
					lead *= ratio
				default:
					out *= ratio
				}
			}
			if turned {
				lead = 0
			}
			ends(t + endLeft/speed)
			if gone := -open * math.Expm1(-(out+lead)*dt); gone > 0 {
				open -= gone
				came[k-1] += gone * lead / (out + lead)
			}
			t += dt
			if endLeft -= dt * speed; endLeft <= instant {
				end++
				endLeft = model.PlanClock.Length(end)
			}
			if !turned && t >= born+ageEdges[age]-instant {
				if age < model.Age16to17 {
					age++
				} else {
					turned = true
					open *= 1 - r.planAdult
				}
			}
		}
		opens[k], grown[k] = open, turned
	}
	return r.planRows(opens, came, grown, origin, knots, away)
}

// planRows puts together how a plan stands at each knot: opens says how likely
// neither an end nor care has come, came how likely care comes in each step,
// grown who has turned eighteen.
func (r *rates) planRows(opens, came []float64, grown []bool, origin float64, knots []float64, away *away) []planRow {
	share := func(float64) float64 { return 1 }
	if away != nil {
		share = away.awayAt
	}
	all := 0.0
	for _, x := range came {
		all += x
	}
	rows := make([]planRow, len(knots))
	rows[0].on = 1
	on := make([]float64, len(knots)) // in care or back there, by step
	led, care := 0.0, 0.0
	for k := 1; k < len(knots); k++ {
		from, to := share(origin+knots[k-1]), share(origin+knots[k])
		entered := came[k-1] * (from + to) / 2
		// Of those who come back by the other way, the plans that would have led to
		// care go on like those that did; the others end when they would have.
		on[k-1] = entered + (from-to)*(all-led-came[k-1]/2)
		led += came[k-1]
		care += entered
		stays, later := 0.0, 0.0
		for j := k - 1; j >= 0; j-- {
			time := r.afterTime(knots[k] - knots[j])
			stays += on[j] * (time - later) / (knots[j+1] - knots[j])
			later = time
		}
		lasts := (1 - to) * math.Max(opens[k]-(all-led), 0)
		if grown[k] {
			stays *= 1 - r.planAdult
		}
		rows[k] = planRow{on: opens[k]*to + lasts + stays, care: care, led: led, lapsed: 1 - opens[k] - led}
		rows[k].ended = 1 - rows[k].on
	}
	return rows
}

// planInCare is the same for a child who has been in care for so long.
func (w *world) planInCare(born, after float64, knots []float64) []planRow {
	rows := make([]planRow, len(knots))
	for k, t := range knots {
		on := math.Exp(w.rates.afterHazard(after) - w.rates.afterHazard(after+t))
		if born+adult > 0 && t > born+adult {
			on *= 1 - w.rates.planAdult
		}
		rows[k] = planRow{on: on, ended: 1 - on}
	}
	return rows
}

// afterHazard is the hazard up to t of a plan's end after it led to care.
func (r *rates) afterHazard(t float64) float64 {
	h, _ := r.after(t)
	return h
}

// afterTime is the mean time that such a plan stays open up to t, from a table
// so fine that straight lines do.
func (r *rates) afterTime(t float64) float64 {
	x := t / afterGrain
	i := min(int(x), len(r.afterTimes)-2)
	return r.afterTimes[i] + (x-float64(i))*(r.afterTimes[i+1]-r.afterTimes[i])
}

const afterGrain = 0.25 // days

func (r *rates) tabulate(days float64) {
	r.afterTimes = make([]float64, int(days/afterGrain)+2)
	for i := range r.afterTimes {
		_, r.afterTimes[i] = r.after(float64(i) * afterGrain)
	}
}

func (r *rates) after(t float64) (hazard, time float64) {
	from, alive := 0.0, 1.0
	for b, x := range r.afterCare {
		to := t
		if b < model.AfterBands-1 {
			to = math.Min(t, model.AfterClock.Edges[b])
		}
		dt := to - from
		if dt <= 0 {
			break
		}
		hazard += x * dt
		if x*dt > 1e-12 {
			gone := -math.Expm1(-x * dt)
			time += alive * gone / x
			alive *= 1 - gone
		} else {
			time += alive * dt
		}
		from = to
	}
	return hazard, time
}
