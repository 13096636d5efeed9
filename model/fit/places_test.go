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

// Counts of one to four can't be read back from what replaces them; others stay.
func TestFewAreHidden(t *testing.T) {
	counts := []float64{0, 1, 7, 4, 2}
	hideFew(counts, []float64{9, 1, 9, 1, 2})
	for i, want := range []float64{0, 1.75, 7, 1.75, 3.5} {
		if counts[i] != want {
			t.Errorf("counts became %v", counts)
			break
		}
	}
	lone := []float64{0, 1, 12}
	if hideFew(lone, []float64{1, 1, 1}); lone[1] != 2.5 || lone[2] != 12 {
		t.Errorf("a lone count became %v", lone)
	}
	if none := []float64{3, 3}; true {
		hideFew(none, []float64{0, 0})
		if none[0] != 3 {
			t.Errorf("without weights counts became %v", none)
		}
	}
}
