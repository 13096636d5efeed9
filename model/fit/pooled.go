package fit

import "github.com/carecurve/carecurve/model"

// pooled is the hazard of leaving a day by age and time in care, whatever the
// setting or way out.
type pooled [model.AgeBands][model.CareBands]float64

// integral is the hazard summed over [from, to), with care begun at zero, and
// the hazard at its end.
func (p *pooled) integral(ages *ages, zero, from, to model.Date) (sum, last float64) {
	inCells(ages, zero, from, to, func(age model.AgeBand, band int, days float64) {
		last = p[age][band]
		sum += last * days
	})
	return sum, last
}

// inCells cuts [from, to) at birthdays and at the edges of the time in care.
func inCells(ages *ages, zero, from, to model.Date, visit func(age model.AgeBand, band int, days float64)) {
	if from >= to {
		return
	}
	age, band := ages.on(from), model.CareClock.Band(float64(from-zero))
	for d := from; d < to; {
		next := to
		if int(age)+1 < model.AgeBands {
			next = min(next, ages[age+1])
		}
		if band < len(model.CareClock.Edges) {
			next = min(next, zero+model.Date(ceil(model.CareClock.Edges[band])))
		}
		visit(age, band, float64(next-d))
		d = next
		for int(age)+1 < model.AgeBands && d >= ages[age+1] {
			age++
		}
		for band < len(model.CareClock.Edges) && d >= zero+model.Date(ceil(model.CareClock.Edges[band])) {
			band++
		}
	}
}

// hazardSums are events and days at risk, from which hazards come.
type hazardSums struct {
	events, days pooled
}

// live adds a period's time at risk, had it begun at start, with a weight.
func (s *hazardSums) live(u *unknown, start model.Date, weight float64) {
	var age model.AgeBand
	var band int
	inCells(&u.ages, start, u.from, u.to, func(a model.AgeBand, b int, days float64) {
		s.days[a][b] += weight * days
		age, band = a, b
	})
	if u.left && u.to > u.from {
		s.events[age][band] += weight
	}
}

func (s *hazardSums) add(o *hazardSums) {
	for a := range s.days {
		for b := range s.days[a] {
			s.events[a][b] += o.events[a][b]
			s.days[a][b] += o.days[a][b]
		}
	}
}

// hazards are events over days; a year at one event in four years keeps empty
// cells tame.
func (s *hazardSums) hazards() *pooled {
	var out pooled
	for a := range out {
		for b := range out[a] {
			out[a][b] = (s.events[a][b] + 0.25) / (s.days[a][b] + model.DaysPerYear)
		}
	}
	return &out
}
