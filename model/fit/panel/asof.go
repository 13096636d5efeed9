package panel

import (
	"fmt"
	"slices"
	"strings"

	"github.com/carecurve/carecurve/model"
)

// AsOf is the figures as of 31 March of a year, ready for a fit: none of a
// later year, but where a table that a fit can't do without doesn't reach back
// so far, the first later year's stands in, and the notes say which. Ceases of
// those aged 16 and over, undivided until they were published by year of age,
// are divided as in the first year that has them so. It fails where England's
// children in care, starts or ceases of the year aren't there.
func AsOf(p *model.Published, year int) (*model.Published, []string, error) {
	for _, m := range []string{measure, "lac_started", "lac_ceased"} {
		if _, ok := p.Value(model.England, year, m, "total"); ok {
			continue
		}
		years, _ := p.Series(model.England, m, "total")
		if len(years) == 0 {
			return nil, nil, fmt.Errorf("no figures %s of England are there\nthe national profile rests on them: add that table", m)
		}
		return nil, nil, fmt.Errorf("no figures of England for the year to 31 March %d are there\ngive a year from %d to %d", year, years[0], years[len(years)-1])
	}
	q := p.Until(year)
	lent := map[string]int{}
	for _, a := range p.All() {
		for m, names := range standIns {
			if held(p, a.Code, year, m, names) {
				continue
			}
			for y := year + 1; y <= year+standInYears; y++ {
				if !held(p, a.Code, y, m, names) {
					continue
				}
				for _, b := range names {
					if v, ok := p.Value(a.Code, y, m, b); ok {
						q.Add(a, year, m, b, v)
					}
				}
				if a.Code == model.England {
					lent[m] = y
				}
				break
			}
		}
		divideCeases(p, q, a, year)
	}
	var notes []string
	for m, y := range lent {
		notes = append(notes, fmt.Sprintf("%s of %d", strings.ReplaceAll(m, "_", " "), y))
	}
	slices.Sort(notes)
	if len(notes) > 0 {
		notes = []string{fmt.Sprintf("The tables don't reach back to %d for all that a fit needs; the first later figures stand in: %s.", year, strings.Join(notes, ", "))}
	}
	return q, notes, nil
}

// standInYears is how much later a figure may be that stands in.
const standInYears = 4

// standIns are the tables that a fit can't do without, and their breakdowns.
var standIns = map[string][]string{
	"cpp_31_march": {"total"}, "cpp_started": {"total"}, "cpp_ended": {"total"}, "cpp_31_march_by_duration": planBands,
	"lac_31_march_by_age": ageNames, "lac_started_by_age": ageNames, "lac_ceased_by_age": {"under_1", "1_4", "5_9", "10_15", "16_plus"},
	"lac_31_march_by_locality": {"inside_la", "outside_la"}, "lac_31_march_by_uasc": {"uasc"},
	"lac_31_march_by_provider": {"own_la", "other_la", "other_public", "private", "voluntary", "parents", "not_reported"},
	"population_0_17_mid_year": {"total"},
}

// held tells whether any figure of a table is there.
func held(p *model.Published, code string, year int, m string, names []string) bool {
	return slices.ContainsFunc(names, func(b string) bool {
		_, ok := p.Value(code, year, m, b)
		return ok
	})
}

// divideCeases divides an authority's ceases of those aged 16 and over, of the
// years up to one, as its own first divided year has them, or else England's.
func divideCeases(p, q *model.Published, a model.Authority, year int) {
	const m = "lac_ceased_by_age"
	shares := func(code string) []float64 {
		years, _ := p.Series(code, m, "18_plus")
		for _, y := range years {
			list, found := table{p, code}.list(y, m, ceaseNames[4:])
			if found == len(list) && total(list) > 0 {
				return normalise(list)
			}
		}
		return nil
	}
	share := shares(a.Code)
	if share == nil {
		share = shares(model.England)
	}
	years, values := q.Series(a.Code, m, "16_plus")
	for i, y := range years {
		if _, ok := q.Value(a.Code, y, m, "18_plus"); ok || share == nil || y > year {
			continue
		}
		for k, b := range ceaseNames[4:] {
			q.Add(a, y, m, b, values[i]*share[k])
		}
	}
}
