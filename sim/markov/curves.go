package markov

import "math"

// curves are functions of the time since a cohort began, known at knots that
// stand one step apart (the last may be nearer), with their integrals. After
// the last knot they keep the values of tail.
type curves struct {
	step  float64
	knots []float64
	width int
	f, g  []float64 // values and integrals, knot-major
	tail  []float64
}

// integrate fills g by the trapezoid rule.
func (c *curves) integrate() {
	c.g = make([]float64, len(c.f))
	for k := 1; k < len(c.knots); k++ {
		half := (c.knots[k] - c.knots[k-1]) / 2
		a, b := c.f[(k-1)*c.width:k*c.width], c.f[k*c.width:(k+1)*c.width]
		from, to := c.g[(k-1)*c.width:k*c.width], c.g[k*c.width:(k+1)*c.width]
		for j := range to {
			to[j] = from[j] + half*(a[j]+b[j])
		}
	}
}

// integral is the integrals from 0 to x of the first len(out) curves: between
// knots the cubic with the right values and slopes.
func (c *curves) integral(x float64, out []float64) {
	last := len(c.knots) - 1
	if x <= 0 {
		clear(out)
		return
	}
	if end := c.knots[last]; x >= end {
		g := c.g[last*c.width:]
		for j := range out {
			out[j] = g[j] + (x-end)*c.tail[j]
		}
		return
	}
	k := min(int(x/c.step), last-1)
	h := c.knots[k+1] - c.knots[k]
	s := (x - c.knots[k]) / h
	h00, h10 := (1+2*s)*(1-s)*(1-s), s*(1-s)*(1-s)*h
	h01, h11 := s*s*(3-2*s), s*s*(s-1)*h
	i, j := k*c.width, (k+1)*c.width
	g0, g1, f0, f1 := c.g[i:j], c.g[j:j+c.width], c.f[i:j], c.f[j:j+c.width]
	for n := range out {
		out[n] = h00*g0[n] + h10*f0[n] + h01*g1[n] + h11*f1[n]
	}
}

// evenly is knots a step apart from 0 to end.
func evenly(step, end float64) []float64 {
	n := max(1, int(math.Ceil(end/step-1e-9)))
	out := make([]float64, n+1)
	for i := range out {
		out[i] = float64(i) * step
	}
	out[n] = end
	return out
}
