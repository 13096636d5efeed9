package agents

import (
	"math"

	"github.com/carecurve/carecurve/model"
)

// quantity is one true number and its posterior draws.
type quantity struct {
	group string
	truth float64
	draws []float64
}

// quantities are what intervals are held to, under given rates: hazards of
// cells and pooled, entry rates, and expected time in care by age at entry. How
// cells are weighed together, and which count (those where the fit expects an event
// or more), is told by the fit: an interval is meant given what was seen, and a choice
// by the truth would favour what lies above it.
func quantities(m *model.Model, r *rates, stays bool) (out []quantity) {
	add := func(group string, x float64) { out = append(out, quantity{group: group, truth: x}) }
	pooled := func(name string, t *model.Table, hazard func(r *rates, s int, a model.AgeBand, b int) float64) (byTime []float64) {
		sizes := [3]int{len(t.Strata), t.Ages, len(t.Clock.Edges) + 1}
		var sum, expected, exposure [3][]float64
		for f, n := range sizes {
			sum[f], expected[f], exposure[f] = make([]float64, n), make([]float64, n), make([]float64, n)
		}
		all, total, years := 0.0, 0.0, 0.0
		for i := range t.Cells {
			l := t.Factors(i)
			x := hazard(r, l[0], model.AgeBand(l[1]), l[2])
			e := t.Cells[i].Exposure
			due := e * t.Cells[i].Mean
			if due >= 1 {
				add("cells of "+name, x)
			}
			all += e * x
			total += due
			years += e
			for f := range sizes {
				sum[f][l[f]] += e * x
				expected[f][l[f]] += due
				exposure[f][l[f]] += e
			}
		}
		if total >= 1 {
			add(name+" pooled", all/years)
		}
		for f, kind := range []string{"setting", "age", "time"} {
			for l := range sum[f] {
				if sizes[f] > 1 && expected[f][l] >= 1 {
					add(name+" by "+kind, sum[f][l]/exposure[f][l])
				}
			}
		}
		return sum[2]
	}
	var byTime [model.CareBands]float64
	for f := range model.ExitFlows {
		for b, x := range pooled("leaving", &m.Exits[f], func(r *rates, s int, a model.AgeBand, b int) float64 { return r.exit[s][a][b][f] * r.exitLevel[0] }) {
			byTime[b] += x
		}
	}
	for b, x := range byTime {
		add("leaving in any way by time", x)
		// Starts of care that no return shows lie mostly so far back.
		if name := model.CareClock.Names[b]; name == "1-2y" || name == "2-3y" || name == "3-5y" {
			add("leaving in any way from one to five years", x)
		}
	}
	pooled("moving", &m.Moves, func(r *rates, s int, a model.AgeBand, b int) float64 { return r.move[s][a][b] * r.moveLevel[0] })
	pooled("plans", &m.PlanEnd, func(r *rates, _ int, a model.AgeBand, b int) float64 { return r.planEnd[a][b] * r.planEndLevel[0] })
	pooled("plans", &m.PlanToCare, func(r *rates, _ int, a model.AgeBand, b int) float64 { return r.planCare[a][b] * r.planCareLevel[0] })
	pooled("returns", &m.Returns, func(r *rates, s int, _ model.AgeBand, b int) float64 { return r.returns[s][b] })
	pooled("after care", &m.AfterCare, func(r *rates, _ int, _ model.AgeBand, b int) float64 { return r.afterCare[b] })
	for k, s := range []*model.Stream{&m.Direct, &m.UASC, &m.PlanStart} {
		of := func(r *rates) *streamRates { return []*streamRates{&r.direct, &r.uasc, &r.plans}[k] }
		name := []string{"direct", "uasc", "plan starts"}[k]
		all := 0.0
		for a := range s.Ages {
			x := of(r).age[a] * of(r).level[0]
			all += x * s.Ages[a].Exposure
			if s.Ages[a].Mean*s.Ages[a].Exposure >= 1 {
				add("entry rates by age "+name, x)
			}
		}
		add("entries "+name, all)
		add("entry rates", all)
	}
	if !stays {
		return out
	}
	for _, age := range []float64{0.3, 3, 7.5, 13, 16.5} {
		add("time in care", timeInCare(r, age))
	}
	return out
}

// timeInCare is the expected time from coming into care at an age to leaving or
// the eighteenth birthday, in years, by steps of four weeks: mass by place and
// steps since the last move.
func timeInCare(r *rates, years float64) float64 {
	const step, bins = 28.0, 66
	var mass [model.Places][bins]float64
	age := model.AgeBandOf(years)
	for p := range mass {
		mass[p][0] = r.first[model.General][age][p]
		if p > 0 {
			mass[p][0] -= r.first[model.General][age][p-1]
		}
	}
	total := 0.0
	for i := 0; ; i++ {
		at := years*model.DaysPerYear + (float64(i)+0.5)*step
		if at >= adult {
			return total / model.DaysPerYear
		}
		age := model.AgeBandOf(at / model.DaysPerYear)
		u := model.CareClock.Band((float64(i) + 0.5) * step)
		var in [model.Places]float64
		for p := range mass {
			leave := 0.0
			for _, h := range r.exit[model.Place(p).Setting()][age][u] {
				leave += h * r.exitLevel[0]
			}
			var stay, moved [model.PlacementBands]float64
			for v := range stay {
				move := r.move[p][age][v] * r.moveLevel[0]
				stay[v] = math.Exp(-(leave + move) * step)
				moved[v] = (1 - stay[v]) * move / math.Max(leave+move, 1e-300)
			}
			out := 0.0
			next := 0.0
			for b := range bins {
				m := mass[p][b]
				v := model.PlacementClock.Band((float64(b) + 0.5) * step)
				out += m * moved[v]
				left := m * stay[v]
				total += step * (m + left + m*moved[v]) / 2
				mass[p][b], next = next, left
				if b == bins-1 {
					mass[p][b] += left
				}
			}
			shares := r.nextPlaces(p, age, model.StageOf(u))
			before := 0.0
			for q := range in {
				in[q] += out * (shares[q] - before)
				before = shares[q]
			}
		}
		for q := range in {
			mass[q][0] += in[q]
		}
	}
}
