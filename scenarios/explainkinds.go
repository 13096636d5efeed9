package scenarios

import (
	"fmt"
	"math"
	"strings"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// flowWords say what happens in each flow.
var flowWords = map[string]string{
	"entry":         "children come into care (from home, unaccompanied, back after leaving, from plans)",
	"entry-direct":  "children come into care straight from home",
	"entry-uasc":    "unaccompanied children arrive",
	"entry-return":  "children who have left care come back",
	"plan-start":    "children start a protection plan",
	"plan-repeat":   "children come back on a protection plan",
	"plan-to-care":  "children on a plan come into care",
	"plan-end":      "plans end without care",
	"exit":          "children leave care (by every way but turning 18)",
	"exit-home":     "children in care go home",
	"exit-sgo":      "children leave care to special guardians",
	"exit-adoption": "children in care are adopted",
	"exit-other":    "children leave care in other ways",
	"move":          "children move from one placement to another",
	"proceedings":   "care proceedings are issued for children in care",
}

// what says what changes, and by how much.
func (x *explainer) what() string {
	in := x.in
	switch in.Kind {
	case "rate":
		return flowWords[in.Flow] + " " + x.times("rate")
	case "duration":
		return map[string]string{"plan": "a plan that doesn't lead to care", "care": "the time in care", "placement": "a placement"}[in.Of] + " lasts " + x.times("time")
	case "demand":
		var parts []string
		if in.Population != nil {
			parts = append(parts, "the child population grows by an extra "+in.Population.String())
		}
		if in.UASC != nil {
			parts = append(parts, fmt.Sprintf("unaccompanied children are held at %s of all children: above it new ones go elsewhere, below it others come", in.UASC.ShareOfChildren))
		}
		if in.Flow != "" {
			parts = append(parts, flowWords[in.Flow]+" "+x.times("rate"))
		}
		return strings.Join(parts, "; ")
	case "redirect":
		return fmt.Sprintf("%s of first placements and moves that would go to %s go to %s%s", in.Share, placesText(in.From), targetText(in.To), strings.TrimPrefix(limitText(in.Limit), "; that the places are found is assumed"))
	case "price":
		if in.Change != nil {
			return fmt.Sprintf("the price of %s changes by %s", in.Line, Size{float64(*in.Change), Change})
		}
		return fmt.Sprintf("the price of %s grows by %s", in.Line, in.Inflation)
	}
	return coupledText(in)
}

// times says an effect, as it was measured and as it acts.
func (x *explainer) times(of string) string {
	e := x.in.Effect
	if e.Fill {
		return fmt.Sprintf("at a %s that is still to be filled in (line %d)", of, x.in.At("effect").Line)
	}
	ratio, _ := x.ratio()
	out := fmt.Sprintf("at %s times the present %s", format(math.Round(ratio*1000)/1000), of)
	var given string
	if e.Ratio != nil {
		given = format(*e.Ratio)
	} else {
		given = e.Change.String()
		if e.Within != nil {
			given += " within " + e.Within.String()
		}
	}
	var notes []string
	if e.Ratio == nil || x.in.Shrink != nil && *x.in.Shrink < 1 {
		notes = append(notes, "given as "+given)
	}
	if len(e.CI95) == 2 {
		notes = append(notes, fmt.Sprintf("95%% interval %s to %s", e.CI95[0], e.CI95[1]))
	}
	if len(notes) > 0 {
		out += " (" + strings.Join(notes, ", ") + ")"
	}
	return out
}

// ratio is the compiled effect; false where it is to be filled in.
func (x *explainer) ratio() (float64, bool) {
	for i := range x.s.Changes {
		if x.s.Changes[i].Intervention == x.in.Name {
			return math.Exp(x.s.Changes[i].Effect.Log), true
		}
	}
	for i := range x.s.Stretches {
		if x.s.Stretches[i].Intervention == x.in.Name {
			return math.Exp(x.s.Stretches[i].Effect.Log), true
		}
	}
	return 1, false
}

// howMany counts the children that it would touch in this model.
func (x *explainer) howMany() string {
	in := x.in
	care := x.inCare(x.who)
	switch in.Kind {
	case "rate":
		return x.rates(flowNamed(in.Flow))
	case "demand":
		if in.Flow != "" {
			return x.rates(flowNamed(in.Flow))
		}
		if in.UASC != nil {
			n := 0.0
			for a := range model.AgeBand(model.AgeBands) {
				n += x.m.Population.At(x.m.DataDate, a)
			}
			return fmt.Sprintf("%s unaccompanied children are in care; the quota is %s; some %s arrive a year", some(x.unaccompanied()), some(n*float64(in.UASC.ShareOfChildren)), some(x.events(sim.EntryUASC, x.who)))
		}
		return fmt.Sprintf("some %s children a year come into care straight from home, and %s start a plan", some(x.events(sim.EntryDirect, x.who)), some(x.events(sim.PlanStart, x.who)))
	case "duration":
		ends := map[string][]sim.Flow{}
		for _, c := range clocks {
			ends[c.name] = c.ends
		}
		return x.cases(ends[in.Of][0]) + "; now such an end comes " + x.perYear(ends[in.Of])
	case "redirect":
		n := x.placements(in.From.set(), x.who)
		return fmt.Sprintf("some %s placements a year begin in %s; %s a year would go elsewhere at full reach", some(n), placesText(in.From), some(n*float64(*in.Share)*x.coverage))
	case "capacity":
		taken := x.inCare(sim.Who{Settings: []model.Setting{*in.Setting}, Locations: locations(in.Location)})
		out := fmt.Sprintf("%s children live there on the data date", some(taken))
		if in.Recruit != nil {
			out += fmt.Sprintf("; some %s places a year are added", some(in.Recruit.Yearly))
		}
		return out
	case "slots":
		return fmt.Sprintf("at most %s cases a year", some(12**in.PerMonth))
	case "once":
		who := x.who
		if in.From != nil {
			who.Settings, who.Locations = in.From.Setting, in.From.Location
		}
		return fmt.Sprintf("%s children; %s are eligible on the data date", in.Number, some(x.inCare(who)))
	case "target":
		f, _ := model.ExitFlowOf(*in.Exit)
		now := x.events(sim.ExitHome+sim.Flow(f), x.who)
		return fmt.Sprintf("some %s a year leave so now, out of %s in care who fit", some(now), some(care))
	case "review":
		for _, c := range cycles {
			if c.name == in.Every {
				seen := care * x.coverage
				for i := range x.s.Reviews {
					if r := &x.s.Reviews[i]; r.Intervention == in.Name && r.Children > 0 {
						seen = min(seen, float64(r.Children))
					}
				}
				return fmt.Sprintf("%s children in care fit; some %s reviews a year", some(care), some(seen*model.DaysPerYear/c.days))
			}
		}
	}
	return ""
}

// rates counts the events of a flow's parts, and how many the effect adds or
// takes at full reach.
func (x *explainer) rates(f *flow) string {
	var reached []string
	for _, part := range f.parts {
		if part.HasCases() && len(f.parts) == 1 {
			reached = append(reached, x.cases(part))
		}
	}
	out := "it happens " + x.perYear(f.parts) + " now"
	if len(reached) > 0 {
		out = reached[0] + "; " + out
	}
	if ratio, ok := x.ratio(); ok {
		n := 0.0
		for _, part := range f.parts {
			n += x.events(part, x.who)
		}
		word := "fewer"
		if ratio > 1 {
			word = "more"
		}
		if d := n * x.coverage * (ratio - 1); d != 0 {
			out += fmt.Sprintf("; at full reach that is some %s a year %s", some(d), word)
		} else {
			out += "; no change is claimed"
		}
	}
	return out
}

// perYear says the events of flows a year.
func (x *explainer) perYear(parts []sim.Flow) string {
	n := 0.0
	for _, part := range parts {
		n += x.events(part, x.who)
	}
	return "some " + some(n) + " times a year"
}

// cases counts whom a flow with cases may reach: those open, those that begin
// a year, and of these the share reached.
func (x *explainer) cases(part sim.Flow) string {
	var open, fresh float64
	var name string
	switch part {
	case sim.PlanToCare, sim.PlanEnd:
		open, fresh, name = x.onPlan(x.who), x.events(sim.PlanStart, x.who)+x.events(sim.PlanRepeat, x.who), "plans"
	case sim.PlanRepeat:
		open, fresh, name = x.lapsed(x.who), x.events(sim.PlanEnd, x.who), "children off a plan"
	case sim.EntryReturn:
		name = "children who have left care"
		open = x.left(x.who)
		for _, f := range []sim.Flow{sim.ExitHome, sim.ExitSGO, sim.ExitAdoption, sim.ExitOther} {
			fresh += x.events(f, x.who)
		}
	default:
		if len(x.who.Settings)+len(x.who.Locations) > 0 || x.who.CareFrom > 0 || x.who.CareTo > 0 {
			return fmt.Sprintf("%s such children are in care on the data date", some(x.inCare(x.who)))
		}
		name = "children in care"
		open = x.inCare(x.who)
		for _, f := range []sim.Flow{sim.EntryDirect, sim.EntryUASC, sim.EntryReturn, sim.PlanToCare} {
			fresh += x.events(f, x.who)
		}
	}
	if x.in.Cases == "new" {
		return fmt.Sprintf("some %s %s a year begin; some %s of them are reached", some(fresh), name, some(fresh*x.coverage))
	}
	return fmt.Sprintf("%s %s on the data date and some %s more a year, of whom some %s and %s a year are reached", some(open), name, some(fresh), some(open*x.coverage), some(fresh*x.coverage))
}

func locations(l *model.Location) []model.Location {
	if l == nil {
		return nil
	}
	return []model.Location{*l}
}
