package reports

import (
	"fmt"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// yearEnds are the indices in Dates of the 31 Marches after the data date.
func yearEnds(p *sim.Projection) []int {
	var out []int
	for i, d := range p.Dates {
		if i > 0 && model.MonthOf(d).Calendar() == 3 {
			out = append(out, i)
		}
	}
	if len(out) == 0 {
		out = append(out, len(p.Dates)-1)
	}
	return out
}

// at is a stock's or flow's summary at an index of Dates; false where the
// measure is missing or has no value there.
func at(o *sim.Outcome, measure string, i int) (sim.Summary, bool) {
	s := o.Find(measure, "")
	if s == nil || i < s.First {
		return sim.Summary{}, false
	}
	return s.Values[i-s.First], true
}

// yearMean is the expected number of a flow's events over the projected months
// of a financial year. Means add up over months; quantiles don't.
func yearMean(p *sim.Projection, o *sim.Outcome, measure string, y model.FinancialYear) (float64, bool) {
	s := o.Find(measure, "")
	if s == nil {
		return 0, false
	}
	sum := 0.0
	for i, v := range s.Values {
		if model.FinancialYearOf(p.Dates[s.First+i]) == y {
			sum += v.Mean
		}
	}
	return sum, true
}

// lastYear is the index of the last whole financial year, or of the last one.
func lastYear(p *sim.Projection) int {
	for i := len(p.Years) - 1; i >= 0; i-- {
		if !p.Years[i].Part {
			return i
		}
	}
	return len(p.Years) - 1
}

// priced tells whether the run has costs worth showing.
func priced(in *Input) bool {
	return !in.Model.Prices.IsZero() && len(in.Projection.Years) > 0 &&
		sim.Line(in.Projection.Scenarios[0].Costs, "total") != nil
}

// moves says in words how a stock goes from one value to an interval's middle,
// with the certainty that the interval leaves: "rises from 981 to 1,012".
func moves(from float64, to sim.Summary) string {
	a, b := count(from), count(to.Q[q50])
	switch {
	case a == b:
		return "stays at " + a
	case to.Q[q50] > from:
		return "rises from " + a + " to " + b
	}
	return "falls from " + a + " to " + b
}

// doubt names the other direction where the interval does not rule it out.
func doubt(from float64, to sim.Summary) string {
	switch {
	case to.Q[q50] > from && to.Q[q10] < from:
		return "; a fall can't be ruled out"
	case to.Q[q50] < from && to.Q[q90] > from:
		return "; a rise can't be ruled out"
	}
	return ""
}

// stockFinding is one sentence on a stock over the whole horizon.
func stockFinding(in *Input, measure, breakdown, subject string) string {
	p := in.Projection
	s := p.Scenarios[0].Find(measure, breakdown)
	if s == nil || s.First != 0 {
		return ""
	}
	last := len(p.Dates) - 1
	from, to := s.Values[0], s.Values[last]
	if !ranged(in) {
		return fmt.Sprintf("If nothing changes, %s %s by %s.", subject, moves(from.Mean, to), monthWords(p.Dates[last]))
	}
	return fmt.Sprintf("If nothing changes, %s %s by %s, between %s (median and 80%% interval)%s.",
		subject, moves(from.Mean, to), monthWords(p.Dates[last]), between(to), doubt(from.Mean, to))
}

func between(v sim.Summary) string { return count(v.Q[q10]) + " and " + count(v.Q[q90]) }

// costFinding is one sentence on the net cost of the last whole year.
func costFinding(in *Input) string {
	p := in.Projection
	if !priced(in) {
		return "Nothing is priced, so there are no costs."
	}
	y := lastYear(p)
	v := sim.Line(p.Scenarios[0].Costs, "total").Values[y]
	m := moneyOf(v)
	if !ranged(in) {
		return fmt.Sprintf("If nothing changes, care and plans cost %s net in %s.", m.format(v.Q[q50]), p.Years[y].Year)
	}
	return fmt.Sprintf("If nothing changes, care and plans cost %s net in %s, between %s and %s (median and 80%% interval).",
		m.format(v.Q[q50]), p.Years[y].Year, m.format(v.Q[q10]), m.format(v.Q[q90]))
}

// stockRow is the stocks at one year end.
type stockRow struct {
	Date     string
	LAC, CPP sim.Summary
	HasLAC   bool
	HasCPP   bool
	Records  bool // the data date: counted, not projected
}

func stockRows(p *sim.Projection, o *sim.Outcome) []stockRow {
	var out []stockRow
	for _, i := range append([]int{0}, yearEnds(p)...) {
		r := stockRow{Date: dateWords(p.Dates[i]), Records: i == 0}
		r.LAC, r.HasLAC = at(o, "lac", i)
		r.CPP, r.HasCPP = at(o, "cpp", i)
		out = append(out, r)
	}
	return out
}

// flowNote says which months of a financial year its returns and moves cover,
// where the projection starts within it; costs may hold actuals, flows don't.
func flowNote(p *sim.Projection, y sim.Year) string {
	start := p.Dates[0] + 1
	if start <= y.Year.First() || start > y.Year.Last() {
		return ""
	}
	return fmt.Sprintf("Returns and moves of %s count from %s on.", y.Year, dateWords(start))
}

// balance is what a saving must be weighed against in a financial year:
// expected returns to care, moves, repeat plans and child-days at risk outside
// care (that children would have spent in care without the scenario), and what
// they are in the baseline.
type balance struct {
	Measure         string
	Value, Baseline float64
	Known           bool
}

func balances(p *sim.Projection, o *sim.Outcome, y model.FinancialYear) []balance {
	var out []balance
	for _, m := range []string{"returns", "moves"} {
		v, ok := yearMean(p, o, m, y)
		b, ok2 := yearMean(p, &p.Scenarios[0], m, y)
		out = append(out, balance{Measure: m, Value: v, Baseline: b, Known: ok && ok2})
	}
	repeats := balance{Measure: "repeat_plans"}
	repeats.Baseline, repeats.Value, repeats.Known = yearFlow(p, o, "plan_starts", "repeat=yes", y)
	risk := balance{Measure: "days_at_risk"}
	for i, a := range o.Averted {
		if p.Years[i].Year == y {
			risk.Value, risk.Known = a.Days, true
		}
	}
	return append(out, repeats, risk)
}
