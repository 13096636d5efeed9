// Package markov works out a programme's expected path, and how far chance
// spreads around it, without drawing a life. It describes the same process as
// package agents and serves where an answer must come at once.
//
// # The process
//
// A hazard is constant in a cell of age a, time in care u, time in the
// placement v and, where levels wander, quarter of the horizon. Children are
// independent given the rates, so an expected count is a sum of probabilities.
// All of one cohort (a child of the stock, or those who come into care in one
// window at one age) have a and u in common; only place and v spread. [Engine]
// carries mass m by place p and band b of v (care.go):
//
//	dm(p,b)/dt = in(p,b) − in(p,b+1) − (x(p)+y(p,b))·m(p,b)
//	in(p,b+1)(t) = in(p,b)(t−ℓ)·exp(−∫ x(p)+y(p,b)),    ℓ the length of band b
//	in(p,0) = Σ y(q,b)·m(q,b)·next(q→p)
//
// with x all exits and y moves: a delay line in place of a grid over v. Steps
// are a week; hazards are averaged exactly over each step, so that the error is
// of second order in it.
//
// What a step does in a cell is worked out once and serves every cohort that passes
// through it (cells.go, step.go). Children of the stock who are alike are followed
// as one (alike.go).
//
// # From arrival to return
//
// Windows (windows.go) are months, cut where a scenario changes. Whoever comes
// into care in a window comes evenly over it, so what becomes of them is the
// difference of an integral: with G(τ) = ∫₀^τ F the integral of a curve of the
// time since coming, those of [s₁, s₂] give
//
//	M·(G(t−s₁) − G(t−s₂)) / (s₂−s₁)
//
// at t (curves.go, life.go). Where nothing depends on the date one life serves
// all windows, and where levels change a life serves a year of them (lives.go). A
// lump of births (births.go) is a diagonal of age and month; descent.go takes each
// lump's windows in order: arrivals, plans that lead to care (plan.go) and returns
// of those who left before (returns.go) come in, their leavers feed later windows.
//
// # Scenarios
//
// A [sim.Scenario] becomes a weighted mean over worlds (worlds.go). A world has
// fixed what package agents draws once per family or run: what is delivered, and
// every offer's uniform draw. Then who is reached, and when, is certain, and two
// changes with one offer reach the same families. Without a ramp that is exact
// (a draw matters only through being below the coverage); with one, the draw is
// cut into spans whose middles stand for them. What can't be computed is
// refused by name, with the advice to take the agents engine.
//
// # Variance
//
// A count of independent children varies by Σ p(1−p) over the stock; arrivals
// are Poisson in groups, which adds the groups' second moment (groups.go). Those
// of the stock who come back, into care or on a plan, count as arrivals of their
// own, which takes them for somewhat less alike than they are.
// Money adds up days that hang together (money.go, an approximation).
// What siblings share of their luck is left aside. Parameters, drift and effects
// add by their first derivatives (uncertain.go), one more run each; they leave
// means as they are. What a level that wanders adds follows from how each figure
// answers to a lasting shift (drift.go). Summaries are normal.
//
// # Where it approximates
//
//   - Entries lie evenly within a window; a single child's hazard may step
//     inside one.
//   - Birthdays of those who come into care lie evenly within a month; ages share
//     a life by threes of months, births a lump by threes where no one is born or
//     comes to sixteen or eighteen within the horizon.
//   - Children of the stock share a path whose ages are within three months and
//     whose times in care and placement are within a fifth.
//   - Levels are held for half a year.
//   - Lives of one date only (a ramp, or a change that reaches open cases
//     later on) are shared by some months of age.
//   - A saving's standard deviation is a rough rule; lines for allowances and
//     income are given none. A spread between placements' prices widens costs as
//     if each placement lasted as long as all do on average; what providers, or
//     packages of the stock, differ by moves means and scales widths alone.
//
// Against package agents none of this shows at twenty thousand replicates but
// for single months of single rare columns. agree_test.go holds both engines
// against each other over random models and scenarios.
package markov
