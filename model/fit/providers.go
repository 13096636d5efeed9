package fit

import (
	"math"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/model/estimate"
)

// fitProviders estimates who runs placements, by setting and location: Dirichlet
// shares of the placements that began in the window, each location leaning on its
// setting as far as the data say (decisions/0009). Where the records name no
// provider at all the model knows none.
func fitProviders(m *model.Model, h *model.History, w window) {
	rows := make([][]float64, model.Places)
	for p := range rows {
		rows[p] = make([]float64, model.Providers)
	}
	named := 0.0
	for ci := range h.Children {
		for pi := range h.Children[ci].Periods {
			p := &h.Children[ci].Periods[pi]
			for i := range p.Placements {
				pl := &p.Placements[i]
				who, ok := model.ProviderOf(pl.Provider)
				if !ok || !w.within(pl.Start) || i == 0 && !p.StartKnown {
					continue
				}
				rows[model.PlaceOf(pl.Setting, pl.Location)][who]++
				named++
			}
		}
	}
	if named == 0 {
		return
	}
	prior := make([][]float64, model.Places)
	for p := range prior {
		s := model.Place(p).Setting()
		all := make([]float64, model.Providers)
		for l := range model.Locations {
			for k, n := range rows[model.PlaceOf(s, model.Location(l))] {
				all[k] += n
			}
		}
		usual := make([]float64, model.Providers)
		usual[model.UsualProvider(s)] = 1
		prior[p] = normal(all, usual)
	}
	weight := estimate.DirichletWeight(rows, prior, 0.5, 1e4)
	for p, row := range rows {
		m.Provider[p] = providerShares(row, prior[p], weight)
	}
}

// providerShares is the posterior of a row of counts about its prior mean, with
// counts below five hidden as in [lean].
func providerShares(row, prior []float64, weight float64) (s model.ProviderShares) {
	seen := 0.0
	for _, c := range row {
		seen += c
	}
	hideFew(row, prior)
	n := weight
	for _, c := range row {
		n += c
	}
	for k, c := range row {
		s.Mean[k] = (c + weight*prior[k]) / n
	}
	inSteps(s.Mean[:])
	if s.Seen = seen; seen > 0 && seen < fewEvents {
		s.Seen = few
	}
	s.Weight = math.Max(1, math.Round(weight+s.Seen))
	return s
}
