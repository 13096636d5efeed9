package agents

import (
	"math"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// Purposes of draws for prices, on a child's key and on a placement's.
const (
	drawDearChild = 60
	drawDearPlace = 61
)

// dearUnit cuts a night's price into whole parts, so that sums of nights times
// prices are exact and don't depend on their order.
const dearUnit = 1 << 20

// dear draws how a placement's price stands to its setting's mean: log-normal
// with mean 1, kept for the placement's life, with the correlation alike
// between the logs of one child's placements.
type dear struct {
	sd           [model.Settings]float64
	child, place float64 // weights of the two draws on the log
}

// newDear is nil where every placement costs its setting's mean.
func newDear(p *model.Prices) *dear {
	if p.Spread == ([model.Settings]float64{}) {
		return nil
	}
	return &dear{sd: p.Spread, child: math.Sqrt(p.Alike), place: math.Sqrt(1 - p.Alike)}
}

// above is by how many parts of dearUnit a placement, the number-th of a
// child's period of care, costs more than the mean; below nothing if less.
func (d *dear) above(child sim.Key, period, number int, p model.Place) int64 {
	sd := d.sd[p.Setting()]
	if sd == 0 {
		return 0
	}
	z := 0.0
	if d.child > 0 {
		z += d.child * child.Normal(drawDearChild)
	}
	if d.place > 0 {
		z += d.place * child.With(forPeriod+uint64(period)).With(uint64(number)).Normal(drawDearPlace)
	}
	return int64(math.Round(dearUnit * (math.Exp(sd*z-sd*sd/2) - 1)))
}
