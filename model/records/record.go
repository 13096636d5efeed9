package records

import "github.com/carecurve/carecurve/model"

// record gives the fields of a row by their place in a list of names, whether
// the row stands in a CSV or an XML file.
type record struct {
	row
	fields  []field
	columns []int
	lines   []int32 // of each column, where an XML file spreads a row over lines
}

func (r *record) text(c int) string {
	if i := r.columns[c]; i >= 0 && i < len(r.fields) {
		return r.fields[i].text
	}
	return ""
}

func (r *record) at(c int) model.Pos {
	p := model.Pos{File: r.file.name, Line: int(r.line)}
	if i := r.columns[c]; i >= 0 && i < len(r.fields) {
		p.Column = int(r.fields[i].column)
		if i < len(r.lines) && r.lines[i] > 0 {
			p.Line = int(r.lines[i])
		}
	}
	return p
}

// fault sets the row aside, with a finding at a column.
func (r *record) fault(j *journal, rule string, c int, detail string) {
	r.state = rowSetAside
	j.say(rule, r.at(c), detail)
}
