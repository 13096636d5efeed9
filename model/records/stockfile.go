package records

import (
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/carecurve/carecurve/model"
)

// stockColumns are the stock file's, in order. Months are of 30.4375 days.
var stockColumns = []string{"family", "born", "sex", "class",
	"in_care", "setting", "location", "provider", "care_months", "placement_months",
	"on_plan", "plan_months", "in_care_during_plan", "after_months", "left", "left_by", "left_months", "off_plan", "off_plan_months", "weekly_cost", "proceedings"}

// stockSince is how many columns the first form of the file had; a file may lack
// those that came later.
const stockSince = 17

// stockWithout is what stands for those that are lacking.
var stockWithout = []string{"no", "", "", "no"}

// Their places.
const (
	stockFamily = iota
	stockBorn
	stockSex
	stockClass
	stockInCare
	stockSetting
	stockLocation
	stockProvider
	stockCare
	stockPlacement
	stockOnPlan
	stockPlan
	stockDuring
	stockAfter
	stockLeft
	stockLeftBy
	stockLeftMonths
	stockOff
	stockOffMonths
	stockPaid
	stockCourt
)

// daysPerMonth turns the file's months into days.
const daysPerMonth = model.DaysPerYear / 12

// WriteStock writes the stock file: a first line that marks it confidential
// and holds the data date, a header, and one row a child without identifier,
// name or day of birth; durations in months to two decimals (a day is kept
// within 0.2). Rows are sorted by what they say, and families numbered by it,
// so that neither tells anything of the order in which children came.
func WriteStock(w io.Writer, s *model.Stock) error {
	if s.DataDate.IsZero() {
		return fmt.Errorf("the stock has no data date\nfit the records again")
	}
	type child struct {
		cells  []string
		family *string // what all its members say, then its number
	}
	families := map[int][]string{}
	children := make([]child, 0, len(s.Children))
	for i := range s.Children {
		c := &s.Children[i]
		cells := stockRow(c)
		children = append(children, child{cells: cells})
		families[c.Family] = append(families[c.Family], strings.Join(cells, ","))
	}
	signature := map[int]*string{}
	for f, rows := range families {
		slices.Sort(rows)
		text := strings.Join(rows, "\n")
		signature[f] = &text
	}
	for i := range s.Children {
		children[i].family = signature[s.Children[i].Family]
	}
	// Families alike in all they say stay together, and any order of them
	// gives the same file.
	pointers := make([]*string, 0, len(signature))
	for _, p := range signature {
		pointers = append(pointers, p)
	}
	slices.SortFunc(pointers, func(a, b *string) int { return strings.Compare(*a, *b) })
	rank := map[*string]int{}
	for i, p := range pointers {
		rank[p] = i + 1
	}
	slices.SortFunc(children, func(a, b child) int {
		if c := slices.Compare(a.cells, b.cells); c != 0 {
			return c
		}
		return rank[a.family] - rank[b.family]
	})

	if _, err := fmt.Fprintf(w, "# CONFIDENTIAL: children in care or on a plan on %s. Keep this file as you keep the records, and don't pass it on.\n", s.DataDate); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	if err := out.Write(stockColumns); err != nil {
		return err
	}
	for _, c := range children {
		c.cells[stockFamily] = strconv.Itoa(rank[c.family])
		if err := out.Write(c.cells); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

func stockRow(c *model.StockChild) []string {
	row := make([]string, len(stockColumns))
	months := func(days float64) string { return strconv.FormatFloat(days/daysPerMonth, 'f', 2, 64) }
	if c.Born != 0 {
		row[stockBorn] = c.Born.String()
	}
	if c.Sex != 0 {
		row[stockSex] = string(rune(c.Sex))
	}
	row[stockClass] = c.Class.String()
	row[stockInCare], row[stockOnPlan], row[stockLeft] = yesNo(c.InCare), yesNo(c.OnPlan), yesNo(c.Left)
	row[stockDuring] = yesNo(c.OnPlan && c.InCareDuringPlan)
	if c.InCare {
		row[stockSetting], row[stockLocation], row[stockProvider] = c.Place.Setting().String(), c.Place.Location().String(), c.Provider
		if c.Paid > 0 {
			row[stockPaid] = strconv.FormatFloat(c.Paid, 'f', -1, 64)
		}
		row[stockCare], row[stockPlacement] = months(c.CareDays), months(c.PlacementDays)
	}
	if c.OnPlan {
		row[stockPlan] = months(c.PlanDays)
		if c.InCareDuringPlan {
			row[stockAfter] = months(c.AfterDays)
		}
	}
	if c.Left {
		row[stockLeftBy], row[stockLeftMonths] = c.LeftBy.String(), months(c.LeftDays)
	}
	row[stockOff], row[stockCourt] = yesNo(c.Lapsed), yesNo(c.InCare && c.Court)
	if c.Lapsed {
		row[stockOffMonths] = months(c.LapsedDays)
	}
	return row
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}
