package markov

import (
	"math"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// away is the survival of one who left care at a time, up to coming back: its
// hazard is constant between cuts.
type away struct {
	cuts   []float64 // the first is the start
	hazard []float64 // from each cut on
	sum    []float64 // hazard up to each cut
	end    float64   // no one comes back from then on; 0 = no such end
}

// comesBack is how long a child born then, who left at a time by a way out,
// stays away from the later of that time and the start on. A birth of NaN
// stands for one whose age plays no part.
func (w *world) comesBack(by model.Exit, born, left float64) *away {
	effects := reach(nil, w.changes, left, isReturn)
	a := &away{}
	t := math.Max(left, 0)
	horizon := w.knots[len(w.knots)-1]
	sum := 0.0
	for t < horizon {
		next := horizon
		ends := func(at float64) {
			if at > t+instant && at < next {
				next = at
			}
		}
		band := model.LeftClock.Band(t - left + instant)
		if band < model.LeftBands-1 {
			ends(left + model.LeftClock.Edges[band])
		}
		h := w.rates.returns[by][band]
		for i := range effects {
			e := &effects[i]
			ratio, until := e.ratioAt(t + instant)
			ends(until)
			if len(e.who.Ages) > 0 {
				for _, x := range ageEdges {
					ends(born + x)
				}
				if !e.who.HasAge(model.AgeBandOf((t - born + instant) / model.DaysPerYear)) {
					continue
				}
			}
			h *= ratio
		}
		a.cuts, a.hazard, a.sum = append(a.cuts, t), append(a.hazard, h), append(a.sum, sum)
		sum += h * (next - t)
		t = next
	}
	return a
}

// awayAt is the share still away at t, if not before.
func (a *away) awayAt(t float64) float64 {
	if a.end > 0 {
		t = math.Min(t, a.end)
	}
	for i := len(a.cuts) - 1; i >= 0; i-- {
		if t >= a.cuts[i] {
			return math.Exp(-a.sum[i] - a.hazard[i]*(t-a.cuts[i]))
		}
	}
	return 1
}

// kernel is, for children who leave evenly over a window by a way out, the
// share still away at the end of each window from that one on.
func (w *world) kernel(by model.Exit, window int, born float64) []float64 {
	return w.evenly(window, func(left float64) *away { return w.comesBack(by, born, left) })
}

// evenly is that mean for any survival of those who leave at a time.
func (w *world) evenly(window int, survival func(left float64) *away) []float64 {
	win := w.windows[window]
	// Gauss's rule of three points: the survival is smooth but for its cuts.
	points := [3]float64{0.5 - math.Sqrt(0.15), 0.5, 0.5 + math.Sqrt(0.15)}
	weights := [3]float64{5.0 / 18, 8.0 / 18, 5.0 / 18}
	out := make([]float64, len(w.windows)-window)
	for i, x := range points {
		a := survival(win.from + x*win.days())
		k := len(a.cuts) - 1
		for j := len(out) - 1; j >= 0; j-- {
			t := w.windows[window+j].to
			for k > 0 && t < a.cuts[k] {
				k--
			}
			out[j] += weights[i] * math.Exp(-a.sum[k]-a.hazard[k]*(t-a.cuts[k]))
		}
	}
	return out
}

// kernels are all of these; where a change in returns asks for ages, they
// depend on the birth and are computed when needed.
type kernels struct {
	world  *world
	byAge  bool
	common [model.Exits][][]float64 // [exit][window]
}

func (w *world) kernels() *kernels {
	k := &kernels{world: w}
	for i := range w.changes {
		k.byAge = k.byAge || w.changes[i].flow == sim.EntryReturn && len(w.changes[i].who.Ages) > 0
	}
	if !k.byAge {
		for e := range model.Exits {
			for i := range w.windows {
				k.common[e] = append(k.common[e], w.kernel(model.Exit(e), i, 0))
			}
		}
	}
	return k
}

func (k *kernels) of(e model.Exit, window int, born float64) []float64 {
	if k.byAge {
		return k.world.kernel(e, window, born)
	}
	return k.common[e][window]
}
