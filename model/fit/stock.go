package fit

import (
	"sort"

	"github.com/carecurve/carecurve/model"
)

// stock describes the data date: who is in care or on a plan, and who has left
// care and may return, or a plan where there are rates for it. Rows are sorted by what they say, never by identifier.
func stock(h *model.History, l links, earlier []earlierLeaver) *model.Stock {
	s, pw := &model.Stock{DataDate: h.To}, planWindow(h)
	family := map[string]int{}
	number := func(name string) int {
		if name == "" {
			return 0
		}
		if _, ok := family[name]; !ok {
			family[name] = len(family) + 1
		}
		return family[name]
	}
	// A child of unknown age is taken to be ten, the middle of childhood.
	unknown := h.To.AddMonths(-120)
	days := func(from model.Date) float64 { return float64(h.To + 1 - from) }
	for ci := range h.Children {
		c := &h.Children[ci]
		row := model.StockChild{Born: model.MonthOf(c.Born), Sex: c.Sex, Class: class(c)}
		born := c.Born
		if born.IsZero() {
			born, row.Born = unknown, model.MonthOf(unknown)
		}
		name := ""
		for k := range c.Plans {
			p := &c.Plans[k]
			if p.Start > h.To || (!p.End.IsZero() && p.End <= h.To) {
				continue
			}
			row.OnPlan, row.PlanDays = true, days(p.Start)
			if on, ok := l.in[planKey{ci, k}]; ok {
				row.InCareDuringPlan, row.AfterDays = true, days(on)
			}
			if !p.Referral.IsZero() {
				name = "plan " + p.Start.String() + p.Referral.String()
			}
		}
		if n := len(c.Periods); n > 0 {
			p := &c.Periods[n-1]
			last := &p.Placements[len(p.Placements)-1]
			switch {
			case p.Start > h.To:
			case p.End.IsZero() || p.End > h.To:
				row.InCare, row.Court = true, !p.Court.IsZero() && p.Court <= h.To
				row.Place, row.Provider = model.PlaceOf(last.Setting, last.Location), last.Provider
				row.Paid = last.Paid
				row.CareDays, row.PlacementDays = days(p.Start), days(last.Start)
				if p.Family != "" {
					name = "care " + p.Start.String() + p.Family
				}
			case comesBack(p.Exit) && born.Birthday(model.AdultAge) > h.To:
				row.Left, row.LeftBy, row.LeftDays = true, p.Exit, days(p.End)
			}
		}
		if n := len(c.Plans); n > 0 && len(c.Periods) == 0 && !row.OnPlan && l.repeats && l.lapses(c, planKey{ci, n - 1}, pw) && born.Birthday(model.AdultAge) > h.To {
			row.Lapsed, row.LapsedDays = true, days(c.Plans[n-1].End)
		}
		if row.InCare || row.OnPlan || row.Left || row.Lapsed {
			row.Family = number(name)
			s.Children = append(s.Children, row)
		}
	}
	for _, e := range earlier {
		if e.born.Birthday(model.AdultAge) > h.To {
			s.Children = append(s.Children, model.StockChild{
				Born: model.MonthOf(e.born), Sex: e.sex, Left: true, LeftBy: e.exit, LeftDays: days(e.left),
			})
		}
	}
	arrange(s)
	return s
}

// arrange sorts rows by content and numbers families in that order, so that
// neither tells anything of the records' order.
func arrange(s *model.Stock) {
	less := func(a, b *model.StockChild) bool {
		switch {
		case a.InCare != b.InCare:
			return a.InCare
		case a.Left != b.Left:
			return b.Left
		case a.Lapsed != b.Lapsed:
			return b.Lapsed
		case a.LapsedDays != b.LapsedDays:
			return a.LapsedDays < b.LapsedDays
		case a.CareDays != b.CareDays:
			return a.CareDays > b.CareDays
		case a.PlanDays != b.PlanDays:
			return a.PlanDays > b.PlanDays
		case a.LeftDays != b.LeftDays:
			return a.LeftDays < b.LeftDays
		case a.Born != b.Born:
			return a.Born < b.Born
		case a.Place != b.Place:
			return a.Place < b.Place
		case a.Court != b.Court:
			return a.Court
		case a.PlacementDays != b.PlacementDays:
			return a.PlacementDays < b.PlacementDays
		}
		return a.Sex < b.Sex
	}
	sort.SliceStable(s.Children, func(i, j int) bool { return less(&s.Children[i], &s.Children[j]) })
	s.NumberFamilies()
}
