package reports

import (
	"github.com/carecurve/carecurve/sim"
)

// moneyTables are the tables for the finance officer: the baseline's medium
// term and its bridge from year to year, and each scenario's bridge from the
// baseline and savings plan. Those without rows are left out.
func moneyTables(in *Input) []grid {
	p := in.Projection
	all := []grid{mediumTermTable(in, &p.Scenarios[0]), bridgeTable(in, "year", p.Scenarios[0].Name)}
	for i := 1; i < len(p.Scenarios); i++ {
		all = append(all, planTable(in, p.Scenarios[i].Name), bridgeTable(in, "plan", p.Scenarios[i].Name))
	}
	var out []grid
	for _, g := range all {
		if len(g.Rows) > 0 {
			out = append(out, g)
		}
	}
	return out
}

// mediumTermTable is a scenario's expected cost by line and year, with gross
// cost, income and net cost below. Lines without money are left out.
func mediumTermTable(in *Input, o *sim.Outcome) grid {
	p := in.Projection
	g := grid{Caption: "Medium term by line, " + o.Name + " (mean)", Head: []string{"Line"}}
	total := sim.Line(o.Costs, "total")
	if total == nil {
		return g
	}
	var u money
	gross, income := make([]float64, len(p.Years)), make([]float64, len(p.Years))
	for _, a := range o.Costs {
		for y, v := range a.Values {
			u = u.or(moneyFor(v.Mean))
			switch {
			case a.Line == "total":
			case v.Mean < 0:
				income[y] += v.Mean
			default:
				gross[y] += v.Mean
			}
		}
	}
	u.thousands = true
	for _, y := range p.Years {
		g.Head = append(g.Head, yearWords(y))
	}
	row := func(name string, value func(y int) float64) {
		cells, any := []string{name}, false
		for y := range p.Years {
			cells = append(cells, u.format(value(y)))
			any = any || value(y) != 0
		}
		if any {
			g.Rows = append(g.Rows, cells)
		}
	}
	for i := range o.Costs {
		if a := &o.Costs[i]; a.Line != "total" {
			row(lineName(a.Line), func(y int) float64 { return a.Values[y].Mean })
		}
	}
	row("Gross cost", func(y int) float64 { return gross[y] })
	row("Income and contributions", func(y int) float64 { return income[y] })
	row("Net cost", func(y int) float64 { return total.Values[y].Mean })
	return g
}

// bridgeTable is the bridges of one kind and scenario for reading, in pounds
// rounded; empty where there are none.
func bridgeTable(in *Input, kind, scenario string) grid {
	g := grid{Caption: "From one year's net cost to the next: " + scenario, Head: []string{"From", "To", "Opening", "Volume", "Mix", "Price", "Timing", "Own costs", "Closing"}}
	if kind == "plan" {
		g.Caption = "From the baseline's net cost to the plan's: " + scenario
	}
	var all money
	rows := bridgeRows(in)
	for _, r := range rows {
		all = all.or(moneyFor(r.Bridge.From, r.Bridge.To))
	}
	parts := money{largest: all.largest, thousands: true}
	for _, r := range rows {
		if r.Kind != kind || r.Scenario != scenario {
			continue
		}
		row := []string{r.From, r.To, all.format(r.Bridge.From)}
		for _, x := range r.Parts() {
			row = append(row, parts.format(x))
		}
		g.Rows = append(g.Rows, append(row, all.format(r.Bridge.To)))
	}
	return g
}
