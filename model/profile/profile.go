package profile

import (
	"math"

	"github.com/carecurve/carecurve/model"
)

// Profile is who is in care on the data date, and who came and left before.
// It holds counts and means, no child.
type Profile struct {
	Authority string
	Date      model.Date
	Children  int // in care on the data date
	Sections  []Section
	// Notes say what the records can't tell, a sentence each.
	Notes []string
	// Hidden tells that small counts are hidden.
	Hidden bool
}

// Section answers one question.
type Section struct {
	Key      string // short, for files: ages
	Title    string
	Findings []string // whole sentences; they hold no count that is hidden
	Tables   []Table
}

// Table is one table of a section.
type Table struct {
	Key, Title string
	Columns    []Column // of the cells; the rows' names head them
	Rows       []Row
	// Parts tells that the rows add up to a total that stands elsewhere, so that
	// one hidden row could be worked out from the others.
	Parts bool
	Note  string
	// Follows is the section and table, as who.age, whose rows these split: a row
	// is hidden with the one that its Link names there, and with its own like.
	Follows string
	// england is set where the table is held against published shares.
	england *shares
}

// Unit is what the numbers of a column are.
type Unit string

// The units.
const (
	Children Unit = "children"
	Share    Unit = "share" // 0 to 1
	Years    Unit = "years"
	Pounds   Unit = "pounds"
	Places   Unit = "placements"
	Rate     Unit = "per 10,000"
)

// Column is a head and the unit of what stands below.
type Column struct {
	Name string
	Unit Unit
	// Public marks what comes from published tables and is never hidden.
	Public bool
}

// Row is a name and its numbers, by the table's columns; NaN is no number.
type Row struct {
	Name  string
	Cells []float64
	// Few tells that what the records gave is hidden in this row.
	Few bool
	// Link is the row of the table that this one's follows, and Rest what that
	// row holds beyond this table: one to four there hide this row too.
	Link string
	Rest float64
	// Joins are the rows of the followed table that this one adds up: it is
	// hidden with any of them, so that it tells nothing beyond what they do.
	Joins []string
}

// New describes a history with the model fitted to it, and lists every child in
// care, longest expected stay first. Prices are the model's.
func New(h *model.History, m *model.Model) (*Profile, []Child) {
	p := &Profile{Authority: h.Authority.Name, Date: h.To}
	v := newView(h, m)
	p.Children = len(v.now)
	p.Sections = []Section{
		v.who(), v.law(), v.time(), v.places(), v.moving(), v.ahead(), v.adults(), v.dearest(), v.siblings(), v.cameAndLeft(),
		v.longStays(), v.youngEntries(), v.lateEntries(),
	}
	p.Notes = v.notes()
	return p, v.review()
}

// group is a class of children: its name, whether a child belongs to it, and
// the published names that it stands for.
type group[T any] struct {
	name    string
	has     func(*T) bool
	england []string
}

// counts is a table of groups with their number and share, and England's share
// where there is a topic.
func counts[T any](key, title string, list []T, groups []group[T], topic string) Table {
	t := Table{Key: key, Title: title, Columns: []Column{{"Children", Children, false}, {"Share", Share, false}}, Parts: true}
	if topic != "" {
		s := englandShares(topic)
		t.england, t.Note = &s, s.note()
		t.Columns = append(t.Columns, Column{"England", Share, true})
	}
	for _, g := range groups {
		n := 0
		for i := range list {
			if g.has(&list[i]) {
				n++
			}
		}
		row := Row{Name: g.name, Cells: []float64{float64(n), ratio(float64(n), float64(len(list)))}}
		if t.england != nil {
			share, ok := t.england.share(g.england...)
			if !ok {
				share = math.NaN()
			}
			row.Cells = append(row.Cells, share)
		}
		if n > 0 || len(g.england) > 0 {
			t.Rows = append(t.Rows, row)
		}
	}
	return t
}

func ratio(a, b float64) float64 {
	if b == 0 {
		return math.NaN()
	}
	return a / b
}

// largest is the row with the highest count, or "".
func (t *Table) largest() string {
	name, best := "", 0.0
	for _, r := range t.Rows {
		if r.Cells[0] > best {
			name, best = r.Name, r.Cells[0]
		}
	}
	return name
}

// furthest is the row whose share is furthest from England's; "" where none is
// five points off and has ten children or would have.
func (t *Table) furthest(all int) (name string, ours, theirs float64) {
	best := 0.05
	for _, r := range t.Rows {
		if len(r.Cells) < 3 || math.IsNaN(r.Cells[2]) || float64(all)*math.Max(r.Cells[1], r.Cells[2]) < 10 || r.Cells[0] < 5 {
			continue
		}
		if d := math.Abs(r.Cells[1] - r.Cells[2]); d > best {
			name, ours, theirs, best = r.Name, r.Cells[1], r.Cells[2], d
		}
	}
	return name, ours, theirs
}
