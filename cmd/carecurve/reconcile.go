package main

import (
	"fmt"
	"math"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/reports"
	"github.com/carecurve/carecurve/sim"
)

// reconciled says how the model's prices stand to what past years did cost.
func reconciled(m *model.Model) []string {
	var out []string
	for _, r := range sim.Reconcile(&m.Prices, &m.Past) {
		by, what := "by the outturn", "Care and plans"
		if !r.Accounts {
			by, what = "by the ledger", "Placements"
		}
		s := fmt.Sprintf("%s of %s cost %s %s and %s at the model's prices, %.1f %% %s", what, r.Year, reports.Pounds(r.Actual), by, reports.Pounds(r.Modelled), 100*math.Abs(r.Gap()), lessOrMore(r.Gap()))
		if !r.Accounts {
			s += fmt.Sprintf("; the ledger pays for %.0f %% of the child-days in the returns, and %s of it for placements that they don't have", 100*r.Covered, reports.Pounds(r.Unmatched))
		}
		out = append(out, s+".")
	}
	return out
}

func lessOrMore(gap float64) string {
	if gap < 0 {
		return "more"
	}
	return "less"
}

// scale closes the gap by the weekly prices, and says so.
func scale(m *model.Model) error {
	k, err := sim.Scale(&m.Prices, &m.Past)
	if err != nil {
		return errInput(err)
	}
	m.Notes = append(m.Notes, fmt.Sprintf("Weekly prices are %.4f times what the council gave, so that the last year that was reconciled costs what it did.", k))
	return nil
}
