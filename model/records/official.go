package records

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/carecurve/carecurve/model"
)

// An officialForm is one table among the downloads of official statistics,
// known by its columns; names don't matter. take makes figures of a row.
type officialForm struct {
	columns []string
	take    func(r *officialRow)
}

// officialForms are the forms that are read, the most particular first. All
// have time_period, geographic_level and country_code besides; those by
// authority also region_code, region_name, new_la_code and la_name.
//
//   - children looked after: numbers and rates; on 31 March, started and ceased by
//     characteristics, of England and by authority; new placements and changes of
//     placement; placement by provider and locality; durations of placements;
//     ceases by number of periods of care;
//   - child protection plans: d1 all in a year, d3 second or subsequent ones,
//     d5 open by duration, d7 ended by duration;
//   - ONS mid-year population under 18.
var officialForms = []officialForm{
	{[]string{"population_type", "population_estimate", "children_count"}, takeRates},
	{[]string{"age_group", "population_estimate"}, takePopulation},
	{[]string{"cla_group", "periods_or_placements", "age_on_ceasing", "number"}, takePeriods},
	{[]string{"placement_duration", "placement_group", "number"}, takeDurations},
	{[]string{"placement_type", "placement_provider", "number"}, takeProviders},
	{[]string{"cla_group", "characteristic", "number"}, takeCharacteristic},
	{[]string{"characteristic", "breakdown", "children_count"}, takeChanges},
	{[]string{"cpp_start", "cpp_end", "cpp_at31"}, takePlans},
	{[]string{"cpp_start", "cpp_subsequent"}, takeRepeats},
	{[]string{"cpp_at31", "3_months_or_less"}, takeOpenPlans},
	{[]string{"cpp_end", "3_months_or_less"}, takeEndedPlans},
}

// officialRow is a row while it is taken apart.
type officialRow struct {
	t         *publishedFile
	needed    []string
	at        map[string]int
	row       []string
	line      int
	authority model.Authority
	year      int
	flow      string // what a table by characteristics is about: lac_31_march, lac_started or lac_ceased
	err       error
}

// cell is a column's text; "" where the table lacks it.
func (r *officialRow) cell(column string) string {
	if i, ok := r.at[column]; ok {
		return strings.TrimSpace(r.row[i])
	}
	return ""
}

// suppressed are the symbols that stand for a figure that isn't given: kept
// confidential, not available, not applicable, unreliable, small.
var suppressed = map[string]bool{
	"": true, "c": true, "x": true, "z": true, "u": true, "k": true, "-": true, "..": true, ":": true, "~": true, "low": true, "n/a": true, "#value!": true,
}

// number is a column's figure; false where it is suppressed. Anything else is
// a fault of the file.
func (r *officialRow) number(column string) (float64, bool) {
	text := r.cell(column)
	if suppressed[strings.ToLower(text)] {
		return 0, false
	}
	v, err := strconv.ParseFloat(strings.ReplaceAll(text, ",", ""), 64)
	if err != nil || v-v != 0 || v < 0 {
		if r.err == nil {
			r.err = fmt.Errorf("line %d: %s is %q, neither a number nor a symbol of suppression", r.line, column, text)
		}
		return 0, false
	}
	return v, true
}

// add takes a column's figure as one of a measure.
func (r *officialRow) add(measure, breakdown, column string) {
	if measure == "" || breakdown == "" || !isNeeded(r.needed, measure) {
		return
	}
	if v, ok := r.number(column); ok {
		r.t.figures = append(r.t.figures, figure{r.authority, r.year, measure, breakdown, v, notTold})
	}
}

// readOfficial reads a download in its own columns; a file of another form has
// no figures.
func (t *publishedFile) readOfficial(name, text string, needed []string) error {
	rows := csv.NewReader(strings.NewReader(text))
	rows.ReuseRecord, rows.LazyQuotes, rows.FieldsPerRecord = true, true, -1
	head, err := rows.Read()
	if err != nil {
		return nil
	}
	r := &officialRow{t: t, needed: needed, at: map[string]int{}}
	for i, column := range head {
		r.at[strings.ToLower(strings.TrimSpace(column))] = i
	}
	width := len(head)
	k := formOf(r.at)
	if k < 0 {
		return nil
	}
	t.official, t.form = true, k
	r.flow = flowOf(name, text)
	for {
		r.row, err = rows.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		r.line, _ = rows.FieldPos(0)
		if err != nil {
			return fmt.Errorf("line %d can't be read as CSV", r.line)
		}
		if len(r.row) < width {
			return fmt.Errorf("line %d has %d columns, the first line %d", r.line, len(r.row), width)
		}
		year, ok := officialYear(r.cell("time_period"))
		if !ok {
			return fmt.Errorf("line %d: %q is not a year", r.line, r.cell("time_period"))
		}
		r.year = year
		if r.authority, ok = r.place(); !ok {
			continue
		}
		officialForms[k].take(r)
		if r.err != nil {
			return r.err
		}
	}
}

// formOf is the index of the form whose columns a header has, or −1.
func formOf(at map[string]int) int {
	for _, column := range []string{"time_period", "geographic_level"} {
		if _, ok := at[column]; !ok {
			return -1
		}
	}
next:
	for i := range officialForms {
		for _, column := range officialForms[i].columns {
			if _, ok := at[column]; !ok {
				continue next
			}
		}
		return i
	}
	return -1
}

// officialYear reads 2023, or 202223 for a year that ends in March 2023.
func officialYear(text string) (int, bool) {
	y, err := strconv.Atoi(text)
	if err != nil {
		return 0, false
	}
	if y > 199000 && y < 210000 && (y/100+1)%100 == y%100 {
		y = y/100 + 1
	}
	return y, y >= 1990 && y <= 2100
}

// place is whose figures a row holds; false for a level that is not read.
func (r *officialRow) place() (model.Authority, bool) {
	var a model.Authority
	switch strings.ToLower(r.cell("geographic_level")) {
	case "national":
		a = model.Authority{Name: "England", Code: model.England}
	case "regional":
		a = model.Authority{Name: strings.Clone(r.cell("region_name")), Code: strings.Clone(r.cell("region_code"))}
	case "local authority":
		a = model.Authority{Name: strings.Clone(r.cell("la_name")), Code: strings.Clone(r.cell("new_la_code"))}
	}
	return a, a.Code != "" && !suppressed[strings.ToLower(a.Code)]
}
