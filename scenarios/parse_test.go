package scenarios

import (
	"fmt"
	"strings"
	"testing"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/model/document"
)

const (
	rateKeys     = "name, kind, start, evidence, flow, effect, shrink, cases, where, ramp, lag, end, fade, coverage, offer, delivery, cost"
	redirectKeys = "name, kind, start, evidence, from, to, share, limit, cases, where, ramp, lag, end, fade, coverage, offer, delivery, cost"
	flowList     = "flows are entry, entry-direct, entry-uasc, entry-return, plan-start, plan-repeat, plan-to-care, plan-end, exit, exit-home, exit-sgo, exit-adoption, exit-other, move, proceedings"
)

// one wraps an intervention given in braces into a file, on line 5.
func one(intervention string) string {
	return "version: 1\nname: s\ntitle: T\ninterventions:\n  - " + intervention + "\n"
}

func lines(found []model.Finding) string {
	var out []string
	for _, f := range found {
		out = append(out, fmt.Sprintf("%d:%d: %s | %s", f.Line, f.Column, f.What, f.Fix))
	}
	return strings.Join(out, "\n")
}

// parseFaults are files with faults, and what is said of them.
var parseFaults = []struct{ name, text, want string }{
	{"version", "version: 2\nname: s", "1:10: version 2 of the scenario language is not known | write version: 1, or use a newer carecurve"},
	{"no name", "version: 1", `1:1: key "name" is missing | add name: with its value here`},
	{"bad name", "version: 1\nname: My scenario", `2:7: name "My scenario" is not a name | use a to z, 0 to 9 and single hyphens between them`},
	{"baseline", "version: 1\nname: baseline", "2:7: the name baseline is taken | it means the run without interventions: choose another name"},
	{"on itself", "version: 1\nname: s\nbased_on: s", "3:11: the scenario is based on itself | name another scenario, or leave based_on out"},
	{"twice", "version: 1\nname: s\ninterventions:\n  - {name: a, kind: price, line: plans, change: 1%}\n  - {name: a, kind: price, line: sgo, change: 1%}", `5:12: two interventions are called "a" | give each a name of its own; to reach the same families write the same offer:`},
	{"flow", one(`{name: a, kind: rate, flow: plan-to-car, effect: {ratio: 1}}`), `5:33: unknown flow "plan-to-car" | did you mean "plan-to-care"? ` + flowList},
	{"kind", one(`{name: a, kind: rat, flow: exit}`), `5:21: unknown kind "rat" | did you mean "rate"? kinds are rate, duration, redirect, price, demand, spend, capacity, slots, once, target, review`},
	{"no kind", one(`{name: a, flow: exit}`), `5:5: key "kind" is missing | add kind: with its value here`},
	{"key of another kind", one(`{name: a, kind: rate, flow: exit, effect: {ratio: 1}, share: 5%}`), `5:59: key "share" has no place in kind rate | it belongs to redirect; keys of kind rate are ` + rateKeys},
	{"unknown key", one(`{name: a, kind: rate, flow: exit, effect: {ratio: 1}, coverge: 5%}`), `5:59: unknown key "coverge" | did you mean "coverage"? keys of kind rate are ` + rateKeys},
	{"needed keys", one(`{name: a, kind: rate}`), "5:5: key \"flow\" is missing | kind rate needs flow and effect\n5:5: key \"effect\" is missing | kind rate needs flow and effect"},
	{"coverage over 100%", one(`{name: a, kind: rate, flow: exit, effect: {ratio: 1}, coverage: 120%}`), "5:69: coverage is 120% | write a share from 0% to 100%"},
	{"bare coverage", one(`{name: a, kind: rate, flow: exit, effect: {ratio: 1}, coverage: 0.6}`), `5:69: "0.6" has no unit | write it in percent: 60%`},
	{"bare percents", one(`{name: a, kind: price, line: plans, change: 3}`), `5:49: "3" has no unit | write it in percent: 3%`},
	{"bare share over 1", one(`{name: a, kind: rate, flow: exit, effect: {ratio: 1}, coverage: 50}`), `5:69: "50" has no unit | write it in percent: 50%`},
	{"bare 1", one(`{name: a, kind: rate, flow: exit, effect: {ratio: 1}, coverage: 1}`), `5:69: "1" has no unit | write it in percent: 1% or 100%`},
	{"bare change over 1", one(`{name: a, kind: rate, flow: exit, effect: {change: 15}}`), `5:56: "15" has no unit | write change: 15%, or ratio: 15`},
	{"name of the total", one(`{name: total, kind: rate, flow: exit, effect: {ratio: 1}, cost: {once: 1}}`), `5:12: an intervention with a cost is called "total", as a line of costs is | give it another name: its own cost is a line of costs by that name`},
	{"name of a setting", one(`{name: residential, kind: price, line: plans, change: 1%, cost: {once: 1}}`), `5:12: an intervention with a cost is called "residential", as a line of costs is | give it another name: its own cost is a line of costs by that name`},
	{"name of conferences", one(`{name: icpc, kind: demand, population: 1%, cost: {yearly: 1}}`), `5:12: an intervention with a cost is called "icpc", as a line of costs is | give it another name: its own cost is a line of costs by that name`},
	{"word for coverage", one(`{name: a, kind: rate, flow: exit, effect: {ratio: 1}, coverage: most}`), `5:69: "most" is not a percentage | write it like 60%`},
	{"start", one(`{name: a, kind: rate, flow: exit, effect: {ratio: 1}, start: 1 April}`), `5:66: "1 April" is neither a date nor an offset | write 2024-04-01, or +3 months for so long after the data date`},
	{"ramp", one(`{name: a, kind: rate, flow: exit, effect: {ratio: 1}, ramp: 6}`), `5:65: "6" has no unit | write 6 months, or days, weeks, years`},
	{"ramp word", one(`{name: a, kind: rate, flow: exit, effect: {ratio: 1}, ramp: soon}`), `5:65: "soon" is not a length of time | write it like 6 months, 2 years, 13 weeks or 90 days`},
	{"end", one(`{name: a, kind: rate, flow: exit, effect: {ratio: 1}, start: 2025-04-01, end: 2025-03-31}`), "5:83: end 2025-03-31 is before start 2025-04-01 | write an end after the start"},
	{"end offset", one(`{name: a, kind: rate, flow: exit, effect: {ratio: 1}, start: +6 months, end: +3 months}`), "5:82: end +3 months after the data date is before start +6 months after the data date | write an end after the start"},
	{"cases", one(`{name: a, kind: rate, flow: exit, effect: {ratio: 1}, cases: newer}`), `5:66: unknown cases "newer" | cases are new, all`},
	{"cases of arrivals", one(`{name: a, kind: rate, flow: plan-start, effect: {ratio: 1}, cases: new}`), "5:65: flow plan-start has no cases to choose from | leave cases out: arrivals are reached as they come"},
	{"no size", one(`{name: a, kind: rate, flow: exit, effect: {}}`), "5:47: an effect without a size | write {ratio: 0.85}, {change: -15%} or {change: -8.6pp, within: 12 months}"},
	{"two sizes", one(`{name: a, kind: rate, flow: exit, effect: {ratio: 1, change: 2%}}`), "5:58: an effect has a ratio and a change | keep one of the two"},
	{"ratio 0", one(`{name: a, kind: rate, flow: exit, effect: {ratio: 0}}`), "5:55: ratio 0 is not above 0 | write what the rate is multiplied by; 0.001 all but stops it"},
	{"ratio word", one(`{name: a, kind: rate, flow: exit, effect: {ratio: .nan}}`), `5:55: "ratio" is ".nan", where a number is wanted | write a finite number`},
	{"change -100%", one(`{name: a, kind: rate, flow: exit, effect: {change: -100%}}`), "5:56: change -100% leaves nothing | write a change above -100%; -99.9% all but stops it"},
	{"change bare", one(`{name: a, kind: rate, flow: exit, effect: {change: -0.15}}`), `5:56: "-0.15" has no unit | write change: -15%`},
	{"change word", one(`{name: a, kind: rate, flow: exit, effect: {change: less}}`), `5:56: "less" is not an effect's size | write a ratio like 0.85, a change like -15%, or percentage points like -8.6pp`},
	{"pp alone", one(`{name: a, kind: rate, flow: plan-to-care, effect: {change: -8.6pp}}`), "5:64: percentage points need a time | add within: 12 months, the time after which the change was measured"},
	{"within alone", one(`{name: a, kind: rate, flow: exit, effect: {ratio: 1, within: 2 years}}`), "5:58: within goes with percentage points alone | leave it out, or write the change in points: -8.6pp"},
	{"ci of one", one(`{name: a, kind: rate, flow: exit, effect: {ratio: 1, ci95: [0.9]}}`), "5:64: ci95 has 1 values | write the lower and the upper end, like [0.45, 0.80]"},
	{"ci turned", one(`{name: a, kind: rate, flow: exit, effect: {ratio: 1, ci95: [1.1, 0.9]}}`), "5:64: ci95 [1.1, 0.9] does not hold the effect 1 | write the lower end first; the effect lies between the two"},
	{"ci beside", one(`{name: a, kind: rate, flow: exit, effect: {ratio: 1, ci95: [0.5, 0.9]}}`), "5:64: ci95 [0.5, 0.9] does not hold the effect 1 | write the lower end first; the effect lies between the two"},
	{"ci unit", one(`{name: a, kind: rate, flow: exit, effect: {ratio: 1, ci95: [-5%, 5%]}}`), "5:64: ci95 is not in the unit of the effect | write both ends like the effect itself, 1"},
	{"shrink", one(`{name: a, kind: rate, flow: exit, effect: {ratio: 1}, shrink: 1.5}`), "5:67: shrink is 1.5 | write a number from 0 (no effect is left) to 1 (all of it)"},
	{"probability", one(`{name: a, kind: rate, flow: exit, effect: {ratio: 1}, delivery: {probability: 110%}}`), "5:83: probability is 110% | write a share from 0% to 100%"},
	{"money", one(`{name: a, kind: rate, flow: exit, effect: {ratio: 1}, cost: {once: lots}}`), `5:72: "lots" is not an amount of money | write it like 250000 or "£1,250,000" (in quotes inside braces)`},
	{"money with commas", one(`{name: a, kind: rate, flow: exit, effect: {ratio: 1}, cost: {once: £1,250}}`), "5:75: unknown key \"250\" | inside braces a comma begins a new key: put amounts with commas in quotes"},
	{"inflation", one(`{name: a, kind: rate, flow: exit, effect: {ratio: 1}, cost: {once: 1, inflation: wages}}`), `5:86: unknown line "wages" | lines are kinship, foster_own, foster_agency, residential, secure, supported, school, with_parents, adoptive, other, plans, icpc, sgo, adoption, care_reviews, proceedings, staying_put, uasc_income, pay, default`},
	{"per review", one(`{name: a, kind: rate, flow: exit, effect: {ratio: 1}, cost: {per_review: 1}}`), "5:66: per_review has no place in kind rate | write per_case, once or yearly"},
	{"grade", one(`{name: a, kind: rate, flow: exit, effect: {ratio: 1}, evidence: {grade: a}}`), `5:77: unknown grade "a" | did you mean "A"? grades are A, B, C, D, E`},
	{"age", one(`{name: a, kind: rate, flow: exit, effect: {ratio: 1}, where: {age: 3-7}}`), "5:72: ages 3-7 cut through the model's age bands | join whole bands: 0, 1-4, 5-9, 10-15, 16-17 (0-4 is two of them)"},
	{"no age", one(`{name: a, kind: rate, flow: exit, effect: {ratio: 1}, where: {age: []}}`), "5:72: an empty list | name at least one, or leave the key out for all"},
	{"age word", one(`{name: a, kind: rate, flow: exit, effect: {ratio: 1}, where: {age: [0-4, teens]}}`), `5:78: "teens" is not a range of ages | write it like 5-9, 16+ or 0`},
	{"time in care", one(`{name: a, kind: rate, flow: exit, effect: {ratio: 1}, where: {time_in_care: long}}`), `5:81: "long" is not a stretch of time in care | write it like 2y+, 1-2y or 13-26w (d, w, m or y)`},
	{"known filter", one(`{name: a, kind: rate, flow: exit, effect: {ratio: 1}, where: {sex: F}}`), `5:67: filter "sex" is not run by this version | the model holds nothing by sex; filters are age, setting, location, time_in_care, route`},
	{"half a route", one(`{name: a, kind: rate, flow: exit, effect: {ratio: 1}, where: {route: [plan, direct]}}`), `5:74: the model tells unaccompanied children from all others, and no more | write uasc, or [plan, direct, return] for all others`},
	{"route of plans", one(`{name: a, kind: rate, flow: plan-end, effect: {ratio: 1}, where: {route: uasc}}`), `5:71: filter "route" has nothing to act on: flow plan-end knows ages alone | filter by age, or choose a flow of children in care (exits, move)`},
	{"unknown filter", one(`{name: a, kind: rate, flow: exit, effect: {ratio: 1}, where: {ages: 0}}`), `5:67: unknown filter "ages" | did you mean "age"? filters are age, setting, location, time_in_care, route, legal_status, sex, need, category, locality`},
	{"filter of plans", one(`{name: a, kind: rate, flow: plan-end, effect: {ratio: 1}, where: {setting: kinship}}`), `5:71: filter "setting" has nothing to act on: flow plan-end knows ages alone | filter by age, or choose a flow of children in care (exits, move)`},
	{"setting", one(`{name: a, kind: rate, flow: exit, effect: {ratio: 1}, where: {setting: fostering}}`), `5:76: unknown setting "fostering" | one of kinship, foster_own, foster_agency, residential, secure, supported, school, with_parents, adoptive, other`},
	{"duration of", one(`{name: a, kind: duration, of: plans, effect: {ratio: 1}}`), `5:35: unknown duration "plans" | did you mean "plan"? durations are of plan, care, placement`},
	{"redirect nowhere", one(`{name: a, kind: redirect, from: {location: out}, to: {}, share: 5%}`), "5:58: to names neither a setting nor a location nor a provider | write {setting: foster_own}, {location: in} or both, or {provider: PR1}"},
	{"redirect from nowhere", one(`{name: a, kind: redirect, from: {}, to: {location: in}, share: 5%}`), "5:37: from names neither a setting nor a location nor a provider | write {setting: residential}, {location: out}, {provider: PR4} or more than one"},
	{"redirect to provider and place", one(`{name: a, kind: redirect, from: {provider: PR4}, to: {provider: PR1, setting: residential}, share: 5%}`), "5:69: to names a provider and a place | write two interventions: one that sends placements there, and one that says who runs them"},
	{"redirect to the same provider", one(`{name: a, kind: redirect, from: {provider: PR4}, to: {provider: PR4}, share: 5%}`), "5:58: placements would be run by whom they are already | name another provider in to"},
	{"redirect to a provider's limit", one(`{name: a, kind: redirect, from: {provider: PR4}, to: {provider: PR1}, share: 5%, limit: 3}`), "5:93: a limit counts children in places, and to names a provider alone | leave it out, or redirect to a setting or location"},
	{"once to a provider", one(`{name: a, kind: once, from: {provider: PR4}, to: {provider: PR1, location: in}, number: 5, by: 2027-01-01}`), "5:65: kind once moves children to a setting or location, not to a provider | write {setting: foster_own} or {location: in}"},
	{"redirect in place", one(`{name: a, kind: redirect, from: {location: in}, to: {location: in}, share: 5%}`), "5:57: placements would go where they go already | name another setting or location in to"},
	{"redirect to an exit", one(`{name: a, kind: redirect, from: {location: in}, to: {exit: home, location: out}, share: 5%}`), "5:58: an exit is no placement | to may have setting and location; for exits write a rate on exit-home, exit-sgo or exit-adoption"},
	{"redirect fade", one(`{name: a, kind: redirect, from: {location: in}, to: {location: out}, share: 5%, fade: 1 year}`), "5:85: a redirect has no effect on a case that could fade | write end for when it stops"},
	{"redirect where", one(`{name: a, kind: redirect, from: {location: in}, to: {location: out}, share: 5%, where: {setting: kinship}}`), "5:93: the setting in kind redirect is part of from | write from: {setting: …}"},
	{"redirect per case", one(`{name: a, kind: redirect, from: {location: in}, to: {location: out}, share: 5%, cost: {per_case: 1}}`), "5:92: kind redirect reaches no cases to pay for | write once or yearly"},
	{"redirect per event", one(`{name: a, kind: redirect, from: {location: in}, to: {location: out}, share: 5%, cost: {event: fgc}}`), "5:92: kind redirect reaches no cases to pay for | write once or yearly"},
	{"cost of what", one(`{name: a, kind: rate, flow: exit, effect: {ratio: 1}, cost: {event: party}}`), `5:73: unknown event "party" | events are fgc, icpc, review`},
	{"redirect without share", one(`{name: a, kind: redirect, from: {location: in}, to: {location: out}}`), `5:5: key "share" is missing | kind redirect needs from and to and share`},
	{"price of what", one(`{name: a, kind: price, line: beds, change: -8%}`), `5:34: unknown line "beds" | lines are kinship, foster_own, foster_agency, residential, secure, supported, school, with_parents, adoptive, other, plans, icpc, sgo, adoption, care_reviews, proceedings, staying_put, uasc_income, all`},
	{"price both", one(`{name: a, kind: price, line: plans, change: -8%, inflation: 4%}`), "5:54: a price needs a change or an inflation, one of the two | write change: -8%, or inflation: 4%; a second intervention can do the other"},
	{"price ramp", one(`{name: a, kind: price, line: plans, change: -8%, ramp: 6 months}`), `5:54: key "ramp" has no place in kind price | it belongs to rate, duration, redirect, demand, capacity, slots, target, review; keys of kind price are name, kind, start, evidence, line, change, inflation, cost`},
	{"price gone", one(`{name: a, kind: price, line: plans, change: -100%}`), "5:49: change -100% leaves nothing | write a change above -100%"},
	{"demand of nothing", one(`{name: a, kind: demand}`), "5:5: a demand that changes nothing | write population: +1.2% a year, or a flow and its effect"},
	{"demand by half", one(`{name: a, kind: demand, flow: plan-start}`), "5:5: a change of a flow needs flow and effect | write both, like flow: plan-start and effect: {change: +10%}"},
	{"population", one(`{name: a, kind: demand, population: many}`), `5:41: "many" is not a yearly change | write it like +1.2% a year`},
	{"population where", one(`{name: a, kind: demand, population: 1%, where: {age: 0}}`), `5:45: key "where" has no place beside population alone | it goes with flow and effect`},
	{"target", one(`{name: a, kind: target, exit: home, number: 40 a day}`), `5:49: "40 a day" is not a number in a time | write it like 3 per month or 40 per year`},
	{"target of nothing", one(`{name: a, kind: target, exit: home}`), "5:5: a target needs a number or an extra, one of the two | write number: 40 per year for all such exits, or extra: 10 per year on top"},
	{"capacity", one(`{name: a, kind: capacity, when_full: queue, recruit: three}`), "5:5: key \"setting\" is missing | kind capacity needs setting\n5:42: unknown setting \"queue\" | when full children wait or go to wait, kinship, foster_own, foster_agency, residential, secure, supported, school, with_parents, adoptive, other\n5:58: \"three\" is not a number in a time | write it like 3 per month or 40 per year"},
	{"places", one(`{name: a, kind: capacity, places: several}`), "5:5: key \"setting\" is missing | kind capacity needs setting\n5:39: \"several\" is not a number of places | write it like 30 places"},
	{"once", one(`{name: a, kind: once, to: {location: in}, number: some, order: oldest}`), "5:5: key \"by\" is missing | kind once needs to and number and by\n5:55: number \"some\" is not a count | write how many children, like 12\n5:68: unknown order \"oldest\" | orders are dearest, longest, youngest"},
	{"review", one(`{name: a, kind: review, every: day, effect: {ratio: 1.1}}`), "5:5: key \"lasting\" is missing | kind review needs every and effect and lasting\n5:36: unknown cycle \"day\" | cycles are week, month, quarter, half-year, year"},
	{"intervention is text", "version: 1\nname: s\ninterventions: [a]", "3:17: a single value, where a set of keys is wanted | write {key: value}, or each key on a line of its own, indented"},
	{"several at once", one(`{name: A, kind: rate, flow: exits, effect: {ratio: -1}, coverage: 101%}`), "5:12: name \"A\" is not a name | use a to z, 0 to 9 and single hyphens between them\n5:33: unknown flow \"exits\" | did you mean \"exit\"? " + flowList + "\n5:56: ratio -1 is not above 0 | write what the rate is multiplied by; 0.001 all but stops it\n5:71: coverage is 101% | write a share from 0% to 100%"},
}

