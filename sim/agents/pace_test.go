package agents

import (
	"math"
	"testing"
)

// The integral of a level's path is the sum of its steps, and the time at which
// it reaches a value is where it does, across steps too.
func TestPace(t *testing.T) {
	a, b := []float64{1, 3, 0.2, 2}, []float64{0.5, 0.1, 4, 1}
	var p pace
	p.set(a, b)
	by := func(level []float64, t float64) (sum float64) {
		for q, x := range level {
			from, to := float64(q)*stepDays, float64(q+1)*stepDays
			if q == len(level)-1 {
				to = math.Inf(1)
			}
			if t > from {
				sum += x * (min(t, to) - from)
			}
		}
		return sum
	}
	for at := 0.0; at < 6*stepDays; at += 7.3 {
		x, y := p.at(at)
		if math.Abs(x-by(a, at)) > 1e-9 || math.Abs(y-by(b, at)) > 1e-9 {
			t.Fatalf("day %g: %g and %g, want %g and %g", at, x, y, by(a, at), by(b, at))
		}
		for from := 0.0; from <= at; from += 11.9 {
			if got := p.whenA(x, from); math.Abs(got-at) > 1e-9 {
				t.Fatalf("from day %g the first reaches %g on day %g, want %g", from, x, got, at)
			}
			if got := p.whenB(y, from); math.Abs(got-at) > 1e-9 {
				t.Fatalf("from day %g the second reaches %g on day %g, want %g", from, y, got, at)
			}
		}
	}
}
