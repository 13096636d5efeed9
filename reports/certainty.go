package reports

import (
	"strings"

	"github.com/carecurve/carecurve/sim"
)

// What stands in place of an interval and of a probability in a run without:
// "none" for the latter would read as no chance at all.
const (
	noRange  = "none"
	noChance = "not known"
)

// expected tells whether the engine works out expectations, without drawing at
// random: its replicates and seed mean nothing.
func expected(in *Input) bool { return strings.EqualFold(in.Projection.Engine, "markov") }

// ranged tells whether the run has intervals: some source of uncertainty is
// on, and there is more than one replicate to vary, or a computed spread.
func ranged(in *Input) bool {
	return in.Meta.Uncertainty != sim.Uncertainty{} && (expected(in) || in.Projection.Replicates != 1)
}

// ifRanged is text, or without in a run that has no intervals.
func ifRanged(in *Input, text, without string) string {
	if ranged(in) {
		return text
	}
	return without
}

// withoutRanges says why a run has no intervals and what its figures are.
func withoutRanges(in *Input) string {
	switch {
	case expected(in):
		return "This run has no intervals: every source of uncertainty was switched off. Its figures are the expected path, from which the outcome will differ."
	case in.Projection.Replicates == 1:
		return "This run has no intervals: it is a single replicate, one path of many that could come about. Run more replicates to see how far apart they lie."
	}
	return "This run has no intervals: every source of uncertainty was switched off. Its figures are one path of many that could come about."
}

func uncertaintyWords(u sim.Uncertainty) string {
	var on []string
	for _, s := range []struct {
		on   bool
		name string
	}{{u.Chance, "chance"}, {u.Parameters, "parameters"}, {u.Drift, "drift"}, {u.Effects, "effects of interventions"}} {
		if s.on {
			on = append(on, s.name)
		}
	}
	switch len(on) {
	case 0:
		return "nothing"
	case 1:
		return on[0] + " alone"
	}
	return strings.Join(on[:len(on)-1], ", ") + " and " + on[len(on)-1]
}
