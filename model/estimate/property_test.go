package estimate_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"
	"pgregory.net/rapid"

	"github.com/carecurve/carecurve/model/estimate"
)

// drawSpells draws rows with ties, delayed entry and censoring, among states
// of which the last is never left.
func drawSpells(t *rapid.T) estimate.Spells {
	s := estimate.Spells{States: rapid.IntRange(2, 5).Draw(t, "states")}
	for range rapid.IntRange(1, 40).Draw(t, "rows") {
		start := float64(rapid.IntRange(0, 12).Draw(t, "start")) / 4
		from := rapid.IntRange(0, s.States-2).Draw(t, "from")
		to := rapid.IntRange(-1, s.States-1).Draw(t, "to")
		if to == from {
			to = estimate.Censored
		}
		s.Start, s.From, s.To = append(s.Start, start), append(s.From, from), append(s.To, to)
		s.Stop = append(s.Stop, start+float64(rapid.IntRange(1, 12).Draw(t, "length"))/4)
	}
	return s
}

func fatal(t *rapid.T, err error) {
	if err != nil {
		t.Fatal(err)
	}
}

func close(a, b float64) bool { return math.Abs(a-b) <= 1e-9*(1+math.Abs(b)) }

func TestProbabilitiesAddUpToOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawSpells(t)
		all, err := estimate.TransitionProbabilities(s, float64(rapid.IntRange(0, 3).Draw(t, "since")))
		fatal(t, err)
		for from, p := range all {
			for _, u := range append([]float64{0, 100}, p.Time...) {
				prob, se := p.At(u)
				sum := 0.0
				for j, v := range prob {
					sum += v
					if v < -1e-12 || v > 1+1e-12 || !(se[j] >= 0 && se[j] <= 1) {
						t.Fatalf("from %d at %g: probability %g, standard error %g", from, u, v, se[j])
					}
				}
				if !close(sum, 1) {
					t.Fatalf("from %d at %g the probabilities add up to %g", from, u, sum)
				}
			}
		}
	})
}

// With one state to leave and one to reach, Aalen–Johansen is Kaplan–Meier, in
// value, in Greenwood's standard error, and in the restricted mean of both.
func TestTwoStatesAreKaplanMeier(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawSpells(t)
		for i := range s.From {
			s.From[i], s.To[i] = 0, min(s.To[i], 1)
			if s.To[i] == 0 {
				s.To[i] = 1
			}
		}
		s.States = 2
		p, err := estimate.AalenJohansen(s, []float64{1, 0}, 0)
		fatal(t, err)
		start, stop, event := s.Transition(0, 1)
		km, err := estimate.KaplanMeier(start, stop, event)
		fatal(t, err)
		if !slices.Equal(km.Time, p.Time) {
			t.Fatalf("times of events %v and %v", km.Time, p.Time)
		}
		for _, u := range km.Time {
			prob, se := p.At(u)
			v, want := km.At(u)
			if !close(prob[0], v) || !close(se[0], want) || !close(se[1], want) {
				t.Fatalf("at %g: %g (%g), Kaplan–Meier %g (%g)", u, prob[0], se[0], v, want)
			}
		}
		tau := slices.Max(stop)
		mean, se, err := p.RestrictedMean(tau)
		fatal(t, err)
		want, wantSE, err := km.RestrictedMean(tau)
		fatal(t, err)
		if !close(mean[0], want) || !close(se[0], wantSE) || !close(mean[0]+mean[1], tau) {
			t.Fatalf("restricted mean %g (%g), Kaplan–Meier %g (%g)", mean[0], se[0], want, wantSE)
		}
	})
}

// The order of rows doesn't matter, and neither does calling one subject's
// stay two rows.
func TestRowsMayComeInAnyOrderAndBeCut(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawSpells(t)
		id := make([]int, len(s.Stop))
		for i := range id {
			id[i] = 7 * (i / 2)
		}
		other := estimate.Spells{States: s.States}
		var otherID []int
		for _, i := range rapid.Permutation(indices(len(id))).Draw(t, "order") {
			cut := s.Start[i] + rapid.SampledFrom([]float64{0.1, 0.25}).Draw(t, "cut")
			if cut < s.Stop[i] {
				other.Start, other.Stop = append(other.Start, s.Start[i]), append(other.Stop, cut)
				other.From, other.To = append(other.From, s.From[i]), append(other.To, estimate.Censored)
				otherID = append(otherID, id[i])
			} else {
				cut = s.Start[i]
			}
			other.Start, other.Stop = append(other.Start, cut), append(other.Stop, s.Stop[i])
			other.From, other.To = append(other.From, s.From[i]), append(other.To, s.To[i])
			otherID = append(otherID, id[i])
		}
		start := make([]float64, s.States)
		start[0] = 1
		a, err := estimate.AalenJohansen(s, start, 0)
		fatal(t, err)
		b, err := estimate.AalenJohansen(other, start, 0)
		fatal(t, err)
		for _, u := range append([]float64{50}, a.Time...) {
			pa, sa := a.At(u)
			pb, sb := b.At(u)
			ja, err := a.Jackknife(u, id)
			fatal(t, err)
			jb, err := b.Jackknife(u, otherID)
			fatal(t, err)
			for j := range pa {
				if !close(pa[j], pb[j]) || !close(sa[j], sb[j]) || !close(ja[j], jb[j]) {
					t.Fatalf("state %d at %g: %g (%g, %g) and %g (%g, %g)", j, u, pa[j], sa[j], ja[j], pb[j], sb[j], jb[j])
				}
			}
		}
	})
}

