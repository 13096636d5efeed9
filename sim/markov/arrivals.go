package markov

import (
	"math"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// exposure is a stream's population × season × years, by month and age.
func (r *run) exposure(s *model.Stream, pop model.Population) [][model.AgeBands]float64 {
	out := make([][model.AgeBands]float64, len(r.ends))
	for m := 1; m < len(r.ends); m++ {
		from, to := r.ends[m-1], r.ends[m]
		middle := r.cal.Start + model.Date((from+to)/2)
		years := (to - from) / model.DaysPerYear * s.Season[model.MonthOf(r.cal.Dates[m]).Calendar()-1]
		for a := range out[m] {
			out[m][a] = pop.At(middle, model.AgeBand(a)) * years
		}
	}
	return out
}

var streamFlow = [streams]sim.Flow{sim.EntryDirect, sim.EntryUASC, sim.PlanStart}

// ratio is by how much a world multiplies a stream's arrivals of an age at t.
func (w *world) ratio(flow sim.Flow, t float64, age model.AgeBand) float64 {
	x := 1.0
	for i := range w.changes {
		c := &w.changes[i]
		if c.flow != flow || !c.who.HasAge(age) {
			continue
		}
		coverage := c.reach.CoverageAt(t-c.reach.Lag, c.delay)
		if coverage == 0 {
			continue
		}
		log := c.log
		if c.reach.Fade > 0 {
			log *= math.Exp2(-(t - c.reach.From - c.delay) / c.reach.Fade)
		}
		x *= 1 - coverage*(1-math.Exp(log))
	}
	if flow != sim.EntryUASC {
		for _, g := range w.growth {
			if t > g.From {
				x *= math.Pow(1+g.Yearly, (t-g.From)/model.DaysPerYear)
			}
		}
	}
	return x
}

// mean is a function's mean over a window, within which it is smooth.
func (w window) mean(f func(t float64) float64) float64 {
	const points = 4
	sum := 0.0
	for i := range points {
		sum += f(w.from + w.days()*(float64(i)+0.5)/points)
	}
	return sum / points
}

// arrive fills in the arrivals of all streams: straight into care, and onto
// plans, which it follows with those who come back on them.
func (r *run) arrive(w *world, t *tally, f *flows, g *groups, known *known) {
	onto := r.offPlans(w, t, f)
	mass := make([]float64, len(f.lumps))
	for k, s := range streamsOf(r.programme.Model) {
		size := s.GroupMean()
		flow := streamFlow[k]
		for i, win := range w.windows {
			level := w.rates.arrivalLevel[k]
			month := (r.ends[win.month-1] + r.ends[win.month]) / 2
			x := level[min(int(month/stepDays), len(level)-1)] * win.days() / (r.ends[win.month] - r.ends[win.month-1])
			base := 0.0
			clear(mass)
			for a := range model.AgeBands {
				expected := x * w.rates.arrivals[k][a] * r.heads[k][win.month][a]
				if expected <= 0 {
					continue
				}
				base += expected
				age := model.AgeBand(a)
				expected *= win.mean(func(t float64) float64 { return w.ratio(flow, t, age) })
				for _, part := range r.ages[k][a] {
					if l, ok := f.bin(part.bin, win.month); ok {
						mass[l] += expected * part.share
					}
				}
			}
			for l, x := range mass {
				if x > 0 {
					r.arrival(f, g, onto, k, i, l, x, x/size)
				}
			}
			for j := range w.changes {
				c := &w.changes[j]
				if c.flow == flow && c.spend >= 0 {
					covered := win.mean(func(t float64) float64 { return c.reach.CoverageAt(t, c.delay) })
					t.usage[r.year(win.middle())].cases[c.spend] += covered * base / size
				}
			}
		}
	}
	plans := &planLives{run: r, world: w, known: known, own: map[lifeKey]*planLife{}}
	for l := range f.lumps {
		r.followPlans(w, t, f, g, plans, onto, l)
	}
}

// agePart is the share of a stream's arrivals of an age band in a bin.
type agePart struct {
	bin   int
	share float64
}

// agesOf hands out the ages of a stream's arrivals of a band, by bin.
func agesOf(s *model.Stream, age model.AgeBand, to func(bin int, share float64)) {
	from, end := model.AgeSpan(age)
	parts := s.Within[age]
	n := max(len(parts), 1)
	left := 1.0
	for x := range n {
		share := left
		if x < n-1 {
			share = min(parts[x], left)
		}
		left -= share
		if share > 0 {
			width := (end - from) * 12 / float64(n)
			spread(from*12+width*float64(x), from*12+width*float64(x+1), share, to)
		}
	}
}

// arrival hands on a lump's children who come by a stream in a window.
func (r *run) arrival(f *flows, g *groups, onto *ontoPlans, stream, window, lump int, mass, lead float64) {
	if stream == planStream {
		o := onto.of(lump)
		o.first[window] += mass
		o.lead[window] += lead
		g.arrived[fromPlans][window] += mass
		return
	}
	class, by := model.General, model.RouteDirect
	if stream == uascStream {
		class, by = model.UASC, model.RouteUASC
	}
	c := f.at(class, lump)
	c.entries[window] += mass
	c.lead[window] += lead
	f.routes[by][window] += mass
	if stream == directStream {
		g.arrived[fromHome][window] += mass
	}
}

// cases counts the cases that interventions with a cost a case reach among
// those who come in a window. lead is how many count; first is how many of the
// curves say that a case is open.
func (r *run) cases(t *tally, reached []reachedCase, win window, lead float64, c *curves, first int) {
	for _, e := range reached {
		at := win.middle() + e.after
		if at >= r.ends[len(r.ends)-1] {
			continue
		}
		open := 0.0
		k := 0
		for k < len(c.knots)-1 && c.knots[k+1]+c.knots[k] < 2*e.after {
			k++
		}
		for _, x := range c.f[k*c.width : k*c.width+first] {
			open += x
		}
		t.usage[r.year(at)].cases[e.spend] += lead * open
	}
}
