package markov

import (
	"math"

	"github.com/carecurve/carecurve/model"
)

// atoms carries on those in a place who have not moved yet.
func (k *care) atoms(p int, length float64) (moved, exited float64) {
	a := k.atom[p]
	c := k.coef
	v, left := k.atomV[p], length
	k.atomV[p] += length * c.speed[p]
	hazard := 0.0
	for b, space := leftOf(model.PlacementClock, v); ; b++ {
		dt := min(left, space/c.speed[p])
		hazard += dt * c.move[b][p]
		left -= dt
		if left <= instant {
			break
		}
		space = model.PlacementClock.Length(b + 1)
	}
	exits := c.hazard[p] * length
	k.atom[p] = a * math.Exp(-hazard-exits)
	if out := a - k.atom[p]; out > 0 {
		moved = out * hazard / (hazard + exits)
		exited = out - moved
	}
	return moved, exited
}
