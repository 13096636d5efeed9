package records

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/carecurve/carecurve/model"
)

// peopleRow is one row of a population table: of our own, a count of an age
// group in a year; of an official download it may hold many years, and it
// belongs to an area.
type peopleRow struct {
	row
	cells  []peopleCell
	sex    byte // 'M' or 'F' where the table counts them apart, else 0
	area   bool // the table has areas
	code   string
	name   string
	badAt  int32 // column of a count that is no number, 0 if all are
	adults bool  // no age below 18
}

type peopleCell struct {
	year, from, to int
	people         float64
}

var populationFields = []string{"YEAR", "AGE_FROM", "AGE_TO", "POPULATION"}

const (
	colPopYear = iota
	colFrom
	colTo
	colPeople
)

func (f *file) readPeopleCount(r *record) {
	p := &peopleRow{}
	c := peopleCell{}
	whole := func(col int) int {
		n, ok := number(strings.TrimSuffix(clean(r.text(col)), ".0"))
		if !ok {
			r.fault(&f.journal, "population-number", col, ": "+strings.ToLower(populationFields[col]))
		}
		return n
	}
	c.year, c.from, c.to = whole(colPopYear), whole(colFrom), whole(colTo)
	var ok bool
	if c.people, ok = amount(clean(r.text(colPeople))); !ok {
		r.fault(&f.journal, "population-number", colPeople, ": population")
	}
	switch {
	case r.state != rowUsed:
	case c.year < 1950 || c.year > 2150:
		r.fault(&f.journal, "population-number", colPopYear, ": year")
	case c.to < c.from:
		r.fault(&f.journal, "population-ages", colTo, "")
	case c.from >= model.AdultAge:
		r.state = rowPassedOver
		f.journal.add("population-adults", r.at(colFrom))
	case c.to >= model.AdultAge:
		r.fault(&f.journal, "population-ages", colTo, ", or over 17")
	}
	p.row, p.cells = r.row, []peopleCell{c}
	f.population = append(f.population, p)
}

// amount reads a number that isn't negative, with or without thousands
// commas.
func amount(s string) (float64, bool) {
	s = strings.ReplaceAll(s, ",", "")
	whole, frac, _ := strings.Cut(s, ".")
	n, ok := number(whole)
	if !ok {
		return 0, false
	}
	x := float64(n)
	scale := 0.1
	for i := 0; i < len(frac); i++ {
		if frac[i] < '0' || frac[i] > '9' {
			return 0, false
		}
		x += scale * float64(frac[i]-'0')
		scale /= 10
	}
	return x, true
}

// peopleOf sums rows to age bands; a row across bands is spread evenly over
// its years of age. Of tables with many areas it takes the council's own.
func peopleOf(files []*file, home, name string, j *journal) model.Population {
	type age struct{ year, age int }
	type sexed struct {
		age
		sex byte
	}
	owner := map[age]*file{}
	first := map[sexed]peopleCell{}
	count := map[age]float64{}
	for _, f := range files {
		repeats := false
		for _, p := range f.ownPeople(home, name, j) {
			used, repeated, twice := false, false, false
			for _, c := range p.cells {
				other, same, differs := false, false, false
				for a := c.from; a <= c.to; a++ {
					if o := owner[age{c.year, a}]; o != nil && o != f {
						other = true
					} else if q, ok := first[sexed{age{c.year, a}, p.sex}]; ok {
						same, differs = true, differs || q != c
					}
				}
				switch {
				case other:
					repeated, repeats = true, true
				case differs:
					twice = true
				case same:
					repeated = true
				default:
					used = true
					for a := c.from; a <= c.to; a++ {
						k := age{c.year, a}
						owner[k], first[sexed{k, p.sex}] = f, c
						count[k] += c.people / float64(c.to-c.from+1)
					}
				}
			}
			switch {
			case used:
			case twice:
				p.state = rowSetAside
				j.add("population-twice", p.pos(1))
			case repeated:
				p.state = rowRepeated
			}
		}
		if repeats {
			j.add("population-repeat", model.Pos{File: f.name})
		}
	}
	byYear := map[int][model.AgeBands]float64{}
	seen := map[int]int{}
	for k := range owner {
		seen[k.year]++
	}
	for y := range seen {
		var row [model.AgeBands]float64
		for a := range model.AdultAge { // in order of age, so that the sum has one value
			row[model.AgeBandOf(float64(a))] += count[age{y, a}]
		}
		byYear[y] = row
	}
	var years []int
	for y, n := range seen {
		if n == model.AdultAge {
			years = append(years, y)
		}
	}
	slices.Sort(years)
	for _, f := range files {
		for _, p := range f.population {
			if p.state == rowUsed && !slices.ContainsFunc(p.cells, func(c peopleCell) bool { return seen[c.year] == model.AdultAge }) {
				p.state = rowPassedOver
				j.add("population-year", p.pos(1))
			}
		}
	}
	return fill(years, byYear, j, files)
}

