package markov

import (
	"math"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// world is one scenario with everything fixed that is drawn once: what was
// delivered, how strong effects are, and each offer's uniform draw. Given
// these, who is reached and when is certain, so a scenario's expectation is a
// weighted mean over worlds.
type world struct {
	scenario  int // in the programme
	weight    float64
	rates     *rates
	changes   []change
	stretches []change
	reroutes  []reroute
	growth    []sim.Growth
	on        []float64 // by spend: delivered

	cells *cells
	*layout
}

// change is a Change or Stretch in one world.
type change struct {
	flow  sim.Flow
	clock sim.ClockKind
	who   *sim.Who
	reach *sim.Reach
	delay float64
	log   float64
	draw  float64 // of the offer
	spend int     // index of the spend that counts its cases, or −1
	index int     // in the scenario's list
}

type reroute struct {
	*sim.Reroute
	delay float64
	index int
}

// active is an effect on one cohort, from the day it was reached.
type active struct {
	*change
	ratio   float64
	from    float64 // effect begins: reached + lag
	reached float64
}

// fadeStep is how finely a fading effect is cut, as in package agents.
const fadeStep = model.DaysPerYear / 12

// ratioAt is the effect's ratio just after t, and the next time it changes.
func (e *active) ratioAt(t float64) (ratio, until float64) {
	if t < e.from {
		return 1, e.from
	}
	if e.reach.Fade <= 0 {
		return e.ratio, math.Inf(1)
	}
	n := math.Floor((t-e.reached)/fadeStep + 1e-9)
	mid := (n + 0.5) * fadeStep
	return math.Exp(e.log * math.Exp2(-mid/e.reach.Fade)), e.reached + (n+1)*fadeStep
}

// reach adds the effects that reach a case which began at began.
func reach(to []active, list []change, began float64, take func(*change) bool) []active {
	for i := range list {
		c := &list[i]
		if !take(c) {
			continue
		}
		if at, ok := c.reach.ReachedAt(began, c.draw, c.delay); ok {
			to = append(to, active{change: c, ratio: math.Exp(c.log), from: at + c.reach.Lag, reached: at})
		}
	}
	return to
}

func isCare(c *change) bool      { return c.flow >= sim.ExitHome && c.flow <= sim.Move }
func isCareClock(c *change) bool { return c.clock != sim.PlanTime }
func isPlan(c *change) bool      { return c.flow == sim.PlanToCare || c.flow == sim.PlanEnd }
func isPlanClock(c *change) bool { return c.clock == sim.PlanTime }
func isReturn(c *change) bool    { return c.flow == sim.EntryReturn }

// isStay is either that acts on children in care.
func isStay(c *change) bool   { return isCare(c) || isCourt(c) }
func isCourt(c *change) bool  { return c.flow == sim.Proceedings }
func isRepeat(c *change) bool { return c.flow == sim.PlanRepeat }

// shareAt is the share of fitting placements that a reroute sends elsewhere.
func (r *reroute) shareAt(t float64, age model.AgeBand, care float64) float64 {
	if !r.Who.HasAge(age) || !r.Who.HasCare(care+instant) {
		return 0
	}
	return r.Share * r.Reach.CoverageAt(t, r.delay)
}

// redirection is where reroutes with these shares send placements that would
// go to each place; false if nowhere else. Reroutes of one intervention share a
// draw, as in package agents; those of different ones act on draws of their
// own.
func (w *world) redirection(shares []float64) (to [model.Places]places, any bool) {
	for _, x := range shares {
		any = any || x > 0
	}
	if any {
		known := make([]span, len(shares))
		for p := range to {
			w.send(&to[p], model.Place(p), 1, shares, 0, known)
		}
	}
	return to, any
}

// through sends a distribution through a redirection.
func (d *places) through(to *[model.Places]places) (out places) {
	for p, x := range d {
		switch {
		case x == 0:
		case to[p][p] == 1:
			out[p] += x
		default:
			for q, share := range &to[p] {
				out[q] += x * share
			}
		}
	}
	return out
}

// span is what is known of a reroute's draw: it lies in [lo, hi).
type span struct{ lo, hi float64 }

// send follows a placement through the reroutes from the i-th on, splitting
// where a draw decides. known[j] is the draw of the intervention of which
// reroute j is the first; it is left as it was.
func (w *world) send(out *places, p model.Place, x float64, shares []float64, i int, known []span) {
	for i < len(shares) && (shares[i] <= 0 || !w.reroutes[i].From.Has(p)) {
		i++
	}
	if i == len(shares) {
		out[p] += x
		return
	}
	r := &w.reroutes[i]
	j := 0
	for w.reroutes[j].Intervention != r.Intervention {
		j++
	}
	was := known[j]
	k := was
	if k.hi == 0 {
		k.hi = 1
	}
	cut := min(max(shares[i], k.lo), k.hi)
	if cut < k.hi { // those not redirected
		known[j] = span{cut, k.hi}
		w.send(out, p, x*(k.hi-cut)/(k.hi-k.lo), shares, i+1, known)
	}
	if cut > k.lo {
		known[j] = span{k.lo, cut}
		w.send(out, r.To(p), x*(cut-k.lo)/(k.hi-k.lo), shares, i+1, known)
	}
	known[j] = was
}
