package records

import (
	"testing"

	"github.com/carecurve/carecurve/model"
)

// TestDayForms holds what is read as a day, in each form at its limits, and what
// isn't.
func TestDayForms(t *testing.T) {
	t.Parallel()
	const plain, iso, short, named, two, timed, serial = "", "YYYY-MM-DD", "D/M/YYYY", "DD-Mon-YYYY", "with a two-digit year", "with a time", "a spreadsheet's day number"
	for text, want := range map[string][2]string{
		"31/03/2024": {"2024-03-31", plain}, "2024-03-31": {"2024-03-31", iso},
		"1/4/2024": {"2024-04-01", short}, "2024/04/01": {"2024-04-01", short}, "1.4.2024": {"2024-04-01", short}, "01-04-2024": {"2024-04-01", short},
		"1-Apr-2024": {"2024-04-01", named}, "1 April 2024": {"2024-04-01", named}, "01 Sept 2024": {"2024-09-01", named}, "31-MAY-2024": {"2024-05-31", named},
		// Two digits are of the century from 1970 to 2069.
		"1/4/24": {"2024-04-01", two}, "01/04/69": {"2069-04-01", two}, "01/04/70": {"1970-04-01", two}, "01/04/99": {"1999-04-01", two}, "1-Apr-00": {"2000-04-01", two},
		// From 1950 to 2100.
		"01/01/1950": {"1950-01-01", plain}, "31/12/2100": {"2100-12-31", plain},
		"29/02/2000": {"2000-02-29", plain}, "29/02/2024": {"2024-02-29", plain}, "28/02/2100": {"2100-02-28", plain}, "01/03/2100": {"2100-03-01", plain},
		"02/01/1970": {"1970-01-02", plain}, "31/12/1969": {"1969-12-31", plain},
		"43556": {"2019-04-01", serial}, "43556.75": {"2019-04-01", serial}, "20000": {"1954-10-03", serial}, "73000": {"2099-11-11", serial},
		"2024-03-31T00:00:00": {"2024-03-31", timed}, "31/03/2024 12:30": {"2024-03-31", timed}, "1/4/2024 0:00": {"2024-04-01", timed},
	} {
		d, form, ok := dayForm(text)
		if !ok || d.String() != want[0] || form != want[1] {
			t.Errorf("%s is read as %s, form %q, %v; want %q", text, d, form, ok, want)
		}
	}
	for _, text := range []string{
		"", "x", "31/12/1949", "01/01/2101", "29/02/2100", "29/02/2023", "31/04/2024", "00/04/2024", "32/01/2024", "01/00/2024", "01/13/2024",
		"01/01/1970", "25569", // the day that stands for none
		"19999", "73001", "4355", "43556.", "43556.x", "435567", "4355x",
		"2024-03-31T", "2024-03-31Tnoon", "31/03/2024 12:30 pm", "2024-03-31 x:y", "1/4", "1/4/", "/4/2024", "1//2024", "1/4/2024/5", "1/4/202", "1/4/20245", "001/04/2024", "1/004/2024",
		"1-Ap-2024", "1-Aprl-2024", "1-Foo-2024", "Apr-1-2024", "1/4/2x24", "x/4/2024", "1x/04/2024", "01/4x/2024", "2024-0x-31", "20x4-03-31", "2024-03-3x",
	} {
		if d, form, ok := dayForm(text); ok {
			t.Errorf("%s is read as %s, form %q", text, d, form)
		}
	}
	// Every day of a century follows the one before.
	for d := model.NewDate(1999, 1, 1); d < model.NewDate(2101, 1, 1); d++ {
		y, m, dd := d.Time().Date()
		if got, ok := calendarDay(y, int(m), dd); !ok || got != d {
			t.Fatalf("%s is read as %s", d, got)
		}
	}
}

// TestCleanedFields holds blanks, identifiers, codes and numbers.
func TestCleanedFields(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"NULL": "", "null": "", " n/a ": "", "#N/A": "", "NaN": "", "none": "", "-": "", "--": "", ".": "", "NA": "", "": "", "  ": "", "\u00a0": "",
		"N1": "N1", "Nov": "Nov", " U4 ": "U4", "\u00a0PR1\ufeff": "PR1", "NULLS": "NULLS", "---": "---", "a NULL": "a NULL", "Nil": "Nil", "ABCDE ": "ABCDE", " ABCDE": "ABCDE", "ABCDE\u00a0": "ABCDE", "ABC": "ABC", "undefined": "undefined",
	} {
		if got := clean(in); got != want {
			t.Errorf("clean(%q) = %q, want %q", in, got, want)
		}
	}
	for in, want := range map[string]string{"00123": "00123", "123.0": "123", " 00123.0": "00123", "A1.0": "A1.0", ".0": ".0", "123.00": "123.00", "123.5": "123.5", "NULL": ""} {
		if got := identifier(in); got != want {
			t.Errorf("identifier(%q) = %q, want %q", in, got, want)
		}
	}
	for in, want := range map[string]string{
		"u6": "U6", "U6: Foster": "U6", "PR4 - Private": "PR4", "e) PR4": "PR4", "1.0": "1", "K2,x": "K2", "K2\tx": "K2", "K2(x": "K2", "K2/x": "K2/X", " k2 ": "K2", "e)": "E)", "-K2": "-K2", "NULL": "",
	} {
		if got := code(in); got != want {
			t.Errorf("code(%q) = %q, want %q", in, got, want)
		}
	}
	for in, want := range map[string]int{"0": 0, "007": 7, "999999999": 999999999, "": -1, "1234567890": -1, "1a": -1, "-1": -1, "/": -1, ":": -1} {
		got, ok := number(in)
		if !ok {
			got = -1
		}
		if got != want {
			t.Errorf("number(%q) = %d, want %d", in, got, want)
		}
	}
}

