package reports

import (
	"encoding/csv"
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/carecurve/carecurve/sim"
)

var quantileColumns = []string{"mean", "sd", "p05", "p10", "p25", "p50", "p75", "p90", "p95"}

// WriteProjectionCSV writes projection.csv: stocks at month ends and flows of
// the months that end there, to four decimals. Rows go by scenario, then by
// measure and breakdown, then by date.
func WriteProjectionCSV(w io.Writer, p *sim.Projection) error {
	if err := checkProjection(p); err != nil {
		return err
	}
	out := newRows(w, "scenario", "date", "measure", "breakdown")
	for i := range p.Scenarios {
		o := &p.Scenarios[i]
		for j := range o.Series {
			s := &o.Series[j]
			for k, v := range s.Values {
				out.write(v, decimal, o.Name, p.Dates[s.First+k].String(), s.Measure, s.Breakdown)
			}
		}
	}
	return out.close()
}

// WriteCostsCSV writes costs.csv: pounds and pence by scenario, financial year
// and line, the net total first.
func WriteCostsCSV(w io.Writer, p *sim.Projection) error {
	if err := checkProjection(p); err != nil {
		return err
	}
	out := newRows(w, "scenario", "financial_year", "part_year", "line")
	for i := range p.Scenarios {
		o := &p.Scenarios[i]
		for y, year := range p.Years {
			for _, a := range o.Costs {
				out.write(a.Values[y], pence, o.Name, year.Year.String(), strconv.FormatBool(year.Part), a.Line)
			}
		}
	}
	return out.close()
}

// WriteSavingsCSV writes savings.csv: baseline minus scenario in pounds and
// pence, and the probability that the saving is above nothing. The baseline
// has no rows.
func WriteSavingsCSV(w io.Writer, p *sim.Projection) error {
	if err := checkProjection(p); err != nil {
		return err
	}
	out := newRows(w, "scenario", "financial_year", "part_year", "line")
	out.probability = true
	for i := range p.Scenarios {
		o := &p.Scenarios[i]
		for y, year := range p.Years {
			for _, a := range o.Savings {
				out.write(a.Values[y], pence, o.Name, year.Year.String(), strconv.FormatBool(year.Part), a.Line)
			}
		}
	}
	return out.close()
}

// rows writes summaries behind their keys; the header goes out with the first
// of them, or on closing.
type rows struct {
	csv         *csv.Writer
	keys        []string
	row         []string
	probability bool
	begun       bool
}

func newRows(w io.Writer, keys ...string) *rows { return &rows{csv: csv.NewWriter(w), keys: keys} }

func (r *rows) begin() {
	if r.begun {
		return
	}
	r.begun = true
	head := append(append(r.row[:0], r.keys...), quantileColumns...)
	if r.probability {
		head = append(head, "probability")
	}
	r.csv.Write(head) // errors are kept and come out in close
}

func (r *rows) write(v sim.Summary, number func(float64) string, keys ...string) {
	r.begin()
	row := append(r.row[:0], keys...)
	row = append(row, number(v.Mean), number(v.SD))
	for _, q := range v.Q {
		row = append(row, number(q))
	}
	if r.probability {
		row = append(row, decimal(v.Probability))
	}
	r.csv.Write(row)
	r.row = row
}

func (r *rows) close() error {
	r.begin()
	r.csv.Flush()
	return r.csv.Error()
}

// decimal is a count to four decimals, without trailing zeros or minus zero.
func decimal(x float64) string {
	if math.IsNaN(x) {
		return withheld
	}
	s := strconv.FormatFloat(x, 'f', 4, 64)
	s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	if s == "-0" {
		return "0"
	}
	return s
}

// pence is an amount with two decimals, never minus zero.
func pence(x float64) string {
	if math.IsNaN(x) {
		return withheld
	}
	if math.Abs(x) < 0.005 {
		x = 0
	}
	return strconv.FormatFloat(x, 'f', 2, 64)
}
