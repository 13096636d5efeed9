package agents

import (
	"math"
	"slices"
	"testing"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// A rate from elsewhere is drawn from its own gamma, whatever its table's
// other rates do, and not at all where it is certain.
func TestGivenRatesAreDrawnByThemselves(t *testing.T) {
	m, _ := smallModel(1)
	cell, certain := m.Exits[0].At(0, model.Age5to9, 2), m.Exits[0].At(0, model.Age5to9, 3)
	*cell = model.Rate{Mean: 0.3, Shape: 16}
	*certain = model.Rate{Mean: 0.2, Shape: math.Inf(1)}
	m.Direct.Ages[model.Age0] = model.Rate{Mean: 4, Shape: 25}
	seed := sim.NewKey(7)
	const n = 1500
	var drawn, arriving []float64
	for i := range n {
		r := drawRates(m, sim.Uncertainty{Parameters: true}, seed.With(uint64(i)), pairOf(seed, i), 4)
		drawn = append(drawn, r.exit[0][model.Age5to9][2][0]*model.DaysPerYear)
		arriving = append(arriving, r.direct.age[model.Age0])
		if got := r.exit[0][model.Age5to9][3][0] * model.DaysPerYear; math.Abs(got-0.2) > 1e-12 {
			t.Fatalf("a certain rate is drawn as %v", got)
		}
	}
	for _, c := range []struct {
		list        []float64
		mean, shape float64
	}{{drawn, 0.3, 16}, {arriving, 4, 25}} {
		mean, square := 0.0, 0.0
		for _, x := range c.list {
			mean += x / n
			square += x * x / n
		}
		sd, want := math.Sqrt(square-mean*mean), c.mean/math.Sqrt(c.shape)
		if math.Abs(mean-c.mean) > 4*want/math.Sqrt(n) || math.Abs(sd/want-1) > 0.06 {
			t.Errorf("mean %.4f and sd %.4f, want %.4f and %.4f", mean, sd, c.mean, want)
		}
	}
	slices.Sort(drawn)
	if drawn[0] == drawn[n-1] {
		t.Error("all draws are alike")
	}
	off := drawRates(m, sim.Uncertainty{}, seed, pairOf(seed, 0), 4)
	if got := off.exit[0][model.Age5to9][2][0] * model.DaysPerYear; math.Abs(got-0.3) > 1e-12 {
		t.Errorf("without parameters' uncertainty the rate is %v", got)
	}
}
