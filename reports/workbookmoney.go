package reports

import (
	"fmt"

	"github.com/carecurve/carecurve/sim"
)

// mediumTermSheet is cost by line and financial year, a block a scenario, as
// means. Gross cost, income and net cost are formulas.
func mediumTermSheet(s *sheet, in *Input) {
	st := s.book.style
	p := in.Projection
	s.columns(46, 16)
	s.freeze(2, 1)
	s.put(textCell(st.title, "Medium-term table: cost by line, pounds, mean"))
	s.yearHeads("Line", p)
	if !priced(in) {
		s.put(textCell(st.note, "Nothing is priced: give prices in a council file to see costs."))
		return
	}
	n := len(p.Years)
	s.book.ranges["years"] = cells(s.name, cellName(2, 2), cellName(1+n, 2))
	s.book.name("Financial_years", s.name, cellName(2, 2), cellName(1+n, 2))
	for i := range p.Scenarios {
		s.costBlock(in, &p.Scenarios[i])
	}
}

func (s *sheet) yearHeads(first string, p *sim.Projection) {
	heads := []string{first}
	for _, y := range p.Years {
		heads = append(heads, yearWords(y))
	}
	s.heads(1, heads...)
}

// costBlock is one scenario's lines with their totals.
func (s *sheet) costBlock(in *Input, o *sim.Outcome) {
	total := sim.Line(o.Costs, "total")
	if total == nil {
		return
	}
	st, n := s.book.style, len(in.Projection.Years)
	s.blank()
	s.put(textCell(st.heading, o.Name), textCell(st.note, scenarioTitle(o)))
	s.book.ranges["name:"+o.Name] = cells(s.name, cellName(1, s.row), cellName(1, s.row))
	costs, income := parted(o.Costs)
	gross := s.linesWithSum(costs, n, "Gross cost")
	received := s.linesWithSum(income, n, "Income and contributions")
	net := make([]float64, n)
	row := []any{textCell(st.labelBold, "Net cost")}
	for y := range net {
		net[y] = gross.sums[y] + received.sums[y]
		if in.Projection.Published { // rounded lines don't add up to the total
			net[y] = total.Values[y].Mean
			row = append(row, number(st.poundsBold, net[y]))
			continue
		}
		row = append(row, formula(st.poundsBold, fmt.Sprintf("%s+%s", cellName(2+y, gross.row), cellName(2+y, received.row)), net[y]))
	}
	at := s.put(row...)
	s.book.ranges["net:"+o.Name] = cells(s.name, cellName(2, at), cellName(1+n, at))
	s.book.name("Net_cost_"+o.Name, s.name, cellName(2, at), cellName(1+n, at))
	s.growth(in, at, net)
	if ranged(in) {
		for _, q := range []struct {
			name string
			at   int
		}{{"Net cost, 10% level", q10}, {"Net cost, median", q50}, {"Net cost, 90% level", q90}} {
			row := []any{textCell(st.label, q.name)}
			for _, v := range total.Values {
				row = append(row, number(st.pounds, v.Q[q.at]))
			}
			s.put(row...)
		}
	}
	s.budgetBlock(in, o, at)
}

// lineSums is the row of a sum over lines, and what it comes to by year.
type lineSums struct {
	row  int
	sums []float64
}

// linesWithSum writes lines and their sum as a formula; without lines the sum
// is nothing.
func (s *sheet) linesWithSum(lines []sim.Amount, years int, name string) lineSums {
	st := s.book.style
	first := s.row + 1
	sums := make([]float64, years)
	for _, a := range lines {
		row := []any{textCell(st.label, lineName(a.Line))}
		for y, v := range a.Values {
			row = append(row, number(st.pounds, v.Mean))
			sums[y] += v.Mean
		}
		s.put(row...)
	}
	last := s.row
	row := []any{textCell(st.labelBold, name)}
	for y, v := range sums {
		if len(lines) == 0 {
			row = append(row, number(st.poundsBold, 0))
			continue
		}
		row = append(row, formula(st.poundsBold, fmt.Sprintf("SUM(%s:%s)", cellName(2+y, first), cellName(2+y, last)), v))
	}
	return lineSums{s.put(row...), sums}
}

// growth is the change on the year before, where both are whole years.
func (s *sheet) growth(in *Input, at int, net []float64) {
	st, years := s.book.style, in.Projection.Years
	pounds, share := []any{textCell(st.label, "Change on the year before")}, []any{textCell(st.label, "Change on the year before, %")}
	for y := range years {
		if y == 0 || years[y].Part || years[y-1].Part {
			pounds, share = append(pounds, nil), append(share, nil)
			continue
		}
		now, before := cellName(2+y, at), cellName(1+y, at)
		pounds = append(pounds, formula(st.pounds, now+"-"+before, net[y]-net[y-1]))
		if net[y-1] == 0 {
			share = append(share, nil)
			continue
		}
		share = append(share, formula(st.share, now+"/"+before+"-1", net[y]/net[y-1]-1))
	}
	s.put(pounds...)
	s.put(share...)
}

