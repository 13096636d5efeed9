package reports

import (
	"encoding/csv"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"

	"github.com/carecurve/carecurve/sim/study"
)

// Trial is what a report shows of another run: a back-test, or a sensitivity
// analysis of one of its scenarios.
type Trial struct {
	Backtest    []TrialLine // by measure, horizon and method, all councils and sizes
	Scenario    string      // of the sensitivity analysis
	Year        string      // financial year of its savings
	Sensitivity []TrialBar  // the largest swing first
}

// TrialLine is how one method did in a back-test.
type TrialLine struct {
	Measure, Method string
	Years           int     // ahead
	Cases           int     // tried
	Percent         float64 // mean error, %
	Covered         float64 // share of what came that lay in the 80 % interval
}

// TrialBar is the year's saving with one assumption at its low and high end,
// and as it is.
type TrialBar struct {
	Assumption, Interval string
	Low, Base, High      float64 // pounds
}

// ReadTrial reads a folder that [WriteBacktest] or [WriteSensitivity] made.
func ReadTrial(dir string) (*Trial, error) {
	var t Trial
	rows, err := tableRows(filepath.Join(dir, "sensitivity.csv"))
	if err == nil {
		for _, r := range rows {
			if r["measure"] == "saving" {
				t.Scenario, t.Year = r["scenario"], r["date"]
				t.Sensitivity = append(t.Sensitivity, TrialBar{r["assumption"], r["low"] + " to " + r["high"], figureIn(r["at_low"]), figureIn(r["at_base"]), figureIn(r["at_high"])})
			}
		}
		return &t, nil
	}
	if rows, err = tableRows(filepath.Join(dir, "summary.csv")); err != nil {
		return nil, fmt.Errorf("%s holds neither a back-test nor a sensitivity analysis\nname a folder that carecurve backtest or carecurve sensitivity wrote", dir)
	}
	for _, r := range rows {
		if r["origins"] == study.AllOrigins && r["size"] == "all" {
			t.Backtest = append(t.Backtest, TrialLine{r["measure"], r["method"], int(figureIn(r["horizon"])), int(figureIn(r["cases"])), figureIn(r["mape"]), figureIn(r["coverage_80"])})
		}
	}
	return &t, nil
}

// tableRows reads a CSV file with a header.
func tableRows(path string) (out []map[string]string, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil || len(rows) == 0 {
		return nil, fmt.Errorf("%s can't be read as a table: %w", path, err)
	}
	for _, r := range rows[1:] {
		row := map[string]string{}
		for i, name := range rows[0] {
			row[name] = r[i]
		}
		out = append(out, row)
	}
	return out, nil
}

// figureIn is a number in a table, not a number where there is none.
func figureIn(s string) float64 {
	x, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return math.NaN()
	}
	return x
}

// trialGrids are the back-tests for reading.
func trialGrids(in *Input) (out []grid) {
	for _, t := range in.Trials {
		if len(t.Backtest) == 0 {
			continue
		}
		g := grid{Caption: "Forecasts of earlier years against what came", Head: []string{"Measure", "Years ahead", "Method", "Cases", "Mean error", "In the 80% interval"}}
		for _, l := range t.Backtest {
			covered := noRange
			if !math.IsNaN(l.Covered) {
				covered = fmt.Sprintf("%.0f%%", 100*l.Covered)
			}
			g.Rows = append(g.Rows, []string{nameIn(measureNames, l.Measure), strconv.Itoa(l.Years), nameIn(methodNames, l.Method), count(float64(l.Cases)), fmt.Sprintf("%.1f%%", l.Percent), covered})
		}
		out = append(out, g)
	}
	return out
}

func nameIn(names map[string]string, key string) string {
	if n, ok := names[key]; ok {
		return n
	}
	return key
}

// tornadoShown is how many assumptions a tornado draws; its table has them all.
const tornadoShown = 10

// tornadoFigures draw what each scenario's saving hangs on. None in what is
// published, which gives no exact amounts.
func tornadoFigures(in *Input) (out []*figure) {
	if in.Projection.Published {
		return nil
	}
	for i, t := range in.Trials {
		if len(t.Sensitivity) == 0 {
			continue
		}
		first := &t.Sensitivity[0]
		u := moneyFor(first.Low, first.Base, first.High)
		pl := barPlot{ID: fmt.Sprintf("chart-tornado-%d", i), Unit: "£{value}m", Scale: 1e-6}
		if u.largest < million {
			pl.Unit, pl.Scale = "£{value}k", 1e-3
		}
		title := "What the saving of " + t.Scenario + " in " + t.Year + " hangs on"
		table := grid{Caption: title, Head: []string{"Assumption", "Varied over", "Saving at the low end", "Saving at the high end"}}
		for k, b := range t.Sensitivity {
			low, high := u.format(b.Low), u.format(b.High)
			table.Rows = append(table.Rows, []string{b.Assumption, b.Interval, low, high})
			if k < tornadoShown {
				pl.Bars = append(pl.Bars, bar{b.Assumption, low + " to " + high, b.Low, b.High, barSum})
				pl.Tips = append(pl.Tips, tip{Title: b.Assumption, Rows: [][2]string{{"Varied over", b.Interval}, {"Saving", low + " to " + high}}})
			}
		}
		out = append(out, &figure{ID: pl.ID, Title: title, Table: table, chart: pl.chart(), bars: pl.Bars,
			Finding: fmt.Sprintf("With everything as assumed, the saving is %s. It hangs most on %s: between %s and %s.", u.format(first.Base), first.Assumption, u.format(min(first.Low, first.High)), u.format(max(first.Low, first.High))),
			Notes:   []string{"One assumption is varied at a time; the largest are drawn, the table has them all."}})
	}
	return out
}
