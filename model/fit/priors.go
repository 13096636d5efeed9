package fit

import "github.com/carecurve/carecurve/model/estimate"

// WanderEntries, WanderUASC, WanderPlans and WanderLeaving are the priors of
// how the rates of coming into care, of unaccompanied children's coming, of
// starting a plan, and of leaving wander from year to year, as random
// walks, for fits to yearly figures.
func WanderEntries() estimate.Wander { return walking(0.12) }
func WanderUASC() estimate.Wander    { return walking(0.20) }
func WanderPlans() estimate.Wander   { return walking(0.14) }
func WanderLeaving() estimate.Wander { return walking(0.08) }

// walking is a random walk, which fits the same panel over two to four years.
func walking(sd float64) estimate.Wander { return estimate.Wander{Median: sd, Spread: 0.35} }
