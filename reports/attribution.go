package reports

import (
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"strconv"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// WriteAttributionCSV writes attribution.csv: what each intervention brings of
// a scenario's change against the baseline (scenario minus baseline), children
// and entries to four decimals, cost in pounds and pence. As printed the parts
// add up to the change of the printed means of projection.csv and costs.csv:
// the largest part takes what rounding leaves. Costs and entries stand by
// financial year, stocks by date.
func WriteAttributionCSV(w io.Writer, p *sim.Projection) error {
	if err := checkProjection(p); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	out.Write([]string{"scenario", "intervention", "measure", "date", "mean"}) // errors come out below
	for i := range p.Scenarios {
		o := &p.Scenarios[i]
		for _, g := range partGroups(p, o) {
			for k, part := range g.parts {
				out.Write([]string{o.Name, part.Intervention, part.Measure, g.date(), g.printed(k)})
			}
		}
	}
	out.Flush()
	return out.Error()
}

// partGroup is the parts of one figure's change.
type partGroup struct {
	parts []sim.Part
	units []int64 // of each, in the smallest unit that is printed
	whole int64
}

// Units to a child, and pence to a pound.
const (
	countUnits = 10_000
	penceUnits = 100
)

// partGroups are a scenario's parts, by figure in the order of the parts.
func partGroups(p *sim.Projection, o *sim.Outcome) (out []partGroup) {
	for i := 0; i < len(o.Parts); {
		g, first := partGroup{}, &o.Parts[i]
		for ; i < len(o.Parts) && o.Parts[i].Measure == first.Measure && o.Parts[i].Date == first.Date && o.Parts[i].Year == first.Year; i++ {
			g.parts = append(g.parts, o.Parts[i])
		}
		g.round(p, o)
		out = append(out, g)
	}
	return out
}

// round rounds the parts so that they add up to the change as printed
// elsewhere.
func (g *partGroup) round(p *sim.Projection, o *sim.Outcome) {
	print, scale := decimal, g.scale()
	if scale == penceUnits {
		print = pence
	}
	unit := func(x float64) int64 { // as other files print it, halves included
		x, err := strconv.ParseFloat(print(x), 64)
		if err != nil {
			panic(err) // what was printed just now
		}
		return int64(math.Round(x * scale))
	}
	first := &g.parts[0]
	for d := range p.Dates {
		if a, ok := at(o, first.Measure, d); ok && p.Dates[d] == first.Date {
			b, _ := at(&p.Scenarios[0], first.Measure, d)
			g.whole = unit(a.Mean) - unit(b.Mean)
		}
	}
	if first.Date.IsZero() {
		g.whole = g.yearly(p, o, unit) - g.yearly(p, &p.Scenarios[0], unit)
	}
	left, largest := g.whole, 0
	for k, x := range g.parts {
		g.units = append(g.units, unit(x.Mean))
		left -= g.units[k]
		if math.Abs(x.Mean) > math.Abs(g.parts[largest].Mean) {
			largest = k
		}
	}
	g.units[largest] += left
}

// yearly is an outcome's cost of the year, or the sum of its months, in printed
// units.
func (g *partGroup) yearly(p *sim.Projection, o *sim.Outcome, unit func(float64) int64) (sum int64) {
	first := &g.parts[0]
	if first.Measure == "cost" {
		for y := range p.Years {
			if p.Years[y].Year == first.Year {
				return unit(sim.Line(o.Costs, "total").Values[y].Mean)
			}
		}
		return 0
	}
	s := o.Find(first.Measure, "")
	for i, v := range s.Values {
		if model.FinancialYearOf(p.Dates[s.First+i]) == first.Year {
			sum += unit(v.Mean)
		}
	}
	return sum
}

func (g *partGroup) scale() float64 {
	if g.parts[0].Measure == "cost" {
		return penceUnits
	}
	return countUnits
}

// date is the date or financial year of a group.
func (g *partGroup) date() string {
	if first := &g.parts[0]; first.Date.IsZero() {
		return first.Year.String()
	}
	return g.parts[0].Date.String()
}

// value is a part, or with −1 the whole, as rounded.
func (g *partGroup) value(k int) float64 {
	if k < 0 {
		return float64(g.whole) / g.scale()
	}
	return float64(g.units[k]) / g.scale()
}

func (g *partGroup) printed(k int) string {
	if g.parts[0].Measure == "cost" {
		return pence(g.value(k))
	}
	return decimal(g.value(k))
}

// partsTable says who brings what of a scenario's change: children, plans and
// cost at the end of the horizon. It has no rows where there are fewer than two
// interventions, or nothing was parted.
func partsTable(in *Input, o *sim.Outcome) grid {
	p := in.Projection
	t := grid{Caption: "Who brings what: " + o.Name + ", change against the baseline", Head: []string{"Intervention"}}
	var groups []partGroup
	var formats []func(float64) string
	end, year := p.Dates[len(p.Dates)-1], model.FinancialYear(0)
	if len(p.Years) > 0 {
		year = p.Years[lastYear(p)].Year
	}
	for _, g := range partGroups(p, o) {
		first := &g.parts[0]
		if len(g.parts) < 2 {
			return t
		}
		switch {
		case first.Measure == "cost" && first.Year == year && priced(in):
			m := moneyFor(g.value(-1))
			for k := range g.parts {
				m = m.or(moneyFor(g.value(k)))
			}
			m.thousands = m.largest < million
			t.Head, formats = append(t.Head, "Cost "+year.String()), append(formats, func(x float64) string { return plus(x, m.format(x)) })
		case first.Measure == "entries" && first.Year == year:
			t.Head, formats = append(t.Head, "Entries "+year.String()), append(formats, tenths)
		case first.Date == end && !first.Date.IsZero():
			t.Head, formats = append(t.Head, map[string]string{"lac": "LAC", "cpp": "CPP"}[first.Measure]+" "+end.Time().Format("Jan 2006")), append(formats, tenths)
		default:
			continue
		}
		groups = append(groups, g)
	}
	if len(groups) == 0 {
		return t
	}
	row := func(name string, k int) {
		cells := []string{name}
		for i := range groups {
			cells = append(cells, formats[i](groups[i].value(k)))
		}
		t.Rows = append(t.Rows, cells)
	}
	for k, part := range groups[0].parts {
		row(part.Intervention, k)
	}
	row("All together", -1)
	return t
}

// plus puts a sign before what is above nothing.
func plus(x float64, s string) string {
	if x > 0 && s != "£0" {
		return "+" + s
	}
	return s
}

// tenths is a change of a count to one decimal, since parts are often below
// one child.
func tenths(x float64) string {
	s := strconv.FormatFloat(math.Round(10*x)/10+0, 'f', 1, 64)
	if x > 0 && s != "0.0" {
		return "+" + s
	}
	return s
}

// partsTables are those of all scenarios that have one.
func partsTables(in *Input) (out []grid) {
	for i := range in.Projection.Scenarios {
		if t := partsTable(in, &in.Projection.Scenarios[i]); len(t.Rows) > 0 {
			out = append(out, t)
		}
	}
	return out
}

// partsWords says how the parts came about.
const partsWords = "Who brings what: the change that an intervention makes, averaged over all orders in which a scenario's interventions could have come; the parts add up to the whole."

// partsText writes the tables for a terminal.
func partsText(b io.Writer, in *Input) {
	for _, t := range partsTables(in) {
		fmt.Fprintf(b, "\n%s\n", t.Caption)
		text := newTable(t.Head...)
		for _, r := range t.Rows {
			text.add(r...)
		}
		text.write(b)
	}
}

// attributionSheet has all parts of all scenarios; wholes are formulas.
func attributionSheet(s *sheet, in *Input) {
	st, p := s.book.style, in.Projection
	s.columns(24, 28, 12, 14, 18)
	s.freeze(2, 0)
	s.put(textCell(st.title, "Who brings what: change against the baseline, by intervention"))
	s.heads(4, "Scenario", "Intervention", "Measure", "At or in", "Change (mean)")
	for i := range p.Scenarios {
		o := &p.Scenarios[i]
		for _, g := range partGroups(p, o) {
			style := st.decimal
			if g.parts[0].Measure == "cost" {
				style = st.pence
			}
			first := s.row + 1
			for k, part := range g.parts {
				s.put(textCell(st.text, o.Name), textCell(st.text, part.Intervention), textCell(st.text, part.Measure), textCell(st.text, g.date()), number(style, g.value(k)))
			}
			s.put(textCell(st.text, o.Name), textCell(st.heading, "All together"), textCell(st.text, g.parts[0].Measure), textCell(st.text, g.date()),
				formula(style, fmt.Sprintf("SUM(%s:%s)", cellName(5, first), cellName(5, s.row)), g.value(-1)))
		}
	}
	s.blank()
	s.put(textCell(st.wrap, partsWords))
}
