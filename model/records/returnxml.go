package records

import (
	"strings"

	"github.com/carecurve/carecurve/model"
)

// returnXML reads the XML form of the SSDA903 return (root EXPSSDA903): each
// EPISODE becomes a row of the episodes table, each HEADER one of header and,
// with UASC set, of uasc.
type returnXML struct {
	file   *file
	child  string
	leaves map[string]field
	lines  map[string]int32
	at     model.Pos // of the element whose leaves are gathered
	within string    // HEADER or EPISODE, else empty
}

func newReturnXML(f *file) *returnXML { return &returnXML{file: f} }

func (x *returnXML) open(name string, at model.Pos) {
	switch name {
	case "CHILD":
		x.child = ""
	case "HEADER", "EPISODE":
		x.within, x.at = name, at
		x.leaves, x.lines = map[string]field{}, map[string]int32{}
	}
}

func (x *returnXML) leaf(parent, name, text string, at model.Pos) {
	if x.within == "" || parent != x.within {
		return
	}
	if a, ok := aliases[name]; ok {
		name = a
	}
	x.leaves[name] = field{text, int32(at.Column)}
	x.lines[name] = int32(at.Line)
	if name == "CHILD" {
		x.child = text
	}
}

func (x *returnXML) close(name string) {
	if name != x.within {
		return
	}
	x.within = ""
	f := x.file
	switch name {
	case "EPISODE":
		f.readEpisode(x.record(episodeFields))
	case "HEADER":
		f.readPerson(x.record(headerFields))
		if flag := strings.ToLower(clean(x.leaves["UASC"].text)); flag == "1" || flag == "true" {
			f.readUASC(x.record(uascFields))
		}
	}
}

// record lays the leaves out as a row of a table.
func (x *returnXML) record(names []string) *record {
	r := &record{row: row{file: x.file, line: int32(x.at.Line)}}
	for i, n := range names {
		v, ok := x.leaves[n]
		if !ok {
			v.column, x.lines[n] = int32(x.at.Column), int32(x.at.Line)
		}
		if n == "CHILD" {
			v.text = x.child
		}
		r.fields = append(r.fields, v)
		r.columns = append(r.columns, i)
		r.lines = append(r.lines, x.lines[n])
	}
	return r
}
