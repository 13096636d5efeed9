package markov

import (
	"slices"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// Arrivals, entries and leavers are gathered by window and spread evenly over
// it. A window is a month, cut where the world changes: when an intervention
// begins, has ramped up, or stops, and when its ramp gets to the world's draw.
type window struct {
	from, to float64
	month    int // index in Calendar.Dates of the month's end
}

func (w window) days() float64   { return w.to - w.from }
func (w window) middle() float64 { return (w.from + w.to) / 2 }

// cuts are the times at which a world changes.
func (w *world) cuts() (out []float64) {
	reach := func(r *sim.Reach, delay, lag float64) {
		from := r.From + delay
		out = append(out, from+lag)
		if r.Ramp > 0 {
			out = append(out, from+r.Ramp+lag)
		}
		if r.Until > 0 {
			out = append(out, r.Until+lag)
		}
	}
	for _, list := range [][]change{w.changes, w.stretches} {
		for i := range list {
			c := &list[i]
			reach(c.reach, c.delay, 0)
			if !c.flow.HasCases() {
				reach(c.reach, c.delay, c.reach.Lag)
			} else if c.reach.Ramp > 0 && c.draw < c.reach.Coverage {
				out = append(out, c.reach.From+c.delay+c.reach.Ramp*c.draw/c.reach.Coverage)
			}
		}
	}
	for i := range w.reroutes {
		reach(&w.reroutes[i].Reach, w.reroutes[i].delay, 0)
	}
	for _, g := range w.growth {
		out = append(out, g.From)
	}
	return out
}

// layout is the windows of a run, common to all worlds so that differences
// between scenarios are of rates alone; and the knots at which the stock is
// followed: the windows' ends and steps between.
type layout struct {
	windows []window
	knots   []float64
	markAt  []int // by window: the knot at its end
}

func newLayout(ends, cuts []float64, step float64) *layout {
	slices.Sort(cuts)
	l := &layout{knots: []float64{0}}
	const least = 0.5 // days; a shorter window would tell nothing
	for m := 1; m < len(ends); m++ {
		from, end := ends[m-1], ends[m]
		add := func(to float64) {
			l.windows = append(l.windows, window{from: from, to: to, month: m})
			// Even steps, so that one set of coefficients serves all of them.
			n := len(evenly(step, to-from)) - 1
			for i := 1; i < n; i++ {
				l.knots = append(l.knots, from+(to-from)*float64(i)/float64(n))
			}
			l.knots = append(l.knots, to)
			l.markAt = append(l.markAt, len(l.knots)-1)
			from = to
		}
		for _, c := range cuts {
			if c >= from+least && c <= end-least {
				add(c)
			}
		}
		add(end)
	}
	return l
}

// ageStep is the width of the bins of age at which children come into care,
// and bins how many there are; a bin is the same children a month older than
// the one before.
const (
	ageStep = model.DaysPerYear / 12
	bins    = 12 * model.AdultAge
)

// spread hands a mass that lies evenly over ages [from, to), in bins, to the
// bins that it overlaps.
func spread(from, to, mass float64, add func(bin int, mass float64)) {
	if to-from < 1e-9 {
		add(min(int(from), bins-1), mass)
		return
	}
	for b := int(from); b < bins && float64(b) < to-1e-9; b++ {
		lo, hi := max(from, float64(b)), min(to, float64(b+1))
		if hi > lo {
			add(b, mass*(hi-lo)/(to-from))
		}
	}
}
