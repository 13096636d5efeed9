package fit

import (
	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/model/estimate"
)

// Priors of how rates wander and come back, from the published panel of some
// 150 authorities, 2010 to 2023: how far log rates of one to eight years'
// distance lie apart, less what chance alone does. Half of the return that it
// shows beyond the national movement is taken, and none for plans. Five years of
// one council can't tell it well, so the priors matter (decisions/0007).
var (
	wanderEntries = estimate.Wander{Median: 0.13, Spread: 0.35, Return: 0.15}
	wanderUASC    = estimate.Wander{Median: 0.20, Spread: 0.35, Return: 0.1}
	wanderPlans   = estimate.Wander{Median: 0.14, Spread: 0.35}
	wanderLeaving = estimate.Wander{Median: 0.085, Spread: 0.35, Return: 0.1}
)

// Assumed is what [Fit] takes as known beforehand, for those who judge its
// intervals by truths drawn from it.
type Assumed struct {
	// How levels wander: of direct entries and of plans that lead to care, of
	// unaccompanied children's coming, of plan starts, and of leaving, moving and
	// plans' ends.
	Entries, UASC, Plans, Leaving estimate.Wander
	// PairSD is the spread of what pairs of factors add to a log hazard, which is
	// as sure as if PairKnown pairs had been seen.
	PairSD, PairKnown float64
}

// Priors are those that [Fit] takes.
func Priors() Assumed {
	return Assumed{wanderEntries, wanderUASC, wanderPlans, wanderLeaving, pairSD, pairKnown}
}

// level follows a flow's quarterly counts against what its table expects.
func level(seen, expected, extra []float64, dispersion float64, prior estimate.Wander) model.Level {
	total := 0.0
	for _, s := range seen {
		total += s
	}
	if total == 0 {
		return model.Level{Drift: prior.Median, DriftSD: prior.Spread, Return: prior.Return}
	}
	s := estimate.LocalLevel(seen, expected, extra, 0.25, dispersion, prior)
	return model.Level{
		Log: s.Log + s.SD*s.SD/2, SD: s.SD, Drift: s.Drift, DriftSD: s.DriftSD,
		Return: prior.Return, LongRun: s.LongRun, LongRunSD: s.LongRunSD, Correlation: s.Correlation,
	}
}
