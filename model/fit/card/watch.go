package card

import (
	"math"

	"github.com/carecurve/carecurve/model"
)

// sight is what the records show, in the form in which it is compared.
type sight struct {
	h     *model.History
	basis Basis
	// since is the first day from which the records show how every period
	// began; it may lie before the window.
	since model.Date
	watch []watched
	plans []plan
	names map[string]int // of families, to their numbers
	// route tells which periods came from a plan.
	fromPlan map[period]bool
	counts   *seen
}

// period names a period of care by child and number.
type period struct{ child, number int }

// watched is a period of care seen from its first day. Periods that began
// before the records are left out even where a return tells their start: only
// those who had never moved keep the row that tells it, and they stay longer.
type watched struct {
	period
	class   model.Class
	age     model.AgeBand
	quarter int // of a year of age, on the first day
	start   model.Date
	family  int
	// It is under observation in (from, stop] days after its start; from is
	// above 0 where the window begins later.
	from, stop float64
	out        int // 0 if still in care, else 1 + way (see ways)
	of         *model.PeriodOfCare
}

// ways out of care as causes: the flows with hazards, and the birthday.
const (
	adultWay = model.ExitFlows
	ways     = model.ExitFlows + 1
)

// bout names what happened to one family on one day.
type bout struct {
	family int
	on     model.Date
}

// see reads a history.
func see(h *model.History) *sight {
	s := &sight{h: h, since: firstSeen(h), fromPlan: map[period]bool{}, names: map[string]int{}}
	for ci := range h.Children {
		c := &h.Children[ci]
		s.count(c)
		s.link(ci, c)
		for pi := range c.Periods {
			s.look(ci, pi, c)
		}
	}
	return s
}

// firstSeen is the first day from which the records tell of every child. They
// may reach back beyond the window: as far as each year before it saw at least
// a quarter as many placements end as the first year within, so that a stray
// row doesn't stand for a return.
func firstSeen(h *model.History) model.Date {
	ended := map[model.FinancialYear]int{}
	for i := range h.Children {
		for j := range h.Children[i].Periods {
			for _, pl := range h.Children[i].Periods[j].Placements {
				if !pl.End.IsZero() {
					ended[model.FinancialYearOf(pl.End)]++
				}
			}
		}
	}
	within := model.FinancialYearOf(h.From + 200) // the first year that is whole, or nearly
	first := h.From
	for y := model.FinancialYearOf(h.From - 1); ended[y] > 0 && 4*ended[y] >= ended[within]; y-- {
		first = min(first, y.First())
	}
	return first
}

func (s *sight) count(c *model.Child) {
	open := func(from, to model.Date) bool { return from <= s.h.To && (to.IsZero() || to > s.h.From) }
	any := false
	for i := range c.Periods {
		p := &c.Periods[i]
		if !open(p.Start, p.End) {
			continue
		}
		any = true
		s.basis.Periods++
		if !p.StartKnown {
			s.basis.Unknown++
		}
		for j := range p.Placements {
			if open(p.Placements[j].Start, p.Placements[j].End) {
				s.basis.Placements++
			}
		}
	}
	for i := range c.Plans {
		if !s.h.PlansFrom.IsZero() && open(c.Plans[i].Start, c.Plans[i].End) {
			any = true
			s.basis.Plans++
		}
	}
	if any {
		s.basis.Children++
	}
}

// look adds a period if it is watched from its first day.
func (s *sight) look(ci, pi int, c *model.Child) {
	p := &c.Periods[pi]
	if !p.StartKnown || c.Born.IsZero() || p.Start < s.since || p.Start > s.h.To {
		return
	}
	adult := c.Born.Birthday(model.AdultAge)
	end := s.h.To + 1
	out := 0
	if !p.End.IsZero() && p.End < end {
		end = p.End
		if f, ok := model.ExitFlowOf(p.Exit); ok {
			out = 1 + int(f)
		} else {
			out = 1 + adultWay
		}
	}
	if adult < end || adult == end && out > 0 {
		end, out = adult, 1+adultWay
	}
	if end <= max(p.Start, s.h.From) {
		return // no day in care within the window
	}
	w := watched{
		period: period{ci, pi}, class: class(c), age: ageOn(c.Born, p.Start), quarter: quarterOf(c.Born, p.Start),
		start: p.Start, family: familyOf(s.names, ci, p.Start, p.Family),
		from: math.Max(0, float64(s.h.From-p.Start)), stop: float64(end - p.Start), out: out, of: p,
	}
	s.watch = append(s.watch, w)
	s.basis.Watched++
}

// familyOf numbers those who came on one day from one home alike, and else by
// child, whose own periods belong together too.
func familyOf(names map[string]int, child int, on model.Date, home string) int {
	if home == "" {
		return -1 - child
	}
	key := on.String() + home
	n, ok := names[key]
	if !ok {
		n = len(names)
		names[key] = n
	}
	return n
}

// link tells which periods came from a plan, as fit does: the first period that
// begins while a plan is open, one for each plan.
func (s *sight) link(ci int, c *model.Child) {
	taken := make([]bool, len(c.Plans))
	care := make([]model.Date, len(c.Plans)) // from when the child was in care
	for pi := range c.Periods {
		p := &c.Periods[pi]
		for k := range c.Plans {
			pl := &c.Plans[k]
			if p.StartKnown && !taken[k] && pl.Start <= p.Start && (pl.End.IsZero() || pl.End >= p.Start) {
				taken[k] = true
				s.fromPlan[period{ci, pi}] = true
			}
			overlaps := (pl.End.IsZero() || pl.End >= p.Start) && (p.End.IsZero() || p.End > pl.Start)
			if overlaps && care[k].IsZero() {
				care[k] = max(p.Start, pl.Start)
			}
		}
	}
	if s.h.PlansFrom.IsZero() || c.Born.IsZero() {
		return
	}
	for k := range c.Plans {
		s.addPlan(ci, c, &c.Plans[k], care[k], taken[k])
	}
}

func class(c *model.Child) model.Class {
	if c.UASC {
		return model.UASC
	}
	return model.General
}

// ageOn is the age band on a day, by birthdays; unborn children count as 0.
func ageOn(born, d model.Date) model.AgeBand {
	for b := model.AgeBands - 1; b > 0; b-- {
		if d >= born.Birthday(model.AgeFrom[b]) {
			return model.AgeBand(b)
		}
	}
	return model.Age0
}

// quarterOf is the quarter of a year of age on a day, within its age band.
func quarterOf(born, d model.Date) int {
	q := int(float64(d-born) / model.DaysPerYear * 4)
	from, to := model.AgeSpan(ageOn(born, d))
	return min(max(q, int(from)*4), int(to)*4-1)
}
