package sim

import (
	"math"
	"math/rand/v2"
	"testing"
)

// A histogram says what the sample itself does.
func TestHistogramIsTheSample(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, n := range []int{1, 2, 3, 7, 40, 1000} {
		for _, spread := range []float64{0, 0.4, 3, 200} {
			for _, about := range []float64{0, 5, -300, 1e6} {
				var h Histogram
				var sample []float64
				for range n {
					x := math.Round(about + spread*r.NormFloat64())
					h.Add(int32(x))
					sample = append(sample, x)
				}
				got, want := h.Summary(), Summarise(sample)
				if got.Mean != want.Mean || h.Mean() != want.Mean || got.Q != want.Q || got.Probability != want.Probability {
					t.Fatalf("%d numbers about %g ± %g: %+v, the sample has %+v", n, about, spread, got, want)
				}
				if n > 1 && math.Abs(got.SD-want.SD) > 1e-12*want.SD {
					t.Fatalf("%d numbers about %g ± %g: standard deviation %v, the sample's %v", n, about, spread, got.SD, want.SD)
				}
			}
		}
	}
	var none Histogram
	if none.Summary() != (Summary{}) {
		t.Error("an empty histogram has a summary")
	}
}
