package records

import (
	"testing"

	"github.com/carecurve/carecurve/model"
)

// onDays are used rows that start on days and are open.
func onDays(days ...model.Date) (out []*episode) {
	for _, d := range days {
		out = append(out, &episode{decom: d})
	}
	return out
}

// TestYearByDates tells a return's year by its dates: the last year that holds
// more than a slip or two, and against a name only where there are many.
func TestYearByDates(t *testing.T) {
	t.Parallel()
	in := func(year, n int) (out []model.Date) {
		for i := range n {
			out = append(out, model.NewDate(year, 1, 1)+model.Date(i%28))
		}
		return out
	}
	join := func(lists ...[]model.Date) []*episode {
		var all []model.Date
		for _, l := range lists {
			all = append(all, l...)
		}
		return onDays(all...)
	}
	for i, c := range []struct {
		rows  []*episode
		named int
		year  int
		sure  bool
	}{
		{nil, 2023, 2023, false}, {nil, 0, 0, false},
		{join(in(2023, 3), in(2024, 1)), 0, 2024, true},
		// Of a hundred rows three at least, of two thousand four.
		{join(in(2023, 97), in(2024, 2)), 0, 2024, true},
		{join(in(2023, 98), in(2024, 2)), 0, 2023, true},
		{join(in(2023, 97), in(2024, 3)), 0, 2024, true},
		{join(in(2023, 1997), in(2024, 3)), 0, 2023, true},
		{join(in(2023, 1996), in(2024, 4)), 0, 2024, true},
		// A name stands against few rows that end earlier, not against a hundred.
		{join(in(2022, 99)), 2023, 2023, false}, {join(in(2022, 100)), 2023, 2022, true},
		{join(in(2023, 100)), 2023, 2023, false},
		// Later rows: more than half, or of a hundred more than a fifth.
		{join(in(2023, 5), in(2024, 5)), 2023, 2023, false}, {join(in(2023, 5), in(2024, 6)), 2023, 2024, true},
		{join(in(2023, 80), in(2024, 20)), 2023, 2023, false}, {join(in(2023, 79), in(2024, 21)), 2023, 2024, true},
		{join(in(2023, 79), in(2024, 10), in(2025, 11)), 2023, 2025, true},
		{join(in(2023, 78), in(2024, 21)), 2023, 2023, false},
	} {
		if year, sure := yearByDates(c.rows, c.named); year != c.year || sure != c.sure {
			t.Errorf("case %d: %d, sure %v; want %d, %v", i, year, sure, c.year, c.sure)
		}
	}
	// The later of start and end counts, and rows set aside don't.
	rows := onDays(in(2023, 3)...)
	rows[0].dec = model.NewDate(2024, 6, 1)
	rows[1].dec, rows[1].state = model.NewDate(2026, 6, 1), rowSetAside
	if year, _ := yearByDates(rows, 0); year != 2025 {
		t.Errorf("by ends: %d", year)
	}
}

// TestLastDay tells an extract from a whole return: the days from the last one
// seen to 31 March would have held more than seven with events, at the rate of the
// 365 before.
func TestLastDay(t *testing.T) {
	t.Parallel()
	end := model.NewDate(2024, 3, 31)
	every := func(step, last model.Date) (out []model.Date) {
		for d := last; d > last-400; d -= step {
			out = append(out, d)
		}
		return out
	}
	for i, c := range []struct {
		rows []*episode
		to   model.Date
		part bool
	}{
		{onDays(every(1, end)...), end, false},
		{onDays(every(1, end-7)...), end, false},
		{onDays(every(1, end-8)...), end - 8, true},
		{onDays(every(5, end-35)...), end, false},     // 73 days in 365: 7 in 35
		{onDays(every(5, end-36)...), end - 36, true}, // 7.2 in 36
		{onDays(every(1, model.NewDate(2023, 3, 30))...), end, false},
		{onDays(every(1, model.NewDate(2023, 3, 31))...), model.NewDate(2023, 3, 31), true},
		{append(onDays(every(1, end-50)...), onDays(end+1, end+20)...), end - 50, true}, // later ones are slips
		{nil, end, false},
	} {
		if to, part := lastDay(c.rows, 2024); to != c.to || part != c.part {
			t.Errorf("case %d: to %s, in part %v; want %s, %v", i, to, part, c.to, c.part)
		}
	}
	rows := onDays(every(1, end-50)...)
	rows[0].dec = end - 20
	rows = append(rows, &episode{decom: end, row: row{state: rowSetAside}}, &episode{decom: end - 10, row: row{state: rowRepeated}})
	if to, _ := lastDay(rows, 2024); to != end-10 {
		t.Errorf("with a repeated row: to %s", to)
	}
}

