package reports

import (
	"bytes"
	"encoding/csv"
	"flag"
	"io"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/carecurve/carecurve/sim"
)

var update = flag.Bool("update", false, "rewrite golden files")

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs from its golden file; got\n%s\nwant\n%s", name, got, want)
	}
}

func TestCSVGolden(t *testing.T) {
	for _, f := range []struct {
		name  string
		write func(io.Writer, *sim.Projection) error
	}{{"projection.csv", WriteProjectionCSV}, {"costs.csv", WriteCostsCSV}, {"savings.csv", WriteSavingsCSV}} {
		var b bytes.Buffer
		if err := f.write(&b, tinyProjection()); err != nil {
			t.Fatal(err)
		}
		golden(t, f.name, b.Bytes())
	}
}

// Quantiles must come out in order after rounding too, for every row.
func TestCSVQuantilesOrdered(t *testing.T) {
	p := sampleInput().Projection
	for _, write := range []func(io.Writer, *sim.Projection) error{WriteProjectionCSV, WriteCostsCSV, WriteSavingsCSV} {
		var b bytes.Buffer
		if err := write(&b, p); err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(&b).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		if len(rows) < 10 {
			t.Fatalf("only %d rows", len(rows))
		}
		at := -1
		for i, c := range rows[0] {
			if c == "p05" {
				at = i
			}
		}
		for _, r := range rows[1:] {
			last := math.Inf(-1)
			for _, c := range r[at : at+len(sim.Levels)] {
				v, err := strconv.ParseFloat(c, 64)
				if err != nil || v < last {
					t.Fatalf("quantiles out of order or not numbers: %v", r)
				}
				last = v
			}
		}
	}
}

func TestCSVRefusesWhatIsNoNumber(t *testing.T) {
	p := tinyProjection()
	p.Scenarios[0].Series[0].Values[1].Q[2] = math.NaN()
	if err := WriteProjectionCSV(io.Discard, p); err == nil || !strings.Contains(err.Error(), "baseline") {
		t.Errorf("a NaN passed: %v", err)
	}
	p = tinyProjection()
	p.Scenarios[1].Savings[0].Values = nil
	if err := WriteSavingsCSV(io.Discard, p); err == nil || !strings.Contains(err.Error(), "cut") {
		t.Errorf("a short line passed: %v", err)
	}
}
