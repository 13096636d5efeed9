package fit

import "github.com/carecurve/carecurve/model"

// comesBack tells after which ways out a return is possible at all.
func comesBack(e model.Exit) bool { return e != model.ExitAged18 && e != model.ExitDied }

func exitNames() []string {
	var out []string
	for e := range model.Exits {
		out = append(out, model.Exit(e).String())
	}
	return out
}

// earlierReturns are entries that are returns although no return shows what
// came before, by quarter of the window and by age.
type earlierReturns struct {
	quarter []float64
	age     [model.AgeBands]float64
}

// fitReturns estimates how those who left come back, by way out and time
// since; a return by way of a plan is an entry from that plan, and only ends
// the time at risk here. It also tells how many of the entries that look direct
// are returns of children who left before the records.
func fitReturns(m *model.Model, h *model.History, w window, l links) (unseen earlierReturns, err error) {
	t := newTally(exitNames(), 1, model.LeftClock, w.quarters())
	var leavers [model.Exits][12 * model.AdultAge]float64 // by age in months
	// The records may reach back beyond the window: what left there is known.
	known := w.from
	for ci := range h.Children {
		c := &h.Children[ci]
		if c.Born.IsZero() {
			continue
		}
		for pi := range c.Periods {
			p := &c.Periods[pi]
			if p.End.IsZero() || p.End > w.to || !comesBack(p.Exit) {
				continue
			}
			known = min(known, p.End)
			adult := c.Born.Birthday(model.AdultAge)
			if adult <= p.End {
				continue
			}
			if w.within(p.End) && !c.UASC { // unaccompanied children come back as such
				leavers[p.Exit][min(max(int(12*years(c.Born, p.End)), 0), 12*model.AdultAge-1)]++
			}
		}
	}
	// Once as if events came alone, to see by how much they don't.
	countReturns(h, w, l, t, func(cluster) {})
	if m.Returns, err = t.estimate(1); err != nil {
		return unseen, err
	}
	left := newResiduals(&m.Returns)
	countReturns(h, w, l, left, left.turn)
	if m.Returns, err = t.estimate(dispersion(left)); err != nil {
		return unseen, err
	}
	for e := range model.Exits {
		if !comesBack(model.Exit(e)) {
			for b := range model.LeftBands {
				*m.Returns.At(e, 0, b) = model.Rate{}
			}
		}
	}
	unseen.quarter = make([]float64, w.quarters())
	for e := range leavers {
		for month, n := range leavers[e] {
			hazard := func(x float64) float64 { return m.Returns.At(e, 0, model.LeftClock.Band(x)).Mean }
			unseen.add(n, (float64(month)+0.5)*model.DaysPerYear/12, hazard, w, known)
		}
	}
	return unseen, nil
}

// countReturns adds the time since children left, and their returns.
func countReturns(h *model.History, w window, l links, to counter, turn func(cluster)) {
	for ci := range h.Children {
		c := &h.Children[ci]
		if c.Born.IsZero() {
			continue
		}
		born := agesOf(c.Born)
		for pi := range c.Periods {
			p := &c.Periods[pi]
			if p.End.IsZero() || p.End > w.to || !comesBack(p.Exit) || c.Born.Birthday(model.AdultAge) <= p.End {
				continue
			}
			turn(clusterOf(p.Start, p.Family, key{ci, pi}))
			back, byPlan := model.Date(0), false
			if pi+1 < len(c.Periods) {
				back = c.Periods[pi+1].Start
				byPlan = l.route[key{ci, pi + 1}] == model.RoutePlan
			}
			last := w.end(c.Born, back)
			w.walk(&born, p.End, max(p.End, w.from), last, model.LeftClock, func(s stretch) {
				to.risk(int(p.Exit), s, 1)
				if s.to == last && back == last && !byPlan {
					to.event(int(p.Exit), s, 1)
				}
			})
		}
	}
}
