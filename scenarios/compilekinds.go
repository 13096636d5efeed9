package scenarios

import (
	"slices"

	"github.com/carecurve/carecurve/model/document"
	"github.com/carecurve/carecurve/sim"
)

func (k *compiler) rate(in *Intervention, reach sim.Reach) {
	parts := k.running(in)
	effect, ok := k.effect(in)
	if !ok {
		return
	}
	for _, part := range parts {
		of := reach
		if !part.HasCases() || part == sim.PlanRepeat && len(parts) > 1 {
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
		} else if len(f.parts) > 1 && part != sim.PlanRepeat { // a model without repeats has them among plan starts
			k.note(in.At("flow"), "the model has no rate for "+flowName(part)+", a part of "+in.Flow, "its other parts are changed")
		}
	}
	if len(parts) == 0 {
		var has []string
		for _, other := range flows {
			if (len(other.parts) == 1 || len(other.parts) > 1 && other.ofArrivals()) && hasRate(k.m, other.parts[0]) {
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
	if !k.runs(in) {
		return
	}
	r := sim.Reroute{
		Intervention: in.Name, Who: in.Where.who(), From: in.From.set(),
		Setting: in.To.Setting, Location: in.To.Location, Provider: in.To.Provider, Share: float64(*in.Share), Reach: reach, Delivery: delivery(in),
	}
	if in.Limit != nil {
		r.Limit = int(*in.Limit)
	}
	k.s.Reroutes = append(k.s.Reroutes, r)
}

// runs is false, and a fault, where an intervention goes by who runs placements and
// the model doesn't know.
func (k *compiler) runs(in *Intervention) bool {
	if in.From == nil || len(in.From.Provider) == 0 && (in.To == nil || in.To.Provider == nil) {
		return true
	}
	for p := range k.m.Provider {
		if k.m.Provider[p].Known() {
			return true
		}
	}
	k.fault(in.At("from"), "the model does not know who runs placements", "fit it on records that name the provider (PLACE_PROVIDER), or go by setting and location")
	return false
}

func (k *compiler) price(in *Intervention, reach sim.Reach) {
	r := sim.Reprice{Intervention: in.Name, Line: in.Line, From: max(0, reach.From), Ratio: 1}
	if in.Change != nil {
		r.Ratio = 1 + float64(*in.Change)
	}
	if in.Inflation != nil {
		r.Inflation = (*float64)(in.Inflation)
	}
	k.s.Reprices = append(k.s.Reprices, r)
}

func (k *compiler) demand(in *Intervention, reach sim.Reach) {
	if in.Population != nil {
		k.s.Growth = append(k.s.Growth, sim.Growth{Intervention: in.Name, From: max(0, reach.From), Yearly: float64(*in.Population)})
	}
	if in.UASC != nil {
		k.quota(in, reach)
	}
	if in.Flow != "" {
		k.rate(in, reach)
	}
}
