package estimate

import (
	"math"
	"sort"
)

// CumulativeHazard is a Nelson–Aalen estimate: a step function that is right
// continuous and jumps at the times of events.
type CumulativeHazard struct {
	Time   []float64 // distinct times of events, increasing
	AtRisk []float64 // at risk just before each
	Events []float64 // events at each
	Value  []float64 // the cumulative hazard from each on
	SE     []float64 // its standard error by Aalen's formula
}

// NelsonAalen estimates a cumulative hazard from rows that are at risk in
// (start, stop] and end with an event or censored; start nil means 0.
//
//	A(t) = Σ d/Y,  Var A(t) = Σ d/Y²
//
// over the times of events up to t, with d events among Y at risk (Aalen,
// Annals of Statistics 6, 1978; Andersen, Borgan, Gill and Keiding,
// Statistical Models Based on Counting Processes, 1993, (4.1.2) and (4.1.6)).
func NelsonAalen(start, stop []float64, event []bool) (*CumulativeHazard, error) {
	r, err := countRisk(start, stop, event)
	if err != nil {
		return nil, err
	}
	h := &CumulativeHazard{Time: r.time, AtRisk: r.atRisk, Events: r.events,
		Value: make([]float64, len(r.time)), SE: make([]float64, len(r.time))}
	value, variance := 0.0, 0.0
	for k, d := range r.events {
		value += d / r.atRisk[k]
		variance += d / (r.atRisk[k] * r.atRisk[k])
		h.Value[k], h.SE[k] = value, math.Sqrt(variance)
	}
	return h, nil
}

// At gives the cumulative hazard at time t and its standard error.
func (h *CumulativeHazard) At(t float64) (value, se float64) {
	k := upTo(h.Time, t)
	if k < 0 {
		return 0, 0
	}
	return h.Value[k], h.SE[k]
}

// upTo finds the last of the times that is not after t, −1 if none.
func upTo(times []float64, t float64) int {
	return sort.Search(len(times), func(i int) bool { return times[i] > t }) - 1
}

// risk is the counting process of one kind of event.
type risk struct{ time, atRisk, events []float64 }

func countRisk(start, stop []float64, event []bool) (risk, error) {
	var r risk
	if err := checkRows(start, stop, event); err != nil {
		return r, err
	}
	n := len(stop)
	leave := byTime(n, func(i int) float64 { return stop[i] })
	enter := byTime(n, func(i int) float64 {
		if start == nil {
			return 0
		}
		return start[i]
	})
	e := 0
	for l := 0; l < n; {
		t, d, end := leave[l].t, 0, l
		for ; e < n && enter[e].t < t; e++ {
		}
		for ; end < n && leave[end].t == t; end++ {
			if event[leave[end].row] {
				d++
			}
		}
		if d > 0 {
			r.time = append(r.time, t)
			r.atRisk = append(r.atRisk, float64(e-l))
			r.events = append(r.events, float64(d))
		}
		l = end
	}
	return r, nil
}
