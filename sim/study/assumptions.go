package study

import (
	"math"
	"slices"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// Assumption is something that a scenario's saving rests on, and how far it may
// be wrong.
type Assumption struct {
	Name string // what it is, such as "conferences: effect (ratio of rates)"
	Kind string // effect, reach, delay, delivery, size, own cost, price, inflation or rate
	// Low and High are the ends of its interval, Base is what the run has; Least
	// and Most are how far it is tried for where the saving is gone.
	Low, Base, High, Least, Most float64
	Percent                      bool   // values are shares
	Interval                     string // where the interval comes from
	// scenario sets it in a scenario of its own, programme in a whole programme;
	// one of the two.
	scenario  func(s *sim.Scenario, v float64)
	programme func(p *sim.Programme, v float64)
}

// A figure without an interval of its own is tried a quarter off, and a rate
// over the 95 % interval of its level in the middle of the horizon.
const (
	aQuarter = 0.25
	z95      = 1.959963984540054
	quarters = "no interval given: a quarter less and more"
)

// Assumptions lists what the last scenario of a programme rests on: what its
// interventions take for granted, prices and their growth, and the rates of
// the model. What is law already is left out.
func Assumptions(p *sim.Programme) []Assumption {
	given := map[string]bool{}
	for _, name := range p.Scenarios[p.Against].Interventions() {
		given[name] = true
	}
	last := &p.Scenarios[len(p.Scenarios)-1]
	s := last.Only(func(name string) bool { return !given[name] })
	out := effectsOf(&s)
	out = append(out, reachesOf(&s)...)
	out = append(out, sizesOf(&s)...)
	out = append(out, deliveriesOf(&s)...)
	out = append(out, spendsOf(&s)...)
	out = append(out, pricesOf(p)...)
	return append(out, ratesOf(p)...)
}

// scaled is an assumption about a number that is multiplied.
func scaled(name, kind string, base float64, set func(*sim.Scenario, float64)) Assumption {
	return Assumption{Name: name, Kind: kind, Low: base * (1 - aQuarter), Base: base, High: base * (1 + aQuarter), Least: base / 20, Most: 4 * base, Interval: quarters, scenario: set}
}

func effectsOf(s *sim.Scenario) (out []Assumption) {
	seen := map[string]bool{}
	add := func(intervention string, e sim.Effect) {
		if seen[e.Key] || e.Log == 0 && e.SD == 0 {
			return
		}
		seen[e.Key] = true
		a := Assumption{Name: intervention + ": effect (ratio of rates)", Kind: "effect", Base: math.Exp(e.Log), Interval: "95% interval of the effect, as the scenario has it"}
		width := z95 * e.SD
		if e.SD == 0 {
			width, a.Interval = math.Abs(e.Log)/2, "no interval given: half of the effect, and half as much again"
		}
		a.Low, a.High = math.Exp(e.Log-width), math.Exp(e.Log+width)
		far := max(2*width, math.Abs(e.Log)+width)
		a.Least, a.Most = math.Exp(e.Log-far), math.Exp(e.Log+far)
		key := e.Key
		a.scenario = func(s *sim.Scenario, v float64) {
			set := func(e *sim.Effect) {
				if e.Key == key {
					e.Log, e.SD = math.Log(v), 0
				}
			}
			for i := range s.Changes {
				set(&s.Changes[i].Effect)
			}
			for i := range s.Stretches {
				set(&s.Stretches[i].Effect)
			}
			for i := range s.Reviews {
				set(&s.Reviews[i].Effect)
			}
		}
		out = append(out, a)
	}
	for i := range s.Changes {
		add(s.Changes[i].Intervention, s.Changes[i].Effect)
	}
	for i := range s.Stretches {
		add(s.Stretches[i].Intervention, s.Stretches[i].Effect)
	}
	for i := range s.Reviews {
		add(s.Reviews[i].Intervention, s.Reviews[i].Effect)
	}
	return out
}

// reachesOf are coverages, by offer, and the shares of redirects.
func reachesOf(s *sim.Scenario) (out []Assumption) {
	var seen []string
	add := func(r *sim.Reach) {
		offer := r.Offer
		if offer == "" || slices.Contains(seen, offer) || r.Coverage == 0 {
			return
		}
		seen = append(seen, offer)
		a := scaled(offer+": coverage", "reach", r.Coverage, func(s *sim.Scenario, v float64) {
			set := func(r *sim.Reach) {
				if r.Offer == offer {
					r.Coverage = v
				}
			}
			for i := range s.Changes {
				set(&s.Changes[i].Reach)
			}
			for i := range s.Stretches {
				set(&s.Stretches[i].Reach)
			}
			for i := range s.Reviews {
				set(&s.Reviews[i].Reach)
			}
		})
		out = append(out, a.share())
	}
	for i := range s.Changes {
		add(&s.Changes[i].Reach)
	}
	for i := range s.Stretches {
		add(&s.Stretches[i].Reach)
	}
	for i := range s.Reviews {
		add(&s.Reviews[i].Reach)
	}
	for i := range s.Reroutes {
		name := s.Reroutes[i].Intervention
		if s.Reroutes[i].Share > 0 {
			a := scaled(name+": share", "reach", s.Reroutes[i].Share, func(s *sim.Scenario, v float64) {
				for k := range s.Reroutes {
					if s.Reroutes[k].Intervention == name {
						s.Reroutes[k].Share = v
					}
				}
			})
			out = append(out, a.share())
		}
	}
	return out
}

// share bounds an assumption to 0–1.
func (a Assumption) share() Assumption {
	a.High, a.Most, a.Percent = min(1, a.High), 1, true
	return a
}

// sizesOf are numbers of children, exits, places and slots.
func sizesOf(s *sim.Scenario) (out []Assumption) {
	for i := range s.Onces {
		a := scaled(s.Onces[i].Intervention+": children", "size", float64(s.Onces[i].Number), func(s *sim.Scenario, v float64) { s.Onces[i].Number = int(math.Max(1, math.Round(v))) })
		a.Low, a.High, a.Least = math.Max(1, math.Round(a.Low)), math.Round(a.High), 1
		out = append(out, a)
	}
	for i := range s.Targets {
		a := scaled(s.Targets[i].Intervention+": exits a year", "size", s.Targets[i].Number, func(s *sim.Scenario, v float64) { s.Targets[i].Number = v })
		a.Least = math.Min(1, a.Low)
		out = append(out, a)
	}
	for i := range s.Capacities {
		if s.Capacities[i].Recruit > 0 {
			out = append(out, scaled(s.Capacities[i].Intervention+": places recruited a month", "size", s.Capacities[i].Recruit, func(s *sim.Scenario, v float64) { s.Capacities[i].Recruit = v }))
		}
	}
	for i := range s.Slots {
		if s.Slots[i].PerMonth > 0 {
			out = append(out, scaled(s.Slots[i].Intervention+": cases a month", "size", s.Slots[i].PerMonth, func(s *sim.Scenario, v float64) { s.Slots[i].PerMonth = v }))
		}
	}
	return out
}

// lateBy is how late an intervention is tried to come, in months, and lateMost
// how late at most.
const lateBy, lateMost = 6, 36

// deliveriesOf are delays, and whether uncertain deliveries come off.
func deliveriesOf(s *sim.Scenario) (out []Assumption) {
	const month = model.DaysPerYear / 12
	for _, name := range s.Interventions() {
		var now *sim.Delivery
		each(s, name, func(d *sim.Delivery) {
			if now == nil {
				now = d
			}
		})
		if now == nil {
			continue
		}
		base := now.Delay / month
		out = append(out, Assumption{Name: name + ": delay in months", Kind: "delay", Low: 0, Base: base, High: base + lateBy, Most: base + lateMost,
			Interval: "on time, and six months later than planned", scenario: func(s *sim.Scenario, v float64) {
				each(s, name, func(d *sim.Delivery) { d.Delay = v * month })
			}})
		if p := now.Probability; p < 1 {
			out = append(out, Assumption{Name: name + ": probability that it comes off", Kind: "delivery", Low: math.Max(0, p-0.2), Base: p, High: 1, Most: 1, Percent: true,
				Interval: "twenty points less, and for certain", scenario: func(s *sim.Scenario, v float64) {
					each(s, name, func(d *sim.Delivery) { d.Probability = v })
				}})
		}
	}
	return out
}

// each visits all deliveries of an intervention.
func each(s *sim.Scenario, name string, do func(*sim.Delivery)) {
	visit := func(intervention string, d *sim.Delivery) {
		if intervention == name {
			do(d)
		}
	}
	for i := range s.Changes {
		visit(s.Changes[i].Intervention, &s.Changes[i].Delivery)
	}
	for i := range s.Stretches {
		visit(s.Stretches[i].Intervention, &s.Stretches[i].Delivery)
	}
	for i := range s.Reroutes {
		visit(s.Reroutes[i].Intervention, &s.Reroutes[i].Delivery)
	}
	for i := range s.Capacities {
		visit(s.Capacities[i].Intervention, &s.Capacities[i].Delivery)
	}
	for i := range s.Onces {
		visit(s.Onces[i].Intervention, &s.Onces[i].Delivery)
	}
	for i := range s.Targets {
		visit(s.Targets[i].Intervention, &s.Targets[i].Delivery)
	}
	for i := range s.Reviews {
		visit(s.Reviews[i].Intervention, &s.Reviews[i].Delivery)
	}
	for i := range s.Quotas {
		visit(s.Quotas[i].Intervention, &s.Quotas[i].Delivery)
	}
	for i := range s.Spends {
		visit(s.Spends[i].Intervention, &s.Spends[i].Delivery)
	}
}

// spendsOf are interventions' own costs, all of one together.
func spendsOf(s *sim.Scenario) (out []Assumption) {
	var seen []string
	for i := range s.Spends {
		name := s.Spends[i].Intervention
		if slices.Contains(seen, name) {
			continue
		}
		seen = append(seen, name)
		a := scaled(name+": own cost, times", "own cost", 1, func(s *sim.Scenario, v float64) {
			for k := range s.Spends {
				if x := &s.Spends[k]; x.Intervention == name {
					x.PerCase, x.Once, x.Yearly = v*x.PerCase, v*x.Once, v*x.Yearly
				}
			}
		})
		a.Low, a.High, a.Most = 0.5, 2, 10
		a.Interval = "no interval given: half as dear, and twice as dear"
		out = append(out, a)
	}
	return out
}
