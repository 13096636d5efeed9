package records

import (
	"bufio"
	"encoding/csv"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/carecurve/carecurve/model"
)

// stockReader gathers what is wrong with a stock file.
type stockReader struct {
	name   string
	csv    *csv.Reader
	row    []string
	given  int // columns; a file of an earlier form lacks the last ones
	faults Errors
}

// ReadStock reads what [WriteStock] writes; name is for messages. The error is
// [Errors] with every fault of the file, or one of reading; there is no stock
// then. Messages never repeat what a row says of a child.
func ReadStock(name string, r io.Reader) (*model.Stock, error) {
	lines := bufio.NewReader(r)
	first, err := lines.ReadString('\n')
	if err != nil && err != io.EOF {
		return nil, err
	}
	date, ok := stockDate(first)
	if !ok {
		return nil, Errors{{Pos: model.Pos{File: name, Line: 1, Column: 1}, Severity: model.Fatal, Rule: "stock-mark",
			What: "this is no stock file: its first line doesn't begin with # CONFIDENTIAL and hold the data date",
			Fix:  "give the file that fit wrote beside the model, with its first line as it was"}}
	}
	s := &model.Stock{DataDate: date}
	in := &stockReader{name: name, csv: csv.NewReader(lines)}
	in.csv.ReuseRecord = true
	header, err := in.csv.Read()
	header = slices.Clone(header)
	for len(header) > 0 && header[len(header)-1] == "" { // commas that a spreadsheet added
		header = header[:len(header)-1]
	}
	if err != nil || len(header) < stockSince || !slices.Equal(header, stockColumns[:min(len(header), len(stockColumns))]) {
		return nil, Errors{{Pos: model.Pos{File: name, Line: 2, Column: 1}, Severity: model.Fatal, Rule: "stock-columns",
			What: "the stock file's columns are not those of this version", Fix: "they must be " + strings.Join(stockColumns, ",")}}
	}
	in.given = len(header)
	for {
		in.row, err = in.csv.Read()
		if err == io.EOF {
			break
		}
		if fault, ok := err.(*csv.ParseError); ok {
			in.faults = append(in.faults, model.Finding{Pos: model.Pos{File: name, Line: fault.Line + 1, Column: fault.Column}, Severity: model.Fatal,
				Rule: "stock-row", What: "this row can't be read: " + fault.Err.Error(), Fix: "give one value for each of the columns"})
			if fault.Err == csv.ErrFieldCount {
				continue
			}
			break
		}
		if err != nil {
			return nil, err
		}
		in.complete()
		s.Children = append(s.Children, in.child())
	}
	if len(in.faults) > 0 {
		return nil, in.faults
	}
	return s, nil
}

// stockDate is the date in the first line, which a spreadsheet may have put in
// quotes.
func stockDate(line string) (model.Date, bool) {
	line = strings.TrimPrefix(line, "\ufeff")
	if !strings.HasPrefix(strings.TrimPrefix(line, `"`), "# CONFIDENTIAL") {
		return 0, false
	}
	for _, word := range strings.Fields(line) {
		if d, err := model.ParseDate(strings.TrimRight(word, ".,;\"")); err == nil {
			return d, true
		}
	}
	return 0, false
}

func (in *stockReader) fault(column int, what, fix string) {
	line, at := in.csv.FieldPos(column)
	in.faults = append(in.faults, model.Finding{Pos: model.Pos{File: in.name, Line: line + 1, Column: at}, Severity: model.Fatal,
		Rule: "stock-value", What: stockColumns[column] + " " + what, Fix: fix})
}

// complete gives a row of an earlier form the columns that came later.
func (in *stockReader) complete() {
	in.row = in.row[:in.given:in.given]
	in.row = append(in.row, stockWithout[in.given-stockSince:]...)
}

