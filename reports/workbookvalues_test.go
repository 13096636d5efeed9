package reports

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// block is a sheet's rows below a name up to the next blank one, by their first
// cell, as the workbook shows them; NaN stands for an empty cell.
func block(t *testing.T, f *excelize.File, sheet, name string, years int) map[string][]float64 {
	t.Helper()
	rows, err := f.GetRows(sheet, excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	at := slices.IndexFunc(rows, func(r []string) bool { return len(r) > 0 && r[0] == name })
	if at < 0 {
		t.Fatalf("%s: no block of %s", sheet, name)
	}
	out := map[string][]float64{}
	for _, r := range rows[at+1:] {
		if len(r) == 0 || r[0] == "" {
			break
		}
		if _, twice := out[r[0]]; twice {
			t.Errorf("%s, %s: %q stands twice", sheet, name, r[0])
		}
		for y := range years {
			x := math.NaN()
			if y+1 < len(r) && r[y+1] != "" {
				if x, err = strconv.ParseFloat(r[y+1], 64); err != nil {
					t.Fatal(err)
				}
			}
			out[r[0]] = append(out[r[0]], x)
		}
	}
	return out
}

// sameBlock holds a block against what it must be, and that it holds no more.
func sameBlock(t *testing.T, what string, got, want map[string][]float64) {
	t.Helper()
	for label, values := range want {
		g, ok := got[label]
		if !ok {
			t.Errorf("%s: no row %q", what, label)
			continue
		}
		for y, w := range values {
			if math.IsNaN(g[y]) != math.IsNaN(w) || math.Abs(g[y]-w) > 1e-9*(1+math.Abs(w)) {
				t.Errorf("%s, %s, year %d: %v, want %v", what, label, y, g[y], w)
			}
		}
	}
	for label := range got {
		if _, ok := want[label]; !ok {
			t.Errorf("%s: row %q is too much", what, label)
		}
	}
}

// byYear takes one figure of each year.
func byYear(list []sim.Summary, of func(sim.Summary) float64) (out []float64) {
	for _, v := range list {
		out = append(out, of(v))
	}
	return out
}

func meanOf(v sim.Summary) float64 { return v.Mean }

// Every figure of the medium-term table and of the savings plan is the
// projection's, or a sum of such, worked out here anew: costs and income apart, an
// intervention's own cost apart from what it saves, the change on a whole year
// before, and the budget.
func TestWorkbookMoneyByHand(t *testing.T) {
	t.Parallel()
	in := workbookInput()
	p := in.Projection
	years := len(p.Years)
	f := openWorkbook(t, workbookBytes(t, in))
	add := func(sum, values []float64) {
		for y, v := range values {
			sum[y] += v
		}
	}
	for i := range p.Scenarios {
		o := &p.Scenarios[i]
		want := map[string][]float64{}
		gross, income := make([]float64, years), make([]float64, years)
		var total []sim.Summary
		for _, a := range o.Costs {
			values := byYear(a.Values, meanOf)
			switch a.Line {
			case "total":
				total = a.Values
				continue
			case "uasc_income":
				add(income, values)
			default:
				add(gross, values)
			}
			want[lineName(a.Line)] = values
		}
		change, share := []float64{math.NaN()}, []float64{math.NaN()}
		for y := 1; y < years; y++ {
			before, now := gross[y-1]+income[y-1], gross[y]+income[y]
			change, share = append(change, now-before), append(share, now/before-1)
		}
		want["Gross cost"], want["Income and contributions"], want["Net cost"] = gross, income, byYear(total, meanOf)
		want["Change on the year before"], want["Change on the year before, %"] = change, share
		for label, q := range map[string]int{"Net cost, 10% level": q10, "Net cost, median": q50, "Net cost, 90% level": q90} {
			want[label] = byYear(total, func(v sim.Summary) float64 { return v.Q[q] })
		}
		budget, off := slices.Repeat([]float64{math.NaN()}, years), slices.Repeat([]float64{math.NaN()}, years)
		for y, pounds := range map[model.FinancialYear]float64{2026: 84e6, 2027: 86e6} {
			k := int(y - p.Years[0].Year)
			budget[k], off[k] = pounds, total[k].Mean-pounds
		}
		want["Budget"], want["Forecast minus budget"] = budget, off
		got := block(t, f, sheetMediumTerm, o.Name, years)
		// How sure a budget is stands in budget.csv, by tests of its own.
		for _, label := range []string{"Probability of overspending", "Budget that would hold 4 times in 5"} {
			if r := got[label]; len(r) != years || !math.IsNaN(r[0]) || math.IsNaN(r[1]) {
				t.Errorf("%s: %s is %v", o.Name, label, r)
			}
			delete(got, label)
		}
		sameBlock(t, "cost of "+o.Name, got, want)

		if i == 0 {
			continue
		}
		want = map[string][]float64{}
		saved, own := make([]float64, years), make([]float64, years)
		for _, a := range o.Savings {
			values := byYear(a.Values, meanOf)
			switch a.Line {
			case "total":
				total = a.Values
				continue
			case "conferences":
				add(own, values)
			default:
				add(saved, values)
			}
			want[lineName(a.Line)] = values
		}
		running, sum := []float64{}, 0.0
		for y := range years {
			sum += saved[y] + own[y]
			running = append(running, sum)
		}
		want["Gross saving"], want["The interventions' own cost"] = saved, own
		want["Net saving"], want["Net saving, cumulative"] = byYear(total, meanOf), running
		want["Net saving, 10% level"] = byYear(total, func(v sim.Summary) float64 { return v.Q[q10] })
		want["Net saving, 90% level"] = byYear(total, func(v sim.Summary) float64 { return v.Q[q90] })
		want["Probability of a saving"] = byYear(total, func(v sim.Summary) float64 { return v.Probability })
		sameBlock(t, "saving of "+o.Name, block(t, f, sheetSavings, o.Name, years), want)
	}
}

// A change on a year of which the projection has but a part says nothing.
func TestNoGrowthOnAPartYear(t *testing.T) {
	t.Parallel()
	in := workbookInput()
	in.Projection.Years[0].Part = true
	got := block(t, openWorkbook(t, workbookBytes(t, in)), sheetMediumTerm, "baseline", len(in.Projection.Years))
	if r := got["Change on the year before"]; !math.IsNaN(r[0]) || !math.IsNaN(r[1]) || math.IsNaN(r[2]) {
		t.Errorf("change on the year before: %v", r)
	}
}

// A line is income where it is never above nothing and once below.
func TestIncomeIsParted(t *testing.T) {
	t.Parallel()
	line := func(name string, values ...float64) sim.Amount {
		a := sim.Amount{Line: name}
		for _, v := range values {
			a.Values = append(a.Values, sim.Summary{Mean: v})
		}
		return a
	}
	costs, income := parted([]sim.Amount{line("total", -9), line("a", 0, -1, 0), line("b", -1, 1), line("c", 0, 0), line("d", 2, 0), line("e", -1, -2)})
	names := func(list []sim.Amount) (s string) {
		for _, a := range list {
			s += a.Line
		}
		return s
	}
	if names(costs) != "bcd" || names(income) != "ae" {
		t.Errorf("costs %s, income %s", names(costs), names(income))
	}
}

// The report's medium-term table has the same sums, in its own words, and growth
// is a pound's by line and year: at 2024-25 prices homes grow by 6 % and then 5 %,
// all else by 3 %.
func TestMoneyTablesByHand(t *testing.T) {
	t.Parallel()
	in := workbookInput()
	in.Projection.Years = in.Projection.Years[:3]
	o := &in.Projection.Scenarios[0]
	o.Costs = nil
	for _, x := range []struct {
		line   string
		values [3]float64
	}{{"total", [3]float64{1e6, 2e6, 3e6}}, {"residential", [3]float64{1.5e6, 2.25e6, 3.125e6}}, {"uasc_income", [3]float64{-0.5e6, -0.25e6, -0.125e6}}, {"secure", [3]float64{}}} {
		a := sim.Amount{Line: x.line}
		for _, v := range x.values {
			a.Values = append(a.Values, sim.Summary{Mean: v})
		}
		o.Costs = append(o.Costs, a)
	}
	g := mediumTermTable(&in, o)
	want := []string{
		lineName("residential") + " £1,500,000 £2,250,000 £3,125,000", lineName("uasc_income") + " -£500,000 -£250,000 -£125,000",
		"Gross cost £1,500,000 £2,250,000 £3,125,000", "Income and contributions -£500,000 -£250,000 -£125,000", "Net cost £1,000,000 £2,000,000 £3,000,000",
	}
	for i := range max(len(want), len(g.Rows)) {
		if i >= len(g.Rows) || i >= len(want) || strings.Join(g.Rows[i], " ") != want[i] {
			t.Fatalf("rows %q, want %q", g.Rows, want)
		}
	}
	growth := growthTable(&in.Model.Prices, in.Projection.Years) // 2025-26 and on
	found := 0
	for _, row := range growth.Rows {
		switch row[1] {
		case "£1.030":
			found++
			if strings.Join(row[1:], " ") != "£1.030 £1.061 £1.093" {
				t.Errorf("all else: %q", row)
			}
		case "£1.060":
			found++
			if strings.Join(row[1:], " ") != "£1.060 £1.113 £1.169" || row[0] != lineName("residential") {
				t.Errorf("homes: %q", row)
			}
		}
	}
	if found != 2 || len(growth.Rows) != 2 {
		t.Errorf("growth %q", growth.Rows)
	}
}
