package sim

import (
	"fmt"
	"maps"
	"slices"

	"github.com/carecurve/carecurve/model"
)

// Reconciled holds what a past year costs by the model's prices against what
// it did cost.
type Reconciled struct {
	Year model.FinancialYear
	// Accounts tells that Actual is the net outturn of the accounts; otherwise it
	// is the ledger's, of placements alone, and so is Modelled.
	Accounts         bool
	Modelled, Actual float64 // pounds
	Covered          float64 // the share of child-days that the ledger paid for
	Unmatched        float64 // pounds of the ledger without a placement in the returns
}

// Gap is actual minus modelled, as a share of the actual.
func (r *Reconciled) Gap() float64 { return (r.Actual - r.Modelled) / r.Actual }

// Reconcile holds the last whole past year that has an outturn, and the last
// that a ledger paid for, against the bill of its days. Nothing comes out for
// a model without such a year.
func Reconcile(p *model.Prices, past *model.Past) []Reconciled {
	var out []Reconciled
	for _, y := range slices.Backward(slices.Sorted(maps.Keys(p.Outturn))) {
		if d := past.PastYear(y); d != nil && d.Complete && p.Outturn[y] > 0 && whole(past, y) {
			out = append(out, Reconciled{Year: y, Accounts: true, Modelled: YearBill(p, d, true), Actual: p.Outturn[y]})
			break
		}
	}
	for _, y := range slices.Backward(slices.Sorted(maps.Keys(p.Paid))) {
		if d := past.PastYear(y); d != nil && d.Complete && p.Paid[y].Pounds > 0 && whole(past, y) {
			days := 0.0
			for _, n := range d.Place {
				days += n
			}
			r := Reconciled{Year: y, Modelled: YearBill(p, d, false), Actual: p.Paid[y].Pounds, Unmatched: p.Paid[y].Unmatched}
			if days > 0 {
				r.Covered = p.Paid[y].Days / days
			}
			out = append(out, r)
			break
		}
	}
	return out
}

// whole tells whether the history goes to the end of a year.
func whole(past *model.Past, y model.FinancialYear) bool {
	n := len(past.Months)
	return n > 0 && past.Months[n-1].Last() >= y.Last()
}

// YearBill is what a past year's days cost, net: of all lines, or of
// placements alone.
func YearBill(p *model.Prices, d *model.PastDays, all bool) float64 {
	days := int(d.Year.Last() + 1 - d.Year.First())
	cal := Calendar{
		Start: d.Year.First(), End: d.Year.Last(), Dates: []model.Date{d.Year.First() - 1, d.Year.Last()}, Ends: []int{0, days},
		Years: []model.FinancialYear{d.Year}, Bounds: []int{0, days},
	}
	tariff := NewTariff(p, &cal, &Scenario{}, nil)
	used := UsageOf(d)
	sum := 0.0
	for line := range tariff.Lines {
		if all || line < model.Settings {
			sum += tariff.Amount(line, 0, &used)
		}
	}
	return sum
}

// How far weekly prices may be scaled: a larger gap is not one of prices. A
// ledger must pay for nearly all child-days to be scaled to.
const (
	leastScale, mostScale = 0.8, 1.25
	leastCovered          = 0.95
)

// Scale multiplies the weekly prices so that the year that was reconciled
// first costs what it did, and returns the factor; other prices stay. It fails
// where there is nothing to reconcile with, and where the gap is too large to
// lie in prices.
func Scale(p *model.Prices, past *model.Past) (float64, error) {
	list := slices.DeleteFunc(Reconcile(p, past), func(r Reconciled) bool { return !r.Accounts && r.Covered < leastCovered })
	if len(list) == 0 {
		return 0, fmt.Errorf("there is no outturn or ledger of a whole past year to scale to\nwrite outturn: {2024-25: 51200000} in the council file, with a year that the records cover")
	}
	r := list[0]
	d := past.PastYear(r.Year)
	double := *p
	for i := range double.Weekly {
		double.Weekly[i] *= 2
		for k := range double.Run[i] {
			double.Run[i][k] *= 2
		}
	}
	// The bill is a straight line in the weekly prices.
	slope := YearBill(&double, d, r.Accounts) - r.Modelled
	if slope <= 0 {
		return 0, fmt.Errorf("the weekly prices make nothing of the cost of %s, so that scaling them closes no gap\nleave out --scale", r.Year)
	}
	k := 1 + (r.Actual-r.Modelled)/slope
	if !(k >= leastScale && k <= mostScale) {
		return 0, fmt.Errorf("%s cost £%.0f and comes to £%.0f at the model's prices: weekly prices would have to be %.2f times what they are\na gap as large as that is not one of prices: see that outturn and cost lines cover the same, or mend the prices", r.Year, r.Actual, r.Modelled, k)
	}
	for i := range p.Weekly {
		p.Weekly[i] *= k
		for with := range p.Run[i] {
			p.Run[i][with] *= k
		}
	}
	return k, nil
}
