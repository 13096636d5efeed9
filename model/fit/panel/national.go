package panel

import (
	"fmt"
	"math"

	"github.com/carecurve/carecurve/model"
)

// national is England's profile: who stands in care, and how they leave.
type national struct {
	t    table // England's figures
	year int

	general, uasc *standing
	hazard        [model.Classes]*hazards
	reasons       reasons
	// leave is the yearly rate of leaving by class and age, before 18.
	leave [model.Classes][model.AgeBands]float64
	// stays is children by class, age and place at 31 March.
	stays     stays
	lives     [model.Classes][model.AgeBands][]life // in the order in which the stock is drawn up
	later     float64                               // share of periods of care that are a later one
	returns   map[model.Exit][model.LeftBands]float64
	moves     moveProfile
	plans     planProfile
	providers [model.Places]model.ProviderShares
	uascStart float64
}

// downloads are the official downloads that hold what a fit can't do without.
var downloads = map[string]string{
	"lac_31_march": "cla_number_and_rate_per_10k_children", "lac_started": "cla_number_and_rate_per_10k_children", "lac_ceased": "cla_number_and_rate_per_10k_children",
	"lac_31_march_by_age": "national_cla_on_31_march_by_characteristics", "lac_started_by_age": "national_cla_started_to_be_looked_after",
	"lac_ceased_by_age": "la_children_who_ceased_during_the_year", "lac_ceased_by_reason": "la_children_who_ceased_during_the_year",
	"cpp_31_march": "d5_cpps_at31march_by_duration", "cpp_31_march_by_duration": "d5_cpps_at31march_by_duration",
	"cpp_started": "d3_cpps_subsequent_plan", "cpp_ended": "d1_child_protection_plans",
}

// lacking is the error of a national table that is not there, or not whole.
func lacking(measure string, year int) error {
	return fmt.Errorf("the figures %s of %d are not all there for England\nthe national profile rests on them: add the tables that hold them, such as the official download %s", measure, year, downloads[measure])
}

// missingNational says which of England's figures a fit can't do without.
func missingNational(t table, year int) error {
	for _, m := range []string{"lac_31_march", "lac_started", "lac_ceased", "cpp_31_march", "cpp_started", "cpp_ended"} {
		if t.get(year, m, "total") < 0 {
			return lacking(m, year)
		}
	}
	for m, names := range map[string][]string{
		"lac_31_march_by_age": ageNames, "lac_started_by_age": ageNames, "lac_ceased_by_age": ceaseNames,
		"cpp_31_march_by_duration": planBands,
	} {
		if list, found := t.list(year, m, names); found < len(list) {
			return lacking(m, year)
		}
	}
	if _, found := t.list(year, "lac_ceased_by_reason", reasonNames()); found < 5 {
		return lacking("lac_ceased_by_reason", year)
	}
	return nil
}

// profileOf derives the national profile of a year.
func profileOf(t table, year int) (*national, error) {
	t = t.england()
	if err := missingNational(t, year); err != nil {
		return nil, err
	}
	n := &national{t: t, year: year}
	n.fitUASC()
	n.fitGeneral()
	for c, s := range []*standing{n.general, n.uasc} {
		for a := range model.AgeBands {
			sum := 0.0
			for f := range s.exits {
				sum += s.exits[f][a]
			}
			if s.stock[a] > 0 {
				n.leave[c][a] = sum / s.stock[a]
			}
		}
	}
	n.providers = t.providers(year)
	n.orderLives()
	n.stays = n.nationalStays()
	n.fitReturns()
	n.fitMoves()
	n.fitPlans()
	return n, nil
}

