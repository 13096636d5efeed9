package markov

import (
	"math"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// Who runs a placement changes no hazard. So of those in a place a provider has its
// share, but for the stock's children while they stay where they are on the data
// date: theirs is known. A book's lines hold, by provider, what that adds to the
// shares, so that a provider's column is a weighted sum of places and of it.

// runBy is the measure of a provider's children.
func runBy(m *model.Model, k model.Provider) measure {
	out := measure{thinned: true}
	for p := range model.Places {
		out.sum, out.weight = append(out.sum, p), append(out.weight, m.Provider[p].Mean[k])
	}
	out.sum, out.weight = append(out.sum, providerAt+int(k)), append(out.weight, 1)
	return out
}

// runBy notes who runs the placement of a child of the stock; where that is not
// known it may be any provider of the place.
func (a *alike) runBy(m *model.Model, c *model.StockChild) {
	if k, ok := model.ProviderOf(c.Provider); ok {
		a.who[k] = 1
	} else {
		a.who = m.Provider[c.Place].Mean
	}
	for k, x := range a.who {
		a.whoSquare[k] = x * x
	}
}

// keeps notes how likely one of some children who are alike is still in the
// placement of the data date.
func (f *follower) keeps(c *alike, date int, kept float64) {
	f.kept[date] = kept
	usual := &f.programme.Model.Provider[c.place].Mean
	for k, x := range &c.who {
		f.single[date][providerAt+k] = kept * (x - usual[k])
	}
}

// apart adds to the squares of those who are alike what providers add that they do
// not share.
func (f *follower) apart(a *alike) {
	if !f.variances {
		return
	}
	for i := range f.measures {
		m := &f.measures[i]
		if !m.thinned {
			continue
		}
		k := m.sum[len(m.sum)-1] - providerAt
		if x := a.whoSquare[k] - a.who[k]*a.who[k]; x > 0 {
			for d, kept := range f.kept {
				f.total.squares[i][d] += a.n * x * kept * kept
			}
		}
	}
}

// aboveOf is what a child's placement of the data date costs above what new ones
// there do on average: from the start on, and by how much that changes later.
func (r *run) aboveOf(c *model.StockChild) []sim.OwnPrice {
	prices := &r.programme.Prices
	own := sim.OwnPrices(prices, r.cal.Start, c)
	if own == nil {
		k, ok := model.ProviderOf(c.Provider)
		if !ok {
			return nil // as new ones
		}
		own = []sim.OwnPrice{{Above: prices.Dearer(c.Place, k)}}
	}
	before := r.dearer[c.Place]
	var out []sim.OwnPrice
	for _, x := range own {
		if x.Above != before {
			out = append(out, sim.OwnPrice{From: x.From, Above: x.Above - before})
		}
		before = x.Above
	}
	return out
}

// worth adds what some children who are alike cost above others while they stay in
// the placement of the data date, whose shares stand in the walk's rows.
func (f *follower) worth(c *alike, knots []float64) {
	for _, x := range c.above {
		y, kept := 0, f.care.kept
		add := func(nights float64) {
			if y < len(f.total.usage) {
				f.total.usage[y].above[c.place] += nights * x.Above
			}
		}
		begun := x.From <= 0
		if begun {
			add(-0.5)
		}
		for k := 1; k < len(knots); k++ {
			from, to := knots[k-1], knots[k]
			if to > x.From {
				at := kept[k-1]
				if !begun {
					at += (kept[k] - at) * (x.From - from) / (to - from)
					add(-at / 2)
					begun = true
				}
				add((to - math.Max(from, x.From)) / 2 * (at + kept[k]))
			}
			if to >= float64(f.cal.Bounds[y+1])-instant {
				if begun {
					add(kept[k] / 2)
				}
				y++
				if begun {
					add(-kept[k] / 2)
				}
			}
		}
	}
}
