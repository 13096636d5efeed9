package fit

import (
	"math"

	"github.com/carecurve/carecurve/model"
)

// siblings estimates how often brothers and sisters who came together also
// share what follows: of the pairs in which one's case ended while both were
// open, the share in which the other's ended on the same day. Each of the two
// follows the family's luck with the square root of it. behind is how many pairs each
// rests on.
func siblings(h *model.History, w window) (out struct{ Plan, Care float64 }, behind struct{ Plan, Care model.Cases }) {
	type fate struct {
		end  model.Date // zero if open
		same int        // kind of end
	}
	type family struct {
		on   model.Date
		name string
	}
	plans, care := map[family][]fate{}, map[family][]fate{}
	for i := range h.Children {
		c := &h.Children[i]
		for j := range c.Plans {
			if p := &c.Plans[j]; !p.Referral.IsZero() {
				f := family{p.Start, p.Referral.String()}
				plans[f] = append(plans[f], fate{end: p.End})
			}
		}
		for j := range c.Periods {
			if p := &c.Periods[j]; p.Family != "" && p.StartKnown && p.Exit != model.ExitAged18 {
				f := family{p.Start, p.Family}
				care[f] = append(care[f], fate{p.End, int(p.Exit)})
			}
		}
	}
	share := func(families map[family][]fate) (float64, model.Cases) {
		pairs, together := 0.0, 0.0
		for _, list := range families {
			for i, a := range list {
				for _, b := range list[i+1:] {
					first := a.end
					if first.IsZero() || (!b.end.IsZero() && b.end < first) {
						first = b.end
					}
					if first.IsZero() || !w.within(first) {
						continue
					}
					pairs++
					if a == b {
						together++
					}
				}
			}
		}
		// Two pairs at one half keep a handful of families from saying 0 or 1.
		return math.Sqrt((together + 1) / (pairs + 2)), 2 + cases(pairs)
	}
	out.Plan, behind.Plan = share(plans)
	out.Care, behind.Care = share(care)
	return out, behind
}
