package markov_test

import (
	"context"
	"math"
	"reflect"
	"strings"
	"testing"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
	"github.com/carecurve/carecurve/sim/agents"
	"github.com/carecurve/carecurve/sim/markov"
)

// casesScenario has interventions paid by the case, for plans, for care and
// for arrivals, one of which may not be delivered.
func casesScenario() sim.Scenario {
	certain, perhaps := sim.Delivery{Probability: 1}, sim.Delivery{Key: "perhaps", Probability: 0.6}
	in := model.InArea
	return sim.Scenario{
		Name: "cases",
		Changes: []sim.Change{
			{Intervention: "plans", Flow: sim.PlanToCare, Reach: sim.Reach{Offer: "a", Coverage: 0.6, From: 50, NewOnly: true}, Effect: sim.Effect{Log: -0.4}, Delivery: certain},
			{Intervention: "home", Flow: sim.ExitHome, Reach: sim.Reach{Offer: "b", Coverage: 0.5}, Effect: sim.Effect{Log: 0.4}, Delivery: perhaps},
			{Intervention: "fewer", Flow: sim.EntryDirect, Reach: sim.Reach{Offer: "c", Coverage: 0.7, From: 100, Ramp: 200}, Effect: sim.Effect{Log: -0.2}, Delivery: certain},
		},
		Reroutes: []sim.Reroute{{Intervention: "near", From: sim.PlaceSet{Locations: []model.Location{model.OutOfArea}}, Location: &in, Share: 0.5, Reach: sim.Reach{Coverage: 1}, Delivery: perhaps}},
		Spends: []sim.Spend{
			{Intervention: "plans", PerCase: 1000, Once: 500, Delivery: certain},
			{Intervention: "home", PerCase: 2000, Yearly: 3000, Delivery: perhaps},
			{Intervention: "fewer", PerCase: 100, Delivery: certain},
		},
	}
}

func TestCasesAgree(t *testing.T) {
	if testing.Short() {
		t.Skip("thousands of replicates")
	}
	p := randomProgramme(3)
	p.Scenarios[1] = casesScenario()
	const replicates = 4000
	want, err := markov.Engine{}.Run(context.Background(), p)
	if err != nil {
		t.Fatal(err)
	}
	got, err := agents.Engine{Replicates: replicates, Seed: 3}.Run(context.Background(), p)
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{"plans", "home", "fewer", "total"} {
		a, b := sim.Line(got.Scenarios[1].Costs, line), sim.Line(want.Scenarios[1].Costs, line)
		for y, x := range a.Values {
			if z := (b.Values[y].Mean - x.Mean) / (x.SD / math.Sqrt(replicates)); math.Abs(z) > 4.5 {
				t.Errorf("%s in year %d: drawn %.0f, expected %.0f, z = %.1f", line, y, x.Mean, b.Values[y].Mean, z)
			}
		}
	}
}

// The number of workers changes nothing.
func TestWorkersDoNotMatter(t *testing.T) {
	p := randomProgramme(3)
	one, err := markov.Engine{Workers: 1}.Run(context.Background(), p)
	if err != nil {
		t.Fatal(err)
	}
	three, err := markov.Engine{Workers: 3}.Run(context.Background(), p)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(one, three) {
		t.Error("1 and 3 workers gave different projections")
	}
}

// What has no expectation here is refused by name.
func TestRefuses(t *testing.T) {
	p := randomProgramme(3)
	p.Scenarios[1].Stretches = []sim.Stretch{{Intervention: "slower", Of: sim.CareTime, Who: sim.Who{Settings: []model.Setting{model.Residential}},
		Reach: sim.Reach{Offer: "x", Coverage: 1}, Delivery: sim.Delivery{Probability: 1}}}
	_, err := markov.Engine{}.Run(context.Background(), p)
	if err == nil || !strings.Contains(err.Error(), "slower") || !strings.Contains(err.Error(), "agents engine") {
		t.Errorf("got %v", err)
	}
}
