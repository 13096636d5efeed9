package reports

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// workbookInput is the sample with lines that add up to the total, an
// intervention's own cost, and a budget.
func workbookInput() Input {
	in := sampleInput()
	p := in.Projection
	for i := range p.Scenarios {
		o := &p.Scenarios[i]
		own := make([]sim.Summary, len(p.Years))
		if i == 1 {
			for y := range own {
				own[y] = sim.Normal(150_000+1000*float64(y), 9000, true)
			}
		}
		o.Costs = addUp(append(o.Costs, sim.Amount{Line: "conferences", Values: own}))
		if i > 0 {
			own = slices.Clone(own)
			for y := range own {
				own[y].Mean = -own[y].Mean
			}
			o.Savings = addUp(append(o.Savings, sim.Amount{Line: "conferences", Values: own}))
		}
	}
	in.Model.Prices.Budget = map[model.FinancialYear]float64{2026: 84e6, 2027: 86e6}
	return in
}

// addUp gives a list a last line that makes up its total.
func addUp(list []sim.Amount) []sim.Amount {
	rest := sim.Amount{Line: "other", Values: make([]sim.Summary, len(list[0].Values))}
	for y, v := range list[0].Values {
		rest.Values[y].Mean = v.Mean
		for _, a := range list[1:] {
			rest.Values[y].Mean -= a.Values[y].Mean
		}
	}
	return append(list, rest)
}