// budgetBlock holds the net cost against the budget of whole years.
func (s *sheet) budgetBlock(in *Input, o *sim.Outcome, at int) {
	st, n := s.book.style, len(in.Projection.Years)
	budget, off, over, certain := make([]any, n), make([]any, n), make([]any, n), make([]any, n)
	budgeted := false
	for _, r := range budgetRows(in) {
		if r.Scenario != o.Name {
			continue
		}
		for y, year := range in.Projection.Years {
			if year.Year != r.Year.Year {
				continue
			}
			budgeted = true
			budget[y] = number(st.pounds, r.Budget)
			off[y] = formula(st.pounds, fmt.Sprintf("%s-%s", cellName(2+y, at), cellName(2+y, s.row+1)), r.Cost.Mean-r.Budget)
			over[y], certain[y] = number(st.percent, r.Over), number(st.pounds, r.Certain)
		}
	}
	if !budgeted {
		return
	}
	s.put(append([]any{textCell(st.label, "Budget")}, budget...)...)
	s.put(append([]any{textCell(st.label, "Forecast minus budget")}, off...)...)
	if ranged(in) {
		s.put(append([]any{textCell(st.label, "Probability of overspending")}, over...)...)
		s.put(append([]any{textCell(st.label, "Budget that would hold 4 times in 5")}, certain...)...)
	}
}

// parted are the lines of cost and the lines of income, without the total. A
// line is income where it is never above nothing and once below.
func parted(list []sim.Amount) (costs, income []sim.Amount) {
	for _, a := range list {
		if a.Line == "total" {
			continue
		}
		below, above := false, false
		for _, v := range a.Values {
			below, above = below || v.Mean < 0, above || v.Mean > 0
		}
		if below && !above {
			income = append(income, a)
		} else {
			costs = append(costs, a)
		}
	}
	return costs, income
}

// savingsSheet is what each scenario saves by line and year, gross of and net
// of its own cost.
func savingsSheet(s *sheet, in *Input) {
	st := s.book.style
	p := in.Projection
	s.columns(46, 16)
	s.freeze(2, 1)
	s.put(textCell(st.title, "Savings plan: baseline minus scenario, pounds, mean"))
	s.yearHeads("Line", p)
	if !priced(in) || len(p.Scenarios) < 2 {
		s.put(textCell(st.note, "There is nothing to show: it takes a scenario and prices."))
		return
	}
	for i := 1; i < len(p.Scenarios); i++ {
		s.savingBlock(in, &p.Scenarios[i])
	}
}

func (s *sheet) savingBlock(in *Input, o *sim.Outcome) {
	total := sim.Line(o.Savings, "total")
	if total == nil {
		return
	}
	st, n := s.book.style, len(in.Projection.Years)
	s.blank()
	s.put(textCell(st.heading, o.Name), textCell(st.note, scenarioTitle(o)))
	var saved, spent []sim.Amount
	for _, a := range o.Savings {
		switch {
		case a.Line == "total":
		case ownCost(in.Projection, a.Line):
			spent = append(spent, a)
		default:
			saved = append(saved, a)
		}
	}
	gross := s.linesWithSum(saved, n, "Gross saving")
	own := s.linesWithSum(spent, n, "The interventions' own cost")
	row, running := []any{textCell(st.labelBold, "Net saving")}, []any{textCell(st.label, "Net saving, cumulative")}
	sum := 0.0
	for y := range n {
		net := gross.sums[y] + own.sums[y]
		if in.Projection.Published {
			row = append(row, number(st.poundsBold, total.Values[y].Mean))
			sum += total.Values[y].Mean
			running = append(running, formula(st.pounds, fmt.Sprintf("SUM(%s:%s)", absolute(cellName(2, s.row+1)), cellName(2+y, s.row+1)), sum))
			continue
		}
		sum += net
		row = append(row, formula(st.poundsBold, cellName(2+y, gross.row)+"+"+cellName(2+y, own.row), net))
		running = append(running, formula(st.pounds, fmt.Sprintf("SUM(%s:%s)", absolute(cellName(2, s.row+1)), cellName(2+y, s.row+1)), sum))
	}
	at := s.put(row...)
	s.book.name("Net_saving_"+o.Name, s.name, cellName(2, at), cellName(1+n, at))
	s.put(running...)
	if !ranged(in) {
		return
	}
	for _, x := range []struct {
		name  string
		style int
		of    func(sim.Summary) float64
	}{
		{"Net saving, 10% level", st.pounds, func(v sim.Summary) float64 { return v.Q[q10] }},
		{"Net saving, 90% level", st.pounds, func(v sim.Summary) float64 { return v.Q[q90] }},
		{"Probability of a saving", st.percent, func(v sim.Summary) float64 { return v.Probability }},
	} {
		row := []any{textCell(st.label, x.name)}
		for _, v := range total.Values {
			row = append(row, number(x.style, x.of(v)))
		}
		s.put(row...)
	}
}

// ownCost tells whether a line is an intervention's own: it has no name that
// the program knows, and costs nothing in the baseline.
func ownCost(p *sim.Projection, line string) bool {
	if lineName(line) != line {
		return false
	}
	a := sim.Line(p.Scenarios[0].Costs, line)
	if a == nil {
		return true
	}
	for _, v := range a.Values {
		if v.Mean != 0 {
			return false
		}
	}
	return true
}
