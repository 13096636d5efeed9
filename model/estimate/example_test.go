package estimate_test

import (
	"fmt"

	"github.com/carecurve/carecurve/model/estimate"
)

// Five placements in years since they began; the third was under way when the
// records open, and the last two go on.
func ExampleKaplanMeier() {
	start := []float64{0, 0, 0.5, 0, 0}
	stop := []float64{0.4, 1.0, 1.5, 2.0, 2.0}
	ended := []bool{true, true, true, false, false}
	s, err := estimate.KaplanMeier(start, stop, ended)
	if err != nil {
		fmt.Println(err)
		return
	}
	v, se := s.At(1)
	mean, _, _ := s.RestrictedMean(2)
	fmt.Printf("after a year %.2f go on (standard error %.2f); of two years %.2f are spent there\n", v, se, mean)
	// Output: after a year 0.56 go on (standard error 0.23); of two years 1.32 are spent there
}

// Children move between foster care (0) and a home (1), and return to their
// families (2).
func ExampleAalenJohansen() {
	s := estimate.Spells{
		Start:  []float64{0, 0.5, 0, 0, 0.8, 0},
		Stop:   []float64{0.5, 1.2, 0.7, 0.8, 2, 2},
		From:   []int{0, 1, 0, 1, 0, 0},
		To:     []int{1, 2, 2, 0, estimate.Censored, estimate.Censored},
		States: 3,
	}
	child := []int{1, 1, 2, 3, 3, 4}
	start, err := s.StartShares(0)
	if err != nil {
		fmt.Println(err)
		return
	}
	p, err := estimate.AalenJohansen(s, start, 0)
	if err != nil {
		fmt.Println(err)
		return
	}
	prob, _ := p.At(1.5)
	se, _ := p.Jackknife(1.5, child)
	for j, name := range []string{"foster care", "a home", "family"} {
		fmt.Printf("%s %.2f (%.2f)\n", name, prob[j], se[j])
	}
	// Output:
	// foster care 0.50 (0.25)
	// a home 0.00 (0.00)
	// family 0.50 (0.25)
}

// Three moves in eight and a half years of care.
func ExampleRate_Exact() {
	r := estimate.Rate{Events: 3, Exposure: 8.5}
	lo, hi := r.Exact(0.95)
	fmt.Printf("%.2f a year (%.2f to %.2f)\n", r.Value(), lo, hi)
	// Output: 0.35 a year (0.07 to 1.03)
}

// Delayed entry: six stays, two of which were under way when watching began.
func ExampleFitWeibull() {
	start := []float64{0, 0, 1.2, 0, 0.6, 0}
	stop := []float64{0.3, 0.9, 2.1, 1.4, 2.6, 3.0}
	ended := []bool{true, true, true, true, true, false}
	w, fit, err := estimate.FitWeibull(start, stop, ended)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("shape %.2f (%.2f), scale %.2f (%.2f); half have left after %.1f years\n",
		w.Shape, fit.SE[0], w.Scale, fit.SE[1], w.Quantile(0.5))
	// Output: shape 1.31 (0.55), scale 1.85 (0.67); half have left after 1.4 years
}
