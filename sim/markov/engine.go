package markov

import (
	"context"
	"errors"
	"fmt"

	"github.com/carecurve/carecurve/sim"
)

// Engine works out a programme's expected path.
type Engine struct {
	Step    float64 // days of a numerical step; 0 = a week. Between 1 and 14 makes sense
	Workers int     // 0 = one a processor; results do not depend on it
	// Means leaves out how uncertain the means are: every standard deviation is
	// nothing. It takes a fraction of the time.
	Means bool
}

var _ sim.Engine = Engine{}

// Run works out the expectation of every scenario. It fails on an unfit
// programme, on what only package agents can compute, and with the context's
// error when cancelled.
func (e Engine) Run(ctx context.Context, p *sim.Programme) (*sim.Projection, error) {
	if len(p.Scenarios) == 0 {
		return nil, errors.New("markov: no scenario: at least a baseline is needed")
	}
	if p.Years < 1 {
		return nil, errors.New("markov: a projection needs at least one financial year")
	}
	if p.Against < 0 || p.Against >= len(p.Scenarios) {
		return nil, fmt.Errorf("markov: savings against scenario %d of %d", p.Against, len(p.Scenarios))
	}
	if e.Step < 0 || e.Step > 28 {
		return nil, fmt.Errorf("markov: a step of %g days: it must be between 0 and 28", e.Step)
	}
	for i := range p.Scenarios {
		if err := canDo(&p.Scenarios[i]); err != nil {
			return nil, err
		}
	}
	k := newKnown()
	out, err := e.chance(ctx, p, k, !e.Means)
	if err != nil {
		return nil, err
	}
	if e.Means {
		for _, t := range tracks(out) {
			for _, s := range t.values {
				*s = sim.Normal(s.Mean, 0, false)
			}
		}
		return out, nil
	}
	if err := e.widen(ctx, p, out, k); err != nil {
		return nil, err
	}
	return out, nil
}

// chance works out a programme as if nothing but chance were uncertain; without
// variances the standard deviations mean nothing.
func (e Engine) chance(ctx context.Context, p *sim.Programme, k *known, variances bool) (*sim.Projection, error) {
	r := newRun(e, p)
	r.variances = variances
	out, err := r.outcomes(ctx, expected(p.Model, p.Uncertainty, r.quarters), k)
	if err != nil {
		return nil, err
	}
	return r.projection(out), nil
}

// CanDo tells whether the engine can run a scenario: nil, or the error with
// which it would refuse it, by the name of the intervention.
func CanDo(s *sim.Scenario) error { return canDo(s) }
