package records

import (
	"cmp"
	"slices"
	"strings"

	"github.com/carecurve/carecurve/model"
)

// LedgerLine is what a council pays for one child's placement over some days,
// joined to the placement of the return that most of those days lie in. It
// names a child and is confidential.
type LedgerLine struct {
	At       model.Pos
	Child    string
	From, To model.Date // To is the day of leaving, zero if it goes on
	Weekly   float64    // pounds a week, ≥ 0
	// Period and Placement are indices into the child's; -1 where no placement
	// of the return overlaps.
	Period, Placement int
	Days              int // of the overlap
}

// Matched tells whether the return has a placement on those days.
func (l *LedgerLine) Matched() bool { return l.Placement >= 0 }

var ledgerFields = []string{"CHILD", "FROM", "TO", "WEEKLY_COST"}

const (
	colLedgerChild = iota
	colLedgerFrom
	colLedgerTo
	colLedgerCost
)

type ledgerRow struct {
	row
	LedgerLine
}

// readLedger reads a row of a placement ledger.
func (f *file) readLedger(r *record) {
	l := &ledgerRow{}
	l.Child = f.childOf(r, colLedgerChild)
	var ok, ok2 bool
	l.From, ok = r.date(colLedgerFrom)
	l.To, ok2 = r.date(colLedgerTo)
	if !ok || !ok2 || l.From.IsZero() || !l.To.IsZero() && l.To < l.From {
		r.fault(&f.journal, "ledger-date", colLedgerFrom, "")
	}
	text := strings.TrimSpace(strings.TrimPrefix(clean(r.text(colLedgerCost)), "£"))
	if l.Weekly, ok = amount(text); !ok {
		r.fault(&f.journal, "ledger-cost", colLedgerCost, "")
	}
	l.At = r.at(colLedgerFrom)
	l.row = r.row
	f.ledger = append(f.ledger, l)
}

// joinLedger finds each ledger line's placement: of those of the child that
// it overlaps, the one with most of its days.
func (j *joiner) joinLedger() {
	var rows []*ledgerRow
	for _, f := range j.files {
		for _, l := range f.ledger {
			if l.state == rowUsed {
				rows = append(rows, l)
			}
		}
	}
	slices.SortStableFunc(rows, func(a, b *ledgerRow) int {
		return cmp.Or(cmp.Compare(a.Child, b.Child), cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To), cmp.Compare(a.Weekly, b.Weekly))
	})
	open := j.history.To + 1
	end := func(d model.Date) model.Date { return cmp.Or(d, open) }
	for i, l := range rows {
		if i > 0 {
			if o := rows[i-1]; o.Child == l.Child && o.From == l.From && o.To == l.To && o.Weekly == l.Weekly {
				l.state = rowRepeated
				continue
			} else if o.Child == l.Child && end(o.To) > l.From && o.Matched() {
				j.journal.add("ledger-overlap", l.At)
			}
		}
		l.Period, l.Placement = -1, -1
		if c := j.children[l.Child]; c != nil {
			for p := range c.Periods {
				for k := range c.Periods[p].Placements {
					pl := &c.Periods[p].Placements[k]
					if days := int(min(end(l.To), end(pl.End)) - max(l.From, pl.Start)); days > l.Days {
						l.Period, l.Placement, l.Days = p, k, days
					}
				}
			}
		}
		if !l.Matched() {
			l.state = rowPassedOver
			j.journal.add("ledger-unmatched", l.At)
		}
		j.report.Ledger = append(j.report.Ledger, l.LedgerLine)
	}
}
