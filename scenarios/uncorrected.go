package scenarios

import (
	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// UncorrectedSuffix ends the name of a scenario whose effects are taken as stated.
const UncorrectedSuffix = "-uncorrected"

// Uncorrected gives those of the scenarios that [CompileOn] gives whose effects
// are cut back for optimism once more with the effects as stated, so that a
// report can show both side by side. They share their draws with the others. What
// is law already stays as it is. Files with faults give none.
func Uncorrected(law *File, files []*File, m *model.Model) []sim.Scenario {
	all, c := resolve(law, files)
	k := &compiler{checker: c, m: m, kept: map[*Intervention]bool{}}
	if law != nil {
		for _, in := range all[0].all {
			k.kept[in] = true
		}
		all = all[1:]
	}
	var out []sim.Scenario
	for i := range all {
		cut := false
		for _, in := range all[i].all {
			cut = cut || !k.kept[in] && in.Shrink != nil && *in.Shrink != 1 && in.Effect != nil
		}
		if !cut {
			continue
		}
		s := k.scenario(&all[i])
		s.Title += ", effects as stated"
		s.Name += UncorrectedSuffix
		out = append(out, s)
	}
	return out
}
