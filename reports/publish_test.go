package reports

import (
	"bytes"
	"encoding/csv"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// smallInput is a council with every column of a real run: sums hold at each
// date. At scale 1 many cells are small, at 4 a few, which then stand alone.
func smallInput(scale float64) Input {
	in := sampleInput()
	m := *in.Model
	in.Model = &m
	m.Prices.Health[model.Secure], m.Prices.Health[model.Residential] = 0.1, 0.1
	p := &sim.Projection{Engine: "agents", Replicates: 1000, Seed: 1, Dates: in.Projection.Dates, Years: in.Projection.Years}
	levels := [model.Settings]float64{32, 60, 71, 21, 2.1, 19, 7.2, 14, 9, 0}
	for i, name := range []string{"baseline", "fewer", "shift"} {
		o := sim.Outcome{Name: name, Title: name}
		counts := sim.NewCounts[float64](len(p.Dates))
		for d := range p.Dates {
			grow := 1 + 0.003*float64(d)*float64(1-i)
			for s, x := range levels {
				if i == 2 && s == int(model.Secure) {
					x *= 4 // small in the baseline, not so here
				}
				x *= scale
				out := 0.3
				if s == int(model.Adoptive) {
					out = 0.2
				}
				counts.Place[model.PlaceOf(model.Setting(s), model.InArea)][d] = x * grow * (1 - out)
				counts.Place[model.PlaceOf(model.Setting(s), model.OutOfArea)][d] = x * grow * out
			}
			all := 0.0
			for q := range counts.Place {
				all += counts.Place[q][d]
			}
			for a, share := range []float64{0.016, 0.15, 0.2, 0.4, 0.234} {
				counts.Age[a][d] = all * share
			}
			for b, share := range []float64{0.02, 0.05, 0.08, 0.15, 0.2, 0.2, 0.15, 0.15} {
				counts.Care[b][d] = all * share
			}
			counts.CPP[d] = 120 * grow * scale
			if d > 0 {
				for r, x := range []float64{6, 9, 2, 7} {
					counts.Entry[r][d] = x * grow * scale
				}
				for e := range counts.Exit {
					counts.Exit[e][d] = []float64{8, 6, 7, 2, 9, 0.1, 0.2, 0, 6}[e] * grow * scale
				}
				counts.Moves[d], counts.PlanStart[d], counts.PlanEnd[d] = 20, 14, 13
			}
		}
		series := counts.Series()
		for _, c := range sim.Columns() {
			s := sim.Series{Measure: c.Measure, Breakdown: c.Breakdown}
			if !c.Stock {
				s.First = 1
			}
			for d := s.First; d < len(p.Dates); d++ {
				x := 0.0
				for _, k := range c.Sum {
					x += series[k][d]
				}
				s.Values = append(s.Values, sim.Normal(x, math.Sqrt(x)/2, true))
			}
			o.Series = append(o.Series, s)
		}
		total := sim.Amount{Line: "total", Values: make([]sim.Summary, len(p.Years))}
		add := func(line string, pounds func(y int) float64) {
			a := sim.Amount{Line: line}
			for y := range p.Years {
				x := pounds(y)
				a.Values = append(a.Values, sim.Normal(x, math.Abs(x)/20, false))
				total.Values[y].Mean += x
			}
			o.Costs = append(o.Costs, a)
		}
		for s := range model.Settings {
			add(model.Setting(s).String(), func(int) float64 {
				return o.Find("lac", "setting="+model.Setting(s).String()).Values[6].Mean * m.Prices.Weekly[model.PlaceOf(model.Setting(s), model.InArea)] * 52
			})
		}
		add("plans", func(int) float64 { return 120 * 12 * 400 })
		add("icpc", func(int) float64 { return 14 * 12 * 600 })
		add("sgo", func(int) float64 { return 3 * 52 * 180 })
		add("health_contribution", func(int) float64 { return -100_000 })
		for y := range total.Values {
			total.Values[y] = sim.Normal(total.Values[y].Mean, total.Values[y].Mean/30, false)
		}
		o.Costs = append([]sim.Amount{total}, o.Costs...)
		if i > 0 {
			for k, a := range o.Costs {
				saving := sim.Amount{Line: a.Line}
				for y, v := range a.Values {
					x := p.Scenarios[0].Costs[k].Values[y].Mean - v.Mean
					saving.Values = append(saving.Values, sim.Normal(x, math.Abs(x)/10, false))
				}
				o.Savings = append(o.Savings, saving)
			}
		}
		p.Scenarios = append(p.Scenarios, o)
	}
	in.Projection = p
	return in
}

// cellsOf reads a published CSV: its means by scenario, date, measure and
// breakdown (or year and line); a withheld one is not a number.
func cellsOf(t *testing.T, write func(*bytes.Buffer) error, keys int) map[string]float64 {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&b).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]float64{}
	for _, r := range rows[1:] {
		x := math.NaN()
		if r[keys] != withheld {
			if x, err = strconv.ParseFloat(r[keys], 64); err != nil {
				t.Fatal(err)
			}
		}
		out[strings.Join(r[:keys], "|")] = x
	}
	return out
}

