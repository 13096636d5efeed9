package fit

import (
	"math"

	"github.com/carecurve/carecurve/model"
)

// A return holds only the episodes open in its year, so a child who was in
// care and had moved before the window shows no row with RNE = S: the start is
// no later than the first day seen, and otherwise unknown. Taking that day as
// the start would put long stays into the early bands. Instead each possible
// start, a quarter apart back to birth, gets a weight: how often children of
// that age come into care, times how likely such a stay is to last as long and
// to go on as it did. Hazards and weights depend on each other, so both are
// found in turn (expectation–maximisation).

// candidate is one possible start and its weight; weights sum to 1.
type candidate struct {
	start  model.Date
	weight float64
}

// key names a period of care.
type key struct{ child, period int }

// possibleStarts gives the candidates of every period without a known start.
func possibleStarts(h *model.History, w window) map[key][]candidate {
	out := map[key][]candidate{}
	for ci := range h.Children {
		c := &h.Children[ci]
		for pi := range c.Periods {
			p := &c.Periods[pi]
			if p.StartKnown || c.Born.IsZero() {
				continue
			}
			var list []candidate
			// Each candidate stands for the quarter about it.
			for d := p.Start - 45; d >= c.Born; d -= 91 {
				list = append(list, candidate{d, 1})
			}
			if len(list) == 0 {
				list = []candidate{{p.Start, 1}}
			}
			for i := range list {
				list[i].weight = 1 / float64(len(list))
			}
			out[key{ci, pi}] = list
		}
	}
	if len(out) == 0 {
		return out
	}
	entries := entryAges(h, w)
	w = window{from: w.from, to: w.to, starts: []model.Date{w.from, w.to + 1}} // quarters play no part here
	for range 4 {
		hazard := pooledHazard(h, w, out)
		for k, list := range out {
			reweigh(&h.Children[k.child], &h.Children[k.child].Periods[k.period], w, list, entries, &hazard)
		}
	}
	return out
}

// entryAges is how often children start by year of age, among starts seen.
func entryAges(h *model.History, w window) [model.AdultAge]float64 {
	var n [model.AdultAge]float64
	for i := range n {
		n[i] = 1 // no age without a chance
	}
	for i := range h.Children {
		c := &h.Children[i]
		for j := range c.Periods {
			if p := &c.Periods[j]; p.StartKnown && w.within(p.Start) && !c.Born.IsZero() {
				if a := int(float64(p.Start-c.Born) / model.DaysPerYear); a >= 0 && a < len(n) {
					n[a]++
				}
			}
		}
	}
	return n
}

// pooledHazard is the hazard of leaving by age and time in care, whatever the
// setting or way out, given the present weights.
func pooledHazard(h *model.History, w window, starts map[key][]candidate) [model.AgeBands][model.CareBands]float64 {
	var events, exposure [model.AgeBands][model.CareBands]float64
	for ci := range h.Children {
		c := &h.Children[ci]
		if c.Born.IsZero() {
			continue
		}
		for pi := range c.Periods {
			p := &c.Periods[pi]
			for _, s := range startsOf(starts, key{ci, pi}, p) {
				w.lived(c, p, s.start, func(st stretch, left bool) {
					exposure[st.age][st.band] += s.weight * float64(st.to-st.from)
					if left {
						events[st.age][st.band] += s.weight
					}
				})
			}
		}
	}
	var out [model.AgeBands][model.CareBands]float64
	for a := range out {
		for b := range out[a] {
			// A year's exposure at one event in four years keeps empty cells tame.
			out[a][b] = (events[a][b] + 0.25) / (exposure[a][b] + model.DaysPerYear)
		}
	}
	return out
}

// startsOf is the period's candidates, or its known start.
func startsOf(starts map[key][]candidate, k key, p *model.PeriodOfCare) []candidate {
	if list, ok := starts[k]; ok {
		return list
	}
	return []candidate{{p.Start, 1}}
}

// lived walks a period's time at risk in the window for one start; left is
// true on the last stretch of a period that ended by a hazard.
func (w *window) lived(c *model.Child, p *model.PeriodOfCare, start model.Date, visit func(stretch, bool)) {
	from, to := max(p.Start, w.from), w.end(c.Born, p.End)
	ended := !p.End.IsZero() && p.End == to && p.Exit != model.ExitAged18
	w.walk(c.Born, start, from, to, model.CareClock, func(s stretch) {
		visit(s, ended && s.to == to)
	})
}

func reweigh(c *model.Child, p *model.PeriodOfCare, w window, list []candidate, entries [model.AdultAge]float64, hazard *[model.AgeBands][model.CareBands]float64) {
	logs := make([]float64, len(list))
	top := math.Inf(-1)
	for i, s := range list {
		age := min(max(int(float64(s.start-c.Born)/model.DaysPerYear), 0), model.AdultAge-1)
		l := math.Log(entries[age])
		// Survival from the start to the first day at risk, then the life seen.
		free := window{from: s.start, to: w.to, starts: []model.Date{s.start, w.to + 1}}
		free.walk(c.Born, s.start, s.start, max(p.Start, w.from), model.CareClock, func(st stretch) {
			l -= hazard[st.age][st.band] * float64(st.to-st.from)
		})
		w.lived(c, p, s.start, func(st stretch, left bool) {
			l -= hazard[st.age][st.band] * float64(st.to-st.from)
			if left {
				l += math.Log(hazard[st.age][st.band])
			}
		})
		logs[i] = l
		top = math.Max(top, l)
	}
	sum := 0.0
	for i := range list {
		list[i].weight = math.Exp(logs[i] - top)
		sum += list[i].weight
	}
	for i := range list {
		list[i].weight /= sum
	}
}
