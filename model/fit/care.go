package fit

import "github.com/carecurve/carecurve/model"

// careTally is what was seen of leaving care and of moving.
type careTally struct {
	exits [model.ExitFlows]*tally
	moves *tally
	other [model.AgeBands][len(model.OtherExits)]float64
}

func newCareTally(care, placement model.Clock, quarters int) *careTally {
	t := &careTally{moves: newTally(model.MoveStrata(), model.AgeBands, placement, quarters)}
	for f := range t.exits {
		t.exits[f] = newTally(model.ExitStrata(), model.AgeBands, care, quarters)
	}
	return t
}

func (t *careTally) add(o *careTally) {
	for f := range t.exits {
		t.exits[f].add(o.exits[f])
	}
	t.moves.add(o.moves)
	for a := range t.other {
		for k, x := range o.other[a] {
			t.other[a][k] += x
		}
	}
}

// careSums are careTally's sums, or the like, as counters.
type careSums struct {
	care, placement model.Clock
	exits           [model.ExitFlows]counter
	moves           counter
	turn            func(cluster)                     // to the next cluster, if that matters
	other           func(age model.AgeBand, kind int) // leaving by one of OtherExits
}

func (t *careTally) sums() (s careSums) {
	for f := range t.exits {
		s.exits[f] = t.exits[f]
	}
	s.care, s.placement, s.moves = t.exits[0].table.Clock, t.moves.table.Clock, t.moves
	s.turn = func(cluster) {}
	s.other = func(age model.AgeBand, kind int) { t.other[age][kind]++ }
	return s
}

// careResiduals are the clusters' residuals of leaving and of moving.
type careResiduals struct {
	exits [model.ExitFlows]*residuals
	moves *residuals
}

func newCareResiduals(m *model.Model) *careResiduals {
	r := &careResiduals{moves: newResiduals(&m.Moves)}
	for f := range r.exits {
		r.exits[f] = newResiduals(&m.Exits[f])
	}
	return r
}

func (r *careResiduals) sums() (s careSums) {
	for f := range r.exits {
		s.exits[f] = r.exits[f]
	}
	s.care, s.placement, s.moves = model.CareClock, model.PlacementClock, r.moves
	s.turn = func(c cluster) {
		for _, x := range r.exits {
			x.turn(c)
		}
		r.moves.turn(c)
	}
	s.other = func(model.AgeBand, int) {}
	return s
}

// fitCare estimates the ways out of care, and moves between placements.
func fitCare(m *model.Model, h *model.History, w window, starts map[key][]candidate, f *flows) error {
	sums := make([]*careTally, parts)
	inParts(len(h.Children), func(part, from, to int) {
		sums[part] = newCareTally(model.CareClock, model.PlacementClock, w.quarters())
		s := sums[part].sums()
		for ci := from; ci < to; ci++ {
			s.child(h, w, ci, starts)
		}
	})
	all := newCareTally(model.CareClock, model.PlacementClock, w.quarters())
	for _, s := range sums {
		if s != nil {
			all.add(s)
		}
	}
	exits, moves := &all.exits, all.moves
	// Once as if events came alone, to see by how much they don't.
	estimate := func(spread careSpread) (err error) {
		for f := range exits {
			if m.Exits[f], err = exits[f].estimate(spread.exits[f]); err != nil {
				return err
			}
		}
		m.Moves, err = moves.estimate(spread.moves)
		return err
	}
	if err := estimate(careSpread{}); err != nil {
		return err
	}
	spread := spreadOfCare(m, h, w, starts)
	if err := estimate(spread); err != nil {
		return err
	}
	seen, expected := byQuarter(exits[:], m.Exits[:])
	m.ExitLevel = f.of(func(m *model.Model) *model.Level { return &m.ExitLevel })(seen, expected, nil, spread.all, wanderLeaving)
	seen, expected = byQuarter([]*tally{moves}, []model.Table{m.Moves})
	m.MoveLevel = f.of(func(m *model.Model) *model.Level { return &m.MoveLevel })(seen, expected, nil, spread.moves, wanderLeaving)
	m.OtherSplit, m.OtherCases = splitOther(all.other)
	return nil
}

// careSpread is the dispersion of ways out, of all together, and of moves.
type careSpread struct {
	exits      [model.ExitFlows]float64
	all, moves float64
}

func spreadOfCare(m *model.Model, h *model.History, w window, starts map[key][]candidate) (out careSpread) {
	sums := make([]*careResiduals, parts)
	inParts(len(h.Children), func(part, from, to int) {
		sums[part] = newCareResiduals(m)
		s := sums[part].sums()
		for ci := from; ci < to; ci++ {
			s.child(h, w, ci, starts)
		}
	})
	all := newCareResiduals(m)
	for _, s := range sums {
		if s != nil {
			for f := range all.exits {
				all.exits[f].add(s.exits[f])
			}
			all.moves.add(s.moves)
		}
	}
	for f := range all.exits {
		out.exits[f] = dispersion(all.exits[f])
	}
	out.all, out.moves = dispersion(all.exits[:]...), dispersion(all.moves)
	return out
}

// child adds one child's time in care.
func (t *careSums) child(h *model.History, w window, ci int, starts map[key][]candidate) {
	c := &h.Children[ci]
	if c.Born.IsZero() {
		return
	}
	born := agesOf(c.Born)
	for pi := range c.Periods {
		p := &c.Periods[pi]
		t.turn(clusterOf(p.Start, p.Family, key{ci, pi}))
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
				w.walk(&born, s.start, from, to, t.care, func(st stretch) {
					for f := range t.exits {
						t.exits[f].risk(stratum, st, s.weight)
					}
					if left && st.to == to {
						t.exits[flow].event(stratum, st, s.weight)
					}
				})
			}
			if left && flow == model.FlowOther {
				for k, e := range model.OtherExits {
					if e == p.Exit {
						t.other(born.on(p.End), k)
					}
				}
			}
			countMove(t.moves, t.placement, c, &born, p, i, w, from, to)
		}
	}
}

// countMove adds a placement's time at risk of moving. Where the placement's
// start is only bounded, just the time that is surely in the last band counts.
func countMove(moves counter, clock model.Clock, c *model.Child, born *ages, p *model.PeriodOfCare, i int, w window, from, to model.Date) {
	pl := &p.Placements[i]
	stratum := model.MoveStratum(class(c), model.PlaceOf(pl.Setting, pl.Location))
	moved := i+1 < len(p.Placements) && pl.End == to && w.within(to)
	w.walk(born, pl.Start, from, to, clock, func(st stretch) {
		if !pl.StartKnown && st.band < len(clock.Edges) {
			return
		}
		moves.risk(stratum, st, 1)
		if moved && st.to == to {
			moves.event(stratum, st, 1)
		}
	})
}

// splitOther parts the ways out without hazards of their own by age, each age
// leaning on all ages by as much as five children. behind is what each rests on.
func splitOther(n [model.AgeBands][len(model.OtherExits)]float64) (out [model.AgeBands][len(model.OtherExits)]float64, behind [model.AgeBands]model.Cases) {
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
		behind[a] = lean + cases(sum)
		for k, x := range n[a] {
			share := 1 / float64(len(all))
			if total > 0 {
				share = all[k] / total
			}
			out[a][k] = (x + lean*share) / (sum + lean)
		}
	}
	return out, behind
}
