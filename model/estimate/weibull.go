package estimate

import "math"

// Weibull is the distribution with survival exp(−(t/Scale)^Shape): its hazard
// falls with time for a shape below 1 and rises above it.
type Weibull struct {
	Shape float64 // > 0
	Scale float64 // > 0, in units of time
}

// Hazard is (Shape/Scale)(t/Scale)^(Shape−1), for t > 0.
func (w Weibull) Hazard(t float64) float64 {
	return w.Shape / w.Scale * math.Pow(t/w.Scale, w.Shape-1)
}

// Survival is exp(−(t/Scale)^Shape), for t ≥ 0.
func (w Weibull) Survival(t float64) float64 { return math.Exp(-math.Pow(t/w.Scale, w.Shape)) }

// Quantile is the time by which a share p (0 ≤ p ≤ 1) have had the event.
func (w Weibull) Quantile(p float64) float64 {
	return w.Scale * math.Pow(-math.Log1p(-p), 1/w.Shape)
}

// FitWeibull finds shape and scale of maximum likelihood. See [Likelihood] for
// the rows.
//
// Given the shape a, the scale has a closed form, Scale^a = Σ(stop^a −
// start^a)/D, which leaves a profile likelihood of the shape alone
// (Kalbfleisch and Prentice, 2002, section 3.5). That is scanned over shapes
// from 0.02 to 60 and refined about each of its peaks. Under delayed entry the
// likelihood of both parameters is a long curved ridge, on which searches that
// start from a shape near 1 can stop far from the top.
func FitWeibull(start, stop []float64, event []bool) (Weibull, *Likelihood, error) {
	d, err := checkDurations(start, stop, event)
	if err != nil {
		return Weibull{}, nil, err
	}
	p := newWeibullProfile(start, stop, event)
	const points = 33
	lo, hi := math.Log(0.02), math.Log(60)
	x := func(i int) float64 { return lo + (hi-lo)*float64(i)/(points-1) }
	var value [points]float64
	for i := range value {
		value[i], _ = p.at(x(i))
	}
	best, at, maxima := math.Inf(-1), math.NaN(), 0
	for i := 1; i < points-1; i++ {
		if value[i] < value[i-1] || value[i] <= value[i+1] {
			continue
		}
		maxima++
		peak := p.climb(x(i-1), x(i+1))
		if v, _ := p.at(peak); v > best {
			best, at = v, peak
		}
	}
	if maxima == 0 || math.Max(value[0], value[points-1]) > best {
		return Weibull{}, nil, errNoMaximum
	}
	shape := math.Exp(at)
	w := Weibull{shape, p.unit * math.Exp(p.logSum(shape)/shape)}
	like, err := newLikelihood(best, len(stop), d, w.information(start, stop, event), [2]float64{w.Shape, w.Scale})
	if err != nil {
		return Weibull{}, nil, err
	}
	if !like.sound(w.Shape, w.Scale) {
		return Weibull{}, nil, errNoMaximum
	}
	like.Maxima = maxima
	return w, like, nil
}

// information is minus the second derivatives of the log-likelihood by the log
// shape twice, both, and the log scale twice.
func (w Weibull) information(start, stop []float64, event []bool) (info [3]float64) {
	a := w.Shape
	add := func(t, sign float64) {
		z := a * math.Log(t/w.Scale)
		h := sign * math.Exp(z)
		info[0] += h * (z*z + z)
		info[1] -= a * h * (z + 1)
		info[2] += a * a * h
	}
	for i, t := range stop {
		if event[i] {
			info[0] -= a * math.Log(t/w.Scale)
			info[1] += a
		}
		add(t, 1)
		if start != nil && start[i] > 0 {
			add(start[i], -1)
		}
	}
	return info
}

// weibullProfile is the likelihood at the best scale for each shape, with
// times divided by the longest so that no power overflows.
type weibullProfile struct {
	unit    float64
	logStop []float64
	ratio   []float64 // log(start/stop), −Inf without delayed entry
	events  float64
	logs    float64 // sum of the logs of the times of events, over unit
}

func newWeibullProfile(start, stop []float64, event []bool) *weibullProfile {
	p := &weibullProfile{logStop: make([]float64, len(stop)), ratio: make([]float64, len(stop))}
	for _, t := range stop {
		p.unit = math.Max(p.unit, t)
	}
	for i, t := range stop {
		p.logStop[i], p.ratio[i] = math.Log(t/p.unit), math.Inf(-1)
		if start != nil && start[i] > 0 {
			p.ratio[i] = math.Log(start[i] / t)
		}
		if event[i] {
			p.events++
			p.logs += p.logStop[i]
		}
	}
	return p
}

// logSum is the log of Σ(stop^a − start^a)/D.
func (p *weibullProfile) logSum(a float64) float64 {
	sum := 0.0
	for i, l := range p.logStop {
		sum -= math.Exp(a*l) * math.Expm1(a*p.ratio[i])
	}
	return math.Log(sum / p.events)
}

// at gives the profile log-likelihood at a log shape, and its derivative.
func (p *weibullProfile) at(logShape float64) (value, slope float64) {
	a := math.Exp(logShape)
	sum, weighted := 0.0, 0.0
	for i, l := range p.logStop {
		power := math.Exp(a * l)
		if r := p.ratio[i]; math.IsInf(r, -1) {
			sum += power
			weighted += power * l
		} else {
			e := math.Expm1(a * r)
			sum -= power * e
			weighted -= power * (l*e + r*(e+1))
		}
	}
	d := p.events
	value = d*(logShape+math.Log(d/sum)-1) + (a-1)*p.logs - d*math.Log(p.unit)
	return value, d + a*p.logs - d*a*weighted/sum
}

// climb finds the peak between two log shapes: golden section until the
// likelihood is flat to its rounding, then the secant rule on the slope.
func (p *weibullProfile) climb(l, r float64) float64 {
	const g = 0.6180339887498949
	a, b := r-g*(r-l), l+g*(r-l)
	va, sa := p.at(a)
	vb, sb := p.at(b)
	for r-l > 1e-3 {
		if va >= vb {
			r, b, vb, sb = b, a, va, sa
			a = r - g*(r-l)
			va, sa = p.at(a)
		} else {
			l, a, va, sa = a, b, vb, sb
			b = l + g*(r-l)
			vb, sb = p.at(b)
		}
	}
	for range 30 {
		next := b - sb*(b-a)/(sb-sa)
		if !(next > l-1e-2 && next < r+1e-2) || math.Abs(next-b) < 1e-13 {
			break
		}
		a, sa = b, sb
		b = next
		_, sb = p.at(b)
		if math.Abs(sb) >= math.Abs(sa) {
			return a
		}
	}
	return b
}