// What is withheld can't be had back: not from the sums of a file, not from
// another date or scenario, not through the costs.
func TestPublishCannotBeUndone(t *testing.T) {
	for _, scale := range []float64{1, 2, 4, 6} {
		t.Run(strconv.FormatFloat(scale, 'f', 0, 64), func(t *testing.T) { attack(t, smallInput(scale), scale) })
	}
}

func attack(t *testing.T, in Input, scale float64) {
	shut := Publish(in)
	p := in.Projection
	means := cellsOf(t, func(b *bytes.Buffer) error { return WriteProjectionCSV(b, shut.Projection) }, 4)
	key := func(o string, d model.Date, c columnKey) string {
		return strings.Join([]string{o, d.String(), c.measure, c.breakdown}, "|")
	}
	small := 0
	for i := range p.Scenarios {
		o := &p.Scenarios[i]
		for k := range o.Series {
			s := &o.Series[k]
			c := columnKey{s.Measure, s.Breakdown}
			for v, x := range s.Values {
				got := means[key(o.Name, p.Dates[s.First+v], c)]
				if x.Mean > 0 && x.Mean < 5.5 {
					small++
				}
				if got > 0 && got < 6 && x.Mean < 5.5 || x.Mean > 0 && x.Mean < 5.5 && !math.IsNaN(got) {
					t.Fatalf("%s %s %s shows %v, is %v", o.Name, s.Measure, s.Breakdown, got, x.Mean)
				}
				if !math.IsNaN(got) && math.Mod(got, 5) != 0 {
					t.Fatalf("%s %s is not rounded: %v", s.Measure, s.Breakdown, got)
				}
				// Hidden in one scenario or date is hidden in all.
				if math.IsNaN(got) != math.IsNaN(means[key(p.Scenarios[0].Name, p.Dates[s.First], c)]) {
					t.Fatalf("%s %s is hidden in one place and shown in another", s.Measure, s.Breakdown)
				}
			}
		}
	}
	if float64(small) < 200/scale {
		t.Fatalf("only %d small cells: the sample is too easy", small)
	}
	// The attacker solves the equations between what is shown, as if nothing
	// had been rounded: no small column may follow.
	for _, x := range determined(p, means, key) {
		t.Errorf("%s %s can be worked out", x.measure, x.breakdown)
	}

	costs := cellsOf(t, func(b *bytes.Buffer) error { return WriteCostsCSV(b, shut.Projection) }, 4)
	savings := cellsOf(t, func(b *bytes.Buffer) error { return WriteSavingsCSV(b, shut.Projection) }, 4)
	for i := range p.Scenarios {
		o := &p.Scenarios[i]
		for y, year := range p.Years {
			at := func(line string) string {
				return strings.Join([]string{o.Name, year.Year.String(), strconv.FormatBool(year.Part), line}, "|")
			}
			gone := 0
			for _, a := range o.Costs {
				hidden := math.IsNaN(costs[at(a.Line)])
				if hidden && a.Values[y].Mean != 0 {
					gone++
				}
				if i > 0 && hidden != math.IsNaN(savings[at(a.Line)]) {
					t.Errorf("%s: cost hidden %v, saving otherwise", at(a.Line), hidden)
				}
				setting := means[key(o.Name, p.Dates[0], columnKey{"lac", "setting=" + a.Line})]
				if math.IsNaN(setting) && !hidden {
					t.Errorf("%s gives away the children of the setting", at(a.Line))
				}
			}
			if gone < 2 {
				t.Errorf("%s %s: %d lines are hidden, which the total gives away", o.Name, year.Year, gone)
			}
		}
	}
	for _, line := range []string{"sgo"} {
		if x := costs["baseline|2026-27|false|"+line]; !math.IsNaN(x) {
			t.Errorf("%s is shown: %v", line, x)
		}
	}
	for _, line := range []string{"health_contribution", "secure"} {
		if x := costs["baseline|2026-27|false|"+line]; scale == 1 && !math.IsNaN(x) {
			t.Errorf("%s is shown: %v", line, x)
		}
	}
	if x := costs["baseline|2026-27|false|total"]; math.IsNaN(x) || math.Mod(x, 10_000) != 0 {
		t.Errorf("the total is %v", x)
	}
}

