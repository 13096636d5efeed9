package reports

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// Earlier is what the output folder of an earlier run says of money.
type Earlier struct {
	Authority string
	DataDate  model.Date
	Version   string
	Views     []*sim.View // in the run's order, the baseline first
}

// ReadBack reads an output folder that [Write] made: run.json, projection.csv,
// costs.csv and prices.csv. It fails where one of them is missing or was
// changed to something that can't be read.
func ReadBack(dir string) (*Earlier, error) {
	b, err := os.ReadFile(filepath.Join(dir, runFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s holds no run.json, so that it is no output folder\nname a folder that carecurve project wrote", dir)
	}
	if err != nil {
		return nil, fmt.Errorf("%s can't be read: %w\nmake it readable, or name another folder", dir, err)
	}
	var r runRecord
	if json.Unmarshal(b, &r) != nil || r.Program != program {
		return nil, fmt.Errorf("%s holds a run.json that is not carecurve's\nname a folder that carecurve project wrote", dir)
	}
	e := &Earlier{Authority: r.Authority, Version: r.Version}
	if e.DataDate, err = model.ParseDate(r.DataDate); err != nil {
		return nil, fmt.Errorf("run.json of %s has no data date\nrun carecurve project again", dir)
	}
	for _, name := range r.Scenarios {
		e.Views = append(e.Views, &sim.View{Name: name, Rates: sim.Rates{Unit: map[string][]float64{}}})
	}
	if len(e.Views) == 0 {
		return nil, fmt.Errorf("run.json of %s names no scenario\nrun carecurve project again", dir)
	}
	for _, f := range []struct {
		name string
		read func(*Earlier, *sheetCSV) error
	}{{"projection.csv", readStocks}, {"costs.csv", readCosts}, {"prices.csv", readPrices}} {
		t, err := openTable(filepath.Join(dir, f.name))
		if err == nil {
			err = f.read(e, t)
		}
		if err != nil {
			return nil, fmt.Errorf("%s can't be used: %w\nrun carecurve project again with the same files; folders of before prices.csv can't be compared", filepath.Join(dir, f.name), err)
		}
	}
	return e, e.whole(dir)
}

// sheetCSV is a CSV by column name.
type sheetCSV struct {
	columns map[string]int
	rows    [][]string
}

func openTable(path string) (*sheetCSV, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, errors.New("it is not there")
	}
	defer f.Close()
	return readTable(f)
}

func readTable(r io.Reader) (*sheetCSV, error) {
	rows, err := csv.NewReader(r).ReadAll()
	if err != nil || len(rows) == 0 {
		return nil, errors.New("it is no table")
	}
	t := &sheetCSV{map[string]int{}, rows[1:]}
	for i, h := range rows[0] {
		t.columns[h] = i
	}
	return t, nil
}

// each hands every row's named cells to a function, and fails with its line.
func (t *sheetCSV) each(names []string, do func(cells []string) error) error {
	cells := make([]string, len(names))
	for _, n := range names {
		if _, ok := t.columns[n]; !ok {
			return fmt.Errorf("it has no column %q", n)
		}
	}
	for i, row := range t.rows {
		for k, n := range names {
			cells[k] = row[t.columns[n]]
		}
		if err := do(cells); err != nil {
			return fmt.Errorf("line %d: %w", i+2, err)
		}
	}
	return nil
}

func (e *Earlier) view(name string) (*sim.View, error) {
	for _, v := range e.Views {
		if v.Name == name {
			return v, nil
		}
	}
	return nil, fmt.Errorf("run.json has no scenario %q", name)
}

