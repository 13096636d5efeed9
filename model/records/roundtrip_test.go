package records

import (
	"context"
	"reflect"
	"testing"

	"github.com/carecurve/carecurve/model"
)

// TestWrittenAndRead writes a council's history as returns and reads it back:
// the counts must stand, and with faults in 2 % of rows nearly so.
func TestWrittenAndRead(t *testing.T) {
	want, _, err := Load(context.Background(), []string{practiceHistory(practiceFolder(t), 1)}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, dirt := range []float64{0, 0.02} {
		dir := t.TempDir()
		if err := WriteReturns(dir, want, WriteOptions{Dirt: dirt, Seed: 1}); err != nil {
			t.Fatal(err)
		}
		got, r := load(t, Options{}, dir)
		if got.To != want.To || got.From != want.From || got.PlansFrom != want.PlansFrom {
			t.Errorf("dirt %v: %v to %v, plans from %v", dirt, got.From, got.To, got.PlansFrom)
		}
		a, _ := tally(want)
		b, _ := tally(got)
		for k, n := range a {
			off := float64(b[k] - n)
			t.Logf("dirt %v %s: %d, wrote %d", dirt, k, b[k], n)
			if off*off > 4*dirt*float64(n)+dirt*dirt*float64(n)*float64(n) {
				t.Errorf("dirt %v: %s is %d, wrote %d", dirt, k, b[k], n)
			}
		}
		t.Log(r.Read, r.SetAside, r.Repaired, r.Counts)
		sound(t, got, r)
		if dirt > 0 && (r.SetAside == 0 || r.Repaired == 0) {
			t.Error("no fault was met")
		}
		// The writer gives every period its RNE S, known or not, and leaves out a
		// DUC that lies ahead; TestRepairs and TestForms hold how those are read.
		for _, h := range []*model.History{want, got} {
			for i := range h.Children {
				h.Children[i].UASCEnds = 0
				for k := range h.Children[i].Periods {
					h.Children[i].Periods[k].StartKnown = true
					h.Children[i].Periods[k].Placements[0].StartKnown = true
				}
			}
		}
		if dirt == 0 && !reflect.DeepEqual(got.Children, want.Children) {
			for i := range want.Children {
				if i < len(got.Children) && !reflect.DeepEqual(got.Children[i], want.Children[i]) {
					t.Errorf("child %d of %d (%d read)\ngot  %+v\nwant %+v", i, len(want.Children), len(got.Children), got.Children[i], want.Children[i])
					break
				}
			}
		}
	}
}
