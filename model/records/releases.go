package records

import (
	"cmp"
	"context"
	"path"
	"slices"

	"github.com/carecurve/carecurve/model"
)

// Releases are published figures with the year of the release that each was
// read from, several of one figure where it was revised: what was known when.
type Releases struct {
	// Last is the latest year with children looked after in England.
	Last    int
	Sources []model.Source

	figures     map[figureKey][]released
	order       []figureKey
	authorities map[string]string
}

type figureKey struct {
	code               string
	year               int
	measure, breakdown string
}

type released struct {
	in    int // year of the release; notTold where its label names none
	value float64
}

// releasesNeeded are the figures that the panel's outlook uses.
var releasesNeeded = []string{
	"lac_31_march", "lac_31_march_by_age", "lac_31_march_by_uasc", "lac_started", "lac_ceased", "lac_rate_per_10k",
	"cpp_31_march", "cpp_31_march_by_duration", "cpp_started", "cpp_started_second_or_subsequent",
	"population_0_17_denominator", "population_0_17_mid_year", "unit_cost_weekly_looked_after",
}

// LoadReleases reads what [LoadPublished] reads, tables of revisions among it,
// and keeps every figure of every release. A download counts as released in
// its last year, and only where no tidy table has the like.
func LoadReleases(ctx context.Context, paths ...string) (*Releases, error) {
	files, err := readTables(ctx, releasesNeeded, paths)
	if err != nil {
		return nil, err
	}
	r := &Releases{figures: map[figureKey][]released{}, authorities: map[string]string{}}
	owned := ownersOf(files)
	for i := range files {
		f := &files[i]
		for _, x := range f.figures {
			if !owned.mayAdd(x, i, f.official) {
				continue
			}
			k := figureKey{x.authority.Code, x.year, x.measure, x.breakdown}
			if r.figures[k] == nil {
				r.order = append(r.order, k)
			}
			r.figures[k] = append(r.figures[k], released{x.release, x.value})
			r.authorities[k.code] = x.authority.Name
			if k.code == model.England && k.measure == "lac_31_march" {
				r.Last = max(r.Last, k.year)
			}
		}
		if len(f.figures) > 0 {
			r.Sources = append(r.Sources, model.Source{Name: path.Base(f.name), SHA256: f.sha256})
		}
	}
	if r.Last == 0 {
		return nil, nothingPublished(paths)
	}
	slices.SortFunc(r.order, func(a, b figureKey) int {
		return cmp.Or(cmp.Compare(a.code, b.code), cmp.Compare(a.measure, b.measure), cmp.Compare(a.breakdown, b.breakdown), cmp.Compare(a.year, b.year))
	})
	return r, nil
}

// Final is all figures, each from its latest release.
func (r *Releases) Final() *model.Published {
	return r.view(notTold, func(list []released) (float64, bool) { return newest(list, notTold) })
}

// Known is what stood in print in the year of an origin, and nothing else.
func (r *Releases) Known(origin int) *model.Published {
	return r.view(origin, func(list []released) (float64, bool) { return newest(list, origin) })
}

// Structured is Known with, where nothing had been published by then, the
// earliest later figure of the same years.
func (r *Releases) Structured(origin int) *model.Published {
	return r.view(origin, func(list []released) (float64, bool) {
		if v, ok := newest(list, origin); ok {
			return v, true
		}
		first := list[0]
		for _, x := range list {
			if x.in < first.in {
				first = x
			}
		}
		return first.value, true
	})
}

// newest is the figure of the latest release up to a year.
func newest(list []released, until int) (value float64, ok bool) {
	in := 0
	for _, x := range list {
		if x.in <= until && x.in >= in {
			in, value, ok = x.in, x.value, true
		}
	}
	return value, ok
}

// view is the figures of years up to an origin that pick gives.
func (r *Releases) view(origin int, pick func([]released) (float64, bool)) *model.Published {
	p := &model.Published{}
	for _, k := range r.order {
		if k.year > origin {
			continue
		}
		if v, ok := pick(r.figures[k]); ok {
			p.Add(model.Authority{Name: r.authorities[k.code], Code: k.code}, k.year, k.measure, k.breakdown, v)
		}
	}
	return p
}
