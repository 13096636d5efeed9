package agents

import (
	"math"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// drawnScenario is a scenario with this replicate's effects and deliveries.
type drawnScenario struct {
	*sim.Scenario
	changes   []drawnChange
	stretches []drawnChange
	reroutes  []drawnReroute
	runs      []drawnReroute // those that name a provider and no place
	providers *[model.Places]providers
	on        []bool // by spend: delivered
	// Which cases it acts on.
	onPlans, onCare, onReturns, onRepeats, onCourt bool

	capacities []drawnCapacity
	onces      []drawnOnce
	reviews    []drawnReview
	targets    []drawnTarget
	quotas     []drawnQuota
}

// What couples children, where it is delivered, with the hash of its
// intervention's name and the spend that counts its cases, or −1.
type (
	drawnCapacity struct {
		*sim.Capacity
		recruits bool
		key      uint64
		spend    int
	}
	drawnOnce struct {
		*sim.Once
		key   uint64
		spend int
	}
	drawnReview struct {
		*sim.Review
		log        float64
		offer, key uint64
		spend      int
	}
	drawnTarget struct {
		*sim.Target
		key   uint64
		spend int
	}
	drawnQuota struct {
		*sim.Quota
		key   uint64
		spend int
	}
)

// drawnChange is a Change or Stretch whose effect is known.
type drawnChange struct {
	flow  sim.Flow
	clock sim.ClockKind
	who   *sim.Who
	reach *sim.Reach
	delay float64
	log   float64 // log ratio
	ratio float64 // exp(log)
	offer uint64
	spend int // index of the spend that counts its cases, or −1
	slots int // 1 + index of the slots of its offer, 0 = none
}

type drawnReroute struct {
	*sim.Reroute
	delay float64
	key   uint64
}

// drawScenario draws what is uncertain of a scenario. Draws are keyed by the
// names of effects and deliveries, so that scenarios share them.
func drawScenario(s *sim.Scenario, on sim.Uncertainty, key sim.Key, pair pair) *drawnScenario {
	d := &drawnScenario{Scenario: s}
	delivered := func(v sim.Delivery) bool {
		return v.Probability >= 1 || key.With(forDelivery).Named(v.Key).Uniform(0) < v.Probability
	}
	logOf := func(e sim.Effect) float64 {
		if on.Effects && e.SD > 0 {
			return e.Log + e.SD*pair.sign*pair.key.With(forEffect).Named(e.Key).Normal(0)
		}
		return e.Log
	}
	counted := make([]bool, len(s.Spends))
	spend := func(intervention, offer string) int {
		for i := range s.Spends {
			if sp := &s.Spends[i]; sp.PerCase != 0 && !counted[i] && sp.Intervention == intervention && (sp.Offer == "" || sp.Offer == offer) {
				counted[i] = true
				return i
			}
		}
		return -1
	}
	slots := func(offer string) int {
		for i := range s.Slots {
			if s.Slots[i].Offer == offer {
				return i + 1
			}
		}
		return 0
	}
	for i := range s.Changes {
		c := &s.Changes[i]
		n := spend(c.Intervention, c.Reach.Offer)
		if delivered(c.Delivery) {
			d.changes = append(d.changes, drawnChange{
				flow: c.Flow, who: &c.Who, reach: &c.Reach, delay: c.Delivery.Delay,
				log: logOf(c.Effect), offer: hash(c.Reach.Offer), spend: n, slots: slots(c.Reach.Offer),
			})
		}
	}
	for i := range s.Stretches {
		c := &s.Stretches[i]
		n := spend(c.Intervention, c.Reach.Offer)
		if delivered(c.Delivery) {
			d.stretches = append(d.stretches, drawnChange{
				clock: c.Of, who: &c.Who, reach: &c.Reach, delay: c.Delivery.Delay,
				log: logOf(c.Effect), offer: hash(c.Reach.Offer), spend: n, slots: slots(c.Reach.Offer),
			})
		}
	}
	for i := range s.Reroutes {
		if r := &s.Reroutes[i]; delivered(r.Delivery) && r.Provider != nil {
			d.runs = append(d.runs, drawnReroute{r, r.Delivery.Delay, hash(r.Intervention)})
		} else if delivered(r.Delivery) {
			d.reroutes = append(d.reroutes, drawnReroute{r, r.Delivery.Delay, hash(r.Intervention)})
		}
	}
	for i := range s.Capacities {
		c := &s.Capacities[i]
		d.capacities = append(d.capacities, drawnCapacity{c, delivered(c.Delivery), hash(c.Intervention), spend(c.Intervention, c.Intervention)})
	}
	for i := range s.Onces {
		if o := &s.Onces[i]; delivered(o.Delivery) {
			d.onces = append(d.onces, drawnOnce{o, hash(o.Intervention), spend(o.Intervention, o.Intervention)})
		}
	}
	for i := range s.Reviews {
		if v := &s.Reviews[i]; delivered(v.Delivery) {
			d.reviews = append(d.reviews, drawnReview{v, logOf(v.Effect), hash(v.Reach.Offer), hash(v.Intervention), spend(v.Intervention, v.Reach.Offer)})
		}
	}
	for i := range s.Targets {
		if t := &s.Targets[i]; delivered(t.Delivery) {
			d.targets = append(d.targets, drawnTarget{t, hash(t.Intervention), spend(t.Intervention, t.Intervention)})
		}
	}
	for i := range s.Quotas {
		if q := &s.Quotas[i]; delivered(q.Delivery) {
			d.quotas = append(d.quotas, drawnQuota{q, hash(q.Intervention), spend(q.Intervention, q.Intervention)})
		}
	}
	for i := range s.Spends {
		d.on = append(d.on, delivered(s.Spends[i].Delivery))
	}
	for i := range d.changes {
		c := &d.changes[i]
		c.ratio = math.Exp(c.log)
		d.onPlans = d.onPlans || isPlan(c)
		d.onCare = d.onCare || isCare(c)
		d.onReturns = d.onReturns || c.flow == sim.EntryReturn
		d.onRepeats = d.onRepeats || isRepeat(c)
		d.onCourt = d.onCourt || isCourt(c)
	}
	for i := range d.stretches {
		c := &d.stretches[i]
		c.ratio = math.Exp(c.log)
		d.onPlans = d.onPlans || isPlanClock(c)
		d.onCare = d.onCare || isCareClock(c)
	}
	return d
}

func hash(s string) uint64 { return uint64(sim.Key(0).Named(s)) }

// fadeStep is how finely a fading effect is cut.
const fadeStep = model.DaysPerYear / 12

// active is an effect on one case, from the day it was reached.
type active struct {
	flow    sim.Flow
	clock   sim.ClockKind
	spend   int16 // the spend that counts this case once it is reached and eligible; −1: none
	counted int16 // 1 + where among the path's cases; 0 = not yet
	slots   int16 // 1 + the slots of which it wants one; 0 = none, or it has it; −1−i: of review i
	who     *sim.Who
	log     float64
	ratio   float64 // exp(log)
	from    float64 // effect begins: reached + lag
	reached float64
	fade    float64
	until   float64 // where it does not fade: when it ends
}

// ratioAt is the effect's ratio just after t, and the next time that it or its
// reach changes.
func (e *active) ratioAt(t float64) (ratio, until float64) {
	if t < e.reached {
		return 1, e.reached
	}
	if t < e.from {
		return 1, e.from
	}
	if e.fade <= 0 {
		if t < e.until {
			return e.ratio, e.until
		}
		return 1, math.Inf(1)
	}
	n := math.Floor((t-e.reached)/fadeStep + 1e-9)
	mid := (n + 0.5) * fadeStep
	return math.Exp(e.log * math.Exp2(-mid/e.fade)), e.reached + (n+1)*fadeStep
}

// count notes the case for the intervention's costs, the first time that it is
// both reached and eligible.
func (e *active) count(p *path, t float64) {
	if e.spend >= 0 && e.counted == 0 && t >= e.reached {
		p.cases = append(p.cases, reachedCase{int(e.spend), max(t, 0)})
		e.counted = int16(len(p.cases))
	}
}

// reach adds the effects that reach a case which began at began, of a family
// of the child's family; take says which changes concern this kind of case.
// Costs count a family once, by its first child.
func reach(to []active, list []drawnChange, of *child, began float64, take func(*drawnChange) bool) []active {
	for i := range list {
		c := &list[i]
		if !take(c) || !c.who.HasClass(of.class) {
			continue
		}
		at, ok := c.reach.ReachedAt(began, of.family.Uniform(c.offer), c.delay)
		if !ok {
			continue
		}
		spend := -1
		if of.lead {
			spend = c.spend
		}
		to = append(to, active{
			flow: c.flow, clock: c.clock, who: c.who, log: c.log, ratio: c.ratio,
			from: at + c.reach.Lag, reached: at, fade: c.reach.Fade, until: math.Inf(1),
			spend: int16(spend), slots: int16(c.slots),
		})
	}
	return to
}

// alters tells whether a scenario may change a life that the baseline lived as
// p. It errs to yes.
func (s *drawnScenario) alters(c *child, p *path) bool {
	hit := func(list []drawnChange, began float64, take func(*drawnChange) bool) bool {
		for i := range list {
			d := &list[i]
			if take(d) && d.who.HasClass(c.class) {
				if _, ok := d.reach.ReachedAt(began, c.family.Uniform(d.offer), d.delay); ok {
					return true
				}
			}
		}
		return false
	}
	for i := range p.plans {
		x := &p.plans[i]
		if s.onPlans && (hit(s.changes, x.start, isPlan) || hit(s.stretches, x.start, isPlanClock)) {
			return true
		}
		if x.ended && s.onRepeats && hit(s.changes, x.to, isRepeat) {
			return true
		}
	}
	if c.lapsed && s.onRepeats && hit(s.changes, c.lapsedAt, isRepeat) {
		return true
	}
	isReturn := func(d *drawnChange) bool { return d.flow == sim.EntryReturn }
	if c.left && s.onReturns && hit(s.changes, c.leftAt, isReturn) {
		return true
	}
	if !s.onCare && !s.onReturns && !s.onCourt && len(s.reroutes)+len(s.runs) == 0 {
		return false
	}
	for i := range p.stays {
		st := &p.stays[i]
		if s.onCare && (hit(s.changes, st.careStart, isCare) || hit(s.stretches, st.careStart, isCareClock)) {
			return true
		}
		if s.onCourt && hit(s.changes, st.careStart, isCourt) {
			return true
		}
		if st.exited && s.onReturns && hit(s.changes, st.to, isReturn) {
			return true
		}
		for j := st.first; j < st.last && len(s.reroutes)+len(s.runs) > 0; j++ {
			g := &p.segments[j]
			if j > st.first || st.entered {
				if len(s.runs) > 0 {
					return true
				}
				if to, _ := s.reroute(c, st.period, j-st.first, g.place, g.from, st.careStart, nil); to != g.place {
					return true
				}
			}
		}
	}
	return false
}
