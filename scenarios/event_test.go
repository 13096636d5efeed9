package scenarios

import (
	"strings"
	"testing"
)

// A case costs what the council's list says of the event, on top of what the file
// does; without a price of it the scenario is refused at its place.
func TestCostOfAnEvent(t *testing.T) {
	m := testModel()
	m.Prices.FGC, m.Prices.Conference, m.Prices.Review = 2000, 600, 0
	file := func(event string) *File {
		f, faults := Parse("f.yaml", []byte("version: 1\nname: f\ninterventions:\n  - {name: a, kind: rate, flow: exit-home, effect: {ratio: 0.6}, cost: {per_case: 50, event: "+event+"}}\n"))
		if len(faults) > 0 {
			t.Fatal(faults)
		}
		return f
	}
	for event, want := range map[string]float64{"fgc": 2050, "icpc": 650} {
		got, found := Compile([]*File{file(event)}, m)
		if got == nil || len(got[0].Spends) != 1 || got[0].Spends[0].PerCase != want {
			t.Errorf("%s: %+v %v", event, got, found)
		}
	}
	got, found := Compile([]*File{file("review")}, m)
	if got != nil || len(found) != 1 || !strings.Contains(found[0].What, "hold none of an event review") || found[0].Line != 4 {
		t.Errorf("without a price: %+v %v", got, found)
	}
}
