package agents

import (
	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// worker has the room that one replicate after another needs.
type worker struct {
	*run
	world     world
	posterior *posterior
	base      *tally
	change    []*tally // by scenario: what it changes; [0] unused
	path      path
	altered   path
	scenarios []*drawnScenario
	crowds    []*crowd // by scenario: where it couples children, else nil
	// The figures of the last rows replicates, a row each, and the last of them.
	batch, row []int32
	rows       int
	averted    [][]avertedSum // by scenario and year; nil where nobody asks
}

func (r *run) newWorker() *worker {
	w := &worker{run: r, scenarios: make([]*drawnScenario, len(r.programme.Scenarios)), batch: make([]int32, batch*r.cells)}
	w.averted = r.newAverted()
	w.posterior = newPosterior(r.programme.Model)
	w.world = world{rates: &rates{}, horizon: float64(r.calendar.Days()), steps: r.steps, buffer: make([]active, 0, 16)}
	w.base = newTally(&r.calendar, r.month, 0)
	w.base.dear = newDear(&r.programme.Prices)
	for i := range r.programme.Scenarios {
		w.change = append(w.change, newTally(&r.calendar, r.month, len(r.programme.Scenarios[i].Spends)))
		w.change[i].dear = newDear(&r.programme.Prices)
		if i > 0 && w.averted != nil {
			w.change[i].ledger = &ledger{}
		}
		w.crowds = append(w.crowds, nil)
		if len(r.programme.Scenarios[i].Coupling()) > 0 {
			w.crowds[i] = &crowd{}
		}
	}
	return w
}

// replicate runs one replicate of all scenarios and stores what came out.
func (w *worker) replicate(n int) {
	p := w.programme
	seed := sim.NewKey(w.Seed)
	key, luck := seed.With(uint64(n)), seed.With(uint64(n))
	if !p.Uncertainty.Chance {
		luck = seed.With(0)
	}
	opposite := pairOf(seed, n)
	w.world.rates.draw(w.posterior, p.Uncertainty, key, opposite, w.steps)
	w.base.clear()
	w.base.providers = &w.world.rates.providers
	for i := range p.Scenarios {
		w.scenarios[i] = drawScenario(&p.Scenarios[i], p.Uncertainty, key, opposite)
		w.change[i].clear()
		w.change[i].providers, w.scenarios[i].providers = &w.world.rates.providers, &w.world.rates.providers
		if g := w.crowds[i]; g != nil {
			g.begin(w, w.scenarios[i], w.change[i], luck)
		}
	}
	together := w.world.rates.together
	var c child
	k := luck.With(forStock)
	for i := range w.stock {
		if i%256 == 0 && w.stopped.Load() {
			return
		}
		c = w.stock[i].child
		c.key, c.family = k.With(w.stock[i].row), k.With(1<<40+w.stock[i].familyRow)
		c.share(together)
		w.world.live(&c, nil, &w.path)
		w.base.add(&w.path, 1)
		for j := 1; j < len(w.scenarios); j++ {
			w.again(&c, j)
		}
	}
	r := w.world.rates
	for k, rates := range []*streamRates{&r.direct, &r.uasc, &r.plans} {
		if w.stopped.Load() {
			return
		}
		w.streams[k].arrive(rates, luck, together, w.scenarios, func(c *child, in uint64) {
			baseline := in&1 != 0
			if baseline {
				w.world.live(c, nil, &w.path)
				w.base.add(&w.path, 1)
			}
			for j := 1; j < len(w.scenarios); j++ {
				switch comes := in>>j&1 != 0; {
				case baseline && comes:
					w.again(c, j)
				case baseline:
					w.change[j].add(&w.path, -1)
				case comes && w.crowds[j] != nil:
					w.crowds[j].take(c, 0)
				case comes:
					w.world.live(c, w.scenarios[j], &w.altered)
					w.change[j].add(&w.altered, 1)
				}
			}
		}, func(scenario, spend int, t float64) {
			w.change[scenario].year(t).cases[spend]++
		})
	}
	for _, g := range w.crowds {
		if g != nil {
			g.run()
		}
	}
	w.settle()
	w.base.finish()
	for j := 1; j < len(w.scenarios); j++ {
		w.change[j].finish()
	}
	if w.rows == batch {
		w.flush()
	}
	w.row = w.batch[w.rows*w.cells : (w.rows+1)*w.cells]
	w.rows++
	for j := range w.scenarios {
		w.store(n, j)
	}
	if w.kept != nil {
		copy(w.kept[n*w.cells:], w.row)
	}
}

// again lives the life in w.path under a scenario, where that may alter it; in
// one that couples children it will be lived with all others.
func (w *worker) again(c *child, scenario int) {
	if g := w.crowds[scenario]; g != nil {
		w.change[scenario].add(&w.path, -1)
		g.take(c, 0)
		return
	}
	s := w.scenarios[scenario]
	if !s.alters(c, &w.path) {
		return
	}
	w.world.live(c, s, &w.altered)
	w.change[scenario].add(&w.path, -1)
	w.change[scenario].add(&w.altered, 1)
}

// store puts a scenario's figures into this replicate's places.
func (w *worker) store(n, scenario int) {
	base, change := w.base.series, w.change[scenario].series
	dates := len(w.calendar.Dates)
	row := w.row[scenario*len(w.columns)*dates:]
	for i, c := range w.columns {
		to := row[i*dates : (i+1)*dates]
		clear(to)
		for _, k := range c.Sum {
			b, c := base[k][:dates], change[k][:dates]
			for d := range to {
				to[d] += b[d] + c[d]
			}
		}
	}
	t := w.tariffs[scenario]
	years := len(w.calendar.Years)
	for y := range years {
		u := w.usageOf(scenario, y)
		total := 0.0
		for l := range t.Lines {
			x := t.Amount(l, y, &u)
			total += x
			w.money[scenario][(l+1)*years+y][n] = x
		}
		w.money[scenario][y][n] = total
	}
}

// usageOf is a scenario's projected usage of a year.
func (w *worker) usageOf(scenario, y int) sim.Usage {
	var u sim.Usage
	b, c := &w.base.usage[y], &w.change[scenario].usage[y]
	for p := range u.Nights {
		u.Nights[p] += float64(b.nights[p] + c.nights[p])
		u.Above[p] += float64(b.above[p]+c.above[p]) / dearUnit
	}
	u.UASC += float64(b.uasc + c.uasc)
	u.Plan += float64(b.plan + c.plan)
	u.PlanStart += float64(b.planStart + c.planStart)
	u.SGO += float64(b.sgo + c.sgo)
	u.Adoption += float64(b.adoption + c.adoption)
	for i, on := range w.scenarios[scenario].on {
		u.Cases = append(u.Cases, float64(c.cases[i]))
		x := 0.0
		if on {
			x = 1
		}
		u.On = append(u.On, x)
	}
	both := func(a, b []int32) sim.Monthly { return func(d int) float64 { return float64(a[d] + b[d]) } }
	base, change := w.base.counts, w.change[scenario].counts
	u.Count(&w.programme.Prices, &w.calendar, y, w.before, func(b int) sim.Monthly { return both(base.Care[b], change.Care[b]) }, both(base.Exit[model.ExitAged18], change.Exit[model.ExitAged18]), both(base.Proceedings, change.Proceedings))
	return u
}
