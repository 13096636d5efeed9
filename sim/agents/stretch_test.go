package agents

import (
	"math"
	"testing"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// A stretched clock runs 1/ratio as fast from reach on: hazard λ(u/r)/r.
func TestStretchSlowsItsClock(t *testing.T) {
	type kind struct {
		name  string
		of    sim.ClockKind
		table func(m *model.Model) *model.Table
		clock model.Clock
		need  func(c *child) float64
		when  func(p *path) float64
		stock func(c *child)
		comes begins
	}
	kinds := []kind{
		{"care", sim.CareTime, func(m *model.Model) *model.Table { return &m.Exits[model.FlowHome] }, model.CareClock,
			func(c *child) float64 { return c.careLuck.With(forPeriod).Exp(uint64(model.FlowHome)) }, exitOf,
			func(c *child) { c.inCare = true }, byDirect},
		{"placement", sim.PlacementTime, func(m *model.Model) *model.Table { return &m.Moves }, model.PlacementClock,
			func(c *child) float64 { return c.key.With(forPeriod).With(0).Exp(drawMove) }, moveOf,
			func(c *child) { c.inCare = true }, byDirect},
		{"plan", sim.PlanTime, func(m *model.Model) *model.Table { return &m.PlanEnd }, model.PlanClock,
			func(c *child) float64 { return c.planLuck.Exp(drawEnd) }, planEndOf,
			func(c *child) { c.onPlan = true }, byPlan},
	}
	for _, k := range kinds {
		for _, yearly := range [][]float64{{0.8}, {4, 0.5}, {1, 3, 0.3, 2}} {
			for _, ratio := range []float64{1.5, 0.6} {
				m, s := quiet()
				hazards(k.table(m), yearly...)
				stretch := sim.Scenario{Name: "stretch", Stretches: []sim.Stretch{{Of: k.of, Reach: sim.Reach{Coverage: 1, From: 50}, Effect: sim.Effect{Log: math.Log(ratio)}, Delivery: sure}}}
				w := ready(m, s, stretch)
				happened := 0
				for n := range uint64(300) {
					for _, c := range []child{someone(n, k.comes, 60), someone(n, k.comes, 3), someone(n, inStock, -10)} {
						elapsed, began := 0.0, c.at
						if c.begins == inStock {
							k.stock(&c)
							elapsed, began = 10, 0
						}
						base := began + usedUp(k.clock, yearly, elapsed, k.need(&c))
						var p path
						w.world.live(&c, nil, &p)
						if got := k.when(&p); !same(w, got, base) {
							t.Fatalf("%s %v: without the stretch on day %.4f, want %.4f", k.name, yearly, got, base)
						}
						w.world.live(&c, w.scenarios[1], &p)
						want := after(base, math.Max(50, began), ratio)
						if got := k.when(&p); !same(w, got, want) {
							t.Fatalf("%s %v stretched by %v: on day %.4f, want %.4f instead of %.4f", k.name, yearly, ratio, got, want, base)
						}
						if want < w.world.horizon {
							happened++
						}
					}
				}
				if happened < 300 {
					t.Errorf("%s: only %d happened", k.name, happened)
				}
			}
		}
	}
}

// Under a constant hazard a cohort in care decays as exp(−λt/r).
func TestStretchedDecay(t *testing.T) {
	m, s := quiet()
	hazards(&m.Exits[model.FlowSGO], 0.6)
	w := ready(m, s, sim.Scenario{Name: "s", Stretches: []sim.Stretch{{Of: sim.CareTime, Reach: sim.Reach{Coverage: 1}, Effect: sim.Effect{Log: math.Log(1.5)}, Delivery: sure}}})
	const n = 5000
	var left [3]int
	for i := range uint64(n) {
		c := someone(i, byDirect, 0)
		var p path
		w.world.live(&c, w.scenarios[1], &p)
		for y := range left {
			if exitOf(&p) > float64(y+1)*300 {
				left[y]++
			}
		}
	}
	for y, k := range left {
		want := math.Exp(-0.6 / 1.5 * float64(y+1) * 300 / model.DaysPerYear)
		if got := float64(k) / n; math.Abs(got-want) > 4*math.Sqrt(want*(1-want)/n) {
			t.Errorf("after %d days %.4f are in care, want %.4f", (y+1)*300, got, want)
		}
	}
}

// A stretch acts on its own way out: a plan's way into care, moves under a
// stretch of care, leaving under a stretch of placements all keep theirs.
func TestStretchLeavesOtherWaysAlone(t *testing.T) {
	for _, c := range []struct {
		of     sim.ClockKind
		set    func(m *model.Model)
		begins begins
	}{
		{sim.PlanTime, func(m *model.Model) { hazards(&m.PlanToCare, 2, 0.5, 3) }, byPlan},
		{sim.CareTime, func(m *model.Model) { hazards(&m.Moves, 2, 0.5) }, byDirect},
		{sim.PlacementTime, func(m *model.Model) { hazards(&m.Exits[model.FlowHome], 2, 0.5) }, byDirect},
	} {
		m, s := quiet()
		c.set(m)
		w := ready(m, s, sim.Scenario{Name: "s", Stretches: []sim.Stretch{{Of: c.of, Reach: sim.Reach{Coverage: 1}, Effect: sim.Effect{Log: 0.9}, Delivery: sure}}})
		happened := 0
		for n := range uint64(200) {
			who := someone(n, c.begins, 0)
			var base, other path
			w.world.live(&who, nil, &base)
			w.world.live(&who, w.scenarios[1], &other)
			if len(base.stays) != len(other.stays) || len(base.segments) != len(other.segments) {
				t.Fatalf("clock %d: another life", c.of)
			}
			for i := range base.segments {
				if math.Abs(base.segments[i].from-other.segments[i].from) > 1e-6 || math.Abs(base.segments[i].to-other.segments[i].to) > 1e-6 {
					t.Fatalf("clock %d: a placement from %v to %v, not from %v to %v", c.of, other.segments[i].from, other.segments[i].to, base.segments[i].from, base.segments[i].to)
				}
				if base.segments[i].to < w.world.horizon || base.segments[i].from > 0 {
					happened++
				}
			}
		}
		if happened < 100 {
			t.Errorf("clock %d: little happened", c.of)
		}
	}
}
