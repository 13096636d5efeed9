package agents

import (
	"math"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// slotBook is the slots of an offer: what each month has, what is gone of it,
// and who queues for the next.
type slotBook struct {
	*sim.Slots
	has, gone []int // by month
	tickets   map[caseKey]*slotTicket
	queue     []*slotTicket
}

// caseKey names the cases of a family that began at one moment.
type caseKey struct {
	family sim.Key
	began  float64
}

// slotTicket is a family's place in the queue, or its slot.
type slotTicket struct {
	key    caseKey
	served bool
	cases  []slotCase
}

// slotCase is an effect that waits for a slot.
type slotCase struct {
	id     int32
	of     stands // inCare, away, or toCome for a plan
	period int
	effect int
	lag    float64
}

// openSlots counts the slots of each month: what lies within From and Until,
// by days, the fractions carried on.
func (g *crowd) openSlots() {
	g.slots = g.slots[:0]
	cal := &g.w.calendar
	for i := range g.s.Slots {
		s := &g.s.Slots[i]
		b := slotBook{Slots: s, tickets: map[caseKey]*slotTicket{}}
		sum, whole := 0.0, 0
		for m := 1; m < len(cal.Dates); m++ {
			from, to := float64(cal.Ends[m-1]), float64(cal.Ends[m])
			length := float64(cal.Dates[m] + 1 - model.MonthOf(cal.Dates[m]).First())
			lo, hi := math.Max(from, s.From), to
			if s.Until > 0 {
				hi = math.Min(hi, s.Until)
			}
			if hi > lo {
				share := 1.0
				if s.Ramp > 0 {
					share = math.Max(0, math.Min(1, ((lo+hi)/2-s.From)/s.Ramp))
				}
				sum += s.PerMonth * share * (hi - lo) / length
			}
			n := int(sum + 1e-9)
			b.has, b.gone = append(b.has, n-whole), append(b.gone, 0)
			whole = n
			g.turns = append(g.turns, turn{t: from, kind: monthBegins, index: i, number: m - 1})
		}
		if s.Until > 0 && s.Until < g.world.horizon {
			g.turns = append(g.turns, turn{t: s.Until, kind: slotsEnd, index: i})
		}
		g.slots = append(g.slots, b)
	}
}

// effect is an effect of a case.
func (l *life) effect(of stands, i int) *active {
	switch of {
	case inCare:
		return &l.care.effects[i]
	case away:
		return &l.gone.effects[i]
	}
	return &l.plan.effects[i]
}

func (g *crowd) goOnWith(id int32, of stands) {
	if of == toCome {
		g.goOnPlan(id)
	} else {
		g.goOn(id)
	}
}

// ask gives a case a slot, or a place in the queue.
func (g *crowd) ask(id int32, of stands, effect int, t float64) {
	l := &g.lives[id]
	e := l.effect(of, effect)
	b := &g.slots[e.slots-1]
	if t < b.From || b.Until > 0 && t >= b.Until {
		e.slots = 0
		g.goOnWith(id, of)
		return
	}
	key := caseKey{l.family, l.care.careStart}
	switch {
	case of == away:
		key.began = l.gone.at
	case of == toCome:
		key.began = l.path.plans[len(l.path.plans)-1].start
	}
	ticket := b.tickets[key]
	month := int(g.w.month[int(t)]) - 1
	switch {
	case ticket == nil && b.gone[month] < b.has[month]:
		b.gone[month]++
		ticket = &slotTicket{key: key, served: true}
		b.tickets[key] = ticket
	case ticket == nil:
		ticket = &slotTicket{key: key}
		b.tickets[key] = ticket
		b.queue = append(b.queue, ticket)
	}
	if ticket.served {
		e.slots = 0
	} else {
		ticket.cases = append(ticket.cases, slotCase{id, of, l.period, effect, e.from - e.reached})
		e.reached = math.Inf(1)
	}
	g.goOnWith(id, of)
}

// serveSlots serves the queue while the month has slots, or all of it where
// the limit ends.
func (g *crowd) serveSlots(i, month int, t float64, all bool) {
	b := &g.slots[i]
	for len(b.queue) > 0 && (all || b.gone[month] < b.has[month]) {
		ticket := b.queue[0]
		b.queue = b.queue[1:]
		if g.serveTicket(ticket, t) {
			ticket.served = true
			if !all {
				b.gone[month]++
			}
		} else {
			delete(b.tickets, ticket.key)
		}
	}
}

// serveTicket lets the effects of a ticket's cases begin; false if none is
// still open and eligible. One that is open asks again when it is eligible.
func (g *crowd) serveTicket(ticket *slotTicket, t float64) bool {
	served := false
	open := ticket.cases[:0]
	for _, c := range ticket.cases {
		l := &g.lives[c.id]
		switch {
		case c.of == toCome && !l.onPlan, c.of != toCome && (l.stands != c.of || l.period != c.period):
			continue
		}
		open = append(open, c)
		who := l.effect(c.of, c.effect).who
		served = served || who.HasAge(l.age(t)) && (c.of != inCare || l.eligible(who, t))
	}
	for _, c := range open {
		l := &g.lives[c.id]
		if c.of == toCome {
			g.planBackTo(l, t)
		} else {
			g.backTo(l, t)
		}
		e := l.effect(c.of, c.effect)
		e.reached, e.from = t, t+c.lag
		if served {
			e.slots = 0
		}
		g.goOnWith(c.id, c.of)
	}
	return served
}
