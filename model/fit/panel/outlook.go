package panel

import (
	"math"
	"slices"

	"github.com/carecurve/carecurve/model"
)

// Measures are the totals that an [Outlook] forecasts: children looked after
// and on plans on 31 March, starts and ceases in the year, and the year's
// spending on children looked after (the weekly unit cost times their number,
// in pounds of the day).
var Measures = []string{"lac", "cpp", "entries", "exits", "cost"}

// Forecast is what the panel says of one council's total some years on.
type Forecast struct {
	Authority model.Authority
	Measure   string  // one of Measures
	Horizon   int     // years after the last, ≥ 1
	Last      float64 // the last value
	Point     float64 // the middle of what is expected
	// Values are the distribution, rising and equally likely; empty where the
	// panel has no error of that horizon yet.
	Values []float64
}

// Outlook forecasts every council's totals 1 to horizon years after a year's
// 31 March, from the figures up to that year and none later. A council whose
// total of that year is missing has no forecast of it; nor has a horizon that
// the panel has not seen twice.
//
// Each total's growth is regressed over the panel's own past on a few signs of
// what comes (signs.go), shrunk together with the last value (regress.go); how
// much of England's recent movement goes on is found from what it was worth
// before, and intervals are the method's own past errors, by size and council
// (spread.go). decisions/0002 has what was tried.
func Outlook(p *model.Published, year, horizon int) []Forecast {
	d := readSeries(p, year)
	var out []Forecast
	for _, m := range Measures {
		out = append(out, d.outlook(m, horizon)...)
	}
	return out
}

// leastPairs is how many pairs of years the panel must show for a regression;
// with fewer the last value stands.
const leastPairs = 100

// outlook is one measure's forecasts.
func (d *data) outlook(measure string, horizon int) (out []Forecast) {
	x := d.totals(measure)
	signs := d.signs(measure)
	last := d.years - 1
	for h := 1; h <= horizon && h < d.years-1; h++ {
		var past []said
		for t := 0; t <= last-h; t++ {
			ahead := d.ahead(x, signs, t, h)
			for a, f := range ahead {
				if came := x[a][t+h]; f > 0 && came > 0 {
					past = append(past, said{a, x[a][t], math.Log(came / f)})
				}
			}
		}
		e := newErrors(past, h)
		for a, f := range d.ahead(x, signs, last, h) {
			if f > 0 {
				out = append(out, Forecast{d.authorities[a], measure, h, x[a][last], f, e.around(a, x[a][last], f)})
			}
		}
	}
	return out
}

// said is one past forecast: whose, from what size, and by how much the log of
// what came was above it.
type said struct {
	authority int
	size, off float64
}

// ahead is the forecasts h years after year t from the figures up to t; 0
// where there is none.
func (d *data) ahead(x, signs [][]float64, t, h int) []float64 {
	fit := d.regress(x, signs, t, h)
	out := make([]float64, len(x))
	for a := range x {
		if now := x[a][t]; now > 0 {
			out[a] = now * math.Exp(fit.movement+fit.of(signs[a*d.years+t]))
		}
	}
	return out
}

// median of values that are numbers; NaN without any.
func median(x []float64) float64 {
	var y []float64
	for _, v := range x {
		if !math.IsNaN(v) {
			y = append(y, v)
		}
	}
	if len(y) == 0 {
		return math.NaN()
	}
	slices.Sort(y)
	return (y[(len(y)-1)/2] + y[len(y)/2]) / 2
}
