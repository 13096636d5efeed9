package estimate

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// WeibullHazards is a Weibull distribution whose hazard covariates multiply:
// survival exp(−Rate·t^Shape·exp(Effects·x)).
type WeibullHazards struct {
	Shape   float64   // > 0
	Rate    float64   // > 0, the cumulative hazard at time 1 where x is 0
	Effects []float64 // log hazard ratio per unit of each covariate
}

// CumulativeHazard is Rate·t^Shape·exp(Effects·x), for t ≥ 0.
func (w WeibullHazards) CumulativeHazard(t float64, x []float64) float64 {
	eta := 0.0
	for k, b := range w.Effects {
		eta += b * x[k]
	}
	return w.Rate * math.Pow(t, w.Shape) * math.Exp(eta)
}

// FitWeibullHazards fits a proportional hazards Weibull model by maximum
// likelihood (Kalbfleisch and Prentice, 2002, section 2.3; weibullPH of R's
// flexsurv). x holds one row of finite covariates per row, all of one length;
// the standard errors of [Likelihood] come in the order Shape, Rate, Effects.
// Newton's method starts from [FitWeibull], which has found the peak without
// covariates, and from the shapes of half and twice that.
func FitWeibullHazards(start, stop []float64, event []bool, x [][]float64) (WeibullHazards, *Likelihood, error) {
	var none WeibullHazards
	if len(x) != len(stop) {
		return none, nil, fmt.Errorf("estimate: covariates of %d rows for %d rows\ngive one list per row", len(x), len(stop))
	}
	for i, row := range x {
		if len(row) != len(x[0]) {
			return none, nil, fmt.Errorf("estimate: row %d has %d covariates, row 0 has %d\ngive every row the same ones", i, len(row), len(x[0]))
		}
		for _, v := range row {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				return none, nil, fmt.Errorf("estimate: row %d has a covariate of %g\ncovariates must be finite", i, v)
			}
		}
	}
	plain, like, err := FitWeibull(start, stop, event)
	if err != nil {
		return none, nil, err
	}
	m := newWeibullRegression(start, stop, event, x)
	best := math.Inf(-1)
	var theta []float64
	var info *mat.SymDense
	found := []float64{}
	for _, factor := range []float64{1, 0.5, 2} {
		from := make([]float64, 2+len(x[0]))
		from[0] = math.Log(plain.Shape * factor)
		from[1] = -math.Exp(from[0]) * math.Log(plain.Scale/m.unit)
		at, loglik, information, ok := m.climb(from)
		if !ok {
			continue
		}
		found = append(found, loglik)
		if loglik > best {
			best, theta, info = loglik, at, information
		}
	}
	if theta == nil {
		return none, nil, errNoMaximum
	}
	// From (log shape, log rate per unit^shape, effects) to the outer scale:
	// log Rate = θ₁ − shape·log unit.
	shape := math.Exp(theta[0])
	w := WeibullHazards{shape, math.Exp(theta[1] - shape*math.Log(m.unit)), theta[2:]}
	var chol mat.Cholesky
	if !chol.Factorize(info) {
		return none, nil, errNoMaximum
	}
	var inner mat.SymDense
	if err := chol.InverseTo(&inner); err != nil {
		return none, nil, errNoMaximum
	}
	n := len(theta)
	change := mat.NewDense(n, n, nil)
	for k := range n {
		change.Set(k, k, 1)
	}
	change.Set(0, 0, shape)
	change.Set(1, 0, -w.Rate*shape*math.Log(m.unit))
	change.Set(1, 1, w.Rate)
	var half, outer mat.Dense
	half.Mul(change, &inner)
	outer.Mul(&half, change.T())
	out := &Likelihood{LogLikelihood: best, Rows: like.Rows, Events: like.Events, Maxima: 1}
	for _, v := range found {
		if v < best-1e-4 {
			out.Maxima++
		}
	}
	for k := range n {
		out.Covariance = append(out.Covariance, append([]float64(nil), outer.RawRowView(k)...))
		out.SE = append(out.SE, math.Sqrt(outer.At(k, k)))
	}
	if !out.sound(append([]float64{w.Shape, w.Rate}, w.Effects...)...) {
		return none, nil, errNoMaximum
	}
	return w, out, nil
}

