package study

import (
	"math"
	"strings"
	"testing"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// forecast has so many children in one place, at £1,000 a night, from a data
// date to 31 March 2027. before is what the records hold of the first year, in
// pounds; all in care have been for over five years, and with stay they remain.
func forecast(name, from string, children, before, night float64, stay bool) *sim.View {
	d, _ := model.ParseDate(from)
	years := 1
	if model.FinancialYearOf(d+1) < 2026 {
		years = 2
	}
	start := d + 1
	cal := sim.NewCalendar(d, years-btoi(start != model.FinancialYearOf(start).First()))
	v := &sim.View{Name: name, Dates: cal.Dates, Lines: []string{"residential"}, Cost: [][]float64{nil}, Rates: sim.Rates{Unit: map[string][]float64{}}}
	place := model.PlaceOf(model.Residential, model.OutOfArea)
	for range cal.Dates {
		for p := range v.Stock {
			v.Stock[p] = append(v.Stock[p], 0)
		}
		for b := range v.Care {
			v.Care[b] = append(v.Care[b], 0)
		}
		n := len(v.Stock[place]) - 1
		v.Stock[place][n] = children
		if stay {
			v.Care[model.DurationBands-1][n] = children
		} else {
			v.Care[0][n] = children
		}
	}
	for y, year := range cal.Years {
		cost := float64(cal.Bounds[y+1]-cal.Bounds[y]) * children * night
		x := sim.Year{Year: year}
		if y == 0 && start != year.First() {
			cost += before
			x.Actual = int(model.MonthOf(start) - model.MonthOf(year.First()))
		}
		v.Years = append(v.Years, x)
		v.Cost[0], v.Total = append(v.Cost[0], cost), append(v.Total, cost)
		for p := range v.Rates.Week {
			w := 0.0
			if model.Place(p) == place {
				w = 7 * night
			}
			v.Rates.Week[p] = append(v.Rates.Week[p], w)
		}
	}
	return v
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// In April ten children were forecast for two years. By 30 September the
// records have 2,013 child-days where 1,830 were forecast (183 days), and 12
// children, whom the new forecast keeps at a price of £1,100.
//
// 2025-26: actuals are 183 days, and 2 children for the 182 days left, at
// £1,000, if they stay; if nobody stays beyond four weeks, 2 for half of 28
// days. What is left is rates. Prices: £100 for 2,013 + 182 × 12 days.
func TestCompareByHand(t *testing.T) {
	for _, c := range []struct {
		what          string
		stay          bool
		carried, next float64 // child-days of one child more: in the year, and in the next
	}{{"all stay", true, 182, 365}, {"none stays for long", false, 14, 0}} {
		old := forecast("baseline", "2025-03-31", 10, 0, 1000, c.stay)
		now := forecast("baseline", "2025-09-30", 12, 2013*1100, 1100, c.stay)
		got, err := Compare([]*sim.View{old}, []*sim.View{now})
		if err != nil || len(got) != 2 {
			t.Fatalf("%d years, %v", len(got), err)
		}
		for i, want := range []Shift{
			{Actuals: 183000 + 2000*c.carried, Rates: 2000 * (182 - c.carried), Prices: 100 * (2013 + 182*12)},
			{Actuals: 2000 * c.next, Rates: 2000 * (365 - c.next), Prices: 100 * 365 * 12},
		} {
			for k, x := range got[i].Parts() {
				if math.Abs(x-want.Parts()[k]) > 0.5 {
					t.Errorf("%s, %s: part %d is %.2f, want %.2f", c.what, got[i].Year, k, x, want.Parts()[k])
				}
			}
		}
	}
}

// The parts add up whatever changes, and a scenario's own change stands under
// plans alone; a forecast against itself is nothing.
func TestCompareAddsUp(t *testing.T) {
	old := []*sim.View{forecast("baseline", "2025-03-31", 10, 0, 1000, true), forecast("plan", "2025-03-31", 9, 0, 1000, true), forecast("dropped", "2025-03-31", 9, 0, 1000, true)}
	now := []*sim.View{forecast("baseline", "2025-12-31", 13, 3e6, 1234.5, true), forecast("plan", "2025-12-31", 8, 2e6, 1234.5, true)}
	got, err := Compare(old, now)
	if err != nil || len(got) != 4 {
		t.Fatalf("%d rows, %v", len(got), err)
	}
	for i, s := range got {
		sum := 0.0
		for _, x := range s.Parts() {
			sum += x
		}
		if math.Abs(sum-(s.New-s.Old)) > 1e-6 {
			t.Errorf("%s %s: parts %.2f, change %.2f", s.Scenario, s.Year, sum, s.New-s.Old)
		}
		plans := 0.0
		if i >= 2 {
			plans = (s.New - got[i-2].New) - (s.Old - got[i-2].Old)
		}
		if math.Abs(s.Plans-plans) > 1e-6 {
			t.Errorf("%s %s: plans %.2f, want %.2f", s.Scenario, s.Year, s.Plans, plans)
		}
	}
	same, err := Compare(old, old)
	if err != nil || len(same) != 6 {
		t.Fatal(err)
	}
	for _, s := range same {
		for k, x := range s.Parts() {
			if math.Abs(x) > 1e-6 {
				t.Errorf("against itself %s %s has %.4f of part %d", s.Scenario, s.Year, x, k)
			}
		}
	}
	for what, c := range map[string][2][]*sim.View{
		"older forecast first": {now, old}, "without a baseline": {nil, now},
		"reaches further": {{forecast("baseline", "2024-03-31", 10, 0, 1, true)}, {forecast("baseline", "2027-04-30", 10, 0, 1, true)}},
	} {
		if _, err := Compare(c[0], c[1]); err == nil || !strings.Contains(err.Error(), what) {
			t.Errorf("want an error with %q, got %v", what, err)
		}
	}
}

// Who stays is read off time in care: of 100 in care, 60 have been for four
// weeks or more four weeks later, 30 for a quarter of a year after a quarter.
func TestStaying(t *testing.T) {
	d := model.NewDate(2025, 3, 31)
	cal := sim.NewCalendar(d, 1)
	v := &sim.View{Dates: cal.Dates}
	for i := range cal.Dates {
		n := [model.DurationBands]float64{100}
		if i > 0 {
			n = [model.DurationBands]float64{50, 30, 20}
		}
		for b := range v.Care {
			v.Care[b] = append(v.Care[b], n[b])
		}
	}
	stay := staying(v)
	// Month ends are taken to be joined by straight lines: after 28 of April's
	// 30 days 28/30 of 50 have been in care for four weeks.
	after28 := 50 * 28.0 / 30 / 100
	for days, want := range map[float64]float64{0: 1, 14: (1 + after28) / 2, 28: after28, 91: 0.2, 182: 0, 400: 0} {
		if got := stay(days); math.Abs(got-want) > 1e-9 {
			t.Errorf("after %g days %.4f, want %.4f", days, got, want)
		}
	}
}

// Of 3,650 plan days at £10 that became 4,000 at £11, 183 of the year's 365
// days are actuals; prices are £1 for each of the 4,000.
func TestCompareOtherLines(t *testing.T) {
	with := func(v *sim.View, unit float64, units float64) *sim.View {
		v.Lines, v.Cost = append(v.Lines, "plans"), append(v.Cost, nil)
		for y := range v.Years {
			v.Cost[1] = append(v.Cost[1], unit*units)
			v.Total[y] += unit * units
			v.Rates.Unit["plans"] = append(v.Rates.Unit["plans"], unit)
		}
		return v
	}
	old := with(forecast("baseline", "2025-03-31", 10, 0, 1000, true), 10, 3650)
	now := with(forecast("baseline", "2025-09-30", 10, 1830*1000, 1000, true), 11, 4000)
	got, err := Compare([]*sim.View{old}, []*sim.View{now})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []Shift{{Actuals: 3500 * 183.0 / 365, Rates: 3500 * 182.0 / 365, Prices: 4000}, {Rates: 3500, Prices: 4000}} {
		for k, x := range got[i].Parts() {
			if math.Abs(x-want.Parts()[k]) > 1e-6 {
				t.Errorf("%s: part %d is %.2f, want %.2f", got[i].Year, k, x, want.Parts()[k])
			}
		}
	}
}
