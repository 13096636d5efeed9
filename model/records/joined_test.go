package records

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/carecurve/carecurve/model"
)

// careIn joins a child's rows of several returns, written as in TestRepairs, and
// gives the child's care and the rules that were said.
func careIn(t *testing.T, opt Options, born string, years map[string]string) (care, said string) {
	t.Helper()
	files := map[string]string{"uasc.csv": "CHILD,SEX,DOB,DUC\n"}
	for year, rows := range years {
		// Another child keeps a return from being empty, or from looking like part of
		// a year.
		text := episodesLine + "B,01/05/" + before(year) + ",S,V2,N1,K2,PR4,02/03/" + year + ",E4A,,,,,IN\n"
		for _, row := range strings.Split(rows, "|") {
			f := strings.Split(row, " ")
			if len(f) < 7 {
				continue
			}
			for i := range f {
				f[i] = strings.Trim(f[i], "-")
			}
			text += "A," + f[0] + "," + f[1] + "," + f[2] + ",N1," + f[3] + "," + f[4] + "," + f[5] + "," + f[6] + ",,,,,IN\n"
		}
		files[year+"/episodes.csv"] = text
		files[year+"/header.csv"] = headerLine + "A,1," + born + ",WBRI,,,\nB,2,01/05/2010,WBRI,,,\n"
	}
	h, r := load(t, opt, write(t, files))
	for _, c := range h.Children {
		if c.ID == "A" {
			care = brief(c)
		}
	}
	var rules []string
	for _, f := range r.Findings {
		switch f.Rule {
		case "without-episodes", "missing-return", "year-by-content", "council-setting":
		default:
			rules = append(rules, f.Rule)
		}
	}
	return care, strings.Join(rules, " ")
}

