package estimate

import "math"

// Survival is a Kaplan–Meier estimate: a step function from 1 down, right
// continuous, that jumps at the times of events.
type Survival struct {
	Time   []float64 // distinct times of events, increasing
	AtRisk []float64 // at risk just before each
	Events []float64 // events at each
	Value  []float64 // the share that survives each
	SE     []float64 // its standard error by Greenwood's formula
	last   float64   // the last time under observation
}

// KaplanMeier estimates a survival function from rows that are at risk in
// (start, stop] and end with an event or censored; start nil means 0.
//
//	S(t) = Π (1 − d/Y),  Var S(t) = S(t)² Σ d/(Y (Y − d))
//
// over the times of events up to t, with d events among Y at risk (Kaplan and
// Meier, JASA 53, 1958; Greenwood, 1926; with delayed entry Andersen and
// others, 1993, sections IV.3 and III.3). Where all at risk have the event S is 0 from there on,
// and so is its standard error; with delayed entry this can happen early by
// chance, when few are at risk yet: look at AtRisk before trusting it.
func KaplanMeier(start, stop []float64, event []bool) (*Survival, error) {
	r, err := countRisk(start, stop, event)
	if err != nil {
		return nil, err
	}
	s := &Survival{Time: r.time, AtRisk: r.atRisk, Events: r.events,
		Value: make([]float64, len(r.time)), SE: make([]float64, len(r.time))}
	for _, t := range stop {
		s.last = math.Max(s.last, t)
	}
	value, sum := 1.0, 0.0
	for k, d := range r.events {
		y := r.atRisk[k]
		value *= (y - d) / y
		if value > 0 {
			sum += d / (y * (y - d))
		}
		s.Value[k], s.SE[k] = value, value*math.Sqrt(sum)
	}
	return s, nil
}

// At gives the survival at time t and its standard error. After the last time
// under observation it stays at its last value.
func (s *Survival) At(t float64) (value, se float64) {
	k := upTo(s.Time, t)
	if k < 0 {
		return 1, 0
	}
	return s.Value[k], s.SE[k]
}

// Quantile gives the time by which a share p (0 < p < 1) have had the event:
// the first time with S ≤ 1 − p, and where S equals 1 − p over a stretch its
// middle, so that Quantile(0.5) is the usual median. NaN if S stays above.
func (s *Survival) Quantile(p float64) float64 {
	const rounding = 1e-9
	for k, v := range s.Value {
		if v > 1-p+rounding {
			continue
		}
		if v < 1-p-rounding {
			return s.Time[k]
		}
		if k+1 < len(s.Time) {
			return (s.Time[k] + s.Time[k+1]) / 2
		}
		return (s.Time[k] + s.last) / 2
	}
	return math.NaN()
}
