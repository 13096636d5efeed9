package scenarios

import (
	"fmt"
	"math"
	"slices"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/model/document"
	"github.com/carecurve/carecurve/sim"
)

// Compile lays scenarios on a model, in the order of files and without the
// baseline. based_on is looked up among the files, then in the library; a file
// of the library on which another is based gives no scenario of its own.
// Findings may be notes; if any is Fatal the scenarios are nil.
func Compile(files []*File, m *model.Model) ([]sim.Scenario, []model.Finding) {
	all, c := resolve(files)
	k := &compiler{checker: c, m: m}
	var out []sim.Scenario
	for _, r := range all {
		k.s = sim.Scenario{Name: r.Name, Title: r.Title}
		if k.s.Title == "" {
			k.s.Title = r.Name
		}
		for _, in := range r.all {
			if kindNamed(in.Kind).instead == "" {
				k.intervention(in)
			}
		}
		// A new inflation starts a line's prices afresh; changes then act on it.
		slices.SortStableFunc(k.s.Reprices, func(a, b sim.Reprice) int {
			return btoi(a.Inflation == nil) - btoi(b.Inflation == nil)
		})
		k.doubleCounts(r.all)
		out = append(out, k.s)
	}
	document.Sort(c.found)
	if len(document.Faults(c.found)) > 0 {
		return nil, c.found
	}
	return out, c.found
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
	m *model.Model
	s sim.Scenario
}

// note is a finding that stops nothing, once for a place.
func (k *compiler) note(pos model.Pos, what, fix string) {
	if !k.reported[pos] {
		k.reported[pos] = true
		k.found = append(k.found, model.Finding{Pos: pos, Severity: model.Note, Rule: "scenario", What: what, Fix: fix})
	}
}

func (k *compiler) intervention(in *Intervention) {
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
		r := sim.Reprice{Intervention: in.Name, Line: in.Line, From: max(0, reach.From), Ratio: 1}
		if in.Change != nil {
			r.Ratio = 1 + float64(*in.Change)
		}
		if in.Inflation != nil {
			r.Inflation = (*float64)(in.Inflation)
		}
		k.s.Reprices = append(k.s.Reprices, r)
	case "demand":
		if in.Population != nil {
			k.s.Growth = append(k.s.Growth, sim.Growth{Intervention: in.Name, From: max(0, reach.From), Yearly: float64(*in.Population)})
		}
		if in.Flow != "" {
			k.rate(in, reach)
		}
	}
	k.spend(in, reach, k.s.Changes[before:])
	a := sim.Assumption{Intervention: in.Name, Text: describe(in)}
	if e := in.Evidence; e != nil {
		a.Source, a.Grade = e.Source, e.Grade
		if e.Note != "" {
			a.Text += " (" + e.Note + ")"
		}
	}
	k.s.Assumptions = append(k.s.Assumptions, a)
}

// reach is who is reached and when; false for an intervention that is over
// before the projection begins.
func (k *compiler) reach(in *Intervention) (sim.Reach, bool) {
	r := sim.Reach{
		Offer: in.Offer, Coverage: 1, From: in.Start.first(k.m.DataDate),
		Ramp: in.Ramp.Days, Lag: in.Lag.Days, Fade: in.Fade.Days, NewOnly: in.Cases == "new",
	}
	if r.Offer == "" {
		r.Offer = in.Name
	}
	if in.Coverage != nil {
		r.Coverage = float64(*in.Coverage)
	}
	if r.From < 0 {
		k.note(in.At("start"), fmt.Sprintf("start %s is not after the data date %s", in.Start, k.m.DataDate), "the fitted rates may hold part of its effect already: what comes on top counts from there")
	}
	if in.End == nil {
		return r, true
	}
	r.Until = in.End.last(k.m.DataDate)
	switch {
	case r.Until <= 0:
		k.fault(in.At("end"), fmt.Sprintf("end %s is not after the data date %s", in.End, k.m.DataDate), "leave the intervention out: the fitted rates hold what it did")
		return r, false
	case r.Until <= r.From:
		k.fault(in.At("end"), fmt.Sprintf("end %s is before start %s", in.End, in.Start), "write an end after the start")
		return r, false
	}
	return r, true
}

func (k *compiler) rate(in *Intervention, reach sim.Reach) {
	parts := k.running(in)
	effect, ok := k.effect(in)
	if !ok {
		return
	}
	for _, part := range parts {
		of := reach
		if !part.HasCases() {
			of.NewOnly = false
		}
		k.s.Changes = append(k.s.Changes, sim.Change{
			Intervention: in.Name, Flow: part, Who: in.Where.who(), Reach: of, Effect: effect, Delivery: delivery(in),
		})
	}
}

