package reports

import (
	"bufio"
	"encoding/csv"
	"fmt"
	"io"
	"math"

	"github.com/carecurve/carecurve/sim"
)

// sourcesWords says what the shares of variance are.
const sourcesWords = "Why it is uncertain: the variance that each source brings when it varies alone, against that of all together. What sources bring only in company, or take from each other, stands under together; with few futures luck is in it too."

// sourcesTables say for each scenario where the variance of children in care
// and of cost at year ends comes from; none if nobody asked.
func sourcesTables(in *Input) []grid {
	var out []grid
	for _, measure := range []string{"lac", "cost"} {
		if measure == "cost" && !priced(in) {
			continue
		}
		for i := range in.Projection.Scenarios {
			if g := sourcesTable(in, in.Projection.Scenarios[i].Name, measure); len(g.Rows) > 0 {
				out = append(out, g)
			}
		}
	}
	return out
}

func sourcesTable(in *Input, scenario, measure string) grid {
	what, end := "children looked after", "Year end"
	if measure == "cost" {
		what, end = "net cost", "Financial year"
	}
	g := grid{Caption: "Why it is uncertain: " + scenario + ", variance of " + what, Head: append(append([]string{end}, sim.SourceNames[:]...), "together")}
	for i := range in.Sources {
		x := &in.Sources[i]
		if x.Scenario != scenario || x.Measure != measure {
			continue
		}
		when := x.Year.String()
		if measure == "lac" {
			when = dateWords(x.Year.Last())
		}
		row := []string{when}
		for k := range sim.Sources {
			row = append(row, points(x.Share(k)))
		}
		g.Rows = append(g.Rows, append(row, points(x.Together())))
	}
	return g
}

// points is a share of a variance, which may be below nothing.
func points(x float64) string {
	n := math.Round(100 * x)
	if n == 0 {
		n = 0 // not −0
	}
	if n < 0 {
		return fmt.Sprintf("−%.0f%%", -n)
	}
	return fmt.Sprintf("%.0f%%", n)
}

// sourcesText writes the baseline's tables for a terminal; the report has all.
func sourcesText(b *bufio.Writer, in *Input) {
	said := false
	for _, measure := range []string{"lac", "cost"} {
		t := sourcesTable(in, in.Projection.Scenarios[0].Name, measure)
		if len(t.Rows) == 0 || measure == "cost" && !priced(in) {
			continue
		}
		said = true
		fmt.Fprintf(b, "\n%s\n", t.Caption)
		text := newTable(t.Head...)
		for _, r := range t.Rows {
			text.add(r...)
		}
		text.write(b)
	}
	if said {
		wrap(b, "", sourcesWords)
	}
}

// WriteUncertaintyCSV writes uncertainty.csv: where the variance of children in
// care and of cost comes from.
func WriteUncertaintyCSV(w io.Writer, list []sim.Sourced) error {
	out := csv.NewWriter(w)
	out.Write([]string{"scenario", "financial_year", "measure", "source", "variance", "share"})
	for i := range list {
		x := &list[i]
		row := func(source string, variance, share float64) {
			out.Write([]string{x.Scenario, x.Year.String(), x.Measure, source, fmt.Sprintf("%.6g", variance), fmt.Sprintf("%.4f", share)})
		}
		row("all", x.All, 1)
		for k, name := range sim.SourceNames {
			row(name, x.Variance[k], x.Share(k))
		}
		row("together", x.All*x.Together(), x.Together())
	}
	out.Flush()
	return out.Error()
}