// TestSlack holds each tolerance of joining on both sides of its edge.
func TestSlack(t *testing.T) {
	t.Parallel()
	const young = "05/02/2010"
	for _, c := range []struct {
		name  string
		years map[string]string
		born  string
		opt   Options
		care  string // with a placement's days left out
		rules string
	}{
		// A start that a later return gives another day within a month is the same;
		// for other rows within two weeks, and only up to the year's end.
		{"start 31 days later", map[string]string{"2022": "20/02/2022 S V2 U4 PR1 - -", "2023": "23/03/2022 S V2 U4 PR1 - -"}, young, Options{}, "2022-03-23 open", "re-dated"},
		{"start 32 days later", map[string]string{"2022": "20/02/2022 S V2 U4 PR1 - -", "2023": "24/03/2022 S V2 U4 PR1 - -"}, young, Options{}, "2022-02-20 other 2022-03-23; 2022-03-24 open", "open-then-start"},
		{"start on 31 March", map[string]string{"2022": "10/03/2022 S V2 U4 PR1 - -", "2023": "31/03/2022 S V2 U4 PR1 - -"}, young, Options{}, "2022-03-31 open", "re-dated"},
		{"start on 1 April", map[string]string{"2022": "10/03/2022 S V2 U4 PR1 - -", "2023": "01/04/2022 S V2 U4 PR1 - -"}, young, Options{}, "2022-03-10 other 2022-03-31; 2022-04-01 open", "open-then-start"},
		{"start elsewhere", map[string]string{"2022": "10/03/2022 S V2 U4 PR1 - -", "2023": "14/03/2022 S V2 K2 PR1 - -"}, young, Options{}, "2022-03-10 other 2022-03-13; 2022-03-14 open", "open-then-start"},
		{"move 14 days later", map[string]string{"2022": "01/09/2021 S V2 U4 PR1 01/03/2022 X1|01/03/2022 P V2 K2 PR1 - -", "2023": "15/03/2022 P V2 K2 PR1 - -"}, young, Options{}, "2021-09-01 open", "gap-after-x1 re-dated"},
		{"move 15 days later", map[string]string{"2022": "01/09/2021 S V2 U4 PR1 01/03/2022 X1|01/03/2022 P V2 K2 PR1 - -", "2023": "16/03/2022 P V2 K2 PR1 - -"}, young, Options{}, "2021-09-01 open", "open-then-next"},
		// Days that a later return fills otherwise.
		{"ended on that day", map[string]string{"2022": "10/05/2021 S V2 U4 PR1 01/09/2021 X1|01/09/2021 P V2 K2 PR4 01/10/2021 E4A", "2023": "10/05/2021 S V2 U4 PR1 01/09/2021 X1"}, young, Options{}, "2021-05-10 home 2021-10-01", ""},
		{"ended a day later", map[string]string{"2022": "10/05/2021 S V2 U4 PR1 01/09/2021 X1|01/09/2021 P V2 K2 PR4 01/10/2021 E4A", "2023": "10/05/2021 S V2 U4 PR1 02/09/2021 E4A"}, young, Options{}, "2021-05-10 home 2021-09-02", "superseded"},
		// After REC X1.
		{"start a day later", map[string]string{"2023": "10/05/2022 S V2 U4 PR1 20/06/2022 X1|21/06/2022 S V2 K2 PR4 - -"}, young, Options{}, "2022-05-10 open", "start-after-x1"},
		{"start two days later", map[string]string{"2023": "10/05/2022 S V2 U4 PR1 20/06/2022 X1|22/06/2022 S V2 K2 PR4 - -"}, young, Options{}, "2022-05-10 other 2022-06-20; 2022-06-22 open", "x1-then-start"},
		{"start five days later, allowed", map[string]string{"2023": "10/05/2022 S V2 U4 PR1 20/06/2022 X1|25/06/2022 S V2 K2 PR4 - -"}, young, Options{Rejoin: 5}, "2022-05-10 open", "start-after-x1"},
		{"start six days later, not allowed", map[string]string{"2023": "10/05/2022 S V2 U4 PR1 20/06/2022 X1|26/06/2022 S V2 K2 PR4 - -"}, young, Options{Rejoin: 5}, "2022-05-10 other 2022-06-20; 2022-06-26 open", "x1-then-start"},
		{"start a day later, none allowed", map[string]string{"2023": "10/05/2022 S V2 U4 PR1 20/06/2022 X1|21/06/2022 S V2 K2 PR4 - -"}, young, Options{Rejoin: -1}, "2022-05-10 other 2022-06-20; 2022-06-21 open", "x1-then-start"},
		{"a gap of 366 days", map[string]string{"2022": "10/05/2021 S V2 U4 PR1 20/06/2021 X1", "2023": "21/06/2022 P V2 K2 PR4 - -"}, young, Options{}, "2021-05-10 open", "gap-after-x1"},
		{"a gap of 367 days", map[string]string{"2022": "10/05/2021 S V2 U4 PR1 20/06/2021 X1", "2023": "22/06/2022 P V2 K2 PR4 - -"}, young, Options{}, "2021-05-10 other 2021-06-20; ~2022-06-22 open", "gap-too-long continues-after-end"},
		// Open rows.
		{"open from the year's last day", map[string]string{"2022": "31/03/2022 S V2 U4 PR1 - -", "2023": ""}, young, Options{}, "2022-03-31 other 2022-04-01", "stale-open"},
		{"open, then a start on the next day", map[string]string{"2023": "10/05/2022 S V2 U4 PR1 - -|11/05/2022 S V2 K2 PR4 - -"}, young, Options{}, "2022-05-10 open", "open-then-start"},
		{"open, then a start two days on", map[string]string{"2023": "10/05/2022 S V2 U4 PR1 - -|12/05/2022 S V2 K2 PR4 - -"}, young, Options{}, "2022-05-10 other 2022-05-11; 2022-05-12 open", "open-then-start"},
		// A start that stood there already in the older return is another.
		{"two starts of one return", map[string]string{"2022": "10/03/2022 S V2 U4 PR1 - -|14/03/2022 S V2 U4 PR1 - -", "2023": "14/03/2022 S V2 U4 PR1 - -"}, young, Options{}, "2022-03-10 other 2022-03-13; 2022-03-14 open", "open-then-start"},
		// An open row goes on in one that can't be read, up to that one's return.
		{"goes on, and is gone", map[string]string{"2021": "10/05/2020 S V2 U4 PR1 - -", "2022": "31/02/2021 S V2 U4 PR1 - -", "2023": ""}, young, Options{}, "2020-05-10 other 2022-03-31", "bad-date decom-unread"},
		{"goes on to a move that is none", map[string]string{"2021": "10/05/2020 S V2 U4 PR1 - -", "2022": "31/02/2021 S V2 U4 PR1 01/09/2021 X1", "2023": ""}, young, Options{}, "2020-05-10 other 2021-09-01", "bad-date decom-unread"},
		{"goes on in the latest of two", map[string]string{"2020": "10/05/2019 S V2 U4 PR1 - -", "2021": "31/02/2021 S V2 U4 PR1 01/09/2020 E4A", "2022": "31/02/2021 S V2 U4 PR1 01/09/2021 E11"}, young, Options{}, "2019-05-10 adoption 2021-09-01", "bad-date bad-date decom-unread"},
		{"ended before it started", map[string]string{"2022": "10/05/2021 S V2 U4 PR1 - -", "2023": "31/02/2021 S V2 U4 PR1 10/05/2021 E4A"}, young, Options{}, "2021-05-10 other 2022-03-31", "bad-date stale-open"},
		// Two rows of one day: another start, legal status or place is another episode.
		{"another legal status", map[string]string{"2023": "10/05/2022 S V2 U4 PR1 20/06/2022 E4A|10/05/2022 S C2 U4 PR1 - -"}, young, Options{}, "2022-05-10 home 2022-06-20", "same-day-twice"},
		{"another RNE", map[string]string{"2023": "10/05/2022 S V2 U4 PR1 20/06/2022 E4A|10/05/2022 P V2 U4 PR1 - -"}, young, Options{}, "2022-05-10 home 2022-06-20", "same-day-twice"},
		{"another place", map[string]string{"2023": "10/05/2022 S V2 U4 PR1 20/06/2022 E4A|10/05/2022 S V2 U5 PR1 - -"}, young, Options{}, "2022-05-10 home 2022-06-20", "same-day-twice"},
		{"another provider alone", map[string]string{"2023": "10/05/2022 S V2 U4 PR1 20/06/2022 E4A|10/05/2022 S V2 U4 PR4 20/06/2022 E4A"}, young, Options{}, "2022-05-10 home 2022-06-20", ""},
		// Ends that reach over the next row.
		{"overlap of a move with a start", map[string]string{"2023": "10/05/2022 S V2 U4 PR1 20/07/2022 X1|01/07/2022 S V2 K2 PR4 - -"}, young, Options{}, "2022-05-10 open", "overlap"},
		{"overlap of a leaving with a move", map[string]string{"2023": "10/05/2022 S V2 U4 PR1 20/07/2022 E4A|01/07/2022 P V2 K2 PR4 - -"}, young, Options{}, "2022-05-10 open", "overlap"},
		{"blank REC, then a start", map[string]string{"2023": "10/05/2022 S V2 U4 PR1 20/06/2022 -|20/06/2022 S V2 K2 PR4 - -"}, young, Options{}, "2022-05-10 open", "dec-rec-inferred"},
		{"blank REC, a day too early", map[string]string{"2023": "10/05/2022 S V2 U4 PR1 19/06/2022 -|20/06/2022 S V2 K2 PR4 - -"}, young, Options{}, "2022-06-20 open", "dec-without-rec"},
		// The eighteenth birthday, 10 September 2022, and a week about it.
		{"a week before", map[string]string{"2023": "10/05/2022 S V2 H5 PR4 03/09/2022 E8"}, "10/09/2004", Options{}, "2022-05-10 aged18 2022-09-03", ""},
		{"eight days before", map[string]string{"2023": "10/05/2022 S V2 H5 PR4 02/09/2022 E8"}, "10/09/2004", Options{}, "2022-05-10 other 2022-09-02", ""},
		{"a week after", map[string]string{"2023": "10/05/2022 S V2 H5 PR4 17/09/2022 E8"}, "10/09/2004", Options{}, "2022-05-10 aged18 2022-09-17", ""},
		{"eight days after", map[string]string{"2023": "10/05/2022 S V2 H5 PR4 18/09/2022 E8"}, "10/09/2004", Options{}, "2022-05-10 aged18 2022-09-10", "left-after-18"},
		{"open a week after", map[string]string{"2023": "10/05/2022 S V2 H5 PR4 - -"}, "24/03/2005", Options{}, "2022-05-10 open", ""},
		{"open eight days after", map[string]string{"2023": "10/05/2022 S V2 H5 PR4 - -"}, "23/03/2005", Options{}, "2022-05-10 aged18 2023-03-23", "open-after-18"},
		{"a start on the day before", map[string]string{"2023": "09/09/2022 S V2 H5 PR4 - -"}, "10/09/2004", Options{}, "2022-09-09 aged18 2022-09-10", "open-after-18"},
		{"a start on the day", map[string]string{"2023": "10/09/2022 S V2 H5 PR4 - -"}, "10/09/2004", Options{}, "", "starts-after-18"},
		{"a move a week after", map[string]string{"2023": "10/05/2022 S V2 H5 PR4 17/09/2022 X1|17/09/2022 P V2 K2 PR4 18/09/2022 E8"}, "10/09/2004", Options{}, "2022-05-10 aged18 2022-09-10", "left-after-18"},
		{"a move eight days after", map[string]string{"2023": "10/05/2022 S V2 H5 PR4 18/09/2022 X1|18/09/2022 P V2 K2 PR4 19/09/2022 E8"}, "10/09/2004", Options{}, "2022-05-10 aged18 2022-09-10", "left-after-18 starts-after-18 x1-without-next"},
		{"born on the day", map[string]string{"2023": "10/05/2022 S V2 U4 PR1 - -"}, "10/05/2022", Options{}, "2022-05-10 open", ""},
		{"born a day later", map[string]string{"2023": "10/05/2022 S V2 U4 PR1 - -"}, "11/05/2022", Options{}, "", "born-after-start"},
		// Rows by themselves.
		{"the first day of all", map[string]string{"2023": "14/10/1991 L V2 U4 PR1 01/06/2022 E4A"}, "01/01/1990", Options{}, "~1991-10-14 aged18 2008-01-01", "left-after-18"},
		{"before the first day", map[string]string{"2023": "13/10/1991 L V2 U4 PR1 01/06/2022 E4A"}, "01/01/1990", Options{}, "", "too-early"},
		{"a night", map[string]string{"2023": "10/05/2022 S V2 U4 PR1 11/05/2022 E4A"}, young, Options{}, "2022-05-10 home 2022-05-11", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			care, rules := careIn(t, c.opt, c.born, c.years)
			for strings.Contains(care, " [") { // placements are TestRepairs's
				a, rest, _ := strings.Cut(care, " [")
				_, b, _ := strings.Cut(rest, "]")
				care = a + b
			}
			if care != c.care || !sameWords(strings.Fields(rules), strings.Fields(c.rules+" ")) {
				t.Errorf("got  %s\nwant %s\nrules %q, want %q", care, c.care, rules, c.rules)
			}
		})
	}
}

