package fit

import (
	"math"

	"github.com/carecurve/carecurve/model"
)

// A plan that ended without care may be followed by another (decisions/0009). The
// risk of that goes by the age at the end and the time since, and ends when the
// child comes into care. Children who have been in care, or are unaccompanied,
// are left out: their plans are all first ones.

// lapses tells whether a child may come back on a plan after its k-th, as far as
// the day on which that ended tells.
func (l *links) lapses(c *model.Child, k planKey, w window) bool {
	p := &c.Plans[k.plan]
	if p.End.IsZero() || p.End > w.to || c.UASC || c.Born.IsZero() || p.End >= c.Born.Birthday(model.AdultAge) {
		return false
	}
	if _, in := l.in[k]; in {
		return false
	}
	return len(c.Periods) == 0 || c.Periods[0].Start >= p.End
}

// again tells whether a child's k-th plan is one that followed another.
func (l *links) again(c *model.Child, k planKey, w window) bool {
	before := planKey{k.child, k.plan - 1}
	if k.plan == 0 || !l.lapses(c, before, w) {
		return false
	}
	return len(c.Periods) == 0 || c.Periods[0].Start >= c.Plans[k.plan].Start
}

// repeated is what repeat plans tell of the stream of first ones.
type repeated struct {
	unseen         earlierReturns // those that look like first ones: the plan before ended before the records
	seen, expected []float64      // repeats by quarter, which share the level
}

// fitRepeats estimates how children come back on a plan, if five or more did.
func fitRepeats(m *model.Model, h *model.History, l links) (*repeated, error) {
	w, r := planWindow(h), &repeated{}
	if h.PlansFrom.IsZero() {
		return r, nil
	}
	t := newTally([]string{"all"}, model.AgeBands, model.LeftClock, w.quarters())
	// Once as if events came alone, to see by how much they don't.
	if countRepeats(h, l, w, t, func(cluster) {}) < fewEvents {
		return r, nil
	}
	var err error
	if m.Repeats, err = t.estimate(1); err != nil {
		return r, err
	}
	left := newResiduals(&m.Repeats)
	countRepeats(h, l, w, left, left.turn)
	if m.Repeats, err = t.estimate(dispersion(left)); err != nil {
		return r, err
	}
	r.seen, r.expected = byQuarter([]*tally{t}, []model.Table{m.Repeats})
	r.unseen.quarter = make([]float64, w.quarters())
	var leavers [model.AgeBands][12 * model.AdultAge]float64 // by age at the end, in months
	known := w.from
	l.eachLapse(h, w, func(c *model.Child, k planKey) {
		p := &c.Plans[k.plan]
		known = min(known, p.End)
		if w.within(p.End) {
			leavers[ageOn(c.Born, p.End)][min(max(int(12*years(c.Born, p.End)), 0), 12*model.AdultAge-1)]++
		}
	})
	// The records tell nothing of repeats later than they are long: these stay
	// among first plans.
	m.RepeatsWithin = float64(w.to - known)
	for a := range leavers {
		for month, n := range leavers[a] {
			hazard := func(x float64) float64 {
				if x > m.RepeatsWithin {
					return 0
				}
				return m.Repeats.At(0, model.AgeBand(a), model.LeftClock.Band(x)).Mean
			}
			r.unseen.add(n, (float64(month)+0.5)*model.DaysPerYear/12, hazard, w, known)
		}
	}
	return r, nil
}

// eachLapse visits the plans after which a child may come back on one.
func (l *links) eachLapse(h *model.History, w window, visit func(c *model.Child, k planKey)) {
	for ci := range h.Children {
		for k := range h.Children[ci].Plans {
			if at := (planKey{ci, k}); l.lapses(&h.Children[ci], at, w) {
				visit(&h.Children[ci], at)
			}
		}
	}
}

// countRepeats adds the time since plans ended, and repeats, whose number it
// returns.
func countRepeats(h *model.History, l links, w window, to counter, turn func(cluster)) (events int) {
	l.eachLapse(h, w, func(c *model.Child, k planKey) {
		p := &c.Plans[k.plan]
		family := ""
		if !p.Referral.IsZero() {
			family = p.Referral.String()
		}
		turn(clusterOf(p.End, family, key{k.child, k.plan}))
		end := w.end(c.Born, 0)
		if len(c.Periods) > 0 {
			end = min(end, c.Periods[0].Start)
		}
		back := false
		if next := (planKey{k.child, k.plan + 1}); next.plan < len(c.Plans) && l.again(c, next, w) {
			end, back = min(end, c.Plans[next.plan].Start), true
		}
		born, age := agesOf(c.Born), ageOn(c.Born, p.End)
		back = back && w.within(end)
		w.walk(&born, p.End, max(p.End, w.from), end, model.LeftClock, func(s stretch) {
			last := s.to == end
			s.age = age
			to.risk(0, s, 1)
			if back && last {
				to.event(0, s, 1)
			}
		})
		if back && end == p.End { // on the very day
			to.event(0, stretch{age: age, quarter: w.quarter(end)}, 1)
		}
		if back {
			events++
		}
	})
	return events
}

// add takes leavers before the records to be like the n of this age, in days, who
// left within them: then the returns unseen s days into the records are those due
// more than s days after leaving, for a steady flow of such leavers. hazard is a
// year's by the time since, known when the records begin to tell of leavers.
func (u *earlierReturns) add(n, age float64, hazard func(days float64) float64, w window, known model.Date) {
	if n == 0 {
		return
	}
	const step = 10.0
	length := float64(w.to + 1 - w.from)
	alive := n
	for x := step / 2; age+x < model.AdultAge*model.DaysPerYear; x += step { // the middle of each
		due := alive * (1 - math.Exp(-hazard(x)*step/model.DaysPerYear))
		alive -= due
		at := model.AgeBandOf((age + x) / model.DaysPerYear)
		for q := range u.quarter {
			begin, end := float64(w.starts[q]-known), float64(w.starts[q+1]-known)
			if covered := math.Min(end, x) - begin; covered > 0 {
				u.quarter[q] += due * covered / length
				u.age[at] += due * covered / length
			}
		}
	}
}