// determined lists small columns that follow from the shown ones: by sums over
// places, and over each other breakdown.
func determined(p *sim.Projection, means map[string]float64, key func(string, model.Date, columnKey) string) (out []columnKey) {
	base, date := p.Scenarios[0].Name, p.Dates[1]
	columns := sim.Columns()
	width := len(sim.NewCounts[float64](1).Series())
	var shown [][]float64
	for _, c := range columns {
		if math.IsNaN(means[key(base, date, columnKey{c.Measure, c.Breakdown})]) {
			continue
		}
		row := make([]float64, width)
		for _, k := range c.Sum {
			row[k]++
		}
		shown = append(shown, row)
	}
	// Children by place, by age and by time in care are the same children.
	places, ages := make([]float64, width), make([]float64, width)
	for i := range model.Places {
		places[i], ages[i] = 1, 1
	}
	for a := range model.AgeBands {
		places[model.Places+a] = -1
	}
	for b := range model.DurationBands {
		ages[model.Places+model.AgeBands+b] = -1
	}
	shown = append(shown, places, ages)
	// What is always nothing is known.
	for i, s := range columns {
		if len(s.Sum) == 1 && p.Scenarios[0].Series[i].Values[1].Mean == 0 {
			row := make([]float64, width)
			row[s.Sum[0]] = 1
			shown = append(shown, row)
		}
	}
	rank := rankOf(shown)
	for i, c := range columns {
		s := &p.Scenarios[0].Series[i]
		x := s.Values[1-s.First].Mean
		if x == 0 || x >= 5.5 {
			continue
		}
		row := make([]float64, width)
		for _, k := range c.Sum {
			row[k]++
		}
		if rankOf(append(shown[:len(shown):len(shown)], row)) == rank {
			out = append(out, columnKey{c.Measure, c.Breakdown})
		}
	}
	return out
}

func rankOf(rows [][]float64) (rank int) {
	m := make([][]float64, len(rows))
	for i := range rows {
		m[i] = append([]float64{}, rows[i]...)
	}
	for c := 0; len(m) > 0 && c < len(m[0]) && rank < len(m); c++ {
		best := rank
		for r := rank; r < len(m); r++ {
			if math.Abs(m[r][c]) > math.Abs(m[best][c]) {
				best = r
			}
		}
		if math.Abs(m[best][c]) < 1e-9 {
			continue
		}
		m[rank], m[best] = m[best], m[rank]
		for r := rank + 1; r < len(m); r++ {
			f := m[r][c] / m[rank][c]
			for k := c; k < len(m[r]); k++ {
				m[r][k] -= f * m[rank][k]
			}
		}
		rank++
	}
	return rank
}

