package agents

import (
	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// happens is what ends a cell.
type happens uint8

const (
	horizonComes happens = iota
	birthday
	careBand
	placeBand
	effectChanges
	leaves
	moves
	asks
)

// isCare tells whether a change acts on children in care.
func isCare(c *drawnChange) bool { return c.flow >= sim.ExitHome && c.flow <= sim.Move }

// hasCare is [sim.Who.HasCare] by the very sums at which stretches of life are
// cut: a difference that rounding puts just short of an edge would keep an effect
// from acting until the next cell.
func hasCare(w *sim.Who, careStart, t float64) bool {
	return t >= careStart+w.CareFrom && (w.CareTo == 0 || t < careStart+w.CareTo)
}

// isCareClock is the same for a stretch.
func isCareClock(c *drawnChange) bool { return c.clock != sim.PlanTime }

// caring is where a child's period of care stands: what is left of its needs,
// bands and clocks at time t. A life can go on from it, or be lived again.
type caring struct {
	child         // with the place and starts of this period's beginning
	luck  sim.Key // of leaving
	own   sim.Key // of moving
	here  model.Place
	t     float64

	need     [model.ExitFlows]need // by way out
	needMove need
	number   int // of the placement, 0 the first
	effects  []active

	age    model.AgeBand
	ageEnd float64
	u, v   int // bands of the time in care and in the placement
	// What is left of them, on the clocks of leaving and moving.
	uLeft, vLeft float64
	cases        int // length of the path's cases
}

// beginCare begins a period of care of x's child at t; its careStart and
// placeStart may lie before. One unit exponential a way out serves the whole
// period, one a placement serves the move; the hazards of each cell use them
// up. buffer is room for effects.
func (w *world) beginCare(x *caring, s *drawnScenario, p *path, period int, t float64, buffer []active) {
	c := &x.child
	x.here, x.t, x.number, x.cases = c.place, t, 0, len(p.cases)
	x.luck = c.careLuck.With(forPeriod + uint64(period))
	x.own = c.key.With(forPeriod + uint64(period))
	for f := range x.need {
		x.need[f] = newNeed(x.luck, uint64(f))
	}
	x.needMove = newNeed(x.own.With(0), drawMove)
	x.effects = buffer[:0]
	if s != nil && s.onCare {
		x.effects = reach(x.effects, s.changes, c, c.careStart, isCare)
		stretched := len(x.effects)
		x.effects = reach(x.effects, s.stretches, c, c.careStart, isCareClock)
		for i := stretched; i < len(x.effects); i++ {
			x.effects[i].flow = clockFlow
		}
	}
	x.age = model.AgeBandOf((t - c.born) / model.DaysPerYear)
	x.ageEnd = c.born + ageEdges[x.age]
	x.u, x.uLeft = model.CareClock.Left(t - c.careStart)
	x.v, x.vLeft = model.PlacementClock.Left(t - c.placeStart)
}

// care lives a period of care of w.caring's child from t to leaving or the
// horizon, and returns how and when the child left.
func (w *world) care(s *drawnScenario, p *path, period int, t float64, route model.Route, entered bool) (left bool, by model.Exit, at float64) {
	x := &w.caring
	c := &x.child
	st := p.arrive(c, period, t, route, entered)
	w.beginCare(x, s, p, period, t, w.buffer)
	if t-c.born >= adult {
		return w.leave(p, st, t, model.ExitAged18)
	}
	for {
		switch what, flow := w.stay(x, p, w.horizon); what {
		case birthday:
			return w.leave(p, st, x.t, model.ExitAged18)
		case leaves:
			return w.leave(p, st, x.t, w.wayOut(flow, x.age, x.luck))
		case moves:
			place := w.nextPlace(x)
			if s != nil {
				place, _ = s.reroute(c, period, x.number, place, x.t, c.careStart, nil)
			}
			p.move(x.t, place)
			x.settle(place)
		default:
			p.segments[len(p.segments)-1].to = w.horizon
			st.to, st.last = w.horizon, len(p.segments)
			return false, 0, 0
		}
	}
}

// nextPlace is where a move leads that begins the next placement.
func (w *world) nextPlace(x *caring) model.Place {
	x.number++
	return w.rates.nextPlaces(model.NextStratum(x.class, x.here), x.age, model.StageOf(x.u)).pick(x.own.With(uint64(x.number)).Uniform(drawNext))
}

// settle begins the placement of the present number.
func (x *caring) settle(place model.Place) {
	x.here = place
	x.needMove = newNeed(x.own.With(uint64(x.number)), drawMove)
	x.v, x.vLeft = model.PlacementClock.Left(0)
}

// stay goes on with a period of care up to a time. It returns horizonComes
// there, or what happened before: birthday (the eighteenth), leaves by a flow,
// moves, or asks, when an effect, whose index follows, wants a slot.
func (w *world) stay(x *caring, p *path, limit float64) (what happens, which int) {
	r, c := w.rates, &x.child
	place, t, effects := x.here, x.t, x.effects
	age, ageEnd := x.age, x.ageEnd
	u, uLeft, v, vLeft := x.u, x.uLeft, x.v, x.vLeft
	leaving, moving := &r.exit[model.ExitStratum(c.class, place)], &r.move[model.MoveStratum(c.class, place)]
	toExit, toMove := r.carePace.at(t)
	var changed [model.ExitFlows]float64
	what = horizonComes
cells:
	for t < limit {
		var dt float64
		dt, what = limit-t, horizonComes
		if d := ageEnd - t; d < dt {
			dt, what = d, birthday
		}
		exits, move := &leaving[age][u], moving[age][v]
		careSpeed, placeSpeed := 1.0, 1.0
		if len(effects) > 0 {
			changed, exits = *exits, &changed
		}
		for i := range effects {
			e := &effects[i]
			ratio, until := e.ratioAt(t)
			if d := until - t; d < dt {
				dt, what = d, effectChanges
			}
			for _, edge := range [2]float64{e.who.CareFrom, e.who.CareTo} {
				if d := c.careStart + edge - t; d > 0 && d < dt {
					dt, what = d, effectChanges
				}
			}
			if !e.who.HasAge(age) || !e.who.HasPlace(place) || !hasCare(e.who, c.careStart, t) {
				continue
			}
			if e.spend >= 0 && e.counted == 0 || e.slots > 0 {
				if e.slots > 0 && t >= e.reached {
					what, which = asks, i
					break cells
				}
				e.count(p, t)
			}
			if ratio == 1 {
				continue
			}
			switch {
			case e.flow == clockFlow && e.clock == sim.CareTime:
				careSpeed /= ratio
			case e.flow == clockFlow:
				placeSpeed /= ratio
			case e.flow == sim.Move:
				move *= ratio
			case e.flow == exitsFlow:
				for f := range changed {
					changed[f] *= ratio
				}
			default:
				changed[e.flow-sim.ExitHome] *= ratio
			}
		}
		if careSpeed != 1 {
			for f := range changed {
				changed[f] *= careSpeed
			}
		}
		uTakes, vTakes := uLeft, vLeft
		if placeSpeed != 1 {
			move *= placeSpeed
			vTakes /= placeSpeed
		}
		if careSpeed != 1 {
			uTakes /= careSpeed
		}
		if uTakes < dt {
			dt, what = uTakes, careBand
		}
		if vTakes < dt {
			dt, what = vTakes, placeBand
		}
		grown, grownMove := r.carePace.at(t + dt)
		grown, grownMove = grown-toExit, grownMove-toMove
		for f, h := range exits {
			n := &x.need[f]
			if h *= grown; h >= n.left && n.within(h) {
				grown, what, which = n.left/exits[f], leaves, f
			}
		}
		if what == leaves {
			dt = max(0, r.carePace.whenA(toExit+grown, t)-t)
			_, grownMove = r.carePace.at(t + dt)
			grownMove -= toMove
		}
		if h, n := move*grownMove, &x.needMove; h >= n.left && n.within(h) {
			grownMove, what = n.left/move, moves
			dt = max(0, r.carePace.whenB(toMove+grownMove, t)-t)
			grown, _ = r.carePace.at(t + dt)
			grown -= toExit
		}
		for f, h := range exits {
			x.need[f].left -= h * grown
		}
		x.needMove.left -= move * grownMove
		t += dt
		toExit += grown
		toMove += grownMove
		uLeft -= float64(dt * careSpeed)
		vLeft -= float64(dt * placeSpeed)
		switch what {
		case birthday:
			if age == model.Age16to17 {
				break cells
			}
			age++
			ageEnd = c.born + ageEdges[age]
		case careBand:
			u++
			uLeft = model.CareClock.Length(u)
			if vLeft <= 0 {
				v++
				vLeft = model.PlacementClock.Length(v)
			}
		case placeBand:
			v++
			vLeft = model.PlacementClock.Length(v)
		case leaves, moves:
			break cells
		}
		what = horizonComes
	}
	x.t = t
	x.age, x.ageEnd = age, ageEnd
	x.u, x.uLeft, x.v, x.vLeft = u, uLeft, v, vLeft
	x.cases = len(p.cases)
	return what, which
}

// clockFlow marks an effect on a clock among effects on flows, exitsFlow one on
// all ways out.
const (
	clockFlow = sim.Flow(sim.Flows)
	exitsFlow = sim.Flow(sim.Flows + 1)
)

func (w *world) leave(p *path, st *stay, t float64, by model.Exit) (bool, model.Exit, float64) {
	p.segments[len(p.segments)-1].to = t
	st.to, st.last, st.exited, st.exit = t, len(p.segments), true, by
	return by != model.ExitAged18 && by != model.ExitDied, by, t
}

// wayOut is the exit behind a flow; the last flow stands for several.
func (w *world) wayOut(flow int, age model.AgeBand, luck sim.Key) model.Exit {
	switch model.ExitFlow(flow) {
	case model.FlowHome:
		return model.ExitHome
	case model.FlowSGO:
		return model.ExitSGO
	case model.FlowAdoption:
		return model.ExitAdoption
	}
	u := luck.Uniform(drawSplit)
	for k, sum := range w.rates.other[age] {
		if u < sum {
			return model.OtherExits[k]
		}
	}
	return model.ExitOther
}

// ageEdges are the ages in days at which the bands end.
var ageEdges = func() (out [model.AgeBands]float64) {
	for a := range out {
		_, to := model.AgeSpan(model.AgeBand(a))
		out[a] = to * model.DaysPerYear
	}
	return out
}()
