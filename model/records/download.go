package records

import (
	"context"
	"regexp"
	"strings"

	"github.com/carecurve/carecurve/model"
)

// peopleColumns are the columns of an official population table, -1 where it
// lacks one: either a year and a count a row, or a column a year.
type peopleColumns struct {
	code, name, sex, age, year, people int
	years                              []yearColumn
}

type yearColumn struct{ at, year int }

var (
	yearName = regexp.MustCompile(`^(?:POPULATION_|POP_|MID-)?((?:19|20)\d\d)$`)
	areaCode = regexp.MustCompile(`^(?:NEW_LA_CODE|AREA_CODE|AREA CODE|LADCODE\d*|OSLAUA|CODE|GEOGRAPHY CODE|GEOGRAPHY_CODE)$`)
	areaName = regexp.MustCompile(`^(?:LA_NAME|AREA_NAME|AREA NAME|LANAME\d*|LADNAME\d*|NAME|GEOGRAPHY)$`)
)

// peopleColumnsOf tells whether a header is that of an official population
// table: by single years of age, or age groups, for one area or many.
func peopleColumnsOf(h header) *peopleColumns {
	p := &peopleColumns{-1, -1, -1, -1, -1, -1, nil}
	for i, name := range h {
		switch {
		case name == "CHILD" || name == "AGE_FROM":
			return nil
		case areaCode.MatchString(name):
			p.code = i
		case areaName.MatchString(name):
			p.name = i
		case name == "SEX" || name == "GENDER":
			p.sex = i
		case name == "AGE" || name == "AGE_GROUP" || name == "AGE GROUP":
			p.age = i
		case name == "TIME_PERIOD" || name == "YEAR":
			p.year = i
		case name == "POPULATION_ESTIMATE" || name == "POPULATION" || name == "OBS_VALUE":
			p.people = i
		default:
			if m := yearName.FindStringSubmatch(name); m != nil {
				y, _ := number(m[1])
				p.years = append(p.years, yearColumn{i, y})
			}
		}
	}
	if p.age >= 0 && (len(p.years) > 1 || p.year >= 0 && p.people >= 0) {
		return p
	}
	return nil
}

// readDownload reads an official population table.
func (f *file) readDownload(ctx context.Context, s grid, at *peopleColumns) {
	f.input.Kind = kindPopulation
	_, _, last := s.head()
	needed := max(at.age, at.year, at.people)
	for _, y := range at.years {
		needed = max(needed, y.at)
	}
	s.rows(ctx, needed, func(line int32, fields []field, fault string) {
		last = line
		r := &record{row: row{file: f, line: line}, fields: fields}
		if fault != "" {
			f.breaks(r, fault)
			return
		}
		f.readDownloadRow(r, at)
	})
	f.endGrid(s, last)
}

func (f *file) readDownloadRow(r *record, at *peopleColumns) {
	cell := func(c int) string {
		if c < 0 || c >= len(r.fields) {
			return ""
		}
		return clean(r.fields[c].text)
	}
	p := &peopleRow{area: at.code >= 0 || at.name >= 0, code: strings.ToUpper(strings.Clone(cell(at.code))), name: strings.Clone(cell(at.name))}
	switch strings.ToUpper(cell(at.sex)) {
	case "M", "MALE", "MALES", "1":
		p.sex = 'M'
	case "F", "FEMALE", "FEMALES", "2":
		p.sex = 'F'
	}
	from, to, ok := ages(cell(at.age))
	if !ok || to >= model.AdultAge {
		p.adults = true
	}
	add := func(c, year int) {
		n, ok := amount(cell(c))
		if !ok || year == 0 {
			p.badAt = int32(c + 1)
		}
		p.cells = append(p.cells, peopleCell{year, from, to, n})
	}
	if at.people >= 0 && at.year >= 0 {
		add(at.people, yearIn(cell(at.year)))
	} else {
		for _, y := range at.years {
			add(y.at, y.year)
		}
	}
	p.row = r.row
	f.population = append(f.population, p)
}

// ages reads "7", "0 to 4", "5-9", "Under 1", "90+" and "Children aged 0 to
// 17 years"; false for words alone, such as "All ages".
func ages(s string) (from, to int, ok bool) {
	var n []int
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			continue
		}
		k := i
		for k < len(s) && s[k] >= '0' && s[k] <= '9' {
			k++
		}
		x, _ := number(s[i:k])
		n = append(n, x)
		i = k
	}
	lower := strings.ToLower(s)
	switch {
	case len(n) == 1 && strings.Contains(lower, "under") && n[0] > 0:
		return 0, n[0] - 1, true
	case len(n) == 1 && (strings.Contains(s, "+") || strings.Contains(lower, "over")):
		return n[0], 200, true
	case len(n) == 1:
		return n[0], n[0], true
	case len(n) == 2 && n[0] <= n[1]:
		return n[0], n[1], true
	}
	return 0, 0, false
}

// ownPeople are the rows of the council's area that can be used; the others
// are passed over or set aside.
func (f *file) ownPeople(home, name string, j *journal) []*peopleRow {
	areas := map[string]bool{}
	persons := false
	for _, p := range f.population {
		if p.area && p.code+p.name != "" {
			areas[p.code+"|"+p.name] = true
		}
		persons = persons || p.sex == 0 && !p.adults
	}
	own := func(p *peopleRow) bool {
		switch {
		case !p.area:
			return true
		case home != "" && p.code != "":
			return strings.EqualFold(p.code, home)
		case name != "" && p.name != "":
			return strings.EqualFold(p.name, name)
		}
		return len(areas) == 1 && p.code+p.name != ""
	}
	var out []*peopleRow
	any, other := false, false
	for _, p := range f.population {
		if p.state != rowUsed {
			continue
		}
		switch {
		case !own(p):
			p.state, other = rowPassedOver, true
		case p.adults, p.sex != 0 && persons:
			p.state, any = rowPassedOver, true
		case p.badAt > 0:
			p.state, any = rowSetAside, true
			j.add("population-number", p.pos(p.badAt))
		default:
			any = true
			out = append(out, p)
		}
	}
	if other && !any {
		j.add("population-area", model.Pos{File: f.name})
	}
	return out
}
