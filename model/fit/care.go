package fit

import "github.com/carecurve/carecurve/model"

// fitCare estimates the ways out of care, and moves between placements.
func fitCare(m *model.Model, h *model.History, w window, starts map[key][]candidate) error {
	var exits [model.ExitFlows]*tally
	for f := range exits {
		exits[f] = newTally(model.ExitStrata(), model.AgeBands, model.CareClock, w.quarters())
	}
	moves := newTally(model.MoveStrata(), model.AgeBands, model.CareClock, w.quarters())
	var other [model.AgeBands][len(model.OtherExits)]float64

	for ci := range h.Children {
		c := &h.Children[ci]
		if c.Born.IsZero() {
			continue
		}
		for pi := range c.Periods {
			p := &c.Periods[pi]
			candidates := startsOf(starts, key{ci, pi}, p)
			last := w.end(c.Born, p.End)
			for i := range p.Placements {
				pl := &p.Placements[i]
				from, to := max(pl.Start, w.from), w.end(c.Born, pl.End)
				if to <= from {
					continue
				}
				stratum := model.ExitStratum(class(c), model.PlaceOf(pl.Setting, pl.Location))
				flow, hazard := model.ExitFlowOf(p.Exit)
				left := hazard && !p.End.IsZero() && to == last && p.End == last
				for _, s := range candidates {
					w.walk(c.Born, s.start, from, to, model.CareClock, func(st stretch) {
						for f := range exits {
							exits[f].risk(stratum, st, s.weight)
						}
						if left && st.to == to {
							exits[flow].event(stratum, st, s.weight)
						}
					})
				}
				if left && flow == model.FlowOther {
					for k, e := range model.OtherExits {
						if e == p.Exit {
							other[ageOn(c.Born, p.End)][k]++
						}
					}
				}
				countMove(moves, c, p, i, w, from, to)
			}
		}
	}
	var err error
	for f := range exits {
		if m.Exits[f], err = exits[f].estimate(); err != nil {
			return err
		}
	}
	if m.Moves, err = moves.estimate(); err != nil {
		return err
	}
	seen, expected := byQuarter(exits[:], m.Exits[:])
	m.ExitLevel = level(seen, expected, nil, 1, wanderLeaving)
	seen, expected = byQuarter([]*tally{moves}, []model.Table{m.Moves})
	m.MoveLevel = level(seen, expected, nil, 1, wanderLeaving)
	m.OtherSplit = splitOther(other)
	return nil
}

// countMove adds a placement's time at risk of moving. Where the placement's
// start is only bounded, just the time that is surely in the last band counts.
func countMove(moves *tally, c *model.Child, p *model.PeriodOfCare, i int, w window, from, to model.Date) {
	pl := &p.Placements[i]
	stratum := model.MoveStratum(class(c), model.PlaceOf(pl.Setting, pl.Location))
	moved := i+1 < len(p.Placements) && pl.End == to && w.within(to)
	w.walk(c.Born, pl.Start, from, to, model.CareClock, func(st stretch) {
		if !pl.StartKnown && st.band < model.CareBands-1 {
			return
		}
		moves.risk(stratum, st, 1)
		if moved && st.to == to {
			moves.event(stratum, st, 1)
		}
	})
}

// splitOther parts the ways out without hazards of their own by age, each age
// leaning on all ages by as much as five children.
func splitOther(n [model.AgeBands][len(model.OtherExits)]float64) (out [model.AgeBands][len(model.OtherExits)]float64) {
	const lean = 5
	var all [len(model.OtherExits)]float64
	total := 0.0
	for a := range n {
		for k, x := range n[a] {
			all[k] += x
			total += x
		}
	}
	for a := range n {
		sum := 0.0
		for _, x := range n[a] {
			sum += x
		}
		for k, x := range n[a] {
			share := 1 / float64(len(all))
			if total > 0 {
				share = all[k] / total
			}
			out[a][k] = (x + lean*share) / (sum + lean)
		}
	}
	return out
}
