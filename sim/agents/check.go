package agents

import (
	"fmt"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// check refuses what can't be run of a scenario's primitives that couple
// children, by the name of the intervention.
func check(p *sim.Programme, scenario int) error {
	s := &p.Scenarios[scenario]
	c := s.Coupling()
	if len(c) == 0 {
		return nil
	}
	if scenario == 0 {
		return fmt.Errorf("agents: %s in the baseline, which has no interventions\ngive it to a scenario", c[0])
	}
	for _, f := range []func(*sim.Programme, *sim.Scenario) error{checkRates, checkPlaces, checkTurns, checkQuotas} {
		if err := f(p, s); err != nil {
			return err
		}
	}
	return nil
}

// unfit is an error about an intervention.
func unfit(intervention, what, fix string) error {
	return fmt.Errorf("agents: %s: %s\n%s", intervention, what, fix)
}

// checkRates looks at slots and at limits of redirects.
func checkRates(_ *sim.Programme, s *sim.Scenario) error {
	offers := map[string]bool{}
	for i := range s.Slots {
		x := &s.Slots[i]
		cases := false
		for j := range s.Changes {
			if c := &s.Changes[j]; c.Reach.Offer == x.Offer && (c.Flow == sim.PlanRepeat || c.Flow == sim.Proceedings) {
				return unfit(x.Intervention, "slots for "+x.Offer+", which acts on repeat plans or proceedings", "limit an intervention on plans or on care, and give the one on repeat plans or proceedings an offer of its own")
			}
			cases = cases || s.Changes[j].Reach.Offer == x.Offer && s.Changes[j].Flow.HasCases()
		}
		for j := range s.Stretches {
			cases = cases || s.Stretches[j].Reach.Offer == x.Offer
		}
		switch {
		case !cases:
			return unfit(x.Intervention, "slots for "+x.Offer+", which reaches no cases", "limit an intervention on plans, on care or on returns")
		case offers[x.Offer]:
			return unfit(x.Intervention, "a second limit on "+x.Offer, "join the two")
		case !(x.PerMonth >= 0):
			return unfit(x.Intervention, fmt.Sprintf("%g slots a month", x.PerMonth), "write 0 or more")
		}
		offers[x.Offer] = true
	}
	for i := range s.Reroutes {
		if i >= 64 && s.Reroutes[i].Limit > 0 {
			return unfit(s.Reroutes[i].Intervention, "a limit on the 65th redirect or a later one", "put redirects with a limit first")
		}
	}
	return nil
}

// checkPlaces looks at capacities. In each location a setting without one is
// needed, so that nobody is left without a place.
func checkPlaces(_ *sim.Programme, s *sim.Scenario) error {
	for i := range s.Capacities {
		c := &s.Capacities[i]
		switch {
		case c.Places != nil && !(*c.Places >= 0):
			return unfit(c.Intervention, fmt.Sprintf("%g places", *c.Places), "write 0 or more")
		case !(c.Recruit >= 0):
			return unfit(c.Intervention, fmt.Sprintf("%g places recruited a month", c.Recruit), "write 0 or more")
		case !(c.Loss >= 0 && c.Loss < 1):
			return unfit(c.Intervention, fmt.Sprintf("a loss of %g a year", c.Loss), "write a share from 0 to below 1")
		case !(c.Fill >= 0 && c.Fill <= 1):
			return unfit(c.Intervention, fmt.Sprintf("a fill of %g", c.Fill), "write a share between 0 and 1")
		}
	}
	for l := range model.Locations {
		open := len(s.Capacities) == 0
		for setting := range model.Settings {
			held := false
			for i := range s.Capacities {
				held = held || s.Capacities[i].Has(model.PlaceOf(model.Setting(setting), model.Location(l)))
			}
			open = open || !held
		}
		if !open {
			return unfit(s.Capacities[0].Intervention, "every setting has its places counted, so that children could be left without one", "leave one setting without a capacity")
		}
	}
	return nil
}

// checkTurns looks at what comes at set times.
func checkTurns(_ *sim.Programme, s *sim.Scenario) error {
	for i := range s.Onces {
		o := &s.Onces[i]
		switch {
		case o.Number < 1:
			return unfit(o.Intervention, fmt.Sprintf("%d children", o.Number), "write 1 or more")
		case o.Exit != nil && *o.Exit == model.ExitAged18:
			return unfit(o.Intervention, "nobody can be discharged by turning 18", "name another exit")
		case o.Exit == nil && o.Setting == nil && o.Location == nil:
			return unfit(o.Intervention, "no exit and no placement to move to", "name one of the two")
		}
	}
	for i := range s.Reviews {
		v := &s.Reviews[i]
		switch {
		case !(v.Every >= 1):
			return unfit(v.Intervention, fmt.Sprintf("a cycle of %g days", v.Every), "write 1 or more")
		case !(v.Lasting > 0):
			return unfit(v.Intervention, fmt.Sprintf("an effect that lasts %g days", v.Lasting), "write more than 0")
		case v.Children < 0:
			return unfit(v.Intervention, fmt.Sprintf("%d children a cycle", v.Children), "write 0 for all, or how many")
		case len(s.Reviews) > 200:
			return unfit(v.Intervention, "more than 200 reviews", "join some")
		}
	}
	for i := range s.Targets {
		t := &s.Targets[i]
		switch {
		case !(t.Number > 0 && t.Number <= 1e6):
			return unfit(t.Intervention, fmt.Sprintf("%g exits a year", t.Number), "write more than 0")
		case t.Exit == model.ExitAged18:
			return unfit(t.Intervention, "a number of children who turn 18", "name another exit")
		}
	}
	return nil
}

// checkQuotas looks at quotas, which need to know whom to take over.
func checkQuotas(p *sim.Programme, s *sim.Scenario) error {
	for i := range s.Quotas {
		q := &s.Quotas[i]
		known := false
		for _, a := range p.Model.UASC.Ages {
			known = known || a.Mean > 0
		}
		switch {
		case !(q.Share >= 0 && q.Share < 1):
			return unfit(q.Intervention, fmt.Sprintf("a quota of %g of all children", q.Share), "write a share from 0 to below 1, such as 0.001")
		case !(q.Pace > 0):
			return unfit(q.Intervention, fmt.Sprintf("a gap that closes in %g days", q.Pace), "write more than 0, such as 365.25")
		case !known:
			return unfit(q.Intervention, "the model has no unaccompanied children to go by", "fit it on records that show some")
		case len(p.Model.Population.Years) == 0:
			return unfit(q.Intervention, "the model does not know how many children live in the area", "fit it with the population")
		}
	}
	return nil
}
