package synth

import "math"

// Clock is the distribution of a time in days: log-normal where Sigma is set,
// else Weibull.
type Clock struct {
	// Scale is the median of the log-normal, or the Weibull's scale (its 63 %
	// point); > 0.
	Scale float64
	Sigma float64 // standard deviation of the log; 0 for a Weibull
	Shape float64 // of the Weibull; > 0
}

// logNormal and weibull name the two forms.
func logNormal(median, sigma float64) Clock { return Clock{Scale: median, Sigma: sigma} }
func weibull(scale, shape float64) Clock    { return Clock{Scale: scale, Shape: shape} }

// Survive is the probability that the clock has not struck by u days.
func (c Clock) Survive(u float64) float64 {
	if u <= 0 {
		return 1
	}
	if c.Sigma > 0 {
		return phi(-math.Log(u/c.Scale) / c.Sigma)
	}
	return math.Exp(-math.Pow(u/c.Scale, c.Shape))
}

// After is the time at which the clock strikes, given that it had not by u
// days, for a uniform draw v in (0,1): S⁻¹(v·S(u)).
func (c Clock) After(u, v float64) float64 {
	if c.Sigma > 0 {
		s := v
		if u > 0 {
			// Far in the tail 1 − s rounds to 1; the floor keeps the quantile finite.
			s = math.Max(v*c.Survive(u), 1e-15)
		}
		return math.Max(u, c.Scale*math.Exp(-c.Sigma*probit(s)))
	}
	h := -math.Log(v)
	if u > 0 {
		h += math.Pow(u/c.Scale, c.Shape)
	}
	return c.Scale * math.Pow(h, 1/c.Shape)
}
