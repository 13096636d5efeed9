package card

import (
	"math"

	"github.com/carecurve/carecurve/model"
)

// rates are the model's posterior means a day, at the level of the window's
// average year.
type rates struct {
	m    *model.Model
	exit [model.Settings + 1][model.AgeBands][model.CareBands][model.ExitFlows]float64
	move [model.Places + 2][model.AgeBands]integrated
	// known keeps journeys that were worked out before.
	known map[traveller]*journey
	plans map[[2]int]*course // by quarter of a year of age and weeks on the plan
}

func newRates(m *model.Model) *rates {
	r := &rates{m: m, known: map[traveller]*journey{}, plans: map[[2]int]*course{}}
	for s := range r.exit {
		for a := range model.AgeBands {
			for b := range model.CareBands {
				for f := range model.ExitFlows {
					r.exit[s][a][b][f] = m.Exits[f].At(s, model.AgeBand(a), b).Mean / model.DaysPerYear
				}
			}
		}
	}
	for s := range r.move {
		for a := range model.AgeBands {
			var h [model.PlacementBands]float64
			for b := range h {
				h[b] = m.Moves.At(s, model.AgeBand(a), b).Mean / model.DaysPerYear
			}
			r.move[s][a] = integrate(h)
		}
	}
	return r
}

// integrated is a hazard that is constant in the bands of a placement's time, and
// its integral up to each band.
type integrated struct{ hazard, upTo [model.PlacementBands]float64 }

func integrate(h [model.PlacementBands]float64) integrated {
	out := integrated{hazard: h}
	for b := 1; b < len(h); b++ {
		out.upTo[b] = out.upTo[b-1] + h[b-1]*model.PlacementClock.Length(b-1)
	}
	return out
}

// at is the integral of the hazard up to a duration in days.
func (h *integrated) at(days float64) float64 {
	b := model.PlacementClock.Band(days)
	from := 0.0
	if b > 0 {
		from = model.PlacementClock.Edges[b-1]
	}
	return h.upTo[b] + h.hazard[b]*(days-from)
}

// traveller is a kind of child who comes into care: its class and its quarter
// of a year of age on the first day.
type traveller struct {
	class   model.Class
	quarter int
}

// journey is what the rates make of children who come into care together: the
// share of them in every place, and gone by every way, at each time since.
type journey struct {
	at    []float64 // days since the start, from 0
	place [][model.Places]float64
	out   [][ways]float64
}

// longest is how far a journey goes: as far as any window that fit takes by
// default, and a day.
const longest = 5*model.DaysPerYear + 1

// steps are the times at which a journey is known: close together at first,
// when most happens, and at every edge of the care clock.
func steps(clock model.Clock, until float64) []float64 {
	at := []float64{0}
	for t := 0.0; t < until; {
		step := 28.0
		switch {
		case t < 91:
			step = 7
		case t < model.DaysPerYear:
			step = 14
		}
		next := math.Min(t+step, until)
		for _, e := range clock.Edges {
			if e > t && e < next {
				next = e
				break
			}
		}
		t = next
		at = append(at, t)
	}
	return at
}

// follow works out a journey, without drawing: the share in each place is kept
// by when that placement began, and each step lets the hazards of leaving (by
// age, time in care and setting) and of moving (by age, time in the placement
// and place) compete for it. Who moves in a step is taken to have done so in
// its middle, and makes up for the rest of it in the next. The birthday takes the rest out of care.
func (r *rates) follow(who traveller) *journey {
	if j, ok := r.known[who]; ok {
		return j
	}
	j := r.travel(who, steps(model.CareClock, longest))
	r.known[who] = j
	return j
}

func (r *rates) travel(who traveller, at []float64) *journey {
	j := &journey{at: at, place: make([][model.Places]float64, len(at)), out: make([][ways]float64, len(at))}
	age := (float64(who.quarter) + 0.5) / 4
	type began struct {
		on, done float64 // when the placement began, and up to when it is followed
		here     [model.Places]float64
	}
	j.place[0] = r.m.First[who.class][model.AgeBandOf(age)].Mean
	cohorts := []began{{here: j.place[0]}}
	for k := 0; k+1 < len(at); k++ {
		t, dt := at[k], at[k+1]-at[k]
		band := model.CareClock.Band(t + dt/2)
		a := model.AgeBandOf(age + (t+dt/2)/model.DaysPerYear)
		j.out[k+1] = j.out[k]
		arrived := began{on: t + dt/2, done: t + dt/2}
		for c := range cohorts {
			b := &cohorts[c]
			length := t + dt - b.done
			since, till := b.done-b.on, t+dt-b.on
			b.done = t + dt
			for p, share := range b.here {
				if share == 0 {
					continue
				}
				leave := &r.exit[model.ExitStratum(who.class, model.Place(p))][a][band]
				moving := &r.move[model.MoveStratum(who.class, model.Place(p))][a]
				move := moving.at(till) - moving.at(since)
				all := move
				for _, h := range leave {
					all += h * length
				}
				if all <= 0 {
					continue
				}
				gone := share * -math.Expm1(-all)
				b.here[p] -= gone
				for f, h := range leave {
					j.out[k+1][f] += gone * h * length / all
				}
				if move > 0 {
					to := &r.m.Next[model.NextStratum(who.class, model.Place(p))][a][model.StageOf(band)].Mean
					for q, x := range to {
						arrived.here[q] += gone * move / all * x
					}
				}
			}
		}
		cohorts = append(cohorts, arrived)
		// Birthdays are spread over the quarter of a year.
		before, after := grown(who.quarter, t), grown(who.quarter, t+dt)
		stay := 1.0
		if after > before {
			stay = (1 - after) / (1 - before)
		}
		for c := range cohorts {
			for p := range cohorts[c].here {
				x := cohorts[c].here[p]
				j.out[k+1][adultWay] += x * (1 - stay)
				cohorts[c].here[p] = x * stay
				j.place[k+1][p] += x * stay
			}
		}
	}
	return j
}

// grown is the share of those who came in a quarter of a year of age that are
// adults so many days later.
func grown(quarter int, days float64) float64 {
	years := float64(quarter)/4 + days/model.DaysPerYear
	return math.Min(math.Max((years+0.25-model.AdultAge)*4, 0), 1)
}

// between is the weight of the later of two neighbouring steps at a time.
func between(at []float64, t float64) (k int, w float64) {
	for k+2 < len(at) && at[k+1] <= t {
		k++
	}
	return k, math.Min(math.Max((t-at[k])/(at[k+1]-at[k]), 0), 1)
}

// in is the share still in care, by place, at a time in days.
func (j *journey) in(t float64) (out [model.Places]float64) {
	k, w := between(j.at, t)
	for p := range out {
		out[p] = (1-w)*j.place[k][p] + w*j.place[k+1][p]
	}
	return out
}

// gone is the share that left, by way, at a time in days.
func (j *journey) gone(t float64) (out [ways]float64) {
	k, w := between(j.at, t)
	for f := range out {
		out[f] = (1-w)*j.out[k][f] + w*j.out[k+1][f]
	}
	return out
}

// stays is the share still in care at a time in days.
func (j *journey) stays(t float64) float64 {
	left := 0.0
	for _, x := range j.gone(t) {
		left += x
	}
	return 1 - left
}
