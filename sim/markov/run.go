package markov

import (
	"context"
	"runtime"
	"sync"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// run is what all worlds of a programme share.
type run struct {
	Engine
	programme *sim.Programme
	cal       sim.Calendar
	ends      []float64 // month ends, in days
	columns   []sim.Column
	measures  []measure // of variances
	quarters  int
	heads     [streams][][model.AgeBands]float64 // exposure by month
	lead      []bool                             // by child of the stock
}

func newRun(e Engine, p *sim.Programme) *run {
	r := &run{Engine: e, programme: p, cal: sim.NewCalendar(p.Model.DataDate, p.Years), columns: sim.Columns()}
	r.measures = measures(r.columns, &p.Prices)
	for _, x := range r.cal.Ends {
		r.ends = append(r.ends, float64(x))
	}
	r.quarters = int(float64(r.cal.Days())/stepDays) + 1
	for k, s := range streamsOf(p.Model) {
		pop := p.Model.Population
		if k == uascStream {
			pop = model.Population{}
		}
		r.heads[k] = r.exposure(s, pop)
	}
	seen := map[int]bool{}
	for i := range p.Stock.Children {
		family := p.Stock.Children[i].Family
		r.lead = append(r.lead, !seen[family])
		seen[family] = true
	}
	return r
}

// shards is into how many parts the work is cut. It is fixed, so that sums
// are taken in one order whatever the number of workers.
const shards = 16

// each runs a shard's work on as many workers as there are.
func (r *run) each(ctx context.Context, do func(shard int)) error {
	workers := r.Workers
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	next := make(chan int)
	var wait sync.WaitGroup
	for range min(workers, shards) {
		wait.Add(1)
		go func() {
			defer wait.Done()
			for i := range next {
				do(i)
			}
		}()
	}
	for i := range shards {
		if ctx.Err() != nil {
			break
		}
		next <- i
	}
	close(next)
	wait.Wait()
	return ctx.Err()
}

// path is the expected path of one world.
type path struct {
	*tally
	squares [][]float64 // by measure and date: Σ p² over the stock, less what groups add
}

func (r *run) newPath(spends int) *path {
	p := &path{tally: newTally(&r.cal, spends)}
	for range r.measures {
		p.squares = append(p.squares, make([]float64, len(r.cal.Dates)))
	}
	return p
}

func (p *path) merge(o *path, w float64) {
	p.add(o.tally, w)
	for i, s := range o.squares {
		for d, x := range s {
			p.squares[i][d] += w * x
		}
	}
}

// newFlows is room for a world's flows.
func (r *run) newFlows(w *world) *flows {
	// The first month may be a part only, so its middle is told by the second.
	middle := (r.ends[0] + r.ends[1]) / 2
	if len(r.ends) > 2 {
		middle = (r.ends[1]+r.ends[2])/2 - ageStep
	}
	return newFlows(len(r.ends)-1, len(w.windows), middle)
}

// follow works out the expected path of a world.
func (r *run) follow(ctx context.Context, w *world, known *known) (*path, error) {
	spends := len(r.programme.Scenarios[w.scenario].Spends)
	plain := len(w.changes)+len(w.stretches)+len(w.reroutes)+len(w.growth) == 0
	if p := known.paths[""]; plain && p != nil {
		return p, nil
	}
	total, all := r.newPath(spends), r.newFlows(w)
	var goes []float64
	for _, part := range [stockParts]int{stockInCare, stockOnPlan, stockLeft} {
		p, err := r.stock(ctx, w, part, goes, known)
		if err != nil {
			return nil, err
		}
		if p.goes != nil {
			goes = p.goes
		}
		total.merge(p.path, 1)
		all.add(p.flow)
	}
	g := newGroups(w.windows, len(r.cal.Dates))
	r.arrive(w, total.tally, all, g, known)
	lives := &lives{run: r, world: w, known: known, own: map[lifeKey]*lifeEntry{}}
	kernels := w.kernels()
	paths, returns, parts := make([]*path, shards), make([][]float64, shards), make([]*groups, shards)
	err := r.each(ctx, func(shard int) {
		p := r.newPath(spends)
		d := descent{run: r, world: w, lives: lives, kernels: kernels, flows: all, tally: p.tally, path: p, groups: newGroups(w.windows, len(r.cal.Dates)), single: newTally(&r.cal, spends), ofBirth: newTally(&r.cal, spends)}
		d.returns = make([]float64, len(w.windows))
		for l := range lanes {
			for i := shard; i < len(all.cohorts[l]); i += shards {
				if all.cohorts[l][i] != nil {
					d.follow(l, i)
				}
			}
		}
		paths[shard], returns[shard], parts[shard] = p, d.returns, d.groups
	})
	if err != nil {
		return nil, err
	}
	for i := range shards {
		total.merge(paths[i], 1)
		g.add(parts[i])
		for j, x := range returns[i] {
			all.routes[model.RouteReturn][j] += x
		}
	}
	for by := range all.routes {
		for i, x := range all.routes[by] {
			total.counts.Entry[by][w.windows[i].month] += x
		}
	}
	extra := r.newPath(0).squares
	g.variance(r.programme.Model, r.measures, extra)
	for i := range extra {
		for d, x := range extra[i] {
			total.squares[i][d] -= x
		}
	}
	// A child may move twice in a month: with movers spread over it, E[n(n−1)]
	// is the movers times the hazard of moving again times its length.
	for i, c := range r.columns {
		if c.Measure == "moves" {
			for d := 1; d < len(r.ends); d++ {
				total.squares[i][d] -= total.swift[d] * (r.ends[d] - r.ends[d-1])
			}
		}
	}
	if plain {
		known.paths[""] = total
	}
	return total, nil
}

// defaultStep is how many days a step of the numerics has: a week.
const defaultStep = 7

func (r *run) step() float64 {
	if r.Step > 0 {
		return r.Step
	}
	return defaultStep
}
