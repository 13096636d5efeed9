package records

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"github.com/carecurve/carecurve/model"
)

var yearPattern = regexp.MustCompile(`(?:^|\D)((?:19|20)\d\d)(?:\s?[-_/]\s?((?:20)?\d\d))?(?:\D|$)`)

// yearIn finds the year in which a collection year ends: 2024, 2023-24 and
// 2023/2024 are all 2024. 0 if there is none.
func yearIn(s string) int {
	if n, ok := number(s); ok && len(s) == 4 { // as a region's YEAR column has it
		if n >= 1900 && n < 2100 {
			return n
		}
		return 0
	}
	m := yearPattern.FindStringSubmatch(s)
	if m == nil {
		return 0
	}
	y, _ := number(m[1])
	if second, ok := number(m[2]); ok && second%100 == (y+1)%100 {
		return y + 1
	}
	return y
}

// yearInName looks for a year in the file's own name, then in the folders
// above it, nearest first.
func yearInName(name string) int {
	parts := strings.FieldsFunc(name, func(r rune) bool { return r == '/' || r == '!' })
	for i := len(parts) - 1; i >= 0 && i >= len(parts)-4; i-- {
		if y := yearIn(parts[i]); y != 0 {
			return y
		}
	}
	return 0
}

// endYear is the calendar year in which a day's financial year ends.
func endYear(d model.Date) int { return int(model.FinancialYearOf(d)) + 1 }

// yearEnd is 31 March of a year.
func yearEnd(year int) model.Date { return model.NewDate(year, 3, 31) }

func (e *episode) latest() model.Date { return max(e.decom, e.dec) }

// tellYears gives each episode its return's year: the YEAR column, else the
// year in the name if the dates bear it out, else the last year that holds
// more than a typing error's share of dates.
func (f *file) tellYears() {
	if len(f.episodes) == 0 {
		return
	}
	var undated []*episode
	for _, e := range f.episodes {
		if e.year == 0 {
			undated = append(undated, e)
		}
	}
	if len(undated) > 0 {
		named := yearInName(f.name)
		year, sure := yearByDates(undated, named)
		if named != 0 && sure && year != named {
			f.journal.add("year-by-content", model.Pos{File: f.name})
		}
		for _, e := range undated {
			e.year = int16(year)
		}
	}
	cutoff := map[int]model.Date{}
	for _, e := range f.episodes {
		f.input.Year = max(f.input.Year, int(e.year))
		if e.state != rowUsed {
			continue
		}
		if end := yearEnd(int(e.year)); e.latest() > end {
			e.state = rowSetAside
			if e.dec > end {
				f.journal.add("after-year-end", e.decPos())
			} else {
				f.journal.add("after-year-end", e.decomPos())
			}
			continue
		}
		cutoff[int(e.year)] = max(cutoff[int(e.year)], e.latest())
	}
	for _, e := range f.episodes {
		e.cutoff = cutoff[int(e.year)]
		f.codesOfYear(e)
	}
	f.sayForms()
}

// yearByDates tells the year from dates; sure is false where they are too few
// to contradict a name.
func yearByDates(rows []*episode, named int) (year int, sure bool) {
	count := map[int]int{}
	n := 0
	for _, e := range rows {
		if e.state == rowUsed {
			n++
			// A row's start and end may fall into different years.
			count[endYear(e.latest())]++
		}
	}
	if n == 0 {
		return named, false
	}
	years := make([]int, 0, len(count))
	for y := range count {
		years = append(years, y)
	}
	slices.SortFunc(years, func(a, b int) int { return cmp.Compare(b, a) })
	least := 1
	if n >= 100 {
		least = max(3, n/500)
	}
	year = years[len(years)-1]
	for _, y := range years {
		if count[y] >= least {
			year = y
			break
		}
	}
	if named == 0 {
		return year, true
	}
	beyond := 0
	for y, c := range count {
		if y > named {
			beyond += c
		}
	}
	switch {
	case year < named && n >= 100:
		return year, true // a whole year without an event: the name is wrong
	case year > named && (n >= 100 && beyond*5 > n || beyond*2 > n):
		return year, true
	}
	return named, false
}

// folder is the part of a name before its last element.
func folder(name string) string {
	return name[:strings.LastIndexAny(name, "/!")+1]
}

// lastDay is the day up to which the latest return reaches: its 31 March, or
// for an extract made during the year the latest day seen. The gap to 31 March
// speaks for an extract if, at the rate at which days with events came before,
// it would hold more than seven of them.
func lastDay(rows []*episode, year int) (to model.Date, part bool) {
	end := yearEnd(year)
	seen := map[model.Date]bool{}
	var last model.Date
	for _, e := range rows {
		if e.state == rowUsed || e.state == rowRepeated {
			for _, d := range [2]model.Date{e.decom, e.dec} {
				if !d.IsZero() && d <= end {
					seen[d] = true
					last = max(last, d)
				}
			}
		}
	}
	before := 0
	for d := range seen {
		if d > last-365 {
			before++
		}
	}
	if last < yearEnd(year-1) {
		return end, false
	}
	if gap := float64(end - last); float64(before)/365*gap > 7 {
		return last, true
	}
	return end, false
}
