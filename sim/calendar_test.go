package sim

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/carecurve/carecurve/model"
)

func day(t interface{ Fatal(...any) }, s string) model.Date {
	d, err := model.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// Month lengths counted on a wall calendar.
func TestCalendarByHand(t *testing.T) {
	for _, c := range []struct {
		name, dataDate string
		years          int
		start, end     string
		firstDates     []string
		firstEnds      []int
		months, days   int
		fys            []model.FinancialYear
		bounds         []int
	}{
		{"31 March", "2024-03-31", 2, "2024-04-01", "2026-03-31",
			[]string{"2024-03-31", "2024-04-30", "2024-05-31"}, []int{0, 30, 61}, 24, 730,
			[]model.FinancialYear{2024, 2025}, []int{0, 365, 730}},
		{"the end of December", "2024-12-31", 1, "2025-01-01", "2026-03-31",
			[]string{"2024-12-31", "2025-01-31", "2025-02-28", "2025-03-31", "2025-04-30"}, []int{0, 31, 59, 90, 120}, 15, 455,
			[]model.FinancialYear{2024, 2025}, []int{0, 90, 455}},
		{"mid-month", "2024-11-15", 1, "2024-11-16", "2026-03-31",
			[]string{"2024-11-15", "2024-11-30", "2024-12-31"}, []int{0, 15, 46}, 17, 501,
			[]model.FinancialYear{2024, 2025}, []int{0, 136, 501}},
		{"a leap day ahead", "2027-03-31", 1, "2027-04-01", "2028-03-31",
			[]string{"2027-03-31", "2027-04-30"}, []int{0, 30}, 12, 366,
			[]model.FinancialYear{2027}, []int{0, 366}},
		{"a day before the year's end", "2024-03-30", 1, "2024-03-31", "2025-03-31",
			[]string{"2024-03-30", "2024-03-31", "2024-04-30"}, []int{0, 1, 31}, 13, 366,
			[]model.FinancialYear{2023, 2024}, []int{0, 1, 366}},
	} {
		t.Run(c.name, func(t *testing.T) {
			cal := NewCalendar(day(t, c.dataDate), c.years)
			if cal.Start != day(t, c.start) || cal.End != day(t, c.end) {
				t.Errorf("%s to %s, want %s to %s", cal.Start, cal.End, c.start, c.end)
			}
			for i, want := range c.firstDates {
				if cal.Dates[i] != day(t, want) || cal.Ends[i] != c.firstEnds[i] {
					t.Errorf("date %d is %s after %d days, want %s after %d", i, cal.Dates[i], cal.Ends[i], want, c.firstEnds[i])
				}
			}
			if cal.Months() != c.months || cal.Days() != c.days {
				t.Errorf("%d months of %d days, want %d of %d", cal.Months(), cal.Days(), c.months, c.days)
			}
			if !slices.Equal(cal.Years, c.fys) || !slices.Equal(cal.Bounds, c.bounds) {
				t.Errorf("years %v begin on days %v, want %v on %v", cal.Years, cal.Bounds, c.fys, c.bounds)
			}
		})
	}
}

// What holds on any data date and for any horizon.
func TestCalendarHoldsTogether(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		dataDate := model.NewDate(2015, 1, 1) + model.Date(rapid.IntRange(0, 9000).Draw(t, "day"))
		n := rapid.IntRange(1, 6).Draw(t, "years")
		cal := NewCalendar(dataDate, n)
		if cal.Start != dataDate+1 || cal.Dates[0] != dataDate || cal.Ends[0] != 0 {
			t.Fatalf("begins on %s with %s, day %d", cal.Start, cal.Dates[0], cal.Ends[0])
		}
		for i := 1; i < len(cal.Dates); i++ {
			d := cal.Dates[i]
			if model.MonthOf(d+1) != model.MonthOf(d)+1 {
				t.Fatalf("%s is no month end", d)
			}
			if i > 1 && model.MonthOf(d) != model.MonthOf(cal.Dates[i-1])+1 {
				t.Fatalf("%s follows %s", d, cal.Dates[i-1])
			}
			if dataDate+model.Date(cal.Ends[i]) != d || cal.Ends[i] <= cal.Ends[i-1] {
				t.Fatalf("%s ends %d days on", d, cal.Ends[i])
			}
		}
		if cal.Dates[len(cal.Dates)-1] != cal.End || cal.Days() != int(cal.End-dataDate) || cal.Months() != len(cal.Dates)-1 {
			t.Fatalf("ends on %s with %d days in %d months", cal.End, cal.Days(), cal.Months())
		}
		if len(cal.Bounds) != len(cal.Years)+1 || cal.Bounds[0] != 0 {
			t.Fatalf("bounds %v of years %v", cal.Bounds, cal.Years)
		}
		begin := 0
		for y, year := range cal.Years {
			for _, k := range []int{cal.Bounds[y], cal.Bounds[y+1] - 1} {
				if got := model.FinancialYearOf(cal.Start + model.Date(k)); got != year {
					t.Fatalf("day %d is of %s, not %s", k, got, year)
				}
			}
			if year.First() > dataDate {
				begin++
			}
		}
		if begin != n || cal.Years[len(cal.Years)-1].Last() != cal.End {
			t.Fatalf("%d years begin, want %d; %v to %s", begin, n, cal.Years, cal.End)
		}
	})
}
