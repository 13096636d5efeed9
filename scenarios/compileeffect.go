package scenarios

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/carecurve/carecurve/sim"
)

// normal95 is the half-width of a 95 % interval in standard deviations.
const normal95 = 1.96

// effect is an effect on the log scale, after shrinking; false if a fault was
// reported.
func (k *compiler) effect(in *Intervention) (sim.Effect, bool) {
	e := in.Effect
	if e.Fill {
		if !k.gaps {
			k.unfilled(in)
		}
		return sim.Effect{}, false
	}
	point := Size{}
	if e.Ratio != nil {
		point.Value = *e.Ratio
	} else {
		point = *e.Change
	}
	out := sim.Effect{Key: in.Name}
	log, ok := k.logRatio(in, point)
	if !ok {
		return out, false
	}
	out.Log = log
	if len(e.CI95) == 2 {
		lo, okLo := k.logRatio(in, e.CI95[0])
		hi, okHi := k.logRatio(in, e.CI95[1])
		if !okLo || !okHi {
			return out, false
		}
		out.SD = (hi - lo) / (2 * normal95)
	}
	if in.Shrink != nil && (k.kept == nil || k.kept[in]) {
		out.Log *= *in.Shrink
		out.SD *= *in.Shrink
	}
	return out, true
}

// unfilled refuses an effect that is still to be filled, naming the line.
func (k *compiler) unfilled(in *Intervention) {
	fix := "write what you expect in its place, like effect: {ratio: 0.9, ci95: [0.8, 1.0]}"
	at := in.KeyAt("effect")
	if name, ok := strings.CutPrefix(at.File, libraryFolder); ok {
		name = strings.TrimSuffix(name, ".yaml")
		fix = fmt.Sprintf("copy the file with carecurve scenarios show %s > my-%s.yaml and %s", name, name, strings.Replace(fix, "in its place", "in line "+strconv.Itoa(at.Line), 1))
	}
	what := fmt.Sprintf("the effect of %s is still to be filled in", in.Name)
	if e := in.Evidence; e != nil && e.Note != "" {
		what += ": " + e.Note
	}
	k.fault(in.At("effect"), what, fix)
}

// logRatio is the log of the rate ratio that a size means.
func (k *compiler) logRatio(in *Intervention, z Size) (float64, bool) {
	switch z.Unit {
	case Ratio:
		return math.Log(z.Value), true
	case Change:
		return math.Log1p(z.Value), true
	}
	if in.Flow != "plan-to-care" && in.Flow != "plan-end" || in.Kind == "duration" || in.Kind == "review" { // refused before
		return 0, false
	}
	at := in.Effect.At("change")
	if z != *in.Effect.Change {
		at = in.Effect.At("ci95")
	}
	p := newPlanRisk(k.m, in.Flow == "plan-to-care", in.Where.Age, in.Effect.Within.Days)
	risk := p.at(1)
	want := risk + z.Value
	if want <= 0 || want >= p.at(maxRatio) {
		k.fault(at, fmt.Sprintf("a change of %s is more than the risk allows: %s of new plans within %s", z, Percent(math.Round(risk*1e4)/1e4), in.Effect.Within),
			"write a smaller change, or the trial's ratio of rates")
		return 0, false
	}
	return math.Log(p.solve(want)), true
}
