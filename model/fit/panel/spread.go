package panel

import (
	"math"
	"slices"
)

// errorsOf is how far the panel's forecasts were off at one horizon.
type errorsOf struct {
	bySize  float64         // a council of this size has errors √2 times a large one's
	typical float64         // mean absolute error of the log in a large council
	own     map[int]float64 // a council's errors against others' of its size
	shape   []float64       // errors over what is typical, rising; what Values are made of
}

// valuesOut is how many values a distribution is given by.
const valuesOut = 199

// ownErrors is how many errors of others a council's own stand against.
const ownErrors = 15

// newErrors learns from past forecasts over h years.
func newErrors(past []said, h int) *errorsOf {
	if len(past) < leastPairs {
		return nil
	}
	e := &errorsOf{own: map[int]float64{}}
	// Size: the likeliest of a few, errors taken as two-sided exponential.
	best := math.Inf(-1)
	for _, k := range []float64{0, 10, 20, 40, 80, 160, 320, 640, 1280} {
		sum, logs := 0.0, 0.0
		for _, s := range past {
			by := math.Sqrt(1 + k/s.size)
			sum += math.Abs(s.off) / by
			logs += math.Log(by)
		}
		n := float64(len(past))
		if l := -n*math.Log(sum/n) - logs; l > best {
			best, e.bySize, e.typical = l, k, sum/n
		}
	}
	// Overlapping spans repeat each other: h errors count as one.
	sum, count := map[int]float64{}, map[int]float64{}
	for _, s := range past {
		sum[s.authority] += min(math.Abs(s.off)/e.scale(s.size), 3) / float64(h)
		count[s.authority] += 1 / float64(h)
	}
	for a := range sum {
		e.own[a] = (ownErrors + sum[a]) / (ownErrors + count[a])
	}
	for _, s := range past {
		e.shape = append(e.shape, s.off/(e.scale(s.size)*e.own[s.authority]))
	}
	// What all councils of the past years had in common says little of the next
	// ones: the distribution lies about the forecast.
	middle := median(e.shape)
	for i := range e.shape {
		e.shape[i] -= middle
	}
	slices.Sort(e.shape)
	return e
}

// scale is the typical error at a size.
func (e *errorsOf) scale(size float64) float64 {
	return e.typical * math.Sqrt(1+e.bySize/size)
}

// around is the distribution about a council's forecast.
func (e *errorsOf) around(authority int, size, point float64) []float64 {
	if e == nil {
		return nil
	}
	own, ok := e.own[authority]
	if !ok {
		own = 1
	}
	out := make([]float64, valuesOut)
	n := float64(len(e.shape))
	for i := range out {
		at := (float64(i)+0.5)/valuesOut*n - 0.5
		k := min(max(int(at), 0), len(e.shape)-1)
		next := min(k+1, len(e.shape)-1)
		f := min(max(at-float64(k), 0), 1)
		z := e.shape[k] + f*(e.shape[next]-e.shape[k])
		out[i] = point * math.Exp(e.scale(size)*own*z)
	}
	return out
}
