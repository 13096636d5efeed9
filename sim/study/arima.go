package study

import "math"

// ARIMA011 is a fitted ARIMA(0,1,1) without drift: changes are
// e(t) + θ·e(t−1).
type ARIMA011 struct {
	Theta         float64 // −1 to 1
	Variance      float64 // of e
	LogLikelihood float64
	next          float64
}

// Forecast is the same for every step ahead.
func (a *ARIMA011) Forecast() float64 { return a.next }

// FitARIMA011 fits by exact maximum likelihood (the innovations algorithm;
// Brockwell and Davis, Time Series, §8.7). It gives nil for fewer than four
// values or a series that never changes.
func FitARIMA011(x []float64) *ARIMA011 {
	if len(x) < 4 {
		return nil
	}
	w := make([]float64, len(x)-1)
	moved := false
	for i := range w {
		w[i] = x[i+1] - x[i]
		moved = moved || w[i] != 0
	}
	if !moved {
		return nil
	}
	n := float64(len(w))
	// at is the concentrated likelihood; r is the innovation's variance over σ².
	at := func(theta float64) (a ARIMA011) {
		sum, logs := 0.0, 0.0
		predicted, r := 0.0, 1+theta*theta
		for _, v := range w {
			e := v - predicted
			sum += e * e / r
			logs += math.Log(r)
			predicted = theta * e / r
			r = 1 + theta*theta - theta*theta/r
		}
		a.Theta, a.Variance = theta, sum/n
		a.LogLikelihood = -0.5 * (n*(math.Log(2*math.Pi*a.Variance)+1) + logs)
		a.next = x[len(x)-1] + predicted
		return a
	}
	best := at(0)
	for step, centre := 0.05, 0.0; step > 1e-7; step /= 10 {
		for k := -20; k <= 20; k++ {
			if theta := centre + float64(k)*step; math.Abs(theta) <= 1 {
				if a := at(theta); a.LogLikelihood > best.LogLikelihood {
					best = a
				}
			}
		}
		centre = best.Theta
	}
	return &best
}
