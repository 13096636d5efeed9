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
	uascStart float64
}

// reasons is ceases in a year by reason: the flows, and what FlowOther parts
// into, before the eighteenth birthday.
type reasons struct {
	flow  [model.ExitFlows]float64
	other [len(model.OtherExits)]float64
}

// missingNational says which of England's figures a fit can't do without.
func missingNational(t table, year int) error {
	for _, m := range []string{"lac_31_march", "lac_started", "lac_ceased", "cpp_31_march", "cpp_started", "cpp_ended"} {
		if t.get(year, m, "total") < 0 {
			return fmt.Errorf("England's figure %s of %d is missing\nthe national profile rests on it: give the whole set of published tables", m, year)
		}
	}
	for m, names := range map[string][]string{
		"lac_31_march_by_age": ageNames, "lac_started_by_age": ageNames, "lac_ceased_by_age": ceaseNames,
		"cpp_31_march_by_duration": planBands, "cpp_ended_by_duration": planBands,
	} {
		if list, found := t.list(year, m, names); found < len(list) {
			return fmt.Errorf("England's figures %s of %d are not all there\nthe national profile rests on them: give the whole set of published tables", m, year)
		}
	}
	if _, found := t.list(year, "lac_ceased_by_reason", reasonNames()); found < 5 {
		return fmt.Errorf("England's figures lac_ceased_by_reason of %d are missing\nthe national profile rests on them: give the whole set of published tables", year)
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
	n.orderLives()
	n.stays = n.nationalStays()
	n.fitReturns()
	n.fitMoves()
	n.fitPlans()
	return n, nil
}

// uascStarts is England's or an authority's unaccompanied children who
// started in a year: as published, or by their number in care about then.
func (t table) uascStarts(year int) (float64, bool) {
	if v := t.get(year, "lac_started_by_uasc", "uasc"); v >= 0 {
		return v, true
	}
	if all, rest := t.get(year, "lac_started", "total"), t.get(year, "lac_started_by_uasc", "non_uasc"); all >= 0 && rest >= 0 {
		return max(all-rest, 0), true
	}
	if v := t.uascStock(year); v >= 0 {
		return v * 0.95, false
	}
	return 0, false
}

// uascStock is the unaccompanied children in care on 31 March, or −1.
func (t table) uascStock(year int) float64 {
	if v := t.get(year, "lac_31_march_by_uasc", "uasc"); v >= 0 {
		return v
	}
	if all, rest := t.get(year, "lac_31_march", "total"), t.get(year, "lac_31_march_by_uasc", "non_uasc"); all >= 0 && rest >= 0 {
		return max(all-rest, 0)
	}
	return -1
}

// fitUASC finds England's unaccompanied children.
func (n *national) fitUASC() {
	n.uascStart, _ = n.t.uascStarts(n.year)
	n.hazard[model.UASC], n.uasc = unaccompanied(n.t, n.year, uascUsual)
}

// uascUsual is the yearly hazard of leaving before 18 where the figures don't
// tell it.
const uascUsual = 0.2

// unaccompanied finds the hazard with which unaccompanied children leave
// before their eighteenth birthday: given who came in each year, as many must
// be in care as are published. It is taken as three times as high in the first
// quarter of a year, when many move to another authority.
func unaccompanied(t table, year int, usual float64) (*hazards, *standing) {
	starts, _ := t.uascStarts(year)
	base := starts
	if base < 1 {
		base = 1 // none came of late: a pattern is needed all the same
	}
	in := parts(uascAges(base), uascWithin)
	var before [model.AdultAge + 1]float64 // arrivals so many years ago, against now
	for y := range before {
		before[y] = 1
		if then, _ := t.uascStarts(year - y); then > 0 && starts >= 1 {
			before[y] = then / base
		}
	}
	tilt := func(_ model.AgeBand, days float64) float64 { return before[int(days/model.DaysPerYear)] }
	build := func(x float64) *hazards {
		return newHazards(func(f, a, k int) float64 {
			h := x
			if steps[k+1] <= 91 {
				h *= 3
			}
			switch model.ExitFlow(f) {
			case model.FlowOther:
				return 0.9 * h
			case model.FlowHome:
				return 0.1 * h
			}
			return 0
		})
	}
	want := t.uascStock(year)
	lo, hi := usual/5, usual*20
	if want < uascTold || starts < uascTold {
		lo, hi = usual, usual
	}
	for hi > lo*1.0001 {
		mid := math.Sqrt(lo * hi)
		s := stand(in, build(mid), tilt)
		if total(s.stock[:]) > want {
			lo = mid
		} else {
			hi = mid
		}
	}
	h := build(math.Sqrt(lo * hi))
	return h, stand(in, h, tilt)
}

// uascTold is how many unaccompanied children it takes for an authority's own
// figures to tell how they leave.
const uascTold = 20

func uascAges(starts float64) []float64 {
	return []float64{0, 0, 0.01 * starts, (1 - uasc16 - 0.01) * starts, uasc16 * starts}
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

// reasonsOf are the published reasons of ceasing behind each way out before
// the eighteenth birthday. What the reasons of all ages hold beside them is
// among adults, or unknown, and fills ExitOther up.
var reasonsOf = map[model.Exit][]string{
	model.ExitHome:     {"returned_home_planned", "returned_home_unplanned"},
	model.ExitSGO:      {"special_guardianship"},
	model.ExitAdoption: {"adopted"},
	model.ExitCAO:      {"child_arrangements_order"},
	model.ExitCustody:  {"custody"},
	model.ExitOtherLA:  {"care_taken_by_other_la"},
	model.ExitDied:     {"died"},
	model.ExitOther:    {"left_to_live_with_no_pr", "remand_ended", "moved_abroad", "age_assessed_18_plus"},
}

func reasonNames() []string {
	var out []string
	for e := range model.Exits {
		out = append(out, reasonsOf[model.Exit(e)]...)
	}
	return out
}

// reasons is ceases before the eighteenth birthday by way out. Missing figures
// of an authority share what the published ones leave, in England's
// proportions, which like gives; England has none missing that matter.
func (t table) reasons(year int, like *national) reasons {
	young := t.under18(year)
	names := reasonNames()
	list, found := t.list(year, "lac_ceased_by_reason", names)
	if home := t.get(year, "lac_ceased_by_reason", "returned_home"); home >= 0 && list[0] < 0 && list[1] < 0 {
		list[0], list[1] = home, 0 // up to 2014
	}
	if like == nil {
		list = positive(list)
		list = append(list, math.Max(young-total(list), 0))
	} else {
		shares, _ := like.t.list(like.year, "lac_ceased_by_reason", names)
		shares = positive(shares)
		shares = append(shares, math.Max(like.t.under18(like.year)-total(shares), 0))
		if found == 0 && young < 0 {
			young = 0
		}
		list = fill(append(list, -1), young, normalise(shares))
	}
	by := map[model.Exit]float64{}
	i := 0
	for e := range model.Exits {
		for range reasonsOf[model.Exit(e)] {
			by[model.Exit(e)] += list[i]
			i++
		}
	}
	by[model.ExitOther] += list[i]
	var r reasons
	for e, x := range by {
		if f, ok := model.ExitFlowOf(e); ok {
			r.flow[f] += x
		}
	}
	for k, e := range model.OtherExits {
		r.other[k] = by[e]
	}
	return r
}

// under18 is a year's ceases before the eighteenth birthday; where the adults
// among them are suppressed, England's share of them.
func (t table) under18(year int) float64 {
	all := t.get(year, "lac_ceased", "total")
	if all < 0 {
		return -1
	}
	if adults := t.get(year, "lac_ceased_by_age", "18_plus"); adults >= 0 {
		return all - adults
	}
	list, _ := t.list(year, "lac_ceased_by_age", ceaseNames)
	like, found := t.england().list(year, "lac_ceased_by_age", ceaseNames)
	if found < len(ceaseNames) {
		return all * 0.6
	}
	full := fill(list, all, normalise(like))
	return all - full[len(full)-1]
}