// TestSpan: the days at risk begin with the first return's 1 April, unless a fifth
// file or more of ends before it shows an extract over years; years without a
// return are named.
func TestSpan(t *testing.T) {
	t.Parallel()
	span := func(first int, ends map[int]int, open int) (from model.Date, said map[string]int) {
		f := &file{name: "e.csv"}
		for year, n := range ends {
			for i := range n {
				d := model.NewDate(year, 1, 1) + model.Date(i)
				f.episodes = append(f.episodes, &episode{row: row{file: f}, decom: d - 100, dec: d, year: int16(first)})
			}
		}
		for range open {
			f.episodes = append(f.episodes, &episode{row: row{file: f}, decom: model.NewDate(first, 3, 31), year: int16(first)})
		}
		j := &joiner{files: []*file{f}, first: first, last: first}
		j.span()
		return j.history.From, j.journal.counts
	}
	for i, c := range []struct {
		ends map[int]int
		open int
		from string
		long bool
	}{
		{map[int]int{2024: 20}, 10, "2023-04-01", false},
		{map[int]int{2024: 20, 2023: 4}, 1, "2023-04-01", false},                     // four are slips
		{map[int]int{2024: 10, 2023: 5}, 5, "2023-04-01", false},                     // a quarter
		{map[int]int{2024: 10, 2023: 5}, 4, "2022-04-01", true},                      // more
		{map[int]int{2024: 20, 2023: 20, 2022: 10, 2021: 9}, 4, "2021-04-01", true},  // back to half of what is usual
		{map[int]int{2024: 20, 2023: 20, 2022: 20, 2020: 20}, 4, "2021-04-01", true}, // up to a year without
	} {
		from, said := span(2024, c.ends, c.open)
		if from.String() != c.from || (said["long-extract"] > 0) != c.long {
			t.Errorf("case %d: from %s, said %v; want %s", i, from, said, c.from)
		}
	}
	// An end on the year's first day is the year's own.
	for day, want := range map[model.Date]string{model.NewDate(2023, 4, 1): "2023-04-01", model.NewDate(2023, 3, 31): "2022-04-01"} {
		f := &file{name: "e.csv"}
		for range 6 {
			f.episodes = append(f.episodes, &episode{row: row{file: f}, decom: day - 50, dec: day, year: 2024})
		}
		j := &joiner{files: []*file{f}, first: 2024, last: 2024}
		if j.span(); j.history.From.String() != want {
			t.Errorf("ends on %s: from %s, want %s", day, j.history.From, want)
		}
	}
	j := &joiner{}
	for _, y := range []int16{2019, 2020, 2023} {
		j.files = append(j.files, &file{episodes: []*episode{{child: "A", year: y}}})
	}
	j.episodesByChild()
	if j.first != 2019 || j.last != 2023 || j.journal.counts["missing-return"] != 1 {
		t.Errorf("from %d to %d: %v", j.first, j.last, j.journal.counts)
	}
}

// TestWindowOfYears cuts days at risk to the years asked for, and no earlier.
func TestWindowOfYears(t *testing.T) {
	t.Parallel()
	day := model.NewDate
	for _, c := range []struct {
		years             int
		from, plans, want model.Date
		wantPlans         model.Date
	}{
		{0, day(2015, 4, 1), day(2016, 4, 1), day(2015, 4, 1), day(2016, 4, 1)},
		{5, day(2015, 4, 1), day(2016, 4, 1), day(2019, 4, 1), day(2019, 4, 1)},
		{5, day(2020, 4, 1), day(2021, 4, 1), day(2020, 4, 1), day(2021, 4, 1)},
		{5, day(2015, 4, 1), 0, day(2019, 4, 1), 0},
	} {
		j := &joiner{opt: Options{Window: c.years}, history: model.History{From: c.from, To: day(2024, 3, 31), PlansFrom: c.plans}}
		if j.window(); j.history.From != c.want || j.history.PlansFrom != c.wantPlans {
			t.Errorf("%d years: from %s, plans from %s", c.years, j.history.From, j.history.PlansFrom)
		}
	}
}

