package scenarios

import (
	"slices"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// flow is a word that a scenario may put after flow:.
type flow struct {
	name  string
	parts []sim.Flow // none: the language knows it, no model has it
}

var flows = []flow{
	{"entry", []sim.Flow{sim.EntryDirect, sim.EntryUASC, sim.EntryReturn, sim.PlanToCare}},
	{"entry-direct", []sim.Flow{sim.EntryDirect}},
	{"entry-uasc", []sim.Flow{sim.EntryUASC}},
	{"entry-return", []sim.Flow{sim.EntryReturn}},
	{"plan-start", []sim.Flow{sim.PlanStart, sim.PlanRepeat}},
	{"plan-repeat", []sim.Flow{sim.PlanRepeat}},
	{"plan-to-care", []sim.Flow{sim.PlanToCare}},
	{"plan-end", []sim.Flow{sim.PlanEnd}},
	{"exit", []sim.Flow{sim.ExitHome, sim.ExitSGO, sim.ExitAdoption, sim.ExitOther}},
	{"exit-home", []sim.Flow{sim.ExitHome}},
	{"exit-sgo", []sim.Flow{sim.ExitSGO}},
	{"exit-adoption", []sim.Flow{sim.ExitAdoption}},
	{"exit-other", []sim.Flow{sim.ExitOther}},
	{"move", []sim.Flow{sim.Move}},
	{"proceedings", []sim.Flow{sim.Proceedings}},
}

func flowNamed(name string) *flow {
	for i := range flows {
		if flows[i].name == name {
			return &flows[i]
		}
	}
	return nil
}

func flowNames() []string {
	var out []string
	for _, f := range flows {
		out = append(out, f.name)
	}
	return out
}

// ofArrivals tells whether a flow has no cases to choose from. Repeat plans have,
// but not where they are part of all plan starts.
func (f *flow) ofArrivals() bool {
	return !f.parts[0].HasCases() && (len(f.parts) == 1 || f.parts[0] == sim.PlanStart)
}

// flowName is the word for one part.
func flowName(part sim.Flow) string {
	for _, f := range flows {
		if len(f.parts) == 1 && f.parts[0] == part {
			return f.name
		}
	}
	return ""
}

// clocks are the words after of:, with the flows whose clock they scale.
var clocks = []struct {
	name string
	of   sim.ClockKind
	ends []sim.Flow
}{
	{"plan", sim.PlanTime, []sim.Flow{sim.PlanEnd}},
	{"care", sim.CareTime, []sim.Flow{sim.ExitHome, sim.ExitSGO, sim.ExitAdoption, sim.ExitOther}},
	{"placement", sim.PlacementTime, []sim.Flow{sim.Move}},
}

// hasRate tells whether the model lets a flow happen at all.
func hasRate(m *model.Model, f sim.Flow) bool {
	stream := func(s *model.Stream) bool {
		return slices.ContainsFunc(s.Ages[:], func(r model.Rate) bool { return r.Mean > 0 })
	}
	table := func(t *model.Table) bool {
		return slices.ContainsFunc(t.Cells, func(r model.Rate) bool { return r.Mean > 0 })
	}
	switch f {
	case sim.EntryDirect:
		return stream(&m.Direct)
	case sim.EntryUASC:
		return stream(&m.UASC)
	case sim.EntryReturn:
		return table(&m.Returns)
	case sim.PlanStart:
		return stream(&m.PlanStart)
	case sim.PlanRepeat:
		return table(&m.Repeats)
	case sim.Proceedings:
		return table(&m.Proceedings)
	case sim.PlanToCare:
		return table(&m.PlanToCare)
	case sim.PlanEnd:
		return table(&m.PlanEnd)
	case sim.ExitHome:
		return table(&m.Exits[model.FlowHome])
	case sim.ExitSGO:
		return table(&m.Exits[model.FlowSGO])
	case sim.ExitAdoption:
		return table(&m.Exits[model.FlowAdoption])
	case sim.ExitOther:
		return table(&m.Exits[model.FlowOther])
	}
	return table(&m.Moves)
}
