package agents

import (
	"cmp"
	"math"
	"slices"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// ledger notes what a scenario takes out of the baseline and puts in, child by
// child: each entry into care under a key of its child, moment and route, and a
// child's days in care under one of child and year. What is taken out and put
// in again, as it was, comes to nothing when the notes are settled; what is left is
// averted, or comes instead.
type ledger struct{ notes []note }

type note struct {
	key  uint64
	year int32
	what int32 // a route, or inDays
	n    int32
}

// inDays marks days in care; routes come before it.
const inDays = int32(model.Routes)

// enter notes a path n times: −1 takes it out, 1 puts it in.
func (l *ledger) enter(cal *sim.Calendar, p *path, n int32) {
	for i := range p.stays {
		s := &p.stays[i]
		if s.entered {
			key := p.key.With(math.Float64bits(s.from)).With(uint64(s.route))
			l.notes = append(l.notes, note{uint64(key), int32(yearAt(cal, s.from)), int32(s.route), n})
		}
		for y := range cal.Years {
			if days := min(int(s.to), cal.Bounds[y+1]) - max(int(s.from), cal.Bounds[y]); days > 0 {
				l.notes = append(l.notes, note{uint64(p.key.With(uint64(y))), int32(y), inDays, n * int32(days)})
			}
		}
	}
}

// yearAt is the index of the year in which a moment lies.
func yearAt(cal *sim.Calendar, t float64) int {
	for y := range cal.Years {
		if t < float64(cal.Bounds[y+1]) {
			return y
		}
	}
	return len(cal.Years) - 1
}

// avertedSum is sim.Averted in whole numbers, over replicates.
type avertedSum struct {
	entries, instead [model.Routes]int64
	days, more       int64
}

// settle adds a replicate's notes, less those of what the scenario is compared
// with (nil for the run without interventions), to the sums by year.
func (l *ledger) settle(against *ledger, to []avertedSum) {
	if against != nil {
		for _, x := range against.notes {
			x.n = -x.n
			l.notes = append(l.notes, x)
		}
	}
	slices.SortFunc(l.notes, func(a, b note) int {
		if a.key != b.key {
			return cmp.Compare(a.key, b.key)
		}
		if a.what != b.what {
			return cmp.Compare(a.what, b.what)
		}
		return cmp.Compare(a.year, b.year)
	})
	for i := 0; i < len(l.notes); {
		x := l.notes[i]
		sum := int64(0)
		for ; i < len(l.notes) && l.notes[i].key == x.key && l.notes[i].what == x.what && l.notes[i].year == x.year; i++ {
			sum += int64(l.notes[i].n)
		}
		at := &to[x.year]
		switch {
		case x.what == inDays && sum < 0:
			at.days -= sum
		case x.what == inDays:
			at.more += sum
		case sum < 0:
			at.entries[x.what] -= sum
		default:
			at.instead[x.what] += sum
		}
	}
}

// settle settles a replicate's ledgers. What scenarios are compared with comes
// last, since the others need its notes as they were.
func (w *worker) settle() {
	if w.averted == nil {
		return
	}
	var law *ledger
	if w.programme.Against > 0 {
		law = w.change[w.programme.Against].ledger
	}
	for j := range w.scenarios {
		if w.saves(j) {
			w.change[j].ledger.settle(law, w.averted[j])
		}
	}
}

// hand adds what a worker has averted to what all have.
func (r *run) hand(mine [][]avertedSum) {
	for j := range mine {
		for y := range mine[j] {
			to, from := &r.averted[j][y], &mine[j][y]
			for route := range from.entries {
				to.entries[route] += from.entries[route]
				to.instead[route] += from.instead[route]
			}
			to.days += from.days
			to.more += from.more
		}
	}
}

// newAverted has room for sums by scenario and year.
func (r *run) newAverted() [][]avertedSum {
	if r.Means {
		return nil
	}
	out := make([][]avertedSum, len(r.programme.Scenarios))
	for j := range out {
		out[j] = make([]avertedSum, len(r.calendar.Years))
	}
	return out
}

// avertedBy are a scenario's means.
func (r *run) avertedBy(scenario int) (out []sim.Averted) {
	if r.averted == nil || !r.saves(scenario) {
		return nil
	}
	n := float64(r.Replicates)
	for _, x := range r.averted[scenario] {
		a := sim.Averted{Days: float64(x.days) / n, MoreDays: float64(x.more) / n}
		for route := range a.Entries {
			a.Entries[route], a.Instead[route] = float64(x.entries[route])/n, float64(x.instead[route])/n
		}
		out = append(out, a)
	}
	return out
}
