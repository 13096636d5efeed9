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
//
// Where a scenario couples children ([sim.Scenario.Coupling]) they are lived
// side by side instead, in one order of time (coupled.go, events.go): each life
// runs ahead to what comes next (ahead.go), and is taken back to the moment when something
// comes between. If no limit binds they live exactly as they do alone, and
// whoever is not displaced lives as in the baseline. What acts in turn does so
// in one order:
//
//  1. price: what a night costs (package sim);
//  2. demand: arrivals, and quotas of unaccompanied children (quota.go);
//  3. rate and duration, with the slots of their offers (slots.go);
//  4. redirect: a placement is sent elsewhere, up to its limit (life.go);
//  5. capacity: a full place sends on or lets wait (places.go);
//  6. once: children moved or discharged by a date (turns.go);
//  7. review: children seen on a cycle (reviews.go);
//  8. target: exits brought up to a number (turns.go).
//
// That is the order in which they act on one placement or at one moment; what
// happens at set times comes before what happens in lives at that moment.
// A place that is lost while it is taken, and a setting overfull on the first
// day, stay so until children leave: nobody is moved out, nobody comes in.
package agents
