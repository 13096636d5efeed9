package records

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"github.com/carecurve/carecurve/model"
)

// joiner puts files together into one history.
type joiner struct {
	files   []*file
	opt     Options
	journal journal
	report  Report
	history model.History

	first, last int // years of the first and last return
	people      map[string]*description
	children    map[string]*model.Child
	directory   *Directory
	home        packed // ONS code for PL_LA
	// slack is how many days after the birthday are still the birthday: seven,
	// or more where only the month of birth is known.
	slack model.Date
	// zero are episodes set aside because they start and end on one day; what
	// they say about start and end still counts.
	zeroStart map[childDay]bool
	zeroEnd   map[childDay]tag
	// unread are rows set aside because their DECOM can't be read: the episode
	// that an earlier return left open goes on in them.
	unread map[string][]*episode
}

type childDay struct {
	child string
	day   model.Date
}

func join(files []*file, opt Options) (*model.History, *Report, error) {
	j := &joiner{files: files, opt: opt, children: map[string]*model.Child{}, slack: 7,
		zeroStart: map[childDay]bool{}, zeroEnd: map[childDay]tag{}, unread: map[string][]*episode{}}
	j.journal.all = opt.AllFindings
	for _, change := range opt.Changes {
		j.journal.say("council-setting", model.Pos{}, ": "+change)
	}
	for _, f := range files {
		f.tellYears()
	}
	byChild := j.episodesByChild()
	j.manyAuthorities()
	j.span()
	j.whole(byChild)
	j.alike(byChild)
	j.describe()
	j.describeByAnnex()
	j.findDirectory()
	j.guessHome()
	for _, id := range slices.Sorted(maps.Keys(byChild)) {
		j.careOf(id, byChild[id])
	}
	j.describeRest(byChild)
	j.annexCare()
	j.plans()
	j.annexFigures()
	j.lastDays()
	j.locations()
	j.joinLedger()
	j.window()
	j.history.Population = peopleOf(files, j.home.String(), opt.Name, &j.journal)
	for _, id := range slices.Sorted(maps.Keys(j.children)) {
		c := j.children[id]
		if len(c.Periods)+len(c.Plans) > 0 {
			j.history.Children = append(j.history.Children, *c)
		}
	}
	j.finish()
	return &j.history, &j.report, nil
}

// episodesByChild sorts the usable rows by child and tells the years that the
// returns span.
func (j *joiner) episodesByChild() map[string][]*episode {
	out := map[string][]*episode{}
	years := map[int]bool{}
	short := 0
	for _, f := range j.files {
		short += f.short
		for _, e := range f.episodes {
			if e.state == rowUsed {
				out[e.child] = append(out[e.child], e)
				years[int(e.year)] = true
			}
			if e.state == rowSetAside && e.child != "" && e.decom.IsZero() && e.dec.IsZero() == (e.rec == 0) {
				j.unread[e.child] = append(j.unread[e.child], e)
			}
			if e.state == rowSetAside && e.child != "" && !e.decom.IsZero() && e.decom == e.dec {
				if e.rne == rneS {
					j.zeroStart[childDay{e.child, e.decom}] = true
				}
				if exits(e.rec) {
					j.zeroEnd[childDay{e.child, e.dec}] = e.rec
				}
			}
		}
	}
	if short > 0 {
		for _, f := range j.files {
			if f.short > 0 {
				rows := "1 row"
				if f.short > 1 {
					rows = fmt.Sprintf("%d rows", f.short)
				}
				j.journal.say("short-break", model.Pos{File: f.name}, ": "+rows)
			}
		}
	}
	sorted := slices.Sorted(maps.Keys(years))
	for i, y := range sorted {
		if i == 0 {
			j.first = y
		} else if y > j.last+1 {
			j.journal.say("missing-return", model.Pos{}, fmt.Sprintf(": %d-%02d", j.last, (j.last+1)%100))
		}
		j.last = y
	}
	return out
}

