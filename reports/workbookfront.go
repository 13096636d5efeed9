package reports

import (
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/carecurve/carecurve/sim"
)

// withheld stands in place of a figure that can't be published.
const withheld = "c"

// readMeSheet says what the workbook is, how to read it and where it is from.
func readMeSheet(s *sheet, in *Input) {
	st := s.book.style
	s.columns(52, 110)
	s.freeze(1, 0)
	s.put(textCell(st.title, reportTitle(in.Model)))
	for _, h := range headline(in) {
		if h != "" {
			s.put(textCell(st.label, "What to expect"), textCell(st.wrap, h))
		}
	}
	s.blank()
	s.put(textCell(st.heading, "Sheets"))
	for _, x := range [][2]string{
		{sheetSummary, "Every scenario at the end of the projection and in the last whole financial year."},
		{sheetMediumTerm, "Cost by line and financial year for every scenario, with gross cost, income, net cost and the budget."},
		{sheetSavings, "What each scenario saves by line and year, what it costs itself, and how sure the saving is."},
		{sheetParts, "What each intervention brings of a scenario's change; the parts add up to the whole."},
		{sheetBridge, "Why net cost moves: volume, mix, price, timing and own costs from opening to closing, checked against the medium-term table."},
		{sheetMonthly, "Children looked after, plans, entries and exits, month by month."},
		{sheetAssumptions, "What each scenario assumes, with source and grade; the prices; notes on the records."},
		{sheetData, "Every amount of costs.csv, savings.csv and budget.csv as one table, for pivots."},
	} {
		s.put(textCell(st.label, x[0]), textCell(st.wrap, x[1]))
	}
	s.blank()
	s.put(textCell(st.heading, "How to read it"))
	for _, x := range []string{
		"Amounts by line are means over the futures that were run: means add up, so that totals are formulas over the lines.",
		"Medians and the 10% and 90% levels are of the totals themselves; they don't add up over lines or years, and are values.",
		"A saving is the baseline minus the scenario, so that a saving is positive; an intervention's own cost is negative.",
		"Financial years run from 1 April to 31 March. A part year must not be compared with whole years.",
	} {
		s.put(textCell(st.label, ""), textCell(st.wrap, x))
	}
	for _, y := range in.Projection.Years {
		if n := yearNote(y); n != "" {
			s.put(textCell(st.label, ""), textCell(st.wrap, n))
		}
	}
	if !ranged(in) {
		s.put(textCell(st.label, ""), textCell(st.wrap, withoutRanges(in)))
	}
	if len(in.Meta.Warnings) > 0 {
		s.blank()
		s.put(textCell(st.heading, "Warnings"))
		for _, x := range in.Meta.Warnings {
			s.put(textCell(st.label, ""), textCell(st.wrap, x))
		}
	}
	s.blank()
	s.put(textCell(st.heading, "Where it is from"))
	for _, x := range provenanceRows(in) {
		s.put(textCell(st.label, x[0]), textCell(st.wrap, x[1]))
	}
	for _, x := range in.Meta.Inputs {
		s.put(textCell(st.label, "Input "+x.Name), textCell(st.wrap, "SHA-256 "+x.SHA256))
	}
	for _, x := range in.Model.Sources {
		s.put(textCell(st.label, "Model made from "+x.Name), textCell(st.wrap, "SHA-256 "+x.SHA256))
	}
}

