package agents

// pace is a level's path with its integral. Hazards that follow a level are
// used up by the integral's growth, so that a life needs no cell of its own for
// each step of the level.
type pace struct {
	level []float64 // by step
	sum   []float64 // the integral from the start to each step's beginning, days
}

func newPace(level []float64) pace {
	p := pace{level, make([]float64, len(level))}
	for q := 1; q < len(level); q++ {
		p.sum[q] = p.sum[q-1] + float64(stepDays*level[q-1])
	}
	return p
}

// at is the integral from the start to t ≥ 0; the last step has no end.
func (p *pace) at(t float64) float64 {
	q := int(t * (1 / stepDays))
	if q >= len(p.sum) {
		q = len(p.sum) - 1
	}
	return p.sum[q] + float64((t-float64(q)*stepDays)*p.level[q])
}

// when is the time at which the integral reaches x, which it does at t or
// later.
func (p *pace) when(x, t float64) float64 {
	q := int(t * (1 / stepDays))
	for q < len(p.sum)-1 && p.sum[q+1] <= x {
		q++
	}
	if q >= len(p.sum) {
		q = len(p.sum) - 1
	}
	return float64(q)*stepDays + (x-p.sum[q])/p.level[q]
}
