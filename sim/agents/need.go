package agents

import (
	"math"

	"github.com/carecurve/carecurve/sim"
)

// need is what is left of a unit exponential that hazards use up. Most are
// never used up, and −log u is at least 1−u, so the logarithm is taken when the
// hazards have used up that much.
type need struct {
	left float64 // of the exponential, or of 1−u as long as u is kept
	u    float64 // 0 once left is exact
}

func newNeed(k sim.Key, purpose uint64) need {
	u := k.Uniform(purpose)
	return need{1 - u, u}
}

// within tells whether a hazard integrated to h, which is no less than what is
// left, uses it up; if so left is exact.
func (n *need) within(h float64) bool {
	if n.u > 0 {
		n.left += -math.Log(n.u) - (1 - n.u)
		n.u = 0
	}
	return h >= n.left
}
