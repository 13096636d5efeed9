package estimate

import "math"

// Wander is what is known beforehand of how a log rate wanders: its yearly
// standard deviation is log-normal about Median with standard deviation Spread
// of its log.
type Wander struct {
	Median float64 // > 0
	Spread float64 // ≥ 0
	// Return is the share of the distance to its long-run level by which the log
	// comes back in a year, taken in small steps: e^(−Return) of it is left after
	// one. 0 is a random walk, which has no such level.
	Return float64 // ≥ 0
}

// Standing is where a wandering rate stands at the end of its series.
type Standing struct {
	Log, SD float64 // mean and standard deviation of the log multiplier
	// LongRun is the mean of the log that the rate returns to, LongRunSD how
	// well it is known and Correlation how its error goes with that of Log; all
	// zero for a random walk.
	LongRun, LongRunSD, Correlation float64
	// Path is the smoothed log multiplier of every period.
	Path []float64
	// Drift is the posterior median of the yearly standard deviation, DriftSD
	// the standard deviation of its log.
	Drift, DriftSD float64
}

// LocalLevel fits counts[t] ~ Poisson(expected[t]·exp(θ[t]) + extra[t]) with θ a
// random walk over periods of the given length in years, or where prior.Return
// is above 0 an autoregression about an unknown level (an Ornstein–Uhlenbeck
// process seen at equal distances), by Laplace's method on a grid of the
// yearly standard deviation, weighted by prior and marginal likelihood (Durbin
// and Koopman, Time Series Analysis by State Space Methods, 2012, chapter 10).
// dispersion (≥ 1) is the variance over the mean of a count: arrivals in groups
// have it above 1. extra may be nil. Periods with nothing expected are passed
// over. The standing is that of the last period's end.
func LocalLevel(counts, expected, extra []float64, period, dispersion float64, prior Wander) Standing {
	const grid = 25
	var points []standing
	var weights []float64
	top := math.Inf(-1)
	for g := 0; g < grid; g++ {
		z := -3 + 6*float64(g)/(grid-1)
		p := standingOf(counts, expected, extra, period, dispersion, prior.Median*math.Exp(prior.Spread*z), prior.Return)
		points = append(points, p)
		weights = append(weights, p.loglik-z*z/2)
		top = math.Max(top, p.loglik-z*z/2)
	}
	for i := range weights {
		weights[i] = math.Exp(weights[i] - top)
	}
	return mixed(points, weights, prior.Return > 0)
}

// standingOf is what one yearly standard deviation and pace of return give, at the
// last period's end.
func standingOf(counts, expected, extra []float64, period, dispersion, sigma, back float64) standing {
	n := len(counts)
	if extra == nil {
		extra = make([]float64, n)
	}
	half, rest := step(sigma, back, period/2)
	phi, q := step(sigma, back, period)
	p := laplace(counts, expected, extra, q, phi, dispersion)
	p.sigma = sigma
	// From the middle of the last period to its end.
	p.variance = half*half*p.variance + (1-half)*(1-half)*p.longVariance + 2*half*(1-half)*p.covariance + rest
	p.covariance = half*p.covariance + (1-half)*p.longVariance
	p.mean = half*p.path[n-1] + (1-half)*p.long
	return p
}

// mixed puts standings together by their weights.
func mixed(points []standing, weights []float64, returns bool) Standing {
	total := 0.0
	for _, w := range weights {
		total += w
	}
	out := Standing{Path: make([]float64, len(points[0].path))}
	mean := func(of func(p *standing) float64) (sum float64) {
		for i := range points {
			sum += weights[i] / total * of(&points[i])
		}
		return sum
	}
	for t := range out.Path {
		out.Path[t] = mean(func(p *standing) float64 { return p.path[t] })
	}
	out.Log = mean(func(p *standing) float64 { return p.mean })
	out.SD = math.Sqrt(mean(func(p *standing) float64 { return p.variance + (p.mean-out.Log)*(p.mean-out.Log) }))
	logDrift := mean(func(p *standing) float64 { return math.Log(p.sigma) })
	out.Drift = math.Exp(logDrift)
	out.DriftSD = math.Sqrt(mean(func(p *standing) float64 { return (math.Log(p.sigma) - logDrift) * (math.Log(p.sigma) - logDrift) }))
	if returns {
		out.LongRun = mean(func(p *standing) float64 { return p.long })
		out.LongRunSD = math.Sqrt(mean(func(p *standing) float64 { return p.longVariance + (p.long-out.LongRun)*(p.long-out.LongRun) }))
		together := mean(func(p *standing) float64 { return p.covariance + (p.mean-out.Log)*(p.long-out.LongRun) })
		if out.SD > 0 && out.LongRunSD > 0 {
			out.Correlation = math.Max(-1, math.Min(1, together/out.SD/out.LongRunSD))
		}
	}
	return out
}

