package fit

import (
	"math"
	"slices"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/model/estimate"
)

// tally is what was seen of one kind of transition: by cell and quarter.
type tally struct {
	table    model.Table
	quarters int
	events   []float64 // cell-major
	exposure []float64 // child-years
}

func newTally(strata []string, ages int, clock model.Clock, quarters int) *tally {
	t := &tally{table: model.NewTable(strata, ages, clock), quarters: quarters}
	t.events = make([]float64, len(t.table.Cells)*quarters)
	t.exposure = make([]float64, len(t.table.Cells)*quarters)
	return t
}

func (t *tally) risk(stratum int, s stretch, weight float64) {
	i := t.table.Index(stratum, s.age, s.band)*t.quarters + s.quarter
	t.exposure[i] += weight * float64(s.to-s.from) / model.DaysPerYear
}

func (t *tally) event(stratum int, s stretch, weight float64) {
	t.events[t.table.Index(stratum, s.age, s.band)*t.quarters+s.quarter] += weight
}

// add adds another tally of the same shape.
func (t *tally) add(o *tally) {
	for i := range t.events {
		t.events[i] += o.events[i]
		t.exposure[i] += o.exposure[i]
	}
}

// backboneSD is the prior standard deviation of the backbone's main effects:
// weak, since a strong one invents adoptions from children's homes. What pairs
// of factors add has a spread that the data find, starting from pairSD, which
// counts as so many pairs (decisions/0006).
const (
	backboneSD = 3
	pairSD     = 0.4
	pairKnown  = 10
)

// factorPairs are the pairs of stratum, age and band, as in [model.Table].
var factorPairs = [3][2]int{{0, 1}, {0, 2}, {1, 2}}

// terms are the backbone's: stratum, age, band, year, and what pairs of the
// first three add where both have levels to part.
func terms(sizes []int) (list []estimate.Term) {
	for f := range sizes {
		list = append(list, estimate.Term{Factors: []int{f}, SD: backboneSD})
	}
	for _, p := range factorPairs {
		if sizes[p[0]] > 1 && sizes[p[1]] > 1 {
			list = append(list, estimate.Term{Factors: p[:], SD: pairSD, Known: pairKnown})
		}
	}
	return list
}

// estimate fills the table: backbone with year effects, cells shrunk to it.
// The hazards are those of the window's average year. Events of the given
// dispersion count for as many fewer, and so does their exposure; 0 stands for 1.
func (t *tally) estimate(dispersion float64) (model.Table, error) {
	spread := math.Max(dispersion, 1)
	t.table.Dispersion = spread
	bands := len(t.table.Clock.Edges) + 1
	years := (t.quarters + 3) / 4
	cells := len(t.table.Cells)
	events := make([]float64, cells)
	rows := make([]estimate.Cell, 0, cells*years)
	for c := range cells {
		at := t.table.Factors(c)
		for y := range years {
			row := estimate.Cell{Levels: []int{at[0], at[1], at[2], y}}
			for q := 4 * y; q < min(4*y+4, t.quarters); q++ {
				row.Events += t.events[c*t.quarters+q]
				row.Exposure += t.exposure[c*t.quarters+q]
			}
			events[c] += row.Events
			row.Events, row.Exposure = row.Events/spread, row.Exposure/spread
			if row.Exposure > 0 {
				rows = append(rows, row)
			}
		}
	}
	sizes := []int{len(t.table.Strata), t.table.Ages, bands, years}
	backbone, err := estimate.Loglinear(rows, sizes, terms(sizes))
	if err != nil {
		return t.table, err
	}
	// Year effects are taken relative to their average over the exposure, so
	// that the table keeps the window's mean level.
	average, total := 0.0, 0.0
	for _, r := range rows {
		e := r.Exposure * backbone.Hazard(r.Levels)
		average += e * backbone.Effects[3][r.Levels[3]]
		total += e
	}
	if total > 0 {
		average /= total
	}
	adjusted := make([]float64, cells)
	for _, r := range rows {
		c := t.table.Index(r.Levels[0], model.AgeBand(r.Levels[1]), r.Levels[2])
		adjusted[c] += r.Exposure * math.Exp(backbone.Effects[3][r.Levels[3]]-average)
	}
	prior := make([]float64, cells)
	for c := range cells {
		at := t.table.Factors(c)
		prior[c] = backbone.Hazard([]int{at[0], at[1], at[2], 0}) * math.Exp(average-backbone.Effects[3][0])
		if math.IsInf(backbone.Intercept, -1) {
			prior[c] = 0
		}
	}
	for k, p := range factorPairs {
		for _, term := range backbone.Terms {
			if slices.Equal(term.Factors, p[:]) {
				t.table.Pairs[k] = term.SD
			}
		}
	}
	worth := make([]float64, cells)
	for c := range cells {
		worth[c] = events[c] / spread
	}
	t.table.Weight = estimate.GammaWeight(worth, adjusted, prior, 0.1, 1e5)
	for c := range cells {
		t.table.Cells[c] = model.Rate{
			Occurrences: events[c], Exposure: adjusted[c] * spread,
			Mean: (worth[c] + t.table.Weight*prior[c]) / (adjusted[c] + t.table.Weight),
		}
	}
	return t.table, nil
}

// byQuarter is the events seen and those that the given tables expect.
func byQuarter(tallies []*tally, tables []model.Table) (seen, expected []float64) {
	n := tallies[0].quarters
	seen, expected = make([]float64, n), make([]float64, n)
	for k, t := range tallies {
		for c := range tables[k].Cells {
			for q := range n {
				seen[q] += t.events[c*n+q]
				expected[q] += t.exposure[c*n+q] * tables[k].Cells[c].Mean
			}
		}
	}
	return seen, expected
}