// TestImpossibleProviders holds every placement with every provider against the
// return's own checks: a child with its parents has no provider; foster care by
// relatives or others, homes, secure homes and adopters are not a health body's; a
// prison or a mother-and-baby unit is no council's.
func TestImpossibleProviders(t *testing.T) {
	t.Parallel()
	for _, place := range model.PlacementCodes() {
		for _, who := range []string{"PR0", "PR1", "PR2", "PR3", "PR4", "PR5"} {
			want := false
			switch who {
			case "PR0":
				want = place != "P1"
			case "PR1", "PR2":
				want = slices.Contains(strings.Fields("P1 R2 R5"), place)
			case "PR3":
				want = slices.Contains(strings.Fields("P1 A3 A4 A5 A6 K1 K2 U1 U2 U3 U4 U5 U6"), place)
			case "PR4", "PR5":
				want = place == "P1"
			}
			j := &joiner{}
			j.judgeProvider(&episode{row: row{file: &file{}}, place: tagOf(place), provider: tagOf(who)})
			if got := j.journal.counts["impossible-provider"] > 0; got != want {
				t.Errorf("%s with %s: impossible %v, want %v", who, place, got, want)
			}
		}
	}
}

// TestLimitsOfStays holds the days that temporary stays and short legal statuses
// may last, and the ages from which placements may be, on both sides.
func TestLimitsOfStays(t *testing.T) {
	t.Parallel()
	born := model.NewDate(2008, 6, 15)
	judge := func(e episode) *journal {
		j := &joiner{slack: 7}
		e.row = row{file: &file{}}
		j.judge([]*episode{&e}, born)
		return &j.journal
	}
	start := model.NewDate(2022, 9, 1)
	for place, most := range map[string]model.Date{"T1": 42, "T3": 21, "T4": 7, "T2": 0, "K2": 0} {
		for _, days := range []model.Date{1, most, most + 1, 400} {
			got := judge(episode{decom: start, dec: start + days, place: tagOf(place), rec: recX1}).counts["temporary-too-long"] > 0
			if want := most > 0 && days > most; got != want {
				t.Errorf("%s for %d days: too long %v", place, days, got)
			}
		}
	}
	for ls, most := range map[string]model.Date{"L1": 3, "L2": 21, "L3": 7, "V2": 0} {
		for _, days := range []model.Date{1, most, most + 1, 400} {
			got := judge(episode{decom: start, dec: start + days, ls: tagOf(ls), place: tagOf("K2"), rec: recX1}).counts["held-too-long"] > 0
			if want := most > 0 && days > most; got != want {
				t.Errorf("%s for %d days: too long %v", ls, days, got)
			}
		}
	}
	// A status that follows another begins anew.
	j := &joiner{slack: 7}
	two := []*episode{{decom: start, dec: start + 3, ls: tagOf("L1"), place: tagOf("K2"), rec: recX1}, {decom: start + 3, dec: start + 24, ls: tagOf("L2"), place: tagOf("K2"), rne: rneL}}
	for _, e := range two {
		e.row = row{file: &file{}}
	}
	if j.judge(two, born); j.journal.counts["held-too-long"] > 0 {
		t.Error("an emergency order after police protection is held too long")
	}
	for place, least := range map[string]int{"P2": 15, "H5": 14, "R5": 10, "S1": 4, "P3": 14} {
		for day, want := range map[model.Date]bool{born.Birthday(least) - 1: true, born.Birthday(least): false} {
			if got := judge(episode{decom: day, dec: day + 1, place: tagOf(place)}).counts["too-young"] > 0; got != want {
				t.Errorf("%s at %s: too young %v", place, day, got)
			}
		}
	}
}

