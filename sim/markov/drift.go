package markov

import (
	"math"

	"gonum.org/v1/gonum/interp"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// How a figure answers to a level that wanders: with D(u) what a lasting shift of
// the log changes u after it came, a path x of the log changes the figure at t by
//
//	∫ D(t−s) dx(s)
//
// as far as councils in a few years' time answer as they do now. So one run with a
// level shifted from the data date on tells of shifts at all later times. A shift
// that fades at the level's rate of return κ changes
//
//	R(u) = D(u) − κ·∫₀ᵘ e^(−κw)·D(u−w) dw
//
// and with the yearly standard deviation σ of the walk, SD and L the errors of the
// level now and in the long run, ρ their correlation,
//
//	Var(t) = σ²·∫₀ᵗ R(u)² du + SD²·R² + L²·(D−R)² + 2ρ·SD·L·R·(D−R).

// track is one figure over time in a projection.
type track struct {
	values []*sim.Summary
	first  int  // index in Dates of the first value
	money  bool // by financial year
}

// tracks are all of a projection's figures, in one order.
func tracks(p *sim.Projection) (out []track) {
	for i := range p.Scenarios {
		o := &p.Scenarios[i]
		for j := range o.Series {
			s := &o.Series[j]
			t := track{first: s.First}
			for d := range s.Values {
				t.values = append(t.values, &s.Values[d])
			}
			out = append(out, t)
		}
		for _, list := range [2][]sim.Amount{o.Costs, o.Savings} {
			for j := range list {
				t := track{money: true}
				for y := range list[j].Values {
					t.values = append(t.values, &list[j].Values[y])
				}
				out = append(out, t)
			}
		}
	}
	return out
}

// wandering is a level's variance as figures feel it.
type wandering struct {
	level      *model.Level
	sigma      float64 // of the walk, a year; 0 without drift
	parameters bool
	bounds     []int // of financial years, in months from the data date
	months     int
	years      []float64 // a month's length, by month
}

// variance is what a level adds to a figure's variance, given what a lasting shift
// by 1 changes.
func (w *wandering) variance(t *track, slope []float64) []float64 {
	out := make([]float64, len(slope))
	if !t.money {
		answer := append(make([]float64, 0, w.months+1), slope...)
		faded := w.faded(answer)
		sum := 0.0
		for i := range slope {
			if i > 0 || t.first == 1 {
				sum += w.years[i] * faded[i] * faded[i]
			}
			out[i] = w.sigma*w.sigma*sum + w.known(answer[i], faded[i])
		}
		return out
	}
	// Money so far, by month.
	so := w.monthly(slope)
	faded := w.faded(so)
	at := func(x []float64, i int) float64 {
		if i <= 0 {
			return 0
		}
		return x[i]
	}
	for y := range slope {
		from, to := w.bounds[y], w.bounds[y+1]
		sum := 0.0
		for k := range to {
			r := at(faded, to-k) - at(faded, from-k)
			sum += w.years[k] * r * r
		}
		out[y] = w.sigma*w.sigma*sum + w.known(so[to]-so[from], faded[to]-faded[from])
	}
	return out
}

func (w *wandering) known(lasting, faded float64) float64 {
	if !w.parameters {
		return 0
	}
	l, late := w.level, lasting-faded
	return l.SD*l.SD*faded*faded + l.LongRunSD*l.LongRunSD*late*late + 2*l.Correlation*l.SD*l.LongRunSD*faded*late
}

// faded turns answers to a lasting shift, by month, into those to one that fades.
func (w *wandering) faded(lasting []float64) []float64 {
	out := append([]float64(nil), lasting...)
	if w.level.Return <= 0 {
		return out
	}
	const month = 1.0 / 12
	for i := range out {
		for j := 1; j <= i; j++ {
			out[i] -= (w.level.Left(float64(j-1)*month) - w.level.Left(float64(j)*month)) * (lasting[i-j] + lasting[i-j+1]) / 2
		}
	}
	return out
}

// monthly is the sum of yearly amounts up to each month's end.
func (w *wandering) monthly(yearly []float64) []float64 {
	x, y := []float64{0}, []float64{0}
	for i, v := range yearly {
		x, y = append(x, float64(w.bounds[i+1])), append(y, y[i]+v)
	}
	out := make([]float64, w.months+1)
	if len(x) < 3 {
		// One year alone: nothing tells how it came about; a stock that answers at
		// an even rate gives a square.
		for i := range out {
			out[i] = y[1] * math.Pow(float64(i)/x[1], 2)
		}
		return out
	}
	var curve interp.FritschButland
	if curve.Fit(x, y) != nil {
		return out
	}
	for i := range out {
		out[i] = curve.Predict(float64(i))
	}
	return out
}

// newWandering is how a level is felt in a projection.
func newWandering(l *model.Level, on sim.Uncertainty, cal *sim.Calendar) *wandering {
	w := &wandering{level: l, parameters: on.Parameters, months: cal.Months()}
	if on.Drift {
		w.sigma = l.Drift * math.Exp(l.DriftSD*l.DriftSD)
	}
	for i := 1; i < len(cal.Ends); i++ {
		w.years = append(w.years, float64(cal.Ends[i]-cal.Ends[i-1])/model.DaysPerYear)
	}
	w.years = append(w.years, 1.0/12)
	k := 0
	for _, b := range cal.Bounds {
		for k < len(cal.Ends)-1 && cal.Ends[k] < b {
			k++
		}
		w.bounds = append(w.bounds, k)
	}
	return w
}
