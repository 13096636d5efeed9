package records

import (
	"cmp"
	"slices"

	"github.com/carecurve/carecurve/model"
)

// description is what header and uasc tables say about a child.
type description struct {
	born     model.Date
	sex      byte
	uasc     bool
	uascEnds model.Date
	line     *person
}

// yearsOfFolders gives header and uasc rows the year of the episodes beside
// them where neither YEAR nor the name tells.
func (j *joiner) yearsOfFolders() {
	beside := map[string]int{}
	for _, f := range j.files {
		if len(f.episodes) > 0 {
			beside[folder(f.name)] = max(beside[folder(f.name)], f.input.Year)
		}
	}
	for _, f := range j.files {
		if f.input.Kind != kindHeader && f.input.Kind != kindUASC && f.input.Kind != kind903XML {
			continue
		}
		year := beside[folder(f.name)]
		if f.input.Kind == kind903XML {
			year = f.input.Year
		}
		if year == 0 {
			year = yearInName(f.name)
		}
		f.input.Year = year
		for _, p := range f.people {
			p.year = cmp.Or(p.year, year)
			f.input.Year = max(f.input.Year, p.year)
		}
		for _, u := range f.uasc {
			u.year = cmp.Or(u.year, year)
		}
	}
}

// describe takes each child's latest header and uasc row.
func (j *joiner) describe() {
	j.yearsOfFolders()
	j.people = map[string]*description{}
	var people []*person
	var uasc []*unaccompanied
	headers, uascs, episodes := 0, 0, 0
	for _, f := range j.files {
		switch f.input.Kind {
		case kindHeader:
			headers++
		case kindUASC:
			uascs++
		case kind903XML:
			headers, uascs, episodes = headers+1, uascs+1, episodes+1
		case kindEpisodes:
			episodes++
		}
		for _, p := range f.people {
			if p.state == rowUsed && p.year > 0 && p.born > yearEnd(p.year) {
				p.state = rowSetAside
				j.journal.add("born-in-future", p.bornPos())
			}
			if p.state == rowUsed {
				people = append(people, p)
			}
		}
		for _, u := range f.uasc {
			if u.state == rowUsed {
				uasc = append(uasc, u)
			}
		}
	}
	if episodes > 0 && headers == 0 {
		j.journal.add("no-header", model.Pos{})
	}
	if episodes > 0 && uascs == 0 {
		j.journal.add("no-uasc", model.Pos{})
	}
	slices.SortStableFunc(people, func(a, b *person) int {
		return cmp.Or(cmp.Compare(a.child, b.child), cmp.Compare(b.year, a.year), cmp.Compare(b.born, a.born), cmp.Compare(b.sex, a.sex))
	})
	firsts := 0
	for i, p := range people {
		if i == 0 || people[i-1].child != p.child {
			j.people[p.child] = &description{born: p.born, sex: p.sex, line: p}
			if p.born.IsZero() || p.born.Time().Day() == 1 {
				firsts++
			}
			continue
		}
		p.state = rowRepeated
		d := j.people[p.child]
		j.compare(d, p)
	}
	if n := len(j.people); n >= 20 && firsts*20 >= n*19 {
		j.slack += 31
		j.journal.add("months-of-birth", model.Pos{})
	}
	slices.SortStableFunc(uasc, func(a, b *unaccompanied) int {
		return cmp.Or(cmp.Compare(a.child, b.child), cmp.Compare(b.year, a.year), cmp.Compare(b.ends, a.ends))
	})
	for i, u := range uasc {
		if i > 0 && uasc[i-1].child == u.child {
			u.state = rowRepeated
			continue
		}
		d := j.people[u.child]
		if d == nil {
			d = &description{}
			j.people[u.child] = d
		}
		d.uasc, d.uascEnds = true, u.ends
		if u.born != d.born && !u.born.IsZero() && !d.born.IsZero() || u.sex != d.sex && u.sex != 0 && d.sex != 0 {
			j.journal.add("uasc-differs", u.pos(0))
		}
		d.born, d.sex = cmp.Or(d.born, u.born), cmp.Or(d.sex, u.sex)
	}
}

// compare reports where an older header row differs, and fills what the
// latest leaves blank.
func (j *joiner) compare(d *description, p *person) {
	switch {
	case d.born.IsZero():
		d.born = p.born
	case !p.born.IsZero() && p.born != d.born:
		j.journal.add("born-differs", p.bornPos())
	}
	switch {
	case d.sex == 0:
		d.sex = p.sex
	case p.sex != 0 && p.sex != d.sex:
		j.journal.add("sex-differs", p.bornPos())
	}
	if p.ethnic != 0 && d.line.ethnic != 0 && p.ethnic != d.line.ethnic {
		j.journal.add("ethnicity-differs", p.bornPos())
	}
}

// describeRest reports children that only one of header and episodes knows.
func (j *joiner) describeRest(byChild map[string][]*episode) {
	for id, c := range j.children {
		switch d := j.people[id]; {
		case d == nil || d.line == nil:
			j.journal.add("without-header", byChild[id][0].decomPos())
		case c.Born.IsZero():
			j.journal.add("no-birth-date", d.line.bornPos())
		}
	}
	for _, f := range j.files {
		for _, p := range f.people {
			if _, ok := j.children[p.child]; !ok && p.state != rowSetAside {
				if p.state == rowUsed {
					j.journal.add("without-episodes", p.bornPos())
				}
				p.state = rowPassedOver
			}
		}
		for _, u := range f.uasc {
			if _, ok := j.children[u.child]; !ok && u.state != rowSetAside {
				u.state = rowPassedOver
			}
		}
	}
}

func (p *person) bornPos() model.Pos {
	return model.Pos{File: p.file.name, Line: int(p.bornLine), Column: int(p.atBorn)}
}
