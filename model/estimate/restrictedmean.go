package estimate

import (
	"fmt"
	"math"
	"slices"
)

// RestrictedMean gives the mean time without the event up to the horizon tau
// (> 0), counted from time 0, and its standard error by Greenwood's formula.
//
//	μ(τ) = ∫₀^τ S(t) dt,  Var μ = Σ (∫_t^τ S)² d/(Y (Y − d))
//
// over the times t of events up to τ (Irwin, 1949; Andersen and others, 1993,
// example IV.3.8). It is an error if tau lies after the last time under
// observation while some still survive, for then the data don't say.
func (s *Survival) RestrictedMean(tau float64) (mean, se float64, err error) {
	if !(tau > 0) || math.IsInf(tau, 0) {
		return 0, 0, fmt.Errorf("estimate: a restricted mean to %g\nthe horizon must be a finite time above 0", tau)
	}
	end := 1.0
	if n := len(s.Value); n > 0 {
		end = s.Value[n-1]
	}
	if tau > s.last && end > 0 {
		return 0, 0, fmt.Errorf("estimate: a restricted mean to %g, but observation ends at %g\nchoose a horizon up to there", tau, s.last)
	}
	// From the back, so that the area still ahead of each event is at hand.
	variance, to := 0.0, tau
	for k := upTo(s.Time, tau); k >= 0 && s.Time[k] >= 0; k-- {
		mean += s.Value[k] * (to - s.Time[k])
		to = s.Time[k]
		if y, d := s.AtRisk[k], s.Events[k]; y > d {
			variance += mean * mean * d / (y * (y - d))
		}
	}
	before := 1.0
	if k := upTo(s.Time, math.Nextafter(0, -1)); k >= 0 {
		before = s.Value[k]
	}
	return mean + before*to, math.Sqrt(variance), nil
}

// RestrictedMean gives the expected time in every state between Since and the
// horizon tau, and its standard errors by Greenwood's formula. With competing
// risks state 0 holds the restricted mean free of all events, and state k the
// time lost to cause k (Andersen, Statistics in Medicine 32, 2013).
//
//	μ(τ) = ∫ p(u) du,  Var μ_k = Σ_t Σ_j p_j(t−)²/Y_j · Var_{h ~ dA_j}(R_hk(t) − R_jk(t))
//
// where R(t) = ∫_t^τ P(t, u) du, by linearity of the recursion for P. It is an
// error if tau lies after the last time under observation while some may still
// move, for then the data don't say.
func (p *StateProbabilities) RestrictedMean(tau float64) (mean, se []float64, err error) {
	if err := p.checkHorizon(tau); err != nil {
		return nil, nil, err
	}
	return p.integral(tau), p.greenwood(tau, true), nil
}

func (p *StateProbabilities) checkHorizon(tau float64) error {
	if !(tau > p.Since) || math.IsInf(tau, 0) {
		return fmt.Errorf("estimate: a restricted mean to %g\nthe horizon must be a finite time after %g", tau, p.Since)
	}
	last := slices.Max(p.proc.spells.Stop)
	if tau <= last {
		return nil
	}
	end := p.row(len(p.Time) - 1)
	for _, j := range p.proc.spells.From {
		if end[j] > 1e-12 {
			return fmt.Errorf("estimate: a restricted mean to %g, but observation ends at %g\nchoose a horizon up to there", tau, last)
		}
	}
	return nil
}

// integral gives ∫ p(u) du from Since to tau.
func (p *StateProbabilities) integral(tau float64) []float64 {
	mean := make([]float64, p.States)
	at, now := p.Since, p.start
	for k, t := range p.Time {
		if t > tau {
			break
		}
		for j, v := range now {
			mean[j] += v * (t - at)
		}
		at, now = t, p.row(k)
	}
	for j, v := range now {
		mean[j] += v * (tau - at)
	}
	return mean
}
