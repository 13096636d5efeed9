package markov

import (
	"context"
	"fmt"

	"github.com/carecurve/carecurve/model"
)

// The stock is followed in parts, since many worlds differ in one of them
// only: those in care, those on plans, and those who have left either.
const (
	stockInCare = iota
	stockOnPlan
	stockLeft
	stockLapsed // off a plan; see lapse.go
	stockParts
)

// stockPart is what becomes of a part of the stock.
type stockPart struct {
	path *path
	flow *flows
	goes [][]float64 // by child and window: how likely a plan leads into care
}

// follower works out what comes of children who are there on the data date:
// their own figures, and what they hand on.
type follower struct {
	*run
	world *world
	care  care
	// single is the figures of one child, or of each of some that are alike;
	// total and squares gather them, since a count of independent children varies
	// by Σ p(1−p).
	single book
	kept   []float64 // by date, of those in care: in the placement of the data date
	total  *path
	flow   *flows
}

// stock follows a part of the stock, unless another world has.
func (r *run) stock(ctx context.Context, w *world, part int, goes [][]float64, known *known) (*stockPart, error) {
	sign := w.stockSign(part)
	if p := known.stock[sign]; p != nil {
		return p, nil
	}
	spends := len(r.programme.Scenarios[w.scenario].Spends)
	out := &stockPart{path: r.newPath(spends), flow: newFlows(r.births, len(w.windows))}
	if part == stockOnPlan {
		out.goes = make([][]float64, len(r.programme.Stock.Children))
	}
	list := r.alike[part]
	var parts [shards]*follower
	err := r.each(ctx, func(shard int) {
		f := &follower{run: r, world: w, single: make(book, len(r.ends)), kept: make([]float64, len(r.ends)), total: r.newPath(spends), flow: newFlows(r.births, len(w.windows))}
		for i := shard; i < len(list) && ctx.Err() == nil; i += shards {
			a := &list[i]
			clear(f.single)
			clear(f.kept)
			n := a.n
			switch part {
			case stockInCare:
				f.inCare(a)
			case stockOnPlan:
				goes := f.onPlan(a)
				for _, m := range a.members {
					out.goes[m.index] = goes
				}
			case stockLeft:
				// The earlier of two ways into care counts.
				apart := make([]float64, len(w.windows))
				for _, m := range a.members {
					for i, x := range goes[m.index] {
						apart[i] += x / n
					}
				}
				f.left(a, apart)
			}
			f.total.addChild(r, part, a, f.single)
			f.apart(a)
		}
		parts[shard] = f
	})
	if err != nil {
		return nil, err
	}
	for _, f := range parts {
		out.path.merge(f.total, 1)
		out.flow.add(f.flow)
	}
	known.stock[sign] = out
	return out, nil
}

// addChild adds the figures of each of some children of the stock.
func (p *path) addChild(r *run, part int, a *alike, single book) {
	if part == stockInCare {
		group := ageGroup(-a.born / ageStep)
		p.present[a.class][group].add(single, a.n)
		p.children[a.class][group] += a.n
	} else {
		p.others.add(single, a.n)
	}
	if !r.variances {
		return
	}
	for d := range single {
		l := &single[d]
		in := 0.0
		if part == stockInCare {
			for _, x := range l[:model.Places] {
				in += x
			}
		}
		for _, i := range r.concerns[part] {
			x := r.measures[i].of(l)
			if x == 0 {
				continue
			}
			// Of those who are alike some may be in one band of age or time and some in
			// the next; each is in one alone.
			if s := r.measures[i].sum[0]; s >= ageAt && s < cppAt {
				p.squares[i][d] += a.n * x * in
			} else {
				p.squares[i][d] += a.n * x * x
			}
		}
	}
}

// stockSign tells apart worlds in which a part of the stock fares differently.
// All of it began before any intervention.
func (w *world) stockSign(part int) string {
	s := fmt.Sprint(part)
	add := func(kind string, list []change, take func(*change) bool) {
		for i := range list {
			if c := &list[i]; take(c) {
				// Begun before the start, or on it.
				for _, began := range [2]float64{-1, 0} {
					if at, ok := c.reach.ReachedAt(began, c.draw, c.delay); ok {
						s += fmt.Sprintf(" %s%d.%d@%g from %g", kind, w.scenario, c.index, at, began)
					}
				}
			}
		}
	}
	switch part {
	case stockInCare:
		add("c", w.changes, isStay)
		add("s", w.stretches, isCareClock)
		for i := range w.reroutes {
			s += fmt.Sprintf(" r%d.%d", w.scenario, w.reroutes[i].index)
		}
	case stockLeft:
		add("c", w.changes, isReturn)
		fallthrough
	case stockOnPlan:
		add("c", w.changes, isPlan)
		add("s", w.stretches, isPlanClock)
	}
	return s
}
