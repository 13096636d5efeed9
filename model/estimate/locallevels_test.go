package estimate

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"
)

// council draws flows of twenty quarters that wander by a yearly standard deviation
// of r times their medians, and where each stands at the end.
func council(seed uint64, r float64, each []float64) (flows []Series, end []float64) {
	src := rand.NewPCG(seed, 31)
	rng := rand.New(src)
	for _, n := range each {
		sigma := 0.13 * r
		f := Series{Dispersion: 1, Wander: Wander{Median: 0.13, Spread: 0.25, Return: 0.15}}
		sigma *= math.Exp(f.Wander.Spread * rng.NormFloat64())
		theta := sigma / math.Sqrt(0.3) * rng.NormFloat64()
		for q := range 20 {
			left, variance := step(sigma, 0.15, 0.25)
			if q > 0 {
				theta = left*theta + math.Sqrt(variance)*rng.NormFloat64()
			}
			f.Expected = append(f.Expected, n)
			f.Counts = append(f.Counts, distuv.Poisson{Lambda: n * math.Exp(theta), Src: src}.Rand())
		}
		left, variance := step(sigma, 0.15, 0.125)
		end = append(end, left*theta+math.Sqrt(variance)*rng.NormFloat64())
		flows = append(flows, f)
	}
	return flows, end
}

// A flow of few events takes its drift from the council's others: near nothing where
// they stand still, more than others' where they run about. By itself it says nothing.
func TestFlowsTellOfEachOther(t *testing.T) {
	each := []float64{150, 150, 150, 150, 2}
	drift := func(r float64) (sum float64) {
		const times = 20
		for seed := range uint64(times) {
			flows, _ := council(seed, r, each)
			sum += LocalLevels(flows, 0.25, Unrest{Spread: 0.25, Calm: 0.1})[4].Drift / times
		}
		return sum
	}
	still, usual, restless := drift(0), drift(1), drift(1.8)
	t.Logf("drift of the small flow: %.3f, %.3f and %.3f", still, usual, restless)
	if still > 0.07 || usual < 0.10 || usual > 0.16 || restless < 1.15*usual {
		t.Errorf("where others stand still, wander and run about the small flow's drift is %.3f, %.3f and %.3f", still, usual, restless)
	}
}

// Over councils of which a tenth are calm and the others differ as the prior has it,
// 80 % intervals of where flows stand cover so often, and the mean square of the
// drift is right.
func TestLocalLevelsCover(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	const councils = 150
	inside, n, true2, found2 := 0.0, 0.0, 0.0, 0.0
	for seed := range uint64(councils) {
		r := Unrest{Spread: 0.25, Calm: 0.1}.Draw(rng.Float64(), rng.NormFloat64())
		flows, end := council(100+seed, r, []float64{90, 60, 120, 40})
		for k, s := range LocalLevels(flows, 0.25, Unrest{Spread: 0.25, Calm: 0.1}) {
			n++
			if math.Abs(s.Log-end[k]) < 1.2816*s.SD {
				inside++
			}
			true2 += 0.13 * 0.13 * r * r * math.Exp(2*0.25*0.25)
			found2 += s.Drift * s.Drift * math.Exp(2*s.DriftSD*s.DriftSD)
		}
	}
	share, se := inside/n, math.Sqrt(0.8*0.2/n)
	t.Logf("covers %.3f; mean square of the drift %.3f of the true one", share, found2/true2)
	if math.Abs(share-0.8) > 0.01+2*se {
		t.Errorf("80 %% intervals of standings cover %.3f", share)
	}
	if math.Abs(found2/true2-1) > 0.2 {
		t.Errorf("the drift's mean square is %.2f times the true one", found2/true2)
	}
}
