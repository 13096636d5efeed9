package panel

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
)

// regression is how a measure's log grows over some years.
type regression struct {
	movement      float64 // all councils'
	middle, scale []float64
	slope         []float64
	centre        []float64 // the mean of the scaled signs in the year from which it forecasts
}

// of is what a council's signs say, on top of the movement of all.
func (r *regression) of(signs []float64) float64 {
	sum := 0.0
	for k, b := range r.slope {
		sum += b * (r.scaled(k, signs[k]) - r.centre[k])
	}
	return sum
}

// farthest is how many typical distances from the middle a sign may count.
const farthest = 3

// scaled is a sign in typical distances from its middle; a missing one is in
// the middle.
func (r *regression) scaled(k int, x float64) float64 {
	if math.IsNaN(x) || r.scale[k] == 0 {
		return 0
	}
	return min(max((x-r.middle[k])/r.scale[k], -farthest), farthest)
}

// ridge is how many pairs of years speak for slopes of nothing, and so for the
// last value.
const ridge = 50

// fullSize is the size from which a council counts in full; smaller ones move
// by more chance.
const fullSize = 150

// pair is a council's growth from one year to another.
type pair struct {
	year   int
	signs  []float64 // scaled
	growth float64
	weight float64
}

// regress finds how x grew over h years from its signs, from what was known in
// year t: pairs of years that both lie before or on it. Slopes are found within
// years, so that no year's movement of all councils bends them, and from
// absolute errors, by reweighting: a few merged or recounted councils would
// rule a sum of squares.
func (d *data) regress(x, signs [][]float64, t, h int) *regression {
	var pairs []pair
	n := 0
	for a := range x {
		for s := 0; s+h <= t; s++ {
			g := ratio(x[a][s+h], x[a][s])
			z := signs[a*d.years+s]
			n = len(z)
			if math.IsNaN(g) || missingOf(z) > 0.4*float64(len(z)) {
				continue
			}
			pairs = append(pairs, pair{s, z, g, min(1, x[a][s]/fullSize)})
		}
	}
	r := &regression{middle: make([]float64, n), scale: make([]float64, n), slope: make([]float64, n), centre: make([]float64, n)}
	if len(pairs) < leastPairs {
		return r
	}
	for k := range n {
		column := make([]float64, len(pairs))
		for i := range pairs {
			column[i] = pairs[i].signs[k]
		}
		r.middle[k] = median(column)
		for i := range column {
			column[i] = math.Abs(column[i] - r.middle[k])
		}
		if s := 1.4826 * median(column); s > 0 {
			r.scale[k] = s
		}
	}
	for i := range pairs {
		z := make([]float64, n)
		for k := range z {
			z[k] = r.scaled(k, pairs[i].signs[k])
		}
		pairs[i].signs = z
	}
	r.movement = withinYears(pairs, h)
	r.slopes(pairs)
	weight := 0.0
	for a := range x {
		if now := x[a][t]; now > 0 {
			w := min(1, now/fullSize)
			weight += w
			for k := range r.centre {
				r.centre[k] += w * r.scaled(k, signs[a*d.years+t][k])
			}
		}
	}
	for k := range r.centre {
		r.centre[k] /= max(weight, 1e-9)
	}
	return r
}

// movementHalf is after how many years a national movement counts half.
const movementHalf = 3.0

// movementOf is how much of the years' movements (latest last, h years long
// each) is taken to go on: their mean, the later ones counting more, shrunk
// towards none by how far it can be told from none,
//
//	mean · max(0, 1 − variance of the mean / mean²),
//
// and at most as if one more year had shown none. Children in care have moved
// one way for long, and most of it goes on; plans swing, and little does.
func movementOf(growth []float64, years []int, h int) float64 {
	n := len(growth)
	if n == 0 {
		return 0
	}
	var sum, weight, square float64
	w := make([]float64, n)
	for i, g := range growth {
		w[i] = math.Pow(0.5, float64(years[n-1]-years[i])/movementHalf)
		sum += w[i] * g
		weight += w[i]
		square += w[i] * w[i]
	}
	mean := sum / weight
	goesOn := float64(n) / float64(n+1)
	if n > 1 && mean != 0 {
		spread := 0.0
		for i, g := range growth {
			spread += w[i] * (g - mean) * (g - mean)
		}
		many := weight * weight / square
		// Spans of h years overlap, so that h of them tell as much as one.
		spread *= float64(n) / float64(n-1) / weight / many * float64(h)
		goesOn = min(goesOn, max(0, 1-spread/(mean*mean)))
	}
	return goesOn * mean
}

// withinYears takes each year's means off the pairs, and gives the movement of
// all councils.
func withinYears(pairs []pair, h int) float64 {
	type mean struct {
		weight, growth float64
		signs          []float64
	}
	years := map[int]*mean{}
	var order []int
	for _, p := range pairs {
		m := years[p.year]
		if m == nil {
			m = &mean{signs: make([]float64, len(p.signs))}
			years[p.year] = m
			order = append(order, p.year)
		}
		m.weight += p.weight
		m.growth += p.weight * p.growth
		for k, z := range p.signs {
			m.signs[k] += p.weight * z
		}
	}
	slices.Sort(order)
	var growth []float64
	for _, y := range order {
		growth = append(growth, years[y].growth/years[y].weight)
	}
	movement := movementOf(growth, order, h)
	for i := range pairs {
		p := &pairs[i]
		m := years[p.year]
		p.growth -= m.growth / m.weight
		for k := range p.signs {
			p.signs[k] -= m.signs[k] / m.weight
		}
	}
	return movement
}

// slopes fits by absolute errors with a ridge.
func (r *regression) slopes(pairs []pair) {
	n := len(r.slope)
	w := make([]float64, len(pairs))
	mean := 0.0
	for i := range pairs {
		w[i] = pairs[i].weight
		mean += w[i] / float64(len(pairs))
	}
	off := make([]float64, len(pairs))
	for range 8 {
		a, b := mat.NewSymDense(n, nil), mat.NewVecDense(n, nil)
		left, right := make([]float64, n*n), make([]float64, n)
		for i := range pairs {
			z := pairs[i].signs
			for k := range z {
				wz := w[i] * z[k]
				right[k] += wz * pairs[i].growth
				for l := 0; l <= k; l++ {
					left[k*n+l] += wz * z[l]
				}
			}
		}
		for k := range n {
			b.SetVec(k, right[k])
			for l := 0; l <= k; l++ {
				a.SetSym(k, l, left[k*n+l])
			}
			a.SetSym(k, k, left[k*n+k]+ridge*mean)
		}
		var c mat.Cholesky
		var x mat.VecDense
		if !c.Factorize(a) || c.SolveVecTo(&x, b) != nil {
			return
		}
		for k := range r.slope {
			r.slope[k] = x.AtVec(k)
		}
		for i := range pairs {
			e := pairs[i].growth
			for k, z := range pairs[i].signs {
				e -= r.slope[k] * z
			}
			off[i] = math.Abs(e)
		}
		typical := median(off)
		for i := range pairs {
			w[i] = pairs[i].weight * typical / max(off[i], 0.1*typical, 1e-9)
		}
	}
}

func missingOf(z []float64) (n float64) {
	for _, x := range z {
		if math.IsNaN(x) {
			n++
		}
	}
	return n
}
