package reports

import (
	"fmt"
	"io"

	"github.com/parquet-go/parquet-go"

	"github.com/carecurve/carecurve/sim"
)

// projectionRow is a row of projection.parquet: the columns of projection.csv,
// typed, and unrounded.
type projectionRow struct {
	Scenario  string  `parquet:"scenario,dict"`
	Date      int32   `parquet:"date,date"`
	Measure   string  `parquet:"measure,dict"`
	Breakdown string  `parquet:"breakdown,dict"`
	Mean      float64 `parquet:"mean"`
	SD        float64 `parquet:"sd"`
	P05       float64 `parquet:"p05"`
	P10       float64 `parquet:"p10"`
	P25       float64 `parquet:"p25"`
	P50       float64 `parquet:"p50"`
	P75       float64 `parquet:"p75"`
	P90       float64 `parquet:"p90"`
	P95       float64 `parquet:"p95"`
}

// WriteProjectionParquet writes projection.parquet: the rows of projection.csv
// in their order, with dates as days and values unrounded. A figure that is
// withheld is not a number (NaN).
func WriteProjectionParquet(w io.Writer, p *sim.Projection) error {
	if err := checkProjection(p); err != nil {
		return err
	}
	t := newParquet[projectionRow](w)
	for i := range p.Scenarios {
		o := &p.Scenarios[i]
		for j := range o.Series {
			s := &o.Series[j]
			for k, v := range s.Values {
				t.add(projectionRow{o.Name, int32(p.Dates[s.First+k]), s.Measure, s.Breakdown, v.Mean, v.SD, v.Q[0], v.Q[1], v.Q[2], v.Q[3], v.Q[4], v.Q[5], v.Q[6]})
			}
		}
	}
	return t.close()
}

// countRow and moneyRow are rows of the replicates.
type countRow struct {
	Scenario  string `parquet:"scenario,dict"`
	Replicate int32  `parquet:"replicate"`
	Date      int32  `parquet:"date,date"`
	Measure   string `parquet:"measure,dict"`
	Breakdown string `parquet:"breakdown,dict"`
	Value     int32  `parquet:"value"`
}

type moneyRow struct {
	Scenario  string  `parquet:"scenario,dict"`
	Replicate int32   `parquet:"replicate"`
	Year      string  `parquet:"financial_year,dict"`
	Line      string  `parquet:"line,dict"`
	Value     float64 `parquet:"value"`
}

// Replicates are two files of an output folder: every value of every replicate
// of a run, stocks and flows in replicates.parquet and pounds in
// replicates_costs.parquet. Replicates count from 0; equal numbers share their
// luck over scenarios.
func Replicates(draws []sim.Draw, replicates int) []File {
	return []File{
		{"replicates.parquet", func(w io.Writer) error {
			t := newParquet[countRow](w)
			for _, d := range draws {
				for i := 0; d.Line == "" && i < replicates; i++ {
					t.add(countRow{d.Scenario, int32(i), int32(d.Date), d.Measure, d.Breakdown, int32(d.At(i))})
				}
			}
			return t.close()
		}},
		{"replicates_costs.parquet", func(w io.Writer) error {
			t := newParquet[moneyRow](w)
			for _, d := range draws {
				for i := 0; d.Line != "" && i < replicates; i++ {
					t.add(moneyRow{d.Scenario, int32(i), d.Year.String(), d.Line, d.At(i)})
				}
			}
			return t.close()
		}},
	}
}

// parquetFile writes rows in blocks; its first error stays.
type parquetFile[T any] struct {
	out  *parquet.GenericWriter[T]
	rows []T
	err  error
}

const (
	blockRows = 4096
	groupRows = 1 << 18 // rows of a row group: what is held in memory
)

func newParquet[T any](w io.Writer) *parquetFile[T] {
	return &parquetFile[T]{out: parquet.NewGenericWriter[T](w, parquet.Compression(&parquet.Zstd), parquet.CreatedBy(program, "1", ""), parquet.MaxRowsPerRowGroup(groupRows))}
}

func (t *parquetFile[T]) add(row T) {
	if t.rows = append(t.rows, row); len(t.rows) == blockRows {
		t.flush()
	}
}

func (t *parquetFile[T]) flush() {
	if t.err == nil && len(t.rows) > 0 {
		_, t.err = t.out.Write(t.rows)
	}
	t.rows = t.rows[:0]
}

func (t *parquetFile[T]) close() error {
	t.flush()
	if t.err == nil {
		t.err = t.out.Close()
	}
	if t.err != nil {
		return fmt.Errorf("the Parquet file could not be written: %w\ncheck the free space of the disk", t.err)
	}
	return nil
}