func readStocks(e *Earlier, t *sheetCSV) error {
	return t.each([]string{"scenario", "date", "measure", "breakdown", "mean"}, func(c []string) error {
		if c[2] != "lac" {
			return nil
		}
		v, err := e.view(c[0])
		if err != nil {
			return err
		}
		date, err := model.ParseDate(c[1])
		if err != nil {
			return err
		}
		x, err := strconv.ParseFloat(c[4], 64)
		if err != nil {
			return fmt.Errorf("%q is no number", c[4])
		}
		if c[3] == "" {
			v.Dates = append(v.Dates, date)
			return nil
		}
		if band, ok := strings.CutPrefix(c[3], "duration="); ok {
			if b := slices.Index(model.DurationClock.Names, band); b >= 0 {
				v.Care[b] = append(v.Care[b], x)
			}
			return nil
		}
		setting, rest, ok := strings.Cut(c[3], ";location=")
		if !ok {
			return nil
		}
		var place model.Place
		if err := place.UnmarshalText([]byte(strings.TrimPrefix(setting, "setting=") + "/" + rest)); err != nil {
			return err
		}
		v.Stock[place] = append(v.Stock[place], x)
		return nil
	})
}

func readCosts(e *Earlier, t *sheetCSV) error {
	return t.each([]string{"scenario", "financial_year", "part_year", "line", "mean"}, func(c []string) error {
		v, err := e.view(c[0])
		if err != nil {
			return err
		}
		var y model.FinancialYear
		if err := y.UnmarshalText([]byte(c[1])); err != nil {
			return err
		}
		x, err := strconv.ParseFloat(c[4], 64)
		if err != nil {
			return fmt.Errorf("%q is no number", c[4])
		}
		if len(v.Years) == 0 || v.Years[len(v.Years)-1].Year != y {
			year := sim.Year{Year: y, Part: c[2] == "true"}
			if start := e.DataDate + 1; !year.Part && start > y.First() && start <= y.Last() {
				year.Actual = int(model.MonthOf(start) - model.MonthOf(y.First()))
			}
			v.Years = append(v.Years, year)
		}
		if c[3] == "total" {
			v.Total = append(v.Total, x)
			return nil
		}
		i := slices.Index(v.Lines, c[3])
		if i < 0 {
			i = len(v.Lines)
			v.Lines, v.Cost = append(v.Lines, c[3]), append(v.Cost, nil)
			if own, ok := strings.CutPrefix(c[3], "own_"); ok {
				var s model.Setting
				if s.UnmarshalText([]byte(own)) == nil {
					v.Rates.Blocked[s] = true
				}
			}
		}
		v.Cost[i] = append(v.Cost[i], x)
		return nil
	})
}

func readPrices(e *Earlier, t *sheetCSV) error {
	return t.each([]string{"scenario", "line", "location", "pounds", "net"}, func(c []string) error {
		v, err := e.view(c[0])
		if err != nil {
			return err
		}
		x, err := strconv.ParseFloat(c[3], 64)
		net, err2 := strconv.ParseFloat(c[4], 64)
		if err != nil || err2 != nil {
			return fmt.Errorf("%q or %q is no number", c[3], c[4])
		}
		if c[2] == "" {
			v.Rates.Unit[c[1]] = append(v.Rates.Unit[c[1]], x)
			return nil
		}
		var place model.Place
		if err := place.UnmarshalText([]byte(c[1] + "/" + c[2])); err != nil {
			return err
		}
		v.Rates.Week[place] = append(v.Rates.Week[place], x)
		if x != 0 {
			v.Rates.Paid[place.Setting()] = 1 - net/x
		}
		return nil
	})
}

// whole refuses views with gaps: series of different lengths.
func (e *Earlier) whole(dir string) error {
	for _, v := range e.Views {
		ok := len(v.Dates) > 0 && len(v.Years) > 0 && v.Dates[0] == e.DataDate && len(v.Total) == len(v.Years)
		for p := range model.Places {
			ok = ok && len(v.Stock[p]) == len(v.Dates) && len(v.Rates.Week[p]) == len(v.Years)
		}
		for _, band := range v.Care {
			ok = ok && len(band) == len(v.Dates)
		}
		for _, line := range v.Cost {
			ok = ok && len(line) == len(v.Years)
		}
		for _, unit := range v.Rates.Unit {
			ok = ok && len(unit) == len(v.Years)
		}
		if !ok {
			return fmt.Errorf("the files of %s don't belong together: scenario %s has rows missing\nrun carecurve project again; files are compared as it wrote them, unchanged", dir, v.Name)
		}
	}
	return nil
}