// running is the parts of a flow that the model has rates for.
func (k *compiler) running(in *Intervention) []sim.Flow {
	var parts []sim.Flow
	f := flowNamed(in.Flow)
	for _, part := range f.parts {
		if hasRate(k.m, part) {
			parts = append(parts, part)
		} else if len(f.parts) > 1 {
			k.note(in.At("flow"), "the model has no rate for "+flowName(part)+", a part of "+in.Flow, "its other parts are changed")
		}
	}
	if len(parts) == 0 {
		var has []string
		for _, other := range flows {
			if len(other.parts) == 1 && hasRate(k.m, other.parts[0]) {
				has = append(has, other.name)
			}
		}
		k.fault(in.At("flow"), "the model has no rate for "+in.Flow, document.DidYouMean("", has, "its records showed none; it has"))
	}
	return parts
}

func (k *compiler) duration(in *Intervention, reach sim.Reach) {
	effect, ok := k.effect(in)
	for _, clock := range clocks {
		if clock.name != in.Of || !ok {
			continue
		}
		if !slices.ContainsFunc(clock.ends, func(f sim.Flow) bool { return hasRate(k.m, f) }) {
			k.fault(in.At("of"), "the model has no rate at which a "+in.Of+" ends", "fit it on records that show such ends, or leave the intervention out")
			return
		}
		k.s.Stretches = append(k.s.Stretches, sim.Stretch{
			Intervention: in.Name, Of: clock.of, Who: in.Where.who(), Reach: reach, Effect: effect, Delivery: delivery(in),
		})
	}
}

func (k *compiler) redirect(in *Intervention, reach sim.Reach) {
	if !k.m.Located && (len(in.From.Location) > 0 || in.To.Location != nil) {
		k.fault(in.At("from"), "the model does not know which placements are in the area", "give the area's postcodes or a lookup in the council file and fit again, or redirect by setting alone")
		return
	}
	k.s.Reroutes = append(k.s.Reroutes, sim.Reroute{
		Intervention: in.Name, Who: in.Where.who(), From: sim.PlaceSet{Settings: in.From.Setting, Locations: in.From.Location},
		Setting: in.To.Setting, Location: in.To.Location, Share: float64(*in.Share), Reach: reach, Delivery: delivery(in),
	})
}

// spend is the intervention's own cost. A cost per case is written once for
// each flow that reaches cases of its own; the ways out of care reach the same.
func (k *compiler) spend(in *Intervention, reach sim.Reach, changes []sim.Change) {
	c := in.Cost
	if c == nil || c.PerCase == 0 && c.Once == 0 && c.Yearly == 0 {
		return
	}
	s := sim.Spend{
		Intervention: in.Name, Offer: reach.Offer, PerCase: float64(c.PerCase), Once: float64(c.Once), Yearly: float64(c.Yearly),
		From: reach.From, Until: reach.Until, Line: c.Inflation, Delivery: delivery(in),
	}
	if s.Line == "" {
		s.Line = "default"
	}
	k.s.Spends = append(k.s.Spends, s)
	if in.Flow == "entry" && s.PerCase > 0 {
		s.Once, s.Yearly = 0, 0
		for range max(0, len(changes)-1) {
			k.s.Spends = append(k.s.Spends, s)
		}
	}
}

func delivery(in *Intervention) sim.Delivery {
	d := sim.Delivery{Key: in.Name, Probability: 1}
	if in.Delivery != nil {
		d.Delay = in.Delivery.Delay.Days
		if p := in.Delivery.Probability; p != nil {
			d.Probability = float64(*p)
		}
	}
	return d
}

// normal95 is the half-width of a 95 % interval in standard deviations.
const normal95 = 1.96

// effect is an effect on the log scale, after shrinking; false if a fault was
// reported.
func (k *compiler) effect(in *Intervention) (sim.Effect, bool) {
	e := in.Effect
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
	if in.Shrink != nil {
		out.Log *= *in.Shrink
		out.SD *= *in.Shrink
	}
	return out, true
}

// logRatio is the log of the rate ratio that a size means.
func (k *compiler) logRatio(in *Intervention, z Size) (float64, bool) {
	switch z.Unit {
	case Ratio:
		return math.Log(z.Value), true
	case Change:
		return math.Log1p(z.Value), true
	}
	if in.Flow != "plan-to-care" && in.Flow != "plan-end" || in.Kind == "duration" { // refused before
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
