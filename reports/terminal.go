package reports

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"unicode/utf8"

	"github.com/carecurve/carecurve/sim"
)

// Terminal writes what a finance officer would read out: stocks and cost by
// year, each scenario's saving with its interval and probability, what the
// saving must be weighed against, and the warnings. Lines are plain text.
func Terminal(w io.Writer, in Input) error {
	if err := in.check(); err != nil {
		return err
	}
	b := bufio.NewWriter(w)
	p := in.Projection
	name := in.Model.Authority.Name
	if name == "" {
		name = "This council"
	}
	fmt.Fprintf(b, "%s: from %s to %s\n\n", name, dateWords(p.Dates[0]), dateWords(p.Dates[len(p.Dates)-1]))
	for _, s := range headline(&in) {
		wrap(b, "", s)
	}
	for i := range p.Scenarios {
		fmt.Fprintln(b)
		wrap(b, "", scenarioHeading(&p.Scenarios[i]))
		stockTable(b, &in, &p.Scenarios[i])
		if !priced(&in) {
			continue
		}
		fmt.Fprintln(b)
		if i == 0 {
			costTable(b, &in, &p.Scenarios[i])
			continue
		}
		savingTable(b, &in, &p.Scenarios[i])
	}
	for i := 1; i < len(p.Scenarios); i++ {
		if i == 1 {
			fmt.Fprint(b, "\nTo weigh against savings, expected, with the change from the baseline\n")
		}
		balanceTable(b, p, &p.Scenarios[i])
		if s := avertedWords(&in, i); s != "" {
			wrap(b, "", s)
		}
	}
	partsText(b, &in)
	sourcesText(b, &in)
	fmt.Fprintln(b)
	notes(b, &in)
	return b.Flush()
}

func scenarioHeading(o *sim.Outcome) string {
	if o.Title == "" || o.Title == o.Name {
		return o.Name
	}
	return o.Name + ": " + o.Title
}

func stockTable(b io.Writer, in *Input, o *sim.Outcome) {
	t := newTable("Date", medianHead(in, "LAC"), "80% interval", medianHead(in, "CPP"), "80% interval")
	for _, r := range stockRows(in.Projection, o) {
		row := []string{r.Date, "-", "", "-", ""}
		if r.HasLAC {
			row[1], row[2] = count(r.LAC.Q[q50]), ifRanged(in, countInterval(r.LAC), noRange)
		}
		if r.HasCPP {
			row[3], row[4] = count(r.CPP.Q[q50]), ifRanged(in, countInterval(r.CPP), noRange)
		}
		if r.Records {
			row[2], row[4] = "counted", "counted"
		}
		t.add(row...)
	}
	t.write(b)
}

// medianHead is a column's head with what its figures are, as the workbook has
// it; without draws there is one path and nothing to tell apart.
func medianHead(in *Input, what string) string { return ifRanged(in, what+", median", what) }

func costTable(b io.Writer, in *Input, o *sim.Outcome) {
	p := in.Projection
	t := newTable("Financial year", medianHead(in, "Net cost"), "80% interval")
	a := sim.Line(o.Costs, "total")
	m := moneyOfYears(a)
	for y, year := range p.Years {
		v := a.Values[y]
		t.add(yearWords(year), m.format(v.Q[q50]), ifRanged(in, m.interval(v), noRange))
	}
	t.write(b)
}

func savingTable(b io.Writer, in *Input, o *sim.Outcome) {
	p := in.Projection
	saving, cost := sim.Line(o.Savings, "total"), sim.Line(o.Costs, "total")
	if saving == nil || cost == nil {
		fmt.Fprintln(b, "  No costs were worked out for this scenario.")
		return
	}
	t := newTable("Year", medianHead(in, "Cost"), ifRanged(in, "Saving, mean", "Saving"), "80% interval", "Chance above 0")
	u := unitsOf(p)
	for y, year := range p.Years {
		c, v := cost.Values[y], saving.Values[y]
		t.add(yearWords(year), u.cost.format(c.Q[q50]), u.saving.format(v.Mean), ifRanged(in, u.saving.interval(v), noRange), ifRanged(in, percent(v.Probability), noChance))
	}
	t.write(b)
}

func balanceTable(b io.Writer, p *sim.Projection, o *sim.Outcome) {
	fmt.Fprintf(b, "%s\n", o.Name)
	t := newTable("Financial year", "Returns to care", "Moves", "Repeat plans", "Days at risk")
	for _, year := range p.Years {
		row := []string{yearWords(year)}
		for _, m := range balances(p, o, year.Year) {
			switch {
			case !m.Known:
				row = append(row, "-")
			case m.Measure == "days_at_risk":
				row = append(row, count(m.Value))
			default:
				row = append(row, count(m.Value)+" ("+change(m.Value-m.Baseline)+")")
			}
		}
		t.add(row...)
	}
	t.write(b)
}

func notes(b io.Writer, in *Input) {
	p := in.Projection
	const short = "LAC: children looked after. CPP: child protection plans. "
	wrap(b, "", short+ifRanged(in, "The outcome is expected to fall outside an 80% interval one time in five. Stocks and costs are medians; savings, returns and moves are means.", withoutRanges(in)))
	for _, y := range p.Years {
		if s := yearNote(y); s != "" {
			wrap(b, "", s)
		}
		if s := flowNote(p, y); s != "" && len(p.Scenarios) > 1 {
			wrap(b, "", s)
		}
	}
	if !priced(in) {
		wrap(b, "", "Nothing is priced: give prices in a council file to see costs and savings.")
	}
	wrap(b, "", provenance(in))
	for _, s := range in.Meta.Warnings {
		wrap(b, "Warning: ", s)
	}
}

// table is a text table, its first column to the left, figures to the right.
type table struct {
	rows  [][]string
	first int
}

func newTable(head ...string) *table {
	t := &table{}
	t.add(head...)
	return t
}

func (t *table) add(row ...string) {
	t.first = max(t.first, utf8.RuneCountInString(row[0]))
	t.rows = append(t.rows, row)
}

func (t *table) write(w io.Writer) {
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	for _, r := range t.rows {
		r[0] += strings.Repeat(" ", t.first-utf8.RuneCountInString(r[0]))
		fmt.Fprintln(tw, strings.Join(r, "\t")+"\t")
	}
	tw.Flush()
}

// wrap writes text in lines of at most 78 characters.
func wrap(w io.Writer, lead, text string) {
	line := lead
	for i, word := range strings.Fields(text) {
		if i > 0 && utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > 78 {
			fmt.Fprintln(w, line)
			line = word
			continue
		}
		if i > 0 {
			line += " "
		}
		line += word
	}
	fmt.Fprintln(w, line)
}
