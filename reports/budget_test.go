package reports

import (
	"bytes"
	"math"
	"testing"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// On a normal distribution the reading of quantiles is exact.
func TestQuantilesReadOff(t *testing.T) {
	v := sim.Normal(100, 10, false)
	for _, x := range []float64{70, 85, 95, 100, 104, 113, 118, 140} {
		want := 0.5 * math.Erfc((x-100)/10/math.Sqrt2)
		if got := above(v, x); math.Abs(got-want) > 1e-9 {
			t.Errorf("above %v: %v, want %v", x, got, want)
		}
	}
	if got, want := quantile(v, 0.8), 108.41621233572914; math.Abs(got-want) > 1e-9 {
		t.Errorf("80 %% quantile %v, want %v", got, want)
	}
	certain := sim.Normal(100, 0, false)
	if above(certain, 99) != 1 || above(certain, 100) != 0 || above(certain, 101) != 0 {
		t.Error("a certain value is not above or below for certain")
	}
	steps := sim.Summary{Q: [7]float64{0, 0, 0, 5, 5, 5, 5}}
	for _, c := range []struct{ x, low, high float64 }{{-1, 0.95, 1}, {0, 0.5, 0.75 + 1e-9}, {2, 0.5, 0.75}, {5, 0, 0.05 + 1e-9}, {6, 0, 0.05 + 1e-9}} {
		if got := above(steps, c.x); !(got >= c.low && got <= c.high) {
			t.Errorf("above %v in a stepped distribution: %v, want %v to %v", c.x, got, c.low, c.high)
		}
	}
}

func TestBudgetCSV(t *testing.T) {
	in := Input{Projection: tinyProjection(), Model: &model.Model{}}
	in.Model.Prices.PlanMonth = 400
	in.Model.Prices.Budget = map[model.FinancialYear]float64{2025: 1e6, 2026: 6.75e6}
	var b bytes.Buffer
	if err := WriteBudgetCSV(&b, in); err != nil {
		t.Fatal(err)
	}
	golden(t, "budget.csv", b.Bytes())
}
