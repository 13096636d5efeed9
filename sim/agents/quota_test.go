package agents

import (
	"math"
	"testing"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// withPopulation gives a model a population of so many children, all ages
// alike, of whom none is counted for its streams.
func withPopulation(m *model.Model, n float64) {
	m.Population = model.Population{First: 2020, Years: make([][model.AgeBands]float64, 20)}
	for y := range m.Population.Years {
		for a := range model.AgeBands {
			m.Population.Years[y][a] = n / float64(model.AgeBands)
		}
	}
	for _, s := range []*model.Stream{&m.Direct, &m.PlanStart} {
		for a := range s.Ages {
			s.Ages[a].Mean /= n / float64(model.AgeBands)
		}
	}
}

// Under a quota the number of unaccompanied children comes near to it from
// below and is never above it but for those who are there or come back.
func TestQuotaHoldsTheNumber(t *testing.T) {
	for _, c := range []struct{ share, want float64 }{{0, 0}, {0.0003, 6}, {0.002, 40}} {
		m, s := smallModel(8)
		withPopulation(m, 20000)
		sc := sim.Scenario{Name: "s", Quotas: []sim.Quota{{Intervention: "transfer", Share: c.share, From: 30, Pace: 120, Delivery: sure}},
			Spends: []sim.Spend{{Intervention: "transfer", PerCase: 50, Delivery: sure}}}
		w := newRun(Engine{Replicates: 30, Seed: 8}, programme(m, s, sc)).newWorker()
		sum, over := 0.0, 0
		for n := range 30 {
			w.replicate(n)
			g := w.crowds[1]
			at := func(t float64) (n int) {
				for i := range g.lives {
					for _, st := range g.lives[i].path.stays {
						if g.lives[i].class == model.UASC && st.from <= t && t < st.to {
							n++
						}
					}
				}
				return n
			}
			came, takenOver := 0, 0
			for i := range g.lives {
				l := &g.lives[i]
				if l.class != model.UASC || len(l.path.stays) == 0 || l.path.stays[0].from <= 30 {
					continue
				}
				came++
				if l.quota > 0 {
					takenOver++
				}
				st := l.path.stays[0]
				if st.entered && st.route == model.RouteUASC && float64(at(st.from)) > c.want+1e-6 {
					over++
				}
			}
			if takenOver != cases(w, 1, 0) {
				t.Fatalf("%d taken over, %d paid for", takenOver, cases(w, 1, 0))
			}
			sum += float64(at(w.world.horizon - 1))
		}
		if over > 0 {
			t.Errorf("share %v: %d came in above the quota", c.share, over)
		}
		if mean := sum / 30; c.share == 0.002 && math.Abs(mean-c.want) > 8 {
			t.Errorf("share %v: %.1f at the end, want near %v", c.share, mean, c.want)
		}
	}
}

// What can't be run is refused by the intervention's name.
func TestRefusesUnfitCoupling(t *testing.T) {
	eighteen := model.ExitAged18
	for name, s := range map[string]sim.Scenario{
		"slots of nothing": {Slots: []sim.Slots{{Offer: "x", PerMonth: 1}}},
		"slots of arrivals": {Slots: []sim.Slots{{Offer: "x", PerMonth: 1}},
			Changes: []sim.Change{{Flow: sim.EntryDirect, Reach: sim.Reach{Offer: "x"}}}},
		"fewer than none": {Capacities: []sim.Capacity{{Places: ptr(-1.0)}}},
		"all lost":        {Capacities: []sim.Capacity{{Loss: 1}}},
		"no number":       {Capacities: []sim.Capacity{{Recruit: math.NaN()}}},
		"over full":       {Capacities: []sim.Capacity{{Fill: 1.2}}},
		"nobody":          {Onces: []sim.Once{{Exit: new(model.Exit)}}},
		"nowhere":         {Onces: []sim.Once{{Number: 1}}},
		"birthdays":       {Onces: []sim.Once{{Number: 1, Exit: &eighteen}}},
		"turning 18":      {Targets: []sim.Target{{Number: 1, Exit: eighteen}}},
		"none a year":     {Targets: []sim.Target{{}}},
		"all the time":    {Reviews: []sim.Review{{Lasting: 1}}},
		"for no time":     {Reviews: []sim.Review{{Every: 30}}},
		"everybody":       {Quotas: []sim.Quota{{Share: 1, Pace: 1}}},
		"at once":         {Quotas: []sim.Quota{{Share: 0.001}}},
		"no population":   {Quotas: []sim.Quota{{Share: 0.001, Pace: 1}}},
	} {
		m, st := smallModel(1)
		for i := range s.Slots {
			s.Slots[i].Intervention = name
		}
		for i := range s.Capacities {
			s.Capacities[i].Intervention = name
		}
		for i := range s.Onces {
			s.Onces[i].Intervention = name
		}
		for i := range s.Targets {
			s.Targets[i].Intervention = name
		}
		for i := range s.Reviews {
			s.Reviews[i].Intervention = name
		}
		for i := range s.Quotas {
			s.Quotas[i].Intervention = name
		}
		refused(t, name, programme(m, st, s))
	}
	m, st := smallModel(1)
	p := programme(m, st, coupled())
	p.Scenarios[0] = coupled()
	refused(t, "rooms", p)
	all := sim.Scenario{}
	for s := range model.Setting(model.Settings) {
		all.Capacities = append(all.Capacities, sim.Capacity{Intervention: "all", Setting: s})
	}
	refused(t, "all", programme(m, st, all))
}
