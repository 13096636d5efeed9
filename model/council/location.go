package council

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/model/document"
)

// Location tells where the area ends.
type Location struct {
	document.Origin
	// Postcodes are the areas (LS), districts (WF1) and ranges of districts
	// (WF1-WF3) inside.
	Postcodes []Postcodes `yaml:"postcodes"`
	// Lookup is the path of a postcode directory with the columns pcds and
	// oslaua, which goes before Postcodes; may be empty.
	Lookup string `yaml:"lookup"`
}

func (l *Location) check() []model.Finding {
	if l.Has("postcodes") && len(l.Postcodes) == 0 {
		return []model.Finding{l.Fault("postcodes", "an empty list of postcodes", "name the postcode districts inside the area, like [LS, WF1-WF3], or leave the line out")}
	}
	return nil
}

// Postcodes is a postcode area, a district, or a range of districts.
type Postcodes struct {
	area     string // the letters
	from, to int    // districts; 0 to a large number for the whole area
	letter   string // of a district such as EC1A; "" for all with that number
}

const allDistricts = 1 << 20

var (
	listed = regexp.MustCompile(`^([A-Z]{1,2})(?:(\d{1,2})([A-Z]?))?$`)
	full   = regexp.MustCompile(`^([A-Z]{1,2}\d[A-Z\d]?)\d[A-Z]{2}$`)
)

// UnmarshalText reads LS, WF1, EC1A or WF1-WF3.
func (p *Postcodes) UnmarshalText(b []byte) error {
	first, last, isRange := strings.Cut(strings.ToUpper(strings.TrimSpace(string(b))), "-")
	from, ok := district(strings.TrimSpace(first))
	if !ok {
		return fmt.Errorf("%q is not a postcode district\nwrite an area like LS, a district like WF1, or a range like WF1-WF3", b)
	}
	if isRange {
		to, ok := district(strings.TrimSpace(last))
		switch {
		case !ok || from.to == allDistricts || to.to == allDistricts || from.letter+to.letter != "" || from.area != to.area:
			return fmt.Errorf("%q is not a range of postcode districts\nwrite two districts of one area, like WF1-WF3", b)
		case to.to < from.from:
			return fmt.Errorf("%q runs backwards\nwrite the lower district first, like WF1-WF3", b)
		}
		from.to = to.to
	}
	*p = from
	return nil
}

func district(s string) (Postcodes, bool) {
	m := listed.FindStringSubmatch(s)
	if m == nil {
		return Postcodes{}, false
	}
	p := Postcodes{area: m[1], to: allDistricts, letter: m[3]}
	if m[2] != "" {
		p.from, _ = strconv.Atoi(m[2])
		p.to = p.from
	}
	return p, true
}

// has tells whether a postcode's first half, such as WF2 or EC1A, is inside.
func (p Postcodes) has(outward Postcodes) bool {
	return p.area == outward.area && p.from <= outward.from && outward.to <= p.to && (p.letter == "" || p.letter == outward.letter)
}

// Area is a function that tells where a postcode lies by the list of
// districts, false for what is no postcode; nil where the file lists none. A
// postcode cut to its sector (WF12 for WF1 2) is placed if both readings lie
// on one side.
func (f *File) Area() func(postcode string) (model.Location, bool) {
	inside := f.Location.Postcodes
	if len(inside) == 0 {
		return nil
	}
	where := func(outward string) (model.Location, bool) {
		o, ok := district(outward)
		if !ok || o.to == allDistricts {
			return model.InArea, false
		}
		for _, p := range inside {
			if p.has(o) {
				return model.InArea, true
			}
		}
		return model.OutOfArea, true
	}
	return func(postcode string) (model.Location, bool) {
		text := strings.ToUpper(strings.TrimSpace(postcode))
		if outward, sector, ok := strings.Cut(text, " "); ok && len(strings.TrimSpace(sector)) == 1 {
			return where(outward)
		}
		text = strings.ReplaceAll(text, " ", "")
		if m := full.FindStringSubmatch(text); m != nil {
			return where(m[1])
		}
		whole, ok := where(text)
		if n := len(text); n > 3 && text[n-1] >= '0' && text[n-1] <= '9' {
			if cut, known := where(text[:n-1]); known && (!ok || cut != whole) {
				return cut, !ok
			}
		}
		return whole, ok
	}
}
