package sim

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func near(a, b float64) bool { return math.Abs(a-b) <= 1e-9*(1+math.Abs(b)) }

// Type 7 lies at 1 + (n−1)p of the ordered sample. Of 10, 20, 30, 40, 50:
// p05 at 1.2, p10 at 1.4, p25 at 2, and so on; the variance is 1000/4.
func TestSummariseByHand(t *testing.T) {
	s := Summarise([]float64{30, 10, 50, 20, 40})
	if want := [7]float64{12, 14, 20, 30, 40, 46, 48}; !slices.EqualFunc(s.Q[:], want[:], near) {
		t.Errorf("quantiles %v, want %v", s.Q, want)
	}
	if s.Mean != 30 || !near(s.SD, math.Sqrt(250)) || s.Probability != 1 {
		t.Errorf("mean %v, sd %v, probability %v", s.Mean, s.SD, s.Probability)
	}
	// Of −3, −1, 0, 2 one in four is above nothing; the median lies halfway.
	s = Summarise([]float64{2, -3, 0, -1})
	if want := [7]float64{-2.7, -2.4, -1.5, -0.5, 0.5, 1.4, 1.7}; !slices.EqualFunc(s.Q[:], want[:], near) {
		t.Errorf("quantiles %v, want %v", s.Q, want)
	}
	if s.Mean != -0.5 || s.Probability != 0.25 || !near(s.SD, math.Sqrt(13.0/3)) {
		t.Errorf("mean %v, sd %v, probability %v", s.Mean, s.SD, s.Probability)
	}
	// The sample is sorted before anything is read off it.
	x := []float64{2, 8, 2}
	if s := Summarise(x); s.Mean != 4 || !near(s.SD, math.Sqrt(12)) || !slices.IsSorted(x) {
		t.Errorf("%+v of %v", s, x)
	}
	for _, x := range []float64{0.1, 0, -0.1} {
		s := Summarise([]float64{x, x, x})
		probability := 0.0
		if x > 0 {
			probability = 1
		}
		if s.Mean != x || s.SD != 0 || s.Q != [7]float64{x, x, x, x, x, x, x} || s.Probability != probability {
			t.Errorf("three of %v: %+v", x, s)
		}
	}
	if Summarise(nil) != (Summary{}) {
		t.Error("no sample has a summary")
	}
}

// Moving and scaling a sample moves and scales its summary; its order is
// nothing.
func TestSummariseFollowsItsSample(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := rapid.SliceOfN(rapid.Float64Range(-1000, 1000), 2, 40).Draw(t, "x")
		a, b := rapid.Float64Range(0.1, 9).Draw(t, "a"), rapid.Float64Range(-50, 50).Draw(t, "b")
		y := make([]float64, len(x))
		for i := range x {
			y[len(x)-1-i] = a*x[i] + b
		}
		least, most := slices.Min(x), slices.Max(x)
		s, m := Summarise(x), Summarise(y)
		if math.Abs(m.Mean-(a*s.Mean+b)) > 1e-6 || math.Abs(m.SD-a*s.SD) > 1e-6 {
			t.Fatalf("%+v and %+v", s, m)
		}
		for i, q := range s.Q {
			if math.Abs(m.Q[i]-(a*q+b)) > 1e-6 || q < least-1e-9 || q > most+1e-9 || (i > 0 && q < s.Q[i-1]-1e-9) {
				t.Fatalf("quantile %d: %v and %v of %v to %v", i, q, m.Q[i], least, most)
			}
		}
	})
}

func TestNormal(t *testing.T) {
	z := [7]float64{-1.6448536269514722, -1.2815515655446004, -0.6744897501960817, 0, 0.6744897501960817, 1.2815515655446004, 1.6448536269514722}
	s := Normal(10, 4, false)
	for i := range z {
		if math.Abs(s.Q[i]-(10+4*z[i])) > 1e-9 {
			t.Errorf("level %v: %v, want %v", Levels[i], s.Q[i], 10+4*z[i])
		}
	}
	// Φ(2.5).
	if s.Mean != 10 || s.SD != 4 || math.Abs(s.Probability-0.9937903346742238) > 1e-12 {
		t.Errorf("%+v", s)
	}
	if s := Normal(1, 2, false); s.Q[0] >= 0 {
		t.Errorf("a saving's lowest quantile is cut to %v", s.Q[0])
	}
	if s := Normal(1, 2, true); s.Q[0] != 0 || s.Q[1] != 0 || s.Q[2] != 0 || s.Q[3] != 1 || s.Q[4] <= 1 {
		t.Errorf("a stock's quantiles are %v", s.Q)
	}
	if s := Normal(5, 0, true); s.Probability != 1 || s.Q[0] != 5 || s.Q[6] != 5 {
		t.Errorf("a sure 5: %+v", s)
	}
	if s := Normal(0, 0, true); s.Probability != 0 {
		t.Errorf("a sure nothing: %+v", s)
	}
	if s := Normal(-1, 1, false); math.Abs(s.Probability-0.15865525393145707) > 1e-12 { // Φ(−1)
		t.Errorf("probability %v", s.Probability)
	}
}

func TestFind(t *testing.T) {
	p := Projection{Scenarios: []Outcome{{Name: "baseline"}, {Name: "b", Series: []Series{{Measure: "lac"}, {Measure: "lac", Breakdown: "age=0"}}, Costs: []Amount{{Line: "total"}, {Line: "sgo"}}}}}
	b := p.Find("b")
	if b != &p.Scenarios[1] || p.Find("c") != nil {
		t.Fatal("the wrong outcome")
	}
	if b.Find("lac", "age=0") != &b.Series[1] || b.Find("lac", "") != &b.Series[0] || b.Find("cpp", "") != nil {
		t.Error("the wrong series")
	}
	if Line(b.Costs, "sgo") != &b.Costs[1] || Line(b.Costs, "pay") != nil {
		t.Error("the wrong line")
	}
}