// fill lays the years side by side, with missing ones straight between their
// neighbours.
func fill(years []int, byYear map[int][model.AgeBands]float64, j *journal, files []*file) model.Population {
	if len(years) == 0 {
		return model.Population{}
	}
	out := model.Population{First: years[0]}
	for i, y := range years {
		if i > 0 {
			before, after := byYear[years[i-1]], byYear[y]
			gap := y - years[i-1]
			for g := 1; g < gap; g++ {
				var mid [model.AgeBands]float64
				for a := range mid {
					mid[a] = before[a] + (after[a]-before[a])*float64(g)/float64(gap)
				}
				out.Years = append(out.Years, mid)
				for _, f := range files {
					if len(f.population) > 0 {
						j.say("population-gap", model.Pos{File: f.name}, fmt.Sprintf(": %d", years[i-1]+g))
						break
					}
				}
			}
		}
		out.Years = append(out.Years, byYear[y])
	}
	return out
}

// LoadPopulation reads one population file: a table year, age_from, age_to,
// population, or a download of one area. Any row that can't be used is an
// error here, as [Errors].
func LoadPopulation(path string) (model.Population, error) {
	return LoadPopulationOf(path, model.Authority{})
}

// LoadPopulationOf reads one population file, and of a download with many
// areas the authority's rows, told by its ONS code or its name.
func LoadPopulationOf(path string, of model.Authority) (model.Population, error) {
	found := find([]string{path})
	defer found.close()
	sources, errs := found.sources, found.errs
	var files []*file
	for i := range sources {
		files = append(files, withSheets([]*file{read(context.Background(), &sources[i], Options{})})...)
	}
	for _, f := range files {
		errs = append(errs, f.fatal...)
		if len(f.fatal) == 0 && f.input.Kind != kindPopulation && f.input.Kind != kindUnknown && f.input.Kind != kindBook {
			errs = append(errs, model.Finding{Pos: model.Pos{File: f.name}, Severity: model.Fatal, Rule: "not-population",
				What: "is no population file but has the columns of " + f.input.Kind, Fix: "Give a CSV with the columns year, age_from, age_to, population."})
		}
	}
	if len(errs) > 0 {
		return model.Population{}, errs
	}
	var all journal
	people := peopleOf(files, of.Code, of.Name, &all)
	for _, f := range files {
		all.merge(&f.journal)
	}
	for _, finding := range all.sorted() {
		if finding.Severity == model.SetAside {
			errs = append(errs, finding)
		}
	}
	if len(errs) == 0 && len(people.Years) == 0 {
		errs = append(errs, model.Finding{Pos: model.Pos{File: slash(path)}, Severity: model.Fatal, Rule: "no-population",
			What: "no year with all ages from 0 to 17 of the council's area", Fix: "Give rows for ages 0, 1-4, 5-9, 10-15 and 16-17 of each year, and of a download the authority's ONS code in the council file."})
	}
	if len(errs) > 0 {
		return model.Population{}, errs
	}
	return people, nil
}
