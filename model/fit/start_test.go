package fit

import (
	"fmt"
	"math"
	"testing"

	"github.com/carecurve/carecurve/model"
)

// Possible starts of a child first seen on its 1000th day: nine quarters of 91
// days reach back 819 days, past two years; the half year that follows would end a
// day before birth and has 181 days. Each stands in its middle.
func TestCandidatesByHand(t *testing.T) {
	t.Parallel()
	u := unknown{born: 10000, from: 11000}
	u.spread(11000)
	if len(u.starts) != 10 {
		t.Fatalf("%d candidates: %v", len(u.starts), u.starts)
	}
	for i, s := range u.starts {
		start, width := model.Date(11000-91*i-45), 91.0
		if i == 9 {
			start, width = 11000-819-91, 181
		}
		if s.start != start || u.width[i] != width || s.weight != 0.1 {
			t.Errorf("candidate %d: %+v of %v days, want %d of %v", i, s, u.width[i], start, width)
		}
	}
	if u.long != 10 || len(u.merged()) != 10 {
		t.Errorf("from number %d on they are alike", u.long)
	}
	// Twelve years before: nine of 91 days, six of 182 to 1911 days, then seven of
	// 365, the last one of 4383 − 4101 days, all in the middle but for the last, which
	// would lie before birth.
	u = unknown{born: 10000, from: 14383}
	u.spread(14383)
	if n := len(u.starts); n != 22 || u.width[14] != 182 || u.width[15] != 365 || u.width[21] != 282 || u.starts[21].start != 14383-4101-182 {
		t.Errorf("%d candidates of %v days: %v", n, u.width, u.starts)
	}
	// Five years and more before the first day at risk they are alike: the one in
	// the middle of days 1911 to 2276, and the others behind it. The fifteenth, 1820
	// days back, is not.
	if m := u.merged(); u.long != 15 || len(m) != 16 {
		t.Errorf("from number %d on they are alike, %d are left", u.long, len(m))
	} else {
		near(t, "the merged weight", m[15].weight, 7/22.0, 1e-12)
		near(t, "one before", m[14].weight, 1/22.0, 1e-12)
	}
	// Not before the hundredth day before: a quarter, and nine days in their middle.
	u = unknown{born: 10000, from: 11000, after: 10900}
	u.spread(11000)
	if len(u.starts) != 2 || u.starts[1].start != 10900 || u.width[0] != 91 || u.width[1] != 9 {
		t.Errorf("from a hundred days before: %+v %v", u.starts, u.width)
	}
	// Seen on the day of birth there is but that day.
	u = unknown{born: 10000, from: 10000}
	u.spread(10000)
	if len(u.starts) != 1 || u.starts[0] != (candidate{10000, 1}) || u.width[0] != 1 {
		t.Errorf("from birth: %+v %v", u.starts, u.width)
	}
}

// hazardOf is a hazard a day that differs in every cell.
func hazardOf() *pooled {
	var p pooled
	for a := range p {
		for b := range p[a] {
			p[a][b] = 0.0002 * float64(1+a) * float64(9-b)
		}
	}
	return &p
}

func careBandIndex(passed model.Date) int {
	for i, n := range model.CareClock.Names {
		if n == careBand(passed) {
			return i
		}
	}
	return -1
}

func ageIndex(born, d model.Date) int {
	for a := range model.AgeBands {
		if model.AgeBand(a).String() == ageName(born, d) {
			return a
		}
	}
	return -1
}

