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
	variances bool      // wanted
	measures  []measure // of variances
	dearer    places    // by how much a place's new placements cost more than its price, as a part
	quarters  int
	heads     [streams][][model.AgeBands]float64 // exposure by month
	ages      [streams][model.AgeBands][]agePart
	births    *births
	grain     grain
	alike     [stockParts][]alike
	concerns  [stockParts][]int // measures that a part of the stock may have
}

func newRun(e Engine, p *sim.Programme) *run {
	r := &run{Engine: e, programme: p, cal: sim.NewCalendar(p.Model.DataDate, p.Years), columns: sim.Columns()}
	r.measures = measures(r.columns, p.Model, &p.Prices)
	for at := range r.dearer {
		for k, share := range p.Model.Provider[at].Mean {
			r.dearer[at] += share * p.Prices.Dearer(model.Place(at), model.Provider(k))
		}
	}
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
		for a := range model.AgeBands {
			agesOf(s, model.AgeBand(a), func(bin int, share float64) {
				r.ages[k][a] = append(r.ages[k][a], agePart{bin, share})
			})
		}
	}
	// The first month may be a part only, so its middle is told by the second.
	middle := (r.ends[0] + r.ends[1]) / 2
	if len(r.ends) > 2 {
		middle = (r.ends[1]+r.ends[2])/2 - ageStep
	}
	r.grain = fine
	if len(p.Stock.Children) >= manyChildren {
		r.grain = coarse
	}
	r.births = newBirths(len(r.ends)-1, middle, r.grain.months)
	r.alike = r.grouped()
	for i := range r.measures {
		s := r.measures[i].sum[0]
		if s < cppAt || s >= exitAt && s <= moveAt || s == courtAt {
			r.concerns[stockInCare] = append(r.concerns[stockInCare], i)
		} else {
			r.concerns[stockOnPlan] = append(r.concerns[stockOnPlan], i)
			r.concerns[stockLeft] = append(r.concerns[stockLeft], i)
		}
	}
	return r
}

// shards is into how many parts the work is cut. It is fixed, so that sums
// are taken in one order whatever the number of workers.
const shards = 4

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
	// present is what becomes of the stock by class and age, as far as it is in care,
	// children how many these are, and others the rest of the stock.
	present  [model.Classes][ageGroups]book
	children [model.Classes][ageGroups]float64
	others   book
}

func (r *run) newPath(spends int) *path {
	p := &path{tally: newTally(&r.cal, spends)}
	block := make([]float64, len(r.measures)*len(r.cal.Dates))
	for range r.measures {
		p.squares = append(p.squares, block[:len(r.cal.Dates):len(r.cal.Dates)])
		block = block[len(r.cal.Dates):]
	}
	list := books(model.Classes*ageGroups+1, len(r.cal.Dates))
	for c := range p.present {
		copy(p.present[c][:], list[c*ageGroups:])
	}
	p.others = list[len(list)-1]
	return p
}

func (p *path) merge(o *path, w float64) {
	p.add(o.tally, w)
	for i, s := range o.squares {
		for d, x := range s {
			p.squares[i][d] += w * x
		}
	}
	for c := range p.present {
		for a := range p.present[c] {
			p.present[c][a].add(o.present[c][a], w)
			p.children[c][a] += w * o.children[c][a]
		}
	}
	p.others.add(o.others, w)
}

// follow works out the expected path of a world.
func (r *run) follow(ctx context.Context, w *world, known *known) (*path, error) {
	spends := len(r.programme.Scenarios[w.scenario].Spends)
	plain := len(w.changes)+len(w.stretches)+len(w.reroutes)+len(w.growth) == 0
	if p := known.paths[""]; plain && p != nil {
		return p, nil
	}
	total, all := r.newPath(spends), newFlows(r.births, len(w.windows))
	var goes [][]float64
	for _, part := range [...]int{stockInCare, stockOnPlan, stockLeft} {
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
	total.others.into(total.counts)
	for _, groups := range total.present {
		for _, b := range groups {
			b.into(total.counts)
		}
	}
	g := newGroups(w.windows, len(r.cal.Dates))
	r.arrive(w, total.tally, all, g, known)
	lives := &lives{run: r, world: w, known: known, own: map[lifeKey]*lifeEntry{}}
	kernels := w.kernels()
	var parts [shards]*descent
	err := r.each(ctx, func(shard int) {
		d := r.newDescent(w, lives, kernels, all, spends)
		for class := range all.cohorts {
			for i := shard; i < len(all.lumps) && ctx.Err() == nil; i += shards {
				if all.cohorts[class][i] != nil {
					d.follow(model.Class(class), i)
				}
			}
		}
		parts[shard] = d
	})
	if err != nil {
		return nil, err
	}
	for _, d := range parts[1:] {
		parts[0].add(d)
	}
	r.gather(w, total, all, parts[0], g)
	if plain {
		known.paths[""] = total
	}
	return total, nil
}

// gather adds to the stock's path what those add who come into care.
func (r *run) gather(w *world, total *path, all *flows, d *descent, g *groups) {
	total.add(d.tally, 1)
	d.lines.into(total.counts)
	g.lives = d.groups
	for s := range d.groups {
		for _, b := range d.groups[s] {
			b.into(total.counts)
		}
	}
	for m, x := range d.swift {
		total.swift[m] += x
	}
	before, uasc := places{}, 0.0
	for j, win := range w.windows {
		y, half := r.year(win.middle()), win.days()/2
		u := &total.usage[y]
		// Nights are counted at the ends of days: see nightsBetween.
		for p, x := range &d.places[j] {
			u.nights[p] += half*(x+before[p]) + (x-before[p])/2
		}
		u.uasc += half*(d.uasc[j]+uasc) + (d.uasc[j]-uasc)/2
		before, uasc = d.places[j], d.uasc[j]
	}
	for y := range d.nights {
		for p, x := range &d.nights[y] {
			total.usage[y].nights[p] += x
		}
	}
	for j, x := range d.returns {
		all.routes[model.RouteReturn][j] += x
	}
	for by := range all.routes {
		for i, x := range all.routes[by] {
			total.counts.Entry[by][w.windows[i].month] += x
		}
	}
	if !r.variances {
		return
	}
	r.again(total, d)
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
}

// again corrects the squares of the stock's children for what comes of them
// after their first stay; see descent.
func (r *run) again(total *path, d *descent) {
	for i := range d.squares {
		for m, x := range d.squares[i] {
			total.squares[i][m] += x
		}
	}
	for c := range d.later {
		for a, later := range d.later[c] {
			n := total.children[c][a]
			if n == 0 {
				continue
			}
			for m := range later {
				for _, i := range r.concerns[stockInCare] {
					if x := r.measures[i].of(&later[m]); x != 0 {
						total.squares[i][m] += 2 * r.measures[i].of(&total.present[c][a][m]) * x / n
					}
				}
			}
		}
	}
}

// defaultStep is how many days a step of the numerics has: a week.
const defaultStep = 16

// The grain of a projection: in a small council each child's own birthday shows in
// the figures, in a large one they blend.
var fine, coarse = grain{months: 1, ratio: 1.01}, grain{months: 3, ratio: 1.2}

// manyChildren is from how many children in the stock on a council is large.
const manyChildren = 500

func (r *run) step() float64 {
	if r.Step > 0 {
		return r.Step
	}
	return defaultStep
}
