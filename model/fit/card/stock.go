package card

import (
	"fmt"
	"math"

	"github.com/carecurve/carecurve/model"
)

// load adds up who is there on a day, seen and expected.
type load struct {
	seen, fitted, variance float64
	left                   families
}

func (l *load) add(family int, there bool, p float64) {
	if l.left == nil {
		l.left = families{}
	}
	x := 0.0
	if there {
		x = 1
	}
	l.seen += x
	l.fitted += p
	l.variance += p * (1 - p)
	l.left[family] += x - p
}

// row makes a row of it. The variance is what the shares imply, or what
// families' residuals show where that is more.
func (l *load) row(part Part, name string, main bool) Row {
	return counted(part, name, "children", l.seen, l.fitted, math.Sqrt(math.Max(l.variance, l.left.square())), main)
}

// days of comparison: the financial years' ends within the window, and the
// data date.
func yearEnds(from, to model.Date) (out []model.Date) {
	for y := model.FinancialYearOf(from); y.Last() < to; y++ {
		if y.Last() > from+90 {
			out = append(out, y.Last())
		}
	}
	return append(out, to)
}

// stock compares who of those watched is in care at year ends, and on the data
// date in which setting, with what their journeys make of the days on which
// they came.
func stock(r *rates, s *sight) (rows []Row) {
	ends := yearEnds(s.h.From, s.h.To)
	all := make([]load, len(ends))
	var setting [model.Settings]load
	for i := range s.watch {
		w := &s.watch[i]
		if w.start < s.h.From {
			continue
		}
		j := r.follow(traveller{w.class, w.quarter})
		for e, d := range ends {
			if w.start > d {
				continue
			}
			t := float64(d - w.start)
			here := w.stop > t
			all[e].add(w.family, here, j.stays(t))
			if e+1 < len(ends) {
				continue
			}
			var share [model.Settings]float64
			for p, x := range j.in(t) {
				share[model.Place(p).Setting()] += x
			}
			at := model.Settings
			if here {
				at = int(placed(w.of, d).Setting)
			}
			for k, x := range share {
				setting[k].add(w.family, k == at, x)
			}
		}
	}
	for e, d := range ends {
		rows = append(rows, all[e].row(Stock, fmt.Sprintf("on %s", d), true))
	}
	var parts []Row
	for k := range setting {
		parts = append(parts, setting[k].row(Stock, fmt.Sprintf("%s, on %s", model.Setting(k), s.h.To), false))
	}
	return append(rows, hide(parts)...)
}

// placed is the placement at the end of a day.
func placed(p *model.PeriodOfCare, d model.Date) *model.Placement {
	at := &p.Placements[0]
	for i := range p.Placements {
		if p.Placements[i].Start <= d {
			at = &p.Placements[i]
		}
	}
	return at
}

// planLoad compares how many plans are open at year ends with what the rates
// make of those open when the censuses begin and those that started since.
func planLoad(r *rates, s *sight) (rows []Row) {
	if s.h.PlansFrom.IsZero() {
		return nil
	}
	from, to := planWindow(s.h)
	ends := yearEnds(from, to)
	all := make([]load, len(ends))
	for i := range s.plans {
		p := &s.plans[i]
		open := r.openPlan(p, from)
		for e, d := range ends {
			if p.start > d {
				continue
			}
			all[e].add(p.family, p.end.IsZero() || p.end > d, open(d))
		}
	}
	for e, d := range ends {
		rows = append(rows, all[e].row(PlanLoad, fmt.Sprintf("on %s", d), true))
	}
	return rows
}

// openPlan is the probability that a plan is open on a day, given how it stood
// on its first day or, if later, on the censuses' first.
func (r *rates) openPlan(p *plan, from model.Date) func(model.Date) float64 {
	begin := max(p.start, from)
	if !p.care.IsZero() && p.care < begin || !p.whole && p.care == begin {
		return func(d model.Date) float64 {
			return math.Exp(-r.afterCare(float64(begin-p.care), float64(d-p.care)))
		}
	}
	c := r.plan(p.quarter, float64(begin-p.start))
	return func(d model.Date) float64 { return c.value(c.open, float64(d-p.start)) }
}

// plan is run, to the nearest week, with courses kept: a large council has
// thousands of plans open when the censuses begin.
func (r *rates) plan(quarter int, since float64) *course {
	weeks := int(math.Round(since / 7))
	key := [2]int{quarter, weeks}
	c, ok := r.plans[key]
	if !ok {
		c = r.run(quarter, float64(7*weeks), float64(7*weeks)+longest)
		r.plans[key] = c
	}
	return c
}
