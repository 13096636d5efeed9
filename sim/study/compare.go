package study

import (
	"fmt"
	"maps"
	"slices"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// Shift is why a financial year's expected net cost is another than in an
// earlier forecast, in pounds; the four parts add up to New − Old.
//
//   - Actuals: what came in since: child-days up to the new data date that
//     differ from the forecast, and as many children more or fewer on that
//     day, carried on for as long as children in care then stay (as the old
//     forecast has it), at the old prices;
//   - Rates: all other change in how many children are where, at the old
//     prices: other entries, exits and moves from the new data date on;
//   - Prices: other prices for what the new forecast has, and own places,
//     contracts and other costs without a unit in the baseline;
//   - Plans: what the scenario changes against its baseline, now and before.
//     The baseline has none.
type Shift struct {
	Scenario                      string
	Year                          model.FinancialYear
	Part                          bool // in either forecast
	Old, New                      float64
	Actuals, Rates, Prices, Plans float64
}

// Parts are actuals, rates, prices and plans.
func (s *Shift) Parts() []float64 { return []float64{s.Actuals, s.Rates, s.Prices, s.Plans} }

// Compare holds a new forecast against an old one, scenario by scenario and
// year by year, where both have them; the first view of each is its baseline.
// It fails where the old forecast doesn't reach the new data date, or is the
// later one.
func Compare(old, new []*sim.View) ([]Shift, error) {
	if len(old) == 0 || len(new) == 0 {
		return nil, fmt.Errorf("a forecast without a baseline can't be compared\nname folders that carecurve project wrote")
	}
	a, b := old[0], new[0]
	from, to := a.Dates[0], b.Dates[0]
	switch {
	case to < from:
		return nil, fmt.Errorf("the forecast named second is of %s, and the first of %s\nname the older forecast first", to, from)
	case to > a.Dates[len(a.Dates)-1]:
		return nil, fmt.Errorf("the old forecast ends on %s, before the new one's data date %s\nname a forecast that reaches further", a.Dates[len(a.Dates)-1], to)
	}
	base := map[model.FinancialYear]Shift{}
	var out []Shift
	for _, x := range old {
		k := slices.IndexFunc(new, func(v *sim.View) bool { return v.Name == x.Name })
		if k < 0 {
			continue
		}
		y := new[k]
		for i := range x.Years {
			year := x.Years[i].Year
			j := slices.IndexFunc(y.Years, func(v sim.Year) bool { return v.Year == year })
			if j < 0 {
				continue
			}
			s, ok := base[year]
			if x == a {
				s, ok = shift(a, b, i, j), true
				base[year] = s
			}
			if !ok {
				continue
			}
			s.Scenario, s.Old, s.New = x.Name, x.Total[i], y.Total[j]
			s.Plans = s.New - s.Old - s.Actuals - s.Rates - s.Prices
			if x == a {
				s.Plans = 0
			}
			out = append(out, s)
		}
	}
	return out, nil
}

// shift is the baseline's, of year i in the old and j in the new forecast.
func shift(old, new *sim.View, i, j int) Shift {
	a, b := old.Position(i), new.Position(j)
	year, at := old.Years[i].Year, new.Dates[0]
	s := Shift{Year: year, Part: old.Years[i].Part || new.Years[j].Part, Old: a.Total, New: b.Total, Prices: b.Own - a.Own}
	from, to := max(at, year.First()-1), year.Last()
	stay := staying(old)
	carried := 0.0 // child-days in the year of one child more on the new data date
	for d := from; d < to; d++ {
		carried += (stay(float64(d-at)) + stay(float64(d+1-at))) / 2
	}
	for p := range a.Care {
		x, y := &a.Care[p], &b.Care[p]
		price := x.Price
		if price == 0 && x.Units == 0 {
			price = y.Price
		}
		before := after(old, p, i, from, x)
		now := after(new, p, j, from, y)
		carry := (new.Stock[p][0] - stockOn(old, p, at)) * carried
		s.Actuals += price * (y.Units - now - x.Units + before + carry)
		s.Rates += price * (now - before - carry)
		s.Prices += y.Units * (y.Price - price)
	}
	// Of other lines no days are known; their change is split by the days of the
	// year that have become actual.
	known := 0.0
	if first := max(old.Dates[0]+1, year.First()); to >= first {
		known = float64(max(0, min(at, to)-first+1)) / float64(to-first+1)
	}
	lines := map[string]bool{}
	for line := range a.Other {
		lines[line] = true
	}
	for line := range b.Other {
		lines[line] = true
	}
	for _, line := range slices.Sorted(maps.Keys(lines)) {
		x, y := a.Other[line], b.Other[line]
		price := x.Price
		if price == 0 && x.Units == 0 {
			price = y.Price
		}
		s.Actuals += price * (y.Units - x.Units) * known
		s.Rates += price * (y.Units - x.Units) * (1 - known)
		s.Prices += y.Units * (y.Price - price)
	}
	return s
}

// after is a place's units from a day's end on, of the item that the year has.
// Where the whole year is projected they are scaled as the item is.
func after(v *sim.View, place, year int, from model.Date, x *sim.Item) float64 {
	sum := 0.0
	last := v.Years[year].Year.Last()
	for i := 1; i < len(v.Dates); i++ {
		a, b := v.Dates[i-1], v.Dates[i]
		lo, hi := max(a, from), min(b, last)
		if hi <= lo {
			continue
		}
		at := func(d model.Date) float64 {
			return v.Stock[place][i-1] + (v.Stock[place][i]-v.Stock[place][i-1])*float64(d-a)/float64(b-a)
		}
		sum += float64(hi-lo) * (at(lo) + at(hi)) / 2
	}
	if y := v.Years[year]; y.Actual == 0 && !y.Part && x.Scale > 0 {
		sum *= x.Scale
	}
	return sum
}

// stockOn is the children in a place at the end of a day, by straight lines
// between month ends.
func stockOn(v *sim.View, place int, d model.Date) float64 { return on(v.Dates, v.Stock[place], d) }

func on(dates []model.Date, values []float64, d model.Date) float64 {
	for i := 1; i < len(dates); i++ {
		if d <= dates[i] {
			w := float64(d-dates[i-1]) / float64(dates[i]-dates[i-1])
			return values[i-1] + (values[i]-values[i-1])*max(0, w)
		}
	}
	return values[len(values)-1]
}

// staying is the share of the children in care on the data date who still are
// after so many days: those with at least so long in care by then. It is known
// at the edges of the bands of time in care, and straight between them.
func staying(v *sim.View) func(days float64) float64 {
	at, share := []float64{0}, []float64{1}
	all := 0.0
	for _, band := range v.Care {
		if len(band) > 0 {
			all += band[0]
		}
	}
	for b, edge := range model.DurationClock.Edges {
		d := v.Dates[0] + model.Date(edge)
		if all <= 0 || d > v.Dates[len(v.Dates)-1] {
			break
		}
		n := 0.0
		for _, band := range v.Care[b+1:] {
			if len(band) > 0 {
				n += on(v.Dates, band, d)
			}
		}
		at, share = append(at, edge), append(share, min(share[len(share)-1], n/all))
	}
	return func(days float64) float64 {
		for i := 1; i < len(at); i++ {
			if days <= at[i] {
				return share[i-1] + (share[i]-share[i-1])*(days-at[i-1])/(at[i]-at[i-1])
			}
		}
		return share[len(share)-1]
	}
}
