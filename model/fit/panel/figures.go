package panel

import "github.com/carecurve/carecurve/model"

// The breakdowns' names in the published tables, in the order of the bands.
var (
	ageNames   = []string{"under_1", "1_4", "5_9", "10_15", "16_plus"}
	ceaseNames = []string{"under_1", "1_4", "5_9", "10_15", "16", "17", "18_plus"}
	planBands  = []string{"3_months_or_less", "over_3_to_6_months", "over_6_months_to_1_year", "1_to_2_years", "2_years_or_more"}
	// planEdges are the days at which planBands begin and end; the last is
	// taken to end after three years.
	planEdges = []float64{0, 91, 182, model.DaysPerYear, 2 * model.DaysPerYear, 3 * model.DaysPerYear}

	careDurations = []string{"under_2_weeks", "from_2_weeks_to_under_8_weeks", "from_8_weeks_to_under_6_months", "from_6_months_to_under_1_year",
		"from_1_year_to_under_2_years", "from_2_years_to_under_3_years", "from_3_years_to_under_5_years", "from_5_years_to_under_10_years", "10_years_and_over"}
	careEdges = []float64{14, 56, 182, model.DaysPerYear, 2 * model.DaysPerYear, 3 * model.DaysPerYear, 5 * model.DaysPerYear, 10 * model.DaysPerYear}

	placementDurations = []string{"1_to_7_days", "from_8_days_to_under_1_month", "from_1_month_to_under_3_months", "from_3_months_to_under_6_months",
		"from_6_months_to_under_1_year", "from_1_year_to_under_2_years", "from_2_years_to_under_5_years", "from_5_years_and_over"}
	placementEdges = []float64{0, 8, 30, 91, 182, model.DaysPerYear, 2 * model.DaysPerYear, 5 * model.DaysPerYear}
)

// table is one authority's view of the figures.
type table struct {
	*model.Published
	code string
}

// england is the same figures of the whole country.
func (t table) england() table { return table{t.Published, model.England} }

// get is a figure, or −1 where it is missing.
func (t table) get(year int, measure, breakdown string) float64 {
	if v, ok := t.Value(t.code, year, measure, breakdown); ok {
		return v
	}
	return -1
}

// list is figures by breakdown, −1 where missing; found counts those there.
func (t table) list(year int, measure string, names []string) (out []float64, found int) {
	for _, n := range names {
		v := t.get(year, measure, n)
		if v >= 0 {
			found++
		}
		out = append(out, v)
	}
	return out, found
}

// fill puts what is left of a total into the missing figures of a list, in
// the proportions of like, and scales all to the total.
func fill(list []float64, total float64, like []float64) []float64 {
	out := append([]float64(nil), list...)
	known, weight := 0.0, 0.0
	for i, v := range list {
		if v >= 0 {
			known += v
		} else {
			weight += like[i]
		}
	}
	left := max(total-known, 0)
	sum := 0.0
	for i, v := range list {
		if v < 0 {
			out[i] = 0
			if weight > 0 {
				out[i] = left * like[i] / weight
			}
		}
		sum += out[i]
	}
	for i := range out {
		if sum > 0 {
			out[i] *= total / sum
		} else {
			out[i] = total * like[i]
		}
	}
	return out
}

// latest is the last year, up to the given one, with a figure, and the figure;
// false if there is none.
func (t table) latest(year int, measure, breakdown string) (int, float64, bool) {
	years, values := t.Series(t.code, measure, breakdown)
	for i := len(years) - 1; i >= 0; i-- {
		if years[i] <= year {
			return years[i], values[i], true
		}
	}
	return 0, 0, false
}

// filled is an authority's list in a year, filled from its own latest list
// of earlier years where the year has none at all, and then from England's.
func (t table) filled(year int, measure string, names []string, total float64) []float64 {
	like, _ := t.england().listLatest(year, measure, names)
	own, _ := t.listLatest(year, measure, names)
	return fill(own, total, normalise(positive(like)))
}

// listLatest is the list of the last year, up to the given one, in which any
// of it is there; scaled shares of an earlier year stand for a missing one.
func (t table) listLatest(year int, measure string, names []string) ([]float64, int) {
	for y := year; y > year-4; y-- {
		list, found := t.list(y, measure, names)
		if found == 0 {
			continue
		}
		if y != year && found < len(names) {
			continue // an old year with gaps says too little
		}
		return list, y
	}
	list, _ := t.list(year, measure, names)
	return list, year
}

func positive(x []float64) []float64 {
	out := make([]float64, len(x))
	for i, v := range x {
		out[i] = max(v, 0)
	}
	return out
}