func workbookBytes(t *testing.T, in Input) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := WriteWorkbook(&b, in); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func openWorkbook(t *testing.T, data []byte) *excelize.File {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func TestWorkbookHasItsSheets(t *testing.T) {
	f := openWorkbook(t, workbookBytes(t, workbookInput()))
	want := []string{"Read me", "Summary", "Medium-term", "Savings plan", "Bridge", "Attribution", "Monthly", "Assumptions", "Data"}
	if got := f.GetSheetList(); strings.Join(got, ",") != strings.Join(want, ",") {
		t.Errorf("sheets %v, want %v", got, want)
	}
	names := map[string]string{}
	for _, n := range f.GetDefinedName() {
		names[n.Name] = n.RefersTo
	}
	for _, n := range []string{"Financial_years", "Month_ends", "Net_cost_baseline", "Net_cost_fgc_at_icpc", "Net_saving_in_area", "LAC_baseline", "Data_table"} {
		if names[n] == "" {
			t.Errorf("no range is named %s: %v", n, names)
		}
	}
	for _, s := range want {
		if p, err := f.GetPanes(s); err != nil || !p.Freeze {
			t.Errorf("%s: panes %+v, %v", s, p, err)
		}
	}
}

// A total by its formula is the engine's own, and each formula has the value
// of the lines above it.
func TestWorkbookTotals(t *testing.T) {
	in := workbookInput()
	f := openWorkbook(t, workbookBytes(t, in))
	found := 0
	for i := range in.Projection.Scenarios {
		o := &in.Projection.Scenarios[i]
		for y := range in.Projection.Years {
			var at string
			for _, n := range f.GetDefinedName() {
				if n.Name == rangeName("Net_cost_"+o.Name) {
					at = strings.ReplaceAll(strings.Split(strings.Split(n.RefersTo, "!")[1], ":")[0], "$", "")
				}
			}
			_, row, err := excelize.CellNameToCoordinates(at)
			if err != nil {
				t.Fatal(err)
			}
			cell := cellName(2+y, row)
			if formula, _ := f.GetCellFormula(sheetMediumTerm, cell); formula == "" {
				t.Errorf("%s %s is no formula", o.Name, cell)
			}
			shown, _ := f.GetCellValue(sheetMediumTerm, cell, excelize.Options{RawCellValue: true})
			got, err := strconv.ParseFloat(shown, 64)
			if want := sim.Line(o.Costs, "total").Values[y].Mean; err != nil || math.Abs(got-want) > 1e-6*want {
				t.Errorf("%s %s: %s, want %v", o.Name, cell, shown, want)
			}
			found++
		}
	}
	if found < 9 {
		t.Errorf("%d totals looked at", found)
	}
}

// The same input gives the same bytes.
func TestWorkbookIsReproducible(t *testing.T) {
	first := workbookBytes(t, workbookInput())
	for range 4 {
		if !bytes.Equal(first, workbookBytes(t, workbookInput())) {
			t.Fatal("two runs differ")
		}
	}
}

// What looks like a formula in names and notes is stored as text.
func TestWorkbookTextIsNoFormula(t *testing.T) {
	in := workbookInput()
	evil := []string{"=1+1", "+cmd|' /C calc'!A0", "-2", "@SUM(A1)", "\t=1", "a\x00b\x0b"}
	in.Model.Authority.Name = evil[0]
	in.Projection.Scenarios[1].Name = evil[1]
	in.Projection.Scenarios[1].Title = evil[3]
	in.Projection.Scenarios[2].Name = evil[2]
	in.Projection.Scenarios[1].Assumptions[0] = sim.Assumption{Intervention: evil[0], Text: evil[1], Source: evil[2], Grade: evil[3]}
	in.Model.Notes = evil
	f := openWorkbook(t, workbookBytes(t, in))
	seen := 0
	for _, s := range f.GetSheetList() {
		rows, err := f.GetRows(s, excelize.Options{RawCellValue: true})
		if err != nil {
			t.Fatal(err)
		}
		for r, row := range rows {
			for c, v := range row {
				cell := cellName(c+1, r+1)
				formula, _ := f.GetCellFormula(s, cell)
				kind, _ := f.GetCellType(s, cell)
				if formula != "" && !strings.HasPrefix(formula, "SUM(") && strings.Trim(formula, "ABCDEFGHIJKLMNOP0123456789+-/") != "" {
					t.Errorf("%s %s: formula %q", s, cell, formula)
				}
				if v != "" && strings.ContainsRune("=+@\t", rune(v[0])) || v == "-2" {
					seen++
					if kind != excelize.CellTypeInlineString && kind != excelize.CellTypeSharedString {
						t.Errorf("%s %s: %q has type %v", s, cell, v, kind)
					}
					id, _ := f.GetCellStyle(s, cell)
					if style, err := f.GetStyle(id); err != nil || style.CustomNumFmt == nil || *style.CustomNumFmt != "@" {
						if style == nil || style.NumFmt != 49 {
							t.Errorf("%s %s: %q is not formatted as text: %+v", s, cell, v, style)
						}
					}
				}
			}
		}
	}
	if seen < 20 {
		t.Errorf("only %d such texts were met", seen)
	}
}

// Every part is well-formed XML, and every relation leads to a part.
func TestWorkbookPartsAreWhole(t *testing.T) {
	data := workbookBytes(t, workbookInput())
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	parts := map[string][]byte{}
	for _, f := range r.File {
		if parts[f.Name] != nil {
			t.Errorf("%s stands twice", f.Name)
		}
		if parts[f.Name], err = readPart(f); err != nil {
			t.Fatal(err)
		}
	}
	if r.File[0].Name != contentTypes {
		t.Errorf("the first part is %s", r.File[0].Name)
	}
	charts := 0
	for name, part := range parts {
		d := xml.NewDecoder(bytes.NewReader(part))
		for {
			token, err := d.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Errorf("%s: %v", name, err)
				break
			}
			e, ok := token.(xml.StartElement)
			if !ok || e.Name.Local != "Relationship" && e.Name.Local != "Override" {
				continue
			}
			for _, a := range e.Attr {
				var target string
				switch {
				case a.Name.Local == "PartName":
					target = strings.TrimPrefix(a.Value, "/")
				case a.Name.Local == "Target" && strings.HasPrefix(a.Value, "/"):
					target = strings.TrimPrefix(a.Value, "/")
				case a.Name.Local == "Target":
					target = filepath.ToSlash(filepath.Join(filepath.Dir(filepath.Dir(name)), a.Value))
				default:
					continue
				}
				if parts[target] == nil {
					t.Errorf("%s names %s, which is not there", name, target)
				}
			}
		}
		if strings.HasPrefix(name, "xl/charts/chart") {
			charts++
		}
	}
	if charts != 2 {
		t.Errorf("%d charts", charts)
	}
}

