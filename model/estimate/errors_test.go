package estimate_test

import (
	"math"
	"strings"
	"testing"

	"github.com/carecurve/carecurve/model/estimate"
)

// rowEstimators are all that take rows of durations.
var rowEstimators = map[string]func(start, stop []float64, event []bool) error{
	"NelsonAalen": func(a, b []float64, e []bool) error { _, err := estimate.NelsonAalen(a, b, e); return err },
	"KaplanMeier": func(a, b []float64, e []bool) error { _, err := estimate.KaplanMeier(a, b, e); return err },
	"Rates": func(a, b []float64, e []bool) error {
		_, err := estimate.Rates(a, b, e, []float64{0, 1})
		return err
	},
	"CumulativeIncidence": func(a, b []float64, e []bool) error {
		_, err := estimate.CumulativeIncidence(a, b, make([]int, len(e)), 2)
		return err
	},
	"FitExponential": func(a, b []float64, e []bool) error { _, _, err := estimate.FitExponential(a, b, e); return err },
	"FitWeibull":     func(a, b []float64, e []bool) error { _, _, err := estimate.FitWeibull(a, b, e); return err },
	"FitLogNormal":   func(a, b []float64, e []bool) error { _, _, err := estimate.FitLogNormal(a, b, e); return err },
	"FitWeibullHazards": func(a, b []float64, e []bool) error {
		_, _, err := estimate.FitWeibullHazards(a, b, e, make([][]float64, len(b)))
		return err
	},
}

func refused(t *testing.T, what string, err error) {
	t.Helper()
	if err == nil {
		t.Errorf("%s: accepted", what)
	} else if !strings.Contains(err.Error(), "\n") {
		t.Errorf("%s: the error doesn't say what to do: %v", what, err)
	}
}

func TestImpossibleRowsAreRefused(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	for what, rows := range map[string]struct {
		start, stop []float64
		event       []bool
	}{
		"no rows":            {nil, nil, nil},
		"a stop of NaN":      {nil, []float64{1, nan, 3}, []bool{true, true, true}},
		"a start of NaN":     {[]float64{0, nan, 0}, []float64{1, 2, 3}, []bool{true, true, true}},
		"a stop of infinity": {nil, []float64{1, inf, 3}, []bool{true, false, true}},
		"stop before start":  {[]float64{0, 3, 0}, []float64{1, 2, 3}, []bool{true, true, true}},
		"stop at start":      {[]float64{0, 2, 0}, []float64{1, 2, 3}, []bool{true, true, true}},
		"stop at 0":          {nil, []float64{1, 0, 3}, []bool{true, true, true}},
		"too few starts":     {[]float64{0, 0}, []float64{1, 2, 3}, []bool{true, true, true}},
		"too few events":     {nil, []float64{1, 2, 3}, []bool{true}},
	} {
		for name, estimator := range rowEstimators {
			refused(t, name+" with "+what, estimator(rows.start, rows.stop, rows.event))
		}
	}
}

// Likelihoods that rise for ever, and data without any event.
func TestFitsWithoutAMaximumAreRefused(t *testing.T) {
	for what, rows := range map[string]struct {
		start, stop []float64
		event       []bool
	}{
		"no events":               {nil, []float64{1, 2, 3}, []bool{false, false, false}},
		"one time of events":      {nil, []float64{2, 2, 2}, []bool{true, true, true}},
		"a start before the zero": {[]float64{-1, 0, 0}, []float64{1, 2, 3}, []bool{true, true, true}},
	} {
		for _, name := range []string{"FitWeibull", "FitLogNormal", "FitWeibullHazards"} {
			refused(t, name+" with "+what, rowEstimators[name](rows.start, rows.stop, rows.event))
		}
	}
}

func TestImpossibleSpellsAreRefused(t *testing.T) {
	good := estimate.Spells{Stop: []float64{1, 2}, From: []int{0, 1}, To: []int{1, estimate.Censored}, States: 2}
	if _, err := estimate.AalenJohansen(good, []float64{1, 0}, 0); err != nil {
		t.Fatal(err)
	}
	for what, spoil := range map[string]func(s *estimate.Spells){
		"no states":              func(s *estimate.Spells) { s.States = 0 },
		"a state out of range":   func(s *estimate.Spells) { s.From = []int{0, 2} },
		"a target out of range":  func(s *estimate.Spells) { s.To = []int{1, 2} },
		"a move to where it was": func(s *estimate.Spells) { s.To = []int{1, 1} },
		"too few from-states":    func(s *estimate.Spells) { s.From = []int{0} },
		"too few to-states":      func(s *estimate.Spells) { s.To = []int{1} },
		"a stop of NaN":          func(s *estimate.Spells) { s.Stop = []float64{1, math.NaN()} },
	} {
		s := good
		spoil(&s)
		_, err := estimate.AalenJohansen(s, make([]float64, s.States), 0)
		refused(t, "AalenJohansen with "+what, err)
		_, err = estimate.TransitionProbabilities(s, 0)
		refused(t, "TransitionProbabilities with "+what, err)
		_, err = s.StartShares(0)
		refused(t, "StartShares with "+what, err)
	}
	for _, start := range [][]float64{nil, {1}, {0.5, 0.4}, {-1, 2}, {math.NaN(), 1}} {
		_, err := estimate.AalenJohansen(good, start, 0)
		refused(t, "AalenJohansen with an impossible start", err)
	}
	for _, since := range []float64{math.NaN(), math.Inf(1)} {
		_, err := estimate.TransitionProbabilities(good, since)
		refused(t, "TransitionProbabilities since no time", err)
	}
	_, err := good.StartShares(10)
	refused(t, "StartShares when all is over", err)

	p, err := estimate.AalenJohansen(good, []float64{0.5, 0.5}, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, tau := range []float64{0, -1, 2.5, math.NaN(), math.Inf(1)} {
		_, _, err := p.RestrictedMean(tau)
		refused(t, "RestrictedMean to an impossible horizon", err)
		_, err = p.RestrictedMeanJackknife(tau, nil)
		refused(t, "RestrictedMeanJackknife to an impossible horizon", err)
	}
	_, err = p.Jackknife(1, []int{1})
	refused(t, "Jackknife with too few subjects", err)
}
