package study

import (
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/carecurve/carecurve/sim"
)

// look tries the steps at with the search, whose means get the spread of a
// first few draws; without a search those draws are all. spread is the standard
// deviation by step.
func (s *solver) look(ctx context.Context, at []int) (out []Tried, spread func(step int) float64, err error) {
	few := at
	if s.Search != nil {
		few = slices.Compact([]int{0, s.n / 2, s.n})
	}
	drawn, err := s.draw(ctx, few, true)
	if err != nil {
		return nil, nil, err
	}
	spread = func(step int) float64 {
		for k := 1; k < len(few); k++ {
			if step <= few[k] {
				w := float64(step-few[k-1]) / float64(few[k]-few[k-1])
				return drawn[k-1].SD + w*(drawn[k].SD-drawn[k-1].SD)
			}
		}
		return drawn[len(drawn)-1].SD
	}
	if s.Search == nil {
		return drawn, spread, nil
	}
	out, err = s.search(ctx, at, spread)
	return out, spread, err
}

// search works out steps with the search engine. Spread is by step from Lo.
func (s *solver) search(ctx context.Context, at []int, spread func(int) float64) ([]Tried, error) {
	p, values, err := s.programme(at)
	if err != nil {
		return nil, err
	}
	result, err := s.Search.Run(ctx, p)
	if err != nil {
		return nil, err
	}
	var out []Tried
	for i, v := range values {
		sum, ok := s.Goal.summary(result, &result.Scenarios[p.Against+1+i])
		if !ok {
			return nil, s.unknown()
		}
		t := Tried{Value: v, Mean: sum.Mean, SD: spread(int(math.Round((v - s.Lo) / s.Step)))}
		t.Probability = s.Goal.chance(t.Mean, t.SD)
		out = append(out, t)
	}
	return out, nil
}

// programme lays steps beside each other.
func (s *solver) programme(at []int) (*sim.Programme, []float64, error) {
	var values []float64
	for _, i := range at {
		values = append(values, s.value(i))
	}
	p, err := s.Programme(values)
	return p, values, err
}

// draw draws steps; look draws few replicates.
func (s *solver) draw(ctx context.Context, at []int, look bool) ([]Tried, error) {
	p, values, err := s.programme(at)
	if err != nil {
		return nil, err
	}
	found := map[string]sim.Draw{}
	result, err := s.Draw(ctx, p, look, func(d sim.Draw) {
		if s.Goal.is(&d) {
			found[d.Scenario] = d
		}
	})
	if err != nil {
		return nil, err
	}
	var out []Tried
	base := found[p.Scenarios[p.Against].Name]
	for i, v := range values {
		mine, ok := found[p.Scenarios[p.Against+1+i].Name]
		if !ok {
			return nil, s.unknown()
		}
		sample := make([]float64, result.Replicates)
		met := 0.0
		for k := range sample {
			sample[k] = mine.At(k)
			if s.Goal.Measure == "saving" {
				sample[k] = base.At(k) - sample[k]
			}
			if s.Goal.met(sample[k]) {
				met++
			}
		}
		sum := sim.Summarise(sample)
		out = append(out, Tried{Value: v, Probability: met / float64(len(sample)), Mean: sum.Mean, SD: sum.SD})
	}
	return out, nil
}

func (s *solver) unknown() error {
	if s.Goal.Date.IsZero() {
		return fmt.Errorf("the projection has no line %q of costs in %s\nwrite total, a setting or a named line of costs.csv", s.Goal.Line, s.Goal.Year)
	}
	return fmt.Errorf("the projection has no %s at %s\nwrite a month that it covers", s.Goal.Measure, s.Goal.Date)
}
