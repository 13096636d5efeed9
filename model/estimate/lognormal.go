package estimate

import (
	"math"
	"sort"
)

// LogNormal is the distribution of a time whose log is normal: its hazard
// rises at first and falls later.
type LogNormal struct {
	MeanLog float64 // mean of the log of the time
	SDLog   float64 // > 0, its standard deviation
}

// Hazard is φ(z)/(t·SDLog·Φ(−z)) with z = (log t − MeanLog)/SDLog, for t > 0.
func (l LogNormal) Hazard(t float64) float64 {
	_, mills, _ := normalTail((math.Log(t) - l.MeanLog) / l.SDLog)
	return mills / (t * l.SDLog)
}

// Survival is Φ(−z) with z = (log t − MeanLog)/SDLog, for t ≥ 0.
func (l LogNormal) Survival(t float64) float64 {
	return math.Erfc((math.Log(t)-l.MeanLog)/(l.SDLog*math.Sqrt2)) / 2
}

// Quantile is the time by which a share p (0 ≤ p ≤ 1) have had the event.
func (l LogNormal) Quantile(p float64) float64 {
	return math.Exp(l.MeanLog - l.SDLog*math.Sqrt2*math.Erfcinv(2*p))
}

// FitLogNormal finds mean and standard deviation of the log time by maximum
// likelihood (Kalbfleisch and Prentice, 2002, section 3.2). See [Likelihood]
// for the rows. Newton's method on (MeanLog, log SDLog) runs from six starts
// about the moments of the logs of the times of events.
func FitLogNormal(start, stop []float64, event []bool) (LogNormal, *Likelihood, error) {
	d, err := checkDurations(start, stop, event)
	if err != nil {
		return LogNormal{}, nil, err
	}
	f := lognormalRows{logStop: make([]float64, len(stop)), logStart: make([]float64, len(stop)), event: event}
	mean, square := 0.0, 0.0
	for i, t := range stop {
		f.logStop[i], f.logStart[i] = math.Log(t), math.Inf(-1)
		if start != nil && start[i] > 0 {
			f.logStart[i] = math.Log(start[i])
		}
		if event[i] {
			mean += f.logStop[i] / float64(d)
		}
	}
	for i, e := range event {
		if e {
			square += (f.logStop[i] - mean) * (f.logStop[i] - mean) / float64(d)
		}
	}
	spread := math.Max(math.Sqrt(square), 0.05)
	var found []peak
	for _, shift := range []float64{0, 2, -1} {
		for _, widen := range []float64{1, 3} {
			if p, ok := f.climb(mean+shift*spread, math.Log(widen*spread)); ok {
				found = append(found, p)
			}
		}
	}
	if len(found) == 0 {
		return LogNormal{}, nil, errNoMaximum
	}
	sort.Slice(found, func(i, j int) bool { return found[i].loglik > found[j].loglik })
	top := found[0]
	l := LogNormal{top.mean, math.Exp(top.logSD)}
	like, err := newLikelihood(top.loglik, len(stop), d, top.info, [2]float64{1, l.SDLog})
	if err != nil {
		return LogNormal{}, nil, err
	}
	if !like.sound(l.MeanLog, l.SDLog) {
		return LogNormal{}, nil, errNoMaximum
	}
	for i := 1; i < len(found); i++ {
		if found[i-1].loglik-found[i].loglik > 1e-4 {
			like.Maxima++
		}
	}
	return l, like, nil
}

type lognormalRows struct {
	logStop, logStart []float64
	event             []bool
}

type peak struct {
	mean, logSD, loglik float64
	info                [3]float64
}

