package synth

import (
	"fmt"
	"slices"

	"github.com/carecurve/carecurve/model"
)

// id is a child's identifier: six digits, dealt out in the order in which the
// council came to know them.
func (p *person) id() string { return fmt.Sprintf("%06d", 100000+p.index) }

// Authority is the made-up council's name; its code is in nobody's use.
var Authority = model.Authority{Name: "Exampleshire", Code: "E10000099"}

// History is what the council's records say: the children who were in care or
// on a plan at some moment of the window, with true starts of whatever touches
// the window and nothing that ended before it.
func (w *World) History() *model.History {
	h := &model.History{
		Authority: Authority, From: w.from, To: w.opt.DataDate, PlansFrom: w.from,
		Population: w.population, Located: true, Linked: true,
	}
	for _, p := range w.people {
		c := model.Child{ID: p.id(), Sex: p.sex, Born: p.born, UASC: p.uasc}
		if p.uasc && p.adult() <= w.opt.DataDate {
			c.UASCEnds = p.adult()
		}
		for i := range p.periods {
			if q := &p.periods[i]; q.end == 0 || q.end >= w.from {
				c.Periods = append(c.Periods, w.period(p, i))
			}
		}
		for _, q := range p.plans {
			if q.end == 0 || q.end >= w.from {
				c.Plans = append(c.Plans, w.planOf(p, q))
			}
		}
		if len(c.Periods)+len(c.Plans) > 0 {
			h.Children = append(h.Children, c)
		}
	}
	slices.SortFunc(h.Children, func(a, b model.Child) int {
		if a.ID < b.ID {
			return -1
		}
		return 1
	})
	return h
}

func (w *World) period(p *person, i int) model.PeriodOfCare {
	q := &p.periods[i]
	out := model.PeriodOfCare{
		Start: q.start, StartKnown: true, End: q.end, Need: p.need(), Family: p.postcode(),
	}
	if q.end != 0 {
		out.Exit = q.exit
	}
	steps := p.legal(q)
	for _, s := range q.stays {
		last := s.end - 1
		if s.end == 0 {
			last = w.opt.DataDate
		}
		out.Placements = append(out.Placements, model.Placement{
			Start: s.start, StartKnown: true, End: s.end,
			Setting: s.place.Setting(), Location: s.place.Location(),
			Provider: p.provider(s), Legal: statusAt(steps, last),
		})
	}
	return out
}

func (w *World) planOf(p *person, q planned) model.Plan {
	key := p.key
	if p.boundPlan {
		key = p.family
	}
	categories := []string{"NEG", "EMO", "PHY", "SAB", "MUL"}
	return model.Plan{
		Start: q.start, End: q.end,
		Category: categories[key.sub(uint64(q.number)).pick(forCategory, []float64{48, 38, 8, 4, 2})],
		Previous: q.number + p.elsewhere(),
		// A referral leads to a conference within some weeks; the family shares it.
		Referral: q.start - 15 - model.Date(45*p.family.sub(uint64(q.number)).uniform(forReferral)),
	}
}

// need is the category of need, fixed for life and shared by brothers and
// sisters; unaccompanied children have N8.
func (p *person) need() string {
	if p.uasc {
		return "N8"
	}
	needs := []string{"N1", "N2", "N3", "N4", "N5", "N6", "N7", "N8"}
	return needs[p.family.pick(forNeed, []float64{71, 2, 3, 8, 13, 1.5, 0.2, 1.3})]
}

// postcode is where the family lives; its area is in no postal directory.
func (p *person) postcode() string {
	const letters = "ABDEFGHJLNPQRSTUWXYZ"
	n := uint64(p.family.sub(forPostcode))
	take := func(k uint64) uint64 {
		r := n % k
		n /= k
		return r
	}
	return fmt.Sprintf("XS%d %d%c%c", 1+take(20), take(10), letters[take(20)], letters[take(20)])
}

// provider is who runs the placement, PR0–PR5.
func (p *person) provider(s stay) string {
	u := p.key.sub(uint64(s.start)).uniform(forProvider)
	among := func(private, voluntary float64) string {
		switch {
		case u < private:
			return "PR4"
		case u < private+voluntary:
			return "PR5"
		}
		return "PR1"
	}
	out := s.place.Location() == model.OutOfArea
	switch s.place.Setting() {
	case model.WithParents:
		return "PR0"
	case model.FosterAgency:
		if u < 0.84 {
			return "PR4"
		}
		return "PR5"
	case model.Residential, model.Secure, model.School:
		if out {
			return among(0.93, 0.07)
		}
		return among(0.56, 0.07)
	case model.Supported:
		if out {
			return among(0.94, 0.06)
		}
		return among(0.78, 0.10)
	case model.OtherSetting:
		return "PR4"
	}
	return "PR1"
}
