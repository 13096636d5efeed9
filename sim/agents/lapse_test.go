package agents

import (
	"math"
	"testing"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// A child off a plan comes back when its hazard is used up, at the level of plan
// starts, by the age at which the plan ended; a change acts on those it is for.
func TestRepeatPlansAreChanged(t *testing.T) {
	m, s := quiet()
	m.RepeatsWithin = 0 // without limit
	hazards(&m.Repeats, 1.5, 0.6)
	for b := range model.LeftBands { // those whose plan ended after the first birthday
		m.Repeats.At(0, model.Age1to4, b).Mean *= 2
	}
	m.PlanStart.Level = model.Level{Log: math.Log(1.5)}
	fewer := func(name string, who sim.Who) sim.Scenario {
		return sim.Scenario{Name: name, Changes: []sim.Change{{Flow: sim.PlanRepeat, Who: who, Reach: sim.Reach{Coverage: 1, From: 30}, Effect: sim.Effect{Log: math.Log(0.5)}, Delivery: sure}}}
	}
	w := ready(m, s, fewer("all", sim.Who{}), fewer("babies", sim.Who{Ages: []model.AgeBand{model.Age0}}))
	came := 0
	for n := range uint64(400) {
		c := someone(n, inStock, 0)
		c.born, c.lapsed, c.lapsedAt = -380, true, -20 // 360 days old then, past one now
		need := c.key.With(forPlan).Exp(drawRepeat)
		when := func(hazards ...float64) float64 { return usedUp(model.LeftClock, hazards, 20, need) }
		base := when(2.25, 0.9)
		want := base
		if base > 30 {
			used := 2.25 * 30 / model.DaysPerYear
			want = 30 + usedUp(model.LeftClock, []float64{1.125, 0.45}, 50, need-used)
		}
		for j, want := range []float64{base, want, want} {
			sc := w.scenarios[j]
			if j == 0 {
				sc = nil
			}
			var p path
			w.world.live(&c, sc, &p)
			if want >= w.world.horizon {
				if len(p.plans) != 0 {
					t.Fatalf("scenario %d: on a plan from day %v, want never", j, p.plans[0].from)
				}
				continue
			}
			if len(p.plans) != 1 || !p.plans[0].began || p.plans[0].number != 1 || math.Abs(p.plans[0].from-want) > 1e-6 {
				t.Fatalf("scenario %d: %+v, want a repeat on day %v", j, p.plans, want)
			}
			came++
		}
	}
	if came < 300 {
		t.Errorf("only %d came back", came)
	}
}

// Who has been in care, is unaccompanied or grown up does not come back on a
// plan; whose plan ended otherwise does, time and again.
func TestWhoComesBackOnAPlan(t *testing.T) {
	m, s := quiet()
	hazards(&m.Repeats, 20)
	hazards(&m.PlanEnd, 10)
	w := ready(m, s)
	for name, x := range map[string]struct {
		of    func(c *child)
		again bool
	}{
		"new":           {func(c *child) {}, true},
		"in stock":      {func(c *child) { c.begins, c.onPlan, c.planStart = inStock, true, -30 }, true},
		"has left care": {func(c *child) { c.begins, c.onPlan, c.left, c.leftAt = inStock, true, true, -30 }, false},
		"in care":       {func(c *child) { c.begins, c.onPlan, c.inCare, c.planInCare = inStock, true, true, true }, false},
		"unaccompanied": {func(c *child) { c.class = model.UASC }, false},
		"grown up":      {func(c *child) { c.born = -adult + 1 }, false},
	} {
		c := someone(5, byPlan, 0)
		x.of(&c)
		var p path
		w.world.live(&c, nil, &p)
		if again := len(p.plans) > 2; again != x.again {
			t.Errorf("%s: %d plans", name, len(p.plans))
		}
		for i, pl := range p.plans {
			if pl.number != i || i > 0 && pl.from < p.plans[i-1].to {
				t.Errorf("%s: plan %d is number %d, from %v", name, i, pl.number, pl.from)
			}
		}
	}
}
