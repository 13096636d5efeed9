package agents

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// Arrivals are points of a Poisson process in time and height, and a group
// arrives where its point lies under the rate. The plane is cut into strips as
// high as the expected rate, each with draws of its own, so a scenario that
// lowers the rate removes groups and never renames the others, and one that
// raises it adds groups from the next strip.

// stream is an arrival process as the engine runs it: the same for all
// replicates but for what rates holds.
type stream struct {
	flow   sim.Flow
	begins begins
	id     uint64
	months []monthRate
}

// monthRate is a month's exposure: the population and season are the same in
// every replicate.
type monthRate struct {
	from, to float64
	calendar int                     // January is 0
	heads    [model.AgeBands]float64 // population × season × years in the month
	expected float64                 // groups, at the model's expected rates: the strip's height
}

func newStream(m *model.Stream, flow sim.Flow, b begins, pop model.Population, cal *sim.Calendar) stream {
	s := stream{flow: flow, begins: b, id: uint64(flow)}
	for i := 1; i < len(cal.Dates); i++ {
		r := monthRate{from: float64(cal.Ends[i-1]), to: float64(cal.Ends[i]), calendar: model.MonthOf(cal.Dates[i]).Calendar() - 1}
		middle := cal.Start + model.Date((r.from+r.to)/2)
		years := (r.to - r.from) / model.DaysPerYear * m.Season[r.calendar]
		for a := range r.heads {
			r.heads[a] = pop.At(middle, model.AgeBand(a)) * years
			r.expected += m.Ages[a].Mean * r.heads[a] * m.Level.Expected() / m.GroupMean()
		}
		s.months = append(s.months, r)
	}
	return s
}

// acts tells whether a scenario may change how many arrive.
func (s *drawnScenario) acts(flow sim.Flow) bool {
	for i := range s.changes {
		if s.changes[i].flow == flow {
			return true
		}
	}
	return flow != sim.EntryUASC && len(s.Growth) > 0
}

// ratios is by how much a scenario multiplies arrivals of each age at a time.
func (s *drawnScenario) ratios(flow sim.Flow, t float64) (by [model.AgeBands]float64) {
	for a := range by {
		by[a] = 1
	}
	for i := range s.changes {
		c := &s.changes[i]
		if c.flow != flow || !c.who.HasClass(classOf(flow)) {
			continue
		}
		coverage := c.reach.CoverageAt(t-c.reach.Lag, c.delay)
		if coverage == 0 {
			continue
		}
		ratio := c.ratio
		if c.reach.Fade > 0 {
			ratio = math.Exp(c.log * math.Exp2(-(t-c.reach.From-c.delay)/c.reach.Fade))
		}
		for a := range by {
			if c.who.HasAge(model.AgeBand(a)) {
				by[a] *= 1 - coverage*(1-ratio)
			}
		}
	}
	if flow != sim.EntryUASC {
		for _, g := range s.Growth {
			if t > g.From {
				f := math.Pow(1+g.Yearly, (t-g.From)/model.DaysPerYear)
				for a := range by {
					by[a] *= f
				}
			}
		}
	}
	return by
}

// classOf is who comes by a flow of arrivals.
func classOf(flow sim.Flow) model.Class {
	if flow == sim.EntryUASC {
		return model.UASC
	}
	return model.General
}

// bound is no less than any ratio in the horizon's days up to to: what lowers
// arrivals is taken to be off, what raises them to be in full force.
func (s *drawnScenario) bound(flow sim.Flow, to float64) float64 {
	top := 1.0
	for i := range s.changes {
		if c := &s.changes[i]; c.flow == flow && c.reach.From+c.delay < to {
			top *= max(1, 1+c.reach.Coverage*(c.ratio-1))
		}
	}
	if flow != sim.EntryUASC {
		for _, g := range s.Growth {
			if to > g.From {
				top *= max(1, math.Pow(1+g.Yearly, (to-g.From)/model.DaysPerYear))
			}
		}
	}
	return top
}

