package document

import "github.com/carecurve/carecurve/model"

// providers writes who runs placements, one place a line; nothing where it is
// not known.
func (e *emitter) providers(m *model.Model) {
	if m.Provider == ([model.Places]model.ProviderShares{}) {
		return
	}
	e.section("Who runs a placement, by where it is", "provider")
	for p := range m.Provider {
		s := &m.Provider[p]
		place := model.Place(p).String()
		if !s.Known() {
			continue
		}
		pairs := e.shares("providers of "+place, s.Mean[:], 1, shareScale, func(i int) string { return model.Provider(i).String() })
		e.line(1, "- {place: %s, placements: %s, weight: %s, mean: {%s}}", place, e.rate("placements", s.Seen), e.rate("weight", s.Weight), pairs)
	}
}

// providerFile reads what providers writes. A place that is not there is not
// known, and a file of an earlier fit has none.
type providerFile struct {
	to *[model.Places]model.ProviderShares
}

func (f *providerFile) UnmarshalDocument(n Node) {
	var list []struct {
		Origin
		Place  model.Place               `yaml:"place,required"`
		Seen   amount                    `yaml:"placements"`
		Weight amount                    `yaml:"weight,required"`
		Mean   map[model.Provider]amount `yaml:"mean,required"`
	}
	if !n.Decode(&list) {
		return
	}
	for i := range list {
		row := &list[i]
		to := &f.to[row.Place]
		switch {
		case to.Known():
			n.report(row.Fault("place", "the same place stands twice", "keep one of the two"))
			continue
		case row.Weight <= 0:
			n.report(row.Fault("weight", "the weight of shares is 0", "write a number above 0: how many placements they count for"))
			continue
		}
		to.Seen, to.Weight = float64(row.Seen), float64(row.Weight)
		for p, v := range row.Mean {
			to.Mean[p] = float64(v)
		}
		toSum(n, row.At("mean"), "the shares", to.Mean[:], 1)
	}
}
