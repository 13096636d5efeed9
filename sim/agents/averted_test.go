package agents

import (
	"math"
	"reflect"
	"testing"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// nightly costs a pound a night wherever a child lives, so that a saving is
// days.
func nightly(p *sim.Programme) *sim.Programme {
	p.Prices = model.Prices{Base: 2024}
	for i := range p.Prices.Weekly {
		p.Prices.Weekly[i] = 7
	}
	return p
}

// What is averted less what comes instead is what the flows and the nights show,
// to the child and to the day; and more is averted than that.
func TestAvertedReconciles(t *testing.T) {
	m, s := smallModel(5)
	hazards(&m.Returns, 0.9)
	all := everything()
	all.Spends = nil
	p := nightly(programme(m, s, all, ample(all), coupled(), sim.Scenario{Name: "nothing"}))
	p.Scenarios[2].Name = "ample"
	p.Scenarios[3].Spends = nil
	out := mustRun(t, Engine{Replicates: 20, Seed: 3}, p)
	gross := 0.0
	for j := 1; j < len(out.Scenarios); j++ {
		o, base := &out.Scenarios[j], &out.Scenarios[0]
		if len(o.Averted) != len(out.Years) {
			t.Fatalf("%s: %d years", o.Name, len(o.Averted))
		}
		for y, a := range o.Averted {
			for route := range model.Routes {
				b := "route=" + model.Route(route).String()
				change := 0.0
				for i, v := range o.Find("entries", b).Values {
					if model.FinancialYearOf(out.Dates[i+1]) == out.Years[y].Year {
						change += v.Mean - base.Find("entries", b).Values[i].Mean
					}
				}
				if got := a.Instead[route] - a.Entries[route]; math.Abs(got-change) > 1e-6 {
					t.Errorf("%s %v %s: %v averted, %v instead, but entries change by %v", o.Name, out.Years[y].Year, b, a.Entries[route], a.Instead[route], change)
				}
				if j == 1 {
					gross += min(a.Entries[route], a.Instead[route])
				}
			}
			if got, want := a.Days-a.MoreDays, o.Savings[0].Values[y].Mean; math.Abs(got-want) > 1e-6 {
				t.Errorf("%s %v: %v days averted, %v more, but %v nights fewer are paid for", o.Name, out.Years[y].Year, a.Days, a.MoreDays, want)
			}
		}
	}
	if gross == 0 {
		t.Error("nobody came instead of another, or later: the test tells nothing")
	}
	if !reflect.DeepEqual(out.Scenarios[1].Averted, out.Scenarios[2].Averted) {
		t.Error("children side by side, with room for all, avert something else")
	}
	if nothing := make([]sim.Averted, len(out.Years)); !reflect.DeepEqual(out.Scenarios[4].Averted, nothing) {
		t.Errorf("a scenario of nothing averts %+v", out.Scenarios[4].Averted)
	}
	if out.Scenarios[0].Averted != nil {
		t.Error("the baseline averts something")
	}
}

// Against what is law already only what comes on top is averted.
func TestAvertedAgainstTheLaw(t *testing.T) {
	m, s := smallModel(6)
	law, more := everything(), everything()
	law.Name, more.Name = "law", "more"
	more.Changes = append(more.Changes, sim.Change{Intervention: "further", Flow: sim.EntryDirect, Reach: sim.Reach{Coverage: 1}, Effect: sim.Effect{Log: -1}, Delivery: sure})
	same := law
	same.Name = "same"
	law.Spends, same.Spends, more.Spends = nil, nil, nil
	p := nightly(programme(m, s, law, same, more))
	p.Against = 1
	out := mustRun(t, Engine{Replicates: 10, Seed: 3}, p)
	if nothing := make([]sim.Averted, len(out.Years)); !reflect.DeepEqual(out.Scenarios[2].Averted, nothing) {
		t.Errorf("the law again averts %+v", out.Scenarios[2].Averted)
	}
	if out.Scenarios[1].Averted != nil || len(out.Scenarios[1].Savings) > 0 || len(out.Scenarios[2].Savings) == 0 {
		t.Error("what others are compared with is compared itself")
	}
	for y, a := range out.Scenarios[3].Averted {
		change := 0.0
		for i, v := range out.Scenarios[3].Find("entries", "").Values {
			if model.FinancialYearOf(out.Dates[i+1]) == out.Years[y].Year {
				change += v.Mean - out.Scenarios[1].Find("entries", "").Values[i].Mean
			}
		}
		sum := 0.0
		for route := range a.Entries {
			sum += a.Instead[route] - a.Entries[route]
		}
		if math.Abs(sum-change) > 1e-6 || change >= 0 {
			t.Errorf("year %d: averted %v on balance, entries change by %v", y, -sum, change)
		}
		if want := out.Scenarios[3].Savings[0].Values[y].Mean; math.Abs(a.Days-a.MoreDays-want) > 1e-6 {
			t.Errorf("year %d: %v days on balance, saved %v", y, a.Days-a.MoreDays, want)
		}
	}
}
