package fit

import "github.com/carecurve/carecurve/model"

// Proceedings are taken to be issued on the first day of a period of care on which
// a court's order is the legal status: most are interim care orders within days of
// the application (decisions/0010). A period that begins under one counts on its
// first day.

// fitCourt estimates how proceedings are issued, if five or more were.
func fitCourt(m *model.Model, h *model.History, w window, starts map[key][]candidate) error {
	t := newTally([]string{"all"}, model.AgeBands, model.CareClock, w.quarters())
	// Once as if events came alone, to see by how much they don't.
	later := countCourt(h, w, starts, t, func(cluster) {})
	entries, at := courtFirst(h, w)
	n := later
	for _, x := range at {
		n += int(x)
	}
	if n < fewEvents {
		return nil
	}
	var err error
	if m.Proceedings, err = t.estimate(1); err != nil {
		return err
	}
	left := newResiduals(&m.Proceedings)
	countCourt(h, w, starts, left, left.turn)
	if m.Proceedings, err = t.estimate(dispersion(left)); err != nil {
		return err
	}
	// Each age leans on all ages by as much as ten children.
	const lean = 10
	sum, all := 0.0, 0.0
	for a := range at {
		sum += at[a]
		all += entries[a]
	}
	hideFew(at[:], entries[:])
	for a := range at {
		if all > 0 {
			m.CourtFirst[a] = min((at[a]+lean*sum/all)/(entries[a]+lean), 1)
		}
	}
	return nil
}

// underOrder tells whether a period began under an order, as far as is known.
func underOrder(p *model.PeriodOfCare) bool { return !p.Court.IsZero() && p.Court <= p.Start }

// courtFirst counts periods that begin in the window, and those of them that do
// so under an order, by age.
func courtFirst(h *model.History, w window) (entries, under [model.AgeBands]float64) {
	for ci := range h.Children {
		c := &h.Children[ci]
		for pi := range c.Periods {
			p := &c.Periods[pi]
			if c.Born.IsZero() || c.UASC || !p.StartKnown || !w.within(p.Start) {
				continue
			}
			a := ageOn(c.Born, p.Start)
			entries[a]++
			if underOrder(p) {
				under[a]++
			}
		}
	}
	return entries, under
}

// countCourt adds the time in care before proceedings, and those issued later than
// on the first day, whose number it returns.
func countCourt(h *model.History, w window, starts map[key][]candidate, to counter, turn func(cluster)) (events int) {
	for ci := range h.Children {
		c := &h.Children[ci]
		if c.Born.IsZero() || c.UASC {
			continue
		}
		born := agesOf(c.Born)
		for pi := range c.Periods {
			p := &c.Periods[pi]
			if underOrder(p) {
				continue
			}
			turn(clusterOf(p.Start, p.Family, key{ci, pi}))
			from, end := max(p.Start, w.from), w.end(c.Born, p.End)
			issued := !p.Court.IsZero() && p.Court < end
			if issued {
				end = p.Court
			}
			if issued && w.within(end) && end > from {
				events++
			}
			for _, s := range startsOf(starts, key{ci, pi}, p) {
				w.walk(&born, s.start, from, end, model.CareClock, func(st stretch) {
					to.risk(0, st, s.weight)
					if issued && st.to == end {
						to.event(0, st, s.weight)
					}
				})
			}
		}
	}
	return events
}
