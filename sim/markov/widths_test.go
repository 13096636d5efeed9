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

// What wandering levels add to the widths of intervals: over some made-up councils
// large enough for it to show beside chance, the mean log ratio of the engines'
// standard deviations lies within 7 %.
func TestWidthsAgree(t *testing.T) {
	if testing.Short() {
		t.Skip("thousands of replicates")
	}
	const models, replicates = 4, 400
	type key struct{ measure, breakdown string }
	measures := []key{{"lac", ""}, {"cpp", ""}, {"lac", "setting=residential"}, {"lac", "setting=foster_own"}, {"cost", "total"}}
	sum, count := map[key]float64{}, map[key]float64{}
	for seed := range uint64(models) {
		p := randomProgramme(300 + seed)
		p.Years, p.Scenarios = 3, p.Scenarios[:1]
		p.Model.Together.Plan, p.Model.Together.Care = 0, 0
		for _, l := range []*model.Level{&p.Model.ExitLevel, &p.Model.MoveLevel, &p.Model.PlanEndLevel, &p.Model.PlanToCareLevel, &p.Model.Direct.Level, &p.Model.PlanStart.Level} {
			l.Drift, l.DriftSD, l.Return, l.LongRun = 0.2, 0.2, 0.3*float64(seed%2), l.Log
		}
		// Five children in place of one.
		few := p.Stock.Children
		for i := 1; i < 5; i++ {
			for _, c := range few {
				c.Family += i * len(few)
				p.Stock.Children = append(p.Stock.Children, c)
			}
		}
		for _, s := range []*model.Stream{&p.Model.Direct, &p.Model.PlanStart} {
			for a := range s.Ages {
				s.Ages[a].Mean *= 5
			}
		}
		p.Uncertainty = sim.Uncertainty{Chance: true, Drift: true}
		want, err := markov.Engine{}.Run(context.Background(), p)
		if err != nil {
			t.Fatal(err)
		}
		got, err := agents.Engine{Replicates: replicates, Seed: seed}.Run(context.Background(), p)
		if err != nil {
			t.Fatal(err)
		}
		for _, k := range measures {
			var x, y []sim.Summary
			if k.measure == "cost" {
				x, y = sim.Line(got.Scenarios[0].Costs, k.breakdown).Values, sim.Line(want.Scenarios[0].Costs, k.breakdown).Values
			} else {
				x, y = got.Scenarios[0].Find(k.measure, k.breakdown).Values, want.Scenarios[0].Find(k.measure, k.breakdown).Values
			}
			for i := range x {
				if k.measure != "cost" && (i == 0 || i%12 != 0) || x[i].SD == 0 {
					continue
				}
				sum[k] += math.Log(y[i].SD / x[i].SD)
				count[k]++
			}
		}
	}
	for _, k := range measures {
		mean := sum[k] / count[k]
		t.Logf("%s %s: log ratio of standard deviations %.3f (%g)", k.measure, k.breakdown, mean, count[k])
		if math.Abs(mean) > 0.07 {
			t.Errorf("%s %s: widths differ by %.1f %%", k.measure, k.breakdown, 100*mean)
		}
	}
}
