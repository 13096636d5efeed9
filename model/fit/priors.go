package fit

import "github.com/carecurve/carecurve/model/estimate"

// WanderEntries, WanderUASC, WanderPlans and WanderLeaving are the priors of
// how the rates of coming into care, of unaccompanied children's coming, of
// starting a plan, and of leaving wander from year to year, for other ways of
// fitting that share them.
func WanderEntries() estimate.Wander { return wanderEntries }
func WanderUASC() estimate.Wander    { return wanderUASC }
func WanderPlans() estimate.Wander   { return wanderPlans }
func WanderLeaving() estimate.Wander { return wanderLeaving }
