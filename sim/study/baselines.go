package study

import "math"

// Baseline is a way of going on from a series that knows nothing but the
// series.
type Baseline struct {
	Name string // as in the columns of backtest.csv
	// Forecast is 1 to h steps on from a series without gaps, oldest first.
	Forecast func(past []float64, h int) []float64
}

// LastValue is the name of the baseline that all else is held against.
const LastValue = "last_value"

// Baselines are what a forecast must beat; the first is the last value.
func Baselines() []Baseline {
	return []Baseline{
		{LastValue, lastValue}, {"damped_drift", dampedDrift}, {"straight_line", straightLine}, {"ets", ets}, {"arima011", arima011},
	}
}

func lastValue(past []float64, h int) []float64 { return level(past[len(past)-1], h) }

// level is one value for every step.
func level(x float64, h int) []float64 {
	out := make([]float64, h)
	for i := range out {
		out[i] = x
	}
	return out
}

// dampedDrift goes on with the mean change of the last three steps, half as
// much at each further step.
func dampedDrift(past []float64, h int) []float64 {
	n := len(past)
	out := level(past[n-1], h)
	steps := min(3, n-1)
	if steps == 0 {
		return out
	}
	drift := (past[n-1] - past[n-1-steps]) / float64(steps)
	at := past[n-1]
	for i := range out {
		drift /= 2
		at += drift
		out[i] = max(at, 0)
	}
	return out
}

// straightLine goes on along the least-squares line through the last five
// values.
func straightLine(past []float64, h int) []float64 {
	n := min(5, len(past))
	if n < 3 {
		return lastValue(past, h)
	}
	var sx, sy, sxx, sxy float64
	for i, y := range past[len(past)-n:] {
		x := float64(i)
		sx, sy, sxx, sxy = sx+x, sy+y, sxx+x*x, sxy+x*y
	}
	k := float64(n)
	slope := (k*sxy - sx*sy) / (k*sxx - sx*sx)
	out := make([]float64, h)
	for i := range out {
		out[i] = max((sy-slope*sx)/k+slope*(k+float64(i)), 0)
	}
	return out
}

// ets and arima011 fall back on the last value where a series is too short.
func ets(past []float64, h int) []float64 {
	m := FitETS(past)
	if m == nil {
		return lastValue(past, h)
	}
	out := make([]float64, h)
	for i := range out {
		out[i] = max(m.Forecast(i+1), 0)
	}
	return out
}

func arima011(past []float64, h int) []float64 {
	m := FitARIMA011(past)
	if m == nil {
		return lastValue(past, h)
	}
	return level(max(m.Forecast(), 0), h)
}

// unbroken is the end of a series after its last gap (NaN).
func unbroken(past []float64) []float64 {
	for i := len(past) - 1; i >= 0; i-- {
		if math.IsNaN(past[i]) {
			return past[i+1:]
		}
	}
	return past
}
