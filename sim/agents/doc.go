// Package agents runs a programme child by child, in exact continuous time,
// over many replicates.
//
// In each replicate ([Engine.Run]) the uncertain rates are drawn once (rates.go,
// drift.go), then every child of the stock and every arrival (arrivals.go)
// lives through it: on a plan (plan.go), in care (care.go), gone and perhaps
// back. Hazards are piecewise constant, so a life needs no time steps: for each
// cause a unit exponential is drawn and used up across the cells as they come,
// and the first to be used up happens.
//
// A life is a path, and paths are tallied in integers (tally.go). A scenario
// is run as a change to the baseline: the paths that it alters are taken out of
// the tally and lived again under its effects (effects.go), with the same
// luck; all others are shared. That is why pairing is exact, and why a scenario
// that touches few children costs little.
package agents