// TestSameHome: a move is none only where placement, provider, URN and a whole
// postcode stay, and the last two are told.
func TestSameHome(t *testing.T) {
	t.Parallel()
	usual := func() *episode {
		return &episode{place: tagOf("K2"), provider: tagOf("PR1"), urn: pack("SC1"), post: pack("LS11AA")}
	}
	if !usual().sameHome(usual()) {
		t.Fatal("a home is not itself")
	}
	for what, edit := range map[string]func(e, o *episode){
		"place":       func(e, o *episode) { o.place = tagOf("U6") },
		"provider":    func(e, o *episode) { o.provider = tagOf("PR4") },
		"URN":         func(e, o *episode) { o.urn = pack("SC2") },
		"postcode":    func(e, o *episode) { o.post = pack("LS11AB") },
		"no URN":      func(e, o *episode) { e.urn, o.urn = 0, 0 },
		"unknown URN": func(e, o *episode) { e.urn, o.urn = unknownURN, unknownURN },
		"no postcode": func(e, o *episode) { e.post, o.post = 0, 0 },
		"district":    func(e, o *episode) { e.post, o.post = pack("LS11"), pack("LS11") },
	} {
		e, o := usual(), usual()
		if edit(e, o); e.sameHome(o) {
			t.Errorf("%s: the same home", what)
		}
	}
	e, o := usual(), usual()
	if e.post, o.post = pack("LS11A"), pack("LS11A"); !e.sameHome(o) {
		t.Error("five characters say too little")
	}
}