func indices(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

// The jackknife against what it is the limit of: the change in the estimate
// when one subject's weight changes a little, here by adding one copy of the
// subject to many copies of everyone.
func TestJackknifeIsTheEffectOfASubject(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawSpells(t)
		if len(s.Stop) > 8 {
			s.Start, s.Stop, s.From, s.To = s.Start[:8], s.Stop[:8], s.From[:8], s.To[:8]
		}
		n := len(s.Stop)
		const copies = 400
		start := make([]float64, s.States)
		start[0] = 1
		many := func(extra int) estimate.Spells {
			out := estimate.Spells{States: s.States}
			for i := range n {
				times := copies
				if i == extra {
					times++
				}
				for range times {
					out.Start, out.Stop = append(out.Start, s.Start[i]), append(out.Stop, s.Stop[i])
					out.From, out.To = append(out.From, s.From[i]), append(out.To, s.To[i])
				}
			}
			return out
		}
		const tau = 3.0
		p, err := estimate.AalenJohansen(s, start, 0)
		fatal(t, err)
		got, err := p.Jackknife(tau, nil)
		fatal(t, err)
		gotMean, err := p.RestrictedMeanJackknife(tau, nil)
		fatal(t, err)
		base, _ := p.At(tau)
		baseMean, _, err := p.RestrictedMean(tau)
		fatal(t, err)
		want, wantMean := make([]float64, s.States), make([]float64, s.States)
		for i := range n {
			q, err := estimate.AalenJohansen(many(i), start, 0)
			fatal(t, err)
			prob, _ := q.At(tau)
			mean, _, err := q.RestrictedMean(tau)
			fatal(t, err)
			for j := range want {
				want[j] += math.Pow((prob[j]-base[j])*copies, 2)
				wantMean[j] += math.Pow((mean[j]-baseMean[j])*copies, 2)
			}
		}
		for j := range want {
			if w := math.Sqrt(want[j]); math.Abs(got[j]-w) > 0.02*w+1e-3 {
				t.Fatalf("state %d: jackknife %g, by hand %g", j, got[j], w)
			}
			if w := math.Sqrt(wantMean[j]); math.Abs(gotMean[j]-w) > 0.02*w+3e-3 {
				t.Fatalf("state %d: jackknife of the mean %g, by hand %g", j, gotMean[j], w)
			}
		}
	})
}

// Each step of Nelson–Aalen is events over those at risk, counted the slow
// way, and it lies below minus the log of Kaplan–Meier.
func TestNelsonAalenIncrements(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawSpells(t)
		start, stop, event := s.Transition(s.From[0], s.States-1)
		h, err := estimate.NelsonAalen(start, stop, event)
		fatal(t, err)
		km, err := estimate.KaplanMeier(start, stop, event)
		fatal(t, err)
		before, events := 0.0, 0.0
		for k, u := range h.Time {
			y, d := 0.0, 0.0
			for i := range stop {
				if start[i] < u && u <= stop[i] {
					y++
					if event[i] && stop[i] == u {
						d++
					}
				}
			}
			if h.AtRisk[k] != y || h.Events[k] != d || !close(h.Value[k]-before, d/y) {
				t.Fatalf("at %g: step %g, want %g/%g", u, h.Value[k]-before, d, y)
			}
			if h.Value[k] > -math.Log(km.Value[k])+1e-12 {
				t.Fatalf("at %g: cumulative hazard %g above −log of survival %g", u, h.Value[k], km.Value[k])
			}
			before, events = h.Value[k], events+d
		}
		seen := 0.0
		for _, e := range event {
			if e {
				seen++
			}
		}
		if events != seen {
			t.Fatalf("%g events counted of %g", events, seen)
		}
	})
}

// Bands share out all events and all exposure.
func TestRatesShareOutExposure(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawSpells(t)
		event, exposure, events := make([]bool, len(s.Stop)), 0.0, 0.0
		for i := range event {
			event[i] = s.To[i] != estimate.Censored
			exposure += s.Stop[i] - s.Start[i]
			if event[i] {
				events++
			}
		}
		rates, err := estimate.Rates(s.Start, s.Stop, event, []float64{0, 0.25, 1, 1.75, math.Inf(1)})
		fatal(t, err)
		for _, r := range rates {
			exposure -= r.Exposure
			events -= r.Events
		}
		if events != 0 || math.Abs(exposure) > 1e-9 {
			t.Fatalf("%g events and %g of exposure are in no band", events, exposure)
		}
	})
}

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
	// Far out, where the survival itself vanishes, the normal's hazard is near
	// z/SDLog/t.
	l := estimate.LogNormal{MeanLog: 0, SDLog: 0.01}
	if got, want := l.Hazard(2), (math.Ln2/0.01+0.01/math.Ln2)/(2*0.01); math.Abs(got/want-1) > 1e-6 {
		t.Errorf("hazard %g far in the tail, want %g", got, want)
	}
}
