package study

import (
	"math"
	"sort"
)

// Sample is a predictive distribution as equally likely values in rising
// order. One value alone is a forecast that claims to be certain.
type Sample []float64

// Quantile is the value below which a share p (0–1) of the distribution lies,
// by linear interpolation between the values (Hyndman and Fan's type 5, which
// puts each value in the middle of its share). It is NaN for an empty sample.
func (s Sample) Quantile(p float64) float64 {
	if len(s) == 0 {
		return math.NaN()
	}
	at := p*float64(len(s)) - 0.5
	i := int(math.Floor(at))
	switch {
	case i < 0:
		return s[0]
	case i >= len(s)-1:
		return s[len(s)-1]
	}
	return s[i] + (at-float64(i))*(s[i+1]-s[i])
}

// CRPS is the continuous ranked probability score of the distribution F
// against what came, in the unit of the values; smaller is better:
//
//	∫ (F(x) − 1{x ≥ y})² dx = E|X − y| − ½ E|X − X′|
//
// For a single value it is the absolute error. NaN for an empty sample.
// (Gneiting and Raftery, Strictly proper scoring rules, JASA 2007, eq. 21.)
func (s Sample) CRPS(y float64) float64 {
	if len(s) == 0 {
		return math.NaN()
	}
	n := float64(len(s))
	off, apart := 0.0, 0.0
	for i, x := range s {
		off += math.Abs(x - y)
		apart += (2*float64(i) + 1 - n) * x // Σ over ordered pairs of |X − X′|, halved
	}
	return off/n - apart/(n*n)
}

// PIT is where what came lies in the distribution, 0–1: the share below it,
// ties counted half. Over many forecasts whose intervals mean what they say it
// is uniform. NaN for an empty sample.
func (s Sample) PIT(y float64) float64 {
	if len(s) == 0 {
		return math.NaN()
	}
	below := sort.SearchFloat64s(s, y)
	upTo := sort.Search(len(s), func(i int) bool { return s[i] > y })
	return float64(below+upTo) / float64(2*len(s))
}

// Holds tells whether the central interval of a level (0–1) holds y.
func (s Sample) Holds(level, y float64) bool {
	return y >= s.Quantile((1-level)/2) && y <= s.Quantile((1+level)/2)
}

// thin brings a sorted sample down to so many values at evenly spread
// quantiles.
func thin(s Sample, to int) Sample {
	if len(s) <= to {
		return s
	}
	out := make(Sample, to)
	for i := range out {
		out[i] = s.Quantile((float64(i) + 0.5) / float64(to))
	}
	return out
}
