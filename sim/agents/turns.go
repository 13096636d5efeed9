package agents

import (
	"cmp"
	"math"
	"slices"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// turn is something that happens at a set time, in every replicate the same.
// At one moment turns come before what happens in lives, in the order of their
// kinds, then of the scenario.
type turn struct {
	t      float64
	kind   turnKind
	index  int // of the scenario's list
	number int
}

type turnKind uint8

const (
	monthBegins turnKind = iota
	slotsEnd
	capacityBegins
	placeCloses
	placeOpens
	onceComes
	reviewComes
	targetComes
)

// schedule lays down all turns but those of capacities.
func (g *crowd) schedule() {
	g.openSlots()
	for i := range g.s.onces {
		o := &g.s.onces[i]
		from, by := math.Max(o.Start+o.Delivery.Delay, 0), o.By+o.Delivery.Delay
		if by <= from {
			g.turns = append(g.turns, turn{from, onceComes, i, o.Number})
			continue
		}
		for k := range o.Number {
			t := from + (by-from)*(float64(k)+0.5)/float64(o.Number)
			g.turns = append(g.turns, turn{t, onceComes, i, k + 1})
		}
		g.turns = append(g.turns, turn{by, onceComes, i, o.Number})
	}
	for i := range g.s.reviews {
		v := &g.s.reviews[i]
		if v.Children == 0 {
			continue
		}
		for k := 0; ; k++ {
			cycle := v.Reach.From + v.Delivery.Delay + float64(k/v.Children)*v.Every
			t := cycle + (float64(k%v.Children)+0.5)/float64(v.Children)*v.Every
			if t >= g.world.horizon || v.Reach.Until > 0 && t >= v.Reach.Until {
				break
			}
			if t >= 0 {
				g.turns = append(g.turns, turn{t, reviewComes, i, k / v.Children})
			}
		}
	}
	g.targets = g.targets[:0]
	for i := range g.s.targets {
		g.targets = append(g.targets, targetBook{drawnTarget: &g.s.targets[i], year: -1})
		g.dueTimes(i)
	}
}

func (g *crowd) sortTurns() {
	g.turns = slices.DeleteFunc(g.turns, func(x turn) bool { return x.t >= g.world.horizon })
	slices.SortStableFunc(g.turns, func(a, b turn) int {
		return cmp.Or(cmp.Compare(a.t, b.t), cmp.Compare(a.kind, b.kind), cmp.Compare(a.index, b.index))
	})
}

func (g *crowd) turn(x *turn) {
	switch x.kind {
	case monthBegins:
		g.serveSlots(x.index, x.number, x.t, false)
	case slotsEnd:
		g.serveSlots(x.index, 0, x.t, true)
	case capacityBegins:
		g.pools[x.index].places = x.number
	case placeCloses:
		g.pools[x.index].places--
	case placeOpens:
		g.opens(x.index, x.t)
	case onceComes:
		for g.done[x.index] < x.number && g.once(x.index, x.t) {
			g.done[x.index]++
		}
	case reviewComes:
		g.reviewNext(x.index, x.number, x.t)
	case targetComes:
		g.fallDue(x.index, x.number, x.t)
	}
}

// once moves or discharges the first in order; false if nobody is eligible.
func (g *crowd) once(i int, t float64) bool {
	o := &g.s.onces[i]
	best := int32(-1)
	var rank [3]float64
	for _, id := range g.present {
		l := &g.lives[id]
		if !l.eligible(&o.Who, t) || !o.From.Has(l.care.here) {
			continue
		}
		if len(o.From.Providers) > 0 && !o.From.HasProvider(g.tally.runs(&l.path)) {
			continue
		}
		if to := o.To(l.care.here); o.Exit == nil && (to == l.care.here || g.full(l.care.here, to) != nil) {
			continue
		}
		mine := [3]float64{0, l.care.careStart, l.key.Uniform(o.key)}
		switch o.Order {
		case sim.Dearest:
			mine[0] = -g.price(l, t)
		case sim.Youngest:
			mine[0] = -l.born
		}
		if best < 0 || slices.Compare(mine[:], rank[:]) < 0 {
			best, rank = id, mine
		}
	}
	if best < 0 {
		return false
	}
	if o.spend >= 0 {
		g.tally.year(t).cases[o.spend]++
	}
	if o.Exit != nil {
		g.bringOut(best, t, *o.Exit)
	} else {
		g.moveOut(best, t, o.To(g.lives[best].care.here))
	}
	return true
}

// bringOut ends a period of care that would have gone on.
func (g *crowd) bringOut(id int32, t float64, by model.Exit) {
	l := &g.lives[id]
	g.backTo(l, t)
	g.depart(id, t, by, true)
}

// price is a week's price of a child's placement at t, by the list, the
// scenario's changes of price and what this placement costs more than others.
func (g *crowd) price(l *life, t float64) float64 {
	w, s, place := g.w, g.s, l.care.here
	p, cal := &w.programme.Prices, &w.calendar
	setting := place.Setting().String()
	x := p.Weekly[place] * p.Factor(setting, model.FinancialYearOf(cal.Start+model.Date(t)))
	for i := range s.Reprices {
		if r := &s.Reprices[i]; (r.Line == setting || r.Line == "all") && t >= r.From {
			x *= r.Ratio
		}
	}
	return x * (1 + g.tally.aboveAt(&l.path, t))
}

// targetBook is what a target has seen and done in its present year.
type targetBook struct {
	*drawnTarget
	year    int
	exits   int // by the route, of those whom it takes in
	brought int
}

// at begins a new year of the target's where t lies in one.
func (b *targetBook) at(t float64) {
	if y := int(math.Floor((t - b.From - b.Delivery.Delay) / model.DaysPerYear)); y != b.year {
		b.year, b.exits, b.brought = y, 0, 0
	}
}

// dueTimes lays down when the k-th exit of each year is due: when k−½ of them
// have accrued.
func (g *crowd) dueTimes(i int) {
	b := &g.targets[i]
	from := b.From + b.Delivery.Delay
	// accrued is the number from the start to a time since; since is its
	// inverse.
	daily := b.Number / model.DaysPerYear
	accrued := func(x float64) float64 {
		if x < b.Ramp {
			return daily * x * x / (2 * b.Ramp)
		}
		return daily * (x - b.Ramp/2)
	}
	since := func(n float64) float64 {
		if y := n / daily; y >= b.Ramp/2 {
			return y + b.Ramp/2
		} else {
			return math.Sqrt(2 * b.Ramp * y)
		}
	}
	for year := 0; from+float64(year)*model.DaysPerYear < g.world.horizon; year++ {
		begins := accrued(float64(year) * model.DaysPerYear)
		ends := accrued(float64(year+1) * model.DaysPerYear)
		for k := 1; begins+float64(k)-0.5 < ends-1e-9; k++ {
			t := from + since(begins+float64(k)-0.5)
			if b.Until > 0 && t >= b.Until {
				return
			}
			if t >= 0 {
				g.turns = append(g.turns, turn{t, targetComes, i, k})
			}
		}
	}
}

// count notes an exit for the targets that it goes towards.
func (g *crowd) count(l *life, by model.Exit, t float64) {
	for i := range g.targets {
		b := &g.targets[i]
		if b.Exit == by && l.eligible(&b.Who, t) {
			b.at(t)
			b.exits++
		}
	}
}

// fallDue brings children out until as many have left as are due.
func (g *crowd) fallDue(i, due int, t float64) {
	b := &g.targets[i]
	b.at(t)
	for {
		n := b.exits
		if b.Extra {
			n = b.brought
		}
		if n >= due {
			return
		}
		best, least := int32(-1), math.Inf(1)
		for _, id := range g.present {
			l := &g.lives[id]
			if !l.eligible(&b.Who, t) {
				continue
			}
			if x := l.key.With(b.key).Exp(uint64(due)) / g.world.rateOf(l, b.Exit, t); x < least {
				best, least = id, x
			}
		}
		if best < 0 {
			return
		}
		if b.spend >= 0 {
			g.tally.year(t).cases[b.spend]++
		}
		b.brought++
		g.bringOut(best, t, b.Exit)
	}
}

// rateOf is the model's rate a day at which a child leaves by a route, before
// any effects.
func (w *world) rateOf(l *life, by model.Exit, t float64) float64 {
	flow, ok := model.ExitFlowOf(by)
	if !ok {
		return 0
	}
	age := l.age(t)
	h := w.rates.exit[model.ExitStratum(l.class, l.care.here)][age][model.CareClock.Band(t-l.care.careStart)][flow] * w.rates.exitLevel[w.step(t)]
	if flow != model.FlowOther {
		return h
	}
	before := 0.0
	for k, sum := range w.rates.other[age] {
		if model.OtherExits[k] == by {
			if k == len(model.OtherExits)-1 {
				sum = 1 // what rounding leaves
			}
			return h * (sum - before)
		}
		before = sum
	}
	return 0
}
