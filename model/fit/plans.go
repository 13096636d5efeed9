package fit

import "github.com/carecurve/carecurve/model"

// planKey names a plan.
type planKey struct{ child, plan int }

// links says how plans and periods of care meet: which plan an entry came
// from, and when a plan's child was in care.
type links struct {
	route map[key]model.Route    // of every period
	entry map[planKey]model.Date // the day on which a plan led to care
	in    map[planKey]model.Date // from when the plan's child was in care, if at all
	// repeats tells that the model has rates of coming back on a plan.
	repeats bool
}

// link partitions entries: a plan before a return before UASC before direct.
func link(h *model.History) links {
	l := links{route: map[key]model.Route{}, entry: map[planKey]model.Date{}, in: map[planKey]model.Date{}}
	for ci := range h.Children {
		c := &h.Children[ci]
		for pi := range c.Periods {
			p := &c.Periods[pi]
			r := model.RouteDirect
			switch {
			case pi > 0:
				r = model.RouteReturn
			case c.UASC && (c.UASCEnds.IsZero() || p.Start < c.UASCEnds):
				r = model.RouteUASC
			}
			for k := range c.Plans {
				pl := &c.Plans[k]
				open := pl.Start <= p.Start && (pl.End.IsZero() || pl.End >= p.Start)
				if open && p.StartKnown {
					if _, taken := l.entry[planKey{ci, k}]; !taken {
						l.entry[planKey{ci, k}] = p.Start
						r = model.RoutePlan
					}
				}
			}
			l.route[key{ci, pi}] = r
			for k := range c.Plans {
				pl := &c.Plans[k]
				pk := planKey{ci, k}
				overlap := (pl.End.IsZero() || pl.End >= p.Start) && (p.End.IsZero() || p.End > pl.Start)
				if _, ok := l.in[pk]; overlap && !ok {
					l.in[pk] = max(p.Start, pl.Start)
				}
			}
		}
	}
	return l
}

// planSums are what plans' time at risk and events are added to.
type planSums struct {
	ends, care, after counter
	turn              func(cluster) // to the next cluster, if that matters
}

// fitPlans estimates the ends of plans and the way from a plan into care.
func fitPlans(m *model.Model, h *model.History, l links, f *flows) error {
	all := []string{"all"}
	w := planWindow(h)
	ends := newTally(all, model.AgeBands, model.PlanClock, w.quarters())
	care := newTally(all, model.AgeBands, model.PlanClock, w.quarters())
	after := newTally(all, 1, model.AfterClock, w.quarters())
	tallied := planSums{ends, care, after, func(cluster) {}}
	tallied.count(h, l, w)
	m.PlanAdult, m.PlanAdultCases = planAdult(h, w)
	// Once as if events came alone, to see by how much they don't.
	estimate := func(spread [3]float64) (err error) {
		if m.PlanEnd, err = ends.estimate(spread[0]); err != nil {
			return err
		}
		if m.PlanToCare, err = care.estimate(spread[1]); err != nil {
			return err
		}
		m.AfterCare, err = after.estimate(spread[2])
		return err
	}
	if err := estimate([3]float64{}); err != nil {
		return err
	}
	left := [3]*residuals{newResiduals(&m.PlanEnd), newResiduals(&m.PlanToCare), newResiduals(&m.AfterCare)}
	against := planSums{left[0], left[1], left[2], func(c cluster) {
		for _, r := range left {
			r.turn(c)
		}
	}}
	against.count(h, l, w)
	spread := [3]float64{dispersion(left[0]), dispersion(left[1]), dispersion(left[2])}
	if err := estimate(spread); err != nil {
		return err
	}
	seen, expected := byQuarter([]*tally{ends}, []model.Table{m.PlanEnd})
	m.PlanEndLevel = f.of(func(m *model.Model) *model.Level { return &m.PlanEndLevel })(seen, expected, nil, spread[0], wanderLeaving)
	seen, expected = byQuarter([]*tally{care}, []model.Table{m.PlanToCare})
	m.PlanToCareLevel = f.of(func(m *model.Model) *model.Level { return &m.PlanToCareLevel })(seen, expected, nil, spread[1], wanderEntries)
	return nil
}

// count adds all plans.
func (t *planSums) count(h *model.History, l links, w window) {
	for ci := range h.Children {
		c := &h.Children[ci]
		if c.Born.IsZero() {
			continue
		}
		born := agesOf(c.Born)
		for k := range c.Plans {
			p := &c.Plans[k]
			pk := planKey{ci, k}
			family := ""
			if !p.Referral.IsZero() {
				family = p.Referral.String()
			}
			t.turn(clusterOf(p.Start, family, key{ci, k}))
			from, to := max(p.Start, w.from), w.end(0, p.End)
			entered, inCare := l.in[pk]
			if inCare && entered < to {
				countAfter(t.after, w, &born, p, entered, max(entered, w.from), to)
				to = entered
			}
			entry, led := l.entry[pk]
			w.walk(&born, p.Start, from, to, model.PlanClock, func(s stretch) {
				t.ends.risk(0, s, 1)
				t.care.risk(0, s, 1)
				if s.to != to {
					return
				}
				if led && entry == to {
					t.care.event(0, s, 1)
				} else if p.End == to {
					t.ends.event(0, s, 1)
				}
			})
			// A plan that leads to care on its first day has no time at risk, but
			// is an event all the same.
			if led && entry == p.Start && w.within(entry) {
				t.care.event(0, stretch{age: ageOn(c.Born, entry), quarter: w.quarter(entry)}, 1)
			}
		}
	}
}

// countAfter adds a plan's time beside care.
func countAfter(after counter, w window, born *ages, p *model.Plan, zero, from, to model.Date) {
	w.walk(born, zero, from, to, model.AfterClock, func(s stretch) {
		after.risk(0, s, 1)
		if s.to == to && p.End == to {
			after.event(0, s, 1)
		}
	})
}

// planAdult is the share of plans open shortly before the eighteenth birthday
// that end about it, as if one plan more had been seen of which 95 % ended, as the
// law has it and practice nearly; the second result is what it rests on.
func planAdult(h *model.History, w window) (float64, model.Cases) {
	const about = 7
	open, ended := 1.0, 0.95
	for i := range h.Children {
		c := &h.Children[i]
		if c.Born.IsZero() {
			continue
		}
		day := c.Born.Birthday(model.AdultAge)
		if day-about < w.from || day+about > w.to {
			continue
		}
		for j := range c.Plans {
			p := &c.Plans[j]
			if p.Start >= day-about || (!p.End.IsZero() && p.End < day-about) {
				continue
			}
			open++
			if !p.End.IsZero() && p.End <= day+about {
				ended++
			}
		}
	}
	return ended / open, 1 + cases(open-1)
}