// TestLinkShares: plans and care share identifiers where one in fifty of the
// children on plans is in the returns, and four in five of those with dates of
// birth in both were born in the same month.
func TestLinkShares(t *testing.T) {
	t.Parallel()
	born, later, other := model.NewDate(2012, 5, 20), model.NewDate(2012, 5, 1), model.NewDate(2012, 6, 20)
	for i, c := range []struct {
		plans, same, differ, undated int
		linked                       bool
	}{
		{100, 2, 0, 0, true}, {101, 2, 0, 0, false}, {10, 0, 0, 0, false}, {10, 8, 2, 0, true}, {10, 7, 2, 0, false}, {10, 0, 0, 1, true}, {10, 0, 1, 5, false},
	} {
		j := &joiner{last: 2024, children: map[string]*model.Child{}}
		byChild, described := map[string][]*plan{}, map[string]*censusChild{}
		id := 0
		add := func(n int, in bool, a, b model.Date) {
			for range n {
				name := string(rune('A'+id/26)) + string(rune('A'+id%26))
				id++
				byChild[name] = nil
				described[name] = &censusChild{born: a}
				if in {
					j.children[name] = &model.Child{Born: b}
				}
			}
		}
		add(c.same, true, born, later)
		add(c.differ, true, born, other)
		add(c.undated, true, born, 0)
		add(c.plans-c.same-c.differ-c.undated, false, born, 0)
		ids := j.link(byChild, described)
		if j.history.Linked != c.linked || (ids("X") == "X") != c.linked || j.report.OnPlans != c.plans {
			t.Errorf("case %d: linked %v, %d on plans", i, j.history.Linked, j.report.OnPlans)
		}
		if both := c.same + c.differ + c.undated; c.linked && j.report.InBoth != both || !c.linked && j.report.InBoth != 0 {
			t.Errorf("case %d: %d in both", i, j.report.InBoth)
		}
	}
}

// TestLocatedWhere: by PL_LOCATION, then PL_LA, then the council's own table of
// postcodes; in the area where nothing tells.
func TestLocatedWhere(t *testing.T) {
	t.Parallel()
	home, away := pack("E08000035"), pack("E08000032")
	area := func(post string) (model.Location, bool) {
		if post == "LS11AA" {
			return model.InArea, true
		}
		return model.OutOfArea, post == "BD11AA"
	}
	for i, c := range []struct {
		e     episode
		home  packed
		at    model.Location
		known bool
	}{
		{episode{location: 'I', la: away}, home, model.InArea, true},
		{episode{location: 'O', la: home}, home, model.OutOfArea, true},
		{episode{la: home}, home, model.InArea, true},
		{episode{la: away}, home, model.OutOfArea, true},
		{episode{la: away}, 0, model.InArea, false},
		{episode{la: outside[0]}, 0, model.OutOfArea, true},
		{episode{la: home, post: pack("BD11AA")}, home, model.InArea, true},
		{episode{post: pack("LS11AA")}, home, model.InArea, true},
		{episode{post: pack("BD11AA")}, 0, model.OutOfArea, true},
		{episode{}, home, model.InArea, false},
	} {
		j := &joiner{home: c.home, opt: Options{Area: area}}
		e := c.e
		e.row = row{file: &file{}}
		at := j.locate(&e)
		if at != c.at || (j.report.Located == 1) != c.known || j.report.Located+j.report.Unlocated != 1 {
			t.Errorf("case %d: %s, known %v", i, at, j.report.Located == 1)
		}
	}
	// Half located is too few.
	for located, want := range map[int]bool{4: false, 5: false, 6: true} {
		kid := &model.Child{Periods: []model.PeriodOfCare{{Placements: []model.Placement{{Location: model.OutOfArea}}}}}
		j := &joiner{report: Report{Located: located, Unlocated: 5}, children: map[string]*model.Child{"A": kid}}
		j.locations()
		if j.history.Located != want || (kid.Periods[0].Placements[0].Location == model.OutOfArea) != want {
			t.Errorf("%d of %d located: %v", located, located+5, j.history.Located)
		}
	}
}

