package estimate

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"
)

// On series that return to a level of their own, intervals of the standing, of
// the level, and of where the rate will be in three years cover as often as
// they say, and none is off on average.
func TestLocalLevelReturns(t *testing.T) {
	src := rand.NewPCG(17, 18)
	rng := rand.New(src)
	const series, quarters, sigma, back, ahead = 600, 20, 0.15, 0.3, 3.0
	phi, q := step(sigma, back, 0.25)
	var inside, bias [3]float64
	for range series {
		long := 0.3 * rng.NormFloat64()
		theta := long + sigma/math.Sqrt(2*back)*rng.NormFloat64()
		on := func(years float64) {
			left, variance := step(sigma, back, years)
			theta = long + left*(theta-long) + math.Sqrt(variance)*rng.NormFloat64()
		}
		counts, expected := make([]float64, quarters), make([]float64, quarters)
		for i := range counts {
			if i > 0 {
				theta = long + phi*(theta-long) + math.Sqrt(q)*rng.NormFloat64()
			}
			expected[i] = 80
			counts[i] = distuv.Poisson{Lambda: 80 * math.Exp(theta), Src: src}.Rand()
		}
		s := LocalLevel(counts, expected, nil, 0.25, 1, Wander{Median: sigma, Spread: 0.3, Return: back})
		on(0.125)
		end := theta
		on(ahead)
		left, more := step(s.Drift, back, ahead)
		mean := left*s.Log + (1-left)*s.LongRun
		sd := math.Sqrt(left*left*s.SD*s.SD + (1-left)*(1-left)*s.LongRunSD*s.LongRunSD +
			2*left*(1-left)*s.Correlation*s.SD*s.LongRunSD + more*math.Exp(2*s.DriftSD*s.DriftSD))
		for k, x := range [3][3]float64{{s.Log, s.SD, end}, {s.LongRun, s.LongRunSD, long}, {mean, sd, theta}} {
			bias[k] += (x[0] - x[2]) / series
			if math.Abs(x[0]-x[2]) < 1.2816*x[1] {
				inside[k] += 1.0 / series
			}
		}
	}
	for k, what := range []string{"standing", "long-run level", "rate in three years"} {
		t.Logf("%s: covers %.3f, off by %.4f", what, inside[k], bias[k])
		if se := math.Sqrt(0.8 * 0.2 / series); math.Abs(inside[k]-0.8) > 0.02+2*se {
			t.Errorf("80%% intervals of the %s cover %.3f", what, inside[k])
		}
		if math.Abs(bias[k]) > 0.02 {
			t.Errorf("mean error of the %s is %.4f", what, bias[k])
		}
	}
}

// A return so slow that nothing comes back is the random walk, but for where it
// begins: far from its level, the farther the more it wanders, which makes
// large drifts a little less likely.
func TestLocalLevelReturnGoesToAWalk(t *testing.T) {
	counts, expected := make([]float64, 20), make([]float64, 20)
	for i := range counts {
		expected[i], counts[i] = 60, 60+float64((i*7)%11)+1.5*float64(i)
	}
	walk := LocalLevel(counts, expected, nil, 0.25, 1, Wander{Median: 0.12, Spread: 0.35})
	slow := LocalLevel(counts, expected, nil, 0.25, 1, Wander{Median: 0.12, Spread: 0.35, Return: 1e-4})
	if math.Abs(walk.Log-slow.Log) > 0.002 || math.Abs(walk.SD/slow.SD-1) > 0.05 || math.Abs(walk.Drift/slow.Drift-1) > 0.1 {
		t.Errorf("a walk stands at %.4f (%.4f) with drift %.4f; a return of nearly nothing gives %.4f (%.4f), %.4f", walk.Log, walk.SD, walk.Drift, slow.Log, slow.SD, slow.Drift)
	}
	fast := LocalLevel(counts, expected, nil, 0.25, 1, Wander{Median: 0.12, Spread: 0.35, Return: 1})
	if math.Abs(fast.Log-slow.Log) < 0.005 {
		t.Error("the return plays no part")
	}
}
