// Package estimate holds the estimators that carecurve's rates rest on, each
// a function of plain numbers that other programs can import.
//
// For times to events, rows are at risk in (start, stop] and end with an event
// or censored. A start above 0 is delayed entry (left truncation): the row was
// not under observation before. The clock is the caller's choice: age, time in
// care, time in the placement.
//
//   - [Rates] counts occurrences and exposure by band of the clock; a [Rate]
//     gives exact and gamma intervals.
//   - [NelsonAalen] and [KaplanMeier] estimate a cumulative hazard and a
//     survival function, [Survival.RestrictedMean] the mean up to a horizon.
//   - [CumulativeIncidence] does so for competing events.
//   - [AalenJohansen] follows [Spells] through any number of states,
//     [TransitionProbabilities] from each state on; [StateProbabilities] come
//     with standard errors by Greenwood's formula, and by the infinitesimal
//     jackknife for subjects with several rows, and give the expected time in
//     each state.
//   - [FitExponential], [FitWeibull] and [FitLogNormal] fit distributions by
//     maximum likelihood, [FitWeibullHazards] one with covariates.
//
// For tables of counts and exposures:
//
//   - [Loglinear] fits a Poisson log-linear model of occurrences over exposure
//     with factors (age, time, setting, …) by iteratively reweighted least
//     squares with a ridge: the backbone of sparse tables.
//   - [GammaWeight] says how far cells should lean on that backbone, by the
//     marginal likelihood; [DirichletWeight] the same for shares.
//   - [LocalLevel] follows a rate that wanders, and says where it stands at the
//     end, how sure that is, and how strongly it wanders.
package estimate
