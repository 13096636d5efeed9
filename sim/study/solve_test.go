package study

import (
	"context"
	"math"
	"strings"
	"testing"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
	"github.com/carecurve/carecurve/sim/markov"
)

// quest moves how often something multiplies a flow, by at: a lever without a
// language.
func quest(goal Goal, probability, lo, hi, step float64, at func(v float64) sim.Scenario) Quest {
	return Quest{Goal: goal, Probability: probability, Lo: lo, Hi: hi, Step: step,
		Programme: func(values []float64) (*sim.Programme, error) {
			p := council()
			for i, v := range values {
				s := at(v)
				s.Name = string(rune('a' + i))
				p.Scenarios = append(p.Scenarios, s)
			}
			return p, nil
		},
		Draw: func(ctx context.Context, p *sim.Programme, look bool, keep func(sim.Draw)) (*sim.Projection, error) {
			e := few(40)
			if look {
				e = few(20)
			}
			e.Keep = keep
			return e.Run(ctx, p)
		}}
}

// brute draws every value.
func brute(t *testing.T, q Quest) (all []Tried) {
	t.Helper()
	s := &solver{Quest: q, n: int(math.Round((q.Hi - q.Lo) / q.Step)), rising: true}
	for i := range s.n + 1 {
		x, err := s.draw(context.Background(), []int{i}, false)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, x[0])
	}
	return all
}

// Solve finds what drawing every value finds: with and without a search on the
// expected path, and for levers that work either way.
func TestSolveAgreesWithBruteForce(t *testing.T) {
	covered := func(v float64) sim.Scenario {
		c := times("divert", sim.PlanToCare, 0.3)
		c.Reach.Coverage = v
		return sim.Scenario{Changes: []sim.Change{c}}
	}
	ratio := func(v float64) sim.Scenario {
		return sim.Scenario{Changes: []sim.Change{times("divert", sim.EntryDirect, v)}}
	}
	local2 := func(v float64) sim.Scenario {
		r := local("local")
		r.Share = v
		return sim.Scenario{Reroutes: []sim.Reroute{r}}
	}
	at := func(text string) Goal {
		g, err := ParseGoal(text)
		if err != nil {
			t.Fatal(err)
		}
		return g
	}
	for name, q := range map[string]Quest{
		"coverage of children":       quest(at("lac<=133 by 2026-03"), 0.5, 0, 1, 0.1, covered),
		"saving":                     quest(at("saving>=250k in 2025-26"), 0.8, 0, 1, 0.1, covered),
		"outside":                    quest(at("lac[location=out]<=50 by 2026-03"), 0.7, 0, 1, 0.1, local2),
		"ratio, the less the better": quest(at("lac<=133 by 2026-03"), 0.7, 0.1, 1, 0.1, ratio),
		"cost":                       quest(at("cost<=9.2m in 2025-26"), 0.5, 0.1, 1, 0.1, ratio),
		"never":                      quest(at("lac<=20 by 2026-03"), 0.8, 0, 1, 0.25, covered),
		"always":                     quest(at("lac<=400 by 2026-03"), 0.8, 0, 1, 0.25, covered),
	} {
		t.Run(name, func(t *testing.T) {
			all := brute(t, q)
			rising := all[len(all)-1].Probability >= all[0].Probability
			want, reached := 0.0, false
			for k := range all {
				x := all[k]
				if !rising {
					x = all[len(all)-1-k]
				}
				if x.Probability >= q.Probability && !reached {
					want, reached = x.Value, true
				}
			}
			t.Logf("wanted %v, %v; from %v to %v", reached, want, all[0], all[len(all)-1])
			for _, search := range []sim.Engine{nil, markov.Engine{Means: true}} {
				q.Search = search
				got, err := Solve(context.Background(), q)
				if err != nil {
					t.Fatal(err)
				}
				if got.Reached != reached || reached && math.Abs(got.Value-want) > 1e-9 {
					t.Errorf("search %v: reached %v at %v, brute force %v at %v", search, got.Reached, got.Value, reached, want)
				}
				if reached && name != "always" && (got.Before == nil || got.Before.Probability >= q.Probability || got.At.Probability < q.Probability) {
					t.Errorf("search %v: at %+v, before %+v", search, got.At, got.Before)
				}
			}
		})
	}
}

// The search works on means that draws don't share, and is mended.
func TestSolveMendsAWrongSearch(t *testing.T) {
	g, err := ParseGoal("lac<=133 by 2026-03")
	if err != nil {
		t.Fatal(err)
	}
	q := quest(g, 0.6, 0, 1, 0.05, func(v float64) sim.Scenario {
		c := times("divert", sim.PlanToCare, 0.3)
		c.Reach.Coverage = v
		return sim.Scenario{Changes: []sim.Change{c}}
	})
	right, err := Solve(context.Background(), q)
	if err != nil {
		t.Fatal(err)
	}
	for _, off := range []float64{-15, 15} {
		q.Search = shifted{off}
		got, err := Solve(context.Background(), q)
		if err != nil {
			t.Fatal(err)
		}
		if got.Value != right.Value || got.First == got.Value {
			t.Errorf("search off by %v: %v (search %v), want %v", off, got.Value, got.First, right.Value)
		}
	}
}

// shifted is an engine whose children are too many or too few.
type shifted struct{ by float64 }

func (s shifted) Run(ctx context.Context, p *sim.Programme) (*sim.Projection, error) {
	out, err := markov.Engine{Means: true}.Run(ctx, p)
	for i := range out.Scenarios {
		lac := out.Scenarios[i].Find("lac", "")
		for d := range lac.Values {
			lac.Values[d].Mean += s.by
		}
	}
	return out, err
}

func TestParseGoal(t *testing.T) {
	march := model.NewDate(2028, 3, 31)
	for text, want := range map[string]Goal{
		"lac<=1295 by 2028-03":                     {Measure: "lac", AtMost: true, Value: 1295, Date: march},
		"cpp >= 400 by 2028-03-31":                 {Measure: "cpp", Value: 400, Date: march},
		"lac[location=out]<=1,300 by 2028-03":      {Measure: "lac", Breakdown: "location=out", AtMost: true, Value: 1300, Date: march},
		"saving>=6m in 2026-27":                    {Measure: "saving", Value: 6e6, Year: 2026},
		"saving>=-£250k in 2026-27":                {},
		"saving>=£1.25m in 2026-27":                {Measure: "saving", Value: 1.25e6, Year: 2026},
		"cost[residential]<=82,500,000 in 2026-27": {Measure: "cost", Line: "residential", AtMost: true, Value: 82.5e6, Year: 2026},
		"lac<1295 by 2028-03":                      {},
		"lac<=1295 in 2026-27":                     {},
		"lac<=1295 by 2028-03-30":                  {},
		"lac<=1295 by 2028-13":                     {},
		"lac[place=moon]<=3 by 2028-03":            {},
		"entries<=400 in 2026-27":                  {},
		"cost<=82m by 2028-03":                     {},
		"saving>=6m in 2026":                       {},
		"cost<=8.2.1m in 2026-27":                  {},
		"":                                         {},
	} {
		got, err := ParseGoal(text)
		if want.Measure == "" {
			if err == nil || !strings.Contains(err.Error(), "\n") {
				t.Errorf("%q: %+v, error %v", text, got, err)
			}
			continue
		}
		want.Text = text
		if want.Line == "" {
			want.Line = "total"
		}
		if err != nil || got != want {
			t.Errorf("%q: %+v, %v; want %+v", text, got, err, want)
		}
	}
}
