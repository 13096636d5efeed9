package scenarios

import (
	"fmt"
	"strings"
	"testing"

	"github.com/carecurve/carecurve/model"
)

// explainModel is testModel with a population of 1,000 in each band, so that
// direct entries are 10 a band and year, plan starts 20 and unaccompanied
// children 0.001 a band; every placement leads to a home out of the area.
func explainModel() (*model.Model, *model.Stock) {
	m := testModel()
	m.Population = model.Population{First: 2024, Years: [][model.AgeBands]float64{{1000, 1000, 1000, 1000, 1000}}}
	var away model.Shares
	away.Mean[model.PlaceOf(model.Residential, model.OutOfArea)] = 1
	for c := range m.First {
		for a := range m.First[c] {
			m.First[c][a] = away
		}
	}
	m.Next = make([]model.NextRow, model.Classes*model.Places)
	for i := range m.Next {
		for a := range m.Next[i] {
			for g := range m.Next[i][a] {
				m.Next[i][a][g] = away
			}
		}
	}
	born := func(age int) model.Month { return model.MonthOf(m.DataDate) - model.Month(12*age+6) }
	home, kin := model.PlaceOf(model.Residential, model.OutOfArea), model.PlaceOf(model.Kinship, model.InArea)
	s := &model.Stock{DataDate: m.DataDate, Children: []model.StockChild{
		{Born: born(3), InCare: true, Place: kin, CareDays: 100, PlacementDays: 10},
		{Born: born(7), InCare: true, Place: kin, CareDays: 1000, PlacementDays: 10},
		{Born: born(12), InCare: true, Place: home, CareDays: 1000, PlacementDays: 10},
		{Born: born(12), InCare: true, Place: home, CareDays: 10, PlacementDays: 10},
		{Born: born(16), InCare: true, Place: home, CareDays: 10, PlacementDays: 10, Class: model.UASC},
		{Born: born(2), OnPlan: true, PlanDays: 50},
		{Born: born(6), OnPlan: true, PlanDays: 50},
		{Born: born(6), OnPlan: true, PlanDays: 500},
		{Born: born(8), OnPlan: true, InCareDuringPlan: true, PlanDays: 500},
		{Born: born(9), Left: true, LeftBy: model.ExitHome, LeftDays: 20},
		{Born: born(9), Left: true, LeftBy: model.ExitSGO, LeftDays: 2000},
	}}
	return m, s
}

// TestExplainCounts works the numbers out by hand: rates are the same in every
// cell, 0.1 a year for each way out, 0.5 for moves, 0.3 for plans that lead to
// care and 0.7 for those that end, 0.1 for returns.
func TestExplainCounts(t *testing.T) {
	m, s := explainModel()
	for in, want := range map[string]string{
		`{name: a, kind: rate, flow: entry-direct, where: {age: 0-4}, coverage: 50%, effect: {ratio: 0.6}}`:                  "It happens some 20 times a year now; at full reach that is some 4 a year fewer.", // 2 bands × 10; 20 × 0.5 × 0.4
		`{name: a, kind: rate, flow: plan-to-care, cases: new, coverage: 60%, effect: {ratio: 0.5}}`:                         "Some 100 plans a year begin; some 60 of them are reached; it happens some 0.9 times a year now; at full reach that is some 0.3 a year fewer.",
		`{name: a, kind: rate, flow: plan-end, where: {age: 5-9}, effect: {ratio: 2}}`:                                       "2 plans on the data date and some 20 more a year, of whom some 2 and 20 a year are reached; it happens some 1.4 times a year now; at full reach that is some 1.4 a year more.",
		`{name: a, kind: rate, flow: exit-home, where: {setting: kinship}, effect: {ratio: 1.5}}`:                            "2 such children are in care on the data date; it happens some 0.2 times a year now; at full reach that is some 0.1 a year more.",
		`{name: a, kind: rate, flow: exit, effect: fill}`:                                                                    "It happens some 2 times a year now.", // 5 × 4 × 0.1
		`{name: a, kind: rate, flow: move, where: {age: 10+, time_in_care: 1y+}, effect: {ratio: 1}}`:                        "1 such children are in care on the data date; it happens some 0.5 times a year now; no change is claimed.",
		`{name: a, kind: rate, flow: entry-return, effect: {ratio: 0.5}}`:                                                    "2 children who have left care on the data date and some 2 more a year, of whom some 2 and 2 a year are reached; it happens some 0.2 times a year now; at full reach that is some 0.1 a year fewer.",
		`{name: a, kind: duration, of: plan, cases: new, effect: {ratio: 2}}`:                                                "Some 100 plans a year begin; some 100 of them are reached; now such an end comes some 2.1 times a year.",
		`{name: a, kind: redirect, from: {setting: residential, location: out}, to: {location: in}, share: 10%}`:             "Some 54 placements a year begin in residential out of the area; 5.4 a year would go elsewhere at full reach.", // 50 direct, 0.9 from plans, 0.2 back, 2.5 moves
		`{name: a, kind: redirect, from: {location: out}, to: {location: in}, share: 10%, where: {time_in_care: 1y+}}`:       "Some 1 placements a year begin in any setting out of the area; 0.1 a year would go elsewhere at full reach.",
		`{name: a, kind: once, from: {setting: residential}, to: {location: in}, number: 2, by: +1 year, where: {age: 10+}}`: "2 children; 3 are eligible on the data date.",
		`{name: a, kind: target, exit: sgo, extra: 5 per year, where: {age: 0-9}}`:                                           "Some 0.2 a year leave so now, out of 2 in care who fit.",
		`{name: a, kind: review, every: month, children: 3, effect: {ratio: 2}, lasting: 1 month}`:                           "5 children in care fit; some 36 reviews a year.",
		`{name: a, kind: capacity, setting: residential, location: out, recruit: 1 per quarter}`:                             "3 children live there on the data date; some 4 places a year are added.",
		`{name: a, kind: demand, uasc: {share_of_children: 0.1%}}`:                                                           "1 unaccompanied children are in care; the quota is 5; less than 0.1 arrive a year.",
		`{name: a, kind: demand, population: 1%}`:                                                                            "Some 50 children a year come into care straight from home, and 100 start a plan.",
	} {
		list, found := Explain([]*File{parsed(t, one(in))}, m, s)
		if len(list) != 1 {
			t.Errorf("%s: %s", in, lines(found))
			continue
		}
		got := ""
		for _, l := range list[0].Interventions[0].Lines {
			if l.Label == "How many" {
				got = l.Text
			}
		}
		if got != want {
			t.Errorf("%s\ngot  %s\nwant %s", in, got, want)
		}
	}
}