// A candidate weighs by how often children of its age come into care, the days it
// stands for, and the chance to stay from it to the end of what was seen: here
// multiplied up day by day.
func TestCandidatesWeighDayByDay(t *testing.T) {
	t.Parallel()
	hazard := hazardOf()
	var entries [model.AdultAge]float64
	for a := range entries {
		entries[a] = float64(3 + (a*7)%5)
	}
	for _, x := range []struct {
		born, seen, to string
		left           bool
	}{
		{"2015-05-06", "2020-04-01", "2022-01-01", true},
		{"2008-02-29", "2020-04-01", "2023-08-03", false},
		{"2006-01-01", "2020-04-01", "2020-04-02", true},
		{"2020-01-01", "2020-04-01", "2021-01-15", true},
	} {
		u := unknown{born: on(x.born), ages: agesOf(on(x.born)), from: on(x.seen), to: on(x.to), left: x.left}
		u.spread(u.from)
		u.reweigh(&entries, hazard)
		want, sum := make([]float64, len(u.starts)), 0.0
		for i, s := range u.starts {
			cumulative, last := 0.0, 0.0
			for d := s.start; d < u.to; d++ {
				last = hazard[ageIndex(u.born, d)][careBandIndex(d-s.start)]
				cumulative += last
			}
			want[i] = entries[yearsOld(u.born, s.start)] * u.width[i] * math.Exp(-cumulative)
			if x.left {
				want[i] *= last
			}
			sum += want[i]
		}
		for i, s := range u.starts {
			near(t, fmt.Sprintf("born %s: candidate %d", x.born, i), s.weight, want[i]/sum, 1e-9)
		}
		// Their time at risk, and what ended it, by age and time in care.
		var got, days hazardSums
		u.addTo(&got)
		for i, s := range u.starts {
			start := s.start
			if i > u.long {
				start = u.starts[u.long].start
			}
			for d := u.from; d < u.to; d++ {
				a, b := ageIndex(u.born, d), careBandIndex(d-start)
				days.days[a][b] += s.weight
				if x.left && d == u.to-1 {
					days.events[a][b] += s.weight
				}
			}
		}
		for a := range days.days {
			for b := range days.days[a] {
				near(t, fmt.Sprintf("born %s: days at %d %d", x.born, a, b), got.days[a][b], days.days[a][b], 1e-6)
				near(t, fmt.Sprintf("born %s: events at %d %d", x.born, a, b), got.events[a][b], days.events[a][b], 1e-9)
			}
		}
		// Added twice and made a hazard, with a quarter of an event in a year.
		got.add(&days)
		h := got.hazards()
		for a := range h {
			for b := range h[a] {
				near(t, "hazard", h[a][b], (2*days.events[a][b]+0.25)/(2*days.days[a][b]+365.25), 1e-9)
			}
		}
	}
}

// A stretch of no time has no hazard.
func TestNoTimeNoHazard(t *testing.T) {
	t.Parallel()
	a := agesOf(on("2015-01-01"))
	if sum, last := hazardOf().integral(&a, 100, 300, 300); sum != 0 || last != 0 {
		t.Errorf("%v and %v", sum, last)
	}
}

