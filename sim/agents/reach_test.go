package agents

import (
	"math"
	"reflect"
	"testing"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// homeScenario is one change of the way home.
func homeScenario(name string, ratio float64, r sim.Reach) sim.Scenario {
	return sim.Scenario{Name: name, Changes: []sim.Change{{Intervention: name, Flow: sim.ExitHome, Reach: r, Effect: sim.Effect{Log: math.Log(ratio)}, Delivery: sure}}}
}

// Nothing differs until the lag after reach is over, and reach follows the
// ramp; who is not reached lives the same life.
func TestLagAfterReach(t *testing.T) {
	m, s := quiet()
	hazards(&m.Exits[model.FlowHome], 1.2)
	hazards(&m.Moves, 2)
	sc := homeScenario("later", 2, sim.Reach{Offer: "later", Coverage: 0.8, From: 60, Ramp: 200, Lag: 100})
	sc.Changes[0].Delivery.Delay = 15
	w := ready(m, s, sc)
	before, since, missed := 0, 0, 0
	for n := range uint64(1500) {
		c := someone(n, inStock, -30)
		c.inCare = true
		var base, other path
		w.world.live(&c, nil, &base)
		w.world.live(&c, w.scenarios[1], &other)
		draw := c.family.Uniform(hash("later"))
		if draw >= 0.8 {
			missed++
			if !reflect.DeepEqual(base, other) {
				t.Fatal("a family that was not reached lives another life")
			}
			continue
		}
		begins := 60 + 15 + 200*draw/0.8 + 100
		t0 := exitOf(&base)
		if math.IsInf(t0, 1) {
			continue // when it would leave is not known
		}
		if want := after(t0, begins, 0.5); !same(w, exitOf(&other), want) {
			t.Fatalf("leaves on day %.3f, want %.3f: the effect begins on day %.3f, and it would leave on day %.3f", exitOf(&other), want, begins, t0)
		}
		for i := range other.segments {
			if g, b := other.segments[i], base.segments[i]; g.from != b.from && math.Abs(g.from-b.from) > 1e-6 || g.place != b.place {
				t.Fatalf("placement %d begins on day %v in %s, not %v in %s", i, g.from, g.place, b.from, b.place)
			}
		}
		if t0 < begins {
			before++
		} else {
			since++
		}
	}
	if before < 100 || since < 100 || missed < 100 {
		t.Errorf("%d left before, %d since, %d missed: the test says nothing", before, since, missed)
	}
}

// An effect on the log scale halves every half-life, counted from reach and
// not from the end of the lag. A month's step is at most a day out.
func TestFadeHalvesTheEffect(t *testing.T) {
	const hazard, ratio, lag, half = 0.9, 0.3, 120.0, 300.0
	m, s := quiet()
	hazards(&m.Exits[model.FlowHome], hazard)
	w := ready(m, s, homeScenario("fading", ratio, sim.Reach{Coverage: 1, From: 40, Lag: lag, Fade: half}))
	late := 0
	for n := range uint64(300) {
		c := someone(n, inStock, -30)
		c.inCare = true
		var p path
		w.world.live(&c, w.scenarios[1], &p)
		got := exitOf(&p)
		used := 0.0
		end := math.Min(got, w.world.horizon)
		const dx = 0.05
		for x := dx / 2; x < end; x += dx {
			h := hazard / model.DaysPerYear
			if x >= 40+lag {
				h *= math.Exp(math.Log(ratio) * math.Exp2(-(x-40)/half))
			}
			used += h * dx
		}
		need := c.careLuck.With(forPeriod).Exp(uint64(model.FlowHome))
		day := hazard / model.DaysPerYear
		if math.IsInf(got, 1) && used > need+day || !math.IsInf(got, 1) && math.Abs(used-need) > day {
			t.Fatalf("leaves on day %.1f, having used up %.4f of %.4f", got, used, need)
		}
		if !math.IsInf(got, 1) && got > 400 {
			late++
		}
	}
	if late < 30 {
		t.Errorf("%d left late: the test says nothing", late)
	}
}

// The share of families reached is the coverage; two changes of one offer
// reach the same families, two of different offers do not know each other;
// brothers and sisters are reached together.
func TestOffersReachFamilies(t *testing.T) {
	m, s := quiet()
	hazards(&m.Exits[model.FlowHome], 5)
	w := ready(m, s,
		homeScenario("few", 3, sim.Reach{Offer: "x", Coverage: 0.3}),
		homeScenario("more", 2, sim.Reach{Offer: "x", Coverage: 0.6}),
		homeScenario("other", 2, sim.Reach{Offer: "y", Coverage: 0.6}))
	const families = 3000
	var reached [4]int
	both := 0
	for n := range uint64(families) {
		var in [2][4]bool
		for k := range in {
			c := someone(2*n+uint64(k), byDirect, 5)
			c.family = sim.NewKey(78).With(n)
			var base, other path
			w.world.live(&c, nil, &base)
			for j := 1; j < 4; j++ {
				w.world.live(&c, w.scenarios[j], &other)
				in[k][j] = exitOf(&other) != exitOf(&base)
			}
		}
		if in[0] != in[1] {
			t.Fatal("a brother or sister was reached alone")
		}
		if in[0][1] && !in[0][2] {
			t.Fatal("an offer reached a family at a lower coverage alone")
		}
		for j, is := range in[0] {
			if is {
				reached[j]++
			}
		}
		if in[0][2] && in[0][3] {
			both++
		}
	}
	for _, c := range []struct {
		what string
		n    int
		want float64
	}{{"few", reached[1], 0.3}, {"more", reached[2], 0.6}, {"other", reached[3], 0.6}, {"more and other", both, 0.36}} {
		if got := float64(c.n) / families; math.Abs(got-c.want) > 4*math.Sqrt(c.want*(1-c.want)/families) {
			t.Errorf("%s: %.3f of families, want %.2f", c.what, got, c.want)
		}
	}
}

// Two interventions on one way out multiply its hazard.
func TestEffectsMultiply(t *testing.T) {
	m, s := quiet()
	hazards(&m.Exits[model.FlowAdoption], 0.4, 1, 0.7)
	hazards(&m.PlanEnd, 0.5)
	two := sim.Scenario{Name: "two"}
	for _, ratio := range []float64{2, 1.5} {
		for _, f := range []sim.Flow{sim.ExitAdoption, sim.PlanEnd} {
			two.Changes = append(two.Changes, sim.Change{Flow: f, Reach: sim.Reach{Coverage: 1}, Effect: sim.Effect{Log: math.Log(ratio)}, Delivery: sure})
		}
	}
	w := ready(m, s, two)
	for n := range uint64(300) {
		var p path
		c := someone(n, byDirect, 0)
		w.world.live(&c, w.scenarios[1], &p)
		need := c.careLuck.With(forPeriod).Exp(uint64(model.FlowAdoption))
		if want := usedUp(model.CareClock, []float64{1.2, 3, 2.1}, 0, need); !same(w, exitOf(&p), want) {
			t.Fatalf("leaves on day %v, want %v", exitOf(&p), want)
		}
		c = someone(n, byPlan, 0)
		w.world.live(&c, w.scenarios[1], &p)
		if want := usedUp(model.PlanClock, []float64{1.5}, 0, c.planLuck.Exp(drawEnd)); !same(w, planEndOf(&p), want) {
			t.Fatalf("the plan ends on day %v, want %v", planEndOf(&p), want)
		}
	}
}