// TestContinues: after a change of legal status a placement goes on in its setting;
// after days away, or a start that is none, where also provider, postcode and URN
// are the same as far as both are told.
func TestContinues(t *testing.T) {
	t.Parallel()
	usual := func() *episode {
		return &episode{row: row{file: &file{}}, rne: tagOf("P"), place: tagOf("K2"), provider: tagOf("PR1"), urn: pack("SC1"), post: pack("LS11AA")}
	}
	for i, c := range []struct {
		edit func(e, under *episode)
		back bool
		want bool
	}{
		{func(e, o *episode) {}, false, false},
		{func(e, o *episode) {}, true, true},
		{func(e, o *episode) { e.joined = true }, false, true},
		{func(e, o *episode) { e.rne = rneL }, false, true},
		{func(e, o *episode) { e.rne, e.post, e.urn, e.provider = rneL, pack("LS11AB"), 0, 0 }, false, true},
		{func(e, o *episode) { e.rne, e.place = rneL, tagOf("K1") }, false, false},
		{func(e, o *episode) { e.place = tagOf("K1") }, true, false},
		{func(e, o *episode) { e.provider = tagOf("PR4") }, true, false},
		{func(e, o *episode) { e.post = pack("LS11AB") }, true, false},
		{func(e, o *episode) { e.post = 0 }, true, true},
		{func(e, o *episode) { o.post = 0 }, true, true},
		{func(e, o *episode) { e.urn = pack("SC2") }, true, false},
		{func(e, o *episode) { e.urn = 0 }, true, true},
		{func(e, o *episode) { o.urn = 0 }, true, true},
	} {
		e, o := usual(), usual()
		c.edit(e, o)
		if got := (&joiner{}).continues(e, o, c.back); got != c.want {
			t.Errorf("case %d: goes on %v", i, got)
		}
	}
}

