package estimate

import (
	"fmt"
	"math"
)

// Likelihood says how well a distribution was fitted by maximum likelihood.
//
// Every fit here takes rows that are at risk in (start, stop] with 0 ≤ start,
// start nil meaning 0, and maximises
//
//	ℓ = Σ event·log h(stop) − (H(stop) − H(start))
//
// with h the hazard and H the cumulative hazard: right censoring where there
// is no event, left truncation where start > 0 (Kalbfleisch and Prentice, The
// Statistical Analysis of Failure Time Data, 2002, section 3.2). Delayed entry
// makes the likelihood a long ridge, can give it several maxima, or lets it rise
// for ever towards a degenerate distribution: the fits search from several
// starts, take the highest maximum, and return an error if there is none
// inside.
type Likelihood struct {
	LogLikelihood float64
	Rows, Events  int
	// SE are standard errors from the observed information, in the order of
	// the distribution's fields and on their scale; Covariance is their matrix.
	SE         []float64
	Covariance [][]float64
	// Maxima counts the distinct local maxima that the search met.
	Maxima int
}

// checkRows holds what estimators from durations ask of their rows.
func checkRows(start, stop []float64, event []bool) error {
	if err := checkTimes(start, stop); err != nil {
		return err
	}
	if len(event) != len(stop) {
		return fmt.Errorf("estimate: %d event marks for %d rows\ngive one per row", len(event), len(stop))
	}
	return nil
}

// checkDurations is checkRows for fits on a clock that starts at 0.
func checkDurations(start, stop []float64, event []bool) (events int, err error) {
	if err := checkRows(start, stop, event); err != nil {
		return 0, err
	}
	for i, s := range start {
		if s < 0 {
			return 0, fmt.Errorf("estimate: row %d starts at %g\ndurations start at 0 or later", i, s)
		}
	}
	for i := range stop {
		if stop[i] <= 0 {
			return 0, fmt.Errorf("estimate: row %d stops at %g\ndurations are above 0", i, stop[i])
		}
		if event[i] {
			events++
		}
	}
	if events == 0 {
		return 0, fmt.Errorf("estimate: no events in %d rows\na distribution can't be fitted without one; Rate gives an interval", len(stop))
	}
	return events, nil
}

// newLikelihood inverts the observed information of two parameters on their
// inner scale and brings it to the outer one, whose derivatives are scale.
func newLikelihood(loglik float64, rows, events int, info [3]float64, scale [2]float64) (*Likelihood, error) {
	det := info[0]*info[2] - info[1]*info[1]
	if !(info[0] > 0 && det > 1e-12*info[0]*info[2]) {
		return nil, errNoMaximum
	}
	cov := [][]float64{
		{info[2] / det * scale[0] * scale[0], -info[1] / det * scale[0] * scale[1]},
		{-info[1] / det * scale[0] * scale[1], info[0] / det * scale[1] * scale[1]},
	}
	return &Likelihood{LogLikelihood: loglik, Rows: rows, Events: events, Covariance: cov,
		SE: []float64{math.Sqrt(cov[0][0]), math.Sqrt(cov[1][1])}, Maxima: 1}, nil
}

var errNoMaximum = fmt.Errorf("estimate: the likelihood has no maximum inside the distribution's range\nthe rows hold too few distinct times of events, or delayed entry hides the early ones; fit a simpler distribution")

// sound says whether all that a fit gives is finite: times of very different
// sizes can leave the range of numbers.
func (l *Likelihood) sound(parameters ...float64) bool {
	for _, list := range [][]float64{parameters, l.SE, {l.LogLikelihood}} {
		for _, v := range list {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				return false
			}
		}
	}
	return true
}
