package reports

import (
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// However a bar lies about nothing, its visible parts cover it, and its gaps
// what lies between it and nothing.
func TestBarParts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		from, to := rapid.Float64Range(-1e6, 1e6).Draw(t, "from"), rapid.Float64Range(-1e6, 1e6).Draw(t, "to")
		p := barParts(from, to)
		low, high := math.Min(from, to), math.Max(from, to)
		if p[0] < 0 || p[1] < 0 || p[2] > 0 || p[3] > 0 {
			t.Fatalf("a part has the wrong sign: %v", p)
		}
		if math.Abs(p[1]-p[3]-(high-low)) > 1e-6 {
			t.Fatalf("%v to %v shows a length of %v", from, to, p[1]-p[3])
		}
		if high > 0 && math.Abs(p[0]+p[1]-high) > 1e-6 || low < 0 && math.Abs(p[2]+p[3]-low) > 1e-6 {
			t.Fatalf("%v to %v ends at %v and %v", from, to, p[0]+p[1], p[2]+p[3])
		}
	})
}

// Each bridge's bars go step by step from nothing to the whole change, which
// is closing minus opening; the baseline's spans its years.
func TestBridgeFigures(t *testing.T) {
	in := moneyInput()
	figures := bridgeFigures(&in)
	if len(figures) != 2 {
		t.Fatalf("%d figures, want the baseline's and the plan's", len(figures))
	}
	rows := bridgeRows(&in)
	want := []float64{0, 0}
	for _, r := range rows {
		if r.Kind == "year" && r.Scenario == "baseline" {
			want[0] += r.Bridge.To - r.Bridge.From
		}
		if r.Kind == "plan" && r.From == "2027-28" {
			want[1] = r.Bridge.To - r.Bridge.From
		}
	}
	for i, f := range figures {
		at := 0.0
		for _, b := range f.bars[:len(f.bars)-1] {
			if math.Abs(b.From-at) > 1 {
				t.Errorf("%s: %s begins at %v, not at %v", f.Title, b.Name, b.From, at)
			}
			at = b.To
		}
		sum := f.bars[len(f.bars)-1]
		if sum.From != 0 || math.Abs(sum.To-at) > 3 || math.Abs(sum.To-want[i]) > 1e-6 {
			t.Errorf("%s: the steps come to %v, the sum says %v, the change is %v", f.Title, at, sum.To, want[i])
		}
		if !strings.Contains(f.Finding, "net cost") || len(f.Table.Rows) < 4 {
			t.Errorf("%q with %d rows", f.Finding, len(f.Table.Rows))
		}
	}
	in.Projection.Published = true
	if bridgeFigures(&in) != nil {
		t.Error("a published run shows exact amounts in its bridges")
	}
}
