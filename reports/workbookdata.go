package reports

import (
	"github.com/xuri/excelize/v2"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// monthlySheet has a row a month end and a group of columns a scenario.
func monthlySheet(s *sheet, in *Input) {
	st := s.book.style
	p := in.Projection
	s.columns(14, 13)
	s.freeze(2, 1)
	s.put(textCell(st.title, "Month by month: stocks at month ends, flows of the month that ends there"))
	heads := []string{"Month end"}
	var shown []func(i int) any // by column: the cell of a date
	for i := range p.Scenarios {
		o := &p.Scenarios[i]
		for _, c := range monthlyColumns {
			series := o.Find(c.measure, "")
			if series == nil {
				continue
			}
			at := len(heads) + 1
			heads = append(heads, o.Name+": "+c.head)
			shown = append(shown, func(i int) any {
				if i < series.First {
					return nil
				}
				return number(st.decimal, c.of(series.Values[i-series.First]))
			})
			key := o.Name + ":" + c.head
			s.book.ranges["head:"+key] = cells(s.name, cellName(at, 2), cellName(at, 2))
			s.book.ranges["month:"+key] = cells(s.name, cellName(at, 3), cellName(at, 2+len(p.Dates)))
			if c.name != "" {
				s.book.name(c.name+o.Name, s.name, cellName(at, 3), cellName(at, 2+len(p.Dates)))
			}
		}
	}
	s.heads(1, heads...)
	for i, d := range p.Dates {
		row := []any{day(st.date, d)}
		for _, cell := range shown {
			row = append(row, cell(i))
		}
		s.put(row...)
	}
	s.book.name("Month_ends", s.name, cellName(1, 3), cellName(1, s.row))
	s.fanChart(in)
}

// monthlyColumns are what a scenario shows month by month; a name is the
// beginning of that of its cells.
var monthlyColumns = []struct {
	measure, head, name string
	of                  func(sim.Summary) float64
}{
	{"lac", "LAC, 10%", "", level(q10)}, {"lac", "LAC, median", "LAC_", level(q50)}, {"lac", "LAC, 90%", "", level(q90)},
	{"cpp", "CPP, 10%", "", level(q10)}, {"cpp", "CPP, median", "CPP_", level(q50)}, {"cpp", "CPP, 90%", "", level(q90)},
	{"entries", "entries, mean", "", mean}, {"exits", "exits, mean", "", mean}, {"moves", "moves, mean", "", mean}, {"returns", "returns, mean", "", mean},
	{"plan_starts", "plan starts, mean", "", mean}, {"plan_ends", "plan ends, mean", "", mean},
}

func mean(v sim.Summary) float64 { return v.Mean }

func level(q int) func(sim.Summary) float64 { return func(v sim.Summary) float64 { return v.Q[q] } }

// fanChart draws the children looked after: the baseline with its 80 %
// interval, and the other scenarios' medians.
func (s *sheet) fanChart(in *Input) {
	p := in.Projection
	dates := cells(s.name, cellName(1, 3), cellName(1, 2+len(p.Dates)))
	var series []excelize.ChartSeries
	add := func(scenario, head, color string, width float64, dash excelize.LineDashType) {
		key := scenario + ":" + head
		if s.book.ranges["month:"+key] == "" {
			return
		}
		series = append(series, excelize.ChartSeries{Name: s.book.ranges["head:"+key], Categories: dates, Values: s.book.ranges["month:"+key],
			Marker: excelize.ChartMarker{Symbol: "none"},
			Line:   excelize.LineOptions{Type: excelize.LineSolid, Fill: solid(color), Width: width, Dash: dash}})
	}
	base := p.Scenarios[0].Name
	if ranged(in) {
		add(base, "LAC, 10%", "#7F8C94", 1, excelize.LineDashDash)
		add(base, "LAC, 90%", "#7F8C94", 1, excelize.LineDashDash)
	}
	for i := range p.Scenarios {
		if l, drawn := lookOf(i); drawn {
			add(p.Scenarios[i].Name, "LAC, median", l.Color, 2.25, excelize.LineDashSolid)
		}
	}
	if len(series) == 0 {
		return
	}
	s.addChart(cellName(2, s.row+3), &excelize.Chart{Type: excelize.Line, Series: series,
		Title:     excelize.ChartTitle{Paragraph: []excelize.RichTextRun{{Text: "Children looked after"}}},
		XAxis:     excelize.ChartAxis{NumFmt: excelize.ChartNumFmt{CustomNumFmt: "mmm yyyy"}},
		YAxis:     excelize.ChartAxis{MajorGridLines: true, NumFmt: excelize.ChartNumFmt{CustomNumFmt: countFormat}},
		Legend:    excelize.ChartLegend{Position: "bottom"},
		Dimension: excelize.ChartDimension{Width: 900, Height: 380},
		Format:    excelize.GraphicOptions{AltText: "Children looked after by month; the figures stand above"},
	})
}

// assumptionsSheet is what the figures rest on.
func assumptionsSheet(s *sheet, in *Input) {
	st := s.book.style
	s.columns(26, 28, 90, 50, 8, 34)
	s.freeze(2, 0)
	s.put(textCell(st.title, "What each scenario assumes, and what all figures rest on"))
	s.heads(6, "Scenario", "Intervention", "Assumption", "Source", "Grade", "The figure was")
	for i := range in.Projection.Scenarios {
		o := &in.Projection.Scenarios[i]
		for _, a := range o.Assumptions {
			s.put(textCell(st.text, o.Name), textCell(st.text, a.Intervention), textCell(st.wrap, a.Text), textCell(st.wrap, a.Source), textCell(st.text, a.Grade), textCell(st.text, a.Mark))
		}
	}
	if len(in.Model.Notes) > 0 {
		s.blank()
		s.put(textCell(st.heading, "Notes on the records and the model"))
		for _, n := range in.Model.Notes {
			s.put(textCell(st.text, ""), textCell(st.text, ""), textCell(st.wrap, n))
		}
	}
	s.blank()
	s.put(textCell(st.heading, "Method"))
	for _, n := range methodWords(in) {
		s.put(textCell(st.text, ""), textCell(st.text, ""), textCell(st.wrap, n))
	}
	if priced(in) {
		s.priceRows(in)
	}
}

// priceRows are the prices of the run at their base year, as numbers.
func (s *sheet) priceRows(in *Input) {
	st, p := s.book.style, &in.Model.Prices
	s.blank()
	s.put(textCell(st.heading, "Prices at "+p.Base.String()+" level"), nil, textCell(st.wrap, "Source: "+p.Source))
	s.heads(3, "Setting or line", "Where", "Unit", "Pounds")
	for i := range model.Settings {
		for l := range model.Locations {
			place := model.PlaceOf(model.Setting(i), model.Location(l))
			s.put(textCell(st.text, lineName(place.Setting().String())), textCell(st.text, [...]string{"in the area", "outside the area"}[l]), textCell(st.text, "a week in care"), number(st.pence, p.Weekly[place]))
		}
	}
	for _, x := range otherPrices(p) {
		s.put(textCell(st.text, ""), textCell(st.text, ""), textCell(st.wrap, x.what), number(st.pence, x.price))
	}
	s.blank()
	s.put(textCell(st.heading, "What £1 at "+p.Base.String()+" prices becomes"))
	s.heads(3, "Line", "", "Financial year", "Pounds")
	for _, x := range growing(p) {
		for _, y := range in.Projection.Years {
			s.put(textCell(st.text, x.name), textCell(st.text, ""), textCell(st.text, y.Year.String()), number(st.factor, p.Factor(x.line, y.Year)))
		}
	}
}

// dataSheet is the amounts of the CSV files as one tidy table.
func dataSheet(s *sheet, in *Input) {
	st := s.book.style
	p := in.Projection
	s.columns(12, 24, 14, 10, 28, 15)
	s.freeze(1, 0)
	heads := append([]string{"what", "scenario", "financial_year", "part_year", "line"}, quantileColumns...)
	s.heads(5, append(heads, "probability")...)
	put := func(what, scenario string, y sim.Year, line string, v sim.Summary, probability any) {
		row := []any{textCell(st.text, what), textCell(st.text, scenario), textCell(st.text, y.Year.String()), excelize.Cell{Value: y.Part}, textCell(st.text, line),
			number(st.pence, v.Mean), number(st.pence, v.SD)}
		for _, q := range v.Q {
			row = append(row, number(st.pence, q))
		}
		s.put(append(row, probability)...)
	}
	for i := range p.Scenarios {
		o := &p.Scenarios[i]
		for y, year := range p.Years {
			for _, a := range o.Costs {
				put("cost", o.Name, year, a.Line, a.Values[y], nil)
			}
		}
		for y, year := range p.Years {
			for _, a := range o.Savings {
				put("saving", o.Name, year, a.Line, a.Values[y], number(st.percent, a.Values[y].Probability))
			}
		}
	}
	for _, r := range budgetRows(in) {
		s.put(textCell(st.text, "budget"), textCell(st.text, r.Scenario), textCell(st.text, r.Year.Year.String()), excelize.Cell{Value: r.Year.Part}, textCell(st.text, "total"), number(st.pence, r.Budget))
	}
	if s.row > 1 && s.book.err == nil {
		last := cellName(len(heads)+1, s.row)
		s.book.name("Data_table", s.name, "A1", last)
		s.book.keep(s.book.file.AutoFilter(s.name, "A1:"+last, nil))
	}
}
