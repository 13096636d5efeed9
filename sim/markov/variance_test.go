package markov_test

import (
	"context"
	"math"
	"testing"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim/agents"
	"github.com/carecurve/carecurve/sim/markov"
)

// Variances of counts, where brothers and sisters share no luck and no one comes
// back: there they are exact, and must lie within 2 % of what is drawn.
func TestVariancesAgree(t *testing.T) {
	variancesAgree(t, 0.02, 0.02, func(m *model.Model) {
		for i := range m.Returns.Cells {
			m.Returns.Cells[i].Mean = 0
		}
		m.Repeats = model.Table{}
	})
}

// Children of the stock who may come back, into care or on a plan, are counted as
// if they came apart from their own past (see the package comment). In these models,
// which have more of them than any council, that makes variances up to some 5 %
// too large, and never too small.
func TestVariancesWhereChildrenComeBack(t *testing.T) {
	variancesAgree(t, 0.06, 0.02, func(*model.Model) {})
}

// variancesAgree holds the drawn variance against the expected one, measure by
// measure. Each model gives a log ratio with a sampling error of some √(2/n); over
// models its mean must lie within five standard errors of nothing, or between two limits: how
// much smaller it may be drawn, and how much larger.
func variancesAgree(t *testing.T, below, above float64, set func(*model.Model)) {
	t.Helper()
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
		set(p.Model)
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
		chance := 5 * math.Sqrt(2/(replicates*count[i]))
		if mean < -math.Max(below, chance) || mean > math.Max(above, chance) {
			t.Errorf("%s %s: variances differ by %.1f %%, five standard errors being %.1f", m[0], m[1], 100*mean, 100*chance)
		}
	}
}
