package fit

import (
	"math"
	"testing"

	"github.com/carecurve/carecurve/model"
)

// Pairs who came together, by hand: only where one's case ended in the window
// does the pair count, and it shares its fate where both ended alike on one day.
func TestSiblingsByHand(t *testing.T) {
	t.Parallel()
	home, other := model.ExitHome, model.ExitSGO
	family := func(name, from string, ends ...model.PeriodOfCare) (out []model.Child) {
		for _, p := range ends {
			p.Family, p.Start = name, on(from)
			out = append(out, born("2015-01-01", p))
		}
		return out
	}
	end := func(day string, e model.Exit) model.PeriodOfCare { return stay("2023-01-01", day, e) }
	unknown := end("2023-06-01", home)
	unknown.StartKnown = false
	h := planned()
	for _, list := range [][]model.Child{
		family("a", "2023-01-01", end("2023-06-01", home), end("2023-06-01", home), end("2023-07-01", home)), // 3 pairs, 1 alike
		family("b", "2023-01-01", end("2023-06-01", home), end("2023-06-01", other)),                         // 1 pair
		family("c", "2023-01-01", end("", 0), end("2023-06-01", home)),                                       // 1 pair
		family("d", "2023-01-01", end("", 0), end("", 0)),                                                    // both go on
		family("e", "2023-01-01", end("2023-03-31", home), end("2023-06-01", home)),                          // before the window
		family("e", "2023-02-01", end("2023-06-01", home)),                                                   // came another day
		family("f", "2023-01-01", end("2024-03-31", home), end("2024-04-09", home)),                          // 1 pair
		family("g", "2023-01-01", end("2024-04-01", home), end("2024-04-01", home)),                          // after it
		family("h", "2023-01-01", end("2023-06-01", model.ExitAged18), end("2023-06-01", model.ExitAged18)),  // no fate
		family("i", "2023-01-01", end("2023-06-01", home), unknown),                                          // not known to have come together
		family("", "2023-01-01", end("2023-06-01", home), end("2023-06-01", home)),                           // no family
	} {
		h.Children = append(h.Children, list...)
	}
	for _, ends := range []string{"2023-08-01", "2023-08-01", "2023-08-01", "2023-09-01"} { // 6 pairs, 3 alike
		p := plan("2023-01-01", ends)
		p.Referral = on("2022-12-01")
		h.Children = append(h.Children, onPlan("2015-01-01", p))
	}
	later := plan("2023-02-01", "2023-08-01") // the same case, another start
	later.Referral = on("2022-12-01")
	h.Children = append(h.Children, onPlan("2015-01-01", later, plan("2023-08-05", "2023-09-01")), onPlan("2015-01-01", plan("2023-08-05", "2023-09-01")))
	got, rest := siblings(h, windowOf(h))
	near(t, "pairs in care", float64(rest.Care), 2+6, 0)
	near(t, "pairs on plans", float64(rest.Plan), 2+6, 0)
	near(t, "shared care", got.Care, math.Sqrt((1.0+1)/(3+1+1+1+2)), 1e-12)
	near(t, "shared plans", got.Plan, math.Sqrt((3.0+1)/(6+2)), 1e-12)
}
