package profile

import (
	"math"

	"github.com/carecurve/carecurve/model"
)

// State is where a child in care stands.
type State struct {
	Class     model.Class
	Place     model.Place
	Age       float64 // days, ≥ 0
	Care      float64 // days in care so far, ≥ 0
	Placement float64 // days in the present placement so far, ≥ 0
}

// Outlook is what the fitted rates make of a child's time in care from now on.
type Outlook struct {
	Stay     float64              // expected further days in care
	Year     float64              // probability of being in care a year on
	TwoYears float64              // and two years on
	Exit     [model.Exits]float64 // probability of each way out; they sum to 1
}

// Likeliest is the way out with the highest probability.
func (o *Outlook) Likeliest() model.Exit {
	best := model.Exit(0)
	for e, p := range o.Exit {
		if p > o.Exit[best] {
			best = model.Exit(e)
		}
	}
	return best
}

// Forecaster works out outlooks from a model's rates.
type Forecaster struct {
	m *model.Model
	// Hazards a day by stratum, age and band.
	exits [model.Settings + 1][model.AgeBands][model.CareBands][model.ExitFlows]float64
	moves [model.Places + 2][model.AgeBands][model.PlacementBands]float64
}

// NewForecaster takes a fitted model. Rates stand at the level of the data
// date and go back to their long-run level as the model has it.
func NewForecaster(m *model.Model) *Forecaster {
	f := &Forecaster{m: m}
	for a := range model.AgeBands {
		for b := range model.CareBands {
			for s := range f.exits {
				for k := range m.Exits {
					f.exits[s][a][b][k] = m.Exits[k].At(s, model.AgeBand(a), b).Mean / model.DaysPerYear
				}
			}
		}
		for b := range model.PlacementBands {
			for s := range f.moves {
				f.moves[s][a][b] = m.Moves.At(s, model.AgeBand(a), b).Mean / model.DaysPerYear
			}
		}
	}
	return f
}

// stretch is part of a child's distribution: shares by place of those whose
// placement began at one time.
type stretch struct {
	since float64 // days in the placement at the start of the step
	here  [model.Places]float64
}

// Of follows a child to the eighteenth birthday. Within a step, which is a
// fortnight at first and a quarter of a year later on, hazards are constant;
// who moves in a step is in the new placement from its middle on. Stays come out
// within 0.2 % for constant hazards.
func (f *Forecaster) Of(s State) Outlook {
	var out Outlook
	adult := model.AdultAge * model.DaysPerYear
	left := adult - s.Age
	if left <= 0 {
		out.Exit[model.ExitAged18] = 1
		return out
	}
	var start stretch
	start.since = s.Placement
	start.here[s.Place] = 1
	parts := []stretch{start}
	stays := 1.0
	for t := 0.0; t < left; {
		dt := math.Min(stepAt(t), left-t)
		for _, edge := range []float64{model.DaysPerYear, 2 * model.DaysPerYear} {
			if t < edge && edge < t+dt {
				dt = edge - t
			}
		}
		before := stays
		parts, stays = f.step(&s, parts, t, dt, &out)
		out.Stay += dt * logMean(before, stays)
		t += dt
		if t == model.DaysPerYear {
			out.Year = stays
		}
		if t == 2*model.DaysPerYear {
			out.TwoYears = stays
		}
	}
	out.Exit[model.ExitAged18] += stays
	return out
}

func stepAt(t float64) float64 {
	switch {
	case t < model.DaysPerYear/2:
		return 14
	case t < 2*model.DaysPerYear:
		return 30
	case t < 5*model.DaysPerYear:
		return 61
	}
	return 122
}

// logMean is the mean of an exponential between two values.
func logMean(a, b float64) float64 {
	if a-b < 1e-9*a || b <= 0 {
		return (a + b) / 2
	}
	return (a - b) / math.Log(a/b)
}

