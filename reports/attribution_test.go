package reports

import (
	"bytes"
	"encoding/csv"
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// partedInput has parts of the first scenario's change at every figure, in
// thirds that no rounding can print exactly.
func partedInput() Input {
	in := sampleInput()
	p := in.Projection
	o, base := &p.Scenarios[1], &p.Scenarios[0]
	third := func(part sim.Part, change float64) {
		for i, name := range []string{"a", "b", "c"} {
			part.Intervention, part.Mean = name, change/3+[]float64{1e-5, -1e-5, 0}[i]
			o.Parts = append(o.Parts, part)
		}
	}
	for _, m := range []string{"lac", "cpp"} {
		for _, d := range yearEnds(p) {
			a, _ := at(o, m, d)
			b, _ := at(base, m, d)
			third(sim.Part{Measure: m, Date: p.Dates[d]}, a.Mean-b.Mean)
		}
	}
	for y, year := range p.Years {
		a, _ := yearMean(p, o, "entries", year.Year)
		b, _ := yearMean(p, base, "entries", year.Year)
		third(sim.Part{Measure: "entries", Year: year.Year}, a-b)
		third(sim.Part{Measure: "cost", Year: year.Year}, sim.Line(o.Costs, "total").Values[y].Mean-sim.Line(base.Costs, "total").Values[y].Mean)
	}
	return in
}

func table2(t *testing.T, write func(*bytes.Buffer) error) [][]string {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&b).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows[1:]
}

func number2(t *testing.T, s string) float64 {
	t.Helper()
	x, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// As printed, parts add up to the change of what the other files print, to the
// last digit.
func TestAttributionAddsUpAsPrinted(t *testing.T) {
	in := partedInput()
	p := in.Projection
	printed := map[[3]string]float64{} // scenario, measure, date
	for _, r := range table2(t, func(b *bytes.Buffer) error { return WriteProjectionCSV(b, p) }) {
		if r[3] != "" {
			continue
		}
		printed[[3]string{r[0], r[2], r[1]}] = number2(t, r[4])
		if r[2] == "entries" {
			d, err := model.ParseDate(r[1])
			if err != nil {
				t.Fatal(err)
			}
			printed[[3]string{r[0], "entries", model.FinancialYearOf(d).String()}] += number2(t, r[4])
		}
	}
	for _, r := range table2(t, func(b *bytes.Buffer) error { return WriteCostsCSV(b, p) }) {
		if r[3] == "total" {
			printed[[3]string{r[0], "cost", r[1]}] = number2(t, r[4])
		}
	}
	sums := map[[3]string]float64{}
	for _, r := range table2(t, func(b *bytes.Buffer) error { return WriteAttributionCSV(b, p) }) {
		sums[[3]string{r[0], r[2], r[3]}] += number2(t, r[4])
	}
	if len(sums) != 2*len(yearEnds(p))+2*len(p.Years) {
		t.Errorf("%d figures", len(sums))
	}
	for k, got := range sums {
		now, ok := printed[k]
		if !ok {
			t.Errorf("%v stands in no other file", k)
		}
		want := now - printed[[3]string{"baseline", k[1], k[2]}]
		digit := 1e-4
		if k[1] == "cost" {
			digit = 1e-2
		}
		if math.Abs(got-want) > digit/100 {
			t.Errorf("%v: parts add up to %v, the change is %v", k, got, want)
		}
	}
}

func TestAttributionIsShown(t *testing.T) {
	in := partedInput()
	terminal, page := written(t, in)
	for where, text := range map[string]string{"terminal": terminal, "page": page} {
		if !strings.Contains(text, "Who brings what: fgc-at-icpc") || !strings.Contains(text, "All together") {
			t.Errorf("the %s does not say who brings what", where)
		}
		if strings.Contains(text, "Who brings what: in-area") {
			t.Errorf("the %s shows parts of a scenario without any", where)
		}
	}
	f := openWorkbook(t, workbookBytes(t, in))
	rows, err := f.GetRows(sheetParts)
	if err != nil {
		t.Fatal(err)
	}
	if got := rows[5]; got[1] != "All together" || got[2] != "lac" {
		t.Errorf("the workbook's sixth row is %v", got)
	}
	for _, file := range folderFiles(&Input{Projection: Publish(in).Projection, Model: in.Model}) {
		if file.Name == "attribution.csv" {
			t.Error("a published run holds attribution.csv, which tells exact changes")
		}
	}
	if _, page := written(t, Publish(in)); strings.Contains(page, "Who brings what") {
		t.Error("a published page shows parts")
	}
}
