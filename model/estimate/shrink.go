package estimate

import "math"

// GammaWeight finds how many units of exposure a prior hazard should count
// for in every cell: the κ that maximises the marginal likelihood of the
// events under hazard ~ Gamma(κ·prior, κ), which is negative binomial
// (Gelman and others, Bayesian Data Analysis, 2013, section 2.7). The result
// lies between lo and hi (> 0), searched on a log grid and refined.
func GammaWeight(events, exposure, prior []float64, lo, hi float64) float64 {
	loglik := func(k float64) float64 {
		sum := 0.0
		for i, d := range events {
			if exposure[i] <= 0 || prior[i] <= 0 {
				continue
			}
			a := k * prior[i]
			sum += lgamma(a+d) - lgamma(a) + a*math.Log(k/(k+exposure[i])) - d*math.Log(k+exposure[i])
		}
		return sum
	}
	return maximiseLog(loglik, lo, hi)
}

// DirichletWeight finds the concentration of a Dirichlet with the given prior
// means that maximises the marginal (Dirichlet–multinomial) likelihood of the
// rows of counts; between lo and hi (> 0).
func DirichletWeight(counts, prior [][]float64, lo, hi float64) float64 {
	loglik := func(k float64) float64 {
		sum := 0.0
		for i, row := range counts {
			n := 0.0
			for j, c := range row {
				if c > 0 && prior[i][j] > 0 {
					sum += lgamma(k*prior[i][j]+c) - lgamma(k*prior[i][j])
					n += c
				}
			}
			if n > 0 {
				sum += lgamma(k) - lgamma(k+n)
			}
		}
		return sum
	}
	return maximiseLog(loglik, lo, hi)
}

// maximiseLog finds the maximum of f between lo and hi on the log scale: a
// grid against several modes, then golden section.
func maximiseLog(f func(float64) float64, lo, hi float64) float64 {
	const steps = 60
	a, b := math.Log(lo), math.Log(hi)
	best, at := math.Inf(-1), a
	for i := 0; i <= steps; i++ {
		x := a + (b-a)*float64(i)/steps
		if v := f(math.Exp(x)); v > best {
			best, at = v, x
		}
	}
	h := (b - a) / steps
	l, r := math.Max(a, at-h), math.Min(b, at+h)
	const g = 0.6180339887498949
	for r-l > 1e-4 {
		p, q := r-g*(r-l), l+g*(r-l)
		if f(math.Exp(p)) >= f(math.Exp(q)) {
			r = q
		} else {
			l = p
		}
	}
	return math.Exp((l + r) / 2)
}

func lgamma(x float64) float64 { v, _ := math.Lgamma(x); return v }
