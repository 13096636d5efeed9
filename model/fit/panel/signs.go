package panel

import "math"

// signs are what a measure's growth is regressed on, by council and year (at
// council·years + year); NaN where a figure is missing.
//
// Children in care: the last change (much of it stays); the rate against other
// councils' (high ones come down); starts over ceases; the share aged sixteen
// and over, who leave within two years, and of ten to fifteen, who take their
// place; unaccompanied children, who are older and whose number policy moves.
//
// Plans: the rate against other councils'; the number against its own mean of
// three, five and nine years (plans swing about a level of their own); how long
// the open plans have lasted; how quickly they turn over; how many are second
// plans; and what care does.
func (d *data) signs(measure string) [][]float64 {
	var of func(a, t int) []float64
	x := d.totals(measure)
	lacRate, rate := d.against(d.lac), d.against(x)
	switch measure {
	case "lac":
		of = func(a, t int) []float64 {
			return []float64{
				change(x[a], t, 1), lacRate[a][t], ratio(d.starts[a][t], d.ceases[a][t]),
				d.age(a, t, 4), d.age(a, t, 3), d.alone(a, t),
			}
		}
	case "cpp":
		of = func(a, t int) []float64 {
			return []float64{
				rate[a][t], against(x[a], t, 3), against(x[a], t, 5), against(x[a], t, 9), change(x[a], t, 1),
				d.span(a, t, 0), d.span(a, t, 1), d.span(a, t, 2), ratio(d.planStarts[a][t], x[a][t]),
				share(d.second[a][t], d.planStarts[a][t]), lacRate[a][t], change(d.lac[a], t, 1),
			}
		}
	case "entries":
		of = func(a, t int) []float64 {
			return []float64{
				rate[a][t], against(x[a], t, 3), against(x[a], t, 5), change(x[a], t, 1),
				ratio(x[a][t], d.lac[a][t]), change(d.lac[a], t, 1), d.alone(a, t),
			}
		}
	case "exits":
		of = func(a, t int) []float64 {
			return []float64{
				ratio(x[a][t], d.lac[a][t]), against(x[a], t, 3), against(x[a], t, 5), change(x[a], t, 1),
				ratio(d.starts[a][t], x[a][t]), d.age(a, t, 4), d.age(a, t, 3), d.alone(a, t), change(d.lac[a], t, 1),
			}
		}
	case "cost":
		each := make([][]float64, len(x))
		for a := range x {
			each[a] = make([]float64, d.years)
			for t := range each[a] {
				each[a][t] = ratio(x[a][t], d.lac[a][t])
			}
		}
		middle := centred(each, d.years)
		of = func(a, t int) []float64 {
			return []float64{
				middle[a][t], change(x[a], t, 1), lacRate[a][t], change(d.lac[a], t, 1),
				ratio(d.starts[a][t], d.ceases[a][t]), d.age(a, t, 4), d.alone(a, t),
			}
		}
	}
	out := make([][]float64, len(x)*d.years)
	for a := range x {
		for t := range d.years {
			out[a*d.years+t] = of(a, t)
		}
	}
	return out
}

// change is how the log moved over so many years.
func change(x []float64, t, back int) float64 {
	if t < back {
		return math.NaN()
	}
	return ratio(x[t], x[t-back])
}

// against is the log of a value over the mean of so many years up to it, of
// which some may be missing.
func against(x []float64, t, years int) float64 {
	sum, n := 0.0, 0.0
	for i := max(t-years+1, 0); i <= t; i++ {
		if !math.IsNaN(x[i]) {
			sum += x[i]
			n++
		}
	}
	return ratio(x[t], sum/n)
}

// ratio is log(a/b), or NaN where that is no number.
func ratio(a, b float64) float64 {
	if !(a > 0) || !(b > 0) {
		return math.NaN()
	}
	return math.Log(a / b)
}

// share is a/b, or NaN.
func share(a, b float64) float64 {
	if !(a >= 0) || !(b > 0) {
		return math.NaN()
	}
	return a / b
}

// against is the log of each council's rate per child over the year's middle
// one.
func (d *data) against(x [][]float64) [][]float64 {
	out := make([][]float64, len(x))
	for a := range x {
		out[a] = make([]float64, d.years)
		for t := range out[a] {
			out[a][t] = ratio(x[a][t], d.children[a][t])
		}
	}
	return centred(out, d.years)
}

// centred takes each year's median off.
func centred(x [][]float64, years int) [][]float64 {
	for t := range years {
		column := make([]float64, len(x))
		for a := range x {
			column[a] = x[a][t]
		}
		middle := median(column)
		for a := range x {
			x[a][t] -= middle
		}
	}
	return x
}

func (d *data) age(a, t, band int) float64 {
	if d.ages[a][t] == nil {
		return math.NaN()
	}
	return share(d.ages[a][t][band], d.lac[a][t])
}

func (d *data) span(a, t, band int) float64 {
	if d.spans[a][t] == nil {
		return math.NaN()
	}
	return share(d.spans[a][t][band], d.plans[a][t])
}

// alone is the share of unaccompanied children; none where it is suppressed.
func (d *data) alone(a, t int) float64 {
	if x := share(d.unaccompanied[a][t], d.lac[a][t]); !math.IsNaN(x) {
		return x
	}
	return 0
}
