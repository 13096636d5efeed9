package panel

import (
	"math"

	"github.com/carecurve/carecurve/model"
)

// reasons is ceases in a year by reason: the flows, and what FlowOther parts
// into, before the eighteenth birthday.
type reasons struct {
	flow  [model.ExitFlows]float64
	other [len(model.OtherExits)]float64
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
