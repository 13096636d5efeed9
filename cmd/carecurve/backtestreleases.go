package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/csv"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/carecurve/carecurve/model"
)

// releases are published figures with the year of the release that each was
// read from, several of one figure where it was revised.
type releases struct {
	figures     map[figureKey][]released
	order       []figureKey
	authorities map[string]string
	last        int // the latest year with children looked after in England
	sources     []model.Source
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

// notTold is later than all: a figure that doesn't say when it came out was
// known to nobody in time.
const notTold = 9999

// releasedMeasures are the figures that the panel's outlook uses.
var releasedMeasures = []string{
	"lac_31_march", "lac_31_march_by_age", "lac_31_march_by_uasc", "lac_started", "lac_ceased", "lac_rate_per_10k",
	"cpp_31_march", "cpp_31_march_by_duration", "cpp_started", "cpp_started_second_or_subsequent",
	"population_0_17_denominator", "population_0_17_mid_year", "unit_cost_weekly_looked_after",
}

var releaseYear = regexp.MustCompile(`20[0-9][0-9]`)

// readReleases reads all tables of a folder, or one file, that have the tidy
// columns, those of revisions among them.
func readReleases(ctx context.Context, path string) (*releases, error) {
	r := &releases{figures: map[figureKey][]released{}, authorities: map[string]string{}}
	var names []string
	err := filepath.WalkDir(path, func(name string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() && (strings.HasSuffix(name, ".csv") || strings.HasSuffix(name, ".csv.gz")) {
			names = append(names, name)
		}
		return err
	})
	if err != nil {
		return nil, badInput("Check the path and its spelling.", "%s: the published tables can't be read: %w", path, plainly(err))
	}
	for _, name := range names {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		data, err := os.ReadFile(name)
		if err != nil {
			return nil, badInput("Make it readable, or leave it out.", "%s can't be read: %w", name, plainly(err))
		}
		known, err := r.read(data)
		if err != nil {
			return nil, badInput("Mend or leave out the file.", "%s: %w", name, err)
		}
		if known {
			r.sources = append(r.sources, source(filepath.Base(name), data))
		}
	}
	for k := range r.figures {
		if k.code == model.England && k.measure == "lac_31_march" {
			r.last = max(r.last, k.year)
		}
	}
	if r.last == 0 {
		return nil, badInput("Give the folder of tables whose columns are authority_code,authority,year,measure,breakdown,value,unit,source.",
			"%s: no published figures of England's children looked after are there", path)
	}
	slices.SortFunc(r.order, func(a, b figureKey) int {
		return strings.Compare(a.code+a.measure+a.breakdown+strconv.Itoa(a.year), b.code+b.measure+b.breakdown+strconv.Itoa(b.year))
	})
	return r, nil
}

// read takes one file; known is false for one of another form.
func (r *releases) read(data []byte) (known bool, err error) {
	if bytes.HasPrefix(data, []byte{0x1f, 0x8b}) {
		z, err := gzip.NewReader(bytes.NewReader(data))
		if err != nil {
			return false, err
		}
		if data, err = io.ReadAll(io.LimitReader(z, 1<<30)); err != nil {
			return false, err
		}
	}
	rows := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(data, []byte("\ufeff"))))
	rows.ReuseRecord = true
	head, err := rows.Read()
	if err != nil || strings.Join(head, ",") != "authority_code,authority,year,measure,breakdown,value,unit,source" {
		return false, nil
	}
	labels := map[string]int{}
	for {
		row, err := rows.Read()
		if err == io.EOF {
			return true, nil
		}
		if err != nil {
			return false, err
		}
		if row[5] == "" || !slices.Contains(releasedMeasures, row[3]) {
			continue
		}
		year, e1 := strconv.Atoi(row[2])
		value, e2 := strconv.ParseFloat(row[5], 64)
		if e1 != nil || e2 != nil || value-value != 0 {
			continue // the reader of published figures says so with a line number
		}
		in, met := labels[row[7]]
		if !met {
			in = notTold
			if y, err := strconv.Atoi(releaseYear.FindString(row[7])); err == nil {
				in = y
			}
			labels[strings.Clone(row[7])] = in
		}
		k := figureKey{strings.Clone(row[0]), year, strings.Clone(row[3]), strings.Clone(row[4])}
		if r.figures[k] == nil {
			r.order = append(r.order, k)
		}
		r.figures[k] = append(r.figures[k], released{in, value})
		r.authorities[k.code] = strings.Clone(row[1])
	}
}

// final is all figures, each from its latest release.
func (r *releases) final() *model.Published {
	return r.view(notTold, func(list []released) (float64, bool) { return newest(list, notTold) })
}

// known is what stood in print in the year of an origin, and nothing else.
func (r *releases) known(origin int) *model.Published {
	return r.view(origin, func(list []released) (float64, bool) { return newest(list, origin) })
}

// structured is known with, where nothing had been published by then, the
// earliest later figure of the same years.
func (r *releases) structured(origin int) *model.Published {
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
func (r *releases) view(origin int, pick func([]released) (float64, bool)) *model.Published {
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
