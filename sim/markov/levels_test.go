package markov_test

import (
	"context"
	"math"
	"testing"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim/agents"
	"github.com/carecurve/carecurve/sim/markov"
)

// Levels that come back to a long-run level change rates as time goes by, in both
// engines alike: flows of each year and stocks at its end, over some models.
func TestLevelsThatReturn(t *testing.T) {
	if testing.Short() {
		t.Skip("thousands of replicates")
	}
	const models, replicates = 4, 1500
	sum, count := 0.0, 0.0
	for seed := range uint64(models) {
		p := randomProgramme(200 + seed)
		p.Years, p.Scenarios = 3, p.Scenarios[:1]
		for i, l := range []*model.Level{&p.Model.ExitLevel, &p.Model.MoveLevel, &p.Model.PlanEndLevel, &p.Model.PlanToCareLevel, &p.Model.Direct.Level} {
			l.Return, l.LongRun = 0.5, l.Log+0.5-float64(i%2)
		}
		want, err := markov.Engine{}.Run(context.Background(), p)
		if err != nil {
			t.Fatal(err)
		}
		got, err := agents.Engine{Replicates: replicates, Seed: seed}.Run(context.Background(), p)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range [][2]string{{"lac", ""}, {"cpp", ""}, {"exits", "exit=home"}, {"moves", ""}, {"plan_ends", ""}, {"entries", ""}} {
			a, b := got.Scenarios[0].Find(m[0], m[1]), want.Scenarios[0].Find(m[0], m[1])
			for _, back := range []int{1, 14, 27} {
				x, y := a.Values[len(a.Values)-back], b.Values[len(b.Values)-back]
				if x.SD == 0 {
					continue
				}
				z := (y.Mean - x.Mean) / (x.SD / math.Sqrt(replicates))
				sum += z * z
				count++
				if math.Abs(z) > 4.5 {
					t.Errorf("model %d, %s %s, %d from the end: drawn %.2f, expected %.2f, z = %.1f", seed, m[0], m[1], back, x.Mean, y.Mean, z)
				}
			}
		}
	}
	// A sum of squares with some dependence between its terms.
	if mean := sum / count; mean > 2 {
		t.Errorf("mean square of z is %.2f", mean)
	} else {
		t.Logf("mean square of z is %.2f", mean)
	}
}
