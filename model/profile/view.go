package profile

import (
	"fmt"
	"math"

	"github.com/carecurve/carecurve/model"
)

// view is the history as sections look at it.
type view struct {
	h    *model.History
	m    *model.Model
	now  []inCare
	in   []entry   // in the two years up to the data date
	out  []leaving // the same
	past []entry   // all that the records show
}

// inCare is a child in care on the data date.
type inCare struct {
	child     *model.Child
	period    *model.PeriodOfCare
	placement *model.Placement
	place     model.Place
	age       float64 // years
	years     float64 // in care
	homes     int     // placements in the last twelve months
	outlook   Outlook
	weekly    float64 // pounds: what the ledger pays, else the list's price
	family    string  // what siblings who came together share, or ""
}

// entry is a period of care that began on a known day.
type entry struct {
	child  *model.Child
	period *model.PeriodOfCare
	age    float64
	year   int  // 1 is the last twelve months, 2 the twelve before, and so on
	before bool // in care before
	onPlan bool // on a plan when coming in
	plan   bool // on a plan at some time before
	family string
}

// leaving is a period of care that ended.
type leaving struct {
	child  *model.Child
	period *model.PeriodOfCare
	age    float64
	days   float64 // in care, at least, where the start is unknown
	year   int
}

func years(days model.Date) float64 { return float64(days) / model.DaysPerYear }

func newView(h *model.History, m *model.Model) *view {
	v := &view{h: h, m: m}
	f := NewForecaster(m)
	known := map[State]Outlook{}
	for i := range h.Children {
		c := &h.Children[i]
		for j := range c.Periods {
			p := &c.Periods[j]
			if p.Start > h.To || len(p.Placements) == 0 {
				continue
			}
			if p.StartKnown && !c.Born.IsZero() && p.Start >= h.From {
				v.past = append(v.past, newEntry(h, c, j))
			}
			if !p.End.IsZero() && p.End <= h.To {
				if !c.Born.IsZero() && p.End >= h.From {
					v.out = append(v.out, leaving{c, p, years(p.End - c.Born), float64(p.End - p.Start), yearsBack(h.To, p.End)})
				}
				continue
			}
			last := &p.Placements[len(p.Placements)-1]
			x := inCare{child: c, period: p, placement: last, place: model.PlaceOf(last.Setting, last.Location),
				years: years(h.To + 1 - p.Start), family: familyOf(p), age: math.NaN()}
			if x.weekly = last.Paid; x.weekly == 0 {
				x.weekly = m.Prices.Weekly[x.place]
			}
			for k := range p.Placements {
				if e := p.Placements[k].End; e.IsZero() || e > h.To.AddMonths(-12) {
					x.homes++
				}
			}
			s := State{Place: x.place, Care: float64(h.To + 1 - p.Start), Placement: float64(h.To + 1 - last.Start), Age: 10 * model.DaysPerYear}
			if c.UASC {
				s.Class = model.UASC
			}
			if !c.Born.IsZero() {
				x.age = years(h.To + 1 - c.Born)
				s.Age = float64(h.To + 1 - c.Born)
			}
			if _, ok := known[s]; !ok {
				known[s] = f.Of(s)
			}
			x.outlook = known[s]
			v.now = append(v.now, x)
		}
	}
	v.in = recent(v.past, func(e *entry) int { return e.year })
	v.out = recent(v.out, func(l *leaving) int { return l.year })
	return v
}

func recent[T any](list []T, year func(*T) int) (out []T) {
	for i := range list {
		if y := year(&list[i]); y == 1 || y == 2 {
			out = append(out, list[i])
		}
	}
	return out
}

// yearsBack is 1 for the twelve months up to a day, 2 for those before.
func yearsBack(to, d model.Date) int {
	for y := 1; ; y++ {
		if d > to.AddMonths(-12*y) {
			return y
		}
	}
}

func newEntry(h *model.History, c *model.Child, j int) entry {
	p := &c.Periods[j]
	e := entry{child: c, period: p, age: years(p.Start - c.Born), year: yearsBack(h.To, p.Start), before: j > 0, family: familyOf(p)}
	for k := range c.Plans {
		plan := &c.Plans[k]
		if plan.Start > p.Start {
			continue
		}
		e.plan = true
		if plan.End.IsZero() || plan.End >= p.Start {
			e.onPlan = true
		}
	}
	return e
}

// familyOf is what brothers and sisters share who came on the same day from the
// same home.
func familyOf(p *model.PeriodOfCare) string {
	if p.Family == "" || !p.StartKnown {
		return ""
	}
	return p.Start.String() + " " + p.Family
}

// notes say what the records can't tell.
func (v *view) notes() (out []string) {
	unborn, unknown := 0, 0
	for i := range v.now {
		if math.IsNaN(v.now[i].age) {
			unborn++
		}
		if !v.now[i].period.StartKnown {
			unknown++
		}
	}
	if unknown > 4 {
		out = append(out, fmt.Sprintf("For %d children the records don't show when care began: their time in care is at least what is counted here.", unknown))
	}
	if unborn > 4 {
		out = append(out, fmt.Sprintf("%d children have no date of birth and stand in no table of ages; their expected stay is that of a child of ten.", unborn))
	}
	if !v.h.Located {
		out = append(out, "Where placements lie was not known: nothing is said of distance.")
	}
	if !v.h.Linked {
		out = append(out, "Plans and periods of care do not share identifiers: nothing is known of plans before care.")
	}
	return append(out, "Expected stays follow the fitted rates by age, time in care, time in the placement and place; they are means over all children in such a position, and no forecast for one.")
}
