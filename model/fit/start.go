package fit

import (
	"math"

	"github.com/carecurve/carecurve/model"
)

// A return holds only the episodes open in its year, so a child who was in
// care and had moved before the window shows no row with RNE = S: the start is
// no later than the first day seen, and otherwise unknown. Taking that day as
// the start would put long stays into the early bands. Instead each possible
// start back to birth gets a weight: how often children of that age come into
// care, times how likely such a stay is to last as long and to go on as it did.
// Hazards and weights depend on each other, so both are found in turn
// (expectation–maximisation).

// candidate is one possible start and its weight; weights sum to 1.
type candidate struct {
	start  model.Date
	weight float64
}

// key names a period of care.
type key struct{ child, period int }

// unknown is a period whose start is only bounded.
type unknown struct {
	key
	born     model.Date
	ages     ages
	from, to model.Date // its time at risk in the window
	left     bool       // it ended there by a hazard
	after    model.Date // it began on this day or later, if that is after birth
	starts   []candidate
	width    []float64 // how many days each stands for
	// Candidates from long on lie so far back that the window sees but the
	// last band of their time in care: what follows is the same for all.
	long int
}

// possibleStarts gives the candidates of every period without a known start;
// those that the window can't tell apart are one.
func possibleStarts(h *model.History, w window) map[key][]candidate {
	list, known := unknowns(h, w)
	out := make(map[key][]candidate, len(list))
	if len(list) == 0 {
		return out
	}
	entries := entryAges(h, w)
	for range 4 {
		sums := make([]hazardSums, parts)
		inParts(len(list), func(part, from, to int) {
			for i := from; i < to; i++ {
				list[i].addTo(&sums[part])
			}
		})
		all := *known
		for i := range sums {
			all.add(&sums[i])
		}
		hazard := all.hazards()
		inParts(len(list), func(_, from, to int) {
			for i := from; i < to; i++ {
				list[i].reweigh(&entries, hazard)
			}
		})
	}
	for i := range list {
		out[list[i].key] = list[i].merged()
	}
	return out
}

// unknowns lists the periods whose starts are not known, and sums up the
// others.
func unknowns(h *model.History, w window) (list []unknown, known *hazardSums) {
	known = &hazardSums{}
	for ci := range h.Children {
		c := &h.Children[ci]
		if c.Born.IsZero() {
			continue
		}
		born := agesOf(c.Born)
		for pi := range c.Periods {
			p := &c.Periods[pi]
			u := unknown{key: key{ci, pi}, born: c.Born, ages: born, from: max(p.Start, w.from), to: w.end(c.Born, p.End)}
			u.left = !p.End.IsZero() && p.End == u.to && p.Exit != model.ExitAged18
			if p.StartKnown {
				known.live(&u, p.Start, 1)
				continue
			}
			u.after = notBefore(c, pi, w)
			u.spread(p.Start)
			list = append(list, u)
		}
	}
	return list, known
}

// notBefore is the first day on which a period may have begun: that of birth, of the
// end of the child's period before, and, where the records cover the whole year
// before the first day seen and show no care in it, of that day's financial year.
func notBefore(c *model.Child, period int, w window) model.Date {
	day := c.Born
	if period > 0 {
		day = max(day, c.Periods[period-1].End)
	}
	p := &c.Periods[period]
	year := model.FinancialYearOf(p.Start)
	if (year-1).First() >= w.from && (period == 0 || c.Periods[period-1].End <= (year-1).First()) {
		day = max(day, year.First())
	}
	return min(day, p.Start)
}

// spread sets up the candidates before the first day seen: a quarter apart for
// two years, then half a year for three, then a year, since bands widen too.
func (u *unknown) spread(seen model.Date) {
	last := model.Date(ceil(model.CareClock.Edges[model.CareBands-2]))
	u.long = -1
	first := max(u.born, u.after)
	for end := seen; end > first; {
		width := model.Date(91)
		switch back := float64(seen - end); {
		case back >= 5*model.DaysPerYear:
			width = 365
		case back >= 2*model.DaysPerYear:
			width = 182
		}
		middle := max(end-width/2, first)
		if u.long < 0 && u.from-middle >= last {
			u.long = len(u.starts)
		}
		u.starts = append(u.starts, candidate{start: middle})
		u.width = append(u.width, float64(min(width, end-first)))
		end -= width
	}
	if len(u.starts) == 0 {
		u.starts, u.width = []candidate{{start: seen}}, []float64{1}
	}
	if u.long < 0 {
		u.long = len(u.starts)
	}
	for i := range u.starts {
		u.starts[i].weight = 1 / float64(len(u.starts))
	}
}

// merged is the candidates, with one for all that lie too far back to matter.
func (u *unknown) merged() []candidate {
	if u.long == len(u.starts) {
		return u.starts
	}
	out := u.starts[: u.long+1 : u.long+1]
	for _, s := range u.starts[u.long+1:] {
		out[u.long].weight += s.weight
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

// startsOf is the period's candidates, or its known start.
func startsOf(starts map[key][]candidate, k key, p *model.PeriodOfCare) []candidate {
	if list, ok := starts[k]; ok {
		return list
	}
	return []candidate{{p.Start, 1}}
}

// addTo adds the period's time at risk, as its candidates now weigh.
func (u *unknown) addTo(sums *hazardSums) {
	far := 0.0
	for i, s := range u.starts {
		if i < u.long {
			sums.live(u, s.start, s.weight)
		} else {
			far += s.weight
		}
	}
	if u.long < len(u.starts) {
		sums.live(u, u.starts[u.long].start, far)
	}
}

// reweigh gives each candidate the chance of the age, of lasting to the first
// day at risk, and of what was seen from there.
func (u *unknown) reweigh(entries *[model.AdultAge]float64, hazard *pooled) {
	top, seen := math.Inf(-1), 0.0
	for i := range u.starts {
		s := &u.starts[i]
		age := min(max(int(float64(s.start-u.born)/model.DaysPerYear), 0), model.AdultAge-1)
		if i <= u.long {
			var at float64
			seen, at = hazard.integral(&u.ages, s.start, u.from, u.to)
			seen = -seen
			if u.left {
				seen += math.Log(at)
			}
		}
		before, _ := hazard.integral(&u.ages, s.start, s.start, u.from)
		s.weight = math.Log(entries[age]*u.width[i]) - before + seen
		top = math.Max(top, s.weight)
	}
	sum := 0.0
	for i := range u.starts {
		u.starts[i].weight = math.Exp(u.starts[i].weight - top)
		sum += u.starts[i].weight
	}
	for i := range u.starts {
		u.starts[i].weight /= sum
	}
}
