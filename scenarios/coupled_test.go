package scenarios

import (
	"math"
	"reflect"
	"strings"
	"testing"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// TestCompileCoupled compiles each kind that couples children in full and
// looks at every field.
func TestCompileCoupled(t *testing.T) {
	s := compiled(t, testModel(), `version: 1
name: s
interventions:
  - {name: carers, kind: capacity, setting: foster_own, location: in, places: 200 places, recruit: 3 per month, loss: 12% a year, start: 2024-05-01, ramp: 6 months, lag: 9 months, end: 2026-03-31, when_full: foster_agency, draws_from: [foster_agency, residential], fill: 70%, delivery: {probability: 80%, delay: 2 weeks}, cost: {per_case: 5000}}
  - {name: beds, kind: capacity, setting: residential, when_full: wait, draws_from: secure}
  - {name: talks, kind: rate, flow: plan-to-care, cases: new, offer: family, effect: {ratio: 0.8}}
  - {name: rooms, kind: slots, intervention: talks, per_month: 12.5, start: +1 month, ramp: 1 year, end: +2 years}
  - {name: closer, kind: once, from: {setting: residential, location: out}, to: {location: in}, number: 12, start: 2024-07-01, by: 2024-12-31, order: youngest, where: {age: 10+}}
  - {name: leave, kind: once, to: {exit: home}, number: 3, by: +6 months, cost: {per_case: 100}}
  - {name: forty, kind: target, exit: sgo, number: 40 per year, where: {age: 0-4}, ramp: 1 year, end: 2026-03-31}
  - {name: more, kind: target, exit: adoption, extra: 1 per quarter}
  - {name: surgery, kind: review, every: quarter, children: 500, where: {setting: kinship}, coverage: 90%, lag: 1 month, effect: {ratio: 1.2, ci95: [1, 1.44]}, shrink: 0.5, lasting: 6 months, cost: {per_review: 350, inflation: pay}}
  - {name: transfer, kind: demand, uasc: {share_of_children: 0.1%}, start: +1 year, end: +3 years, cost: {per_case: 10}}
  - {name: thirty, kind: redirect, from: {location: out}, to: {location: in}, share: 50%, limit: 30 places}
`)[0]
	places, wait, in, home := 200.0, model.FosterAgency, model.InArea, model.ExitHome
	surely := func(n string) sim.Delivery { return sim.Delivery{Key: n, Probability: 1} }
	if want := []sim.Capacity{
		{Intervention: "carers", Setting: model.FosterOwn, Location: &in, Places: &places, Recruit: 3, Loss: 0.12, From: 30, Until: 730, Ramp: 6 * daysPerMonth, Lag: 9 * daysPerMonth,
			WhenFull: &wait, DrawsFrom: []model.Setting{model.FosterAgency, model.Residential}, Fill: 0.7, Delivery: sim.Delivery{Key: "carers", Probability: 0.8, Delay: 14}},
		{Intervention: "beds", Setting: model.Residential, DrawsFrom: []model.Setting{model.Secure}, Fill: 1, Delivery: surely("beds")},
	}; !reflect.DeepEqual(s.Capacities, want) {
		t.Errorf("capacities\n%+v\nwant\n%+v", s.Capacities, want)
	}
	if want := []sim.Slots{{Intervention: "rooms", Offer: "family", PerMonth: 12.5, From: daysPerMonth, Until: 2 * model.DaysPerYear, Ramp: model.DaysPerYear}}; !reflect.DeepEqual(s.Slots, want) {
		t.Errorf("slots %+v, want %+v", s.Slots, want)
	}
	if want := []sim.Once{
		{Intervention: "closer", Who: sim.Who{Ages: []model.AgeBand{model.Age10to15, model.Age16to17}}, From: sim.PlaceSet{Settings: []model.Setting{model.Residential}, Locations: []model.Location{model.OutOfArea}},
			Location: &in, Number: 12, Start: 91, By: 275, Order: sim.Youngest, Delivery: surely("closer")},
		{Intervention: "leave", Exit: &home, Number: 3, By: 6 * daysPerMonth, Order: sim.Dearest, Delivery: surely("leave")},
	}; !reflect.DeepEqual(s.Onces, want) {
		t.Errorf("onces\n%+v\nwant\n%+v", s.Onces, want)
	}
	if want := []sim.Target{
		{Intervention: "forty", Exit: model.ExitSGO, Number: 40, Who: sim.Who{Ages: []model.AgeBand{model.Age0, model.Age1to4}}, Until: 730, Ramp: model.DaysPerYear, Delivery: surely("forty")},
		{Intervention: "more", Exit: model.ExitAdoption, Number: 4, Extra: true, Delivery: surely("more")},
	}; !reflect.DeepEqual(s.Targets, want) {
		t.Errorf("targets\n%+v\nwant\n%+v", s.Targets, want)
	}
	if len(s.Reviews) != 1 {
		t.Fatalf("reviews %+v", s.Reviews)
	}
	r := s.Reviews[0]
	near(t, "effect of a review", r.Effect.Log, 0.5*math.Log(1.2), 1e-12)
	near(t, "its error", r.Effect.SD, 0.5*math.Log(1.44)/3.92, 1e-12)
	r.Effect = sim.Effect{}
	if want := (sim.Review{Intervention: "surgery", Every: 3 * daysPerMonth, Children: 500, Who: sim.Who{Settings: []model.Setting{model.Kinship}},
		Reach: sim.Reach{Offer: "surgery", Coverage: 0.9, Lag: daysPerMonth}, Lasting: 6 * daysPerMonth, Delivery: surely("surgery")}); !reflect.DeepEqual(r, want) {
		t.Errorf("review %+v, want %+v", r, want)
	}
	if want := []sim.Quota{{Intervention: "transfer", Share: 0.001, From: model.DaysPerYear, Until: 3 * model.DaysPerYear, Pace: model.DaysPerYear, Delivery: surely("transfer")}}; !reflect.DeepEqual(s.Quotas, want) {
		t.Errorf("quotas %+v, want %+v", s.Quotas, want)
	}
	if len(s.Reroutes) != 1 || s.Reroutes[0].Limit != 30 {
		t.Errorf("redirects %+v", s.Reroutes)
	}
	perCase := map[string]float64{}
	for _, x := range s.Spends {
		if x.Offer != x.Intervention {
			t.Errorf("spend %+v", x)
		}
		perCase[x.Intervention] = x.PerCase
	}
	if want := map[string]float64{"carers": 5000, "leave": 100, "surgery": 350, "transfer": 10}; !reflect.DeepEqual(perCase, want) {
		t.Errorf("spends %v, want %v", perCase, want)
	}
	var text []string
	for _, a := range s.Assumptions {
		text = append(text, a.Text)
	}
	if got, want := strings.Join(text, "\n"), `places in foster_own in the area are limited: 200, and 3 per month recruited, less 12% a year; when full, children go to foster_agency; 70% of each new place is filled from foster_agency, residential, from 2024-05-01, reached over 6 months, until 2026-03-31, acting 9 months later, comes off with a probability of 80%, 2 weeks late
places in residential are limited: those taken on the data date; when full, moves wait; every new place is filled from secure, from the first projected day
rate of plan-to-care × 0.8, for all new cases, from the first projected day
talks takes at most 12.5 cases a month; the others queue, from +1 month after the data date, reached over 1 year, until +2 years after the data date
12 children in residential out of the area (ages 10-15, 16-17) move to the same setting in the area by 2024-12-31, the youngest first, from 2024-07-01
3 children in any placement leave care by home by +6 months after the data date, the dearest first, from the first projected day
at least 40 per year leave care by sgo (ages 0, 1-4), from the first projected day, reached over 1 year, until 2026-03-31
1 per quarter more leave care by adoption, from the first projected day
500 children in care reviewed every quarter, ways out of care × 1.2 (95% interval 1 to 1.44), log ratio shrunk by 0.5 to × 1.095 for 6 months, for 90% of families (kinship), from the first projected day, acting 1 month later
unaccompanied children are held at 0.1% of all children, from +1 year after the data date, until +3 years after the data date
50% of placements in any setting out of the area go to the same setting in the area instead, up to 30 at a time, from the first projected day`; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// coupledFaults are files with faults, and what is said of them.
var coupledFaults = []struct{ name, text, want string }{
	{"full of itself", one(`{name: a, kind: capacity, setting: residential, when_full: residential, draws_from: [residential]}`), "5:64: when full children would go where it is full | name another setting, or wait\n5:89: residential would draw from itself | name the settings that children come from"},
	{"fill alone", one(`{name: a, kind: capacity, setting: residential, fill: 50%}`), "5:53: fill without draws_from | add draws_from: [foster_agency], where children come from who move into a new place"},
	{"loss", one(`{name: a, kind: capacity, setting: residential, loss: 100% a year}`), "5:59: loss is 100% a year | write the share of places lost, from 0% to below 100% a year"},
	{"slots of none", one(`{name: a, kind: slots, intervention: b, per_month: 12}`), `5:42: slots for "b", which reaches no cases here | the scenario has none that reaches cases: slots limit a rate or a duration`},
	{"slots of arrivals", "version: 1\nname: s\ninterventions:\n  - {name: talks, kind: rate, flow: exit, effect: {ratio: 2}}\n  - {name: come, kind: rate, flow: plan-start, effect: {ratio: 2}}\n  - {name: a, kind: slots, intervention: come, per_month: 12}\n  - {name: b, kind: slots, intervention: talk, per_month: 12}", "6:42: slots for \"come\", which reaches no cases here | those that reach cases are talks\n7:42: slots for \"talk\", which reaches no cases here | did you mean \"talks\"? those that reach cases are talks"},
	{"slots twice", "version: 1\nname: s\ninterventions:\n  - {name: talks, kind: rate, flow: exit, effect: {ratio: 2}}\n  - {name: a, kind: slots, intervention: talks, per_month: 12}\n  - {name: b, kind: slots, intervention: talks, per_month: 1}", "6:42: the slots of talks are limited twice | keep one of the two; the other is in line 5"},
	{"once nowhere", one(`{name: a, kind: once, to: {}, number: 3, by: +1 year}`), "5:31: to names neither a placement nor an exit | write {location: in}, {setting: foster_own} or {exit: home}"},
	{"once in place", one(`{name: a, kind: once, from: {location: in}, to: {location: in}, number: 3, by: +1 year}`), "5:53: children would be moved to where they are | name another setting or location in to"},
	{"once both", one(`{name: a, kind: once, to: {exit: home, location: in}, number: 3, by: +1 year}`), "5:38: to is an exit and a placement | keep one of the two"},
	{"once too early", one(`{name: a, kind: once, to: {exit: home}, number: 3, start: 2025-04-01, by: 2025-03-01}`), "5:79: by 2025-03-01 is before start 2025-04-01 | write a day after the start"},
	{"birthdays", one(`{name: a, kind: target, exit: aged18, number: 3 per year}`), "5:35: nobody can bring an eighteenth birthday about | choose another way out, like home or sgo"},
	{"target of none", one(`{name: a, kind: target, exit: sgo, extra: 0 per year}`), "5:5: a target of none changes nothing | write how many exits a year"},
	{"review of some", one(`{name: a, kind: review, every: month, children: some, effect: {ratio: 2}, lasting: 0 months, fade: 1 year, cases: new}`), "5:53: children \"some\" is not a count | write how many are seen a cycle, like 500, or all\n5:88: an effect that lasts no time | write how long a review acts, like 6 months\n5:98: a review's effect lasts and does not fade | write lasting: 6 months\n5:112: a review sees whoever is in care | leave cases out; choose children by where"},
	{"review by points", one(`{name: a, kind: review, every: month, effect: {change: 3pp, within: 1 year}, lasting: 1 year}`), "5:60: percentage points on a review are not run by this version | they are on plan-to-care and plan-end; elsewhere write a ratio of rates, or a change in percent"},
	{"quota", one(`{name: a, kind: demand, uasc: {share_of_children: 100%}, coverage: 5%}`), "5:55: share_of_children is 100% | write a share of all children in the area, like 0.1%\n5:62: key \"coverage\" has no place beside uasc | it goes with flow and effect"},
	{"no room", one(`{name: a, kind: redirect, from: {location: out}, to: {location: in}, share: 5%, limit: 0 places}`), "5:92: a limit of no places sends nobody anywhere | write how many children may live there at a time, or leave the intervention out"},
	{"on the model: by", one(`{name: a, kind: once, to: {exit: home}, number: 3, by: 2024-03-31}`), "5:60: by 2024-03-31 is not after the data date 2024-03-31 | write a later day: what was done by then is in the records"},
	{"on the model: by before an offset", one(`{name: a, kind: once, to: {exit: home}, number: 3, start: +1 year, by: 2024-06-30}`), "5:76: by 2024-06-30 is before start +1 year after the data date | write a day after the start"},
	{"on a bare model: area", one(`{name: a, kind: capacity, setting: residential, location: in}`), "5:63: the model does not know which placements are in the area | give the area's postcodes or a lookup in the council file and fit again, or name settings alone"},
	{"on a bare model: moving in", one(`{name: a, kind: once, from: {setting: secure}, to: {location: in}, number: 3, by: +1 year}`), "5:33: the model does not know which placements are in the area | give the area's postcodes or a lookup in the council file and fit again, or name settings alone"},
	{"on a bare model: target", one(`{name: a, kind: target, exit: sgo, number: 3 per year}`), "5:35: the model has no rate for leaving care by sgo | choose a way out that the records showed"},
	{"on a bare model: quota", one(`{name: a, kind: demand, uasc: {share_of_children: 0.1%}}`), "5:29: the model has no unaccompanied children to hold to a quota | fit it on records that show some, or leave the quota out"},
}

// TestCoupledFaults are the faults of those kinds, by whether a file alone or
// only a scenario on a model shows them.
func TestCoupledFaults(t *testing.T) {
	bare := testModel()
	bare.Located, bare.UASC, bare.Exits[model.FlowSGO] = false, model.Stream{}, model.Table{}
	for _, tt := range coupledFaults {
		t.Run(tt.name, func(t *testing.T) {
			m := testModel()
			if strings.HasPrefix(tt.name, "on a bare model") {
				m = bare
			}
			f, found := Parse("s.yaml", []byte(tt.text))
			if f != nil {
				var out []sim.Scenario
				if out, found = Compile([]*File{f}, m); out != nil {
					t.Error("scenarios were returned beside faults")
				}
			}
			if got := lines(found); got != tt.want {
				t.Errorf("got\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
}

// TestRoutes shows which classes a route means.
func TestRoutes(t *testing.T) {
	for route, want := range map[string][]model.Class{
		"uasc": {model.UASC}, "[return, plan, direct]": {model.General}, "[return, plan, direct, uasc]": nil,
	} {
		s := compiled(t, testModel(), one(`{name: a, kind: rate, flow: exit, where: {route: `+route+`}, effect: {ratio: 2}}`))[0]
		if got := s.Changes[0].Who.Classes; !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %v, want %v", route, got, want)
		}
	}
}
