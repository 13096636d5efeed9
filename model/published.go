package model

import (
	"maps"
	"slices"
	"sort"
	"strings"
)

// England is the ONS code under which national figures stand.
const England = "E92000001"

// Published is figures of published tables by authority, year, measure and
// breakdown. A suppressed or absent figure is missing, never 0. The year is
// that of the 31 March at which a stock stands or a flow's year ends; a
// mid-year population keeps its calendar year. The zero value is empty and
// ready for use.
type Published struct {
	values      map[publishedKey]float64
	names       []Authority // by index; the name met first
	index       map[string]uint16
	words       []string // measures and breakdowns
	wordIndex   map[string]uint16
	first, last int
	Sources     []Source // the files read
}

type publishedKey struct{ authority, year, measure, breakdown uint16 }

// Add sets a figure unless there is one already: the first one met counts.
func (p *Published) Add(a Authority, year int, measure, breakdown string, value float64) {
	if p.values == nil {
		p.values, p.index, p.wordIndex = map[publishedKey]float64{}, map[string]uint16{}, map[string]uint16{}
		p.first, p.last = year, year
	}
	i, ok := p.index[a.Code]
	if !ok {
		i = uint16(len(p.names))
		p.index[a.Code] = i
		p.names = append(p.names, a)
	}
	k := publishedKey{i, uint16(year), p.word(measure), p.word(breakdown)}
	if _, ok := p.values[k]; !ok {
		p.values[k] = value
		p.first, p.last = min(p.first, year), max(p.last, year)
	}
}

func (p *Published) word(w string) uint16 {
	i, ok := p.wordIndex[w]
	if !ok {
		i = uint16(len(p.words))
		p.wordIndex[w] = i
		p.words = append(p.words, w)
	}
	return i
}

// Value is a figure, or false where it is missing. code is an ONS code;
// breakdown is "total" where there is none.
func (p *Published) Value(code string, year int, measure, breakdown string) (float64, bool) {
	a, ok := p.index[code]
	m, known := p.wordIndex[measure]
	b, broken := p.wordIndex[breakdown]
	if !ok || !known || !broken {
		return 0, false
	}
	v, ok := p.values[publishedKey{a, uint16(year), m, b}]
	return v, ok
}

// Series is the years, in order, in which a figure is there, and its values.
func (p *Published) Series(code, measure, breakdown string) (years []int, values []float64) {
	for y := p.first; y <= p.last; y++ {
		if v, ok := p.Value(code, y, measure, breakdown); ok {
			years, values = append(years, y), append(values, v)
		}
	}
	return years, values
}

// Each calls f with every figure of an authority, in no order.
func (p *Published) Each(code string, f func(year int, measure, breakdown string, value float64)) {
	i, ok := p.index[code]
	if !ok {
		return
	}
	for k, v := range p.values {
		if k.authority == i {
			f(int(k.year), p.words[k.measure], p.words[k.breakdown], v)
		}
	}
}

// Until is the same figures as they would be without those after a year.
func (p *Published) Until(year int) *Published {
	q := *p
	q.names, q.words = slices.Clone(p.names), slices.Clone(p.words)
	q.index, q.wordIndex = maps.Clone(p.index), maps.Clone(p.wordIndex)
	q.values = make(map[publishedKey]float64, len(p.values))
	q.last = min(p.last, year)
	for k, v := range p.values {
		if int(k.year) <= year {
			q.values[k] = v
		}
	}
	return &q
}

// Len is how many figures there are.
func (p *Published) Len() int { return len(p.values) }

// Authorities are the councils (no region and not England) that have a figure
// of the measure's total, sorted by name, then code.
func (p *Published) Authorities(measure string) []Authority {
	var out []Authority
	for _, a := range p.names {
		if years, _ := p.Series(a.Code, measure, "total"); len(years) > 0 && isCouncil(a.Code) {
			out = append(out, a)
		}
	}
	sort.Slice(out, func(i, j int) bool {
		if out[i].Name != out[j].Name {
			return out[i].Name < out[j].Name
		}
		return out[i].Code < out[j].Code
	})
	return out
}

// All is every authority, region and country that has a figure, in the order
// in which they were met.
func (p *Published) All() []Authority { return append([]Authority(nil), p.names...) }

// Regions are the regions of England, and last England itself, that have a
// figure of the measure's total, by code.
func (p *Published) Regions(measure string) []Authority {
	var out []Authority
	for _, a := range p.names {
		if years, _ := p.Series(a.Code, measure, "total"); len(years) > 0 && !isCouncil(a.Code) {
			out = append(out, a)
		}
	}
	sort.Slice(out, func(i, j int) bool {
		if (out[i].Code == England) != (out[j].Code == England) {
			return out[j].Code == England
		}
		return out[i].Code < out[j].Code
	})
	return out
}

// isCouncil tells a council's ONS code from a region's or the country's.
func isCouncil(code string) bool {
	for _, kind := range []string{"E06", "E08", "E09", "E10"} {
		if strings.HasPrefix(code, kind) {
			return true
		}
	}
	return false
}

// Find looks a council, a region or England up by name or ONS code, whatever
// the case; "City of" and the like may stand before or behind the name, or be
// left out. Where two have borne one name, the one with the latest total of
// the measure is meant, and a council before a region.
func (p *Published) Find(name, measure string) (Authority, bool) {
	name = strings.TrimSpace(PresentCode(name))
	want := plainName(name)
	best, latest := Authority{}, -1
	for _, a := range p.names {
		if !strings.EqualFold(a.Code, name) && plainName(a.Name) != want {
			continue
		}
		years, _ := p.Series(a.Code, measure, "total")
		last := append([]int{0}, years...)[len(years)]
		if isCouncil(a.Code) {
			last += 10_000
		}
		if last > latest {
			best, latest = a, last
		}
	}
	return best, latest >= 0
}

// plainName is a council's name without its title: "Bristol, City of" and
// "bristol" are one, but the City of London is not London.
func plainName(s string) string {
	s = strings.ToLower(strings.Join(strings.Fields(s), " "))
	s = strings.ReplaceAll(s, "&", "and")
	for _, title := range []string{"city of", "county of"} {
		if rest, ok := strings.CutSuffix(s, ", "+title); ok {
			return rest
		}
		if rest, ok := strings.CutPrefix(s, title+" "); ok && rest != "london" {
			return rest
		}
	}
	for _, title := range []string{" city council", " county council", " borough council", " council"} {
		if rest, ok := strings.CutSuffix(s, title); ok {
			return rest
		}
	}
	return s
}
