package markov_test

import (
	"context"
	"math"
	"testing"

	"github.com/carecurve/carecurve/sim/agents"
	"github.com/carecurve/carecurve/sim/markov"
)

// Variances of counts, where brothers and sisters share no luck: over some
// models, the drawn variance against the expected one, measure by measure. Each
// model gives a log ratio with a sampling error of some √(2/n); over models its
// mean must lie within five standard errors, or 4 %, of nothing.
func TestVariancesAgree(t *testing.T) {
	if testing.Short() {
		t.Skip("thousands of replicates")
	}
	const models, replicates = 12, 1500
	measures := [][2]string{{"lac", ""}, {"cpp", ""}, {"entries", ""}, {"entries", "route=direct"}, {"entries", "route=plan"},
		{"exits", ""}, {"exits", "exit=home"}, {"plan_starts", ""}, {"plan_ends", ""}, {"moves", ""},
		{"lac", "location=out"}, {"lac", "age=10-15"}, {"lac", "duration=26-52w"}, {"lac", "setting=residential"},
		{"lac", "provider=PR1"}, {"lac", "provider=PR3"}, {"lac", "provider=PR4"}}
	sum := make([]float64, len(measures))
	count := make([]float64, len(measures))
	for seed := range uint64(models) {
		p := randomProgramme(100 + seed)
		p.Scenarios = p.Scenarios[:1]
		p.Model.Together.Plan, p.Model.Together.Care = 0, 0
		want, err := markov.Engine{}.Run(context.Background(), p)
		if err != nil {
			t.Fatal(err)
		}
		got, err := agents.Engine{Replicates: replicates, Seed: seed}.Run(context.Background(), p)
		if err != nil {
			t.Fatal(err)
		}
		for i, m := range measures {
			a, b := got.Scenarios[0].Find(m[0], m[1]), want.Scenarios[0].Find(m[0], m[1])
			for _, back := range []int{1, 5, 9} {
				x, y := a.Values[len(a.Values)-back], b.Values[len(b.Values)-back]
				if x.Mean > 1 {
					sum[i] += 2 * math.Log(x.SD/y.SD)
					count[i]++
				}
			}
		}
	}
	for i, m := range measures {
		mean := sum[i] / count[i]
		t.Logf("%s %s: log ratio of variances %.3f (%g)", m[0], m[1], mean, count[i])
		if within := math.Max(0.04, 5*math.Sqrt(2/(replicates*count[i]))); math.Abs(mean) > within {
			t.Errorf("%s %s: variances differ by %.1f %%, more than %.1f", m[0], m[1], 100*mean, 100*within)
		}
	}
}
