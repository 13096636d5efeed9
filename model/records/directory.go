package records

import (
	"context"
	"math"
	"slices"
	"sort"
	"strings"

	"github.com/carecurve/carecurve/model"
)

// Directory tells in which authority a postcode lies. It keeps ten bytes a
// postcode, so that the national directory's 2.7 million fit in 30 MB.
type Directory struct {
	keys  []uint64 // sorted
	areas []uint16 // of each key, an index into codes
	codes []string // ONS codes of authorities
	index map[string]uint16
}

// postcodeLength is the longest postcode without blanks that is kept.
const postcodeLength = 8

// postcodeKey packs a postcode so that all that begin alike lie side by side;
// after is the first key behind those. False for what is none.
func postcodeKey(s string) (key, after uint64, ok bool) {
	n := 0
	for i := 0; i < len(s); i++ {
		var v uint64
		switch c := s[i]; {
		case c >= '0' && c <= '9':
			v = uint64(c-'0') + 1
		case c >= 'A' && c <= 'Z':
			v = uint64(c-'A') + 11
		case c >= 'a' && c <= 'z':
			v = uint64(c-'a') + 11
		case c == ' ':
			continue
		default:
			return 0, 0, false
		}
		if n++; n > postcodeLength {
			return 0, 0, false
		}
		key = key*37 + v
	}
	after = key + 1
	for ; n < postcodeLength; n++ {
		key, after = key*37, after*37
	}
	return key, after, key > 0
}

// Len is how many postcodes the directory has.
func (d *Directory) Len() int { return len(d.keys) }

// Authority is the ONS code of the authority in which a postcode lies, in any
// case and spacing. A postcode that was cut is known if all that begin so lie
// in one authority.
func (d *Directory) Authority(postcode string) (code string, ok bool) {
	from, to := d.span(postcode)
	if from == to {
		return "", false
	}
	for i := from + 1; i < to; i++ {
		if d.areas[i] != d.areas[from] {
			return "", false
		}
	}
	return d.codes[d.areas[from]], true
}

// inside tells whether a postcode, which may be cut, lies in an authority;
// known is false where some that begin so do and some don't.
func (d *Directory) inside(postcode, home string) (in, known bool) {
	area, listed := d.index[home]
	from, to := d.span(postcode)
	if from == to || !listed {
		return false, false
	}
	in = d.areas[from] == area
	for i := from + 1; i < to; i++ {
		if (d.areas[i] == area) != in {
			return false, false
		}
	}
	return in, true
}

// span is where the postcodes stand that begin so: one, if it is whole.
func (d *Directory) span(postcode string) (from, to int) {
	key, after, ok := postcodeKey(postcode)
	if !ok || len(postcode) < 3 {
		return 0, 0
	}
	from, whole := slices.BinarySearch(d.keys, key)
	if whole {
		return from, from + 1
	}
	return from, from + sort.Search(len(d.keys)-from, func(i int) bool { return d.keys[from+i] >= after })
}

// add takes one row in; false for what is no postcode, or once there are more
// authorities than there can be.
func (d *Directory) add(postcode, authority string) bool {
	key, _, ok := postcodeKey(postcode)
	if !ok || authority == "" {
		return false
	}
	i, met := d.index[authority]
	if !met {
		if len(d.codes) > math.MaxUint16 {
			return false
		}
		if d.index == nil {
			d.index = map[string]uint16{}
		}
		authority = strings.Clone(authority)
		i = uint16(len(d.codes))
		d.index[authority] = i
		d.codes = append(d.codes, authority)
	}
	d.keys, d.areas = append(d.keys, key), append(d.areas, i)
	return true
}

// byKey sorts a directory's two lists together.
type byKey struct{ *Directory }

func (d byKey) Less(i, j int) bool { return d.keys[i] < d.keys[j] }
func (d byKey) Swap(i, j int) {
	d.keys[i], d.keys[j] = d.keys[j], d.keys[i]
	d.areas[i], d.areas[j] = d.areas[j], d.areas[i]
}

// directoryOf joins parts, such as a file for each postcode area, into one;
// nil of none. Where two have a postcode the first one counts.
func directoryOf(parts []*Directory) *Directory {
	var out *Directory
	for _, p := range parts {
		if out == nil {
			out = p
			continue
		}
		for i, k := range p.keys {
			// The code becomes known with a postcode that the key then replaces.
			if out.add("A", p.codes[p.areas[i]]) {
				out.keys[len(out.keys)-1] = k
			}
		}
	}
	if out == nil {
		return nil
	}
	if !slices.IsSorted(out.keys) {
		sort.Stable(byKey{out})
	}
	n := 0
	for i, k := range out.keys {
		if i == 0 || k != out.keys[n-1] {
			out.keys[n], out.areas[n] = k, out.areas[i]
			n++
		}
	}
	out.keys, out.areas = slices.Clip(out.keys[:n]), slices.Clip(out.areas[:n])
	return out
}

// county is where an upper-tier authority is above the district: the ONS code
// of a county begins with E10, and where there is none a filler stands.
func county(code string) bool { return strings.HasPrefix(code, "E10") }

var directoryFields = []string{"PCDS", "OSLAUA", "OSCTY"}

// readDirectory reads a row of a postcode directory.
func (f *file) readDirectory(r *record) {
	area := clean(r.text(1))
	if c := clean(r.text(2)); county(c) {
		area = c
	}
	if f.directory == nil {
		f.directory = &Directory{}
	}
	if f.directory.add(r.text(0), area) {
		f.looked++
	} else {
		f.passed++ // without an authority
	}
}

// LoadDirectory reads a postcode directory: a CSV with the columns pcds and
// oslaua, and where there are counties oscty (or the newer names ladNNcd and
// ctyNNcd), such as the ONS Postcode Directory; a folder or zip of its parts
// is read as one. What stops it comes as [Errors].
func LoadDirectory(ctx context.Context, path string) (*Directory, error) {
	found := find([]string{path})
	defer found.close()
	errs := found.errs
	var parts []*Directory
	for i := range found.sources {
		f := read(ctx, &found.sources[i], Options{})
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if f.input.Kind == kindUnknown && !f.direct {
			continue
		}
		errs = append(errs, f.fatal...)
		if f.directory != nil {
			parts = append(parts, f.directory)
		}
	}
	out := directoryOf(parts)
	if len(errs) == 0 && (out == nil || out.Len() == 0) {
		errs = append(errs, model.Finding{Pos: model.Pos{File: slash(path)}, Severity: model.Fatal, Rule: "no-directory",
			What: "holds no postcode directory", Fix: "Give a CSV with the columns pcds and oslaua, such as the ONS Postcode Directory's."})
	}
	if len(errs) > 0 {
		return nil, errs
	}
	return out, nil
}