func (in *stockReader) child() model.StockChild {
	var c model.StockChild
	var err error
	if c.Family, err = strconv.Atoi(in.row[stockFamily]); err != nil || c.Family < 1 {
		in.fault(stockFamily, "is no number of a family", "write a whole number from 1, the same for brothers and sisters who came together")
	}
	if text := in.row[stockBorn]; text != "" {
		if err := c.Born.UnmarshalText([]byte(text)); err != nil {
			in.fault(stockBorn, "is no month", "write the month of birth like 2015-03")
		}
	} else {
		in.fault(stockBorn, "is empty", "write the month of birth like 2015-03")
	}
	switch sex := in.row[stockSex]; sex {
	case "":
	case "M", "F":
		c.Sex = sex[0]
	default:
		in.fault(stockSex, "is neither M nor F", "write M or F, or nothing where it is unknown")
	}
	in.word(stockClass, &c.Class)
	c.InCare, c.OnPlan, c.Left = in.bool(stockInCare), in.bool(stockOnPlan), in.bool(stockLeft)
	c.InCareDuringPlan, c.Lapsed = in.bool(stockDuring), in.bool(stockOff)
	c.Court = in.bool(stockCourt)
	switch {
	case c.InCare && c.Left:
		in.fault(stockLeft, "is yes for a child who is in care", "write no in one of in_care and left")
	case c.Court && !c.InCare:
		in.fault(stockCourt, "is yes for a child who is not in care", "write no")
	case c.Lapsed && (c.InCare || c.OnPlan || c.Left):
		in.fault(stockOff, "is yes for a child who is on a plan, in care or has left it", "write no")
	case !c.InCare && !c.OnPlan && !c.Left && !c.Lapsed:
		in.fault(stockInCare, "is no, and so are on_plan, left and off_plan", "leave the row out, or write yes in one of them")
	case c.InCareDuringPlan && !c.OnPlan:
		in.fault(stockDuring, "is yes for a child without a plan", "write no")
	}
	c.Row, _ = in.csv.FieldPos(0)
	c.Row++ // the line of the mark
	if c.InCare {
		c.Paid = in.pounds(stockPaid)
		var setting model.Setting
		var location model.Location
		in.word(stockSetting, &setting)
		in.word(stockLocation, &location)
		c.Place, c.Provider = model.PlaceOf(setting, location), in.row[stockProvider]
		c.CareDays, c.PlacementDays = in.days(stockCare), in.days(stockPlacement)
		if c.PlacementDays > c.CareDays {
			in.fault(stockPlacement, "is longer than the time in care", "write no more than care_months")
		}
	} else {
		in.empty("in_care", stockSetting, stockLocation, stockProvider, stockCare, stockPlacement, stockPaid)
	}
	if c.OnPlan {
		c.PlanDays = in.days(stockPlan)
	} else {
		in.empty("on_plan", stockPlan)
	}
	if c.InCareDuringPlan {
		c.AfterDays = in.days(stockAfter)
	} else {
		in.empty("in_care_during_plan", stockAfter)
	}
	if c.Left {
		in.word(stockLeftBy, &c.LeftBy)
		c.LeftDays = in.days(stockLeftMonths)
	} else {
		in.empty("left", stockLeftBy, stockLeftMonths)
	}
	if c.Lapsed {
		c.LapsedDays = in.days(stockOffMonths)
	} else {
		in.empty("off_plan", stockOffMonths)
	}
	return c
}

// empty reports values that mean nothing where the column named is no.
func (in *stockReader) empty(when string, columns ...int) {
	for _, c := range columns {
		if c < len(in.row) && in.row[c] != "" {
			in.fault(c, "has a value where "+when+" is no", "leave it empty, or write yes in "+when)
		}
	}
}

// word reads a name of a closed list.
func (in *stockReader) word(column int, to interface{ UnmarshalText([]byte) error }) {
	if err := to.UnmarshalText([]byte(in.row[column])); err != nil {
		_, list, _ := strings.Cut(err.Error(), ": ")
		in.fault(column, "has an unknown value", "write "+list)
	}
}

// bool reads yes or no, also as spreadsheets write them.
func (in *stockReader) bool(column int) bool {
	switch strings.ToLower(in.row[column]) {
	case "yes", "true":
		return true
	case "no", "false":
		return false
	}
	in.fault(column, "is neither yes nor no", "write yes or no")
	return false
}

// days reads months.
func (in *stockReader) days(column int) float64 {
	months, err := strconv.ParseFloat(in.row[column], 64)
	if err != nil || !(months >= 0 && months <= 12*200) || math.Signbit(months) {
		in.fault(column, "is no number of months", "write months like 7.25, of 30.4375 days")
		return 0
	}
	return months * daysPerMonth
}

// pounds reads what a week costs; nothing where the column is empty, or missing as in
// files of earlier versions.
func (in *stockReader) pounds(column int) float64 {
	if column >= len(in.row) || in.row[column] == "" {
		return 0
	}
	x, err := strconv.ParseFloat(in.row[column], 64)
	if err != nil || !(x > 0 && x < 1e6) {
		in.fault(column, "is no price of a week", "write pounds like 5600 or 5600.50, or nothing where the price list holds")
		return 0
	}
	return x
}