// climb is Newton's method with a ridge that grows until each step climbs. It
// is not ok if it runs away or stops short of a maximum.
func (f *lognormalRows) climb(mean, logSD float64) (peak, bool) {
	loglik, grad, info := f.at(mean, logSD)
	ridge := 0.0
	for range 200 {
		a, b, c := info[0]+ridge, info[1], info[2]+ridge
		det := a*c - b*b
		if a <= 0 || det <= 0 {
			ridge = 2*ridge + 1e-3*(math.Abs(info[0])+math.Abs(info[2]))
			if math.IsInf(ridge, 0) || ridge == 0 {
				return peak{}, false
			}
			continue
		}
		dm, ds := (c*grad[0]-b*grad[1])/det, (a*grad[1]-b*grad[0])/det
		if math.Abs(ds) > 1 { // no more than a factor e in one step
			dm, ds = dm/math.Abs(ds), ds/math.Abs(ds)
		}
		gain := (dm*grad[0] + ds*grad[1]) / 2
		v, g, i := f.at(mean+dm, logSD+ds)
		if !(v >= loglik-1e-12*math.Abs(loglik)) {
			if gain < 1e-10 {
				break
			}
			ridge = 4*ridge + 1e-3*(math.Abs(info[0])+math.Abs(info[2]))
			continue
		}
		mean, logSD, loglik, grad, info = mean+dm, logSD+ds, v, g, i
		ridge /= 8
		if ridge < 1e-6*math.Abs(info[0]) {
			ridge = 0
		}
		if math.Abs(logSD) > 12 || math.IsNaN(mean) {
			return peak{}, false
		}
		if gain < 1e-13 && ridge == 0 {
			break
		}
	}
	det := info[0]*info[2] - info[1]*info[1]
	if !(info[0] > 0 && det > 0) {
		return peak{}, false
	}
	// How far the gradient still reaches, in log-likelihood.
	if left := (info[2]*grad[0]*grad[0] - 2*info[1]*grad[0]*grad[1] + info[0]*grad[1]*grad[1]) / det; !(left < 1e-6) {
		return peak{}, false
	}
	return peak{mean, logSD, loglik, info}, true
}

// at gives the log-likelihood, its gradient by (mean, log SD), and minus its
// second derivatives.
func (f *lognormalRows) at(mean, logSD float64) (loglik float64, grad [2]float64, info [3]float64) {
	sd := math.Exp(logSD)
	// add takes in sign·g(z) with g's first and second derivative by z; z
	// itself has the derivatives −1/sd and −z.
	add := func(z, g, g1, g2 float64) {
		loglik += g
		grad[0] -= g1 / sd
		grad[1] -= z * g1
		info[0] -= g2 / (sd * sd)
		info[1] -= (g2*z + g1) / sd
		info[2] -= g2*z*z + g1*z
	}
	const halfLog2Pi = 0.9189385332046727
	for i, l := range f.logStop {
		z := (l - mean) / sd
		if f.event[i] {
			add(z, -z*z/2-halfLog2Pi-logSD-l, -z, -1)
			grad[1]--
		} else {
			log, mills, slope := normalTail(z)
			add(z, log, -mills, -slope)
		}
		if s := f.logStart[i]; !math.IsInf(s, -1) {
			z := (s - mean) / sd
			log, mills, slope := normalTail(z)
			add(z, -log, mills, slope)
		}
	}
	return loglik, grad, info
}

// normalTail gives log Φ(−z), λ = φ(z)/Φ(−z) and λ' = λ(λ − z); in the far
// tail by the continued fraction λ = z + 1/(z + 2/(z + 3/(z + …))) (Abramowitz
// and Stegun, 1964, 26.2.14), where Φ(−z) would vanish.
func normalTail(z float64) (log, mills, slope float64) {
	const halfLog2Pi = 0.9189385332046727
	if z < 6 {
		tail := math.Erfc(z/math.Sqrt2) / 2
		log = math.Log(tail)
		if z < -1 { // 1 − Φ(z) is close to 1
			log = math.Log1p(-math.Erfc(-z/math.Sqrt2) / 2)
		}
		mills = math.Exp(-z*z/2-halfLog2Pi) / tail
		return log, mills, mills * (mills - z)
	}
	excess := 0.0
	for k := 60.0; k >= 1; k-- {
		excess = k / (z + excess)
	}
	mills = z + excess
	return -z*z/2 - halfLog2Pi - math.Log(mills), mills, mills * excess
}
