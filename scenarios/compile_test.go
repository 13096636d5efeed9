package scenarios

import (
	"math"
	"os"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// testModel has the same rate in every cell: plans end at 0.7 a year and lead
// to care at 0.3.
func testModel() *model.Model {
	m := &model.Model{DataDate: model.NewDate(2024, 3, 31), Located: true, Linked: true}
	stream := func(rate float64) model.Stream {
		s := model.Stream{Groups: []float64{1}}
		for a := range s.Ages {
			s.Ages[a].Mean = rate
		}
		return s
	}
	table := func(strata []string, ages int, clock model.Clock, rate float64) model.Table {
		t := model.NewTable(strata, ages, clock)
		for i := range t.Cells {
			t.Cells[i].Mean = rate
		}
		return t
	}
	m.Direct, m.UASC, m.PlanStart = stream(0.01), stream(0.001), stream(0.02)
	for f := range m.Exits {
		m.Exits[f] = table(model.ExitStrata(), model.AgeBands, model.CareClock, 0.1)
	}
	m.Moves = table(model.MoveStrata(), model.AgeBands, model.PlacementClock, 0.5)
	m.PlanEnd = table([]string{"plan"}, model.AgeBands, model.PlanClock, 0.7)
	m.PlanToCare = table([]string{"plan"}, model.AgeBands, model.PlanClock, 0.3)
	m.Proceedings = table([]string{"care"}, model.AgeBands, model.CareClock, 0.3)
	m.Returns = table([]string{"home", "sgo", "adoption", "cao", "aged18", "custody", "other_la", "died", "other"}, 1, model.LeftClock, 0.1)
	return m
}

func parsed(t *testing.T, text string) *File {
	t.Helper()
	f, found := Parse("s.yaml", []byte(text))
	if f == nil {
		t.Fatalf("faults:\n%s", lines(found))
	}
	return f
}

func compiled(t *testing.T, m *model.Model, texts ...string) []sim.Scenario {
	t.Helper()
	var files []*File
	for _, text := range texts {
		files = append(files, parsed(t, text))
	}
	out, found := Compile(files, m)
	if out == nil {
		t.Fatalf("faults:\n%s", lines(found))
	}
	return out
}

func practice(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile("../testdata/scenarios/" + name + ".yaml")
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestCompilePractice(t *testing.T) {
	got := compiled(t, testModel(), practice(t, "fgc"), practice(t, "area"), practice(t, "cut"))
	sure := func(key string) sim.Delivery { return sim.Delivery{Key: key, Probability: 1} }
	fgc := sim.Reach{Offer: "conferences", Coverage: 0.6, Ramp: 182.625, NewOnly: true}
	in := model.InArea
	want := []sim.Scenario{
		{
			Name: "fgc", Title: "Conferences at plan start",
			Changes:   []sim.Change{{Intervention: "divert", Flow: sim.PlanToCare, Reach: fgc, Effect: sim.Effect{Key: "divert", Log: math.Log(0.6)}, Delivery: sure("divert")}},
			Stretches: []sim.Stretch{{Intervention: "shorter", Of: sim.PlanTime, Reach: fgc, Effect: sim.Effect{Key: "shorter", Log: math.Log(0.8)}, Delivery: sure("shorter")}},
			Assumptions: []sim.Assumption{
				{Intervention: "divert", Text: "rate of plan-to-care × 0.6, for 60% of new cases, from 2024-04-01, reached over 6 months"},
				{Intervention: "shorter", Text: "time in a plan × 0.8, for 60% of new cases, from 2024-04-01, reached over 6 months"},
			},
		},
		{
			Name: "area", Title: "Half of new out-of-area placements found in the area",
			Reroutes: []sim.Reroute{{
				Intervention: "local", From: sim.PlaceSet{Locations: []model.Location{model.OutOfArea}}, Location: &in, Share: 0.5,
				Reach: sim.Reach{Offer: "local", Coverage: 1}, Delivery: sure("local"),
			}},
			Assumptions: []sim.Assumption{{Intervention: "local", Text: "50% of placements in any setting out of the area go to the same setting in the area instead; that the places are found is assumed, from 2024-04-01"}},
		},
		{
			Name: "cut", Title: "Families come at 0.7 of the rate",
			Changes: []sim.Change{
				{Intervention: "fewer-plans", Flow: sim.PlanStart, Reach: sim.Reach{Offer: "fewer-plans", Coverage: 1}, Effect: sim.Effect{Key: "fewer-plans", Log: math.Log(0.7)}, Delivery: sure("fewer-plans")},
				{Intervention: "fewer-entries", Flow: sim.EntryDirect, Reach: sim.Reach{Offer: "fewer-entries", Coverage: 1}, Effect: sim.Effect{Key: "fewer-entries", Log: math.Log(0.7)}, Delivery: sure("fewer-entries")},
			},
			Assumptions: []sim.Assumption{
				{Intervention: "fewer-plans", Text: "rate of plan-start × 0.7, for all arrivals, from 2024-04-01"},
				{Intervention: "fewer-entries", Text: "rate of entry-direct × 0.7, for all arrivals, from 2024-04-01"},
			},
		},
	}
	for i := range want {
		for j := range want[i].Reroutes { // nil and empty lists of places are the same
			if len(got[i].Reroutes) > j && len(got[i].Reroutes[j].From.Settings) == 0 {
				got[i].Reroutes[j].From.Settings = nil
			}
		}
		normalise(&got[i])
		if !reflect.DeepEqual(got[i], want[i]) {
			t.Errorf("got\n%+v\nwant\n%+v", got[i], want[i])
		}
	}
}

// normalise makes empty lists nil, which mean the same.
func normalise(s *sim.Scenario) {
	who := func(w *sim.Who) {
		if len(w.Ages)+len(w.Settings)+len(w.Locations) == 0 && w.CareFrom == 0 && w.CareTo == 0 {
			*w = sim.Who{}
		}
	}
	for i := range s.Changes {
		who(&s.Changes[i].Who)
	}
	for i := range s.Stretches {
		who(&s.Stretches[i].Who)
	}
	for i := range s.Reroutes {
		who(&s.Reroutes[i].Who)
		s.Reroutes[i].From.Locations = append([]model.Location(nil), s.Reroutes[i].From.Locations...)
	}
}

func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if math.Abs(got-want) > tolerance {
		t.Errorf("%s = %v, want %v", what, got, want)
	}
}

func TestCompileFull(t *testing.T) {
	s := compiled(t, testModel(), one(`{name: a, kind: rate, flow: exit-home, cases: new, where: {age: [0-4, 5-9], setting: kinship, location: [out], time_in_care: 1-2y}, start: 2024-05-01, ramp: 1 year, lag: 3 months, end: 2025-04-30, fade: 24 months, coverage: 60%, offer: o, effect: {ratio: 0.60, ci95: [0.45, 0.80]}, shrink: 0.5, delivery: {probability: 90%, delay: 2 weeks}, cost: {per_case: 2000, once: "£1,250,000", yearly: 400000.5, inflation: pay}, evidence: {grade: A, source: S, note: N}}`))[0]
	if len(s.Changes) != 1 || len(s.Spends) != 1 || len(s.Assumptions) != 1 {
		t.Fatalf("got %+v", s)
	}
	c := s.Changes[0]
	if want := (sim.Reach{Offer: "o", Coverage: 0.6, From: 30, Until: 395, Ramp: 365.25, NewOnly: true, Lag: 3 * daysPerMonth, Fade: 730.5}); c.Reach != want {
		t.Errorf("reach %+v, want %+v", c.Reach, want)
	}
	near(t, "Log", c.Effect.Log, 0.5*math.Log(0.6), 1e-12)
	near(t, "SD", c.Effect.SD, 0.5*(math.Log(0.8)-math.Log(0.45))/3.92, 1e-12)
	if want := (sim.Delivery{Key: "a", Probability: 0.9, Delay: 14}); c.Delivery != want {
		t.Errorf("delivery %+v, want %+v", c.Delivery, want)
	}
	w := c.Who
	if !reflect.DeepEqual(w.Ages, []model.AgeBand{model.Age0, model.Age1to4, model.Age5to9}) || !reflect.DeepEqual(w.Settings, []model.Setting{model.Kinship}) ||
		!reflect.DeepEqual(w.Locations, []model.Location{model.OutOfArea}) || w.CareFrom != 365.25 || w.CareTo != 730.5 {
		t.Errorf("who %+v", w)
	}
	if want := (sim.Spend{Intervention: "a", Offer: "o", PerCase: 2000, Once: 1250000, Yearly: 400000.5, From: 30, Until: 395, Line: "pay", Delivery: c.Delivery}); s.Spends[0] != want {
		t.Errorf("spend %+v, want %+v", s.Spends[0], want)
	}
	if a := s.Assumptions[0]; a.Source != "S" || a.Grade != "A" || !strings.HasSuffix(a.Text, "(N)") || !strings.Contains(a.Text, "95% interval 0.45 to 0.8") || !strings.Contains(a.Text, "shrunk by 0.5 to × 0.775") {
		t.Errorf("assumption %+v", a)
	}
	// A year from reach, exactly at Until, nothing more is reached; just before, all of the coverage is.
	near(t, "coverage before the end", c.Reach.CoverageAt(394.9999, 0), 0.6*364.9999/365.25, 1e-9)
	near(t, "coverage at the end", c.Reach.CoverageAt(395, 0), 0, 0)
}

func TestCompileKinds(t *testing.T) {
	m := testModel()
	s := compiled(t, m, one(`{name: a, kind: rate, flow: entry, cases: new, effect: {change: -15%, ci95: [-25%, -5%]}, cost: {per_case: 10, once: 5}}`))[0]
	var on []sim.Flow
	for _, c := range s.Changes {
		on = append(on, c.Flow)
		near(t, "Log", c.Effect.Log, math.Log(0.85), 1e-12)
		near(t, "SD", c.Effect.SD, math.Log(0.95/0.75)/3.92, 1e-12)
		if c.Reach.NewOnly != c.Flow.HasCases() {
			t.Errorf("flow %d: NewOnly %v", c.Flow, c.Reach.NewOnly)
		}
	}
	if want := []sim.Flow{sim.EntryDirect, sim.EntryUASC, sim.EntryReturn, sim.PlanToCare}; !reflect.DeepEqual(on, want) {
		t.Errorf("entry is %v, want %v", on, want)
	}
	once := 0.0
	for _, x := range s.Spends {
		once += x.Once
		near(t, "PerCase", x.PerCase, 10, 0)
	}
	if len(s.Spends) != 4 || once != 5 {
		t.Errorf("spends %+v", s.Spends)
	}
	s = compiled(t, m, one(`{name: a, kind: rate, flow: exit, effect: {ratio: 2}, cost: {per_case: 10}}`))[0]
	if len(s.Changes) != 4 || s.Changes[0].Flow != sim.ExitHome || s.Changes[3].Flow != sim.ExitOther || len(s.Spends) != 1 {
		t.Errorf("exit: %+v", s)
	}
	for word, of := range map[string]sim.ClockKind{"plan": sim.PlanTime, "care": sim.CareTime, "placement": sim.PlacementTime} {
		s = compiled(t, m, one(`{name: a, kind: duration, of: `+word+`, effect: {ratio: 2}, start: +3 months}`))[0]
		if len(s.Stretches) != 1 || s.Stretches[0].Of != of || s.Stretches[0].Reach.From != 91.3125 {
			t.Errorf("%s: %+v", word, s.Stretches)
		}
	}
	s = compiled(t, m, one(`{name: a, kind: redirect, from: {setting: [residential, school], location: out}, to: {setting: foster_own}, share: 25%, where: {age: 10+}}`), strings.Replace(one(`{name: a, kind: redirect, from: {setting: kinship}, to: {setting: other}, share: 25%, where: {age: 10-17}}`), "name: s", "name: s2", 1))[0]
	if r := s.Reroutes[0]; *r.Setting != model.FosterOwn || r.Location != nil || len(r.From.Settings) != 2 || len(r.From.Locations) != 1 || !reflect.DeepEqual(r.Who.Ages, []model.AgeBand{model.Age10to15, model.Age16to17}) {
		t.Errorf("redirect %+v", r)
	}
	s = compiled(t, m, "version: 1\nname: s\ninterventions:\n  - {name: a, kind: price, line: residential, change: -8%, start: 2025-04-01}\n  - {name: b, kind: price, line: all, inflation: 4%, start: 2023-04-01}\n  - {name: c, kind: demand, population: +1.2% a year, flow: plan-start, effect: {change: +10%}}")[0]
	if len(s.Reprices) != 2 || s.Reprices[0].Intervention != "b" || *s.Reprices[0].Inflation != 0.04 || s.Reprices[0].Ratio != 1 || s.Reprices[0].From != 0 || s.Reprices[0].Line != "all" ||
		s.Reprices[1].From != 365 || s.Reprices[1].Inflation != nil {
		t.Errorf("prices %+v", s.Reprices)
	}
	near(t, "price", s.Reprices[1].Ratio, 0.92, 1e-12)
	if len(s.Growth) != 1 || s.Growth[0].Yearly != 0.012 || len(s.Changes) != 1 || s.Changes[0].Flow != sim.PlanStart {
		t.Errorf("demand %+v %+v", s.Growth, s.Changes)
	}
}

func TestCompileNotes(t *testing.T) {
	m := testModel()
	out, found := Compile([]*File{parsed(t, "version: 1\nname: s\ninterventions:\n  - {name: a, kind: rate, flow: exit, effect: {ratio: 1.1}, start: 2024-01-01, where: {age: 0-4}}\n  - {name: b, kind: rate, flow: exit-home, effect: {ratio: 1.1}}\n  - {name: c, kind: duration, of: care, effect: {ratio: 0.9}, where: {age: 5-9}}\n")}, m)
	want := "4:68: start 2024-01-01 is not after the data date 2024-03-31 | the fitted rates may hold part of its effect already: what comes on top counts from there\n" +
		`6:12: scenario "s": possible double count: a and b on exit-home; b and c on exit-home | their effects are multiplied; keep one if both rest on the same cases`
	if got := lines(found); got != want || out == nil {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got := out[0].Changes[0].Reach.From; got != -91 {
		t.Errorf("From = %v, want -91", got)
	}
	n := 0
	for _, a := range out[0].Assumptions {
		if strings.HasPrefix(a.Text, "possible double count") {
			n++
		}
	}
	if n != 1 {
		t.Errorf("%d double counts among %+v, want 1", n, out[0].Assumptions)
	}
	m.PlanToCare = model.Table{}
	out, found = Compile([]*File{parsed(t, one(`{name: a, kind: rate, flow: entry, effect: {ratio: 0.9}}`))}, m)
	if got, want := lines(found), "5:33: the model has no rate for plan-to-care, a part of entry | its other parts are changed"; got != want || len(out) != 1 || len(out[0].Changes) != 3 {
		t.Errorf("got %s", got)
	}
}

func TestCompileFaults(t *testing.T) {
	bare := testModel()
	bare.Proceedings = model.Table{}
	bare.PlanToCare, bare.PlanEnd, bare.UASC, bare.Located = model.Table{}, model.Table{}, model.Stream{}, false
	tests := []struct {
		name  string
		model *model.Model
		text  string
		want  string
	}{
		{"no rate", bare, one(`{name: a, kind: rate, flow: plan-to-care, effect: {ratio: 1}}`), "5:33: the model has no rate for plan-to-care | its records showed none; it has entry-direct, entry-return, plan-start, exit-home, exit-sgo, exit-adoption, exit-other, move"},
		{"no repeats", bare, one(`{name: a, kind: rate, flow: plan-repeat, effect: {ratio: 1}}`), "5:33: the model has no rate for plan-repeat | its records showed none; it has entry-direct, entry-return, plan-start, exit-home, exit-sgo, exit-adoption, exit-other, move"},
		{"no proceedings", bare, one(`{name: a, kind: rate, flow: proceedings, effect: {ratio: 1}}`), "5:33: the model has no rate for proceedings | its records showed none; it has entry-direct, entry-return, plan-start, exit-home, exit-sgo, exit-adoption, exit-other, move"},
		{"no clock", bare, one(`{name: a, kind: duration, of: plan, effect: {ratio: 1}}`), "5:35: the model has no rate at which a plan ends | fit it on records that show such ends, or leave the intervention out"},
		{"no locations", bare, one(`{name: a, kind: redirect, from: {location: out}, to: {location: in}, share: 5%}`), "5:37: the model does not know which placements are in the area | give the area's postcodes or a lookup in the council file and fit again, or redirect by setting alone"},
		{"over", nil, one(`{name: a, kind: rate, flow: exit, effect: {ratio: 1}, start: 2023-04-01, end: 2024-03-31}`), "5:66: start 2023-04-01 is not after the data date 2024-03-31 | the fitted rates may hold part of its effect already: what comes on top counts from there\n5:83: end 2024-03-31 is not after the data date 2024-03-31 | leave the intervention out: the fitted rates hold what it did"},
		{"ends early", nil, one(`{name: a, kind: rate, flow: exit, effect: {ratio: 1}, start: +12 months, end: 2024-06-30}`), "5:83: end 2024-06-30 is before start +12 months after the data date | write an end after the start"},
		{"risk too small", nil, one(`{name: a, kind: rate, flow: plan-to-care, effect: {change: -20pp, within: 12 months}}`), "5:64: a change of -20pp is more than the risk allows: 18.18% of new plans within 12 months | write a smaller change, or the trial's ratio of rates"},
		{"interval too wide", nil, one(`{name: a, kind: rate, flow: plan-to-care, effect: {change: -10pp, ci95: [-19pp, -1pp], within: 12 months}}`), "5:77: a change of -19pp is more than the risk allows: 18.18% of new plans within 12 months | write a smaller change, or the trial's ratio of rates"},
		{"pp of exits", nil, one(`{name: a, kind: rate, flow: exit-home, effect: {change: 5pp, within: 12 months}}`), "5:61: percentage points on flow exit-home are not run by this version | they are on plan-to-care and plan-end; elsewhere write a ratio of rates, or a change in percent"},
		{"pp of durations", nil, one(`{name: a, kind: duration, of: plan, effect: {change: 5pp, within: 12 months}}`), "5:58: percentage points on a duration are not run by this version | they are on plan-to-care and plan-end; elsewhere write a ratio of rates, or a change in percent"},
		{"redirect of cases", nil, one(`{name: a, kind: redirect, from: {location: out}, to: {location: in}, share: 5%, cases: new, lag: 1 month, offer: o}`), "5:92: a redirect of new cases alone is not run by this version | leave cases out: every first placement and move from start on may be redirected\n5:97: a redirect has no effect on a case that could come later | write a later start\n5:111: an offer to families in a redirect is not run by this version | leave offer out: each placement has its own chance, share times coverage"},
		{"based on nothing", nil, "version: 1\nname: s\nbased_on: fgc-at-icp", `3:11: unknown scenario "fgc-at-icp" | did you mean "fgc-at-icpc"? give its file with -s beside this one, or name one of the library: carecurve scenarios list`},
		{"name of the base", nil, "version: 1\nname: s\nbased_on: local-placements\ninterventions:\n  - {name: local, kind: rate, flow: move, effect: {ratio: 1}}", `5:12: intervention "local" is already in the scenario it is based on | give it another name; the other is in library/local-placements.yaml:15`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m := tt.model
			if m == nil {
				m = testModel()
			}
			out, found := Compile([]*File{parsed(t, tt.text)}, m)
			if got := lines(found); got != tt.want {
				t.Errorf("got\n%s\nwant\n%s", got, tt.want)
			}
			if out != nil {
				t.Error("scenarios were returned beside faults")
			}
		})
	}
}

func TestBasedOn(t *testing.T) {
	base := "version: 1\nname: base\ninterventions: [{name: a, kind: rate, flow: move, effect: {ratio: 0.9}}]"
	mid := "version: 1\nname: mid\nbased_on: base\ninterventions: [{name: b, kind: rate, flow: exit-home, effect: {ratio: 0.9}}]"
	top := "version: 1\nname: top\nbased_on: mid\ninterventions: [{name: c, kind: rate, flow: exit-sgo, effect: {ratio: 0.9}}]"
	lib := "version: 1\nname: lib\nbased_on: fgc-at-icpc"
	out := compiled(t, testModel(), top, base, lib, mid)
	var got []string
	for _, s := range out {
		words := []string{s.Name}
		for _, c := range s.Changes {
			words = append(words, c.Intervention)
		}
		got = append(got, strings.Join(words, " "))
	}
	if want := []string{"top a b c", "base a", "lib conferences", "mid a b"}; !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	var circle []*File
	for i, text := range []string{strings.Replace(base, "name: base", "name: base\nbased_on: top", 1), mid, top} {
		f, _ := Parse([]string{"base.yaml", "mid.yaml", "top.yaml"}[i], []byte(text))
		circle = append(circle, f)
	}
	_, found := Compile(circle, testModel())
	if got := lines(found); strings.Count(got, "in a circle") != 3 || !strings.Contains(got, "base → top → mid → base") {
		t.Errorf("got %s", got)
	}
	_, found = Compile([]*File{parsed(t, base), parsed(t, base)}, testModel())
	if got, want := lines(found), `2:7: two scenarios are called "base" | rename one; the other is in s.yaml:2`; got != want {
		t.Errorf("got %s", got)
	}
}

// TestOrder shows that the order of interventions doesn't matter to the
// multipliers: the same changes come out, each with the same effect.
func TestOrder(t *testing.T) {
	in := []string{
		`{name: a, kind: rate, flow: exit, effect: {ratio: 0.9, ci95: [0.8, 1.0]}}`,
		`{name: b, kind: rate, flow: exit-home, effect: {change: +5%}, coverage: 50%, ramp: 6 months}`,
		`{name: c, kind: duration, of: care, effect: {ratio: 1.2}, offer: o}`,
		`{name: d, kind: price, line: residential, change: -8%}`,
		`{name: e, kind: price, line: residential, inflation: 2%}`,
		`{name: f, kind: demand, population: 1% a year}`,
	}
	rapid.Check(t, func(r *rapid.T) {
		order := rapid.Permutation([]int{0, 1, 2, 3, 4, 5}).Draw(r, "order")
		text := "version: 1\nname: s\ninterventions:\n"
		for _, i := range order {
			text += "  - " + in[i] + "\n"
		}
		s := compiled(t, testModel(), text)[0]
		sum := map[sim.Flow]float64{}
		for _, c := range s.Changes {
			sum[c.Flow] += c.Effect.Log * c.Reach.Coverage
		}
		near(t, "exit-home", sum[sim.ExitHome], math.Log(0.9)+0.5*math.Log(1.05), 1e-12)
		near(t, "exit-sgo", sum[sim.ExitSGO], math.Log(0.9), 1e-12)
		if len(s.Stretches) != 1 || len(s.Growth) != 1 || s.Reprices[0].Inflation == nil || s.Reprices[1].Ratio != 0.92 {
			r.Fatalf("got %+v", s)
		}
	})
}

func TestPercentagePoints(t *testing.T) {
	m := testModel()
	// With rates constant the risk of care in a year is 0.3/(0.3+0.7)·(1−e⁻¹),
	// but that those near 18 leave.
	p := newPlanRisk(m, true, Ages{model.Age0, model.Age1to4, model.Age5to9}, 365.25)
	near(t, "risk", p.at(1), 0.3*(1-math.Exp(-1)), 1e-9)
	near(t, "half the rate", p.at(0.5), 0.15/0.85*(1-math.Exp(-0.85)), 1e-9)
	near(t, "solved", p.solve(p.at(0.6)), 0.6, 1e-9)

	s := compiled(t, m, one(`{name: a, kind: rate, flow: plan-to-care, where: {age: 0-9}, effect: {change: -5pp, ci95: [-8pp, -2pp], within: 1 year}}`))[0]
	e := s.Changes[0].Effect
	near(t, "change", p.at(math.Exp(e.Log))-p.at(1), -0.05, 1e-9)
	lo, hi := p.solve(p.at(1)-0.08), p.solve(p.at(1)-0.02)
	near(t, "SD", e.SD, (math.Log(hi)-math.Log(lo))/3.92, 1e-9)

	// A plan of a child of 17 years and 10½ months has a tenth of a year to run.
	p = newPlanRisk(m, true, nil, 365.25)
	p.ages, p.weight = []float64{17.9}, []float64{1}
	near(t, "before 18", p.at(1), 0.3*(1-math.Exp(-0.1)), 1e-6)

	// Bands of the clock and levels are kept.
	m.PlanToCareLevel.Log = math.Log(2)
	for a := range model.AgeBand(model.AgeBands) {
		for b := 4; b < model.PlanBands; b++ {
			m.PlanToCare.At(0, a, b).Mean = 0
		}
	}
	p = newPlanRisk(m, true, Ages{model.Age5to9}, 730.5)
	p.ages, p.weight = []float64{6}, []float64{1}
	near(t, "two years", p.at(1), 0.6/1.3*(1-math.Exp(-1.3)), 1e-9)
}

// All plan starts stand for first and repeat plans, where the model tells them
// apart; repeats there have no cases to choose from.
func TestCompileRepeats(t *testing.T) {
	flows := func(m *model.Model, flow, rest string) (out []sim.Flow) {
		for _, c := range compiled(t, m, one("{name: a, kind: rate, flow: "+flow+", effect: {ratio: 0.5}"+rest+"}"))[0].Changes {
			out = append(out, c.Flow)
			if c.Reach.NewOnly != (rest == ", cases: new") {
				t.Errorf("flow %s%s: new cases alone %v", flow, rest, c.Reach.NewOnly)
			}
		}
		return out
	}
	if got, want := flows(repeatModel(), "plan-start", ""), []sim.Flow{sim.PlanStart, sim.PlanRepeat}; !reflect.DeepEqual(got, want) {
		t.Errorf("plan-start is %v, want %v", got, want)
	}
	if got, want := flows(repeatModel(), "plan-repeat", ", cases: new"), []sim.Flow{sim.PlanRepeat}; !reflect.DeepEqual(got, want) {
		t.Errorf("plan-repeat is %v, want %v", got, want)
	}
	old := testModel()
	if got, want := flows(old, "plan-start", ""), []sim.Flow{sim.PlanStart}; !reflect.DeepEqual(got, want) {
		t.Errorf("without repeats plan-start is %v, want %v", got, want)
	}
	if _, found := Compile([]*File{parsed(t, one("{name: a, kind: rate, flow: plan-start, effect: {ratio: 0.5}}"))}, old); len(found) > 0 {
		t.Errorf("a model without repeats: %s", lines(found))
	}
	if f, found := Parse("s.yaml", []byte(one("{name: a, kind: rate, flow: plan-start, cases: new, effect: {ratio: 0.5}}"))); f != nil || !strings.Contains(lines(found), "no cases to choose from") {
		t.Errorf("cases of plan-start: %s", lines(found))
	}
}

// Proceedings go by age and time in care, and by nothing else.
func TestWhereOfProceedings(t *testing.T) {
	s := compiled(t, testModel(), one("{name: a, kind: rate, flow: proceedings, where: {age: [0-4], time_in_care: 0-1y}, effect: {ratio: 0.5}}"))
	if c := s[0].Changes[0]; c.Flow != sim.Proceedings || len(c.Who.Ages) != 2 || c.Who.CareTo == 0 {
		t.Errorf("%+v", c)
	}
	if f, found := Parse("s.yaml", []byte(one("{name: a, kind: rate, flow: proceedings, where: {setting: residential}, effect: {ratio: 0.5}}"))); f != nil || !strings.Contains(lines(found), "goes by age and time in care") {
		t.Errorf("settings of proceedings: %s", lines(found))
	}
}