// TestHeaderRows: a row whose birth lies after its return's year is set aside, and
// said once; of others the latest counts, blanks filled from older ones.
func TestHeaderRows(t *testing.T) {
	t.Parallel()
	f := &file{input: Input{Kind: kindHeader}}
	day := model.NewDate
	add := func(child string, born model.Date, sex byte, year int, state rowState) {
		f.people = append(f.people, &person{row: row{file: f, state: state}, child: child, born: born, sex: sex, year: year})
	}
	add("A", day(2023, 3, 31), 'M', 2023, rowUsed)
	add("B", day(2023, 4, 1), 'M', 2023, rowUsed)
	add("C", day(2023, 4, 1), 'M', 2023, rowSetAside)
	add("D", 0, 'F', 2023, rowUsed)
	add("D", day(2010, 5, 5), 'M', 2022, rowUsed)
	add("D", day(2010, 6, 6), 0, 2021, rowUsed)
	j := &joiner{files: []*file{f}, slack: 7, children: map[string]*model.Child{"A": {Born: 1}, "D": {Born: 1}}}
	j.describe()
	if n := j.journal.counts["born-in-future"]; n != 1 || f.people[1].state != rowSetAside || j.people["B"] != nil || j.people["C"] != nil || j.people["A"].born != day(2023, 3, 31) {
		t.Errorf("born in future %d times: %v", n, j.people)
	}
	if d := j.people["D"]; d.born != day(2010, 5, 5) || d.sex != 'F' || j.journal.counts["born-differs"] != 1 || j.journal.counts["sex-differs"] != 1 {
		t.Errorf("%+v, said %v", d, j.journal.counts)
	}
	// The uasc table's rows may differ, where both tell, and fill what the header's
	// leave blank.
	for _, c := range []struct {
		born, header model.Date
		sex, other   byte
		differ       bool
	}{
		{day(2008, 1, 2), day(2008, 1, 2), 'M', 'M', false}, {day(2008, 1, 2), day(2008, 1, 3), 'M', 'M', true}, {day(2008, 1, 2), day(2008, 1, 2), 'M', 'F', true},
		{0, day(2008, 1, 2), 'M', 'M', false}, {day(2008, 1, 2), 0, 'M', 'M', false}, {day(2008, 1, 2), day(2008, 1, 2), 0, 'M', false}, {day(2008, 1, 2), day(2008, 1, 2), 'M', 0, false},
	} {
		g := &file{input: Input{Kind: kindHeader}}
		g.people = []*person{{row: row{file: g}, child: "U", born: c.header, sex: c.other}}
		g.uasc = []*unaccompanied{{row: row{file: g}, child: "U", born: c.born, sex: c.sex, ends: day(2024, 1, 1)}}
		u := &joiner{files: []*file{g}}
		u.describe()
		d := u.people["U"]
		if (u.journal.counts["uasc-differs"] > 0) != c.differ || !d.uasc || d.uascEnds != day(2024, 1, 1) || d.born == 0 || d.sex == 0 {
			t.Errorf("%+v: %+v, said %v", c, d, u.journal.counts)
		}
	}
	// Of children without care the header's row is passed over, and said once.
	add("E", day(2010, 5, 5), 'F', 2023, rowUsed)
	add("E", day(2010, 5, 5), 'F', 2022, rowRepeated)
	j.describeRest(nil)
	if j.journal.counts["without-episodes"] != 1 || f.people[6].state != rowPassedOver || f.people[7].state != rowPassedOver || f.people[2].state != rowSetAside || f.people[0].state != rowUsed {
		t.Errorf("said %v", j.journal.counts)
	}
}

// TestLaterChild: of two descriptions the one with a birth date, then the later
// census's, then the later birth date's, so that the order of files plays no part.
func TestLaterChild(t *testing.T) {
	t.Parallel()
	early, late := &census{reference: 100}, &census{reference: 200}
	child := func(born model.Date, of *census) *censusChild { return &censusChild{born: born, of: of} }
	for _, c := range []struct {
		a, b *censusChild
		want bool
	}{
		{child(50, early), child(0, late), true},
		{child(0, late), child(50, early), false},
		{child(50, late), child(60, early), true},
		{child(60, early), child(50, late), false},
		{child(60, early), child(50, early), true},
		{child(50, early), child(60, early), false},
		{child(50, early), child(50, early), false},
		{child(0, late), child(0, early), true},
	} {
		if got := laterChild(c.a, c.b, c.a.of); got != c.want {
			t.Errorf("born %d of census %d over born %d of census %d: %v", c.a.born, c.a.of.reference, c.b.born, c.b.of.reference, got)
		}
	}
}

