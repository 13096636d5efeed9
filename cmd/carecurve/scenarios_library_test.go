package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/carecurve/carecurve/model/document"
	"github.com/carecurve/carecurve/scenarios"
	"github.com/carecurve/carecurve/sim"
	"github.com/carecurve/carecurve/sim/agents"
	"github.com/carecurve/carecurve/sim/markov"
)

// claims is what each library file promises: which figure goes which way
// (a measure and breakdown, or cost: for the total), and with what ratio an
// effect that is to be filled in is filled.
var claims = map[string]struct {
	figure string
	up     bool
	fill   []string
}{
	"fgc-at-icpc":                   {"lac", false, nil},
	"restorative-practice":          {"lac", false, []string{"0.3", "3"}},
	"kinship-through-conferences":   {"lac;setting=kinship", true, nil},
	"local-placements":              {"lac;location=out", false, nil},
	"local-placements-reinvested":   {"lac;location=out", false, nil},
	"reunification":                 {"exits;exit=home", true, []string{"3"}},
	"six-localities":                {"plans_to_care", false, nil},
	"staff-training":                {"cost", true, nil},
	"assessment-and-intervention":   {"plans_to_care", false, []string{"0.1"}},
	"foster-recruitment":            {"lac;setting=foster_own", true, nil},
	"sgo-doubled":                   {"exits;exit=sgo", true, nil},
	"early-permanence":              {"exits;exit=adoption", true, []string{"30"}},
	"fewer-proceedings":             {"proceedings", false, nil},
	"longer-plans-domestic-abuse":   {"plan_starts;repeat=yes", false, []string{"2", "0.1"}},
	"teenagers-new-to-services":     {"entries;route=direct", false, []string{"0.1"}},
	"senior-managers":               {"lac", false, []string{"0.1", "30"}},
	"quarterly-review":              {"exits", true, []string{"30"}},
	"permanence-target":             {"exits;exit=sgo", true, nil},
	"kinship-first":                 {"lac;setting=kinship", true, nil},
	"family-safeguarding":           {"lac", false, []string{"0.3", "0.8"}},
	"no-wrong-door":                 {"entries;route=direct", false, []string{"0.1"}},
	"mockingbird":                   {"moves", false, []string{"0.1"}},
	"edge-of-care":                  {"entries;route=direct", true, nil}, // the trial's own point
	"step-down":                     {"lac;setting=residential", false, nil},
	"own-childrens-homes":           {"lac;setting=residential;location=in", true, nil},
	"pause":                         {"entries;route=direct", false, []string{"0.3"}},
	"family-drug-and-alcohol-court": {"exits;exit=home", true, []string{"5.5"}},
	"reunification-support":         {"returns", false, []string{"0.1"}},
	"uasc-transfer-quota":           {"entries;route=uasc", true, nil}, // the demo council is below its quota
	"family-decision-duty":          {"plans_to_care", false, nil},
	"demand-shock":                  {"lac", true, nil},
}

// TestLibraryRuns plays every library file, those with an effect to fill once
// it is filled: markov runs it, or refuses it by the name of the intervention
// that couples children; agents runs it; and in both the figure that it
// promises to move goes the right way. Agents plays on the demo council, markov
// on a small one, and on the demo council too with CARECURVE_PROVE=1.
func TestLibraryRuns(t *testing.T) {
	if testing.Short() {
		t.Skip("plays the whole library")
	}
	dir := t.TempDir()
	returns, config := filepath.Join(dir, "exampleshire.zip"), filepath.Join(dir, "council.yaml")
	for path, data := range map[string][]byte{returns: exampleshire, config: exampleshireCouncil} {
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	playDemo := playLibrary(t, fitted(t, returns, config))
	playSmall := playLibrary(t, fitted(t, filepath.Join("..", "..", "testdata", "council-small.zip"), config))
	start := time.Now()
	playSmall.alone(t, "markov, small council", markov.Engine{})
	if os.Getenv("CARECURVE_PROVE") != "" {
		playDemo.alone(t, "markov", markov.Engine{})
	}
	t.Logf("markov: %.1f s", time.Since(start).Seconds())
	start = time.Now()
	playDemo.alone(t, "agents", agents.Engine{Replicates: 60, Seed: 1})
	playDemo.coupled(t, "agents", agents.Engine{Replicates: 60, Seed: 1})
	t.Logf("agents: %.1f s", time.Since(start).Seconds())
}

// library is every library file, filled and compiled on one council.
type library struct {
	programme        sim.Programme
	simple, coupling []sim.Scenario
}

func (l *library) alone(t *testing.T, name string, engine sim.Engine) {
	t.Helper()
	l.programme.Scenarios = l.simple
	moves(t, name, engine, &l.programme)
}

func (l *library) coupled(t *testing.T, name string, engine sim.Engine) {
	t.Helper()
	l.programme.Scenarios = l.coupling
	moves(t, name, engine, &l.programme)
}

// playLibrary compiles the library, and sees markov refuse what it can't run.
func playLibrary(t *testing.T, p sim.Programme) *library {
	t.Helper()
	baseline := sim.Scenario{Name: "baseline"}
	l := &library{p, []sim.Scenario{baseline}, []sim.Scenario{baseline}}
	for _, e := range scenarios.Library() {
		claim, ok := claims[e.Name]
		if !ok || e.ToFill != len(claim.fill) {
			t.Fatalf("%s: %d effects to fill, and a claim %+v", e.Name, e.ToFill, claim)
		}
		text := e.Text
		for _, ratio := range claim.fill {
			text = strings.Replace(text, "effect: fill", "effect: {ratio: "+ratio+"}", 1)
		}
		f, found := scenarios.Parse(e.Name, []byte(text))
		if f == nil {
			t.Fatalf("%s: %s", e.Name, document.Errors(found).Error())
		}
		list, found := scenarios.Compile([]*scenarios.File{f}, p.Model)
		if len(list) != 1 {
			t.Fatalf("%s: %s", e.Name, document.Errors(found).Error())
		}
		if len(list[0].Coupling()) == 0 {
			l.simple = append(l.simple, list[0])
			continue
		}
		l.coupling = append(l.coupling, list[0])
		p.Scenarios = []sim.Scenario{baseline, list[0]}
		_, err := markov.Engine{}.Run(context.Background(), &p)
		if name := list[0].Coupling()[0].Intervention; err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: markov should refuse it by the name of %s, but: %v", e.Name, name, err)
		}
	}
	return l
}

