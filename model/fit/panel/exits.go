package panel

import "github.com/carecurve/carecurve/model"

// careRates are the yearly hazards of leaving in the form of the model's
// tables: by class or setting, age and band of the time in care.
type careRates [model.ExitFlows][model.Settings + 1][model.AgeBands][model.CareBands]float64

// exitRates turns the profile into rates by setting: within an age and band, a
// setting's rate is the profile's times what exitSetting says, scaled so that
// England's mix of settings at that age gives the profile back. Adoptions
// happen from adoptive placements, at one rate an age.
func (n *national) exitRates() *careRates {
	r := &careRates{}
	for f := range r {
		for a := range model.AgeBands {
			var mix [model.Settings]float64
			for p, x := range n.stays[model.General][a] {
				mix[model.Place(p).Setting()] += x
			}
			share := normalise(mix[:])
			mean := 0.0
			for s := range share {
				mean += share[s] * exitSetting[f][s]
			}
			rate := 0.0
			for b := range model.CareBands {
				g := n.general
				if e := g.exposure[a][b]; e > 1 {
					rate = g.events[f][a][b] / e
				}
				for s := range model.Settings {
					x := 0.0
					if mean > 0 {
						x = rate * exitSetting[f][s] / mean
					}
					if model.ExitFlow(f) == model.FlowAdoption {
						x = 0
						if model.Setting(s) == model.Adoptive && mix[s] > 0 {
							x = min(total(g.exits[f][a:a+1])/mix[s], 4)
						}
					}
					r[f][s][a][b] = x
				}
				u := n.hazard[model.UASC]
				r[f][model.Settings][a][b] = meanHazard(u[f][a], b)
			}
		}
	}
	return r
}

// meanHazard averages a hazard by step over a band of the time in care.
func meanHazard(h []float64, band int) float64 {
	sum, width := 0.0, 0.0
	for k := range h {
		if mid := (steps[k] + steps[k+1]) / 2; model.CareClock.Band(mid) == band {
			sum += h[k] * (steps[k+1] - steps[k])
			width += steps[k+1] - steps[k]
		}
	}
	return sum / width
}

// exitTables put the rates into the model. Their exposure is what the council
// itself would show in five years, so that the shape is as uncertain as if it
// had been learnt from its own records; exposure(stratum, age, band) is
// children in a cell.
func (r *careRates) tables(m *model.Model, exposure func(s, a, b int) float64) {
	for f := range m.Exits {
		m.Exits[f] = model.NewTable(model.ExitStrata(), model.AgeBands, model.CareClock)
		m.Exits[f].Weight = ownWeight
		for s := range model.Settings + 1 {
			for a := range model.AgeBands {
				for b := range model.CareBands {
					*m.Exits[f].At(s, model.AgeBand(a), b) = borrowed(r[f][s][a][b], ownYears*exposure(s, a, b))
				}
			}
		}
	}
}

// Borrowed rates count as if a council's own records of so many years had
// given them, with a backbone of so many child-years a cell.
const (
	ownYears  = 5
	ownWeight = 20
)

// borrowed is a rate taken from elsewhere, as sure as so much exposure.
func borrowed(mean, exposure float64) model.Rate {
	return model.Rate{Occurrences: mean * exposure, Exposure: exposure, Mean: mean}
}
