package sim

import (
	"math"

	"github.com/carecurve/carecurve/model"
)

// PlanYear is what a scenario saves in a financial year, on average, in
// pounds. A saving is positive, an extra cost negative.
type PlanYear struct {
	Year  Year
	Gross float64 // on all lines but the plan's own
	Cost  float64 // of the interventions themselves, and of places they pay for
	Net   float64 // Gross − Cost
	// Cumulative is the net saving up to the year, Present what the year's is
	// worth in the first year, and CumulativePresent the sum of those.
	Cumulative, Present, CumulativePresent float64
	// Cashable is the part of Gross by which cost falls below what the children
	// in care on the data date would cost all year: money that is spent now
	// and can be taken out. Avoided is the rest: growth that does not come, and
	// staff time (plans, conferences, reviews), which is not freed until posts
	// go.
	Cashable, Avoided float64
}

// staff are the lines that are the council's own time.
var staff = map[string]bool{linePlans: true, lineConferences: true, lineReviews: true}

// SavingsPlan is a scenario's savings by year; nil where the prices of one of
// the two are unknown.
func SavingsPlan(p *Projection, scenario int) []PlanYear {
	base, other := NewView(p, 0), NewView(p, scenario)
	saving := Line(p.Scenarios[scenario].Savings, "total")
	if base == nil || other == nil || saving == nil {
		return nil
	}
	var out []PlanYear
	sum, present := 0.0, 0.0
	for y := range p.Years {
		a, b := base.Position(y), other.Position(y)
		x := PlanYear{Year: p.Years[y], Net: saving.Values[y].Mean, Cost: b.Own - a.Own}
		x.Gross = x.Net + x.Cost
		now := base.now(y, &a)
		for s := range model.Settings {
			from, to := 0.0, 0.0
			for l := range model.Locations {
				i := model.PlaceOf(model.Setting(s), model.Location(l))
				from += a.Care[i].Units * a.Care[i].Price
				to += b.Care[i].Units * b.Care[i].Price
			}
			x.Cashable += within(now[s]-to, from-to)
		}
		for _, line := range counted {
			if from, to := a.Other[line], b.Other[line]; !staff[line] {
				x.Cashable += from.Units*from.Price - to.Units*to.Price
			}
		}
		x.Avoided = x.Gross - x.Cashable
		sum += x.Net
		x.Present = x.Net / math.Pow(1+model.Discount, float64(p.Years[y].Year-p.Years[0].Year))
		present += x.Present
		x.Cumulative, x.CumulativePresent = sum, present
		out = append(out, x)
	}
	return out
}

// within is x, but no more than a saving and no less than nothing; of an extra
// cost, the other way round.
func within(x, saving float64) float64 {
	return min(max(x, min(0, saving)), max(0, saving))
}

// now is what each setting would cost in a year if as many children were in
// its places all year as on the data date, at the year's prices.
func (v *View) now(year int, p *Position) (out [model.Settings]float64) {
	y := v.Years[year].Year
	projected := float64(y.Last() - max(v.Dates[0], y.First()-1))
	for place := range model.Places {
		x := &p.Care[place]
		// Scale is of the projected part's days.
		out[model.Place(place).Setting()] += v.Stock[place][0] * projected * x.Scale * x.Price
	}
	return out
}

// Payback is the month from whose end on the cumulative net saving is never
// again below nothing, taking each year's saving to come in evenly over its
// months; false where it is below nothing at the end. A plan that never costs
// more than it has saved pays back in the first month.
func Payback(plan []PlanYear, start model.Date) (model.Month, bool) {
	if len(plan) == 0 || plan[len(plan)-1].Cumulative < 0 {
		return 0, false
	}
	back := model.MonthOf(start)
	sum := 0.0
	for _, x := range plan {
		first := max(model.MonthOf(start), model.MonthOf(x.Year.Year.First()))
		months := int(model.MonthOf(x.Year.Year.Last())-first) + 1
		for i := range months {
			if sum+x.Net*float64(i+1)/float64(months) < -0.005 {
				back = first + model.Month(i) + 1
			}
		}
		sum += x.Net
	}
	return back, true
}
