package agents

import (
	"gonum.org/v1/gonum/stat/distuv"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// drawProvider is the purpose of a placement's draw of who runs it.
const drawProvider = 62

// noProvider stands where it is not known who runs a placement.
const noProvider = model.Provider(model.Providers)

// providers is who runs the placements of one place, as running sums; where one
// does, or nobody is known to, sole is that and nothing need be drawn.
type providers struct {
	sums  [model.Providers]float64
	sole  model.Provider
	drawn bool
}

// nobodyKnown is what a tally begins with.
var nobodyKnown = func() (out [model.Places]providers) {
	for p := range out {
		out[p].sole = noProvider
	}
	return out
}()

// providerShares draws the shares of a place.
func (d *drawer) providerShares(s *model.ProviderShares, id uint64) (out providers) {
	out.sole = noProvider
	if !s.Known() {
		return out
	}
	some := 0
	for k, share := range s.Mean {
		if share > 0 {
			some++
			out.sole = model.Provider(k)
		}
	}
	if some == 1 {
		return out
	}
	x := s.Mean
	if d.on.Parameters {
		g := distuv.Gamma{Beta: 1, Src: d.key.With(forShares).With(id).Source()}
		for k, m := range s.Mean {
			if g.Alpha = m * s.Weight; g.Alpha > 0 {
				x[k] = g.Rand()
			}
		}
	}
	total, sum := 0.0, 0.0
	for _, v := range x {
		total += v
	}
	if total <= 0 { // every share too small to draw
		x, total = s.Mean, 1
	}
	for k, v := range x {
		sum += v / total
		out.sums[k] = sum
		if v > 0 {
			out.sole = model.Provider(k) // takes what rounding leaves
		}
	}
	out.drawn = true
	return out
}

// pick is who runs the placement of a key.
func (p *providers) pick(placement sim.Key) model.Provider {
	if !p.drawn {
		return p.sole
	}
	u := placement.Uniform(drawProvider)
	for k, sum := range &p.sums {
		if u < sum {
			return model.Provider(k)
		}
	}
	return p.sole
}

// runBy is who runs a placement of a path, the number-th of a stay. The stock's
// children begin with the provider that they have.
func (t *tally) runBy(p *path, s *stay, g *segment, number int) model.Provider {
	if number == 0 && !s.entered && p.provider != noProvider {
		return p.provider
	}
	from := &t.providers[g.place]
	if !from.drawn && len(p.runs) == 0 {
		return from.sole
	}
	k := p.key.With(forPeriod + uint64(s.period)).With(uint64(number))
	who := from.pick(k)
	if number == 0 && !s.entered {
		return who // of the data date, before any scenario
	}
	for i := range p.runs {
		r := &p.runs[i]
		if !r.From.Has(g.place) || len(r.From.Providers) > 0 && !r.From.HasProvider(who) ||
			!r.Who.HasClass(p.class) || !r.Who.HasAge(model.AgeBandOf((g.from-p.born)/model.DaysPerYear)) || !r.Who.HasCare(g.from-s.careStart) {
			continue
		}
		if share := r.Share * r.Reach.CoverageAt(g.from, r.delay); share > 0 && k.Uniform(r.key) < share {
			who = *r.Provider
		}
	}
	return who
}

// runs is who runs the last placement of a path.
func (t *tally) runs(p *path) model.Provider {
	last, s := len(p.segments)-1, &p.stays[len(p.stays)-1]
	return t.runBy(p, s, &p.segments[last], last-s.first)
}