// span tells the first and last day that the returns cover.
func (j *joiner) span() {
	if j.last == 0 {
		return
	}
	var rows []*episode
	var latest *file
	earlier, begin := 0, model.Date(0)
	starts := yearEnd(j.first-1) + 1
	n := 0
	for _, f := range j.files {
		for _, e := range f.episodes {
			if e.state != rowUsed {
				continue
			}
			if int(e.year) == j.last {
				rows, latest = append(rows, e), f
			}
			if int(e.year) == j.first {
				n++
				if !e.dec.IsZero() && e.dec < starts {
					earlier++
				}
			}
		}
	}
	var part bool
	j.history.To, part = lastDay(rows, j.last)
	if part {
		j.journal.say("part-year", model.Pos{File: latest.name}, ": data date "+j.history.To.String())
	}
	begin = starts
	// A return holds no episode that ended before its year; a file that does is
	// an extract over several years.
	if earlier >= 5 && earlier*4 > n {
		if y := j.firstExtractYear(); y < j.first {
			begin = yearEnd(y-1) + 1
			j.journal.say("long-extract", model.Pos{File: latest.name}, ": from "+begin.String())
		}
	}
	j.history.From = begin
}

// firstExtractYear is the first year from which on the first return's file
// holds ends of episodes about as often as later: at least half the median.
func (j *joiner) firstExtractYear() int {
	ends := map[int]int{}
	for _, f := range j.files {
		for _, e := range f.episodes {
			if e.state == rowUsed && int(e.year) == j.first && !e.dec.IsZero() {
				ends[endYear(e.dec)]++
			}
		}
	}
	counts := slices.Sorted(maps.Values(ends))
	median := counts[len(counts)/2]
	y := j.first
	for ends[y-1]*2 >= median && ends[y-1] > 0 {
		y--
	}
	return y
}

// careOf turns one child's rows into periods of care.
func (j *joiner) careOf(id string, rows []*episode) {
	born := model.Date(0)
	if d := j.people[id]; d != nil {
		born = d.born
	}
	rows = j.fillCodes(rows)
	rows = j.checkAges(born, rows)
	rows = j.dropRepeats(rows)
	rows = j.dropSuperseded(rows)
	rows = j.mendEnds(rows)
	j.judge(rows, born)
	if len(rows) == 0 {
		return
	}
	c := j.child(id)
	c.Periods = j.periods(rows, born)
}

// child is the child of an identifier, made if there is none.
func (j *joiner) child(id string) *model.Child {
	c := j.children[id]
	if c == nil {
		c = &model.Child{ID: id}
		if d := j.people[id]; d != nil {
			c.Sex, c.Born, c.UASC, c.UASCEnds = d.sex, d.born, d.uasc, d.uascEnds
		}
		j.children[id] = c
	}
	return c
}

// checkAges sets rows aside that the birth date makes impossible.
func (j *joiner) checkAges(born model.Date, rows []*episode) []*episode {
	if born.IsZero() {
		return rows
	}
	adult := born.Birthday(model.AdultAge)
	rule := func(e *episode) string {
		// A move in the days in which councils close the last row is no fault.
		if e.decom > adult+j.slack || e.rne == rneS && e.decom >= adult+j.slack-7 {
			return "starts-after-18"
		}
		return ""
	}
	if slices.ContainsFunc(rows, func(e *episode) bool { return e.decom < born }) {
		rule = func(*episode) string { return "born-after-start" }
	}
	return slices.DeleteFunc(rows, func(e *episode) bool {
		r := rule(e)
		if r != "" {
			e.state = rowSetAside
			j.journal.add(r, e.decomPos())
		}
		return r != ""
	})
}

// window cuts the days at risk to the years asked for.
func (j *joiner) window() {
	h := &j.history
	if j.opt.Window <= 0 || h.To.IsZero() {
		return
	}
	from := (h.To + 1).AddMonths(-12 * j.opt.Window)
	h.From = max(h.From, from)
	if !h.PlansFrom.IsZero() {
		h.PlansFrom = max(h.PlansFrom, from)
	}
}

// byReturn orders rows for the choice among versions of one: the latest
// return first, then the one with an end, then by content, so that the order
// of files plays no part.
func byReturn(a, b *episode) int {
	closed := func(e *episode) int {
		if e.dec.IsZero() {
			return 1
		}
		return 0
	}
	return cmp.Or(cmp.Compare(b.year, a.year), cmp.Compare(b.cutoff, a.cutoff), cmp.Compare(closed(a), closed(b)),
		cmp.Compare(b.dec, a.dec), cmp.Compare(a.rne, b.rne), cmp.Compare(a.ls, b.ls), cmp.Compare(a.place, b.place),
		cmp.Compare(a.provider, b.provider), cmp.Compare(a.rec, b.rec), cmp.Compare(a.post, b.post), cmp.Compare(a.location, b.location),
		cmp.Compare(a.la, b.la), cmp.Compare(a.home, b.home), cmp.Compare(a.need, b.need), cmp.Compare(a.urn, b.urn))
}
