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

// Term is effects on the log hazard: one for each level of a factor, or for
// each pair of levels of two. They have a normal prior about nothing, which
// makes a fit unique and keeps levels without events finite.
type Term struct {
	Factors []int   // one, or two for what pairs of levels add
	SD      float64 // > 0, of the prior
	// Known is how many effects SD counts for where it is estimated from the
	// data; 0 takes SD as it is.
	Known float64
}

// Backbone is a fitted log-linear model: log hazard = Intercept + Σ Effects.
type Backbone struct {
	Intercept float64
	Terms     []Term      // with the SD found
	Effects   [][]float64 // by term, then by level, or first level × second
	sizes     []int
}

// Hazard is the fitted events per unit of exposure at the given levels.
func (b *Backbone) Hazard(levels []int) float64 {
	eta := b.Intercept
	for k := range b.Terms {
		eta += b.Effects[k][b.Terms[k].at(levels, b.sizes)]
	}
	return math.Exp(eta)
}

// at is which of a term's effects the levels have.
func (t *Term) at(levels, sizes []int) int {
	i := 0
	for _, f := range t.Factors {
		i = i*sizes[f] + levels[f]
	}
	return i
}

func (t *Term) size(sizes []int) int {
	n := 1
	for _, f := range t.Factors {
		n *= sizes[f]
	}
	return n
}

// Loglinear fits Events ~ Poisson(Exposure · exp(intercept + Σ effects)) by
// penalised iteratively reweighted least squares (McCullagh and Nelder,
// Generalized Linear Models, 1989, section 2.5). sizes gives each factor's
// number of levels; the intercept is free. A term's standard deviation is
// estimated, where asked for, by the fixed point at which the spread of its
// effects is what they have beyond their own error (Breslow and Clayton, 1993;
// MacKay, 1992); its mean, not its mode, since effects with few events are as
// unsure as the mean of its square. With no events at all the hazard is half an event over the
// whole exposure.
func Loglinear(cells []Cell, sizes []int, terms []Term) (*Backbone, error) {
	for _, t := range terms {
		if t.SD <= 0 {
			return nil, errors.New("estimate: the prior's standard deviation must be above 0")
		}
	}
	f := newLoglinearFit(cells, sizes, terms)
	if f.exposure <= 0 {
		f.beta[0] = math.Inf(-1)
		return f.backbone(), nil
	}
	f.beta[0] = math.Log(math.Max(f.events, 0.5) / f.exposure)
	if f.events == 0 {
		return f.backbone(), nil
	}
	estimated := false
	for _, t := range terms {
		estimated = estimated || t.Known > 0
	}
	const rounds = 20
	for range rounds {
		if err := f.climb(); err != nil {
			return nil, err
		}
		if !estimated || !f.spread() {
			break
		}
	}
	return f.backbone(), nil
}

// loglinearFit is a fit at work. Effects without exposure stay at nothing and
// have no parameter.
type loglinearFit struct {
	sizes            []int
	terms            []Term
	events, exposure float64
	rows             []loglinearRow
	index            [][]int   // parameter of each effect, by term; 0 = none
	of               []int     // term of each parameter; of[0] is unused
	given            []float64 // SD of each term at first
	beta             []float64
	info             *mat.SymDense
	chol             mat.Cholesky
}

type loglinearRow struct {
	events, exposure float64
	at               []int // parameters, rising
}

func newLoglinearFit(cells []Cell, sizes []int, terms []Term) *loglinearFit {
	f := &loglinearFit{sizes: sizes, terms: append([]Term(nil), terms...), of: []int{0}}
	f.index = make([][]int, len(terms))
	for k := range terms {
		f.given = append(f.given, terms[k].SD)
		f.index[k] = make([]int, terms[k].size(sizes))
		for _, c := range cells {
			if c.Exposure > 0 {
				f.index[k][terms[k].at(c.Levels, sizes)] = 1
			}
		}
		for i, used := range f.index[k] {
			if used > 0 {
				f.index[k][i] = len(f.of)
				f.of = append(f.of, k)
			}
		}
	}
	for _, c := range cells {
		f.events += c.Events
		f.exposure += c.Exposure
		if c.Exposure <= 0 {
			continue
		}
		r := loglinearRow{c.Events, c.Exposure, make([]int, 1, 1+len(terms))}
		for k := range terms {
			r.at = append(r.at, f.index[k][terms[k].at(c.Levels, sizes)])
		}
		f.rows = append(f.rows, r)
	}
	f.beta = make([]float64, len(f.of))
	f.info = mat.NewSymDense(len(f.of), nil)
	return f
}

