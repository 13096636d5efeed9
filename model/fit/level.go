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
	wanderEntries = estimate.Wander{Median: 0.147, Spread: 0.35, Return: 0.15}
	wanderUASC    = estimate.Wander{Median: 0.20, Spread: 0.35, Return: 0.1}
	wanderPlans   = estimate.Wander{Median: 0.166, Spread: 0.35}
	wanderLeaving = estimate.Wander{Median: 0.089, Spread: 0.35, Return: 0.1}
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
	// Unrest is how far councils differ in how much all their rates wander, and Own
	// the standard deviation of the log of what is each flow's own; the two make up
	// the Spread of the priors above.
	Unrest estimate.Unrest
	Own    float64
}

// Priors are those that [Fit] takes.
func Priors() Assumed {
	return Assumed{wanderEntries, wanderUASC, wanderPlans, wanderLeaving, pairSD, pairKnown, unrest, ownSpread}
}

// Some councils' rates wander more than others', all of them together: in the panel
// a yearly variance has a squared coefficient of variation of 0.35 to 0.5 between
// councils, of which 0.13 to 0.29 is common to two flows. One in fifty is supposed to
// be calm, so that evidence of fifty to one makes a council likely so
// (decisions/0014).
var unrest = estimate.Unrest{Spread: 0.25, Calm: 0.02}

// ownSpread is what a flow's own unrest adds to its council's, as Wander.Spread.
const ownSpread = 0.25

// flows are a council's flows as they are fitted; their levels are set together
// once all are known.
type flows struct {
	series []estimate.Series
	at     []func(*model.Model) *model.Level
}

// leveller gives a flow's level.
type leveller func(seen, expected, extra []float64, dispersion float64, prior estimate.Wander) model.Level

// of sets the level of one flow by itself, and keeps what it rests on. at says where
// the model has it. Of nil flows nothing is kept.
func (f *flows) of(at func(*model.Model) *model.Level) leveller {
	return func(seen, expected, extra []float64, dispersion float64, prior estimate.Wander) model.Level {
		alone := level(seen, expected, extra, dispersion, prior)
		if f != nil && alone.SD > 0 {
			prior.Spread = ownSpread
			f.series = append(f.series, estimate.Series{Counts: seen, Expected: expected, Extra: extra, Dispersion: dispersion, Wander: prior})
			f.at = append(f.at, at)
		}
		return alone
	}
}

// settle sets the levels by what all flows tell of the council's unrest.
func (f *flows) settle(m *model.Model) {
	for k, s := range estimate.LocalLevels(f.series, 0.25, unrest) {
		*f.at[k](m) = levelOf(s, f.series[k].Wander)
	}
}

// levelOf is a standing as the model has it.
func levelOf(s estimate.Standing, prior estimate.Wander) model.Level {
	return model.Level{
		Log: s.Log + s.SD*s.SD/2, SD: s.SD, Drift: s.Drift, DriftSD: s.DriftSD,
		Return: prior.Return, LongRun: s.LongRun, LongRunSD: s.LongRunSD, Correlation: s.Correlation,
	}
}

// level follows a flow's quarterly counts against what its table expects, by itself.
func level(seen, expected, extra []float64, dispersion float64, prior estimate.Wander) model.Level {
	total := 0.0
	for _, s := range seen {
		total += s
	}
	if total == 0 {
		return model.Level{Drift: prior.Median, DriftSD: prior.Spread, Return: prior.Return}
	}
	return levelOf(estimate.LocalLevel(seen, expected, extra, 0.25, dispersion, prior), prior)
}
