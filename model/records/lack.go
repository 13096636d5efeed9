package records

import (
	"slices"

	"github.com/carecurve/carecurve/model"
)

// lack is a code that a row can't do without and that is blank or unknown.
// The same episode may stand in another return with the code, so what becomes
// of the row is told only when the years are joined.
type lack struct {
	column       int
	rule, detail string
	at           model.Pos
}

// tellCode reads a code that a row can't do without, or notes its lack.
func (f *file) tellCode(r *record, c int, known *codes, lacks *[]lack) tag {
	t, ok := r.tag(c, known)
	switch {
	case ok:
	case clean(r.text(c)) != "":
		*lacks = append(*lacks, lack{c, "unknown-code", ": " + episodeFields[c], r.at(c)})
		return 0
	default:
		*lacks = append(*lacks, lack{c, "missing-code", ": " + episodeFields[c], r.at(c)})
	}
	return t
}

// codeOf is where an episode keeps the code of a column.
func (e *episode) codeOf(column int) *tag {
	switch column {
	case colRNE:
		return &e.rne
	case colLS:
		return &e.ls
	}
	return &e.place
}

// fillCodes takes codes that a child's rows lack from the same episode in the
// nearest other return, and sets the rest aside.
func (j *joiner) fillCodes(rows []*episode) []*episode {
	lacking := false
	for _, e := range rows {
		lacking = lacking || e.rne == 0 || e.ls == 0 || e.place == 0
	}
	if !lacking {
		return rows
	}
	type found struct {
		code tag
		year int
	}
	fill := map[*episode]map[int]found{}
	for _, e := range rows {
		for _, l := range e.file.lacks[e] {
			for _, o := range rows {
				code := *o.codeOf(l.column)
				if o.decom != e.decom || o.year == e.year || code == 0 {
					continue
				}
				if fill[e] == nil {
					fill[e] = map[int]found{}
				}
				if was, ok := fill[e][l.column]; !ok || nearer(int(o.year), was.year, int(e.year)) || int(o.year) == was.year && code < was.code {
					fill[e][l.column] = found{code, int(o.year)}
				}
			}
		}
	}
	return slices.DeleteFunc(rows, func(e *episode) bool {
		lacks := e.file.lacks[e]
		whole := len(fill[e]) == len(lacks)
		for _, l := range lacks {
			if whole {
				*e.codeOf(l.column) = fill[e][l.column].code
				e.repaired = true
				j.journal.say("code-from-return", l.at, l.detail)
			} else {
				e.state = rowSetAside
				j.journal.say(l.rule, l.at, l.detail)
			}
		}
		return !whole
	})
}

// nearer tells whether year a is nearer to a year than b, the later of two
// that are as near.
func nearer(a, b, to int) bool {
	da, db := max(a-to, to-a), max(b-to, to-b)
	return da < db || da == db && a > b
}
