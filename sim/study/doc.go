// Package study answers questions that take many forecasts or runs.
//
//   - [Backtest] holds forecasts made at earlier dates against what came, beside
//     [Baselines] that know nothing but the series ([FitETS], [FitARIMA011] and
//     simpler ones), and [Summarise] says how each did: errors, bias, scores
//     ([Sample.CRPS]), what intervals hold, and what was gained on the last
//     value, clustered by origin.
//   - compare.go and monitor.go hold a forecast against the next one, and
//     against what came since.
//   - [Attribute] parts a scenario's change among its interventions; [Solve]
//     finds the least value of a lever that reaches a [Goal]; [Sense] moves
//     every assumption ([Assumptions]) over its interval and finds where a
//     saving is gone.
//
// All are functions of their arguments; commands read, run and write.
package study
