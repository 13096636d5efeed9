package estimate

import "math"

// Exponential is the distribution of a constant hazard.
type Exponential struct {
	Rate float64 // > 0, events per unit of time
}

// FitExponential finds the rate of maximum likelihood, D/E with D events in E
// of time at risk, and its standard error √D/E. See [Likelihood] for the rows.
func FitExponential(start, stop []float64, event []bool) (Exponential, *Likelihood, error) {
	d, err := checkDurations(start, stop, event)
	if err != nil {
		return Exponential{}, nil, err
	}
	exposure := 0.0
	for i, t := range stop {
		exposure += t
		if start != nil {
			exposure -= start[i]
		}
	}
	r := Rate{float64(d), exposure}
	se := r.SE()
	like := &Likelihood{
		LogLikelihood: r.Events*math.Log(r.Value()) - r.Events,
		Rows:          len(stop), Events: d,
		SE: []float64{se}, Covariance: [][]float64{{se * se}}, Maxima: 1,
	}
	if !like.sound(r.Value()) {
		return Exponential{}, nil, errNoMaximum
	}
	return Exponential{r.Value()}, like, nil
}

// Hazard is the rate, at every time t ≥ 0.
func (e Exponential) Hazard(t float64) float64 { return e.Rate }

// Survival is exp(−Rate·t), for t ≥ 0.
func (e Exponential) Survival(t float64) float64 { return math.Exp(-e.Rate * t) }

// Quantile is the time by which a share p (0 ≤ p ≤ 1) have had the event.
func (e Exponential) Quantile(p float64) float64 { return -math.Log1p(-p) / e.Rate }
