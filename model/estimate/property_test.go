package estimate_test

import (
	"math"
	"slices"
	"testing"

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

func alike(a, b float64) bool { return math.Abs(a-b) <= 1e-9*(1+math.Abs(b)) }

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
				if !alike(sum, 1) {
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
			if !alike(prob[0], v) || !alike(se[0], want) || !alike(se[1], want) {
				t.Fatalf("at %g: %g (%g), Kaplan–Meier %g (%g)", u, prob[0], se[0], v, want)
			}
		}
		tau := slices.Max(stop)
		mean, se, err := p.RestrictedMean(tau)
		fatal(t, err)
		want, wantSE, err := km.RestrictedMean(tau)
		fatal(t, err)
		if !alike(mean[0], want) || !alike(se[0], wantSE) || !alike(mean[0]+mean[1], tau) {
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
		spread := rapid.SampledFrom([]int{-1, 3, 1 << 40}).Draw(t, "spread") // of subjects' names
		for i := range id {
			id[i] = spread * (i / 2)
		}
		other := estimate.Spells{States: s.States}
		var otherID []int
		for _, i := range rapid.Permutation(indices(len(id))).Draw(t, "order") {
			cut := s.Start[i] + rapid.SampledFrom([]float64{0.1, 0.25}).Draw(t, "cut")
			if cut < s.Stop[i] {
				other.Start, other.Stop = append(other.Start, s.Start[i]), append(other.Stop, cut)
				other.From, other.To = append(other.From, s.From[i]), append(other.To, estimate.Censored)
				otherID = append(otherID, -5*id[i])
			} else {
				cut = s.Start[i]
			}
			other.Start, other.Stop = append(other.Start, cut), append(other.Stop, s.Stop[i])
			other.From, other.To = append(other.From, s.From[i]), append(other.To, s.To[i])
			otherID = append(otherID, -5*id[i])
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
				if !alike(pa[j], pb[j]) || !alike(sa[j], sb[j]) || !alike(ja[j], jb[j]) {
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
		tau := min(3, slices.Max(s.Stop))
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
		before, events, variance := 0.0, 0.0, 0.0
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
			if h.AtRisk[k] != y || h.Events[k] != d || !alike(h.Value[k]-before, d/y) {
				t.Fatalf("at %g: step %g, want %g/%g", u, h.Value[k]-before, d, y)
			}
			if h.Value[k] > -math.Log(km.Value[k])+1e-12 {
				t.Fatalf("at %g: cumulative hazard %g above −log of survival %g", u, h.Value[k], km.Value[k])
			}
			if variance += d / (y * y); !alike(h.SE[k], math.Sqrt(variance)) {
				t.Fatalf("at %g: standard error %g, want %g", u, h.SE[k], math.Sqrt(variance))
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
