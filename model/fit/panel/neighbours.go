package panel

import (
	"cmp"
	"math"
	"slices"

	"github.com/carecurve/carecurve/model"
)

// Neighbours is a council's figures of a year beside those of its statistical
// neighbours: the councils nearest in four things that count alike,
//
//   - children under 18 (logarithm),
//   - children in care per 10,000 of them (logarithm),
//   - the ages of those in care (shares of the five published bands),
//   - their needs (shares of the published categories N1 to N8, from 2020 on).
//
// Each figure is measured in standard deviations over all councils; the
// distance is the root of the mean over the four of the mean squared
// difference. What isn't published for either of two councils is left out of
// their distance; at least two of the four must be there.
type Neighbours struct {
	Year    int
	Nearest []Neighbour // nearest first
	Rows    []BesideRow
}

// Neighbour is a council and how far it is.
type Neighbour struct {
	model.Authority
	Distance float64
}

// BesideRow is one figure: the council's own, the neighbours' median and the
// bounds of their middle half, and England's; NaN where one isn't published.
type BesideRow struct {
	Name                            string
	Own, Low, Median, High, England float64
	Decimals                        int
}

// NewNeighbours finds the n nearest councils; false for a region or England,
// and where fewer than three others can be compared.
func NewNeighbours(p *model.Published, a model.Authority, year, n int) (*Neighbours, bool) {
	councils := p.Authorities(measure)
	own := slices.IndexFunc(councils, func(c model.Authority) bool { return c.Code == a.Code })
	if own < 0 {
		return nil, false
	}
	var aspects [4][][]float64 // by aspect, council and figure
	for _, c := range councils {
		for i, x := range (table{p, c.Code}).likeness(year) {
			aspects[i] = append(aspects[i], x)
		}
	}
	for i := range aspects {
		standardise(aspects[i])
	}
	out := &Neighbours{Year: year}
	for c := range councils {
		if d, ok := distance(&aspects, own, c); ok && c != own {
			out.Nearest = append(out.Nearest, Neighbour{councils[c], d})
		}
	}
	slices.SortStableFunc(out.Nearest, func(a, b Neighbour) int { return cmp.Compare(a.Distance, b.Distance) })
	if len(out.Nearest) < 3 {
		return nil, false
	}
	out.Nearest = out.Nearest[:min(n, len(out.Nearest))]
	for _, f := range besides {
		row := BesideRow{Name: f.name, Decimals: f.decimals, Own: f.of(table{p, a.Code}, year), England: f.of(table{p, model.England}, year)}
		var others []float64
		for _, x := range out.Nearest {
			if v := f.of(table{p, x.Code}, year); !math.IsNaN(v) {
				others = append(others, v)
			}
		}
		slices.Sort(others)
		row.Low, row.Median, row.High = quantile(others, 0.25), quantile(others, 0.5), quantile(others, 0.75)
		if !math.IsNaN(row.Own) || !math.IsNaN(row.Median) {
			out.Rows = append(out.Rows, row)
		}
	}
	return out, true
}

// likeness is a council's figures by the four things; none where unpublished.
func (t table) likeness(year int) (out [4][]float64) {
	heads, care := t.heads(year), known(t.get(year, measure, "total"))
	if heads > 0 {
		out[0] = []float64{math.Log(heads)}
		if care > 0 {
			out[1] = []float64{math.Log(care / heads)}
		}
	}
	for i, x := range []struct {
		measure string
		names   []string
	}{{"lac_31_march_by_age", ageNames}, {"lac_31_march_by_need", needNames}} {
		list, found := t.list(year, x.measure, x.names)
		if found == 0 || !(care > 0) {
			continue
		}
		like, _ := t.england().list(year, x.measure, x.names)
		for _, n := range fill(list, care, normalise(positive(like))) {
			out[2+i] = append(out[2+i], n/care)
		}
	}
	return out
}

// needNames are the published categories of need.
var needNames = []string{"N1", "N2", "N3", "N4", "N5", "N6", "N7", "N8"}

