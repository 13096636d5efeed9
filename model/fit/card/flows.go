package card

import (
	"math"

	"github.com/carecurve/carecurve/model"
)

// flows says what each kind of event rests on. Events are counted in the
// records; exposures are the model's.
func flows(m *model.Model, s *sight) []Flow {
	out := []Flow{
		streamFlow("Into care from home", &m.Direct, "child-years"),
		streamFlow("Into care, unaccompanied", &m.UASC, "years"),
		streamFlow("Onto a plan", &m.PlanStart, "child-years"),
	}
	if len(m.Population.Years) == 0 {
		out[0].Unit, out[2].Unit = "years", "years"
	}
	seen := s.events()
	ways := [model.ExitFlows]string{"Home to parents", "Special guardianship", "Adoption", "Other ways out"}
	for f := range m.Exits {
		out = append(out, tableFlow(ways[f], &m.Exits[f], m.ExitLevel, seen.exits[f].n))
	}
	out = append(out,
		tableFlow("Moves", &m.Moves, m.MoveLevel, seen.moves.n),
		tableFlow("Returns to care", &m.Returns, model.Level{}, seen.returned.n),
	)
	if !s.h.PlansFrom.IsZero() {
		out = append(out, tableFlow("Plan ends", &m.PlanEnd, m.PlanEndLevel, seen.planEnds.n))
	}
	if !s.h.PlansFrom.IsZero() && !s.h.DeclaresPlans() {
		out = append(out,
			tableFlow("Plan to care", &m.PlanToCare, m.PlanToCareLevel, seen.planCare.n),
			tableFlow("Plan ends, child in care", &m.AfterCare, model.Level{}, seen.planAfter.n))
	}
	return out
}

// known hides counts of one to four.
func (f Flow) known(events float64) Flow {
	f.Events = math.Round(events)
	if events > 0 && events < fewEvents {
		f.Events, f.Few = 0, true
	}
	return f
}

// standing sets the level and its 80 % interval.
func (f Flow) standing(l model.Level) Flow {
	const ten = 1.2815515655446004 // the normal's 90 % point
	median := l.Log - l.SD*l.SD/2
	f.Level, f.LevelLow, f.LevelHigh = l.Expected(), math.Exp(median-ten*l.SD), math.Exp(median+ten*l.SD)
	return f
}

func tableFlow(name string, t *model.Table, l model.Level, events float64) Flow {
	f := Flow{Name: name, Unit: "child-years"}.known(events).standing(l)
	expected, sparse, lean := 0.0, 0.0, 0.0
	for _, c := range t.Cells {
		f.Exposure += c.Exposure
		e := c.Exposure * c.Mean
		expected += e
		if c.Occurrences < fewEvents {
			sparse += e
		}
		if e > 0 {
			lean += e * t.Weight / (c.Exposure/t.Dispersed() + t.Weight)
		}
	}
	if expected > 0 {
		f.Sparse, f.Leaning = sparse/expected, lean/expected
	}
	return f
}

func streamFlow(name string, s *model.Stream, unit string) Flow {
	events, exposure, sparse, expected := 0.0, 0.0, 0.0, 0.0
	for _, a := range s.Ages {
		events += a.Occurrences
		exposure += a.Exposure
		e := a.Exposure * a.Mean
		expected += e
		if a.Occurrences < fewEvents {
			sparse += e
		}
	}
	if unit == "years" {
		exposure /= float64(model.AgeBands)
	}
	f := Flow{Name: name, Unit: unit, Exposure: exposure}.known(events).standing(s.Level)
	if expected > 0 {
		f.Sparse = sparse / expected
	}
	return f
}