// weibullRegression holds the rows with times over the longest.
type weibullRegression struct {
	unit              float64
	logStop, logStart []float64
	event             []bool
	x                 [][]float64
}

func newWeibullRegression(start, stop []float64, event []bool, x [][]float64) *weibullRegression {
	m := &weibullRegression{event: event, x: x}
	for _, t := range stop {
		m.unit = math.Max(m.unit, t)
	}
	for i, t := range stop {
		s := math.Inf(-1)
		if start != nil && start[i] > 0 {
			s = math.Log(start[i] / m.unit)
		}
		m.logStop, m.logStart = append(m.logStop, math.Log(t/m.unit)), append(m.logStart, s)
	}
	return m
}

// at gives the log-likelihood, its gradient, and minus its second derivatives
// by (log shape, log rate, effects).
func (m *weibullRegression) at(theta []float64) (loglik float64, grad []float64, info *mat.SymDense) {
	n := len(theta)
	grad, info = make([]float64, n), mat.NewSymDense(n, nil)
	a, lin := math.Exp(theta[0]), make([]float64, n) // lin: derivatives of the log rate
	raw := info.RawSymmetric()
	for i, l := range m.logStop {
		eta := theta[1]
		lin[1] = 1
		for k, v := range m.x[i] {
			eta += theta[2+k] * v
			lin[2+k] = v
		}
		add := func(log, sign float64) {
			w := a * log
			h := sign * math.Exp(eta+w)
			loglik -= h
			grad[0] -= h * w
			raw.Data[0] += h * (w*w + w)
			for p := 1; p < n; p++ {
				grad[p] -= h * lin[p]
				raw.Data[p] += h * w * lin[p]
				for q := p; q < n; q++ {
					raw.Data[p*raw.Stride+q] += h * lin[p] * lin[q]
				}
			}
		}
		add(l, 1)
		if s := m.logStart[i]; !math.IsInf(s, -1) {
			add(s, -1)
		}
		if m.event[i] {
			loglik += eta + theta[0] + (a-1)*l - math.Log(m.unit)
			grad[0] += 1 + a*l
			raw.Data[0] -= a * l
			for p := 1; p < n; p++ {
				grad[p] += lin[p]
			}
		}
	}
	return loglik, grad, info
}

// climb is Newton's method with a ridge that grows until each step climbs.
func (m *weibullRegression) climb(theta []float64) (at []float64, loglik float64, info *mat.SymDense, ok bool) {
	loglik, grad, info := m.at(theta)
	n, ridge := len(theta), 0.0
	for range 100 {
		damped := mat.NewSymDense(n, nil)
		damped.CopySym(info)
		for p := range n {
			damped.SetSym(p, p, info.At(p, p)+ridge*(1+math.Abs(info.At(p, p))))
		}
		next, gain := make([]float64, n), 0.0
		var chol mat.Cholesky
		var step mat.VecDense
		climbs := chol.Factorize(damped)
		if climbs {
			var bad mat.Condition
			if err := chol.SolveVecTo(&step, mat.NewVecDense(n, grad)); err != nil && !errors.As(err, &bad) {
				return nil, 0, nil, false
			}
			for p := range next {
				next[p] = theta[p] + step.AtVec(p)
				gain += step.AtVec(p) * grad[p] / 2
			}
			v, g, i := m.at(next)
			if climbs = v >= loglik-1e-12*math.Abs(loglik); climbs {
				theta, loglik, grad, info = next, v, g, i
			}
		}
		if climbs {
			if gain < 1e-12 && ridge == 0 {
				return theta, loglik, info, math.Abs(theta[0]) < 7
			}
			if ridge /= 8; ridge < 1e-4 {
				ridge = 0
			}
			continue
		}
		if ridge = 4*ridge + 1e-3; ridge > 1e9 {
			break
		}
	}
	return nil, 0, nil, false
}
