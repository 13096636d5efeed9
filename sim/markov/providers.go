package markov

import "github.com/carecurve/carecurve/model"

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
