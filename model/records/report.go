package records

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/carecurve/carecurve/model"
)

// Errors are the findings that stop a command, all that were met.
type Errors []model.Finding

// Error prints each finding as a line `file:line:column: what` and a line that
// says what to do.
func (e Errors) Error() string {
	lines := make([]string, 0, 2*len(e))
	for _, f := range e {
		lines = append(lines, Place(f.Pos)+": "+f.What)
		if f.Fix != "" {
			lines = append(lines, "    "+f.Fix)
		}
	}
	return strings.Join(lines, "\n")
}

// Place writes a position as file:line:column, leaving out what is unknown.
func Place(p model.Pos) string {
	switch {
	case p.Line == 0:
		return p.File
	case p.Column == 0:
		return fmt.Sprintf("%s:%d", p.File, p.Line)
	}
	return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column)
}

// Input is one file that was read; a file in a zip is named zip!path.
type Input struct {
	Name   string
	Kind   string // "episodes", "cin", "population", …; "unknown" if passed over
	Year   int    // of the return or census: the year in which it ends; 0 if it has none
	Rows   int    // rows (of a census: plans, and children without one); the sum of the next four
	SHA256 string // of the bytes as they stand in the file, in hexadecimal
	Used   int
	// Repeated rows say what a later return, or another row, says again.
	Repeated   int
	SetAside   int
	PassedOver int
	Repaired   int // of the rows used or repeated
}

// Report says what became of every row.
type Report struct {
	Inputs   []Input         // by name
	Findings []model.Finding // by rule, then position; at most FindingsKept a rule
	// Read = Used + Repeated + SetAside + PassedOver.
	Read, Used, Repeated, SetAside, PassedOver int
	Repaired                                   int // rows mended, among those used or repeated
	// Counts are findings by rule, also those beyond FindingsKept.
	Counts map[string]int
	// Located and Unlocated are placements whose location was told, or not
	// (these are taken to be in the area).
	Located, Unlocated int
	// OnPlans is how many children have a plan, InBoth how many of them also
	// stand in the SSDA903 return.
	OnPlans, InBoth int
	// AnnexA is what Annex A's lists say, nil without one.
	AnnexA *AnnexA
	// Ledger is what the council pays, line by line, by child and day; lines
	// without a placement among them.
	Ledger []LedgerLine
	// FGDM is the reach of family group decision-making by census, where the
	// censuses tell (from 2025-26).
	FGDM []FGDM

	children map[place]string // identifiers at the lines of findings
}

type place struct {
	file string
	line int
}

// Child is the identifier of the child that a finding's position belongs to,
// empty if it belongs to none. It is confidential: show it only to a user who
// asks for it.
func (r *Report) Child(at model.Pos) string { return r.children[place{at.File, at.Line}] }

// name notes the identifiers at the lines that findings point to.
func (r *Report) name(files []*file) {
	r.children = map[place]string{}
	for _, f := range r.Findings {
		if f.Line > 0 {
			r.children[place{f.File, f.Line}] = ""
		}
	}
	note := func(f *file, line int, child string) {
		if _, ok := r.children[place{f.name, line}]; ok {
			r.children[place{f.name, line}] = child
		}
	}
	for _, f := range files {
		for _, e := range f.episodes {
			note(f, int(e.line), e.child)
			note(f, int(e.decLine), e.child)
		}
		for _, p := range f.people {
			note(f, int(p.line), p.child)
			note(f, int(p.bornLine), p.child)
		}
		for _, u := range f.uasc {
			note(f, int(u.line), u.child)
		}
		for _, l := range f.ledger {
			note(f, int(l.line), l.Child)
		}
		if f.annex != nil {
			for _, a := range f.annex.rows {
				note(f, int(a.line), a.child)
			}
		}
		if f.census == nil {
			continue
		}
		for _, c := range f.census.children {
			note(f, int(c.line), c.id)
		}
		for _, p := range f.census.plans {
			note(f, p.at.Line, p.child)
			note(f, p.endAt.Line, p.child)
		}
	}
}

// FindingsKept is how many findings of a rule a report keeps unless
// [Options] ask for all.
const FindingsKept = 1000

// journal collects findings; each file has its own while files are read side
// by side, and they are merged in order of name.
type journal struct {
	findings []model.Finding
	kept     map[string]int
	counts   map[string]int
	all      bool // keep more than FindingsKept of a rule
}

func (j *journal) add(rule string, at model.Pos) { j.say(rule, at, "") }

// say adds a finding with a detail after the rule's own words; the detail must
// hold nothing about one child.
func (j *journal) say(rule string, at model.Pos, detail string) {
	r, ok := rules[rule]
	if !ok {
		panic("records: no such rule: " + rule)
	}
	j.put(model.Finding{Pos: at, Severity: r.severity, Rule: rule, What: r.what + detail, Fix: r.fix})
}

func (j *journal) put(f model.Finding) {
	if j.counts == nil {
		j.counts, j.kept = map[string]int{}, map[string]int{}
	}
	j.counts[f.Rule]++
	if j.all || j.kept[f.Rule] < FindingsKept {
		j.kept[f.Rule]++
		j.findings = append(j.findings, f)
	}
}

func (j *journal) merge(o *journal) {
	for _, f := range o.findings {
		j.put(f)
	}
	for rule, n := range o.counts {
		j.counts[rule] += n - o.kept[rule]
	}
}

// sorted puts findings into an order that doesn't hang on that of the work.
func (j *journal) sorted() []model.Finding {
	slices.SortStableFunc(j.findings, func(a, b model.Finding) int {
		return cmp.Or(cmp.Compare(b.Severity, a.Severity), cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.File, b.File),
			cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column), cmp.Compare(a.What, b.What))
	})
	return j.findings
}

// rowState is the heap that a row ends in.
type rowState uint8

const (
	rowUsed rowState = iota
	rowRepeated
	rowSetAside
	rowPassedOver
)

// row is the bookkeeping that every row of every table carries.
type row struct {
	file     *file
	line     int32
	state    rowState
	repaired bool
}

func (r *row) pos(column int32) model.Pos {
	return model.Pos{File: r.file.name, Line: int(r.line), Column: int(column)}
}

func (f *file) count(r *row) {
	f.input.Rows++
	switch r.state {
	case rowUsed:
		f.input.Used++
	case rowRepeated:
		f.input.Repeated++
	case rowSetAside:
		f.input.SetAside++
	case rowPassedOver:
		f.input.PassedOver++
	}
	if r.repaired && (r.state == rowUsed || r.state == rowRepeated) {
		f.input.Repaired++
	}
}
