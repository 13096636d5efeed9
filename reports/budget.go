package reports

import (
	"encoding/csv"
	"io"
	"math"

	"github.com/carecurve/carecurve/sim"
)

// budgetRow is a scenario's net cost against the budget of one whole year.
type budgetRow struct {
	Scenario string
	Year     sim.Year
	Budget   float64
	Cost     sim.Summary
	Over     float64 // probability that the cost is above the budget
	Certain  float64 // the budget that would hold with a probability of 80 %
}

// budgetRows are the whole years that have a budget; a part year's cost can't
// be held against a year's budget.
func budgetRows(in *Input) []budgetRow {
	var out []budgetRow
	p := in.Projection
	for i := range p.Scenarios {
		total := sim.Line(p.Scenarios[i].Costs, "total")
		if total == nil || !priced(in) {
			continue
		}
		for y, year := range p.Years {
			b, ok := in.Model.Prices.Budget[year.Year]
			if !ok || year.Part {
				continue
			}
			v := total.Values[y]
			out = append(out, budgetRow{p.Scenarios[i].Name, year, b, v, above(v, b), quantile(v, 0.8)})
		}
	}
	return out
}

// WriteBudgetCSV writes budget.csv: for each scenario and whole financial year
// with a budget, the expected net cost, its variance (forecast minus budget, an
// overspend is positive), the probability of going over, and the budget that
// would hold with a certainty of 80 %. The last two are read off the seven
// quantiles of the cost, by straight lines on the scale of normal scores; they
// are exact for a normal distribution.
func WriteBudgetCSV(w io.Writer, in Input) error {
	if err := in.check(); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	out.Write([]string{"scenario", "financial_year", "budget", "forecast", "variance", "probability_over", "certainty_80"})
	for _, r := range budgetRows(&in) {
		out.Write([]string{r.Scenario, r.Year.Year.String(), pence(r.Budget), pence(r.Cost.Mean), pence(r.Cost.Mean - r.Budget), decimal(r.Over), pence(r.Certain)})
	}
	out.Flush()
	return out.Error()
}

// score is the standard normal quantile, share the probability below a score.
func score(p float64) float64 { return math.Sqrt2 * math.Erfinv(2*p-1) }
func share(z float64) float64 { return 0.5 * math.Erfc(-z/math.Sqrt2) }

// quantile is a quantile between the outermost of a summary's.
func quantile(v sim.Summary, p float64) float64 {
	for i := 1; i < len(sim.Levels); i++ {
		if p <= sim.Levels[i] {
			a, b := score(sim.Levels[i-1]), score(sim.Levels[i])
			return v.Q[i-1] + (v.Q[i]-v.Q[i-1])*(score(p)-a)/(b-a)
		}
	}
	return v.Q[len(v.Q)-1]
}

// above is the probability that a value lies above x. Beyond the outermost
// quantiles the line between the two nearest goes on, where they differ.
func above(v sim.Summary, x float64) float64 {
	last := len(v.Q) - 1
	if v.Q[0] == v.Q[last] {
		if v.Q[0] > x {
			return 1
		}
		return 0
	}
	i := 1 // x lies between quantiles i-1 and i, or outside on that side
	for i < last && x >= v.Q[i] {
		i++
	}
	if v.Q[i] > v.Q[i-1] {
		a, b := score(sim.Levels[i-1]), score(sim.Levels[i])
		return 1 - share(a+(b-a)*(x-v.Q[i-1])/(v.Q[i]-v.Q[i-1]))
	}
	// Many replicates share the outermost value: say what is known for certain.
	if x < v.Q[0] {
		return 1 - sim.Levels[0]
	}
	return 1 - sim.Levels[i]
}

// budgetTable is the same for reading, baseline only; empty without a budget.
func budgetTable(in *Input) grid {
	g := grid{Caption: "Budget and forecast, baseline", Head: []string{"Financial year", "Budget", "Forecast (mean)", "80% interval", "Forecast minus budget", "Probability of overspending", "Budget that would hold 4 times in 5"}}
	var u, off money
	rows := budgetRows(in)
	for _, r := range rows {
		u, off = u.or(moneyFor(r.Budget, r.Cost.Q[q10], r.Cost.Q[q90])), off.or(moneyFor(r.Cost.Mean-r.Budget))
	}
	for _, r := range rows {
		if r.Scenario != in.Projection.Scenarios[0].Name {
			continue
		}
		variance := off.format(r.Cost.Mean - r.Budget)
		if r.Cost.Mean > r.Budget {
			variance = "+" + variance
		}
		g.Rows = append(g.Rows, []string{r.Year.Year.String(), u.format(r.Budget), u.format(r.Cost.Mean), ifRanged(in, u.interval(r.Cost), noRange), variance,
			ifRanged(in, percent(r.Over), noChance), ifRanged(in, u.format(r.Certain), noChance)})
	}
	return g
}
