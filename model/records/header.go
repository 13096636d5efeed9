package records

import (
	"context"
	"strings"
)

// aliasOf is the name that stands for a column's, or the name itself.
func aliasOf(name string) string {
	if a, ok := aliases[name]; ok {
		return a
	}
	// The newer directories name their columns by the year of the boundaries.
	if len(name) == 7 && strings.HasSuffix(name, "CD") && strings.Trim(name[3:5], "0123456789") == "" {
		switch name[:3] {
		case "LAD":
			return "OSLAUA"
		case "CTY":
			return "OSCTY"
		}
	}
	// Some exports put the year behind every name.
	if n := len(name) - 4; n > 1 && yearIn(name[n:]) > 0 {
		if bare := strings.TrimRight(name[:n], " _-"); returnColumns[bare] {
			return bare
		}
	}
	return name
}

// returnColumns are the columns of the return that are read.
var returnColumns = func() map[string]bool {
	out := map[string]bool{}
	for _, list := range [][]string{episodeFields, headerFields, uascFields} {
		for _, name := range list {
			out[name] = name != "YEAR"
		}
	}
	return out
}()

// grid is rows under a header: a delimited file, or a sheet of a workbook.
type grid interface {
	// head gives the names of the columns, whether one of them has another name
	// in the return, and the header's line.
	head() (names header, aliased bool, line int32)
	// rows calls do for each row that isn't empty, with a fault's rule if it
	// can't be used. Needed is the index of the last column that it must reach.
	rows(ctx context.Context, needed int, do func(line int32, fields []field, fault string))
	// broken is why the rows ended early, nil if they didn't.
	broken() error
}

// aliases are other names of columns, as exports and the XML form write them.
var aliases = map[string]string{
	"CHILDID": "CHILD", "CHILD_ID": "CHILD", "CHILD ID": "CHILD",
	"PL": "PLACE", "PLACEMENT": "PLACE", "PLACE PROVIDER": "PLACE_PROVIDER", "PLACEPROVIDER": "PLACE_PROVIDER",
	"HOME POST": "HOME_POST", "PL POST": "PL_POST", "PL LA": "PL_LA", "PL LOCATION": "PL_LOCATION",
	"DATE OF BIRTH": "DOB", "PCD7": "PCDS", "PCD8": "PCDS",
	"AGE FROM": "AGE_FROM", "AGE TO": "AGE_TO",
}

// header is the names of columns: trimmed, upper case, by alias.
type header []string

func headerOf(fields []field) (h header, aliased bool) {
	for _, f := range fields {
		name := strings.Join(strings.Fields(strings.ToUpper(clean(f.text))), " ")
		if a := aliasOf(name); a != name {
			name, aliased = a, true
		}
		h = append(h, strings.Clone(name))
	}
	for len(h) > 0 && h[len(h)-1] == "" {
		h = h[:len(h)-1]
	}
	return h, aliased
}

// columns finds each name in the header; -1 where it is missing.
func (h header) columns(names []string) []int {
	out := make([]int, len(names))
	for i, n := range names {
		out[i] = -1
		for j, name := range h {
			if name == n {
				out[i] = j
				break
			}
		}
	}
	return out
}

// lacking tells which of the needed columns the header lacks.
func (h header) lacking(names []string) []string {
	var out []string
	for i, at := range h.columns(names) {
		if at < 0 {
			out = append(out, names[i])
		}
	}
	return out
}