// LibreOffice calculates every formula anew and comes to the values that stand
// there.
func TestWorkbookRecalculates(t *testing.T) {
	soffice, err := exec.LookPath("soffice")
	if err != nil {
		t.Skip("no LibreOffice found: the workbook was not calculated anew")
	}
	if testing.Short() {
		t.Skip("takes a few seconds")
	}
	if n := recalculated(t, soffice, workbookInput()); n < 30 {
		t.Errorf("only %d formulas were compared", n)
	}
	// Its bridges have prices behind them.
	if n := recalculated(t, soffice, moneyInput()); n < 45 {
		t.Errorf("only %d formulas were compared", n)
	}
}

// recalculated lets LibreOffice calculate an input's workbook and compares
// every cell; it gives the number of formulas.
func recalculated(t *testing.T, soffice string, in Input) int {
	data := workbookBytes(t, in)
	t.Helper()
	dir := t.TempDir()
	user := filepath.Join(dir, "profile", "user")
	path := filepath.Join(dir, "budget.xlsx")
	if err := errors.Join(os.MkdirAll(user, 0o755), os.WriteFile(path, data, 0o644),
		os.WriteFile(filepath.Join(user, "registrymodifications.xcu"), []byte(alwaysRecalculate), 0o644)); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, soffice, "-env:UserInstallation=file://"+filepath.Join(dir, "profile"), "--headless", "--norestore",
		"--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", filepath.Join(dir, "again"), path)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	again, err := os.ReadFile(filepath.Join(dir, "again", "budget.xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	before, after := openWorkbook(t, data), openWorkbook(t, again)
	compared := 0
	for _, s := range before.GetSheetList() {
		rows, err := before.GetRows(s, excelize.Options{RawCellValue: true})
		if err != nil {
			t.Fatal(err)
		}
		for r, row := range rows {
			for c, want := range row {
				cell := cellName(c+1, r+1)
				got, _ := after.GetCellValue(s, cell, excelize.Options{RawCellValue: true})
				if formula, _ := before.GetCellFormula(s, cell); formula == "" {
					if x, err := strconv.ParseFloat(want, 64); err == nil {
						if y, err := strconv.ParseFloat(got, 64); err != nil || math.Abs(x-y) > 1e-9*math.Max(1, math.Abs(x)) {
							t.Errorf("%s %s: %s became %s", s, cell, want, got)
						}
					} else if got != want {
						t.Errorf("%s %s: %q became %q", s, cell, want, got)
					}
					continue
				}
				x, err1 := strconv.ParseFloat(want, 64)
				y, err2 := strconv.ParseFloat(got, 64)
				if err1 != nil || err2 != nil || math.Abs(x-y) > 1e-9*math.Max(1, math.Abs(x)) {
					t.Errorf("%s %s: %s, calculated anew %s", s, cell, want, got)
				}
				compared++
			}
		}
	}
	return compared
}

const alwaysRecalculate = `<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>`

// Every row of the bridge sheet goes from a net cost of the medium-term table
// to another, and its closing is the engine's own.
func TestWorkbookBridge(t *testing.T) {
	in := moneyInput()
	f := openWorkbook(t, workbookBytes(t, in))
	for i, r := range bridgeRows(&in) {
		at := i + 3
		value := func(column int) float64 {
			s, _ := f.GetCellValue(sheetBridge, cellName(column, at), excelize.Options{RawCellValue: true})
			x, err := strconv.ParseFloat(s, 64)
			if err != nil {
				t.Fatalf("row %d: %q", at, s)
			}
			return x
		}
		if math.Abs(value(5)-r.Bridge.From) > 0.005 || math.Abs(value(11)-r.Bridge.To) > 0.005 || value(12) != 0 {
			t.Errorf("row %d goes from %v to %v, off by %v, want %v to %v", at, value(5), value(11), value(12), r.Bridge.From, r.Bridge.To)
		}
		for _, c := range []int{5, 11, 12} {
			if formula, _ := f.GetCellFormula(sheetBridge, cellName(c, at)); formula == "" {
				t.Errorf("%s is no formula", cellName(c, at))
			}
		}
	}
	shut := in
	shut.Projection.Published = true
	rows, err := openWorkbook(t, workbookBytes(t, shut)).GetRows(sheetBridge)
	if err != nil || len(rows) != 3 {
		t.Errorf("a published workbook has %d rows of bridges, %v", len(rows), err)
	}
}
