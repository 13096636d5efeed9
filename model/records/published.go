package records

import (
	"context"
	"path"
	"slices"
	"strings"

	"github.com/carecurve/carecurve/model"
)

// publishedNeeded are the measures that a fit uses; an ending "*" takes all
// that begin so.
var publishedNeeded = []string{
	"lac_31_march", "lac_31_march_by_age", "lac_31_march_by_placement", "lac_31_march_by_provider", "lac_31_march_by_locality",
	"lac_31_march_by_sex", "lac_31_march_by_uasc", "lac_31_march_by_need", "lac_out_of_authority_pct", "lac_31_march_by_placement_locality_provider",
	"lac_started", "lac_started_by_age", "lac_started_by_uasc",
	"lac_ceased", "lac_ceased_by_age", "lac_ceased_by_reason", "lac_ceased_by_uasc", "lac_ceased_by_period_of_care_duration",
	"lac_ceased_by_number_of_periods_of_care", "placements_ceased_by_duration", "placement_changes_by_reason", "new_placements_by_location",
	"cpp_31_march", "cpp_31_march_by_duration", "cpp_started", "cpp_ended", "cpp_ended_by_duration", "cpp_started_second_or_subsequent",
	"population_0_17_denominator", "population_0_17_mid_year", "population_by_age_mid_year",
	"unit_cost_weekly_*",
}

// LoadPublished reads published figures from files, folders and zips, each
// found by its columns: tables with authority_code, authority, year, measure,
// breakdown, value, unit and source, plain or gzipped, and the data files of
// the Department for Education's and ONS's own downloads (see officialForms).
// A suppressed or empty value is a missing figure, never 0. A tidy file that
// gives one figure twice, and differently, holds revisions and is passed over
// (see [LoadReleases]). An authority whose code changed stands under its
// present one. Sources of the result names the files read.
func LoadPublished(ctx context.Context, paths ...string) (*model.Published, error) {
	files, err := readTables(ctx, publishedNeeded, paths)
	if err != nil {
		return nil, err
	}
	p := &model.Published{}
	owned := ownersOf(files)
	for i := range files {
		f := &files[i]
		if f.revised || len(f.figures) == 0 {
			continue
		}
		for _, x := range f.figures {
			if owned.mayAdd(x, i, f.official) {
				p.Add(x.authority, x.year, x.measure, x.breakdown, x.value)
			}
		}
		p.Sources = append(p.Sources, model.Source{Name: path.Base(f.name), SHA256: f.sha256})
	}
	if p.Len() == 0 {
		return nil, nothingPublished(paths)
	}
	derivePlanEnds(p)
	return p, nil
}

// nothingPublished is the error of paths without figures.
func nothingPublished(paths []string) error {
	return Errors{{Pos: model.Pos{File: strings.Join(paths, " ")}, Severity: model.Fatal, Rule: "no-published",
		What: "no published figures found",
		Fix:  "Give a folder of the official downloads as they come (CSV), or of tables whose columns are " + publishedColumns + "."}}
}

// owners tells which file a table of one authority and year came from: an
// official table is taken whole from one file, since releases differ.
type owners map[tableKey]int

type tableKey struct {
	code    string
	year    int
	measure string
}

// ownersOf is nil where no file is official, and all figures count.
func ownersOf(files []publishedFile) owners {
	if slices.ContainsFunc(files, func(t publishedFile) bool { return t.official }) {
		return owners{}
	}
	return nil
}

// mayAdd tells whether a figure of a file counts, and notes the owner.
func (o owners) mayAdd(x figure, file int, official bool) bool {
	if o == nil {
		return true
	}
	k := tableKey{x.authority.Code, x.year, x.measure}
	owner, there := o[k]
	if !there {
		o[k] = file
		return true
	}
	return !official || owner == file
}

// derivePlanEnds fills in the plans that ended where no table gives any: what
// was open a year before and began in the year, less what is open.
func derivePlanEnds(p *model.Published) {
	if years, _ := p.Series(model.England, "cpp_ended", "total"); len(years) > 0 {
		return
	}
	for _, a := range p.All() {
		years, open := p.Series(a.Code, "cpp_31_march", "total")
		for i, y := range years {
			if i == 0 || years[i-1] != y-1 {
				continue
			}
			if started, ok := p.Value(a.Code, y, "cpp_started", "total"); ok {
				p.Add(a, y, "cpp_ended", "total", max(open[i-1]+started-open[i], 0))
			}
		}
	}
}
