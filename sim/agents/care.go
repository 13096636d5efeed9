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
	quarter
	effectChanges
	leaves
	moves
)

// isCare tells whether a change acts on children in care.
func isCare(c *drawnChange) bool { return c.flow >= sim.ExitHome && c.flow <= sim.Move }

// isCareClock is the same for a stretch.
func isCareClock(c *drawnChange) bool { return c.clock != sim.PlanTime }

// care lives a period of care from t (its careStart and placeStart may lie
// before) to leaving or the horizon. One unit exponential a way out serves the
// whole period, one a placement serves the move; the hazards of each cell use
// them up. It returns how and when the child left.
func (w *world) care(c *child, s *drawnScenario, p *path, period int, t float64, route model.Route, entered bool) (left bool, by model.Exit, at float64) {
	r := w.rates
	p.stays = append(p.stays, stay{from: t, careStart: c.careStart, period: period, entered: entered, route: route, first: len(p.segments)})
	st := &p.stays[len(p.stays)-1]
	p.segments = append(p.segments, segment{from: t, place: c.place})
	place := c.place

	luck := c.careLuck.With(forPeriod + uint64(period))
	own := c.key.With(forPeriod + uint64(period))
	var need [model.ExitFlows]float64
	for f := range need {
		need[f] = luck.Exp(uint64(f))
	}
	number := 0
	needMove := own.With(0).Exp(drawMove)

	effects := w.buffer[:0]
	if s != nil && (len(s.changes) > 0 || len(s.stretches) > 0) {
		effects = reach(effects, s.changes, c, c.careStart, isCare)
		stretched := len(effects)
		effects = reach(effects, s.stretches, c, c.careStart, isCareClock)
		for i := stretched; i < len(effects); i++ {
			effects[i].flow = clockFlow
		}
	}

	age := model.AgeBandOf((t - c.born) / model.DaysPerYear)
	if t-c.born >= adult {
		return w.leave(p, st, t, model.ExitAged18)
	}
	ageEnd := c.born + ageEdges[age]
	// What is left of the present bands, on the clocks of leaving and moving.
	u, uLeft := model.CareClock.Left(t - c.careStart)
	v, vLeft := model.CareClock.Left(t - c.placeStart)
	q := w.step(t)

	for t < w.horizon {
		dt, what := w.horizon-t, horizonComes
		if d := ageEnd - t; d < dt {
			dt, what = d, birthday
		}
		if q < w.steps-1 {
			if d := float64(q+1)*stepDays - t; d < dt {
				dt, what = d, quarter
			}
		}
		exits := r.exit[model.ExitStratum(c.class, place)][age][u]
		level := r.exitLevel[q]
		for f := range exits {
			exits[f] *= level
		}
		move := r.move[model.MoveStratum(c.class, place)][age][v] * r.moveLevel[q]
		careSpeed, placeSpeed := 1.0, 1.0
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
			if !e.who.HasAge(age) || !e.who.HasPlace(place) || !e.who.HasCare(t-c.careStart) {
				continue
			}
			e.count(p, t)
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
			default:
				exits[e.flow-sim.ExitHome] *= ratio
			}
		}
		if careSpeed != 1 {
			for f := range exits {
				exits[f] *= careSpeed
			}
		}
		move *= placeSpeed
		if d := uLeft / careSpeed; d < dt {
			dt, what = d, careBand
		}
		if d := vLeft / placeSpeed; d < dt {
			dt, what = d, placeBand
		}
		flow := 0
		for f, h := range exits {
			if h*dt >= need[f] {
				dt, what, flow = need[f]/h, leaves, f
			}
		}
		if move*dt >= needMove {
			dt, what = needMove/move, moves
		}
		for f, h := range exits {
			need[f] -= h * dt
		}
		needMove -= move * dt
		t += dt
		uLeft -= dt * careSpeed
		vLeft -= dt * placeSpeed
		switch what {
		case birthday:
			if age == model.Age16to17 {
				return w.leave(p, st, t, model.ExitAged18)
			}
			age++
			ageEnd = c.born + ageEdges[age]
		case careBand:
			u++
			uLeft = model.CareClock.Length(u)
		case placeBand:
			v++
			vLeft = model.CareClock.Length(v)
		case quarter:
			q++
		case leaves:
			return w.leave(p, st, t, w.wayOut(flow, age, luck))
		case moves:
			number++
			place = r.next[model.NextStratum(c.class, place)][age][model.StageOf(u)].pick(own.With(uint64(number)).Uniform(drawNext))
			if s != nil {
				place = s.reroute(c, period, number, place, t, c.careStart)
			}
			p.segments[len(p.segments)-1].to = t
			p.segments = append(p.segments, segment{from: t, place: place, moved: true})
			needMove = own.With(uint64(number)).Exp(drawMove)
			v, vLeft = model.CareClock.Left(0)
		}
	}
	p.segments[len(p.segments)-1].to = w.horizon
	st.to, st.last = w.horizon, len(p.segments)
	return false, 0, 0
}

// clockFlow marks an effect on a clock among effects on flows.
const clockFlow = sim.Flow(sim.Flows)

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
