package agents

import (
	"cmp"
	"math"

	"github.com/carecurve/carecurve/sim"
)

// everyone is no restriction.
var everyone sim.Who

// awaitReviews queues the first review by each cycle that sees all children,
// of a child in care from t on.
func (g *crowd) awaitReviews(id int32, t float64) {
	l := &g.lives[id]
	for i := range g.s.reviews {
		v := &g.s.reviews[i]
		if v.Children > 0 {
			continue
		}
		first := v.Reach.From + v.Delivery.Delay + v.Every*l.family.With(v.key).Uniform(0)
		g.awaitReview(id, i, first+v.Every*math.Max(0, math.Ceil((t-first)/v.Every)))
	}
}

func (g *crowd) awaitReview(id int32, i int, t float64) {
	if until := g.s.reviews[i].Reach.Until; t < g.world.horizon && (until <= 0 || t < until) {
		g.push(event{t, id, ofReview + kind(i), int32(g.lives[id].period)})
	}
}

// review is a child's turn in a cycle that sees all children.
func (g *crowd) review(id int32, i int, t float64) {
	v := &g.s.reviews[i]
	if g.isSeen(&g.lives[id], v, t) {
		g.see(id, i, t)
	}
	g.awaitReview(id, i, t+v.Every)
}

func (g *crowd) isSeen(l *life, v *drawnReview, t float64) bool {
	return l.eligible(&v.Who, t) && l.family.Uniform(v.offer) < v.Reach.CoverageAt(t, v.Delivery.Delay)
}

// reviewNext sees the child who has not been seen for longest, and not in this
// cycle.
func (g *crowd) reviewNext(i, cycle int, t float64) {
	v := &g.s.reviews[i]
	from := v.Reach.From + v.Delivery.Delay + float64(cycle)*v.Every
	best := int32(-1)
	for _, id := range g.present {
		l := &g.lives[id]
		if l.seen[i] >= from || !g.isSeen(l, v, t) {
			continue
		}
		if best >= 0 {
			b := &g.lives[best]
			if c := cmp.Or(cmp.Compare(l.seen[i], b.seen[i]), cmp.Compare(l.care.careStart, b.care.careStart), cmp.Compare(id, best)); c > 0 {
				continue
			}
		}
		best = id
	}
	if best >= 0 {
		g.see(best, i, t)
	}
}

// see reviews a child: its effect acts from Lag after t on for Lasting days, or
// goes on for so long where that of an earlier review still does.
func (g *crowd) see(id int32, i int, t float64) {
	v := &g.s.reviews[i]
	l := &g.lives[id]
	l.seen[i] = t
	if v.spend >= 0 {
		g.tally.year(t).cases[v.spend]++
	}
	if v.log == 0 {
		return
	}
	g.backTo(l, t)
	from := t + v.Reach.Lag
	until := from + v.Lasting
	free := -1
	for k := range l.care.effects {
		e := &l.care.effects[k]
		if e.flow != exitsFlow || int(e.slots) != -1-i {
			continue
		}
		if e.until >= from {
			e.until = until
			g.goOn(id)
			return
		}
		if e.until <= t {
			free = k
		}
	}
	e := active{flow: exitsFlow, who: &everyone, log: v.log, ratio: math.Exp(v.log), reached: t, from: from, until: until, spend: -1, slots: int16(-1 - i)}
	if free >= 0 {
		l.care.effects[free] = e
	} else {
		l.care.effects = append(l.care.effects, e)
	}
	g.goOn(id)
}
