package records

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/carecurve/carecurve/model"
)

// childOf reads the child's identifier of a row, and sets a row aside that
// names no child.
func (f *file) childOf(r *record, c int) string {
	id := f.keep(identifier(r.text(c)))
	switch {
	case id == "":
		r.fault(&f.journal, "no-child", c, "")
	case spoilt(id):
		r.fault(&f.journal, "spoilt-child", c, "")
	}
	return id
}

// spoilt tells whether an identifier is a number that a spreadsheet rounded,
// such as 1.04E+11: those of many children become one.
func spoilt(id string) bool {
	at := strings.Index(id, "E+")
	if at < 1 || at+2 == len(id) {
		return false
	}
	return strings.Trim(id[:at], "0123456789.") == "" && strings.Trim(id[at+2:], "0123456789") == ""
}

// alike says where identifiers differ by leading zeros or capitals alone, as
// when a spreadsheet opened one year's file: the child's care falls apart.
func (j *joiner) alike(byChild map[string][]*episode) {
	seen := map[string]bool{}
	n := 0
	var first *episode
	for _, id := range slices.Sorted(maps.Keys(byChild)) {
		bare := strings.ToUpper(strings.TrimLeft(id, "0"))
		if !seen[bare] {
			seen[bare] = true
			continue
		}
		if n++; first == nil {
			first = byChild[id][0]
		}
	}
	if n > 0 {
		j.journal.say("identifiers-alike", model.Pos{File: first.file.name, Line: int(first.line), Column: 1}, fmt.Sprintf(": %d", n))
	}
}
