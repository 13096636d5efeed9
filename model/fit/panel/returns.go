package panel

import (
	"math"

	"github.com/carecurve/carecurve/model"
)

// leaverYears is how far back children who left care are followed.
const leaverYears = 8

// leaver is children who left a while ago, in expectation.
type leaver struct {
	by    model.Exit
	age   float64 // now
	years float64 // since leaving
	n     float64 // not back yet
}

// exitsBy is who leaves in a year by way out and age at leaving, given ceases
// by reason; the ages are the national profile's.
func (n *national) exitsBy(r *reasons) map[model.Exit][model.AgeBands]float64 {
	out := map[model.Exit][model.AgeBands]float64{}
	for f := range r.flow {
		ages := normalise(n.general.exits[f][:])
		switch model.ExitFlow(f) {
		case model.FlowHome, model.FlowSGO, model.FlowAdoption:
			e := [...]model.Exit{model.ExitHome, model.ExitSGO, model.ExitAdoption}[f]
			row := out[e]
			for a := range row {
				row[a] = r.flow[f] * ages[a]
			}
			out[e] = row
		default:
			for k, e := range model.OtherExits {
				row := out[e]
				for a := range row {
					row[a] = r.other[k] * ages[a]
				}
				out[e] = row
			}
		}
	}
	return out
}

// leavers spreads yearly exits over the years since, less who has come of age
// or come back.
func leavers(exits map[model.Exit][model.AgeBands]float64, hazards map[model.Exit][model.LeftBands]float64) []leaver {
	var out []leaver
	for e := range model.Exits {
		by := model.Exit(e)
		h, returns := hazards[by]
		if !returns || by == model.ExitAdoption {
			continue
		}
		for a := range model.AgeBands {
			from, to := model.AgeSpan(model.AgeBand(a))
			const ages = 4
			for i := range ages {
				age := from + (to-from)*(float64(i)+0.5)/ages
				alive := exits[by][a] / ages
				for t := 0.0; t < leaverYears; {
					dt := 0.25
					if t >= 1 {
						dt = 0.5
					}
					rate := h[model.LeftClock.Band((t+dt/2)*model.DaysPerYear)]
					if age+t+dt/2 >= model.AdultAge {
						break
					}
					kept := alive * math.Exp(-rate*dt)
					out = append(out, leaver{by, age + t + dt/2, t + dt/2, (alive + kept) / 2 * dt})
					alive = kept
					t += dt
				}
			}
		}
	}
	return out
}

// back is the returns a year of leavers, by present age.
func back(list []leaver, hazards map[model.Exit][model.LeftBands]float64) (out [model.AgeBands]float64) {
	for _, l := range list {
		h := hazards[l.by]
		out[model.AgeBandOf(l.age)] += l.n * h[model.LeftClock.Band(l.years*model.DaysPerYear)]
	}
	return out
}

// laterDefault stands in for the share of ceases that end a second or later
// period of care: 11 % in 2022-23.
const laterDefault = 0.11

// fitReturns scales the assumed hazards of coming back, so that England's
// returns are the published share of periods of care that are a second or
// later one.
func (n *national) fitReturns() {
	n.later = laterDefault
	const m = "lac_ceased_by_number_of_periods_of_care"
	if one := n.t.get(n.year, m, "1:total"); one > 0 {
		if all := n.t.get(n.year, "lac_ceased", "total"); all > one {
			n.later = 1 - one/all
		}
	}
	exits := n.exitsBy(&n.reasons)
	want := n.later * n.t.get(n.year, "lac_started", "total") * (1 + SecondStarts)
	lo, hi := 0.1, 10.0
	for range 40 {
		x := math.Sqrt(lo * hi)
		n.returns = scaledReturns(x)
		got := back(leavers(exits, n.returns), n.returns)
		if total(got[:]) < want {
			lo = x
		} else {
			hi = x
		}
	}
}

func scaledReturns(x float64) map[model.Exit][model.LeftBands]float64 {
	out := map[model.Exit][model.LeftBands]float64{}
	for e, h := range returnShape {
		for b := range h {
			h[b] *= x
		}
		out[e] = h
	}
	return out
}

// returnTable puts the hazards into the model, as sure as the council's own
// leavers of so many years would make them.
func (n *national) returnTable(m *model.Model, list []leaver) {
	var names []string
	for e := range model.Exits {
		names = append(names, model.Exit(e).String())
	}
	m.Returns = model.NewTable(names, 1, model.LeftClock)
	m.Returns.Weight = ownWeight
	var lived [model.Exits][model.LeftBands]float64
	for _, l := range list {
		lived[l.by][model.LeftClock.Band(l.years*model.DaysPerYear)] += l.n
	}
	for e := range model.Exits {
		for b := range model.LeftBands {
			*m.Returns.At(e, 0, b) = borrowed(n.returns[model.Exit(e)][b], ownYears*lived[e][b])
		}
	}
}