// TestHomeGuessed: two in five of the places that are told must be one council's.
func TestHomeGuessed(t *testing.T) {
	t.Parallel()
	guess := func(opt Options, at map[string]int, out int) string {
		f := &file{}
		for code, n := range at {
			for range n {
				f.episodes = append(f.episodes, &episode{la: pack(code)})
			}
		}
		for range out {
			f.episodes = append(f.episodes, &episode{la: outside[0]})
		}
		f.episodes = append(f.episodes, &episode{la: pack("E06000001"), location: 'I'}, &episode{la: pack("E06000001"), row: row{state: rowSetAside}})
		j := &joiner{files: []*file{f}, opt: opt}
		j.guessHome()
		return j.home.String()
	}
	for i, c := range []struct {
		at   map[string]int
		out  int
		want string
	}{
		{map[string]int{"E08000035": 4, "E08000032": 3, "E08000033": 3}, 0, "E08000035"},
		{map[string]int{"E08000035": 39, "E08000032": 31, "E08000033": 30}, 0, ""},
		{map[string]int{"E08000035": 2, "E08000032": 2}, 0, "E08000032"}, // of two alike the first by name
		{map[string]int{"E08000035": 1}, 9, "E08000035"},
		{nil, 3, ""},
	} {
		if got := guess(Options{}, c.at, c.out); got != c.want {
			t.Errorf("case %d: %q, want %q", i, got, c.want)
		}
	}
	if got := guess(Options{Home: "E08000019"}, map[string]int{"E08000035": 4}, 0); got != "E08000019" {
		t.Errorf("told, but %q", got)
	}
}

// TestMonthsOfBirth: where of twenty children or more nineteen in twenty were born
// on a first of a month, only the month is known.
func TestMonthsOfBirth(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		first, other int
		slack        model.Date
	}{{20, 0, 38}, {19, 1, 38}, {19, 0, 7}, {38, 2, 38}, {37, 2, 7}, {18, 2, 7}} {
		f := &file{input: Input{Kind: kindHeader}}
		for i := range c.first + c.other {
			d := model.NewDate(2010, 5, 1)
			if i >= c.first {
				d++
			}
			f.people = append(f.people, &person{row: row{file: f}, child: string(rune('A' + i)), born: d})
		}
		j := &joiner{files: []*file{f}, slack: 7}
		if j.describe(); j.slack != c.slack {
			t.Errorf("%d of %d on a first: slack %d, want %d", c.first, c.first+c.other, j.slack, c.slack)
		}
	}
}

// TestLedgerByDays joins a payment to the placement with most of its days; of an
// open one up to the data date.
func TestLedgerByDays(t *testing.T) {
	t.Parallel()
	place := func(from, to model.Date) model.Placement { return model.Placement{Start: from, End: to} }
	kid := &model.Child{Periods: []model.PeriodOfCare{{Placements: []model.Placement{place(100, 200), place(200, 300)}}, {Placements: []model.Placement{place(400, 0)}}}}
	for _, c := range []struct {
		from, to                model.Date
		period, placement, days int
	}{
		{100, 200, 0, 0, 100}, {160, 250, 0, 1, 50}, {140, 250, 0, 0, 60}, {150, 250, 0, 0, 50}, {280, 430, 1, 0, 30}, {290, 0, 1, 0, 101}, {450, 0, 1, 0, 51}, {300, 400, -1, -1, 0}, {20, 101, 0, 0, 1}, {20, 100, -1, -1, 0},
	} {
		f := &file{ledger: []*ledgerRow{{LedgerLine: LedgerLine{Child: "A", From: c.from, To: c.to, Weekly: 100}}}}
		j := &joiner{files: []*file{f}, children: map[string]*model.Child{"A": kid}, history: model.History{To: 500}}
		j.joinLedger()
		if l := j.report.Ledger[0]; l.Period != c.period || l.Placement != c.placement || l.Days != c.days || l.Matched() != (c.days > 0) {
			t.Errorf("from %d to %d: %+v", c.from, c.to, l)
		}
	}
	// The same line twice counts once; two that share days are said so.
	line := func(from, to model.Date, weekly float64) *ledgerRow {
		return &ledgerRow{row: row{file: &file{}}, LedgerLine: LedgerLine{Child: "A", From: from, To: to, Weekly: weekly}}
	}
	f := &file{ledger: []*ledgerRow{line(100, 150, 5), line(100, 150, 5), line(149, 180, 5), line(180, 190, 5)}}
	j := &joiner{files: []*file{f}, children: map[string]*model.Child{"A": kid}, history: model.History{To: 500}}
	j.joinLedger()
	if n := len(j.report.Ledger); n != 3 || j.journal.counts["ledger-overlap"] != 1 || f.ledger[1].state != rowRepeated {
		t.Errorf("%d lines, said %v", n, j.journal.counts)
	}
}
