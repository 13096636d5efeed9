package agents

import (
	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// Proceedings change nothing of a life: whom they concern and when follows from
// its stays in care, by a share on the first day and a hazard by age and time in
// care from then on, until the first time in a period. So they are added once a
// life is lived, and cost nothing where the model has none.

func isCourt(c *drawnChange) bool { return c.flow == sim.Proceedings }

// court adds to a path when proceedings are issued in its stays.
func (w *world) court(c *child, s *drawnScenario, p *path) {
	if !w.rates.hasCourt || c.class != model.General {
		return
	}
	for i := range p.stays {
		st := &p.stays[i]
		if !st.entered && c.court {
			continue
		}
		luck := c.careLuck.With(forPeriod + uint64(st.period))
		age := model.AgeBandOf((st.from - c.born) / model.DaysPerYear)
		if st.entered && luck.Uniform(drawCourtFirst) < w.rates.courtFirst[age] {
			p.court = append(p.court, st.from)
			continue
		}
		if at, ok := w.issued(c, s, p, st, age, newNeed(luck, drawCourt)); ok {
			p.court = append(p.court, at)
		}
	}
}

// issued is when proceedings are issued in a stay that began without, if they are.
func (w *world) issued(c *child, s *drawnScenario, p *path, st *stay, age model.AgeBand, left need) (float64, bool) {
	effects := w.buffer[:0]
	if s != nil && s.onCourt {
		effects = reach(effects, s.changes, c, st.careStart, isCourt)
	}
	t, ageEnd := st.from, c.born+ageEdges[age]
	band := model.CareClock.Band(t - st.careStart)
	for t < st.to {
		next := min(st.to, ageEnd)
		if band < model.CareBands-1 {
			next = min(next, st.careStart+model.CareClock.Edges[band])
		}
		h := w.rates.court[age][band]
		for i := range effects {
			e := &effects[i]
			ratio, until := e.ratioAt(t)
			next = min(next, until)
			for _, edge := range [2]float64{e.who.CareFrom, e.who.CareTo} {
				if at := st.careStart + edge; at > t {
					next = min(next, at)
				}
			}
			if e.who.HasAge(age) && hasCare(e.who, st.careStart, t) {
				e.count(p, t)
				h *= ratio
			}
		}
		if grown := h * (next - t); grown >= left.left && left.within(grown) {
			return t + left.left/h, true
		}
		left.left -= h * (next - t)
		t = next
		if t >= ageEnd && age < model.Age16to17 {
			age++
			ageEnd = c.born + ageEdges[age]
		}
		if band < model.CareBands-1 && t >= st.careStart+model.CareClock.Edges[band] {
			band++
		}
	}
	return 0, false
}