// TestMendPlan holds when a plan is closed or cut, at the edges.
func TestMendPlan(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		start, end, closure, reference, next, last model.Date
		want                                       model.Date
		rule                                       string
	}{
		{100, 0, 0, 500, 0, 500, 0, ""},
		{100, 0, 300, 500, 0, 500, 300, "plan-after-closure"},
		{100, 0, 100, 500, 0, 500, 100, "plan-after-closure"},
		{100, 0, 99, 500, 0, 500, 0, ""},
		{100, 0, 500, 500, 0, 500, 500, "plan-after-closure"},
		{100, 0, 501, 500, 0, 500, 0, ""},
		{100, 200, 300, 500, 0, 500, 200, ""},
		{100, 0, 0, 500, 0, 501, 500, "plan-stale"},
		{100, 200, 0, 500, 0, 501, 200, ""},
		{100, 200, 0, 500, 200, 500, 200, ""},
		{100, 201, 0, 500, 200, 500, 200, "plan-overlap"},
		{100, 0, 0, 500, 200, 500, 200, "plan-overlap"},
		{100, 0, 0, 500, 600, 600, 500, "plan-stale"},
		{0, 0, 0, 500, 0, 500, 0, ""},
	} {
		p := &plan{start: c.start, end: c.end, closure: c.closure, census: &census{reference: c.reference}}
		var next *plan
		if c.next > 0 {
			next = &plan{start: c.next}
		}
		if rule := mendPlan(p, next, c.last); rule != c.rule || p.end != c.want {
			t.Errorf("%+v: ends on %d by %q", c, p.end, rule)
		}
	}
}

// TestNearerReturn: the nearest return, of two as near the later.
func TestNearerReturn(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, b, to int
		want     bool
	}{{2021, 2019, 2022, true}, {2019, 2021, 2022, false}, {2023, 2021, 2022, true}, {2021, 2023, 2022, false}, {2023, 2020, 2022, true}, {2021, 2021, 2022, false}} {
		if got := nearer(c.a, c.b, c.to); got != c.want {
			t.Errorf("%d nearer to %d than %d: %v", c.a, c.to, c.b, got)
		}
	}
}

// TestSharp holds how far a number may fall or leap from one year to the next: by
// three standard deviations of the difference, and by a fifth, or a quarter up.
func TestSharp(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		before, now int
		want        string
	}{
		{1000, 800, ""}, {1000, 799, "falls"}, {799, 1000, "leaps"}, {800, 1000, ""},
		{100, 62, ""}, {100, 61, "falls"}, // 38 and 39 against 38.18 and 38.07
		{62, 100, ""}, {61, 100, "leaps"}, {0, 9, "leaps"}, {0, 8, ""}, {9, 0, "falls"}, {0, 0, ""},
	} {
		j := &joiner{}
		j.journal.all = true
		at := map[int]model.Pos{2021: {File: "a"}, 2022: {File: "b"}, 2024: {File: "c"}}
		j.sharp(map[int]int{2021: c.before, 2022: c.now, 2024: c.now * 5}, at, 0.8, "stock-falls", "stock-leaps")
		got := ""
		for rule := range j.journal.counts {
			got += strings.TrimPrefix(rule, "stock-")
		}
		if got != c.want {
			t.Errorf("from %d to %d: %q, want %q", c.before, c.now, got, c.want)
		}
	}
}