// standardise brings every figure to mean 0 and standard deviation 1 over the
// councils that have it.
func standardise(x [][]float64) {
	width := 0
	for i := range x {
		width = max(width, len(x[i]))
	}
	for k := range width {
		n, sum, squares := 0.0, 0.0, 0.0
		for i := range x {
			if len(x[i]) > 0 {
				n++
				sum += x[i][k]
				squares += x[i][k] * x[i][k]
			}
		}
		mean := sum / n
		sd := math.Sqrt(max(squares/n-mean*mean, 0))
		for i := range x {
			if len(x[i]) > 0 {
				x[i][k] -= mean
				if sd > 0 {
					x[i][k] /= sd
				}
			}
		}
	}
}

// distance is that between two councils; false where too little is published.
func distance(aspects *[4][][]float64, i, k int) (float64, bool) {
	sum, n := 0.0, 0
	for a := range aspects {
		x, y := aspects[a][i], aspects[a][k]
		if len(x) == 0 || len(y) == 0 {
			continue
		}
		n++
		square := 0.0
		for f := range x {
			square += (x[f] - y[f]) * (x[f] - y[f])
		}
		sum += square / float64(len(x))
	}
	return math.Sqrt(sum / float64(max(n, 1))), n >= 2
}

// quantile of a sorted list, by linear interpolation; NaN of none.
func quantile(x []float64, q float64) float64 {
	if len(x) == 0 {
		return math.NaN()
	}
	at := q * float64(len(x)-1)
	i := int(at)
	if i+1 >= len(x) {
		return x[len(x)-1]
	}
	return x[i] + (at-float64(i))*(x[i+1]-x[i])
}

// besides are the figures that stand beside the neighbours'.
var besides = []struct {
	name     string
	decimals int
	of       func(t table, year int) float64
}{
	{"In care per 10,000 children", 0, func(t table, y int) float64 { return 1e4 * t.over(y, measure, "total", t.heads(y)) }},
	{"Started in the year, per 10,000", 1, func(t table, y int) float64 { return 1e4 * t.over(y, "lac_started", "total", t.heads(y)) }},
	{"Ceased in the year, per 100 in care", 0, func(t table, y int) float64 {
		return 100 * t.over(y, "lac_ceased", "total", t.get(y, measure, "total"))
	}},
	{"Aged 10 to 15, % of those in care", 0, func(t table, y int) float64 { return t.ofCare(y, "lac_31_march_by_age", "10_15") }},
	{"Aged 16 or 17, %", 0, func(t table, y int) float64 { return t.ofCare(y, "lac_31_march_by_age", "16_plus") }},
	{"Unaccompanied children, %", 0, func(t table, y int) float64 { return t.ofCare(y, "lac_31_march_by_uasc", "uasc") }},
	{"Placed outside the area, %", 0, func(t table, y int) float64 { return t.ofCare(y, "lac_31_march_by_locality", "outside_la") }},
	{"Foster care, %", 0, func(t table, y int) float64 { return t.ofCare(y, "lac_31_march_by_placement", "foster") }},
	{"Children's homes and secure homes, %", 0, func(t table, y int) float64 {
		return t.ofCare(y, "lac_31_march_by_placement", "secure_and_childrens_homes")
	}},
	{"On plans per 10,000 children", 0, func(t table, y int) float64 { return 1e4 * t.over(y, "cpp_31_march", "total", t.heads(y)) }},
	{"Plans begun, per 10,000", 0, func(t table, y int) float64 { return 1e4 * t.over(y, "cpp_started", "total", t.heads(y)) }},
	{"Second or later plans, % of those begun", 0, func(t table, y int) float64 {
		return 100 * t.over(y, "cpp_started_second_or_subsequent", "total", t.get(y, "cpp_started", "total"))
	}},
	{"Weekly cost of foster care, £", 0, func(t table, y int) float64 { return known(t.get(y, "unit_cost_weekly_fostering", "total")) }},
	{"Weekly cost of residential care, £", 0, func(t table, y int) float64 { return known(t.get(y, "unit_cost_weekly_residential", "total")) }},
}

// over is a figure over another; NaN where either is missing.
func (t table) over(year int, m, breakdown string, by float64) float64 {
	x := known(t.get(year, m, breakdown))
	if !(by > 0) {
		return math.NaN()
	}
	return x / by
}

// ofCare is a figure in percent of the children in care.
func (t table) ofCare(year int, m, breakdown string) float64 {
	return 100 * t.over(year, m, breakdown, t.get(year, measure, "total"))
}