// TestExplain is one explanation in full.
func TestExplain(t *testing.T) {
	m, s := explainModel()
	list, found := Explain([]*File{parsed(t, "version: 1\nname: s\ntitle: T\nbased_on: pause\ninterventions:\n  - "+
		`{name: talks, kind: rate, flow: plan-to-care, cases: new, where: {age: 0-9}, start: 2024-07-01, ramp: 6 months, lag: 1 month, end: 2026-03-31, fade: 24 months, coverage: 60%, offer: o, effect: {change: -24%, ci95: [-37%, -11%]}, shrink: 0.7, delivery: {probability: 90%, delay: 1 month}, cost: {per_case: 2000, yearly: "£1,250,000.50", inflation: pay, mark: M}, evidence: {grade: A, source: Trial, mark: D, note: N}}`)}, m, s)
	if len(list) != 1 || len(found) != 0 || list[0].Name != "s" || len(list[0].Interventions) != 2 {
		t.Fatalf("got %+v\n%s", list, lines(found))
	}
	var got strings.Builder
	for _, in := range list[0].Interventions {
		fmt.Fprintf(&got, "%s (%s)\n", in.Name, in.Kind)
		for _, l := range in.Lines {
			fmt.Fprintf(&got, "%s: %s\n", l.Label, l.Text)
		}
	}
	want := `infants (rate)
What: Children come into care straight from home at a rate that is still to be filled in (line 20).
Whom: Age 0.
When: From 1 April 2024, growing over 12 months; it acts 9 months later.
How many: It happens some 10 times a year now.
Costs: £360,000 a year, with the inflation of pay; the price was seen in its source.
Rests on: Grade C (comparison); Opcit 2017; University of Sussex 2020; the figure was given from memory and is not verified; savings in pounds are published, an effect on infants coming into care only from memory (14.4 fewer a year per authority).
Assumes: The effect is cut back for optimism: log ratio × 0.5.
talks (rate)
What: Children on a plan come into care at 0.825 times the present rate (given as -24%, 95% interval -37% to -11%).
Whom: Ages 0, 1-4, 5-9; only cases that begin on or after the start; 60% of families are reached; the same families as the offer o.
When: From 1 July 2024, growing over 6 months until 31 March 2026; it acts 1 month later; on each case the effect halves every 24 months; it comes off with a probability of 90%; expected 1 month late.
How many: Some 60 plans a year begin; some 36 of them are reached; it happens some 0.9 times a year now; at full reach that is some 0.1 a year fewer.
Costs: £2,000 a case, £1,250,000.50 a year, with the inflation of pay; the price was given from memory and is not verified.
Rests on: Grade A (randomised trial); Trial; the figure was derived from published figures by stated arithmetic; N.
Assumes: The effect is cut back for optimism: log ratio × 0.7.
`
	if got.String() != want {
		t.Errorf("got\n%s\nwant\n%s", got.String(), want)
	}
	m.Exits[model.FlowSGO] = model.Table{}
	if list, found := Explain([]*File{parsed(t, one(`{name: a, kind: rate, flow: exit-sgo, effect: fill}`))}, m, s); list != nil || !strings.Contains(lines(found), "the model has no rate for exit-sgo") {
		t.Errorf("got %+v, %s", list, lines(found))
	}
}
