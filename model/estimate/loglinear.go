package estimate

import (
	"errors"
	"math"

	"gonum.org/v1/gonum/mat"
)

// Cell is one row of a log-linear model: events, exposure, and for each
// factor the index of the level that it stands on.
type Cell struct {
	Events   float64 // ≥ 0, may be fractional
	Exposure float64 // ≥ 0
	Levels   []int   // one index a factor, in 0 … size−1
}

// Backbone is a fitted log-linear model: log hazard = Intercept + Σ Effects.
type Backbone struct {
	Intercept float64
	Effects   [][]float64 // by factor and level
}

// Hazard is the fitted events per unit of exposure at the given levels.
func (b *Backbone) Hazard(levels []int) float64 {
	eta := b.Intercept
	for f, l := range levels {
		eta += b.Effects[f][l]
	}
	return math.Exp(eta)
}

// Loglinear fits Events ~ Poisson(Exposure · exp(intercept + Σ effects)) by
// penalised iteratively reweighted least squares (McCullagh and Nelder,
// Generalized Linear Models, 1989, section 2.5). sizes gives each factor's
// number of levels; every level has an effect with a normal prior of standard
// deviation priorSD (> 0) about nothing, which makes the fit unique and keeps
// levels without events finite; the intercept is free. With no events at all
// the hazard is half an event over the whole exposure.
func Loglinear(cells []Cell, sizes []int, priorSD float64) (*Backbone, error) {
	if priorSD <= 0 {
		return nil, errors.New("estimate: the prior's standard deviation must be above 0")
	}
	offset := make([]int, len(sizes))
	n := 1
	for f, s := range sizes {
		offset[f] = n
		n += s
	}
	events, exposure := 0.0, 0.0
	for _, c := range cells {
		events += c.Events
		exposure += c.Exposure
	}
	beta := make([]float64, n)
	unpack := func() *Backbone {
		b := &Backbone{Intercept: beta[0], Effects: make([][]float64, len(sizes))}
		for f, s := range sizes {
			b.Effects[f] = append([]float64(nil), beta[offset[f]:offset[f]+s]...)
		}
		return b
	}
	if exposure <= 0 {
		beta[0] = math.Inf(-1)
		return unpack(), nil
	}
	beta[0] = math.Log(math.Max(events, 0.5) / exposure)
	if events == 0 {
		return unpack(), nil
	}
	ridge := 1 / (priorSD * priorSD)
	eta := func(c *Cell) float64 {
		e := beta[0]
		for f, l := range c.Levels {
			e += beta[offset[f]+l]
		}
		return e
	}
	objective := func() float64 {
		sum := 0.0
		for i := range cells {
			if c := &cells[i]; c.Exposure > 0 {
				e := eta(c)
				sum += c.Events*e - c.Exposure*math.Exp(e)
			}
		}
		for _, b := range beta[1:] {
			sum -= ridge * b * b / 2
		}
		return sum
	}
	info := mat.NewSymDense(n, nil)
	grad := mat.NewVecDense(n, nil)
	index := make([]int, len(sizes)+1)
	best := objective()
	for range 100 {
		info.Zero()
		grad.Zero()
		for i := range cells {
			c := &cells[i]
			if c.Exposure <= 0 {
				continue
			}
			mu := c.Exposure * math.Exp(eta(c))
			index[0] = 0
			for f, l := range c.Levels {
				index[f+1] = offset[f] + l
			}
			for a, p := range index {
				grad.SetVec(p, grad.AtVec(p)+c.Events-mu)
				for _, q := range index[a:] {
					if p == q || p < q {
						info.SetSym(p, q, info.At(p, q)+mu)
					} else {
						info.SetSym(q, p, info.At(q, p)+mu)
					}
				}
			}
		}
		for j := 1; j < n; j++ {
			info.SetSym(j, j, info.At(j, j)+ridge)
			grad.SetVec(j, grad.AtVec(j)-ridge*beta[j])
		}
		info.SetSym(0, 0, info.At(0, 0)+1e-9)
		var chol mat.Cholesky
		if !chol.Factorize(info) {
			return nil, errors.New("estimate: the log-linear model's information matrix is singular")
		}
		var step mat.VecDense
		if err := chol.SolveVecTo(&step, grad); err != nil {
			return nil, err
		}
		// Newton's step can overshoot where a level has no events: halve it
		// until the penalised likelihood rises.
		old := append([]float64(nil), beta...)
		gain := 0.0
		for scale := 1.0; scale > 1e-6; scale /= 2 {
			for j := range beta {
				beta[j] = old[j] + scale*step.AtVec(j)
			}
			if now := objective(); now >= best-1e-12 {
				gain, best = now-best, now
				break
			}
			copy(beta, old)
		}
		if gain < 1e-10*(1+math.Abs(best)) {
			break
		}
	}
	return unpack(), nil
}