func TestParseFaults(t *testing.T) {
	for _, tt := range parseFaults {
		t.Run(tt.name, func(t *testing.T) {
			f, found := Parse("s.yaml", []byte(tt.text))
			if got := lines(found); got != tt.want {
				t.Errorf("got\n%s\nwant\n%s", got, tt.want)
			}
			if f != nil {
				t.Error("a file with faults was returned")
			}
			for _, x := range found {
				if x.File != "s.yaml" || x.Severity != model.Fatal {
					t.Errorf("finding %+v", x)
				}
			}
		})
	}
}

// knownGood are interventions without fault, of every kind.
var knownGood = []string{
	`{name: a, kind: rate, flow: plan-to-care, effect: {ratio: 0.6}, cost: {event: fgc, once: 5}}`,
	`{name: a, kind: redirect, from: {setting: residential, provider: PR4}, to: {provider: PR1}, share: 5%}`,
	`{name: a, kind: redirect, from: {provider: [PR4, PR5]}, to: {location: in}, share: 5%}`,
	`{name: a, kind: rate, flow: plan-to-care, cases: new, where: {age: [0-4, 5-9]}, start: 2024-04-01, ramp: 6 months, lag: 3 months, end: 2028-03-31, fade: 24 months, coverage: 60%, offer: conferences, effect: {ratio: 0.60, ci95: [0.45, 0.80]}, shrink: 0.7, delivery: {probability: 90%, delay: 3 months}, cost: {per_case: 2000, once: "£1,250,000", yearly: 400000, inflation: pay}, evidence: {grade: A, source: "Taylor et al. 2024", note: "referral at pre-proceedings"}}`,
	`{name: a, kind: rate, flow: plan-to-care, effect: {change: -8.6pp, ci95: [-13.4pp, -3.8pp], within: 12 months}}`,
	`{name: a, kind: rate, flow: exit-home, effect: {change: +15%}, where: {time_in_care: 2y+, setting: [kinship, residential], location: out}}`,
	`{name: a, kind: redirect, from: {setting: residential, location: out}, to: {setting: foster_own}, share: 50%, limit: 30 places}`,
	`{name: a, kind: capacity, setting: foster_own, location: in, places: 200, recruit: 3 per month, loss: 12% a year, lag: 9 months, when_full: foster_agency, draws_from: [foster_agency, residential], fill: 70%}`,
	`{name: a, kind: slots, intervention: conferences, per_month: 12}`,
	`{name: a, kind: once, from: {location: out}, to: {location: in}, number: 12, by: 2026-03-31, order: dearest}`,
	`{name: a, kind: once, to: {exit: home}, number: 12, by: +6 months, where: {age: 10+}}`,
	`{name: a, kind: target, exit: sgo, number: 40 per year, where: {age: 0-4}}`,
	`{name: a, kind: target, exit: sgo, extra: 10 per year}`,
	`{name: a, kind: review, every: quarter, children: all, where: {setting: residential}, effect: {ratio: 1.2}, lasting: 6 months, cost: {per_review: 350}}`,
	`{name: a, kind: demand, uasc: {share_of_children: 0.1%}}`,
	`{name: a, kind: demand, population: +1.2% a year, flow: plan-start, effect: {change: +10%}, coverage: 50%}`,
	`{name: a, kind: price, line: residential, inflation: 4%, start: +12 months}`,
}

