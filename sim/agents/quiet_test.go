package agents

import (
	"math"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// Lives are drawn by hazards used up, so most of these tests need no
// statistics: with one hazard alive, when a thing happens under a scenario
// follows exactly from when it happens in the baseline.

var sure = sim.Delivery{Probability: 1}

// quiet is a model in which nothing happens, with nobody in it.
func quiet() (*model.Model, *model.Stock) {
	m, s := smallModel(1)
	none := func(t *model.Table) { hazards(t, 0) }
	for f := range m.Exits {
		none(&m.Exits[f])
	}
	for _, t := range []*model.Table{&m.Moves, &m.PlanEnd, &m.PlanToCare, &m.AfterCare, &m.Returns, &m.Repeats, &m.Proceedings} {
		none(t)
	}
	nobody := model.Stream{Groups: []float64{1}}
	m.Direct, m.UASC, m.PlanStart = nobody, nobody, nobody
	m.ExitLevel, m.MoveLevel, m.PlanEndLevel, m.PlanToCareLevel = model.Level{}, model.Level{}, model.Level{}, model.Level{}
	m.CourtFirst = [model.AgeBands]float64{}
	m.Together.Plan, m.Together.Care = 0, 0
	s.Children = nil
	return m, s
}

// hazards sets a table's hazards a year by band; the last value holds on.
func hazards(t *model.Table, yearly ...float64) {
	for i := range t.Cells {
		t.Cells[i].Mean = yearly[min(t.Factors(i)[2], len(yearly)-1)]
	}
}

// ready is a worker that has run a replicate, with chance alone uncertain.
func ready(m *model.Model, s *model.Stock, list ...sim.Scenario) *worker {
	p := programme(m, s, list...)
	p.Uncertainty = sim.Uncertainty{Chance: true}
	w := newRun(Engine{Replicates: 1, Seed: 4}, p).newWorker()
	w.replicate(0)
	return w
}

// someone is a child of one to two years, coming at a time or there before.
func someone(n uint64, b begins, at float64) child {
	key := sim.NewKey(77).With(n)
	c := child{key: key, family: key.With(1), lead: true, begins: b, at: at, born: -400, careStart: at, placeStart: at, planStart: at}
	c.share(struct{ Plan, Care float64 }{})
	return c
}

// usedUp is when so many unit hazards have been used up by hazards a year of
// a clock's bands, from so many days into the clock.
func usedUp(clock model.Clock, yearly []float64, elapsed, need float64) float64 {
	u := elapsed
	for {
		band, left := clock.Left(u)
		h := yearly[min(band, len(yearly)-1)] / model.DaysPerYear
		if need <= h*left {
			return u + need/h - elapsed
		}
		need -= h * left
		u += left
	}
}

// after is when what happens at base happens if time runs 1/ratio as fast from
// a moment on.
func after(base, from, ratio float64) float64 {
	if base <= from {
		return base
	}
	return from + (base-from)*ratio
}

// exitOf, planEndOf and moveOf are when a path leaves care, ends its plan,
// moves first; infinite if not within the horizon.
func exitOf(p *path) float64 {
	if len(p.stays) == 0 || !p.stays[0].exited {
		return math.Inf(1)
	}
	return p.stays[0].to
}

func planEndOf(p *path) float64 {
	if last := p.plans[len(p.plans)-1]; last.ended {
		return last.to
	}
	return math.Inf(1)
}

func moveOf(p *path) float64 {
	if len(p.segments) < 2 {
		return math.Inf(1)
	}
	return p.segments[1].from
}

// same compares two moments; beyond the horizon they are alike.
func same(w *worker, got, want float64) bool {
	if want >= w.world.horizon {
		return math.IsInf(got, 1)
	}
	return math.Abs(got-want) < 1e-6
}
