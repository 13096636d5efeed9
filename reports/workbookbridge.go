package reports

import (
	"fmt"
	"slices"

	"github.com/carecurve/carecurve/sim"
)

// bridgeSheet is bridge.csv with formulas: openings point at the medium-term
// table, closings are the sum of what stands before them, and the last column
// checks them against the table.
func bridgeSheet(s *sheet, in *Input) {
	st := s.book.style
	p := in.Projection
	s.columns(34, 24, 11, 11, 16)
	s.freeze(2, 2)
	s.put(textCell(st.title, "Bridge: what moves expected net cost, pounds, mean"))
	s.heads(4, "Bridge", "Scenario", "From", "To", "Opening", "Volume", "Mix", "Price", "Timing", "Own costs", "Closing", "Closing minus the medium-term table")
	rows := bridgeRows(in)
	if p.Published {
		s.put(textCell(st.note, "Left out of what is published: it works with exact amounts."))
		return
	}
	if len(rows) == 0 {
		s.put(textCell(st.note, "There is nothing to show: it takes prices."))
		return
	}
	first := s.row + 1
	for _, r := range rows {
		what, from := "From one year to the next", r.Scenario
		if r.Kind == "plan" {
			what, from = "From the baseline to the plan", p.Scenarios[0].Name
		}
		at := s.row + 1
		list := []any{textCell(st.text, what), textCell(st.text, r.Scenario), textCell(st.text, r.From), textCell(st.text, r.To),
			formula(st.pounds, netCost(p, from, r.From), r.Bridge.From)}
		closing := r.Bridge.From
		for _, x := range r.Parts() {
			list = append(list, number(st.pounds, x))
			closing += x
		}
		list = append(list,
			formula(st.poundsBold, fmt.Sprintf("SUM(%s:%s)", cellName(5, at), cellName(10, at)), closing),
			formula(st.pounds, fmt.Sprintf("ROUND(%s-%s,2)", cellName(11, at), netCost(p, r.Scenario, r.To)), 0))
		s.put(list...)
	}
	s.book.name("Bridges", s.name, cellName(1, first-1), cellName(11, s.row))
	s.blank()
	for _, x := range bridgeParts {
		s.put(textCell(st.labelBold, x.name), textCell(st.text, x.what))
	}
}

// netCost is a formula for a scenario's net cost of a financial year in the
// medium-term table, by the name of its cells.
func netCost(p *sim.Projection, scenario, year string) string {
	y := slices.IndexFunc(p.Years, func(y sim.Year) bool { return y.Year.String() == year })
	return fmt.Sprintf("INDEX(%s,1,%d)", rangeName("Net_cost_"+scenario), y+1)
}
