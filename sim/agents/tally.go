package agents

import (
	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// tally is one path after another, summed in integers. Stocks are kept as
// differences between months until finished.
type tally struct {
	cal    *sim.Calendar
	month  []int32 // by day: index of the first month end after it
	counts *sim.Counts[int32]
	series [][]int32 // of counts
	usage  []usage   // by financial year
	dear   *dear     // nil: placements cost their setting's mean
	// providers is who runs placements, by place, in this replicate.
	providers *[model.Places]providers
	ledger    *ledger // nil: nobody asks what is averted
}

// usage is sim.Usage in whole numbers.
type usage struct {
	nights                               [model.Places]int64
	above                                [model.Places]int64 // nights times what they cost more than the mean, in parts of dearUnit
	uasc, plan, planStart, sgo, adoption int64
	cases                                []int64
}

func newTally(cal *sim.Calendar, month []int32, spends int) *tally {
	t := &tally{cal: cal, month: month, providers: &nobodyKnown, usage: make([]usage, len(cal.Years))}
	// One more index than dates, for what stands beyond the horizon.
	t.counts = sim.NewCounts[int32](len(cal.Dates) + 1)
	t.series = t.counts.Series()
	for i := range t.usage {
		t.usage[i].cases = make([]int64, spends)
	}
	return t
}

// clear makes ready for the next replicate.
func (t *tally) clear() {
	if t.ledger != nil {
		t.ledger.notes = t.ledger.notes[:0]
	}
	for _, s := range t.series {
		clear(s)
	}
	for i := range t.usage {
		cases := t.usage[i].cases
		clear(cases)
		t.usage[i] = usage{cases: cases}
	}
}

// monthIndex is, for every day of the horizon, the first date whose day ends
// after it.
func monthIndex(cal *sim.Calendar) []int32 {
	out := make([]int32, cal.Days()+1)
	i := int32(0)
	for d := range out {
		for int(i) < len(cal.Ends) && cal.Ends[i] <= d {
			i++
		}
		out[d] = i
	}
	return out
}

// after is the first date index that ends after t; before the start it is 0.
func (t *tally) after(at float64) int32 {
	if at < 0 {
		return 0
	}
	return t.month[int(at)]
}

// stock adds n to a series at every month end within [from, to); began says
// that from is a moment in the horizon and not its beginning.
func (t *tally) stock(series []int32, from, to float64, began bool, n int32) {
	i, j := t.span(from, to, began)
	series[i] += n
	series[j] -= n
}

// span is at which dates a stock of [from, to) begins and ends.
func (t *tally) span(from, to float64, began bool) (i, j int32) {
	if began || from > 0 {
		i = t.after(from)
	}
	return i, t.after(to)
}

// days hands the nights of [from, to) to the years they fall in.
func (t *tally) days(from, to float64, add func(u *usage, nights int64)) {
	a, b := int(from), int(to)
	for y := 0; a < b; y++ {
		end := t.cal.Bounds[y+1]
		if a >= end {
			continue
		}
		end = min(end, b)
		add(&t.usage[y], int64(end-a))
		a = end
	}
}

func (t *tally) year(at float64) *usage {
	for y := range t.usage {
		if at < float64(t.cal.Bounds[y+1]) {
			return &t.usage[y]
		}
	}
	return &t.usage[len(t.usage)-1]
}

// add counts a path n times: 1 puts it in, −1 takes it out.
func (t *tally) add(p *path, n int32) {
	if t.ledger != nil {
		t.ledger.enter(t.cal, p, n)
	}
	c := t.counts
	k := int64(n)
	for i := range p.plans {
		x := &p.plans[i]
		t.stock(c.CPP, x.from, x.to, x.began, n)
		if x.began {
			starts := c.PlanStart
			if x.number > 0 {
				starts = c.PlanRepeat
			}
			starts[t.after(x.from)] += n
			t.year(x.from).planStart += k
		}
		if x.ended {
			c.PlanEnd[t.after(x.to)] += n
		}
		t.days(x.from, x.to, func(u *usage, d int64) { u.plan += k * d })
	}
	for _, at := range p.court {
		c.Proceedings[t.after(at)] += n
	}
	for i := range p.stays {
		s := &p.stays[i]
		if s.entered {
			c.Entry[s.route][t.after(s.from)] += n
		}
		if s.exited {
			c.Exit[s.exit][t.after(s.to)] += n
		}
		for j := s.first; j < s.last; j++ {
			g := &p.segments[j]
			began := s.entered || j > s.first
			from, to := t.span(g.from, g.to, began)
			c.Place[g.place][from] += n
			c.Place[g.place][to] -= n
			who := t.runBy(p, s, g, j-s.first)
			if who != noProvider {
				c.Provider[who][from] += n
				c.Provider[who][to] -= n
			}
			if g.moved {
				c.Moves[t.after(g.from)] += n
			}
			t.worth(p, s, g, j-s.first, who, k)
			t.days(g.from, g.to, func(u *usage, d int64) {
				u.nights[g.place] += k * d
				if p.class == model.UASC {
					u.uasc += k * d
				}
			})
		}
		t.bands(s, p.born, n)
	}
	for _, g := range p.grants {
		t.days(g.from, g.to, func(u *usage, d int64) {
			if g.exit == model.ExitSGO {
				u.sgo += k * d
			} else {
				u.adoption += k * d
			}
		})
	}
	for _, r := range p.cases {
		t.year(r.at).cases[r.spend] += k
	}
}

// bands counts a stay by age and by time in care.
func (t *tally) bands(s *stay, born float64, n int32) {
	began := s.entered
	for from, age := s.from, model.AgeBandOf((s.from-born)/model.DaysPerYear); ; age++ {
		to := s.to
		if int(age) < model.AgeBands-1 {
			to = min(to, max(from, born+ageEdges[age]))
		}
		t.stock(t.counts.Age[age], from, to, began || from > s.from, n)
		if to >= s.to {
			break
		}
		from = to
	}
	for from, band := s.from, model.DurationClock.Band(s.from-s.careStart); ; band++ {
		to := s.to
		if band < model.DurationBands-1 {
			to = min(to, max(from, s.careStart+model.DurationClock.Edges[band]))
		}
		t.stock(t.counts.Care[band], from, to, began || from > s.from, n)
		if to >= s.to {
			break
		}
		from = to
	}
}

// finish turns differences into stocks.
func (t *tally) finish() {
	for _, s := range t.series[:t.counts.Stocks()] {
		for j := 1; j < len(s); j++ {
			s[j] += s[j-1]
		}
	}
}
