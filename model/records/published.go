package records

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/carecurve/carecurve/model"
)

// publishedColumns is the first line of a file of published figures.
const publishedColumns = "authority_code,authority,year,measure,breakdown,value,unit,source"

// publishedLimit is how much one gzipped file may unpack to, in bytes.
const publishedLimit = 1 << 30

// publishedNeeded are the measures that are kept; an ending "*" takes all that
// begin so.
var publishedNeeded = []string{
	"lac_31_march", "lac_31_march_by_age", "lac_31_march_by_placement", "lac_31_march_by_provider", "lac_31_march_by_locality",
	"lac_31_march_by_sex", "lac_31_march_by_uasc", "lac_out_of_authority_pct", "lac_31_march_by_placement_locality_provider",
	"lac_started", "lac_started_by_age", "lac_started_by_uasc",
	"lac_ceased", "lac_ceased_by_age", "lac_ceased_by_reason", "lac_ceased_by_uasc", "lac_ceased_by_period_of_care_duration",
	"lac_ceased_by_number_of_periods_of_care", "placements_ceased_by_duration", "placement_changes_by_reason", "new_placements_by_location",
	"cpp_31_march", "cpp_31_march_by_duration", "cpp_started", "cpp_ended", "cpp_ended_by_duration", "cpp_started_second_or_subsequent",
	"population_0_17_denominator", "population_0_17_mid_year", "population_by_age_mid_year",
	"unit_cost_weekly_*",
}

// figure is one row of a file of published figures.
type figure struct {
	authority          model.Authority
	year               int
	measure, breakdown string
	value              float64
}

// LoadPublished reads published figures from files, folders and zips: tables
// with the columns authority_code, authority, year, measure, breakdown, value,
// unit and source, plain or gzipped, found by their content. An empty value is
// a missing figure. A file that gives one figure twice, and differently, holds
// revisions and is passed over. Sources of the result names the files read.
func LoadPublished(ctx context.Context, paths ...string) (*model.Published, error) {
	sources, errs := gather(paths)
	if len(errs) > 0 {
		return nil, errs
	}
	type read struct {
		figures []figure
		known   bool
		err     error
	}
	files := make([]read, len(sources))
	sideBySide(ctx, len(sources), func(i int) {
		f := &files[i]
		f.figures, f.known, f.err = readFigures(sources[i].data)
	})
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	p := &model.Published{}
	for i := range sources {
		f := &files[i]
		if f.err != nil {
			return nil, Errors{{Pos: model.Pos{File: sources[i].name}, Severity: model.Fatal, Rule: "published", What: f.err.Error(),
				Fix: "Mend or leave out the file: its columns are " + publishedColumns + "."}}
		}
		if !f.known || len(f.figures) == 0 {
			continue
		}
		for _, x := range f.figures {
			p.Add(x.authority, x.year, x.measure, x.breakdown, x.value)
		}
		p.Sources = append(p.Sources, model.Source{Name: sources[i].name, SHA256: sources[i].sha256()})
	}
	if p.Len() == 0 {
		return nil, Errors{{Pos: model.Pos{File: strings.Join(paths, " ")}, Severity: model.Fatal, Rule: "no-published",
			What: "no published figures found", Fix: "Give the folder of tables whose columns are " + publishedColumns + "."}}
	}
	return p, nil
}

// readFigures reads one file's needed figures; known is false for a file of
// another form and for one of revisions.
func readFigures(data []byte) (out []figure, known bool, err error) {
	if bytes.HasPrefix(data, []byte{0x1f, 0x8b}) {
		z, err := gzip.NewReader(bytes.NewReader(data))
		if err != nil {
			return nil, false, fmt.Errorf("can't be unpacked: %w", err)
		}
		if data, err = io.ReadAll(io.LimitReader(z, publishedLimit)); err != nil {
			return nil, false, fmt.Errorf("can't be unpacked: %w", err)
		}
	}
	text := strings.TrimPrefix(string(data), "\ufeff")
	head, rest, _ := strings.Cut(text, "\n")
	if strings.TrimRight(head, "\r") != publishedColumns {
		return nil, false, nil
	}
	seen := map[uint64]float64{}
	codes, measures, breakdowns := names{}, names{}, names{}
	wanted := map[string]bool{}
	line := 1
	var f [8]string
	for len(rest) > 0 {
		var row string
		row, rest, _ = strings.Cut(rest, "\n")
		row = strings.TrimRight(row, "\r")
		line++
		if row == "" {
			continue
		}
		if err := splitFigure(row, &f); err != nil {
			return nil, false, fmt.Errorf("line %d %w", line, err)
		}
		take, met := wanted[f[3]]
		if !met {
			take = isNeeded(f[3])
			wanted[f[3]] = take
		}
		if !take || f[5] == "" {
			continue
		}
		year, err := strconv.Atoi(f[2])
		if err != nil || year < 1990 || year > 2100 {
			return nil, false, fmt.Errorf("line %d: %q is not a year", line, f[2])
		}
		value, err := strconv.ParseFloat(f[5], 64)
		if err != nil || value-value != 0 {
			return nil, false, fmt.Errorf("line %d: %q is not a number", line, f[5])
		}
		k := codes.number(f[0])<<48 | uint64(year)<<32 | measures.number(f[3])<<16 | breakdowns.number(f[4])
		if was, twice := seen[k]; twice {
			if was != value {
				return nil, false, nil
			}
			continue
		}
		seen[k] = value
		out = append(out, figure{model.Authority{Name: f[1], Code: f[0]}, year, f[3], f[4], value})
	}
	return out, true, nil
}

// names numbers words as they are met.
type names map[string]uint64

func (n names) number(word string) uint64 {
	i, ok := n[word]
	if !ok {
		i = uint64(len(n))
		n[word] = i
	}
	return i
}

func isNeeded(measure string) bool {
	return slices.ContainsFunc(publishedNeeded, func(n string) bool {
		if start, ok := strings.CutSuffix(n, "*"); ok {
			return strings.HasPrefix(measure, start)
		}
		return n == measure
	})
}

// splitFigure takes a row apart: quickly where nothing is in quotes.
func splitFigure(row string, f *[8]string) error {
	if strings.Contains(row, `"`) {
		r := csv.NewReader(strings.NewReader(row))
		fields, err := r.Read()
		if err != nil || len(fields) != len(f) {
			return fmt.Errorf("does not have the %d columns", len(f))
		}
		copy(f[:], fields)
		return nil
	}
	for i := range f {
		var more bool
		f[i], row, more = strings.Cut(row, ",")
		if more != (i < len(f)-1) {
			return fmt.Errorf("does not have the %d columns", len(f))
		}
	}
	return nil
}
