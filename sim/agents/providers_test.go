package agents

import (
	"context"
	"math"
	"testing"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// A child of the stock stays with the provider that it has until it moves; later
// placements are drawn; where nobody is known to run them it counts in none.
func TestProvidersOfAPath(t *testing.T) {
	m, _ := smallModel(4)
	home := model.PlaceOf(model.Residential, model.InArea)
	m.Provider[home] = model.ProviderShares{Weight: 10, Mean: [model.Providers]float64{model.ProviderOwn: 0.25, model.ProviderPrivate: 0.75}}
	school := model.PlaceOf(model.School, model.InArea)
	cal := sim.NewCalendar(m.DataDate, 2)
	tally := newTally(&cal, monthIndex(&cal), 0)
	shares := drawRates(m, sim.Uncertainty{}, sim.NewKey(1), pairOf(sim.NewKey(1), 0), 9).providers
	tally.providers = &shares
	private := 0
	const n = 4000
	for i := range n {
		p := path{key: sim.NewKey(uint64(i)), provider: model.ProviderVoluntary,
			stays:    []stay{{from: 0, to: 300, first: 0, last: 3}},
			segments: []segment{{from: 0, to: 100, place: home}, {from: 100, to: 200, place: home, moved: true}, {from: 200, to: 300, place: school, moved: true}}}
		s := &p.stays[0]
		if got := tally.runBy(&p, s, &p.segments[0], 0); got != model.ProviderVoluntary {
			t.Fatalf("the placement of the data date is run by %v", got)
		}
		who := tally.runBy(&p, s, &p.segments[1], 1)
		if who != tally.runBy(&p, s, &p.segments[1], 1) {
			t.Fatal("a placement changes its provider")
		}
		if who == model.ProviderPrivate {
			private++
		} else if who != model.ProviderOwn {
			t.Fatalf("run by %v", who)
		}
		if got := tally.runBy(&p, s, &p.segments[2], 2); got != noProvider {
			t.Fatalf("a school run by %v, which nobody knows", got)
		}
		s.entered = true
		if got := tally.runBy(&p, s, &p.segments[0], 0); got == model.ProviderVoluntary {
			t.Fatal("who comes in has a provider already")
		}
	}
	if share := float64(private) / n; math.Abs(share-0.75) > 0.03 {
		t.Errorf("%.3f are private, want 0.75", share)
	}
}

// With every place's provider known, providers' children add up to all, in every
// replicate and month, and drawing them changes no other figure.
func TestProvidersAddUp(t *testing.T) {
	m, stock := smallModel(5)
	plain := *m
	for p := range m.Provider {
		m.Provider[p] = model.ProviderShares{Weight: 30, Mean: [model.Providers]float64{0.1, 0.3, 0, 0.1, 0.4, 0.1}}
	}
	run := func(m *model.Model) map[string][]float64 {
		out := map[string][]float64{}
		e := Engine{Replicates: 40, Seed: 3, Keep: func(d sim.Draw) {
			if d.Line == "" && d.Measure == "lac" {
				for i := range 40 {
					out[d.Breakdown] = append(out[d.Breakdown], d.At(i))
				}
			}
		}}
		if _, err := e.Run(context.Background(), programme(m, stock)); err != nil {
			t.Fatal(err)
		}
		return out
	}
	got, without := run(m), run(&plain)
	for i, all := range got[""] {
		sum := 0.0
		for k := range model.Providers {
			sum += got["provider="+model.Provider(k).String()][i]
		}
		if sum != all {
			t.Fatalf("value %d: providers have %v of %v", i, sum, all)
		}
		for _, b := range []string{"", "setting=residential", "location=out", "age=10-15"} {
			if got[b][i] != without[b][i] {
				t.Fatalf("value %d of %q changes with providers", i, b)
			}
		}
	}
}

// Private homes' placements from the start on go to the council's own: no new one is
// private, those of the data date stay where they are, nobody lives otherwise, and at
// half the price the saving is what their nights come to.
func TestRedirectToAProvider(t *testing.T) {
	m, s := smallModel(6)
	for at := range m.Provider {
		m.Provider[at] = model.ProviderShares{Weight: 20, Mean: [model.Providers]float64{0, 0.3, 0, 0, 0.7, 0}}
	}
	for i := range s.Children {
		if c := &s.Children[i]; c.InCare {
			c.Provider = "PR5"
		}
	}
	own := model.ProviderOwn
	sc := sim.Scenario{Name: "own", Reroutes: []sim.Reroute{{Intervention: "own", From: sim.PlaceSet{Providers: []model.Provider{model.ProviderPrivate}}, Provider: &own, Share: 1, Reach: sim.Reach{Coverage: 1}, Delivery: sure}}}
	p := programme(m, s, sc)
	for at := range p.Prices.Weekly {
		p.Prices.Weekly[at] = 1000
		p.Prices.Run[at][model.ProviderPrivate] = 2000
	}
	got := mustRun(t, Engine{Replicates: 30, Seed: 2}, p)
	base, with := &got.Scenarios[0], &got.Scenarios[1]
	last := len(got.Dates) - 1
	at := func(o *sim.Outcome, breakdown string, d int) float64 { return o.Find("lac", breakdown).Values[d].Mean }
	if at(base, "provider=PR4", last) < 5 || at(base, "provider=PR4", 0) != 0 {
		t.Errorf("without it %v are private at the end, %v today", at(base, "provider=PR4", last), at(base, "provider=PR4", 0))
	}
	for d := range got.Dates {
		if x := at(with, "provider=PR4", d); x != 0 {
			t.Fatalf("%v are private after all", x)
		}
		if x, y := at(with, "provider=PR1", d), at(base, "provider=PR1", d)+at(base, "provider=PR4", d); math.Abs(x-y) > 1e-9 {
			t.Fatalf("%v in own places, want %v", x, y)
		}
		for _, b := range []string{"", "provider=PR5", "setting=residential", "location=out"} {
			if at(with, b, d) != at(base, b, d) {
				t.Fatalf("%q changes", b)
			}
		}
	}
	private := 0.0 // pounds beyond the place's price: as much as that price
	for y := range got.Years {
		for i := range model.Settings {
			private += base.Costs[1+i].Values[y].Mean - with.Costs[1+i].Values[y].Mean
		}
	}
	saved := 0.0
	for y := range got.Years {
		saved += with.Savings[0].Values[y].Mean
	}
	if private <= 0 || math.Abs(saved-private) > 1e-6*private {
		t.Errorf("saved £%.2f, in settings £%.2f", saved, private)
	}
}