// summarySheet has a row a scenario, and net cost by year as a chart.
func summarySheet(s *sheet, in *Input) {
	st := s.book.style
	p := in.Projection
	s.columns(24, 44, 13)
	s.freeze(4, 1)
	last := len(p.Dates) - 1
	s.put(textCell(st.title, reportTitle(in.Model)))
	when := "At " + dateWords(p.Dates[last])
	if len(p.Years) > 0 {
		when += "; costs, savings, returns and moves of the financial year " + p.Years[lastYear(p)].Year.String()
	}
	s.put(textCell(st.note, when))
	s.blank()
	heads := []string{"Scenario", "What it is", "LAC, median", "LAC, 10%", "LAC, 90%", "CPP, median", "CPP, 10%", "CPP, 90%"}
	money := priced(in)
	if money {
		heads = append(heads, "Net cost, mean", "Net cost, 10%", "Net cost, 90%", "Saving, mean", "Saving, 10%", "Saving, 90%", "Probability of a saving")
	}
	heads = append(heads, "Returns to care", "Moves", "Repeat plans", "Child-days at risk outside care")
	s.heads(2, heads...)
	first := s.row + 1
	for i := range p.Scenarios {
		o := &p.Scenarios[i]
		row := []any{textCell(st.label, o.Name), textCell(st.wrap, scenarioTitle(o))}
		for _, m := range []string{"lac", "cpp"} {
			if v, ok := at(o, m, last); ok {
				row = append(row, number(st.count, v.Q[q50]), number(st.count, v.Q[q10]), number(st.count, v.Q[q90]))
			} else {
				row = append(row, nil, nil, nil)
			}
		}
		if money {
			y := lastYear(p)
			row = append(row, spread(st.pounds, sim.Line(o.Costs, "total"), y)...)
			saved := sim.Line(o.Savings, "total")
			row = append(row, spread(st.pounds, saved, y)...)
			if saved != nil {
				row = append(row, number(st.percent, saved.Values[y].Probability))
			} else {
				row = append(row, nil)
			}
		}
		if len(p.Years) > 0 {
			for _, b := range balances(p, o, p.Years[lastYear(p)].Year) {
				if b.Known {
					row = append(row, number(st.count, b.Value))
				} else {
					row = append(row, nil)
				}
			}
		}
		s.put(row...)
	}
	s.book.name("Summary_scenarios", s.name, cellName(1, first), cellName(1, s.row))
	if money {
		s.costChart(in)
	}
}

// spread is a line's mean and 80 % interval in a year, empty where there is
// no such line.
func spread(style int, a *sim.Amount, year int) []any {
	if a == nil {
		return []any{nil, nil, nil}
	}
	v := a.Values[year]
	return []any{number(style, v.Mean), number(style, v.Q[q10]), number(style, v.Q[q90])}
}

// costChart draws the net cost of whole years by scenario, from the
// medium-term table.
func (s *sheet) costChart(in *Input) {
	var series []excelize.ChartSeries
	for i := range in.Projection.Scenarios {
		name := in.Projection.Scenarios[i].Name
		values, ok := s.book.ranges["net:"+name]
		if !ok || i > len(otherLook) {
			continue
		}
		l, _ := lookOf(i)
		series = append(series, excelize.ChartSeries{
			Name: s.book.ranges["name:"+name], Categories: s.book.ranges["years"], Values: values,
			Fill: solid(l.Color),
		})
	}
	if len(series) == 0 {
		return
	}
	zero := 0.0
	s.addChart(cellName(1, s.row+3), &excelize.Chart{Type: excelize.Col, Series: series,
		Title:     excelize.ChartTitle{Paragraph: []excelize.RichTextRun{{Text: "Net cost by financial year, mean, £"}}},
		YAxis:     excelize.ChartAxis{MajorGridLines: true, Minimum: &zero, NumFmt: excelize.ChartNumFmt{CustomNumFmt: `"£"#,##0`}},
		Legend:    excelize.ChartLegend{Position: "bottom"},
		Dimension: excelize.ChartDimension{Width: 900, Height: 380},
		Format:    excelize.GraphicOptions{AltText: "Net cost by financial year and scenario; the figures stand on the sheet " + sheetMediumTerm},
	})
}

func solid(color string) excelize.Fill {
	return excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{strings.TrimPrefix(color, "#")}}
}

func (s *sheet) addChart(at string, c *excelize.Chart) {
	if s.book.err == nil {
		s.book.keep(s.book.file.AddChart(s.name, at, c))
	}
}
