package fit

import (
	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/model/estimate"
)

// Priors of how rates wander, from the published panel of some 150
// authorities, 2010 to 2025: the yearly standard deviation of the log rate of
// starts to be looked after is about 0.12, of plan starts 0.14, of leaving
// care 0.08. Five years can't tell it well, so the prior matters
// (decisions/0002).
var (
	wanderEntries = estimate.Wander{Median: 0.12, Spread: 0.35}
	wanderUASC    = estimate.Wander{Median: 0.20, Spread: 0.35}
	wanderPlans   = estimate.Wander{Median: 0.14, Spread: 0.35}
	wanderLeaving = estimate.Wander{Median: 0.08, Spread: 0.35}
)

// level follows a flow's quarterly counts against what its table expects.
func level(seen, expected, extra []float64, dispersion float64, prior estimate.Wander) model.Level {
	total := 0.0
	for _, s := range seen {
		total += s
	}
	if total == 0 {
		return model.Level{SD: 0, Drift: prior.Median, DriftSD: prior.Spread}
	}
	s := estimate.LocalLevel(seen, expected, extra, 0.25, dispersion, prior)
	return model.Level{Log: s.Log + s.SD*s.SD/2, SD: s.SD, Drift: s.Drift, DriftSD: s.DriftSD}
}
