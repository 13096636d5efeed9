package agents

// pace is two levels' paths with their integrals. Hazards that follow a level
// are used up by the growth of its integral, so that a life needs no cell of
// its own for each step of the level.
type pace struct {
	steps [maxSteps]paceStep
	last  int
}

// paceStep is where two integrals, in days, stand at a step's beginning, and
// how fast they grow in it.
type paceStep struct{ a, levelA, b, levelB float64 }

// maxSteps is room for the longest horizon, 20 years and part of one.
const maxSteps = 128

func (p *pace) set(a, b []float64) {
	p.last = min(len(a), maxSteps) - 1
	for q := range p.last + 1 {
		s := paceStep{levelA: a[q], levelB: b[q]}
		if q > 0 {
			before := &p.steps[q-1]
			s.a = before.a + float64(stepDays*before.levelA)
			s.b = before.b + float64(stepDays*before.levelB)
		}
		p.steps[q] = s
	}
}

// at is the integrals from the start to t ≥ 0; the last step has no end.
func (p *pace) at(t float64) (a, b float64) {
	q := min(int(t*(1/stepDays)), p.last)
	s := &p.steps[q&(maxSteps-1)]
	in := t - float64(q)*stepDays
	return s.a + float64(in*s.levelA), s.b + float64(in*s.levelB)
}

// whenA is the time at which the first integral reaches x, which it does at t
// or later.
func (p *pace) whenA(x, t float64) float64 {
	q := min(int(t*(1/stepDays)), p.last)
	for q < p.last && p.steps[q+1].a <= x {
		q++
	}
	return float64(q)*stepDays + (x-p.steps[q].a)/p.steps[q].levelA
}

// whenB is the same for the second.
func (p *pace) whenB(x, t float64) float64 {
	q := min(int(t*(1/stepDays)), p.last)
	for q < p.last && p.steps[q+1].b <= x {
		q++
	}
	return float64(q)*stepDays + (x-p.steps[q].b)/p.steps[q].levelB
}