// step is what is left of a distance to the long-run level after so many
// years, and the variance that has come in meanwhile.
func step(sigma, back, years float64) (left, variance float64) {
	if back <= 0 {
		return 1, sigma * sigma * years
	}
	return math.Exp(-back * years), sigma * sigma * (1 - math.Exp(-2*back*years)) / (2 * back)
}

// standing is what one yearly standard deviation gives.
type standing struct {
	sigma  float64
	path   []float64 // mode of θ
	long   float64   // of the level that it returns to
	loglik float64   // marginal, up to a constant
	// variance is that of the last element, longVariance of the level,
	// covariance between the two.
	mean, variance, longVariance, covariance float64
}

// laplace finds the mode of θ for one variance q of a step and what is left,
// phi, of the distance to the long-run level after it; phi 1 is a random walk.
func laplace(counts, expected, extra []float64, q, phi, dispersion float64) standing {
	n := len(counts)
	out := standing{path: make([]float64, n)}
	theta := out.path
	sumO, sumE := 0.0, 0.0
	for t := range counts {
		sumO += counts[t] - extra[t]
		sumE += expected[t]
	}
	if sumE <= 0 {
		out.variance = q * float64(n)
		return out
	}
	walk := phi == 1
	start := math.Log(math.Max(sumO, 0.5) / sumE)
	out.long = start
	for t := range theta {
		theta[t] = start
	}
	const vague = 1.0 / (2 * 2) // a weak prior on where a walk begins, or on the level
	// precision is the prior's, K: its rows' sums fall on the level's side.
	precision := make([]float64, n)
	for t := range precision {
		precision[t] = (1 + phi*phi) / q
		if t == 0 || t == n-1 {
			precision[t] = 1 / q
		}
		if n == 1 {
			precision[t] = (1 - phi*phi) / q
		}
	}
	off := -phi / q
	// apply gives K·x.
	apply := func(x func(int) float64) []float64 {
		y := make([]float64, n)
		for t := range y {
			y[t] = precision[t] * x(t)
			if t > 0 {
				y[t] += off * x(t-1)
			}
			if t+1 < n {
				y[t] += off * x(t+1)
			}
		}
		return y
	}
	rows := apply(func(int) float64 { return 1 })
	sumRows := 0.0
	for _, r := range rows {
		sumRows += r
	}
	away := func(t int) float64 { return theta[t] - out.long }
	objective := func() float64 {
		sum := 0.0
		for t, k := range apply(away) {
			if mu := expected[t]*math.Exp(theta[t]) + extra[t]; mu > 0 {
				sum += (counts[t]*math.Log(mu) - mu) / dispersion
			}
			sum -= k * away(t) / 2
		}
		if walk {
			return sum - vague*(theta[0]-start)*(theta[0]-start)/2
		}
		return sum - vague*(out.long-start)*(out.long-start)/2
	}
	diag, grad := make([]float64, n), make([]float64, n)
	var border []float64 // T⁻¹·K·1
	schur := 1.0
	now := objective()
	for range 100 {
		pull := apply(away)
		gradLong := -vague * (out.long - start)
		for t := range theta {
			m := expected[t] * math.Exp(theta[t])
			mu := m + extra[t]
			grad[t], diag[t] = -pull[t], precision[t]
			if mu > 0 {
				grad[t] += m * (counts[t]/mu - 1) / dispersion
				diag[t] += m * m / mu / dispersion // expected information: always positive
			}
			gradLong += pull[t]
		}
		if walk {
			grad[0] -= vague * (theta[0] - start)
			diag[0] += vague
		}
		move := tridiagonal(diag, off, grad)
		long := 0.0
		if !walk {
			border = tridiagonal(diag, off, rows)
			schur = sumRows + vague
			long = gradLong
			for t := range rows {
				schur -= rows[t] * border[t]
				long += rows[t] * move[t]
			}
			long /= schur
			for t := range move {
				move[t] += border[t] * long
			}
		}
		old, oldLong := append([]float64(nil), theta...), out.long
		gain := 0.0
		for scale := 1.0; scale > 1e-6; scale /= 2 {
			for t := range theta {
				theta[t] = old[t] + scale*move[t]
			}
			out.long = oldLong + scale*long
			if v := objective(); v >= now-1e-12 {
				gain, now = v-now, v
				break
			}
			copy(theta, old)
			out.long = oldLong
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
			pivot = diag[t] - off*off/pivot
		}
		logdet += math.Log(pivot)
	}
	out.variance = 1 / pivot
	if walk {
		out.loglik = now - logdet/2 - float64(n-1)*math.Log(q)/2
		return out
	}
	out.variance += border[n-1] * border[n-1] / schur
	out.longVariance, out.covariance = 1/schur, border[n-1]/schur
	out.loglik = now - (logdet+math.Log(schur))/2 - float64(n)*math.Log(q)/2
	return out
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
