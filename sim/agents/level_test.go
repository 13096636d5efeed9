package agents

import (
	"math"
	"testing"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// Drawn levels have the mean and variance of the log that model.Level says, at
// every quarter, whether they walk or come back.
func TestLevelsAreAsTheModelSays(t *testing.T) {
	const n, steps = 20_000, 16
	for name, l := range map[string]model.Level{
		"walks":      {Log: 0.1, SD: 0.08, Drift: 0.12},
		"comes back": {Log: 0.2, SD: 0.08, Drift: 0.15, Return: 0.3, LongRun: -0.1, LongRunSD: 0.12, Correlation: 0.4},
		"one with":   {Log: 0.2, SD: 0.08, Drift: 0.15, Return: 0.9, LongRun: 0.3, LongRunSD: 0.12, Correlation: 1},
	} {
		var sum, squares, whole [steps]float64
		root := sim.NewKey(11)
		for k := range n {
			d := drawer{on: sim.AllUncertainty, key: root.With(uint64(k)), pair: pairOf(root, 2*k)}
			for i, x := range d.level(l, 3, steps) {
				sum[i] += math.Log(x) / n
				squares[i] += math.Log(x) * math.Log(x) / n
				whole[i] += x / n
			}
		}
		for i := range steps {
			years := (float64(i) + 0.5) / 4
			mean, variance := l.Known(years)
			variance += l.Wandered(l.Drift, years)
			if se := math.Sqrt(variance / n); math.Abs(sum[i]-mean) > 5*se {
				t.Errorf("%s, quarter %d: the log's mean is %.4f, must be %.4f (%.4f)", name, i, sum[i], mean, se)
			}
			if want := l.ExpectedAfter(years, true, true); math.Abs(whole[i]/want-1) > 5*math.Sqrt((math.Exp(variance)-1)/n) {
				t.Errorf("%s, quarter %d: the mean is %.4f, must be %.4f", name, i, whole[i], want)
			}
			if got := squares[i] - sum[i]*sum[i]; math.Abs(got/variance-1) > 5*math.Sqrt(2.0/n) {
				t.Errorf("%s, quarter %d: the log's variance is %.5f, must be %.5f", name, i, got, variance)
			}
		}
	}
}
