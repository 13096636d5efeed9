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
				r[f][model.Settings][a][b] = meanHazard(n.hazard[model.UASC][f][a], b)
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

// own bends the rates to an authority: unaccompanied children leave as its own
// figures of them tell, and the ways out are mixed as its ceases of the last
// years were, each leaning on England's by as much as ten ceases.
func (r *careRates) own(n *national, t table, year int, s *stays, uasc *hazards, leaving float64) {
	var seen, due [model.ExitFlows]float64
	for y := year - recent + 1; y <= year; y++ {
		if t.get(y, "lac_ceased", "total") < 0 {
			continue
		}
		own := t.reasons(y, n)
		for f, x := range own.flow {
			seen[f] += x
		}
	}
	// Unaccompanied children's ways out are apart: nearly all "other".
	seen[model.FlowOther] = max(seen[model.FlowOther]-recent*0.9*leaving, 0.1*seen[model.FlowOther])
	for a := range s[model.General] {
		for p, x := range s[model.General][a] {
			by := n.meanExits(r, model.General, a, model.Place(p))
			for f := range due {
				due[f] += x * by[f]
			}
		}
	}
	if total(seen[:]) > 0 && total(due[:]) > 0 {
		scale := total(seen[:]) / total(due[:])
		const lean = 10
		for f := range r {
			weight := lean * due[f] / total(due[:])
			if due[f] <= 0 {
				continue
			}
			ratio := (seen[f] + weight) / (scale*due[f] + weight)
			for st := range model.Settings {
				for a := range r[f][st] {
					for b := range r[f][st][a] {
						r[f][st][a][b] *= ratio
					}
				}
			}
		}
	}
	for f := range r {
		for a := range model.AgeBands {
			for b := range model.CareBands {
				r[f][model.Settings][a][b] = meanHazard(uasc[f][a], b)
			}
		}
	}
}

// scaleUASC multiplies unaccompanied children's rates.
func (r *careRates) scaleUASC(by float64) {
	for f := range r {
		for a := range r[f][model.Settings] {
			for b := range r[f][model.Settings][a] {
				r[f][model.Settings][a][b] *= by
			}
		}
	}
}
