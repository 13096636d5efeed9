package sim

import (
	"context"
	"errors"
	"math"
	"testing"

	"github.com/carecurve/carecurve/model"
)

// additive is an engine whose variances are known: chance brings 1, parameters
// 4, drift 9 and effects 16 to the number in care (100 times that to cost), and
// chance and drift 2 more together. It counts its runs.
type additive struct{ runs *int }

func (e additive) Run(_ context.Context, p *Programme) (*Projection, error) {
	*e.runs++
	if p.Years > 5 {
		return nil, errors.New("too long")
	}
	u, v := p.Uncertainty, 0.0
	for k := range Sources {
		if u.has(k) {
			v += float64((k + 1) * (k + 1))
		}
	}
	if u.Chance && u.Drift {
		v += 2
	}
	cal := NewCalendar(model.NewDate(2024, 12, 31), p.Years)
	out := &Projection{Dates: cal.Dates}
	o := Outcome{Name: "baseline", Series: []Series{{Measure: "lac"}}, Costs: []Amount{{Line: "total"}}}
	for range cal.Dates {
		o.Series[0].Values = append(o.Series[0].Values, Summary{SD: math.Sqrt(v)})
	}
	for _, y := range cal.Years {
		out.Years = append(out.Years, Year{Year: y})
		o.Costs[0].Values = append(o.Costs[0].Values, Summary{SD: 10 * math.Sqrt(v)})
	}
	out.Scenarios = []Outcome{o, {Name: "s", Series: o.Series, Costs: o.Costs}}
	return out, nil
}

func TestDecompose(t *testing.T) {
	for _, c := range []struct {
		on       Uncertainty
		all      float64
		variance [Sources]float64
		runs     int
	}{
		{AllUncertainty, 32, [Sources]float64{1, 4, 9, 16}, 5},
		{Uncertainty{Chance: true, Drift: true}, 12, [Sources]float64{1, 0, 9, 0}, 3},
		{Uncertainty{Parameters: true}, 4, [Sources]float64{0, 4, 0, 0}, 1},
		{Uncertainty{}, 0, [Sources]float64{}, 1},
	} {
		runs := 0
		list, err := Decompose(context.Background(), additive{&runs}, &Programme{Years: 2, Uncertainty: c.on})
		if err != nil {
			t.Fatal(err)
		}
		// Two scenarios, three year ends, two measures.
		if len(list) != 12 || runs != c.runs {
			t.Fatalf("%v: %d figures from %d runs", c.on, len(list), runs)
		}
		for i, x := range list {
			scale := float64(1 + 99*(i%2))
			if x.Measure != [2]string{"lac", "cost"}[i%2] || x.Scenario != [2]string{"baseline", "s"}[i/6] || x.Year != model.FinancialYear(2024+i%6/2) {
				t.Errorf("figure %d is %s of %s in %s", i, x.Measure, x.Scenario, x.Year)
			}
			sum := x.Together()
			for k := range Sources {
				if !near(x.Variance[k], c.variance[k]*scale) {
					t.Errorf("%v: %s brings %v, want %v", c.on, SourceNames[k], x.Variance[k], c.variance[k]*scale)
				}
				sum += x.Share(k)
			}
			if !near(x.All, c.all*scale) || c.all > 0 && !near(sum, 1) || c.all == 0 && sum != 0 {
				t.Errorf("%v: variance %v, shares add up to %v", c.on, x.All, sum)
			}
		}
	}
	runs := 0
	if _, err := Decompose(context.Background(), additive{&runs}, &Programme{Years: 9, Uncertainty: AllUncertainty}); err == nil {
		t.Error("an engine's error was lost")
	}
}
