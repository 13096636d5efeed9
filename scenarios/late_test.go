package scenarios

import (
	"reflect"
	"testing"
)

func TestLate(t *testing.T) {
	m := testModel()
	text := `version: 1
name: s
interventions:
  - {name: in-time, kind: rate, flow: exit-home, effect: {ratio: 0.9}, start: +35 months}
  - {name: late, kind: rate, flow: exit-sgo, effect: {ratio: 0.9}, start: +40 months, cost: {once: 1}}
  - {name: delayed, kind: duration, of: plan, effect: {ratio: 0.9}, start: +20 months, delivery: {delay: 16 months}}
  - {name: moved, kind: redirect, from: {setting: residential}, to: {setting: foster_own}, share: 5%, start: +36 months}
  - {name: dearer, kind: price, line: plans, change: 5%, start: +37 months}
  - {name: more, kind: demand, population: 1%, start: +38 months}
  - {name: already, kind: rate, flow: move, effect: {ratio: 0.9}}
`
	scenarios := compiled(t, m, text)
	sentence := func(name, when string) string {
		return "In scenario s, intervention " + name + " begins " + when + " after the data date, when the projection of 36 months is over: it changes nothing."
	}
	want := []string{sentence("late", "40 months"), sentence("delayed", "36 months"), sentence("moved", "36 months"), sentence("dearer", "37 months"), sentence("more", "38 months")}
	if got := Late(scenarios, 36*daysPerMonth); !reflect.DeepEqual(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
	if got := Late(scenarios, 41*daysPerMonth); got != nil {
		t.Errorf("got %q", got)
	}
	if got, want := months(1), "1 day"; got != want {
		t.Errorf("got %s", got)
	}
}
