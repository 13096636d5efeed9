package study

import (
	"context"
	"math"
	"testing"

	"github.com/carecurve/carecurve/sim"
)

// restsOn is a scenario that saves, with an interval, a cost and a redirect.
func restsOn() sim.Scenario {
	c := times("divert", sim.PlanToCare, 0.5)
	c.Effect.SD, c.Reach.Coverage = 0.2, 0.8
	return sim.Scenario{Name: "rests", Changes: []sim.Change{c}, Reroutes: []sim.Reroute{local("local")},
		Spends: []sim.Spend{{Intervention: "divert", Offer: "divert", PerCase: 4000, Delivery: certain}}}
}

func sensed(t *testing.T, e sim.Engine, p *sim.Programme) (*Sensitivity, map[string]*Sensed) {
	t.Helper()
	out, err := Sense(context.Background(), e, p)
	if err != nil {
		t.Fatal(err)
	}
	by := map[string]*Sensed{}
	for i := range out.List {
		by[out.List[i].Name] = &out.List[i]
	}
	return out, by
}

// saves is a programme's saving in the last year.
func saves(t *testing.T, p *sim.Programme) float64 {
	t.Helper()
	out := ran(t, few(20), p)
	v := sim.Line(out.Scenarios[len(out.Scenarios)-1].Savings, "total").Values
	return v[len(v)-1].Mean
}

// Each end is what a run with that assumption alone changed gives, and at a
// switching value the saving is gone.
func TestSense(t *testing.T) {
	p := council(restsOn())
	out, by := sensed(t, few(20), p)
	if got := saves(t, p); math.Abs(out.Base.Saving-got) > 1e-6 || got <= 0 {
		t.Fatalf("as it stands %v, want %v", out.Base.Saving, got)
	}
	for i := 1; i < len(out.List); i++ {
		if out.List[i].Swing() > out.List[i-1].Swing() {
			t.Errorf("%s stands below %s", out.List[i].Name, out.List[i-1].Name)
		}
	}
	dear := council(restsOn())
	for _, at := range []float64{1.1} {
		for place := range dear.Prices.Weekly {
			if place/2 == int(dear.Stock.Children[45].Place)/2 {
				dear.Prices.Weekly[place] *= at
			}
		}
		name := "price of " + dear.Stock.Children[45].Place.Setting().String() + ", times"
		if got := saves(t, dear); by[name] == nil || math.Abs(by[name].AtHigh.Saving-got) > 1e-6 {
			t.Errorf("%s at 1.1: %+v, want %v", name, by[name], got)
		}
	}
	weak := restsOn()
	weak.Changes[0].Effect = sim.Effect{Key: "divert", Log: math.Log(0.5) + z95*0.2}
	if got := saves(t, council(weak)); math.Abs(by["divert: effect (ratio of rates)"].AtHigh.Saving-got) > 1e-6 {
		t.Errorf("effect at its high end: %v, want %v", by["divert: effect (ratio of rates)"].AtHigh.Saving, got)
	}
	cost := by["divert: own cost, times"]
	if !cost.Switches || cost.Switch <= 1 {
		t.Fatalf("own cost never takes the saving away: %+v", cost)
	}
	gone := restsOn()
	gone.Spends[0].PerCase *= cost.Switch
	if got := saves(t, council(gone)); math.Abs(got) > 0.01*out.Base.Saving {
		t.Errorf("at own costs times %v the saving is %v", cost.Switch, got)
	}
	for name, x := range by {
		if x.Kind == "rate" && x.AtLow.LAC == x.AtHigh.LAC && name != "rate of moves, times" {
			t.Errorf("%s changes no child", name)
		}
		if !(x.Low <= x.Base && x.Base <= x.High && x.Least <= x.Low && x.High <= x.Most) {
			t.Errorf("%s: %v ≤ %v ≤ %v ≤ %v ≤ %v", name, x.Least, x.Low, x.Base, x.High, x.Most)
		}
	}
	if p.Prices.Weekly != council().Prices.Weekly || p.Model.Returns.Cells[0].Mean != 0.1 || p.Scenarios[1].Changes[0].Effect.SD != 0.2 {
		t.Error("the programme itself was changed")
	}
}
