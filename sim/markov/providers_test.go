package markov_test

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
	"github.com/carecurve/carecurve/sim/agents"
	"github.com/carecurve/carecurve/sim/markov"
)

// randomProviders lets some places of a model be run by several, some by one and
// some by who knows whom, and says of most children of the stock who runs theirs.
func randomProviders(rng *rand.Rand, m *model.Model, s *model.Stock) {
	for p := range m.Provider {
		to := &m.Provider[p]
		switch rng.IntN(5) {
		case 0:
		case 1:
			to.Weight, to.Mean[rng.IntN(model.Providers)] = 10, 1
		default:
			x := 0.05 + 0.9*rng.Float64()
			to.Weight = 40
			to.Mean[model.ProviderOwn], to.Mean[model.ProviderPrivate], to.Mean[model.ProviderVoluntary] = x/2, 1-x, x/2
		}
	}
	for i := range s.Children {
		if c := &s.Children[i]; c.InCare && rng.IntN(4) > 0 {
			c.Provider = model.Provider(rng.IntN(model.Providers)).String()
		}
	}
}

// randomRuns gives some providers prices of their own, and some children of the stock
// packages, some of which change on a day.
func randomRuns(rng *rand.Rand, p *sim.Programme) {
	for at := range p.Prices.Run {
		for k := range p.Prices.Run[at] {
			if rng.IntN(3) == 0 {
				p.Prices.Run[at][k] = p.Prices.Weekly[at] * (0.3 + 2*rng.Float64())
			}
		}
	}
	for i := range p.Stock.Children {
		c := &p.Stock.Children[i]
		if !c.InCare {
			continue
		}
		if rng.IntN(4) == 0 {
			c.Paid = 9000 * rng.Float64()
		}
		on := p.Model.DataDate
		for range rng.IntN(3) {
			on += model.Date(rng.IntN(300))
			c.Changes = append(c.Changes, model.PaidChange{On: on, Weekly: 12000 * rng.Float64()})
		}
	}
}

// Each provider's children over time, in both engines: their mean square distance
// in standard errors is about 1, and far above it where a provider's children of the
// stock are not followed as they leave the placement that they are in.
func TestProvidersAgree(t *testing.T) {
	if testing.Short() {
		t.Skip("thousands of replicates")
	}
	const replicates = 800
	sum, n := 0.0, 0.0
	for seed := range uint64(4) {
		p := randomProgramme(700 + seed)
		randomRuns(rand.New(rand.NewPCG(seed, 3)), p)
		want, err := markov.Engine{Workers: 1}.Run(context.Background(), p)
		if err != nil {
			t.Fatal(err)
		}
		got, err := agents.Engine{Replicates: replicates, Seed: seed, Workers: 1}.Run(context.Background(), p)
		if err != nil {
			t.Fatal(err)
		}
		for s := range got.Scenarios {
			for i, a := range got.Scenarios[s].Costs {
				b := want.Scenarios[s].Costs[i]
				for y, x := range a.Values {
					if x.SD == 0 {
						continue
					}
					z := (x.Mean - b.Values[y].Mean) / x.SD * math.Sqrt(replicates)
					sum, n = sum+z*z, n+1
					if math.Abs(z) > 5 {
						t.Errorf("council %d, cost of %s in year %d: %.0f and %.0f", seed, a.Line, y, x.Mean, b.Values[y].Mean)
					}
				}
			}
			for k := range model.Providers {
				name := "provider=" + model.Provider(k).String()
				a, b := got.Scenarios[s].Find("lac", name), want.Scenarios[s].Find("lac", name)
				const rounding = 1e-9
				if math.Abs(a.Values[0].Mean-b.Values[0].Mean) > rounding+5*a.Values[0].SD/math.Sqrt(replicates) {
					t.Errorf("council %d, %s on the data date: %v and %v", seed, name, a.Values[0].Mean, b.Values[0].Mean)
				}
				for _, d := range []int{1, len(a.Values) / 3, len(a.Values) - 1} {
					x, y := a.Values[d], b.Values[d]
					if x.SD == 0 {
						continue
					}
					z := (x.Mean - y.Mean) / x.SD * math.Sqrt(replicates)
					sum, n = sum+z*z, n+1
					if math.Abs(z) > 5 {
						t.Errorf("council %d, %s at %d: %.2f and %.2f", seed, name, d, x.Mean, y.Mean)
					}
				}
			}
		}
	}
	if mean := sum / n; mean > 1.5 {
		t.Errorf("mean square distance %.2f standard errors over %g figures", mean, n)
	} else {
		t.Logf("mean square distance %.2f over %g figures", mean, n)
	}
}
