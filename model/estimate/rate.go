package estimate

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mathext"
)

// Rate is an occurrence-exposure rate: events over the time at risk of them.
type Rate struct {
	Events   float64 // ≥ 0
	Exposure float64 // ≥ 0, in the unit of time that the rate is per
}

// Value is the rate, the maximum likelihood estimate of a constant hazard. NaN
// without events or exposure.
func (r Rate) Value() float64 { return r.Events / r.Exposure }

// SE is the rate's standard error √Events/Exposure, from the observed
// information of the Poisson likelihood. It is 0 without events: use an
// interval then.
func (r Rate) SE() float64 { return math.Sqrt(r.Events) / r.Exposure }

// Exact gives the interval that covers with at least the given level (0 …
// 1, say 0.95) whatever the rate is:
//
//	(Γ⁻¹((1−level)/2; D)/E, Γ⁻¹((1+level)/2; D+1)/E)
//
// (Garwood, Biometrika 28, 1936), Γ⁻¹(p; a) the p-quantile of the gamma
// distribution of shape a. NaN for a level outside its range.
func (r Rate) Exact(level float64) (lo, hi float64) {
	return gammaQuantile((1-level)/2, r.Events) / r.Exposure, gammaQuantile((1+level)/2, r.Events+1) / r.Exposure
}

// Posterior gives the central interval of the given level of the rate's
// posterior under a Gamma(shape, rate) prior, which is Gamma(shape + Events,
// rate + Exposure); shape > 0, rate ≥ 0 (Gelman and others, Bayesian Data
// Analysis, 2013, section 2.6). Shape ½ and rate 0 is Jeffreys' prior.
func (r Rate) Posterior(shape, rate, level float64) (lo, hi float64) {
	a, b := shape+r.Events, rate+r.Exposure
	return gammaQuantile((1-level)/2, a) / b, gammaQuantile((1+level)/2, a) / b
}

// gammaQuantile is the p-quantile of a gamma distribution of the given shape
// and scale 1; of shape 0 it is 0.
func gammaQuantile(p, shape float64) float64 {
	switch {
	case !(p >= 0 && p <= 1 && shape >= 0):
		return math.NaN()
	case shape == 0 || p == 0:
		return 0
	case p == 1:
		return math.Inf(1)
	}
	return mathext.GammaIncRegInv(shape, p)
}

// Rates splits rows that are at risk in (start, stop] (start nil means 0) into
// the bands (cuts[b], cuts[b+1]] of their clock, and counts events and
// exposure in each. cuts increase, at least two of them; the last may be +Inf.
// Time outside the bands is passed over.
func Rates(start, stop []float64, event []bool, cuts []float64) ([]Rate, error) {
	if err := checkRows(start, stop, event); err != nil {
		return nil, err
	}
	if len(cuts) < 2 {
		return nil, fmt.Errorf("estimate: %d cuts\ngive at least two, one below and one above the band", len(cuts))
	}
	for b := 1; b < len(cuts); b++ {
		if !(cuts[b-1] < cuts[b]) {
			return nil, fmt.Errorf("estimate: cut %g after %g\ncuts must increase", cuts[b], cuts[b-1])
		}
	}
	rates := make([]Rate, len(cuts)-1)
	for i, t := range stop {
		s := 0.0
		if start != nil {
			s = start[i]
		}
		for b := range rates {
			lo, hi := cuts[b], cuts[b+1]
			if hi <= s {
				continue
			}
			if t <= lo {
				break
			}
			rates[b].Exposure += min(t, hi) - max(s, lo)
			if event[i] && t <= hi {
				rates[b].Events++
			}
		}
	}
	return rates, nil
}
