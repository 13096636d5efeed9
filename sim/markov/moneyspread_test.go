package markov_test

import (
	"context"
	"math"
	"testing"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
	"github.com/carecurve/carecurve/sim/agents"
	"github.com/carecurve/carecurve/sim/markov"
)

// What a spread between placements' prices adds to a year's standard deviation, and
// what others pay takes away, against draws: within a fifth over some councils, where
// without the spread it would be half.
func TestSpreadOfPricesWidens(t *testing.T) {
	if testing.Short() {
		t.Skip("thousands of replicates")
	}
	const replicates = 600
	for _, line := range []string{"residential", "health_contribution", "total"} {
		sum, n := 0.0, 0.0
		for seed := range uint64(3) {
			p := randomProgramme(900 + seed)
			p.Scenarios, p.Uncertainty = p.Scenarios[:1], sim.Uncertainty{Chance: true}
			p.Model.Together.Plan, p.Model.Together.Care = 0, 0
			for at := range p.Prices.Weekly {
				p.Prices.Weekly[at] = 200
				if model.Place(at).Setting() == model.Residential {
					p.Prices.Weekly[at] = 5000
				}
			}
			p.Prices.Spread[model.Residential], p.Prices.Alike, p.Prices.Health[model.Residential] = 1, 0.3, 0.25
			want, err := markov.Engine{Workers: 1}.Run(context.Background(), p)
			if err != nil {
				t.Fatal(err)
			}
			got, err := agents.Engine{Replicates: replicates, Seed: seed, Workers: 1}.Run(context.Background(), p)
			if err != nil {
				t.Fatal(err)
			}
			a, b := sim.Line(got.Scenarios[0].Costs, line), sim.Line(want.Scenarios[0].Costs, line)
			for y := range a.Values {
				sum += math.Log(b.Values[y].SD / a.Values[y].SD)
				n++
			}
		}
		if off := math.Exp(sum/n) - 1; math.Abs(off) > 0.2 {
			t.Errorf("%s: standard deviations are off by %.0f %%", line, 100*off)
		} else {
			t.Logf("%s: off by %.1f %%", line, 100*off)
		}
	}
}
