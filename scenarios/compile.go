package scenarios

import (
	"slices"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/model/document"
	"github.com/carecurve/carecurve/sim"
)

// Compile lays scenarios on a model, in the order of files and without the
// baseline. based_on is looked up among the files, then in the library; a file
// of the library on which another is based gives no scenario of its own.
// Findings may be notes; if any is Fatal the scenarios are nil. An effect that
// is still to be filled in is such a fault, at its line.
func Compile(files []*File, m *model.Model) ([]sim.Scenario, []model.Finding) {
	return CompileOn(nil, files, m)
}

// CompileOn is Compile where something is law already: the first scenario is
// that of the file law, and all others have its interventions too, whether they
// name it in based_on or not. A nil law is none.
func CompileOn(law *File, files []*File, m *model.Model) ([]sim.Scenario, []model.Finding) {
	_, out, found := compile(law, files, m, false)
	if len(document.Faults(found)) > 0 {
		return nil, found
	}
	return out, found
}

// compile is Compile with what lies behind each scenario; if gaps, effects
// still to be filled in are left out and not reported.
func compile(law *File, files []*File, m *model.Model, gaps bool) ([]resolved, []sim.Scenario, []model.Finding) {
	all, c := resolve(law, files)
	k := &compiler{checker: c, m: m, gaps: gaps}
	var out []sim.Scenario
	for _, r := range all {
		out = append(out, k.scenario(&r))
	}
	document.Sort(c.found)
	return all, out, c.found
}

// scenario lays one scenario on the model.
func (k *compiler) scenario(r *resolved) sim.Scenario {
	k.s = sim.Scenario{Name: r.Name, Title: r.Title}
	if k.s.Title == "" {
		k.s.Title = r.Name
	}
	for _, in := range r.all {
		k.intervention(in, r.all)
	}
	// A new inflation starts a line's prices afresh; changes then act on it.
	slices.SortStableFunc(k.s.Reprices, func(a, b sim.Reprice) int {
		return btoi(a.Inflation == nil) - btoi(b.Inflation == nil)
	})
	k.doubleCounts(r.all)
	return k.s
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// compiler lays one scenario after the other on the model.
type compiler struct {
	*checker
	m    *model.Model
	s    sim.Scenario
	gaps bool // effects may be missing
	// kept are the interventions whose optimism correction stays; nil for all.
	kept map[*Intervention]bool
}

// note is a finding that stops nothing, once for a place.
func (k *compiler) note(pos model.Pos, what, fix string) {
	if !k.reported[pos] {
		k.reported[pos] = true
		k.found = append(k.found, model.Finding{Pos: pos, Severity: model.Note, Rule: "scenario", What: what, Fix: fix})
	}
}

func (k *compiler) intervention(in *Intervention, all []*Intervention) {
	reach, ok := k.reach(in)
	if !ok {
		return
	}
	before := len(k.s.Changes)
	switch in.Kind {
	case "rate":
		k.rate(in, reach)
	case "duration":
		k.duration(in, reach)
	case "redirect":
		k.redirect(in, reach)
	case "price":
		k.price(in, reach)
	case "demand":
		k.demand(in, reach)
	case "capacity":
		k.capacity(in, reach)
	case "slots":
		k.slots(in, reach, all)
	case "once":
		k.once(in, reach)
	case "target":
		k.target(in, reach)
	case "review":
		k.review(in, reach)
	}
	k.spend(in, reach, k.s.Changes[before:])
	a := sim.Assumption{Intervention: in.Name, Text: describe(in)}
	if e := in.Evidence; e != nil {
		a.Source, a.Grade = e.Source, e.Grade
		if e.Note != "" {
			a.Text += " (" + e.Note + ")"
		}
		if m := markNamed(e.Mark); m != nil {
			a.Mark = m.means
		}
	}
	k.s.Assumptions = append(k.s.Assumptions, a)
}