// moves runs scenarios and holds each against its claim.
func moves(t *testing.T, name string, engine sim.Engine, p *sim.Programme) {
	t.Helper()
	out, err := engine.Run(context.Background(), p)
	if err != nil {
		t.Errorf("%s: %v", name, err)
		return
	}
	for i := range out.Scenarios[1:] {
		o := &out.Scenarios[i+1]
		claim := claims[o.Name]
		d := 0.0
		if claim.figure == "cost" {
			d = -sim.Line(o.Savings, "total").Values[0].Mean
		} else {
			measure, breakdown, _ := strings.Cut(claim.figure, ";")
			a, b := out.Scenarios[0].Find(measure, breakdown), o.Find(measure, breakdown)
			for k := range a.Values {
				d += b.Values[k].Mean - a.Values[k].Mean
			}
		}
		if d == 0 || d > 0 != claim.up {
			t.Errorf("%s, %s: %s changes by %.3f, promised up: %v", name, o.Name, claim.figure, d, claim.up)
		}
	}
}

// fitted is a council's returns, fitted and ready for two years.
func fitted(t *testing.T, returns, config string) sim.Programme {
	t.Helper()
	c, err := readCouncil(config)
	if err != nil {
		t.Fatal(err)
	}
	m, s, _, err := fitRecords(context.Background(), []string{returns}, c, 0)
	if err != nil {
		t.Fatal(err)
	}
	return sim.Programme{Model: m, Stock: s, Prices: m.Prices, Years: 2, Uncertainty: sim.Uncertainty{Chance: true}}
}

// TestLibraryStops checks every library file as its user would, and projects
// those with an effect to fill: they stop with exit 1 and name the line.
func TestLibraryStops(t *testing.T) {
	dir := t.TempDir()
	c, err := readCouncil("")
	if err != nil {
		t.Fatal(err)
	}
	m, s, _, err := fitRecords(context.Background(), []string{filepath.Join("..", "..", "testdata", "council-small.zip")}, c, 0)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "m.yaml")
	if err := writeModel(path, m, s); err != nil {
		t.Fatal(err)
	}
	carecurve := func(args ...string) (string, int) {
		var out strings.Builder
		code := run(args, &out, &out)
		return out.String(), code
	}
	stopped := 0
	for _, e := range scenarios.Library() {
		if said, code := carecurve("scenarios", "check", e.Name); code != 0 || !strings.Contains(said, "no faults") {
			t.Errorf("check %s: exit %d: %s", e.Name, code, said)
		}
		if e.ToFill == 0 {
			continue
		}
		stopped++
		at := 1 + strings.Count(e.Text[:strings.Index(e.Text, "effect: fill")], "\n")
		out := filepath.Join(dir, e.Name)
		said, code := carecurve("project", "-m", path, "-s", e.Name, "-o", out, "--quiet")
		if want := fmt.Sprintf("library/%s.yaml:%d:", e.Name, at); code != 1 || !strings.Contains(said, want) || !strings.Contains(said, "still to be filled in") {
			t.Errorf("project %s: exit %d: %s; want %s", e.Name, code, said, want)
		}
		if _, err := os.Stat(out); err == nil {
			t.Errorf("project %s wrote %s", e.Name, out)
		}
	}
	if stopped == 0 || len(scenarios.Library()) != len(claims) {
		t.Errorf("%d files stopped of %d", stopped, len(scenarios.Library()))
	}
}