// step lets leaving and moving compete over [t, t+dt); it gives the parts after
// it and the share still in care.
func (f *Forecaster) step(s *State, parts []stretch, t, dt float64, out *Outlook) ([]stretch, float64) {
	c := cell{
		class: s.Class,
		age:   model.AgeBandOf((s.Age + t + dt/2) / model.DaysPerYear),
		band:  model.CareClock.Band(s.Care + t + dt/2),
		leave: multiplier(f.m.ExitLevel, t+dt/2), move: multiplier(f.m.MoveLevel, t+dt/2),
	}
	var arrived stretch
	for i := range parts {
		f.spend(&c, &parts[i], dt, &arrived, out)
	}
	// Whoever moved is at risk for the rest of the step as well, and so are the
	// few who then move again.
	for rest := dt / 2; rest > dt/20; rest /= 2 {
		var again stretch
		f.spend(&c, &arrived, rest, &again, out)
		parts = append(parts, arrived)
		arrived = again
	}
	parts = merge(append(parts, arrived))
	stays := 0.0
	for i := range parts {
		for _, x := range parts[i].here {
			stays += x
		}
	}
	return parts, stays
}

// cell is what the hazards of a step depend on beside the place and the time
// in it.
type cell struct {
	class       model.Class
	age         model.AgeBand
	band        int // of the time in care
	leave, move float64
}

// spend lets a part live for dt days; its moves go to arrived.
func (f *Forecaster) spend(c *cell, p *stretch, dt float64, arrived *stretch, out *Outlook) {
	since := model.PlacementClock.Band(p.since + dt/2)
	p.since += dt
	for place, share := range p.here {
		if share == 0 {
			continue
		}
		exits := &f.exits[model.ExitStratum(c.class, model.Place(place))][c.age][c.band]
		all := 0.0
		for _, h := range exits {
			all += c.leave * h
		}
		moves := c.move * f.moves[model.MoveStratum(c.class, model.Place(place))][c.age][since]
		all += moves
		if all == 0 {
			continue
		}
		gone := share * -math.Expm1(-all*dt)
		p.here[place] -= gone
		for k, h := range exits {
			f.count(out, model.ExitFlow(k), c.age, gone*c.leave*h/all)
		}
		if moves == 0 {
			continue
		}
		to := &f.m.Next[model.NextStratum(c.class, model.Place(place))][c.age][model.StageOf(c.band)].Mean
		sum := 0.0
		for _, x := range to {
			sum += x
		}
		if sum == 0 { // nobody was seen to move from there: to the same kind of place
			arrived.here[place] += gone * moves / all
			continue
		}
		for q, x := range to {
			arrived.here[q] += gone * moves / all * x / sum
		}
	}
}

// merge joins the parts whose placements are all in the last band, which
// nothing tells apart any more, and those that hold next to nobody, whose time
// in the placement then hardly matters.
func merge(parts []stretch) []stretch {
	last := model.PlacementClock.Edges[len(model.PlacementClock.Edges)-1]
	const nobody = 1e-4
	out := parts[:0]
	old := -1
	for _, p := range parts {
		sum := 0.0
		for _, x := range p.here {
			sum += x
		}
		if p.since >= last || sum < nobody && p.since >= last/2 {
			if old >= 0 {
				for q, x := range p.here {
					out[old].here[q] += x
				}
				continue
			}
			old = len(out)
		}
		out = append(out, p)
	}
	return out
}

func (f *Forecaster) count(out *Outlook, flow model.ExitFlow, age model.AgeBand, p float64) {
	switch flow {
	case model.FlowHome:
		out.Exit[model.ExitHome] += p
	case model.FlowSGO:
		out.Exit[model.ExitSGO] += p
	case model.FlowAdoption:
		out.Exit[model.ExitAdoption] += p
	default:
		sum := 0.0
		for _, x := range f.m.OtherSplit[age] {
			sum += x
		}
		for k, e := range model.OtherExits {
			if sum == 0 {
				out.Exit[model.ExitOther] += p / float64(len(model.OtherExits))
				continue
			}
			out.Exit[e] += p * f.m.OtherSplit[age][k] / sum
		}
	}
}

// multiplier is how a flow's rates stand so many days after the data date,
// relative to its table.
func multiplier(l model.Level, days float64) float64 {
	left := l.Left(days / model.DaysPerYear)
	return math.Exp(left*l.Log + (1-left)*l.LongRun)
}
