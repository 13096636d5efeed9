package estimate_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/carecurve/carecurve/model/estimate"
)

type hazardSurvival interface {
	Hazard(t float64) float64
	Survival(t float64) float64
}

// logLikelihood is the definition, without any of the fits' shortcuts.
func logLikelihood(d hazardSurvival, start, stop []float64, event []bool) float64 {
	sum := 0.0
	for i, t := range stop {
		if event[i] {
			sum += math.Log(d.Hazard(t))
		}
		sum += math.Log(d.Survival(t)) - math.Log(d.Survival(start[i]))
	}
	return sum
}

// On small sets with late entry, where the likelihood is a long ridge, no
// distribution on a wide grid does better than the fit, the fit's own
// log-likelihood is the definition's, and where a fit is refused the grid's
// best lies towards its edge.
func TestNoOtherParametersDoBetter(t *testing.T) {
	rng := rand.New(rand.NewPCG(21, 22))
	fitted, refusedFits := 0, 0
	for set := range 70 {
		var start, stop []float64
		var event []bool
		events := 0
		for range 4 + rng.IntN(20) {
			s := 0.0
			if set%3 > 0 {
				s = 3 * float64(set%3) * rng.Float64()
			}
			start, stop = append(start, s), append(stop, s+0.05+rng.ExpFloat64())
			event = append(event, rng.Float64() < 0.6)
			if event[len(event)-1] {
				events++
			}
		}
		compare := func(name string, fit hazardSurvival, like *estimate.Likelihood, err error, at func(a, b float64) hazardSurvival) {
			t.Helper()
			best, bestA, bestB := math.Inf(-1), 0.0, 0.0
			for a := -4.0; a <= 4; a += 0.25 {
				for b := -2.5; b <= 2.5; b += 0.125 {
					if v := logLikelihood(at(a, b), start, stop, event); v > best && !math.IsInf(v, 1) {
						best, bestA, bestB = v, a, b
					}
				}
			}
			if err != nil {
				refusedFits++
				if events > 2 && math.Abs(bestA) < 3 && math.Abs(bestB) < 2 {
					t.Errorf("set %d: no %s, but %+v looks like a maximum", set, name, at(bestA, bestB))
				}
				return
			}
			fitted++
			own := logLikelihood(fit, start, stop, event)
			if math.Abs(own-like.LogLikelihood) > 1e-6 {
				t.Errorf("set %d: %s %+v has log-likelihood %g, not %g", set, name, fit, own, like.LogLikelihood)
			}
			if best > own+1e-7 {
				t.Errorf("set %d: %s %+v has log-likelihood %g, %+v has %g", set, name, fit, own, at(bestA, bestB), best)
			}
		}
		w, like, err := estimate.FitWeibull(start, stop, event)
		compare("Weibull", w, like, err, func(a, b float64) hazardSurvival {
			return estimate.Weibull{Shape: math.Exp(b), Scale: math.Exp(a)}
		})
		l, like, err := estimate.FitLogNormal(start, stop, event)
		compare("log-normal", l, like, err, func(a, b float64) hazardSurvival {
			return estimate.LogNormal{MeanLog: a, SDLog: math.Exp(b)}
		})
	}
	if fitted < 100 {
		t.Errorf("%d fits had a maximum, %d none: too few to tell", fitted, refusedFits)
	}
	t.Logf("%d fits had a maximum, %d none", fitted, refusedFits)
}
