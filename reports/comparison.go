package reports

import (
	"bufio"
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strconv"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// Change is why a scenario's expected net cost of a year differs between two
// forecasts: Parts, in the order of ChangeParts, add up to New − Old.
type Change struct {
	Scenario string
	Year     model.FinancialYear
	Part     bool
	Old, New float64
	Parts    []float64
}

// ChangeParts names the parts of a [Change].
var ChangeParts = []string{"actuals", "rates", "prices", "plans"}

// WriteCompareCSV writes why each year's cost changed from one forecast to the
// next; old and the parts add up to new, to the penny.
func WriteCompareCSV(w io.Writer, list []Change) error {
	out := csv.NewWriter(w)
	out.Write(append(append([]string{"scenario", "financial_year", "part_year", "old"}, ChangeParts...), "new"))
	for _, c := range list {
		from, to, parts := sim.Pence(c.Old, c.New, c.Parts)
		row := []string{c.Scenario, c.Year.String(), strconv.FormatBool(c.Part), pennies(from)}
		for _, x := range parts {
			row = append(row, pennies(x))
		}
		out.Write(append(row, pennies(to)))
	}
	out.Flush()
	return out.Error()
}

// Compare writes the same for reading, and the first whole year that both
// forecasts have line by line.
func Compare(w io.Writer, old, new *Earlier, list []Change) error {
	b := bufio.NewWriter(w)
	name := new.Authority
	if name == "" {
		name = "This council"
	}
	fmt.Fprintf(b, "%s: the forecast from %s against that from %s\n", name, dateWords(new.DataDate), dateWords(old.DataDate))
	var all, parts money
	for _, c := range list {
		all = all.or(moneyFor(c.Old, c.New))
		parts = parts.or(moneyFor(c.Parts...))
	}
	parts.thousands = true
	for i, c := range list {
		if i == 0 || c.Scenario != list[i-1].Scenario {
			fmt.Fprintf(b, "\n%s\n", c.Scenario)
			t := newTable("Financial year", "Old forecast", "Actuals", "Rates", "Prices", "Plans", "New forecast", "Change")
			for _, c := range list[i:] {
				if c.Scenario != list[i].Scenario {
					break
				}
				row := []string{yearWords(sim.Year{Year: c.Year, Part: c.Part}), all.format(c.Old)}
				for _, x := range c.Parts {
					row = append(row, parts.format(x))
				}
				t.add(append(row, all.format(c.New), parts.format(c.New-c.Old))...)
			}
			t.write(b)
		}
	}
	if len(list) > 0 {
		changedLines(b, old.Views[0], new.Views[0])
	}
	fmt.Fprintln(b)
	wrap(b, "", "Actuals: what the records show up to the new data date against what was forecast, and the children more or fewer in care on that day for as long as they then stay. Rates: other changes in how many children are where. Prices: other prices, own places and contracts. Plans: what a scenario changes against the baseline, now and then.")
	return b.Flush()
}

// changedLines is the baseline line by line in the first whole year of both.
func changedLines(b io.Writer, old, new *sim.View) {
	for i, x := range old.Years {
		j := slices.IndexFunc(new.Years, func(y sim.Year) bool { return y.Year == x.Year })
		if j < 0 || x.Part || new.Years[j].Part {
			continue
		}
		fmt.Fprintf(b, "\n%s, %s, line by line\n", new.Name, x.Year)
		t := newTable("Line", "Old forecast", "New forecast", "Change")
		var u money
		at := func(v *sim.View, line string, y int) float64 {
			if k := slices.Index(v.Lines, line); k >= 0 {
				return v.Cost[k][y]
			}
			return 0
		}
		lines := slices.Clone(old.Lines)
		for _, l := range new.Lines {
			if !slices.Contains(lines, l) {
				lines = append(lines, l)
			}
		}
		for _, l := range lines {
			u = u.or(moneyFor(at(old, l, i), at(new, l, j)))
		}
		u.thousands = true
		add := func(name string, was, is float64) { t.add(name, u.format(was), u.format(is), u.format(is-was)) }
		for _, l := range lines {
			if was, is := at(old, l, i), at(new, l, j); was != 0 || is != 0 {
				add(lineName(l), was, is)
			}
		}
		add("Net total", old.Total[i], new.Total[j])
		t.write(b)
		return
	}
}
