package sim

import "github.com/carecurve/carecurve/model"

// Rates are a scenario's prices by financial year, growth and the scenario's
// own changes included, in pounds.
type Rates struct {
	// Week is a child-week in a place, by year.
	Week [model.Places][]float64
	// Unit is one unit of a named line that has one: plans (a child-day), icpc
	// care_reviews and proceedings (one), sgo, adoption and staying_put (a day),
	// uasc_income (a night, below nothing).
	Unit map[string][]float64
	// Paid is the share of a setting's line that others pay, 0–1.
	Paid [model.Settings]float64
	// Case and Fixed are an intervention's own cost, by its line and year: what
	// one case costs (the dearest, where there are several prices), and what is
	// paid however many there are.
	Case, Fixed map[string][]float64
	// Blocked tells which settings have places that are paid for otherwise.
	Blocked [model.Settings]bool
}

// Rates are the tariff's prices.
func (t *Tariff) Rates() Rates {
	r := Rates{Unit: map[string][]float64{}, Case: t.perCase, Fixed: t.fixed}
	for p := range r.Week {
		for y := range t.Years {
			r.Week[p] = append(r.Week[p], t.Week(model.Place(p), y))
		}
	}
	for s := range r.Paid {
		r.Paid[s] = t.prices.Health[s] + t.prices.Education[s]
	}
	for i := range t.blocks {
		if b := &t.blocks[i]; b.Places > 0 {
			r.Blocked[b.Setting] = true
		}
	}
	for _, line := range counted {
		for l, name := range t.Lines {
			if name == line {
				r.Unit[line] = t.terms[l][0].pounds
			}
		}
	}
	return r
}

// counted are the lines beside the settings that are a number of units times a
// price.
var counted = []string{linePlans, lineConferences, lineSGO, lineAdoption, lineUASC, lineReviews, lineCourt, lineStayingPut}

// IsZero tells whether the prices are unknown.
func (r *Rates) IsZero() bool { return r.Unit == nil }
