package study

import "math"

// ETS is a fitted exponential smoothing model with additive errors: a level,
// perhaps a trend, perhaps damped (Hyndman, Koehler, Ord and Snyder,
// Forecasting with Exponential Smoothing, 2008, ch. 2 and 5).
type ETS struct {
	Trend, Damped     bool
	Alpha, Beta, Phi  float64 // 0–1; Beta below Alpha; Phi 0.8–0.98 if damped, else 1
	LogLikelihood     float64 // −½ n log Σe², as R's forecast::ets writes it
	AICc              float64
	level, slope, sse float64
}

// Forecast is h steps ahead.
func (m *ETS) Forecast(h int) float64 {
	out, damp := m.level, 1.0
	for range h {
		damp *= m.Phi
		if m.Trend {
			out += damp * m.slope
		}
	}
	return out
}

// FitETS fits level alone, level and trend, and level and damped trend by
// maximum likelihood, and gives the one with the least AICc. It gives nil for
// fewer than five values.
func FitETS(x []float64) *ETS {
	var best *ETS
	for _, kind := range []struct{ trend, damped bool }{{false, false}, {true, false}, {true, true}} {
		if m := fitETS(x, kind.trend, kind.damped); m != nil && (best == nil || m.AICc < best.AICc) {
			best = m
		}
	}
	return best
}

// Bounds of the smoothing weights, as in forecast::ets.
const (
	etsLeast, etsMost   = 1e-4, 0.9999
	dampLeast, dampMost = 0.80, 0.98
)

func fitETS(x []float64, trend, damped bool) *ETS {
	parameters := 3.0 // α, first level, variance
	if trend {
		parameters += 2
	}
	if damped {
		parameters++
	}
	n := float64(len(x))
	if n < 5 || n-parameters-1 <= 0 {
		return nil
	}
	best := ETS{Trend: trend, Damped: damped, sse: math.Inf(1)}
	try := func(alpha, beta, phi float64) {
		m := ETS{Trend: trend, Damped: damped, Alpha: alpha, Beta: beta, Phi: phi}
		m.run(x)
		if m.sse < best.sse {
			best = m
		}
	}
	// A grid over α, β/α and φ, closing in on its best point.
	const half = 4
	centre, width := [3]float64{0.5, 0.5, 0.5}, 0.5
	for range 9 {
		for i := -half; i <= half; i++ {
			alpha := inUnit(centre[0]+width*float64(i)/half, etsLeast, etsMost)
			if !trend {
				try(alpha, 0, 1)
				continue
			}
			for j := -half; j <= half; j++ {
				beta := inUnit(centre[1]+width*float64(j)/half, 0, 1)*(alpha-etsLeast) + etsLeast
				if !damped {
					try(alpha, min(beta, alpha), 1)
					continue
				}
				for k := -2; k <= 2; k++ {
					phi := inUnit(centre[2]+width*float64(k)/2, 0, 1)
					try(alpha, min(beta, alpha), dampLeast+phi*(dampMost-dampLeast))
				}
			}
		}
		centre[0] = best.Alpha
		if trend {
			centre[1] = (best.Beta - etsLeast) / max(best.Alpha-etsLeast, 1e-9)
		}
		centre[2] = (best.Phi - dampLeast) / (dampMost - dampLeast)
		width /= 2.2
	}
	best.LogLikelihood = -0.5 * n * math.Log(max(best.sse, 1e-12))
	best.AICc = -2*best.LogLikelihood + 2*parameters + 2*parameters*(parameters+1)/(n-parameters-1)
	return &best
}

func inUnit(x, lo, hi float64) float64 { return min(max(x, lo), hi) }

// run goes through the series with given weights. Errors are linear in the
// first level and slope, so that these two are found by least squares: three
// passes, with (0,0), (1,0) and (0,1), tell how.
func (m *ETS) run(x []float64) {
	starts := [3][2]float64{{0, 0}, {1, 0}, {0, 1}}
	var level, slope [3]float64
	for s := range starts {
		level[s], slope[s] = starts[s][0], starts[s][1]
	}
	// Normal equations of e = e₀ + l·(e₁−e₀) + b·(e₂−e₀).
	var ll, lb, bb, l0, b0, ee float64
	var e [3]float64
	for _, v := range x {
		for s := range starts {
			predicted := level[s]
			if m.Trend {
				predicted += m.Phi * slope[s]
			}
			e[s] = v - predicted
			level[s] = predicted + m.Alpha*e[s]
			if m.Trend {
				slope[s] = m.Phi*slope[s] + m.Beta*e[s]
			}
		}
		dl, db := e[1]-e[0], e[2]-e[0]
		ll += dl * dl
		lb += dl * db
		bb += db * db
		l0 -= dl * e[0]
		b0 -= db * e[0]
		ee += e[0] * e[0]
	}
	var l, b float64
	if det := ll*bb - lb*lb; m.Trend && det > 1e-12*ll*bb {
		l, b = (l0*bb-b0*lb)/det, (b0*ll-l0*lb)/det
	} else if ll > 0 {
		l = l0 / ll
	}
	m.sse = ee - 2*(l*l0+b*b0) + l*l*ll + 2*l*b*lb + b*b*bb
	mix := func(v [3]float64) float64 { return v[0] + l*(v[1]-v[0]) + b*(v[2]-v[0]) }
	m.level, m.slope = mix(level), mix(slope)
}