func (f *loglinearFit) backbone() *Backbone {
	b := &Backbone{Intercept: f.beta[0], Terms: f.terms, Effects: make([][]float64, len(f.terms)), sizes: f.sizes}
	for k := range f.terms {
		b.Effects[k] = make([]float64, len(f.index[k]))
		for i, p := range f.index[k] {
			if p > 0 {
				b.Effects[k][i] = f.beta[p]
			}
		}
	}
	return b
}

// objective is the penalised log likelihood.
func (f *loglinearFit) objective() float64 {
	sum := 0.0
	for i := range f.rows {
		r := &f.rows[i]
		e := 0.0
		for _, p := range r.at {
			e += f.beta[p]
		}
		sum += r.events*e - r.exposure*math.Exp(e)
	}
	for p, b := range f.beta[1:] {
		sd := f.terms[f.of[p+1]].SD
		sum -= b * b / (2 * sd * sd)
	}
	return sum
}

// climb goes to the top of the penalised likelihood by Newton's steps.
func (f *loglinearFit) climb() error {
	n := len(f.beta)
	gradient, raw := make([]float64, n), f.info.RawSymmetric()
	best := f.objective()
	for range 100 {
		f.info.Zero()
		clear(gradient)
		for i := range f.rows {
			r := &f.rows[i]
			e := 0.0
			for _, p := range r.at {
				e += f.beta[p]
			}
			mu := r.exposure * math.Exp(e)
			for a, p := range r.at {
				gradient[p] += r.events - mu
				row := raw.Data[p*raw.Stride:]
				for _, q := range r.at[a:] {
					row[q] += mu
				}
			}
		}
		for p := 1; p < n; p++ {
			sd := f.terms[f.of[p]].SD
			raw.Data[p*raw.Stride+p] += 1 / (sd * sd)
			gradient[p] -= f.beta[p] / (sd * sd)
		}
		raw.Data[0] += 1e-9
		if !f.chol.Factorize(f.info) {
			return errors.New("estimate: the log-linear model's information matrix is singular")
		}
		var step mat.VecDense
		if err := f.chol.SolveVecTo(&step, mat.NewVecDense(n, gradient)); err != nil {
			return err
		}
		// Newton's step can overshoot where a level has no events: halve it
		// until the penalised likelihood rises.
		old := append([]float64(nil), f.beta...)
		gain := 0.0
		for scale := 1.0; scale > 1e-6; scale /= 2 {
			for j := range f.beta {
				f.beta[j] = old[j] + scale*step.AtVec(j)
			}
			if now := f.objective(); now >= best-1e-12 {
				gain, best = now-best, now
				break
			}
			copy(f.beta, old)
		}
		if gain < 1e-10*(1+math.Abs(best)) {
			break
		}
	}
	return nil
}

// spread sets the standard deviations that are estimated to what the effects
// now say, and tells whether one moved by more than a hundredth.
func (f *loglinearFit) spread() bool {
	var variance mat.SymDense
	if err := f.chol.InverseTo(&variance); err != nil {
		return false
	}
	moved := false
	for k := range f.terms {
		t := &f.terms[k]
		if t.Known <= 0 {
			continue
		}
		squares, free := 0.0, 0.0
		for _, p := range f.index[k] {
			if p > 0 {
				squares += f.beta[p] * f.beta[p]
				free += 1 - variance.At(p, p)/(t.SD*t.SD)
			}
		}
		// The prior's say is that of Known effects at the SD given first: a scaled
		// inverse chi-squared, whose posterior mean this is where there is one.
		degrees := math.Max(free, 0) + t.Known
		if t.Known > 2 {
			degrees -= 2
		}
		sd := math.Sqrt((squares + t.Known*f.given[k]*f.given[k]) / degrees)
		moved = moved || math.Abs(math.Log(sd/t.SD)) > 0.01
		t.SD = sd
	}
	return moved
}