// TestLacksAtTheirEdges holds what is said of records that allow less.
func TestLacksAtTheirEdges(t *testing.T) {
	t.Parallel()
	to := model.NewDate(2024, 3, 31)
	type state struct {
		a Allowance
		h model.History
		r Report
	}
	whole := func() *state {
		return &state{Allowance{Years: 5, Children: 10, Periods: 10, Located: 1},
			model.History{From: to - 1826, To: to, PlansFrom: to - 1826, PlansTo: to, Linked: true, Located: true, Population: model.Population{First: 2020, Years: make([][model.AgeBands]float64, 4)}},
			Report{Counts: map[string]int{}, Read: 1000, Located: 10}}
	}
	count := func(rule string) func(*state) { return func(s *state) { s.r.Counts[rule] = 1 } }
	for i, c := range []struct {
		edit func(*state)
		want string
	}{
		{func(*state) {}, ""},
		{func(s *state) { s.a.Years = 2.89 }, "A short window: 2.9 years"}, {func(s *state) { s.a.Years = 2.9 }, "A window of 2.9 years"},
		{func(s *state) { s.a.Years = 4.89 }, "A window of 4.9 years"}, {func(s *state) { s.a.Years = 4.9 }, ""}, {func(s *state) { s.a.Years = 0 }, ""},
		{func(s *state) { s.a.Years, s.a.Periods = 2, 0 }, "No SSDA903 return"},
		{func(s *state) { s.a.Periods, s.h.PlansFrom, s.h.PlansTo = 0, 0, 0 }, "No SSDA903 return"},
		{func(s *state) { s.a.Undated = 1 }, "No birth date for 1 of 10 children (10.0 %)"},
		{func(s *state) { s.a.Undated = 9; s.r.Counts["no-header"] = 1 }, "No header table: 9 of 10 children"},
		{count("annex-alone"), "Annex A alone"},
		{count("stock-falls"), "A return is probably not whole"}, {count("stock-leaps"), "A return is probably not whole"}, {count("no-exits"), "A return is probably not whole"},
		{count("plans-fall"), "A return is probably not whole"}, {count("plans-leap"), "A return is probably not whole"},
		{count("missing-return"), "A year's return is missing"}, {count("part-year"), "The latest return ends before"}, {count("no-uasc"), "No uasc table"},
		{func(s *state) { s.h.PlansFrom, s.h.PlansTo = 0, 0 }, "No CIN census"}, {func(s *state) { s.h.Linked = false }, "Plans and care don't share"},
		{func(s *state) { s.h.PlansTo = to - 1 }, "The censuses end on 2024-03-30"},
		{func(s *state) { s.r.Located, s.h.Located, s.a.Located = 0, false, 0 }, "No placement's location"},
		{func(s *state) { s.h.Located, s.a.Located = false, 0.4 }, "Location is known for only 40 %"},
		{func(s *state) { s.a.Located = 0.949 }, "Location is known for 95 %"}, {func(s *state) { s.a.Located = 0.95 }, ""},
		{func(s *state) { s.h.Population.Years = nil }, "No population"},
		{func(s *state) { s.h.Population.First = 2019 }, "Population only to 2022"},
		{func(s *state) { s.r.SetAside = 10 }, ""}, {func(s *state) { s.r.SetAside = 11 }, "1.1 % of rows are set aside"},
	} {
		s := whole()
		c.edit(s)
		s.a.lack(&s.h, &s.r)
		got := []string{}
		for _, l := range s.a.Lacks {
			got = append(got, l.What)
		}
		if said := strings.Join(got, "|"); (c.want == "") != (said == "") || !strings.HasPrefix(said, c.want) || len(got) > 1 {
			t.Errorf("case %d: said %q, want %q", i, said, c.want)
		}
	}
	// Entries from a plan: open on the day, or ended in the 28 days before it.
	for ended, want := range map[model.Date]int{0: 1, to: 1, to - 100: 1, to - 128: 1, to - 129: 0} {
		h := &model.History{From: to - 365, To: to, PlansFrom: to - 364, PlansTo: to - 60, Children: []model.Child{{
			Periods: []model.PeriodOfCare{{Start: to - 100, StartKnown: true, Placements: make([]model.Placement, 2)}, {Start: to - 90}, {Start: to - 400, StartKnown: true}},
			Plans:   []model.Plan{{Start: to - 200, End: ended}, {Start: to - 99}},
		}}}
		a := Allows(h, &Report{Counts: map[string]int{}, Located: 3, Unlocated: 1})
		if a.Entries != 1 || a.FromPlan != want || a.Undated != 1 || a.Plans != 2 || a.Periods != 3 || a.Placements != 2 || a.Located != 0.75 {
			t.Errorf("a plan that ended on %s: %+v", ended, a)
		}
		if years, plans := fmt.Sprintf("%.4f", a.Years), fmt.Sprintf("%.4f", a.PlanYears); years != fmt.Sprintf("%.4f", 366/365.25) || plans != fmt.Sprintf("%.4f", 305/365.25) {
			t.Errorf("%s years of care, %s of plans", years, plans)
		}
	}
}
