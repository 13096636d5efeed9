package reports

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/model/profile"
	"github.com/carecurve/carecurve/sim"
)

// docs/outputs.md says what the code says.
func TestOutputsDoc(t *testing.T) {
	var b bytes.Buffer
	if err := WriteOutputsDoc(&b); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join("..", "docs", "outputs.md")
	if *update {
		if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	have, err := os.ReadFile(path)
	if err != nil || string(have) != b.String() {
		t.Errorf("docs/outputs.md is not what the code makes (%v): run go test ./reports -run TestOutputsDoc -update", err)
	}
}

// Every file that a run writes has the columns that are listed for it, in
// their order, and no file with columns is left out of the list.
func TestOutputsAreWhatIsWritten(t *testing.T) {
	listed := map[string]string{}
	for _, o := range Outputs() {
		var names []string
		for _, c := range o.Columns {
			names = append(names, c.Name)
		}
		listed[o.Name] = strings.Join(names, ",")
	}
	in := workbookInput()
	in.Sources = sourcedInput().Sources
	files := folderFiles(&in)
	who := &profile.Profile{}
	files = append(files, Replicates([]sim.Draw{{Scenario: "a", Measure: "lac", At: func(int) float64 { return 1 }}, {Scenario: "a", Line: "total", At: func(int) float64 { return 1 }}}, 1)...)
	files = append(files, File{"profile.csv", func(w io.Writer) error { return WriteProfileCSV(w, who) }}, File{"review.csv", func(w io.Writer) error { return WriteReviewCSV(w, who.Date, nil) }})
	files = append(files, File{"sensitivity.csv", func(w io.Writer) error { return writeSensitivityCSV(w, &Sensitivity{}) }})
	seen := 0
	for _, f := range files {
		var b bytes.Buffer
		ext := filepath.Ext(f.Name)
		if ext != ".csv" && ext != ".parquet" {
			continue
		}
		if err := f.Write(&b); err != nil {
			t.Fatal(err)
		}
		var got []string
		if ext == ".csv" {
			r := csv.NewReader(&b)
			r.Comment, r.FieldsPerRecord = '#', -1
			head, err := r.Read()
			if err != nil {
				t.Fatalf("%s: %v", f.Name, err)
			}
			got = head
		} else {
			p, err := parquet.OpenFile(bytes.NewReader(b.Bytes()), int64(b.Len()))
			if err != nil {
				t.Fatalf("%s: %v", f.Name, err)
			}
			for _, c := range p.Schema().Fields() {
				got = append(got, c.Name())
			}
		}
		seen++
		if listed[f.Name] != strings.Join(got, ",") {
			t.Errorf("%s has %s, listed is %q", f.Name, strings.Join(got, ","), listed[f.Name])
		}
	}
	if seen != len(listed) {
		t.Errorf("%d files were written, %d are listed", seen, len(listed))
	}
}

// The Parquet file holds the CSV's rows, and is the same every time.
func TestProjectionParquet(t *testing.T) {
	p := sampleInput().Projection
	var a, b bytes.Buffer
	if err := WriteProjectionParquet(&a, p); err != nil {
		t.Fatal(err)
	}
	if err := WriteProjectionParquet(&b, p); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(a.Bytes(), b.Bytes()) {
		t.Error("two files differ")
	}
	rows, err := parquet.Read[projectionRow](bytes.NewReader(a.Bytes()), int64(a.Len()))
	if err != nil {
		t.Fatal(err)
	}
	i := 0
	for _, o := range p.Scenarios {
		for _, s := range o.Series {
			for k, v := range s.Values {
				r := rows[i]
				i++
				if r.Scenario != o.Name || model.Date(r.Date) != p.Dates[s.First+k] || r.Measure != s.Measure || r.Breakdown != s.Breakdown || r.Mean != v.Mean || r.P05 != v.Q[0] || r.P95 != v.Q[6] {
					t.Fatalf("row %d is %+v, want %s %s %s %+v", i, r, o.Name, s.Measure, s.Breakdown, v)
				}
			}
		}
	}
	if i != len(rows) || i == 0 {
		t.Errorf("%d rows, want %d", len(rows), i)
	}
}

// Replicates stand by scenario and number, money apart from counts.
func TestReplicatesFiles(t *testing.T) {
	draws := []sim.Draw{
		{Scenario: "baseline", Measure: "lac", Date: model.NewDate(2025, 3, 31), At: func(i int) float64 { return float64(10 + i) }},
		{Scenario: "baseline", Line: "total", Year: 2025, At: func(i int) float64 { return float64(i) / 2 }},
	}
	files := Replicates(draws, 5000)
	var counts, money bytes.Buffer
	if err := files[0].Write(&counts); err != nil {
		t.Fatal(err)
	}
	if err := files[1].Write(&money); err != nil {
		t.Fatal(err)
	}
	c, err := parquet.Read[countRow](bytes.NewReader(counts.Bytes()), int64(counts.Len()))
	if err != nil || len(c) != 5000 || c[4999].Value != 5009 || c[4999].Replicate != 4999 || c[0].Date != int32(model.NewDate(2025, 3, 31)) {
		t.Errorf("%d rows, %v", len(c), err)
	}
	m, err := parquet.Read[moneyRow](bytes.NewReader(money.Bytes()), int64(money.Len()))
	if err != nil || len(m) != 5000 || m[7].Value != 3.5 || m[7].Year != "2025-26" {
		t.Errorf("%d rows, %v", len(m), err)
	}
}

// The JSON result is one object with the figures of the projection.
func TestWriteJSON(t *testing.T) {
	in := workbookInput()
	var b bytes.Buffer
	if err := WriteJSON(&b, in, "out"); err != nil {
		t.Fatal(err)
	}
	var r struct {
		DataDate  string `json:"data_date"`
		Folder    string
		Scenarios []struct {
			Name   string
			Stocks []struct {
				Date string
				LAC  struct{ Mean, P10, P50, P90 float64 }
			}
			Years []struct {
				Year        string `json:"financial_year"`
				Cost        struct{ Mean float64 }
				Saving      *struct{ Mean float64 }
				Probability *float64 `json:"probability_of_saving"`
				Budget      *float64
			}
		}
	}
	d := json.NewDecoder(&b)
	if err := d.Decode(&r); err != nil {
		t.Fatal(err)
	}
	if d.More() {
		t.Error("there is more than one object")
	}
	p := in.Projection
	if r.DataDate != "2025-06-30" || r.Folder != "out" || len(r.Scenarios) != 3 || r.Scenarios[0].Stocks[0].LAC.Mean != 981 {
		t.Errorf("%+v", r)
	}
	for y := range p.Years {
		want := sim.Line(p.Scenarios[1].Savings, "total").Values[y]
		got := r.Scenarios[1].Years[y]
		if got.Saving == nil || math.Abs(got.Saving.Mean-want.Mean) > 1e-3 || math.Abs(*got.Probability-want.Probability) > 1e-4 {
			t.Errorf("%s: %+v, want %+v", got.Year, got, want)
		}
	}
	if r.Scenarios[0].Years[0].Saving != nil || r.Scenarios[0].Years[1].Budget == nil || *r.Scenarios[0].Years[1].Budget != 84e6 {
		t.Errorf("the baseline's years: %+v", r.Scenarios[0].Years)
	}
}
