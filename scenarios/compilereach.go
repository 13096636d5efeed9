package scenarios

import (
	"fmt"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

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

// spend is the intervention's own cost. A cost per case is written once for
// each flow that reaches cases of its own; the ways out of care reach the same.
func (k *compiler) spend(in *Intervention, reach sim.Reach, changes []sim.Change) {
	c := in.Cost
	if c == nil || c.PerCase == 0 && c.Event == "" && c.PerReview == 0 && c.Once == 0 && c.Yearly == 0 {
		return
	}
	s := sim.Spend{
		Intervention: in.Name, Offer: reach.Offer, PerCase: float64(c.PerCase), Once: float64(c.Once), Yearly: float64(c.Yearly),
		From: reach.From, Until: reach.Until, Line: c.Inflation, Delivery: delivery(in),
	}
	if c.Event != "" {
		price := eventPrice(&k.m.Prices, c.Event)
		if price == 0 {
			k.fault(c.At("event"), "the model's prices hold none of an event "+c.Event, "write event: {"+c.Event+": 2000} under costs in the council file and give it with --config, or a cost per_case here")
		}
		s.PerCase += price
	}
	if kindNamed(in.Kind).coupled {
		s.Offer, s.PerCase = in.Name, s.PerCase+float64(c.PerReview)
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

// eventNames are the events that a case may cost as the council's prices say.
var eventNames = []string{"fgc", "icpc", "review"}

// eventPrice is what one costs.
func eventPrice(p *model.Prices, event string) float64 {
	switch event {
	case "fgc":
		return p.FGC
	case "icpc":
		return p.Conference
	}
	return p.Review
}
