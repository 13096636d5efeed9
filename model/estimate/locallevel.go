package estimate

import "math"

// Wander is what is known beforehand of how a log rate wanders: its yearly
// standard deviation is log-normal about Median with standard deviation Spread
// of its log.
type Wander struct {
	Median float64 // > 0
	Spread float64 // ≥ 0
}

// Standing is where a wandering rate stands at the end of its series.
type Standing struct {
	Log, SD float64 // mean and standard deviation of the log multiplier
	// Path is the smoothed log multiplier of every period.
	Path []float64
	// Drift is the posterior median of the yearly standard deviation, DriftSD
	// the standard deviation of its log.
	Drift, DriftSD float64
}

// LocalLevel fits counts[t] ~ Poisson(expected[t]·exp(θ[t]) + extra[t]) with θ a
// random walk over periods of the given length in years, by Laplace's method
// on a grid of the walk's standard deviation, weighted by prior and marginal
// likelihood (Durbin and Koopman, Time Series Analysis by State Space Methods,
// 2012, chapter 10). dispersion (≥ 1) is the variance over the mean of a
// count: arrivals in groups have it above 1. extra may be nil. Periods with
// nothing expected are passed over by the walk. The standing is that of the
// last period's end.
func LocalLevel(counts, expected, extra []float64, period, dispersion float64, prior Wander) Standing {
	n := len(counts)
	if extra == nil {
		extra = make([]float64, n)
	}
	const grid = 25
	type point struct {
		sigma, logw float64
		mean, sd    float64
		path        []float64
	}
	var points []point
	top := math.Inf(-1)
	for g := 0; g < grid; g++ {
		z := -3 + 6*float64(g)/(grid-1)
		sigma := prior.Median * math.Exp(prior.Spread*z)
		path, variance, loglik := laplace(counts, expected, extra, sigma*sigma*period, dispersion)
		p := point{sigma: sigma, logw: loglik - z*z/2, path: path, mean: path[n-1], sd: math.Sqrt(variance + sigma*sigma*period/2)}
		top = math.Max(top, p.logw)
		points = append(points, p)
	}
	out := Standing{Path: make([]float64, n)}
	total, m1, m2, l1, l2 := 0.0, 0.0, 0.0, 0.0, 0.0
	for _, p := range points {
		w := math.Exp(p.logw - top)
		total += w
		m1 += w * p.mean
		m2 += w * (p.mean*p.mean + p.sd*p.sd)
		l1 += w * math.Log(p.sigma)
		l2 += w * math.Log(p.sigma) * math.Log(p.sigma)
		for t := range out.Path {
			out.Path[t] += w * p.path[t]
		}
	}
	for t := range out.Path {
		out.Path[t] /= total
	}
	m1, m2, l1, l2 = m1/total, m2/total, l1/total, l2/total
	out.Log, out.SD = m1, math.Sqrt(math.Max(0, m2-m1*m1))
	out.Drift, out.DriftSD = math.Exp(l1), math.Sqrt(math.Max(0, l2-l1*l1))
	return out
}

// laplace finds the mode of θ for one step variance q, the variance of its
// last element, and the log marginal likelihood up to a constant.
func laplace(counts, expected, extra []float64, q, dispersion float64) (theta []float64, last, loglik float64) {
	n := len(counts)
	theta = make([]float64, n)
	sumO, sumE := 0.0, 0.0
	for t := range counts {
		sumO += counts[t] - extra[t]
		sumE += expected[t]
	}
	if sumE <= 0 {
		return theta, q * float64(n), 0
	}
	start := math.Log(math.Max(sumO, 0.5) / sumE)
	for t := range theta {
		theta[t] = start
	}
	const vague = 1.0 / (2 * 2) // a weak prior on where the walk begins
	diag, grad := make([]float64, n), make([]float64, n)
	objective := func() float64 {
		sum := -vague * (theta[0] - start) * (theta[0] - start) / 2
		for t := range theta {
			if mu := expected[t]*math.Exp(theta[t]) + extra[t]; mu > 0 {
				sum += (counts[t]*math.Log(mu) - mu) / dispersion
			}
			if t > 0 {
				d := theta[t] - theta[t-1]
				sum -= d * d / (2 * q)
			}
		}
		return sum
	}
	now := objective()
	for range 100 {
		for t := range theta {
			m := expected[t] * math.Exp(theta[t])
			mu := m + extra[t]
			grad[t], diag[t] = 0, 0
			if mu > 0 {
				grad[t] = m * (counts[t]/mu - 1) / dispersion
				diag[t] = m * m / mu / dispersion // expected information: always positive
			}
			if t > 0 {
				d := (theta[t] - theta[t-1]) / q
				grad[t] -= d
				grad[t-1] += d
				diag[t] += 1 / q
				diag[t-1] += 1 / q
			}
		}
		grad[0] -= vague * (theta[0] - start)
		diag[0] += vague
		step := tridiagonal(diag, -1/q, grad)
		old := append([]float64(nil), theta...)
		gain := 0.0
		for scale := 1.0; scale > 1e-6; scale /= 2 {
			for t := range theta {
				theta[t] = old[t] + scale*step[t]
			}
			if v := objective(); v >= now-1e-12 {
				gain, now = v-now, v
				break
			}
			copy(theta, old)
		}
		if gain < 1e-10*(1+math.Abs(now)) {
			break
		}
	}
	// Elimination from the front leaves in the last pivot the precision of the
	// last element, and in the product of pivots the determinant.
	logdet, pivot := 0.0, 0.0
	for t := range diag {
		if t == 0 {
			pivot = diag[0]
		} else {
			pivot = diag[t] - 1/(q*q)/pivot
		}
		logdet += math.Log(pivot)
	}
	return theta, 1 / pivot, now - logdet/2 - float64(n-1)*math.Log(q)/2
}

// tridiagonal solves a symmetric system with one constant off-diagonal
// (Thomas's algorithm).
func tridiagonal(diag []float64, off float64, rhs []float64) []float64 {
	n := len(diag)
	d, x := append([]float64(nil), diag...), append([]float64(nil), rhs...)
	for t := 1; t < n; t++ {
		w := off / d[t-1]
		d[t] -= w * off
		x[t] -= w * x[t-1]
	}
	x[n-1] /= d[n-1]
	for t := n - 2; t >= 0; t-- {
		x[t] = (x[t] - off*x[t+1]) / d[t]
	}
	return x
}
