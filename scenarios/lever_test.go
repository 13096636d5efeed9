package scenarios

import (
	"math"
	"strings"
	"testing"
)

const levered = `version: 1
name: levered
based_on: local-placements
interventions:
  - {name: conferences, kind: rate, flow: plan-to-care, coverage: 60%, offer: fgc, effect: {ratio: 0.6, ci95: [0.45, 0.8]}, delivery: {delay: 3 months}, cost: {per_case: 2000}}
  - {name: shorter, kind: duration, of: plan, coverage: 60%, offer: fgc, effect: {change: -20%}}
  - {name: carers, kind: capacity, setting: foster_own, recruit: 3 per month, loss: 12% a year}
  - {name: forty, kind: target, exit: sgo, number: 40 per year}
  - {name: ten, kind: once, from: {location: out}, to: {location: in}, number: 10, by: 2025-03-31}
  - {name: cheaper, kind: price, line: residential, change: -8%}
`

func lever(t *testing.T, text string) *Lever {
	t.Helper()
	f := parsed(t, levered)
	l, err := NewLever(text, nil, f, []*File{f}, testModel())
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// At each value every lever gives a scenario that compiles, says what it was
// set to, and prints and reads it alike; the file itself stays as it was.
func TestLevers(t *testing.T) {
	for text, now := range map[string]float64{
		"fgc.coverage": 0.6, "conferences.effect": 0.6, "shorter.effect": 0.8, "conferences.delivery.delay": 3, "conferences.cost.per_case": 2000,
		"conferences.delivery.probability": 1, "conferences.start": 0, "conferences.ramp": 0, "carers.recruit": 3, "carers.loss": 0.12, "forty.number": 40,
		"ten.number": 10, "ten.by": 11, "cheaper.change": -0.08, "local.share": 0.5,
	} {
		l := lever(t, text)
		if math.Abs(l.Value()-now) > 1e-9 {
			t.Errorf("%s stands at %v, want %v", text, l.Value(), now)
		}
		if !(l.Lo <= now && now <= l.Hi && l.Step > 0 && l.Step < l.Hi-l.Lo) {
			t.Errorf("%s: from %v to %v by %v, at %v", text, l.Lo, l.Hi, l.Step, now)
		}
		for _, v := range []float64{l.Lo + l.Step, l.Hi} {
			moved := *l
			moved.file = l.At(v)
			if got := moved.Value(); math.Abs(got-v) > 1e-9 {
				t.Errorf("%s set to %v stands at %v", text, v, got)
			}
			if back, err := l.kind.read(l.Print(v), l.dataDate); err != nil || math.Abs(back-v) > 1e-6 {
				t.Errorf("%s: %v is printed %q and read as %v, %v", text, v, l.Print(v), back, err)
			}
			if out, found := Compile([]*File{l.At(v)}, testModel()); out == nil {
				t.Errorf("%s at %s: %s", text, l.Print(v), lines(found))
			}
		}
		if math.Abs(l.Value()-now) > 1e-9 {
			t.Errorf("%s was moved in the file itself", text)
		}
	}
}

// An offer's lever moves all interventions that share it, an effect's interval
// moves along, and what a scenario is based on is there and can be moved.
func TestLeverMovesAllItShould(t *testing.T) {
	got, _ := Compile([]*File{lever(t, "fgc.coverage").At(0.3)}, testModel())
	s := got[0]
	if s.Changes[0].Reach.Coverage != 0.3 || s.Stretches[0].Reach.Coverage != 0.3 || len(s.Reroutes) != 1 {
		t.Errorf("coverage %v and %v, %d redirects", s.Changes[0].Reach.Coverage, s.Stretches[0].Reach.Coverage, len(s.Reroutes))
	}
	before, _ := Compile([]*File{parsed(t, levered)}, testModel())
	got, _ = Compile([]*File{lever(t, "conferences.effect").At(0.9)}, testModel())
	e, was := got[0].Changes[0].Effect, before[0].Changes[0].Effect
	if math.Abs(e.Log-math.Log(0.9)) > 1e-9 || math.Abs(e.SD-was.SD) > 1e-9 || was.SD == 0 {
		t.Errorf("effect %+v, was %+v", e, was)
	}
	got, _ = Compile([]*File{lever(t, "local.share").At(0.2)}, testModel())
	if got[0].Reroutes[0].Share != 0.2 {
		t.Errorf("share %v", got[0].Reroutes[0].Share)
	}
}

func TestUnknownLevers(t *testing.T) {
	f := parsed(t, levered)
	for text, want := range map[string]string{
		"coverage":             "is not a lever\nwrite the name",
		"conference.coverage":  "did you mean \"conferences\"",
		"conferences.coverge":  "did you mean \"coverage\"",
		"conferences.share":    "conferences has no share that can be moved\nlevers of it are coverage, ",
		"shorter.cost.once":    "shorter has no cost.once",
		"cheaper.inflation":    "cheaper has no inflation",
		"conferences.evidence": "can't be moved",
	} {
		_, err := NewLever(text, nil, f, []*File{f}, testModel())
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", text, err, want)
		}
	}
	l := lever(t, "fgc.coverage")
	if err := l.Range("20%..50%"); err != nil || l.Lo != 0.2 || l.Hi != 0.5 {
		t.Errorf("range %v to %v, %v", l.Lo, l.Hi, err)
	}
	for _, text := range []string{"50%..20%", "20%", "20..50", "20%..150%", ""} {
		if err := l.Range(text); err == nil || !strings.Contains(err.Error(), "\n") {
			t.Errorf("range %q: %v", text, err)
		}
	}
}

// What is law already is in every scenario once, and first, however scenarios
// name it.
func TestCompileOn(t *testing.T) {
	law := parsed(t, "version: 1\nname: duty\nbased_on: local-placements\ninterventions:\n  - {name: offer, kind: rate, flow: plan-to-care, effect: {ratio: 0.9}}\n")
	const own = "interventions:\n  - {name: mine, kind: rate, flow: exit-home, effect: {ratio: 1.1}}\n"
	for _, base := range []string{"", "based_on: baseline\n", "based_on: duty\n", "based_on: local-placements\n"} {
		f := parsed(t, "version: 1\nname: plan\n"+base+own)
		got, found := CompileOn(law, []*File{f}, testModel())
		if len(got) != 2 || got[0].Name != "duty" || got[1].Name != "plan" {
			t.Fatalf("%q: %d scenarios\n%s", base, len(got), lines(found))
		}
		if names := strings.Join(got[1].Interventions(), " "); names != "local mine offer" {
			t.Errorf("%q: %s", base, names)
		}
		if len(got[1].Reroutes) != 1 || len(got[1].Changes) != 2 || len(got[0].Changes) != 1 {
			t.Errorf("%q: %d redirects, %d changes", base, len(got[1].Reroutes), len(got[1].Changes))
		}
		l, err := NewLever("mine.effect", law, f, []*File{f}, testModel())
		if err != nil {
			t.Fatal(err)
		}
		if got, found := CompileOn(law, []*File{l.At(1.3)}, testModel()); got == nil || strings.Join(got[1].Interventions(), " ") != "local mine offer" {
			t.Errorf("%q with a lever: %s", base, lines(found))
		}
	}
}
