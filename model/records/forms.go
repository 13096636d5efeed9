package records

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/carecurve/carecurve/model"
)

// form is a way of writing that the return's own rules don't have but that
// has one right reading: another date form, a code with its label, a word for
// a blank. Each is reported once a file, with a count and the first place.
type form struct{ rule, detail string }

type formCount struct {
	n     int
	first model.Pos
}

func (f *file) form(rule, detail string, r *record, c int) {
	f.formAt(rule, detail, r.at(c))
}

func (f *file) formAt(rule, detail string, at model.Pos) {
	k := form{rule, detail}
	if n := f.forms[k]; n != nil {
		n.n++
		return
	}
	if f.forms == nil {
		f.forms = map[form]*formCount{}
	}
	k.detail = strings.Clone(detail)
	f.forms[k] = &formCount{1, at}
}

// sayForms turns the counts into findings.
func (f *file) sayForms() {
	keys := slices.SortedFunc(maps.Keys(f.forms), func(a, b form) int { return cmp.Or(cmp.Compare(a.rule, b.rule), cmp.Compare(a.detail, b.detail)) })
	for _, k := range keys {
		n := f.forms[k]
		detail := fmt.Sprintf(": %d times", n.n)
		if n.n == 1 {
			detail = ": once"
		}
		if k.detail != "" {
			detail = ": " + k.detail + "," + detail[1:]
		}
		f.journal.say(k.rule, n.first, detail)
	}
	f.forms = nil
}

// code reads a coded field.
func (r *record) code(c int) string {
	raw := r.text(c)
	s := code(raw)
	if len(s) != len(raw) || s != raw {
		r.spelt(c, raw, s)
	}
	return s
}

// spelt notes a code that isn't written as the return has it.
func (r *record) spelt(c int, raw, s string) {
	switch raw = strings.TrimSpace(raw); {
	case s == "" && raw != "":
		r.file.form("blank-word", "", r, c)
	case s != "":
		r.file.form("code-spelling", "", r, c)
	}
}

// date reads an optional date; ok is false for what is no date.
func (r *record) date(c int) (d model.Date, ok bool) {
	raw := r.text(c)
	s := clean(raw)
	if s == "" {
		if raw != "" {
			r.spelt(c, raw, "")
		}
		return 0, true
	}
	d, written, ok := dayForm(s)
	if ok && written != "" {
		r.file.form("date-form", written, r, c)
	}
	r.file.order(s, written, ok, r, c)
	return d, ok
}

// dateOrder counts a file's dates that can be read in one order of day and
// month alone.
type dateOrder struct {
	dayFirst, monthFirst int
	first                model.Pos // of the latter
}

// order counts a date that was read, or couldn't be, as written with slashes.
func (f *file) order(s, written string, ok bool, r *record, c int) {
	switch {
	case ok && written == "":
		if s[:2] > "12" {
			f.dates.dayFirst++
		}
	case ok:
		if first, _, slashed := strings.Cut(s, "/"); slashed && len(first) == 2 && first > "12" {
			f.dates.dayFirst++
		}
	case !ok && isMonthFirst(s):
		if f.dates.monthFirst++; f.dates.monthFirst == 1 {
			f.dates.first = r.at(c)
		}
	}
}

// isMonthFirst tells whether a text is a date if its first two parts change
// places.
func isMonthFirst(s string) bool {
	part := strings.SplitN(s, "/", 3)
	if len(part) != 3 {
		return false
	}
	_, ok := day(part[1] + "/" + part[0] + "/" + part[2])
	return ok
}

// leastMonthFirst is how many dates month first speak for more than slips.
const leastMonthFirst = 3

// refuseMonthFirst stops the command where a file's dates are written month
// first: those that can't be dates otherwise would be set aside, and all
// others read as another day than is meant.
func (f *file) refuseMonthFirst() {
	if d := f.dates; d.monthFirst >= leastMonthFirst && d.monthFirst > d.dayFirst {
		f.fatal = append(f.fatal, model.Finding{Pos: d.first, Severity: model.Fatal, Rule: "month-first",
			What: fmt.Sprintf("dates are written month first: %d can't be read otherwise", d.monthFirst),
			Fix:  "Export it anew with dates as DD/MM/YYYY or YYYY-MM-DD: the others would be read as another day than is meant."})
	}
}
