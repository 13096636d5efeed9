package records

import (
	"encoding/csv"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/carecurve/carecurve/model"
)

// publishedColumns is the first line of a tidy file of published figures.
const publishedColumns = "authority_code,authority,year,measure,breakdown,value,unit,source"

// notTold is later than all: a figure that doesn't say when it came out was
// known to nobody in time.
const notTold = 9999

var releaseYear = regexp.MustCompile(`20[0-9][0-9]`)

// readTidy reads a table with a row a figure.
func (t *publishedFile) readTidy(text string, needed []string) error {
	_, rest, _ := strings.Cut(text, "\n")
	seen := map[uint64]float64{}
	codes, measures, breakdowns := names{}, names{}, names{}
	wanted, labels := map[string]bool{}, map[string]int{}
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
			return fmt.Errorf("line %d %w", line, err)
		}
		take, met := wanted[f[3]]
		if !met {
			take = isNeeded(needed, f[3])
			wanted[f[3]] = take
		}
		if !take || f[5] == "" {
			continue
		}
		year, err := strconv.Atoi(f[2])
		if err != nil || year < 1990 || year > 2100 {
			return fmt.Errorf("line %d: %q is not a year", line, f[2])
		}
		value, err := strconv.ParseFloat(f[5], 64)
		if err != nil || value-value != 0 {
			return fmt.Errorf("line %d: %q is not a number", line, f[5])
		}
		in, met := labels[f[7]]
		if !met {
			in = notTold
			if y, err := strconv.Atoi(releaseYear.FindString(f[7])); err == nil {
				in = y
			}
			labels[f[7]] = in
		}
		k := codes.number(f[0])<<48 | uint64(year)<<32 | measures.number(f[3])<<16 | breakdowns.number(f[4])
		if was, twice := seen[k]; twice && was != value {
			t.revised = true
		}
		seen[k] = value
		t.figures = append(t.figures, figure{model.Authority{Name: f[1], Code: f[0]}, year, f[3], f[4], value, in})
	}
	return nil
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