// TestYearIn holds the years that names and columns are read for.
func TestYearIn(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]int{
		"2024": 2024, "1900": 1900, "2099": 2099, "1899": 0, "2100": 0, "0024": 0, "02024": 0,
		"2023-24": 2024, "2023/2024": 2024, "2023_24": 2024, "2023 - 24": 2024, "1999-00": 2000, "2023-25": 2023, "2023-23": 2023, "2023-03": 2023,
		"episodes 2024": 2024, "SSDA903_2023-24_v2": 2024, "20245": 0, "12024": 0, "x2024x": 2024, "": 0, "none": 0, "24": 0,
	} {
		if got := yearIn(in); got != want {
			t.Errorf("yearIn(%q) = %d, want %d", in, got, want)
		}
	}
	for in, want := range map[string]int{
		"2023/episodes.csv": 2023, "2022/episodes_2023.csv": 2023, "2021/2022/x.csv": 2022, "returns.zip!2023/e.csv": 2023, "2019/a/b/c.csv": 2019, "2019/a/b/c/d.csv": 0, "a.csv": 0,
	} {
		if got := yearInName(in); got != want {
			t.Errorf("yearInName(%q) = %d, want %d", in, got, want)
		}
	}
}

// TestLastDays holds the day after an end, where last days count: no later than
// the next start, and open beyond the last day covered.
func TestLastDays(t *testing.T) {
	t.Parallel()
	const last = 1000
	for _, c := range []struct{ end, next, want model.Date }{
		{0, 0, 0}, {500, 0, 501}, {500, 502, 501}, {500, 501, 501}, {500, 500, 500}, {999, 0, 1000}, {1000, 0, 0}, {1000, 1000, 1000},
	} {
		if got := dayOn(c.end, c.next, last); got != c.want {
			t.Errorf("an end on day %d before a start on %d moves to %d, want %d", c.end, c.next, got, c.want)
		}
	}
	child := func() *model.Child {
		period := func(from, to model.Date, e model.Exit) model.PeriodOfCare {
			return model.PeriodOfCare{Start: from, End: to, Exit: e, Placements: []model.Placement{{Start: from, End: from + 1}, {Start: from + 1, End: to}}}
		}
		return &model.Child{Periods: []model.PeriodOfCare{period(100, 200, model.ExitSGO), period(200, 300, model.ExitHome), period(400, 500, model.ExitAged18), period(600, 1000, model.ExitSGO)},
			Plans: []model.Plan{{Start: 100, End: 200}, {Start: 200, End: 300}, {Start: 400}}}
	}
	for _, c := range []struct {
		opt         Options
		care, plans [4]model.Date
	}{
		{Options{}, [4]model.Date{200, 300, 500, 1000}, [4]model.Date{200, 300, 0}},
		{Options{CareOnLastDay: true}, [4]model.Date{200, 301, 500, 0}, [4]model.Date{200, 300, 0}},
		{Options{PlanOnLastDay: true}, [4]model.Date{200, 300, 500, 1000}, [4]model.Date{200, 301, 0}},
	} {
		kid := child()
		j := &joiner{opt: c.opt, children: map[string]*model.Child{"A": kid}, history: model.History{To: last}}
		j.lastDays()
		for i, p := range kid.Periods {
			if p.End != c.care[i] || p.Placements[1].End != p.End || p.Placements[0].End != p.Start+1 {
				t.Errorf("%+v: period %d ends on day %d, its placement on %d, want %d", c.opt, i, p.End, p.Placements[1].End, c.care[i])
			}
			if p.End.IsZero() && p.Exit != 0 {
				t.Errorf("%+v: an open period has a way out", c.opt)
			}
		}
		for i, p := range kid.Plans {
			if p.End != c.plans[i] {
				t.Errorf("%+v: plan %d ends on day %d, want %d", c.opt, i, p.End, c.plans[i])
			}
		}
	}
}

// TestReach holds what the council file's tolerances stand for.
func TestReach(t *testing.T) {
	t.Parallel()
	for _, c := range [][3]int{{0, 366, 366}, {30, 366, 30}, {1, 366, 1}, {-1, 366, 0}, {500, 366, 500}} {
		if got := reach(c[0], c[1]); got != c[2] {
			t.Errorf("reach(%d, %d) = %d, want %d", c[0], c[1], got, c[2])
		}
	}
}
