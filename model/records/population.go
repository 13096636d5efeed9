package records

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/carecurve/carecurve/model"
)

// peopleCount is one row of the population table.
type peopleCount struct {
	row
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
	p := &peopleCount{}
	whole := func(c int) int {
		n, ok := number(strings.TrimSuffix(clean(r.text(c)), ".0"))
		if !ok {
			r.fault(&f.journal, "population-number", c, ": "+strings.ToLower(populationFields[c]))
		}
		return n
	}
	p.year, p.from, p.to = whole(colPopYear), whole(colFrom), whole(colTo)
	text := clean(r.text(colPeople))
	var ok bool
	if p.people, ok = amount(text); !ok {
		r.fault(&f.journal, "population-number", colPeople, ": population")
	}
	switch {
	case r.state != rowUsed:
	case p.year < 1950 || p.year > 2150:
		r.fault(&f.journal, "population-number", colPopYear, ": year")
	case p.to < p.from:
		r.fault(&f.journal, "population-ages", colTo, "")
	case p.from >= model.AdultAge:
		r.state = rowPassedOver
		f.journal.add("population-adults", r.at(colFrom))
	case p.to >= model.AdultAge:
		r.fault(&f.journal, "population-ages", colTo, ", or over 17")
	}
	p.row = r.row
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
// its years of age.
func peopleOf(files []*file, j *journal) model.Population {
	type key struct{ year, age int }
	first := map[key]*peopleCount{}
	count := map[key]float64{}
	for _, f := range files {
		for _, p := range f.population {
			if p.state != rowUsed {
				continue
			}
			clash := (*peopleCount)(nil)
			for a := p.from; a <= p.to; a++ {
				if q, ok := first[key{p.year, a}]; ok {
					clash = q
				}
			}
			switch {
			case clash == nil:
				for a := p.from; a <= p.to; a++ {
					k := key{p.year, a}
					first[k], count[k] = p, p.people/float64(p.to-p.from+1)
				}
			case clash.file != p.file:
				p.state = rowRepeated
				j.add("population-repeat", p.pos(1))
			case clash.people == p.people && clash.from == p.from && clash.to == p.to:
				p.state = rowRepeated
			default:
				p.state = rowSetAside
				j.add("population-twice", p.pos(1))
			}
		}
	}
	byYear := map[int][model.AgeBands]float64{}
	seen := map[int]int{}
	for k := range first {
		seen[k.year]++
	}
	for y := range seen {
		var row [model.AgeBands]float64
		for age := range model.AdultAge { // in order of age, so that the sum has one value
			row[model.AgeBandOf(float64(age))] += count[key{y, age}]
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
			if p.state == rowUsed && seen[p.year] != model.AdultAge {
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

// LoadPopulation reads one population file (year, age_from, age_to,
// population). Any row that can't be used is an error here, as [Errors].
func LoadPopulation(path string) (model.Population, error) {
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
	people := peopleOf(files, &all)
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
			What: "no year with all ages from 0 to 17", Fix: "Give rows for ages 0, 1-4, 5-9, 10-15 and 16-17 of each year."})
	}
	if len(errs) > 0 {
		return model.Population{}, errs
	}
	return people, nil
}
