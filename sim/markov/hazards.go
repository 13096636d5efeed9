package markov

import (
	"math"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// hazards walks a cohort in care through its cells. Age and time in care are
// the same for the whole cohort, so the cells come at known times.
type hazards struct {
	world     *world
	class     model.Class
	born      float64
	careStart float64
	flows     []active
	clocks    []active

	t         float64
	age       model.AgeBand
	u         int     // band of the time in care, by a clock that may be stretched
	uLeft     float64 // what is left of it on that clock
	cells     *cells
	cell      *entry // what holds now
	careSpeed float64
	until     float64 // the cell holds until then
	acting    []acting
}

const adult = model.AdultAge * model.DaysPerYear

// instant is below what times can tell apart.
const instant = 1e-7

// start puts the walk at t.
func (h *hazards) start(t float64) {
	h.t = t
	h.age = model.AgeBandOf((t - h.born + instant) / model.DaysPerYear)
	h.u, h.uLeft = leftOf(model.CareClock, t-h.careStart)
	h.refresh()
}

// advance moves on by dt, which must not pass until.
func (h *hazards) advance(dt float64) {
	h.t += dt
	h.uLeft -= dt * h.careSpeed
	if h.t < h.until-instant {
		return
	}
	if h.age < model.Age16to17 && h.t >= h.born+ageEdges[h.age]-instant {
		h.age++
	}
	if h.uLeft <= instant && h.u < model.CareBands-1 {
		h.u++
		h.uLeft = model.CareClock.Length(h.u)
	}
	h.refresh()
}

// careBand is the band of the time in care dt from now.
func (h *hazards) careBand(dt float64) int {
	if h.u < model.CareBands-1 && h.uLeft <= dt*h.careSpeed {
		return h.u + 1
	}
	return h.u
}

// quarter is the index of the levels at t.
func quarter(t float64, levels []float64) int {
	return min(int((t+instant)/stepDays), len(levels)-1)
}

func (h *hazards) refresh() {
	r := h.world.rates
	h.until = math.Inf(1)
	ends := func(t float64) {
		if t > h.t+instant && t < h.until {
			h.until = t
		}
	}
	if h.age < model.Age16to17 {
		ends(h.born + ageEdges[h.age])
	}
	key := cellKey{class: h.class, age: h.age, care: h.u}
	q := quarter(h.t, r.exitLevel)
	span, until := r.span(h.t)
	key.span = span
	ends(until)
	h.careSpeed = 1
	h.acting = h.acting[:0]
	for _, list := range [2][]active{h.clocks, h.flows} {
		for i := range list {
			e := &list[i]
			ratio, until := h.ratio(e, ends)
			ends(until)
			if ratio == 1 || !e.who.HasAge(h.age) || !e.who.HasCare(h.t-h.careStart+instant) {
				continue
			}
			h.acting = append(h.acting, acting{e.change, ratio})
			if e.clock == sim.CareTime {
				h.careSpeed /= ratio
			}
		}
	}
	if len(h.acting) > 0 {
		key.scenario = h.world.scenario + 1
		key.effects = signature(h.acting)
	}
	h.cell = h.cells.of(key, func(c *cell) { c.fill(r, h.class, h.age, h.u, q, h.careSpeed, h.acting) })
	if h.u < model.CareBands-1 {
		ends(h.t + h.uLeft/h.careSpeed)
	}
}

// ratio is an effect's ratio now, having told when it and its bounds change.
func (h *hazards) ratio(e *active, ends func(float64)) (ratio, until float64) {
	ends(h.careStart + e.who.CareFrom)
	ends(h.careStart + e.who.CareTo)
	return e.ratioAt(h.t + instant)
}

// ageEdges are the ages in days at which the bands end.
var ageEdges = func() (out [model.AgeBands]float64) {
	for a := range out {
		_, to := model.AgeSpan(model.AgeBand(a))
		out[a] = to * model.DaysPerYear
	}
	return out
}()

// leftOf is the band of a duration and what is left of it, as
// [model.Clock.Left], but with a duration that rounding put just before an edge
// taken to be past it.
func leftOf(c model.Clock, days float64) (int, float64) {
	b := c.Band(days + instant)
	if b == len(c.Edges) {
		return b, math.Inf(1)
	}
	return b, c.Edges[b] - days
}
