package agents

import (
	"math"
	"testing"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// Proceedings come once in a period, when their hazard is used up or on its first
// day; a change acts on those it is for; and nothing else of a life changes.
func TestProceedings(t *testing.T) {
	m, s := quiet()
	hazards(&m.Proceedings, 3, 1, 0.5)
	m.CourtFirst[model.Age1to4] = 0.3
	fewer := func(name string, who sim.Who) sim.Scenario {
		return sim.Scenario{Name: name, Changes: []sim.Change{{Flow: sim.Proceedings, Who: who, Reach: sim.Reach{Coverage: 1}, Effect: sim.Effect{Log: math.Log(0.5)}, Delivery: sure}}}
	}
	w := ready(m, s, fewer("all", sim.Who{}), fewer("later", sim.Who{CareFrom: 28}))
	first, later := 0, 0
	for n := range uint64(2000) {
		c := someone(n, byDirect, 5)
		luck := c.careLuck.With(forPeriod)
		need := luck.Exp(drawCourt)
		hazard := func(x ...float64) float64 { return 5 + usedUp(model.CareClock, x, 0, need) }
		for j, want := range []float64{hazard(3, 1, 0.5), hazard(1.5, 0.5, 0.25), hazard(3, 1, 0.25)} {
			sc := w.scenarios[j]
			if j == 0 {
				sc = nil
			}
			var p path
			w.world.live(&c, sc, &p)
			if luck.Uniform(drawCourtFirst) < 0.3 {
				want = 5
				first++
			} else if want < w.world.horizon {
				later++
			}
			switch {
			case len(p.stays) != 1 || p.stays[0].to != w.world.horizon:
				t.Fatalf("scenario %d: stays %+v", j, p.stays)
			case want >= w.world.horizon && len(p.court) == 0:
			case len(p.court) != 1 || math.Abs(p.court[0]-want) > 1e-6:
				t.Fatalf("scenario %d: proceedings on %v, want %v", j, p.court, want)
			}
		}
	}
	if share := float64(first) / 6000; math.Abs(share-0.3) > 0.035 || later < 2500 {
		t.Errorf("%.3f on the first day, %d later", share, later)
	}
	for name, of := range map[string]func(c *child){
		"had some":      func(c *child) { c.begins, c.inCare, c.court = inStock, true, true },
		"unaccompanied": func(c *child) { c.class = model.UASC },
	} {
		c := someone(3, byDirect, 0)
		of(&c)
		var p path
		if w.world.live(&c, nil, &p); len(p.stays) != 1 || len(p.court) != 0 {
			t.Errorf("%s: proceedings on %v", name, p.court)
		}
	}
}
