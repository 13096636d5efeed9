package sim

import (
	"math"
	"strings"
	"testing"

	"github.com/carecurve/carecurve/model"
)

// In 2023-24 there were 1,000 nights at £1,000 and 10 conferences at £600, by
// prices of that year; 2024-25 isn't over on the data date, nor was 2022-23
// covered from its first day.
func past() *model.Past {
	p := &model.Past{Months: []model.Month{model.NewMonth(2024, 3), model.NewMonth(2024, 6)}}
	for y, complete := range map[model.FinancialYear]bool{2022: false, 2023: true, 2024: true} {
		d := model.PastDays{Year: y, Complete: complete, Starts: 10}
		d.Place[residentialOut] = 1000
		p.Days = append(p.Days, d)
	}
	return p
}

func TestReconcileByHand(t *testing.T) {
	p := flat()
	p.Outturn = map[model.FinancialYear]float64{2022: 1, 2023: 1256000, 2024: 1}
	p.Paid = map[model.FinancialYear]model.Paid{2022: {Pounds: 1}, 2023: {Pounds: 800000, Unmatched: 5000, Days: 900}, 2024: {Pounds: 1}}
	got := Reconcile(p, past())
	if len(got) != 2 {
		t.Fatalf("%+v", got)
	}
	for i, want := range []Reconciled{{2023, true, 1006000, 1256000, 0, 0}, {2023, false, 1000000, 800000, 0.9, 5000}} {
		if got[i] != want {
			t.Errorf("%+v, want %+v", got[i], want)
		}
	}
	if g := got[0].Gap(); !near(g, 250000.0/1256000) {
		t.Errorf("gap %v", g)
	}
	if got := Reconcile(flat(), past()); got != nil {
		t.Errorf("out of nothing: %+v", got)
	}
}

// £1,000,000 of weekly prices must come to £1,250,000, which is 1.25 times;
// the conferences stay.
func TestScaleByHand(t *testing.T) {
	p := flat()
	p.Outturn = map[model.FinancialYear]float64{2023: 1256000}
	p.Health[model.Residential] = 0.2 // of 1,250,000 a fifth is paid by others
	k, err := Scale(p, past())
	if err == nil {
		t.Fatalf("scaled by %v, where %v is too much", k, 1.5625)
	}
	p.Health[model.Residential] = 0
	if k, err = Scale(p, past()); err != nil || !near(k, 1.25) || !near(p.Weekly[residentialOut], 8750) || p.Conference != 600 {
		t.Errorf("scaled by %v to %v and %v, %v", k, p.Weekly[residentialOut], p.Conference, err)
	}
	if r := Reconcile(p, past()); math.Abs(r[0].Gap()) > 1e-12 {
		t.Errorf("a gap of %v is left", r[0].Gap())
	}
	// A ledger serves if it pays for nearly all days.
	for days, ok := range map[float64]bool{900: false, 960: true} {
		p := flat()
		p.Paid = map[model.FinancialYear]model.Paid{2023: {Pounds: 900000, Days: days}}
		if k, err := Scale(p, past()); (err == nil) != ok || ok && !near(k, 0.9) {
			t.Errorf("a ledger of %v days: %v, %v", days, k, err)
		}
	}
	for what, p := range map[string]*model.Prices{"no outturn": flat(), "not one of prices": {Weekly: flat().Weekly, Outturn: map[model.FinancialYear]float64{2023: 1}}, "make nothing": {Conference: 1, Outturn: map[model.FinancialYear]float64{2023: 10}}} {
		if _, err := Scale(p, past()); err == nil || !strings.Contains(err.Error(), what) {
			t.Errorf("want an error with %q, got %v", what, err)
		}
	}
}
