package markov

import (
	"math"
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
	// diffs are all times between the windows' bounds, rising; pairs, which of
	// them stands between two. The first young are near ones.
	diffs []float64
	pairs [][]int32
	young int
}

// youngWindows is for how many windows after coming into care nights are integrals of
// their own; later they lie on a line between months' ends.
const youngWindows = 6

func newLayout(ends, cuts []float64, step float64) *layout {
	slices.Sort(cuts)
	l := &layout{knots: []float64{0}}
	const least = 0.5 // days; a shorter window would tell nothing
	for m := 1; m < len(ends); m++ {
		from, end := ends[m-1], ends[m]
		add := func(to float64) {
			l.windows = append(l.windows, window{from: from, to: to, month: m})
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
	l.measure()
	return l
}

// measure finds the times between windows' bounds.
func (l *layout) measure() {
	bounds := []float64{0}
	for _, w := range l.windows {
		bounds = append(bounds, w.to)
	}
	for i, from := range bounds {
		for _, to := range bounds[i:] {
			l.diffs = append(l.diffs, to-from)
		}
	}
	slices.Sort(l.diffs)
	l.diffs = slices.CompactFunc(l.diffs, func(a, b float64) bool { return math.Abs(a-b) < instant })
	for i, from := range bounds {
		row := make([]int32, len(bounds))
		k := 0
		for j := i; j < len(bounds); j++ {
			for l.diffs[k] < bounds[j]-from-instant {
				k++
			}
			row[j] = int32(k)
		}
		l.pairs = append(l.pairs, row)
	}
	near := 0.0
	for i := range l.windows {
		near = max(near, bounds[min(i+youngWindows, len(bounds)-1)]-bounds[i])
	}
	for l.young < len(l.diffs) && l.diffs[l.young] <= near+instant {
		l.young++
	}
}

// pair is the index of the time between two windows' bounds.
func (l *layout) pair(i, j int) int { return int(l.pairs[i][j]) }

// since is the times from the end and from the beginning of a window to the end of it and of
// each later one, by turns, and how many of them are near.
func (l *layout) since(window int) (times []float64, near int) {
	win := l.windows[window]
	for j, w := range l.windows[window:] {
		times = append(times, w.to-win.to, w.to-win.from)
		if j < youngWindows {
			near += 2
		}
	}
	return times, near
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