// Which periods have starts to be weighed, and the sums over the others: on 1
// April 2023 a child aged 8 is 90 days in care, and goes home 30 days later.
func TestUnknownsByHand(t *testing.T) {
	t.Parallel()
	bounded := func(from, to string, e model.Exit) model.PeriodOfCare {
		p := stay(from, to, e)
		p.StartKnown = false
		return p
	}
	h := oneYear(
		born("2015-01-01", stay("2023-01-01", "2023-05-01", model.ExitHome)),
		born("2015-01-01", bounded("2022-12-01", "2023-05-01", model.ExitHome)),
		born("2015-01-01", bounded("2023-04-01", "2023-05-01", model.ExitAged18), stay("2024-03-30", "", 0)),
		born("2006-01-01", bounded("2023-04-01", "2024-02-01", model.ExitHome)), // past the eighteenth birthday
		born("2015-01-01", bounded("2023-04-01", "", 0)),
		model.Child{Periods: []model.PeriodOfCare{bounded("2023-04-01", "", 0)}},
	)
	list, known := unknowns(h, windowOf(h))
	type row struct {
		child    int
		from, to string
		left     bool
	}
	want := []row{{1, "2023-04-01", "2023-05-01", true}, {2, "2023-04-01", "2023-05-01", false}, {3, "2023-04-01", "2024-01-01", false}, {4, "2023-04-01", "2024-04-01", false}}
	if len(list) != len(want) {
		t.Fatalf("%d unknown starts, want %d", len(list), len(want))
	}
	for i, u := range list {
		if x := want[i]; u.key != (key{x.child, 0}) || u.from != on(x.from) || u.to != on(x.to) || u.left != x.left {
			t.Errorf("unknown %d: %v from %s to %s, left %v; want %+v", i, u.key, u.from, u.to, u.left, x)
		}
	}
	if s := list[0].starts[0].start; s != on("2022-12-01")-45 {
		t.Errorf("the first candidate is %s", s)
	}
	var days, events pooled
	days[model.Age5to9][2], days[model.Age5to9][3], days[model.Age5to9][0] = 1, 29, 2
	events[model.Age5to9][3] = 1
	if known.days != days || known.events != events {
		t.Errorf("known: %v and %v", known.days, known.events)
	}
	starts := possibleStarts(h, windowOf(h))
	if len(starts) != 4 {
		t.Errorf("%d with candidates", len(starts))
	}
	for k, list := range starts {
		sum := 0.0
		for _, s := range list {
			sum += s.weight
		}
		near(t, fmt.Sprint("weights of child ", k.child), sum, 1, 1e-9)
	}
}

// Ages at entry are counted by whole years of 365.25 days, and no age is without
// a chance.
func TestEntryAgesByHand(t *testing.T) {
	t.Parallel()
	bounded := stay("2023-06-01", "", 0)
	bounded.StartKnown = false
	h := oneYear(
		born("2023-06-01", stay("2023-06-01", "", 0)),                                      // at birth
		born("2013-01-01", stay("2023-01-10", "2023-02-01", 0), stay("2023-06-01", "", 0)), // ten, the first before the window
		born("2013-06-01", stay("2023-06-02", "", 0)),                                      // ten and half a day
		born("2006-01-01", stay("2023-12-31", "", 0)),                                      // 17
		born("2005-04-01", stay("2023-12-31", "", 0)),                                      // 18
		born("2015-04-01", bounded),                                                        //
		model.Child{Periods: []model.PeriodOfCare{stay("2023-06-01", "", 0)}},
	)
	got := entryAges(h, windowOf(h))
	for a, want := range map[int]float64{0: 2, 8: 1, 10: 3, 17: 2} {
		near(t, fmt.Sprint("aged ", a), got[a], want, 0)
	}
	sum := 0.0
	for _, n := range got {
		sum += n
	}
	near(t, "all", sum, 18+4, 0)
}

// A period whose start no return shows began after the child's last one, and in the
// year first seen where the records cover the year before and don't have the child.
func TestStartsAreNotBeforeWhatIsKnown(t *testing.T) {
	t.Parallel()
	w := newWindow(on("2019-04-01"), on("2024-03-31"))
	for _, x := range []struct{ before, seen, want string }{
		{"", "2019-03-02", "2010-05-06"},           // before the records
		{"", "2019-06-01", "2010-05-06"},           // in their first year
		{"", "2020-06-01", "2020-04-01"},           // the first return lacks the child
		{"2018-02-03", "2019-06-01", "2018-02-03"}, // was there before
		{"2019-08-01", "2020-06-01", "2019-08-01"}, // the first return has the child
		{"2020-05-01", "2020-06-01", "2020-05-01"},
	} {
		c := &model.Child{Born: on("2010-05-06")}
		if x.before != "" {
			c.Periods = append(c.Periods, model.PeriodOfCare{Start: on(x.before) - 100, End: on(x.before)})
		}
		c.Periods = append(c.Periods, model.PeriodOfCare{Start: on(x.seen)})
		if got := notBefore(c, len(c.Periods)-1, w); got != on(x.want) {
			t.Errorf("seen on %s after %q: not before %s, want %s", x.seen, x.before, got, x.want)
		}
	}
}