// fitGeneral finds the hazards of all other children, so that who came in a
// year, staying as those hazards let them, leaves as published: by age, by
// reason and by time in care; see the package comment.
func (n *national) fitGeneral() {
	starts, _ := n.t.list(n.year, "lac_started_by_age", ageNames)
	stock, _ := n.t.list(n.year, "lac_31_march_by_age", ageNames)
	ceased, _ := n.t.list(n.year, "lac_ceased_by_age", ceaseNames)
	ages := append(append([]float64(nil), ceased[:4]...), ceased[4]+ceased[5])
	fromUASC := uascAges(n.uascStart)
	uascScale := 1.0
	if s := n.t.uascStock(n.year); s > 0 && total(n.uasc.stock[:]) > 0 {
		uascScale = s / total(n.uasc.stock[:])
	}
	// Ceases of unaccompanied children in all are published: the model's are
	// scaled to them before they are taken off.
	known := 1.0
	if c := n.t.get(n.year, "lac_ceased_by_uasc", "uasc"); c > 0 {
		known = c / (n.uasc.leaving() + n.uasc.adults)
	}
	for a := range ages {
		starts[a] = max(starts[a]-fromUASC[a], 0)
		stock[a] = max(stock[a]-uascScale*n.uasc.stock[a], 1)
		for f := range n.uasc.exits {
			ages[a] = max(ages[a]-known*n.uasc.exits[f][a], 1)
		}
	}
	n.reasons = n.t.reasons(n.year, nil)
	flows := n.reasons.flow
	for f := range n.uasc.exits {
		flows[f] = max(flows[f]-known*total(n.uasc.exits[f][:]), 1)
	}
	scale := total(ages) / total(flows[:])
	for f := range flows {
		flows[f] *= scale
	}
	duration, found := n.t.list(n.year, "lac_ceased_by_period_of_care_duration", careDurations)
	for i := range duration {
		duration[i] = max(duration[i]-known*n.uasc.duration[i], 1)
	}
	in := parts(starts, withinBands)
	var byAge, tilt [model.AgeBands]float64
	var byFlow [model.ExitFlows]float64
	var byCare [9]float64
	fillWith(byAge[:], 1)
	fillWith(tilt[:], 1)
	fillWith(byFlow[:], 0.1)
	fillWith(byCare[:], 1)
	var s *standing
	var h *hazards
	for range 150 {
		h = newHazards(func(f, a, k int) float64 {
			mid := (steps[k] + steps[k+1]) / 2
			x := byFlow[f] * byAge[a] * byCare[bandOf(careEdges, mid)]
			return x * exitShape[f].age[a] * exitShape[f].care[model.CareClock.Band(mid)]
		})
		early := [model.AgeBands]float64{}
		s = stand(in, h, func(a model.AgeBand, days float64) float64 {
			if days < model.DaysPerYear {
				return 1
			}
			return tilt[a]
		})
		for _, l := range s.lives {
			if l.days < model.DaysPerYear {
				early[model.AgeBandOf(l.age)] += l.weight
			}
		}
		const step = 0.6
		for a := range tilt {
			got := 0.0
			for f := range s.exits {
				got += s.exits[f][a]
			}
			byAge[a] *= math.Pow(ages[a]/math.Max(got, 1e-9), step)
			if late := s.stock[a] - early[a]; late > 0 {
				want := math.Max(stock[a]-early[a], 0.1*stock[a])
				tilt[a] *= math.Pow(want/late, step)
				tilt[a] = math.Min(math.Max(tilt[a], 0.5), 2)
			}
		}
		for f := range byFlow {
			byFlow[f] *= math.Pow(flows[f]/math.Max(total(s.exits[f][:]), 1e-9), step)
		}
		if found == len(careDurations) {
			whole := (s.leaving() + s.adults) / total(duration)
			for d := range byCare {
				byCare[d] *= math.Pow(whole*duration[d]/math.Max(s.duration[d], 1e-9), step/2)
				byCare[d] = math.Min(math.Max(byCare[d], 0.2), 6)
			}
		}
	}
	n.general, n.hazard[model.General] = s, h
}

func fillWith(x []float64, v float64) {
	for i := range x {
		x[i] = v
	}
}
