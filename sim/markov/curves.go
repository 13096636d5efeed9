package markov

import "math"

// curves are functions of the time since a cohort began, known at knots, with
// their integrals. After the last knot they keep the values of tail.
type curves struct {
	knots []float64
	width int
	f, g  []float64 // values and integrals, knot-major
	tail  []float64
}

// integrate fills g by the trapezoid rule, mended by the slopes' difference
// (Euler and Maclaurin) where both neighbours give one.
func (c *curves) integrate() {
	c.g = make([]float64, len(c.f))
	w := c.width
	for k := 1; k < len(c.knots); k++ {
		half := (c.knots[k] - c.knots[k-1]) / 2
		a, b := c.f[(k-1)*w:k*w], c.f[k*w:(k+1)*w]
		from, to := c.g[(k-1)*w:k*w], c.g[k*w:(k+1)*w]
		for j := range to {
			to[j] = from[j] + half*(a[j]+b[j])
		}
	}
}

// each visits times, each with the last knot before it.
func (c *curves) each(at []float64, visit func(i, knot int, x float64)) {
	k, last := 0, len(c.knots)-1
	for i, x := range at {
		if x <= 0 {
			continue
		}
		for k < last && x > c.knots[k+1] {
			k++
		}
		for k > 0 && x < c.knots[k] {
			k--
		}
		if x >= c.knots[last] {
			k = last
		}
		visit(i, k, x)
	}
}

// integral is the integrals from 0 to x of the first len(to) curves, with k the last
// knot before x: between knots the cubic with the right values and slopes.
func (c *curves) integral(k int, x float64, to []float64) {
	last := len(c.knots) - 1
	if k >= last {
		end, g := c.knots[last], c.g[last*c.width:]
		for j := range to {
			to[j] = g[j] + (x-end)*c.tail[j]
		}
		return
	}
	h := c.knots[k+1] - c.knots[k]
	s := (x - c.knots[k]) / h
	h00, h10 := (1+2*s)*(1-s)*(1-s), s*(1-s)*(1-s)*h
	h01, h11 := s*s*(3-2*s), s*s*(s-1)*h
	i, j := k*c.width, (k+1)*c.width
	g0, g1 := c.g[i:i+len(to)], c.g[j:j+len(to)]
	f0, f1 := c.f[i:i+len(to)], c.f[j:j+len(to)]
	for n := range to {
		to[n] = h00*g0[n] + h10*f0[n] + h01*g1[n] + h11*f1[n]
	}
}

// paced is knots from 0 to end that meet every edge and stand at most so many
// days apart: step in general, less in the first weeks, when most happens.
func paced(step, end float64, edges []float64) []float64 {
	out := []float64{0}
	from := 0.0
	for _, e := range append(append([]float64(nil), edges...), math.Inf(1)) {
		to := math.Min(e, end)
		if to <= from+instant {
			continue
		}
		pace := math.Min(step, math.Max(step/4, (from+to)/8))
		n := max(1, int(math.Ceil((to-from)/pace-1e-9)))
		for i := 1; i < n; i++ {
			out = append(out, from+(to-from)*float64(i)/float64(n))
		}
		out = append(out, to)
		from = to
		if to == end {
			break
		}
	}
	return out
}

// evenly is knots at most a step apart from 0 to end.
func evenly(step, end float64) []float64 {
	n := max(1, int(math.Ceil(end/step-1e-9)))
	out := make([]float64, n+1)
	for i := range out {
		out[i] = end * float64(i) / float64(n)
	}
	return out
}
