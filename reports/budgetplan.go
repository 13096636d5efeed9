package reports

import (
	"encoding/csv"
	"io"
	"strconv"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// planRow is a scenario's savings in a financial year, with its chances.
type planRow struct {
	Scenario string
	sim.PlanYear
	Chance       float64 // that the net saving is above nothing
	Target       float64
	HasTarget    bool
	TargetChance float64 // that it reaches the target
	Rating       string  // green, amber, red, or nothing where a run has no chances
	Payback      string  // month, or "none"
}

// planRows are the savings plans of all scenarios; none where prices are
// unknown.
func planRows(in *Input) []planRow {
	p := in.Projection
	if !priced(in) {
		return nil
	}
	aims := in.Model.Prices.Aims
	if aims.IsZero() {
		aims = model.DefaultAims
	}
	var out []planRow
	for i := 1; i < len(p.Scenarios); i++ {
		o := &p.Scenarios[i]
		plan := sim.SavingsPlan(p, i)
		back := "none"
		if m, ok := sim.Payback(plan, p.Dates[0]+1); ok {
			back = m.String()
		}
		for y := range plan {
			v := sim.Line(o.Savings, "total").Values[y]
			r := planRow{Scenario: o.Name, PlanYear: plan[y], Chance: v.Probability, Payback: back}
			r.Target, r.HasTarget = aims.Targets[o.Name][plan[y].Year.Year]
			judged := r.Chance
			if r.HasTarget {
				r.TargetChance = reaches(v, r.Target)
				judged = r.TargetChance
			}
			if ranged(in) {
				r.Rating = rating(judged, aims)
			}
			out = append(out, r)
		}
	}
	return out
}

// reaches is the probability that a saving is at least a target. Targets at an
// outermost quantile that many futures share count as reached.
func reaches(v sim.Summary, target float64) float64 {
	if v.Q[0] == v.Q[len(v.Q)-1] && v.Q[0] == target {
		return 1
	}
	return above(v, target)
}

func rating(chance float64, a model.Aims) string {
	switch {
	case chance >= a.Green:
		return "green"
	case chance >= a.Amber:
		return "amber"
	}
	return "red"
}

// WriteSavingsPlanCSV writes savings_plan.csv: by scenario and financial year
// what it saves before and after its own costs, on average, with the sum over
// the years and its present value (at [model.Discount] a year from the first
// year on), what of the gross saving is cashable and what is avoided cost,
// the chances that it saves and that it reaches its target, the rating from
// those, and the month in which it has paid back.
func WriteSavingsPlanCSV(w io.Writer, in Input) error {
	if err := in.check(); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	out.Write([]string{"scenario", "financial_year", "part_year", "gross_saving", "plan_cost", "net_saving", "cumulative", "present_value", "cumulative_present_value",
		"cashable", "avoided", "probability", "target", "probability_target", "rating", "payback"})
	for _, r := range planRows(&in) {
		target, chance := "", ""
		if r.HasTarget {
			target, chance = pence(r.Target), decimal(r.TargetChance)
		}
		out.Write([]string{r.Scenario, r.Year.Year.String(), strconv.FormatBool(r.Year.Part), pence(r.Gross), pence(r.Cost), pence(r.Net), pence(r.Cumulative), pence(r.Present), pence(r.CumulativePresent),
			pence(r.Cashable), pence(r.Avoided), decimal(r.Chance), target, chance, r.Rating, r.Payback})
	}
	out.Flush()
	return out.Error()
}

// planTable is one scenario's savings plan for reading; empty where there is
// none.
func planTable(in *Input, scenario string) grid {
	g := grid{Caption: "Savings plan: " + scenario, Head: []string{"Financial year", "Gross saving", "Cost of the plan", "Net saving", "Cumulative", "Cumulative, present value", "Cashable", "Avoided cost", "Chance above 0", "Target", "Chance of the target", "Rating", "Payback"}}
	rows := planRows(in)
	var u money
	for _, r := range rows {
		if r.Scenario == scenario {
			u = u.or(moneyFor(r.Gross, r.Cost, r.Net, r.Cumulative))
		}
	}
	u.thousands = true
	for _, r := range rows {
		if r.Scenario != scenario {
			continue
		}
		target, chance := "none", ""
		if r.HasTarget {
			target, chance = u.format(r.Target), ifRanged(in, percent(r.TargetChance), noChance)
		}
		g.Rows = append(g.Rows, []string{yearWords(r.Year), u.format(r.Gross), u.format(r.Cost), u.format(r.Net), u.format(r.Cumulative), u.format(r.CumulativePresent),
			u.format(r.Cashable), u.format(r.Avoided), ifRanged(in, percent(r.Chance), noChance), target, chance, r.Rating, r.Payback})
	}
	return g
}