// TestParseKnownKinds shows that the whole contract parses.
func TestParseKnownKinds(t *testing.T) {
	for _, in := range knownGood {

		if _, found := Parse("s.yaml", []byte(one(in))); len(found) > 0 {
			t.Errorf("%s\n%s", in, lines(found))
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(one(`{name: a, kind: rate, flow: exit, effect: {ratio: 1, ci95: [0.9, 1.1]}, where: {age: [0-4]}}`)))
	f.Add([]byte(one(`{name: a, kind: redirect, from: {location: out}, to: {location: in}, share: 5%, limit: 3 places}`)))
	f.Add([]byte(one(`{name: a, kind: demand, population: +1.2% a year}`)))
	f.Add([]byte(one(`{name: a, kind: target, exit: home, number: 40 per year}`)))
	for _, e := range Library() {
		f.Add([]byte(e.Text))
	}
	for _, in := range knownGood {
		f.Add([]byte(one(in)))
	}
	f.Add([]byte("version: 1\nname: &a s\ntitle: *a\n---\n"))
	f.Add([]byte("interventions: [[[[{{{{<<: *a"))
	m, stock := explainModel()
	f.Fuzz(func(t *testing.T, data []byte) {
		file, found := Parse("f", data)
		for _, x := range found {
			if x.Line < 1 || x.What == "" || x.Fix == "" {
				t.Errorf("finding %+v", x)
			}
		}
		if file == nil {
			return
		}
		out, found := Compile([]*File{file}, m)
		for _, x := range found {
			if x.What == "" || x.Fix == "" {
				t.Errorf("finding %+v", x)
			}
		}
		if list, found := Explain([]*File{file}, m, stock); list == nil && len(document.Faults(found)) == 0 {
			t.Error("neither an explanation nor a fault")
		}
		for _, s := range out {
			for _, c := range s.Changes {
				if c.Effect.SD < 0 || c.Effect.Log != c.Effect.Log || c.Reach.Coverage < 0 || c.Reach.Coverage > 1 {
					t.Errorf("change %+v", c)
				}
			}
		}
	})
}

// TestNamesOfLines shows that an intervention without a cost may be called
// like a line, and that every other name is free for one with a cost.
func TestNamesOfLines(t *testing.T) {
	for _, text := range []string{
		one(`{name: residential, kind: rate, flow: exit, effect: {ratio: 1}}`),
		one(`{name: conferences, kind: rate, flow: exit, effect: {ratio: 1}, cost: {once: 1}}`),
		one(`{name: all, kind: rate, flow: exit, effect: {ratio: 1}, cost: {once: 1}}`),
	} {
		if _, found := Parse("s.yaml", []byte(text)); len(found) > 0 {
			t.Errorf("%s\n%s", text, lines(found))
		}
	}
}