// A published run writes every file but the two that work with exact amounts,
// says what it is, and leaves the input as it was.
func TestPublishedFolder(t *testing.T) {
	in := smallInput(1)
	in.Model.Past.Out[len(in.Model.Past.Out)-2] = 3
	before := in.Projection.Scenarios[0].Series[5].Values[0]
	dir := filepath.Join(t.TempDir(), "out")
	if err := Write(dir, Publish(in), false); err != nil {
		t.Fatal(err)
	}
	if got := listing(t, dir); strings.Contains(got, "bridge") || strings.Contains(got, "savings_plan") || !strings.Contains(got, "budget.xlsx") {
		t.Errorf("the folder holds %s", got)
	}
	page, err := os.ReadFile(filepath.Join(dir, "report.html"))
	if err != nil || !bytes.Contains(page, []byte("Published form: counts of 1 to 5 are withheld")) || bytes.Contains(page, []byte(">NaN<")) {
		t.Errorf("the page does not say what it is, or shows NaN: %v", err)
	}
	var b bytes.Buffer
	if err := Terminal(&b, Publish(in)); err != nil || !strings.Contains(b.String(), "Published form") || strings.Contains(b.String(), "NaN") {
		t.Errorf("%v: %s", err, b.String())
	}
	b.Reset()
	if err := WriteJSON(&b, Publish(in), "out"); err != nil || !strings.Contains(b.String(), `"published": true`) {
		t.Errorf("%v: %s", err, b.String())
	}
	if in.Projection.Published || in.Projection.Scenarios[0].Series[5].Values[0] != before || in.Model.Past.Out[len(in.Model.Past.Out)-2] != 3 {
		t.Error("the input was changed")
	}
	book := openWorkbook(t, workbookBytes(t, Publish(in)))
	rows, err := book.GetRows(sheetMediumTerm)
	if err != nil {
		t.Fatal(err)
	}
	found := false
	for _, r := range rows {
		if len(r) > 2 && r[0] == "Secure homes" {
			found = true
			if r[1] != withheld || r[2] != withheld {
				t.Errorf("the workbook shows %v", r)
			}
		}
	}
	if !found {
		t.Error("the workbook has no secure homes")
	}
}

// An intervention's own cost tells how many it reached: a line of few cases is
// withheld, and with it a second one, and one of many is shown. Past years'
// costs, from exact days, are rounded.
func TestPublishOwnCosts(t *testing.T) {
	for _, c := range []struct {
		cases float64
		shown bool
	}{{3, false}, {5.4, false}, {40, true}} {
		in := smallInput(6)
		for i := range in.Projection.Scenarios {
			o := &in.Projection.Scenarios[i]
			a := sim.Amount{Line: "help", Values: make([]sim.Summary, len(in.Projection.Years))}
			if i > 0 {
				one, fixed := make([]float64, len(a.Values)), make([]float64, len(a.Values))
				for y := range a.Values {
					one[y], fixed[y] = 20_000, 75_000
					a.Values[y] = sim.Normal(75_000+20_000*c.cases, 1, true)
				}
				o.Rates.Case, o.Rates.Fixed = map[string][]float64{"help": one}, map[string][]float64{"help": fixed}
			}
			o.Costs = append(o.Costs, a)
		}
		shut := Publish(in)
		got := sim.Line(shut.Projection.Scenarios[1].Costs, "help").Values[0].Mean
		if c.shown != (got == rounded(75_000+20_000*c.cases, 10_000)) || c.shown == math.IsNaN(got) {
			t.Errorf("%v cases: %v", c.cases, got)
		}
	}
	in := smallInput(6)
	in.Model.Past.Days = slices.Clone(in.Model.Past.Days)
	exact := pastCosts(in.Model, in.Projection.Years[0].Year)
	fig := costFigure(&in)
	shut := Publish(in)
	for i, x := range exact {
		p := costFigure(&shut).Table.Rows[i][1]
		if math.Mod(x.Cost, amountStep) == 0 || fig.Table.Rows[i][1] == "" || p == "" {
			t.Fatalf("the sample shows nothing: %v %q", x.Cost, p)
		}
	}
	for _, line := range costFigure(&shut).chart.Option["series"].(charts.MultiSeries) {
		points, _ := line.Data.([]opts.LineData)
		for i, d := range points {
			if x, ok := d.Value.(float64); ok && line.Name == "past" && math.Abs(math.Round(x*100)-x*100) > 1e-9 {
				t.Errorf("past year %d is drawn at £%vm", i, x)
			}
		}
	}
}
