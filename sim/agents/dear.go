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
	child, place float64                                // weights of the two draws on the log
	run          [model.Places][model.Providers]float64 // more than the place's price, as a part of it
}

// newDear is nil where every placement costs its place's mean.
func newDear(p *model.Prices) *dear {
	if p.Spread == ([model.Settings]float64{}) && p.Run == ([model.Places][model.Providers]float64{}) {
		return nil
	}
	d := &dear{sd: p.Spread, child: math.Sqrt(p.Alike), place: math.Sqrt(1 - p.Alike)}
	for at := range d.run {
		for k := range d.run[at] {
			d.run[at][k] = p.Dearer(model.Place(at), model.Provider(k))
		}
	}
	return d
}

// above is by how many parts of dearUnit a placement, the number-th of a
// child's period of care, costs more than its place's price with the provider
// that runs it; below nothing if less.
func (d *dear) above(child sim.Key, period, number int, p model.Place, by model.Provider) int64 {
	x := 1.0
	if by != noProvider {
		x += d.run[p][by]
	}
	sd := d.sd[p.Setting()]
	if sd == 0 {
		return int64(math.Round(dearUnit * (x - 1)))
	}
	z := 0.0
	if d.child > 0 {
		z += d.child * child.Normal(drawDearChild)
	}
	if d.place > 0 {
		z += d.place * child.With(forPeriod+uint64(period)).With(uint64(number)).Normal(drawDearPlace)
	}
	return int64(math.Round(dearUnit * (x*math.Exp(sd*z-sd*sd/2) - 1)))
}

// paid is what a placement of the stock costs from a time on, as above has it.
type paid struct {
	from  float64
	above int64
}

// worth hands what a placement costs above its place's price to the years, n times:
// the number-th of a stay, run by somebody.
func (t *tally) worth(p *path, s *stay, g *segment, number int, by model.Provider, n int64) {
	if number == 0 && !s.entered && len(p.paid) > 0 {
		for i, x := range p.paid {
			to := g.to
			if i+1 < len(p.paid) {
				to = min(to, p.paid[i+1].from)
			}
			t.days(max(g.from, x.from), to, func(u *usage, d int64) { u.above[g.place] += n * d * x.above })
		}
		return
	}
	if t.dear == nil {
		return
	}
	if above := t.dear.above(p.key, s.period, number, g.place, by); above != 0 {
		t.days(g.from, g.to, func(u *usage, d int64) { u.above[g.place] += n * d * above })
	}
}

// aboveAt is what a path's last placement costs at a time above its place's price,
// as a part of it.
func (t *tally) aboveAt(p *path, at float64) float64 {
	last, s := len(p.segments)-1, &p.stays[len(p.stays)-1]
	g, number := &p.segments[last], last-s.first
	if number == 0 && !s.entered && len(p.paid) > 0 {
		above := p.paid[0].above
		for _, x := range p.paid {
			if x.from <= at {
				above = x.above
			}
		}
		return float64(above) / dearUnit
	}
	if t.dear == nil {
		return 0
	}
	return float64(t.dear.above(p.key, s.period, number, g.place, t.runBy(p, s, g, number))) / dearUnit
}
