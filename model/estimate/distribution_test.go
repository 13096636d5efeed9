package estimate_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/carecurve/carecurve/model/estimate"
)

// Garwood's limits by their definition: the Poisson probabilities of as many
// events or more, and of as few or fewer, are half of what is left out.
func TestExactInterval(t *testing.T) {
	for _, d := range []float64{0, 1, 2, 7, 40, 1000} {
		for _, level := range []float64{0.5, 0.8, 0.95, 0.999} {
			lo, hi := estimate.Rate{Events: d, Exposure: 12.5}.Exact(level)
			if got := (distuv.Poisson{Lambda: hi * 12.5}).CDF(d); math.Abs(got-(1-level)/2) > 1e-9 {
				t.Errorf("%g events, level %g: upper limit leaves %g", d, level, got)
			}
			if d == 0 {
				if lo != 0 {
					t.Errorf("lower limit %g without events", lo)
				}
				continue
			}
			if got := 1 - (distuv.Poisson{Lambda: lo * 12.5}).CDF(d-1); math.Abs(got-(1-level)/2) > 1e-9 {
				t.Errorf("%g events, level %g: lower limit leaves %g", d, level, got)
			}
		}
	}
}

// Under delayed entry and censoring the fits give back what the times were
// drawn from, within four standard errors; without regard to the delayed entry
// they do not.
func TestFitsFindTheTruth(t *testing.T) {
	src := rand.NewPCG(11, 12)
	rng := rand.New(src)
	draw := func(quantile func(float64) float64) (start, stop []float64, event []bool) {
		for len(stop) < 6000 {
			x, s := quantile(rng.Float64()), 3*rng.Float64()
			if x <= s {
				continue // over before it could be seen
			}
			end := s + 4*rng.Float64()
			start, stop, event = append(start, s), append(stop, min(x, end)), append(event, x <= end)
		}
		return start, stop, event
	}
	off := func(got, truth, se float64) float64 { return math.Abs(got-truth) / se }

	w := estimate.Weibull{Shape: 0.7, Scale: 2.5}
	start, stop, event := draw(w.Quantile)
	got, like, err := estimate.FitWeibull(start, stop, event)
	if err != nil {
		t.Fatal(err)
	}
	if off(got.Shape, w.Shape, like.SE[0]) > 4 || off(got.Scale, w.Scale, like.SE[1]) > 4 {
		t.Errorf("%+v with standard errors %v, drawn from %+v", got, like.SE, w)
	}
	if got, like, err = estimate.FitWeibull(nil, stop, event); err != nil || off(got.Scale, w.Scale, like.SE[1]) < 4 {
		t.Errorf("%+v (%v): delayed entry made no difference", got, err)
	}

	l := estimate.LogNormal{MeanLog: 0.6, SDLog: 0.9}
	start, stop, event = draw(l.Quantile)
	gotL, like, err := estimate.FitLogNormal(start, stop, event)
	if err != nil {
		t.Fatal(err)
	}
	if off(gotL.MeanLog, l.MeanLog, like.SE[0]) > 4 || off(gotL.SDLog, l.SDLog, like.SE[1]) > 4 {
		t.Errorf("%+v with standard errors %v, drawn from %+v", gotL, like.SE, l)
	}

	e := estimate.Exponential{Rate: 0.6}
	start, stop, event = draw(e.Quantile)
	gotE, like, err := estimate.FitExponential(start, stop, event)
	if err != nil {
		t.Fatal(err)
	}
	if off(gotE.Rate, e.Rate, like.SE[0]) > 4 {
		t.Errorf("%+v with standard error %v, drawn from %+v", gotE, like.SE, e)
	}
}

// Quantile undoes Survival, and the hazard is the slope of −log Survival.
func TestDistributionsAgreeWithThemselves(t *testing.T) {
	type distribution interface {
		Hazard(t float64) float64
		Survival(t float64) float64
		Quantile(p float64) float64
	}
	for _, d := range []distribution{estimate.Exponential{Rate: 0.4}, estimate.Weibull{Shape: 1.7, Scale: 3}, estimate.LogNormal{MeanLog: 0.5, SDLog: 1.2}} {
		for _, p := range []float64{0.001, 0.1, 0.5, 0.9, 0.999} {
			u := d.Quantile(p)
			if got := 1 - d.Survival(u); math.Abs(got-p) > 1e-10 {
				t.Errorf("%T: %g of %g have had the event at quantile %g", d, got, p, u)
			}
			h := 1e-5 * u
			if got, want := d.Hazard(u), -math.Log(d.Survival(u+h)/d.Survival(u-h))/(2*h); math.Abs(got/want-1) > 1e-6 {
				t.Errorf("%T: hazard %g at %g, slope %g", d, got, u, want)
			}
		}
	}
	// Far out, where the survival itself vanishes, the normal's hazard follows
	// its asymptotic series (Abramowitz and Stegun, 26.2.12).
	l := estimate.LogNormal{MeanLog: 0, SDLog: 0.01}
	for _, z := range []float64{25, 37, 45, 200} {
		u := math.Exp(z * l.SDLog)
		want := (z + 1/z - 2/(z*z*z) + 10/math.Pow(z, 5)) / (u * l.SDLog)
		if got := l.Hazard(u); !(math.Abs(got/want-1) < 1e-7) {
			t.Errorf("hazard %g at %g standard deviations, want %g", got, z, want)
		}
	}
	if below, above := l.Hazard(math.Exp(0.06-1e-12)), l.Hazard(math.Exp(0.06+1e-12)); math.Abs(below/above-1) > 1e-9 {
		t.Errorf("hazard steps from %g to %g at six standard deviations", below, above)
	}
}

// Where survival stands at a half over a stretch the median is its middle, as
// in R; where it never falls so far there is none.
func TestMedian(t *testing.T) {
	for _, c := range []struct {
		event []bool
		want  float64
	}{
		{[]bool{true, true, true, true}, 2.5},
		{[]bool{true, true, false, false}, 3},
		{[]bool{true, false, false, false}, math.NaN()},
		{[]bool{true, false, true, true}, 3},
	} {
		s, err := estimate.KaplanMeier(nil, []float64{1, 2, 3, 4}, c.event)
		if err != nil {
			t.Fatal(err)
		}
		if got := s.Quantile(0.5); got != c.want && !(math.IsNaN(got) && math.IsNaN(c.want)) {
			t.Errorf("events %v: median %g, want %g", c.event, got, c.want)
		}
	}
}
