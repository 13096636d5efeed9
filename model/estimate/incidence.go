package estimate

import "fmt"

// CumulativeIncidence estimates the probabilities of competing events: rows
// are at risk in (start, stop] (start nil means 0) and end with cause 1 …
// causes, or 0 if censored. State 0 of the result is the probability of no
// event so far, state k the cumulative incidence of cause k.
//
//	F_k(t) = Σ S(u−) dN_k(u)/Y(u)
//
// This is the Aalen–Johansen estimate with one state to leave (Aalen, 1978;
// Putter, Fiocco and Geskus, Statistics in Medicine 26, 2007). One minus
// Kaplan–Meier with the other causes as censored would overstate it. Standard
// errors: At gives Greenwood's, Jackknife the infinitesimal jackknife's, as
// R's survfit prints them.
func CumulativeIncidence(start, stop []float64, cause []int, causes int) (*StateProbabilities, error) {
	if causes < 1 {
		return nil, fmt.Errorf("estimate: %d causes\ngive the number of competing causes, at least 1", causes)
	}
	s := Spells{Start: start, Stop: stop, From: make([]int, len(cause)), To: make([]int, len(cause)), States: causes + 1}
	since := 0.0
	for i, c := range cause {
		if c < 0 || c > causes {
			return nil, fmt.Errorf("estimate: row %d has cause %d\ncauses run from 1 to %d, 0 is censored", i, c, causes)
		}
		s.To[i] = c
		if c == 0 {
			s.To[i] = Censored
		}
	}
	for _, t := range start {
		since = min(since, t)
	}
	first := make([]float64, causes+1)
	first[0] = 1
	return AalenJohansen(s, first, since)
}
