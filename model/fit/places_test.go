package fit

import (
	"math"
	"math/rand/v2"
	"testing"
)

// Rounded shares are whole steps, sum to 1 and lie within a step of what they
// were.
func TestSharesInSteps(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	for range 2000 {
		x := make([]float64, 1+rng.IntN(20))
		sum := 0.0
		for i := range x {
			x[i] = math.Pow(rng.Float64(), float64(1+rng.IntN(12)))
			sum += x[i]
		}
		was := make([]float64, len(x))
		for i := range x {
			x[i] /= sum
			was[i] = x[i]
		}
		inSteps(x)
		steps := 0.0
		for i := range x {
			if math.Abs(x[i]-was[i]) > 1.000001/shareSteps {
				t.Fatalf("a share of %v became %v", was[i], x[i])
			}
			if s := x[i] * shareSteps; math.Abs(s-math.Round(s)) > 1e-6 {
				t.Fatalf("%v is no whole number of steps", x[i])
			}
			steps += math.Round(x[i] * shareSteps)
		}
		if steps != shareSteps {
			t.Fatalf("%v steps", steps)
		}
	}
}
