package main

import (
	"fmt"
	"slices"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/model/council"
	"github.com/carecurve/carecurve/model/records"
)

// with are the paths of records with the ledger that the council file names.
func (c *councilFile) with(paths []string) []string {
	if c == nil || c.Costs == nil || c.Costs.Ledger == "" {
		return paths
	}
	return append(slices.Clone(paths), c.beside(c.Costs.Ledger))
}

// priceByLedger gives a model that was fitted to a history the council's
// prices, those of its ledger before those of the table.
func (c *councilFile) priceByLedger(m *model.Model, h *model.History, r *records.Report) {
	if len(r.Ledger) == 0 {
		c.price(m)
		return
	}
	if c == nil || c.Costs == nil {
		c.price(m)
		m.Notes = append(m.Notes, "The ledger among the records is not used: a council file must say the price base and inflation that go with it.")
		return
	}
	stated := c.Costs.Weekly.SpreadAlike
	m.Prices = c.Prices()
	m.Notes = append(m.Notes, c.NotYet()...)
	list, lost, pounds := packages(h, r)
	paid := council.PaidByYear(list, unmatched(r), m.DataDate)
	prices, found := council.PricesFrom(m.Prices, list, m.DataDate)
	m.Notes = append(m.Notes, found.String())
	if len(found.Priced) > 0 {
		prices.Ledger = true
		prices.Source += " and its ledger"
		if stated != nil {
			prices.Alike = float64(*stated)
		}
		m.Prices = prices
	}
	m.Prices.Paid = paid
	if len(found.Priced) < model.Settings {
		m.Notes = append(m.Notes, c.Warnings()...)
	}
	if lost > 0 {
		m.Notes = append(m.Notes, fmt.Sprintf("%d rows of the ledger, £%.0f a week in all, match no placement of the returns and take no part: carecurve check lists them under ledger-unmatched.", lost, pounds))
	}
}

// packages are the ledger's lines with the placements that they pay for, and
// the number and weekly pounds of those without one.
func packages(h *model.History, r *records.Report) (list []council.Package, lost int, pounds float64) {
	children := map[string]int{}
	for i := range h.Children {
		children[h.Children[i].ID] = i
	}
	numbers := map[[3]int]int{}
	for _, l := range r.Ledger {
		i, ok := children[l.Child]
		if !ok || !l.Matched() {
			lost++
			pounds += l.Weekly
			continue
		}
		p := &h.Children[i].Periods[l.Period].Placements[l.Placement]
		key := [3]int{i, l.Period, l.Placement}
		if _, ok := numbers[key]; !ok {
			numbers[key] = len(numbers)
		}
		if to := ends(&l, h.To); to > l.From {
			list = append(list, council.Package{Child: i, Placement: numbers[key], Place: model.PlaceOf(p.Setting, p.Location), From: l.From, To: to, Weekly: l.Weekly})
		}
	}
	return list, lost, pounds
}

// unmatched are the ledger's lines without a placement.
func unmatched(r *records.Report) (list []council.Package) {
	for _, l := range r.Ledger {
		if !l.Matched() {
			list = append(list, council.Package{From: l.From, To: l.To, Weekly: l.Weekly})
		}
	}
	return list
}

// ends is a line's day of leaving, or the day after the records end.
func ends(l *records.LedgerLine, last model.Date) model.Date {
	if l.To.IsZero() {
		return last + 1
	}
	return l.To
}

// paid notes what the ledger pays for placements on the data date, where the council
// file lets the ledger say prices. Of two lines for a placement both are paid.
func (c *councilFile) paid(h *model.History, r *records.Report) {
	if c == nil || c.Costs == nil || len(r.Ledger) == 0 {
		return
	}
	children := map[string]int{}
	for i := range h.Children {
		children[h.Children[i].ID] = i
	}
	for i := range r.Ledger {
		l := &r.Ledger[i]
		if at, ok := children[l.Child]; ok && l.Matched() && l.From <= h.To && ends(l, h.To) > h.To {
			h.Children[at].Periods[l.Period].Placements[l.Placement].Paid += l.Weekly
		}
	}
}
