package reports

import (
	"fmt"
	"math"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// figure is a chart with its caption, its key and the table behind it.
type figure struct {
	ID      string
	Title   string
	Finding string   // what the chart shows, with numbers
	Notes   []string // how to read it
	Key     []keyItem
	Table   grid
	More    []grid
	chart   chart
	bars    []bar // of a chart of bars
}

// keyItem is one entry of a chart's key.
type keyItem struct {
	Name   string
	Color  string
	Dashes string
	Shape  string // symbol; "band" for a filled area
}

func lineKey(name string, l look) keyItem { return keyItem{name, l.Color, l.Dashes, l.Symbol} }

// grid is a table: its first column heads the rows.
type grid struct {
	Caption string
	Head    []string
	Rows    [][]string
}

// fanOf says what a fan chart of one stock shows.
type fanOf struct {
	id, title, subject string
	measure, breakdown string
	past               func(pastPoint) float64
}

// stockFigure is a fan chart of a stock with its history to the left and the
// scenarios' medians as further lines; nil where the run lacks the measure.
func stockFigure(in *Input, f fanOf) *figure {
	p := in.Projection
	base := p.Scenarios[0].Find(f.measure, f.breakdown)
	if base == nil || base.First != 0 || withholds(base.Values) {
		return nil
	}
	past := pastBefore(in.Model, p.Dates[0])
	n := len(past)
	pl := plot{ID: f.id, Kind: "month", Counted: countedWord(in.Model), Unit: "{value}", Scale: 1, Ranged: ranged(in), DataDate: p.Dates[0].String()}
	for _, m := range past {
		pl.add(m.Month.Last().String(), m.Month.Calendar() == 3, nil)
	}
	for i, d := range p.Dates {
		pl.add(d.String(), model.MonthOf(d).Calendar() == 3, &base.Values[i])
	}
	history := pl.line("past", pastLook)
	for i, m := range past {
		history.Values[i] = f.past(m)
	}
	history.Values[n] = base.Values[0].Q[q50]
	pl.Lines = append(pl.Lines, history)
	fig := &figure{ID: f.id, Title: f.title, Finding: stockFinding(in, f.measure, f.breakdown, f.subject),
		Notes: []string{"The vertical axis does not start at zero."}}
	fig.Key = append(fig.Key, lineKey("past", pastLook))
	table := grid{Caption: f.title, Head: append([]string{"Date", "Past"}, pl.columns()...)}
	for i := range p.Scenarios {
		o := &p.Scenarios[i]
		s := o.Find(f.measure, f.breakdown)
		if s == nil {
			continue
		}
		line := fig.addScenario(&pl, &table, o, i)
		for k, v := range s.Values {
			line.Values[n+k] = v.Q[q50]
		}
		pl.Lines = append(pl.Lines, line)
	}
	if pl.Ranged {
		fig.Key = append(fig.Key, bandKeys...)
	}
	for i, category := range pl.Categories {
		t, row := stockTip(&pl, i, n, count)
		pl.Tips = append(pl.Tips, t)
		if i == n || showInTable(category, i > n) {
			table.Rows = append(table.Rows, row)
		}
	}
	fig.Table = table
	fig.chart = pl.chart()
	return fig
}

// withholds tells whether a figure is withheld; a chart with gaps would show
// where the small counts are.
func withholds(values []sim.Summary) bool {
	for _, v := range values {
		for _, q := range v.Q {
			if math.IsNaN(q) {
				return true
			}
		}
	}
	return false
}

// addScenario gives a scenario its empty line, its key and its column. Beyond
// what can be told apart, a scenario stands in the table alone.
func (f *figure) addScenario(p *plot, table *grid, o *sim.Outcome, i int) lineSeries {
	l, drawn := lookOf(i)
	line := p.line(o.Name, l)
	line.Hidden = !drawn
	if drawn {
		f.Key = append(f.Key, lineKey(p.central(o.Name), l))
	} else if i == len(otherLook)+1 {
		f.Notes = append(f.Notes, fmt.Sprintf("The first %d scenarios are drawn; the table has them all.", len(otherLook)))
	}
	if i > 0 {
		table.Head = append(table.Head, p.central(o.Name))
	}
	return line
}

var bandKeys = []keyItem{
	{"baseline, 50% interval", band50, "", "band"},
	{"baseline, 80% interval", band80, "", "band"},
}

// showInTable keeps the table behind a chart to a page: year ends of the past,
// quarter ends of the projection. Every month stands in projection.csv.
func showInTable(date string, projected bool) bool {
	switch date[5:7] {
	case "03":
		return true
	case "06", "09", "12":
		return projected
	}
	return false
}

// stockTip is the hover text and the table row of one category: the record
// before and on the data date, the interval and the scenarios after it.
func stockTip(p *plot, i, dataDate int, number func(float64) string) (tip, []string) {
	title := p.Categories[i]
	if d, err := model.ParseDate(title); err == nil {
		title = dateWords(d)
	}
	t := tip{Title: title, Rows: [][2]string{}}
	row := []string{title}
	if i <= dataDate {
		v := number(p.Lines[0].Values[i])
		t.Rows = append(t.Rows, [2]string{p.Counted, v})
		row = append(row, v)
		for len(row) < 2+len(p.columns())+len(p.Lines)-2 {
			row = append(row, "")
		}
		return t, row
	}
	row = append(row, "")
	v := p.Fan[i]
	t.Rows = append(t.Rows, [2]string{p.central("baseline"), number(v.Q[q50])})
	levels := []int{q50}
	if p.Ranged {
		t.Rows = append(t.Rows,
			[2]string{"50% interval", number(v.Q[q25]) + " to " + number(v.Q[q75])},
			[2]string{"80% interval", number(v.Q[q10]) + " to " + number(v.Q[q90])})
		levels = []int{q10, q25, q50, q75, q90}
	}
	for _, q := range levels {
		row = append(row, number(v.Q[q]))
	}
	for _, l := range p.Lines[2:] {
		if !math.IsNaN(l.Values[i]) {
			t.Rows = append(t.Rows, [2]string{p.central(l.Name), number(l.Values[i])})
			row = append(row, number(l.Values[i]))
		}
	}
	return t, row
}

// columns head the baseline's figures in the table behind a fan.
func (p *plot) columns() []string {
	if p.Ranged {
		return []string{"10%", "25%", "Median", "75%", "90%"}
	}
	return []string{"Projected"}
}

// central names a scenario's line.
func (p *plot) central(name string) string {
	if p.Ranged {
		return name + ", median"
	}
	return name
}

func (p *plot) add(category string, mark bool, fan *sim.Summary) {
	p.Categories = append(p.Categories, category)
	p.Marks = append(p.Marks, mark)
	p.Fan = append(p.Fan, fan)
}

// line is a line without values yet; categories must be complete.
func (p *plot) line(name string, l look) lineSeries {
	s := lineSeries{Name: name, Look: l, Values: make([]float64, len(p.Categories))}
	for i := range s.Values {
		s.Values[i] = math.NaN()
	}
	return s
}

// costFigure is the net cost by financial year: past days at the model's
// prices, then the fan. Part years are left out, since they would look like a
// fall. Nil where nothing is priced.
func costFigure(in *Input) *figure {
	if !priced(in) {
		return nil
	}
	p := in.Projection
	pl := plot{ID: "chart-cost", Kind: "year", Counted: "Past days at the model's prices", Unit: "£{value}m", Scale: 1e-6, Ranged: ranged(in)}
	past := pastCosts(in.Model, p.Years[0].Year)
	for i := range past {
		if p.Published { // exact days at known prices would tell of single children
			past[i].Cost = rounded(past[i].Cost, amountStep)
		}
	}
	for _, c := range past {
		pl.add(c.Year.String(), true, nil)
	}
	var years []int
	base := sim.Line(p.Scenarios[0].Costs, "total")
	for y, year := range p.Years {
		if !year.Part {
			years = append(years, y)
			pl.add(year.Year.String(), true, &base.Values[y])
		}
	}
	if len(years) == 0 {
		return nil
	}
	n := len(past)
	unit := moneyOfYears(base)
	history := pl.line("past", look{pastLook.Color, pastLook.Type, pastLook.Dashes, "circle"})
	for i, c := range past {
		history.Values[i] = c.Cost
		unit = unit.or(moneyFor(c.Cost))
	}
	pl.Lines = append(pl.Lines, history)
	fig := &figure{ID: pl.ID, Title: "Net cost by financial year", Finding: costFinding(in),
		Notes: []string{"Past years are not what was spent: they are the days in care and on plans at the model's prices (" + baseWords(&in.Model.Prices) + "). The vertical axis does not start at zero."}}
	for _, y := range p.Years {
		if s := yearNote(y); s != "" {
			fig.Notes = append(fig.Notes, s)
		}
	}
	if len(years) < len(p.Years) {
		fig.Notes = append(fig.Notes, "Part years are left out of this chart.")
	}
	fig.Key = append(fig.Key, lineKey("past days at the model's prices", pl.Lines[0].Look))
	table := grid{Caption: fig.Title, Head: append([]string{"Financial year", "Past, at the model's prices"}, pl.columns()...)}
	for i := range p.Scenarios {
		o := &p.Scenarios[i]
		a := sim.Line(o.Costs, "total")
		if a == nil {
			continue
		}
		line := fig.addScenario(&pl, &table, o, i)
		for k, y := range years {
			line.Values[n+k] = a.Values[y].Q[q50]
			unit = unit.or(moneyOf(a.Values[y]))
		}
		pl.Lines = append(pl.Lines, line)
	}
	if pl.Ranged {
		fig.Key = append(fig.Key, bandKeys...)
	}
	for i := range pl.Categories {
		t, row := stockTip(&pl, i, n-1, unit.format)
		pl.Tips = append(pl.Tips, t)
		table.Rows = append(table.Rows, row)
	}
	fig.Table = table
	fig.More = []grid{lineTable(p)}
	fig.chart = pl.chart()
	return fig
}

// lineTable is the baseline's cost by line, as means, which add up to the net
// total. All of it is in thousands: millions would leave nothing of a small
// line.
func lineTable(p *sim.Projection) grid {
	g := grid{Caption: "Baseline cost by line, mean", Head: []string{"Line"}}
	for _, y := range p.Years {
		g.Head = append(g.Head, yearWords(y))
	}
	m := money{thousands: true}
	for i := range p.Scenarios[0].Costs {
		m = m.or(moneyOfYears(&p.Scenarios[0].Costs[i]))
	}
	for _, a := range p.Scenarios[0].Costs {
		row := []string{lineName(a.Line)}
		for y := range p.Years {
			row = append(row, m.format(a.Values[y].Mean))
		}
		g.Rows = append(g.Rows, row)
	}
	return g
}

// baseWords says from which year on inflation acts.
func baseWords(p *model.Prices) string {
	return p.Base.String() + " prices, inflated from then on and not deflated before"
}
