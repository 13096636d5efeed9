package council

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/model/document"
)

// firstRow is the first line of a stock file that holds a child.
const firstRow = 3

// packageFaults finds what is wrong with an event that changes a package, or holds
// what only such a one can.
func (e *Event) packageFaults() (faults []model.Finding) {
	if e.What != "package" {
		if e.Has("row") {
			faults = append(faults, e.Fault("row", "row says which child's package changes, and this is none", "leave it out, or write what: package"))
		}
		return faults
	}
	if e.Row < firstRow {
		faults = append(faults, e.Fault("row", "there is no row of the stock file here", fmt.Sprintf("write row: with the child's line in the stock file, %d or more: the first child's is %d", firstRow, firstRow)))
	}
	if e.Weekly <= 0 {
		faults = append(faults, e.Fault("weekly", "the package has no price above nothing", "write weekly: with what a week costs from that day on"))
	}
	for _, key := range []string{"setting", "location", "contract", "places", "yearly"} {
		if e.Has(key) {
			faults = append(faults, e.Fault(key, key+" has no business with a package", "leave it out: the row of the stock file says where the child is"))
		}
	}
	return faults
}

// Packages puts the packages that change into a stock, each by its row, and gives
// what is wrong: a row that holds no child in care, a change before the data
// date, or a setting without a price. Where there is a fault the stock is as it was.
func (f *File) Packages(s *model.Stock, p *model.Prices) (faults []model.Finding) {
	rows := map[int]int{}
	for i := range s.Children {
		rows[s.Children[i].Row] = i
	}
	changes := map[int][]model.PaidChange{}
	for k := range f.Events {
		e := &f.Events[k]
		if e.What != "package" {
			continue
		}
		i, ok := rows[e.Row]
		switch {
		case !ok || !s.Children[i].InCare:
			faults = append(faults, e.Fault("row", fmt.Sprintf("line %d of the stock file is no child in care", e.Row), "count from the file's first line, which is 1: the first child's is 3; a new fit orders children anew"))
		case e.On <= s.DataDate:
			faults = append(faults, e.Fault("on", "the package changes on "+e.On.String()+", and the data end on "+s.DataDate.String(), "write what it costs today into the column weekly_cost of the stock file"))
		case p.Weekly[s.Children[i].Place] == 0:
			faults = append(faults, e.Fault("weekly", "a week in "+s.Children[i].Place.String()+" has no price that this one could stand in for", "give the setting a weekly price"))
		default:
			changes[i] = append(changes[i], model.PaidChange{On: e.On, Weekly: float64(e.Weekly)})
		}
	}
	document.Sort(faults)
	if len(faults) > 0 {
		return faults
	}
	for i, list := range changes {
		slices.SortStableFunc(list, func(a, b model.PaidChange) int { return cmp.Compare(a.On, b.On) })
		s.Children[i].Changes = list
	}
	return nil
}

// HasPackages tells whether a child's package changes.
func (f *File) HasPackages() bool {
	return slices.ContainsFunc(f.Events, func(e Event) bool { return e.What == "package" })
}