// arrive draws a stream's arrivals in one replicate and hands each child to
// visit with the scenarios under which it comes: bit 0 the baseline, bit i
// scenario i. reached hears of the groups that an intervention with a cost a
// case reached among those that come in the baseline.
func (s *stream) arrive(r *streamRates, key sim.Key, together struct{ Plan, Care float64 }, scenarios []*drawnScenario, visit func(c *child, in uint64), reached func(scenario, spend int, t float64)) {
	key = key.With(forArrivals).With(s.id)
	var cumulative [model.AgeBands]float64
	var c child
	ratios := make([][model.AgeBands]float64, len(scenarios))
	all := uint64(1) // the scenarios under which as many come as in the baseline
	var acting []int // the others
	for j := 1; j < len(scenarios); j++ {
		if scenarios[j].acts(s.flow) {
			acting = append(acting, j)
		} else {
			all |= 1 << j
		}
	}
	done := make([][]bool, len(scenarios)) // by scenario and change: has counted the group
	for j := 1; j < len(scenarios); j++ {
		done[j] = make([]bool, len(scenarios[j].changes))
	}
	for m := range s.months {
		month := &s.months[m]
		if month.expected <= 0 {
			continue
		}
		level := r.level[min(int((month.from+month.to)/2/stepDays), len(r.level)-1)]
		sum := 0.0
		for a := range cumulative {
			sum += r.age[a] * month.heads[a]
			cumulative[a] = sum
		}
		if sum <= 0 {
			continue
		}
		height := sum * level * r.season[month.calendar] / r.size / month.expected
		top := height
		for _, j := range acting {
			top = max(top, height*scenarios[j].bound(s.flow, month.to))
		}
		for strip := 0; float64(strip) < top; strip++ {
			k := key.With(uint64(m)).With(uint64(strip))
			points := k.With(1)
			n := int(distuv.Poisson{Lambda: month.expected, Src: k.Source()}.Rand())
			for i := range n {
				point := points.With(uint64(i))
				h := float64(strip) + point.Uniform(0)
				if h >= top {
					continue
				}
				t := month.from + (month.to-month.from)*point.Uniform(1)
				for _, j := range acting {
					ratios[j] = scenarios[j].ratios(s.flow, t)
					clear(done[j])
				}
				size := 1
				if len(r.group) > 1 {
					u := point.Uniform(2)
					for size < len(r.group) && u >= r.group[size-1] {
						size++
					}
				}
				for sibling := range size {
					s.child(&c, point, sibling, t, &cumulative, sum, &r.within, together)
					age := model.AgeBandOf((t - c.born) / model.DaysPerYear)
					var in uint64
					if h < height {
						in = all
						s.reach(scenarios, acting, point, t, age, done, reached)
					}
					for _, j := range acting {
						if h < height*ratios[j][age] {
							in |= 1 << j
						}
					}
					if in != 0 {
						visit(&c, in)
					}
				}
			}
		}
	}
}

// reach counts a group for the interventions that reach it, by the first of its
// children who is eligible; done marks those that have counted it.
func (s *stream) reach(scenarios []*drawnScenario, acting []int, group sim.Key, t float64, age model.AgeBand, done [][]bool, reached func(scenario, spend int, t float64)) {
	for _, j := range acting {
		for i := range scenarios[j].changes {
			c := &scenarios[j].changes[i]
			if c.flow != s.flow || c.spend < 0 || done[j][i] || !c.who.HasAge(age) || !c.who.HasClass(classOf(s.flow)) {
				continue
			}
			if group.Uniform(c.offer) < c.reach.CoverageAt(t, c.delay) {
				done[j][i] = true
				reached(j, c.spend, t)
			}
		}
	}
}

// child makes one child of a group that arrives at t.
func (s *stream) child(c *child, point sim.Key, sibling int, t float64, cumulative *[model.AgeBands]float64, sum float64, within *[model.AgeBands][]float64, together struct{ Plan, Care float64 }) {
	key := point.With(uint64(100 + sibling))
	u := key.Uniform(0) * sum
	age := 0
	for age < model.AgeBands-1 && u >= cumulative[age] {
		age++
	}
	// Where in the band: a part by its share, then evenly within it.
	part := within[age]
	u, x := key.Uniform(1), 0
	for x < len(part)-1 && u >= part[x] {
		u -= part[x]
		x++
	}
	from, to := model.AgeSpan(model.AgeBand(age))
	years := from + (to-from)*(float64(x)+key.Uniform(2))/float64(max(len(part), 1))
	c.key, c.family, c.lead = key, point, sibling == 0
	c.born = t - years*model.DaysPerYear
	c.begins, c.at = s.begins, t
	if s.begins == byUASC {
		c.class = model.UASC
	}
	c.share(together)
}

// share says whose luck the child follows, its own or the family's.
func (c *child) share(together struct{ Plan, Care float64 }) {
	c.planLuck, c.careLuck = c.key, c.key
	k := c.key.With(drawLuck)
	if together.Plan > 0 && k.Uniform(0) < together.Plan {
		c.planLuck = c.family.With(drawLuck)
	}
	if together.Care > 0 && k.Uniform(1) < together.Care {
		c.careLuck = c.family.With(drawLuck)
	}
}
