package reports

import (
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What sensitivity and backtest wrote stands in the report: the tornado with
// each assumption's two ends, the back-test as a table; anything else is refused.
func TestTrialsInReport(t *testing.T) {
	dir := t.TempDir()
	file := func(folder, name, text string) string {
		path := filepath.Join(dir, folder)
		if err := os.MkdirAll(path, 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(path, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	in := sampleInput()
	for _, path := range []string{
		file("sense", "sensitivity.csv", strings.Join(sensitivityColumns, ",")+"\n"+
			"in-area,places: share,share,0.3,0.5,0.7,80%,saving,2028-29,200000,500000,900000,700000,\n"+
			"in-area,places: share,share,0.3,0.5,0.7,80%,lac,2029-03-31,1,2,3,2,\n"+
			"in-area,<b>pay,price,0.01,0.03,0.05,80%,saving,2028-29,600000,500000,-400000,1000000,\n"),
		file("back", "summary.csv", "measure,horizon,origins,size,method,cases,mape,coverage_80\nlac,1,all,all,carecurve,450,4.25,0.79\nlac,1,strict,all,carecurve,45,9,0.5\nlac,1,all,all,last_value,450,5,\n"),
	} {
		x, err := ReadTrial(path)
		if err != nil {
			t.Fatal(err)
		}
		in.Trials = append(in.Trials, *x)
	}
	figures := tornadoFigures(&in)
	if len(figures) != 1 || len(figures[0].bars) != 2 || figures[0].bars[1].From != 600_000 || figures[0].bars[1].To != -400_000 {
		t.Fatalf("tornado %+v", figures)
	}
	if b := in.Trials[1].Backtest; len(b) != 2 || b[0].Percent != 4.25 || b[0].Covered != 0.79 || !math.IsNaN(b[1].Covered) {
		t.Errorf("back-test %+v", b)
	}
	page := render(t, in)
	for _, s := range []string{"What the saving of in-area in 2028-29 hangs on", "It hangs most on places: share: between £200,000 and £900,000", "&lt;b&gt;pay", "children looked after", "4.2%", "79%", "last value"} {
		if !strings.Contains(page, s) {
			t.Errorf("the page lacks %q", s)
		}
	}
	if strings.Contains(page, "<b>pay") || strings.Contains(page, "9.0%") {
		t.Error("the page has markup from a file, or a line of the strict cases")
	}
	if shut := render(t, Publish(in)); strings.Contains(shut, "hangs on") {
		t.Error("a published report shows exact savings")
	}
	if _, err := ReadTrial(dir); err == nil || !strings.Contains(err.Error(), "neither a back-test nor") {
		t.Errorf("a folder without either: %v", err)
	}
}
