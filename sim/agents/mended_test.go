package agents

import (
	"fmt"
	"math"
	"testing"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// A hundred interventions on one flow each count their own cases.
func TestManyChangesCountTheirCases(t *testing.T) {
	m, s := smallModel(1)
	sc := sim.Scenario{Name: "many"}
	for i := range 100 {
		name := fmt.Sprint("n", i)
		sc.Changes = append(sc.Changes, sim.Change{Intervention: name, Flow: sim.EntryDirect, Reach: sim.Reach{Offer: name, Coverage: 1}, Delivery: sure})
		sc.Spends = append(sc.Spends, sim.Spend{Intervention: name, Offer: name, PerCase: 1, Delivery: sure})
	}
	w := ready(m, s, sc)
	total := make([]int64, 100)
	for _, u := range w.change[1].usage {
		for i, n := range u.cases {
			total[i] += n
		}
	}
	for i, n := range total {
		if n != total[0] || n == 0 {
			t.Fatalf("intervention %d counted %d groups, the first %d", i, n, total[0])
		}
	}
}

// A child who left care and is on a plan comes back by whichever is earlier;
// the allowance runs until then.
func TestLeaverOnPlanComesBackByTheEarlierWay(t *testing.T) {
	m, s := quiet()
	hazards(&m.PlanToCare, 0.8)
	hazards(&m.Returns, 0.6)
	w := ready(m, s)
	var byPlan, byReturn int
	for n := range uint64(800) {
		c := someone(n, inStock, -50)
		c.onPlan, c.left, c.leftBy, c.leftAt = true, true, model.ExitSGO, -300
		plan := usedUp(model.PlanClock, []float64{0.8}, 50, c.planLuck.Exp(drawCare))
		back := usedUp(model.LeftClock, []float64{0.6}, 300, c.key.With(forPeriod).Exp(drawReturn))
		var p path
		w.world.live(&c, nil, &p)
		want, route := plan, model.RoutePlan
		if back < plan {
			want, route = back, model.RouteReturn
		}
		if want >= w.world.horizon {
			if len(p.stays) > 0 {
				t.Fatalf("comes on day %v, want none", p.stays[0].from)
			}
			want = w.world.horizon
		} else if len(p.stays) == 0 || p.stays[0].route != route || math.Abs(p.stays[0].from-want) > 1e-6 {
			t.Fatalf("stays %+v, want one from day %v by %s", p.stays, want, route)
		} else if route == model.RoutePlan {
			byPlan++
		} else {
			byReturn++
		}
		if len(p.grants) != 1 || math.Abs(p.grants[0].to-want) > 1e-6 {
			t.Fatalf("allowances %+v, want one until day %v", p.grants, want)
		}
	}
	if byPlan < 100 || byReturn < 100 {
		t.Errorf("%d by plan, %d by return: the test says nothing", byPlan, byReturn)
	}
}

// A restriction to unaccompanied children or to others leaves the rest alone.
func TestClasses(t *testing.T) {
	m, s := quiet()
	hazards(&m.Exits[model.FlowHome], 1)
	hazards(&m.Moves, 2)
	who := sim.Who{Classes: []model.Class{model.UASC}}
	sc := homeScenario("home", 0.5, sim.Reach{Coverage: 1})
	sc.Changes[0].Who = who
	in := model.InArea
	sc.Reroutes = []sim.Reroute{{Who: who, From: sim.PlaceSet{Locations: []model.Location{model.OutOfArea}}, Location: &in, Share: 1, Reach: sim.Reach{Coverage: 1}, Delivery: sure}}
	w := ready(m, s, sc)
	for n := range uint64(100) {
		for class := range model.Classes {
			c := someone(n, byDirect, 10)
			c.class = model.Class(class)
			var base, other path
			w.world.live(&c, nil, &base)
			w.world.live(&c, w.scenarios[1], &other)
			changed := exitOf(&base) != exitOf(&other)
			for _, g := range other.segments {
				if c.class == model.UASC && g.place.Location() == model.OutOfArea {
					t.Fatal("an unaccompanied child was not placed in the area")
				}
			}
			if math.IsInf(exitOf(&base), 1) {
				continue
			}
			if changed != (c.class == model.UASC) {
				t.Fatalf("class %s: changed %v", c.class, changed)
			}
		}
	}
	// Arrivals.
	for flow, want := range map[sim.Flow]float64{sim.EntryDirect: 1, sim.EntryUASC: 0.5} {
		sc := sim.Scenario{Name: "s", Changes: []sim.Change{{Flow: flow, Who: who, Reach: sim.Reach{Coverage: 1}, Effect: sim.Effect{Log: math.Log(0.5)}, Delivery: sure}}}
		w := ready(m, s, sc)
		if got := w.scenarios[1].ratios(flow, 10)[0]; got != want {
			t.Errorf("flow %d: arrivals times %v, want %v", flow, got, want)
		}
	}
}
