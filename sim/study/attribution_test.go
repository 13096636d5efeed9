package study

import (
	"context"
	"math"
	"reflect"
	"slices"
	"testing"

	"github.com/carecurve/carecurve/sim"
	"github.com/carecurve/carecurve/sim/agents"
	"github.com/carecurve/carecurve/sim/markov"
)

// mixed has interventions that get in each other's way, two that do the same,
// and one that does nothing.
func mixed() sim.Scenario {
	return sim.Scenario{Name: "mixed",
		Changes:  []sim.Change{times("divert", sim.PlanToCare, 0.6), times("twin-a", sim.ExitHome, 1.4), times("idle", sim.Move, 1), times("twin-b", sim.ExitHome, 1.4)},
		Reroutes: []sim.Reroute{local("local")},
		Spends:   []sim.Spend{{Intervention: "divert", Offer: "divert", PerCase: 500, Yearly: 10_000, Delivery: certain}},
	}
}

func attributed(t *testing.T, e sim.Engine, p *sim.Programme, whole *sim.Projection) [][]sim.Part {
	t.Helper()
	out, err := Attribute(context.Background(), e, p, whole)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// sums are the parts of all interventions by figure, and one intervention's.
func sums(parts []sim.Part, names ...string) []float64 {
	type key struct {
		measure string
		date    any
	}
	at := map[key]int{}
	var out []float64
	for _, p := range parts {
		k := key{p.Measure, [2]int{int(p.Date), int(p.Year)}}
		if _, ok := at[k]; !ok {
			at[k] = len(out)
			out = append(out, 0)
		}
		if len(names) == 0 || slices.Contains(names, p.Intervention) {
			out[at[k]] += p.Mean
		}
	}
	return out
}

func alike(t *testing.T, what string, got, want []float64, within float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: %d figures, want %d", what, len(got), len(want))
	}
	for i := range got {
		if math.Abs(got[i]-want[i]) > within*math.Max(1, math.Abs(want[i])) {
			t.Errorf("%s, figure %d: %v, want %v", what, i, got[i], want[i])
		}
	}
}

func TestPartsAddUp(t *testing.T) {
	p := council(mixed(), sim.Scenario{Name: "alone", Changes: []sim.Change{times("divert", sim.PlanToCare, 0.6)}})
	for _, c := range []struct {
		name        string
		full, quick sim.Engine
	}{
		{"agents", few(60), agents.Engine{Replicates: 20, Seed: 3, Means: true}},
		{"markov", markov.Engine{}, markov.Engine{Means: true}},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := *p
			p.Uncertainty = sim.Uncertainty{Chance: true, Effects: true}
			whole := ran(t, c.full, &p)
			parts := attributed(t, c.quick, &p, whole)
			if len(parts[0]) > 0 {
				t.Error("the baseline has parts")
			}
			figures := figuresOf(whole, &whole.Scenarios[0])
			if len(figures) != 8 { // lac, cpp, entries and cost in two years
				t.Errorf("%d figures", len(figures))
			}
			for i := 1; i < len(parts); i++ {
				alike(t, "sum", sums(parts[i]), changes(figures, whole, &whole.Scenarios[0], &whole.Scenarios[i]), 1e-9)
			}
			alike(t, "idle", sums(parts[1], "idle"), make([]float64, len(figures)), 1e-6)
			if cost := sums(parts[1], "local"); cost[len(cost)-1] > -1000 {
				t.Errorf("placing in the area changes cost by %v", cost[len(cost)-1])
			}
			if cost := sums(parts[2], "divert"); cost[0] >= 0 {
				t.Errorf("diverting brings %v children", cost[0])
			}
		})
	}
}

// What does the same gets the same. Families' draws differ by offer, so this
// holds to the digit where everyone is reached.
func TestTwinsShareAlike(t *testing.T) {
	p := council(mixed())
	p.Uncertainty = sim.Uncertainty{Chance: true}
	whole := ran(t, few(20), p)
	parts := attributed(t, few(20), p, whole)[1]
	alike(t, "twins", sums(parts, "twin-a"), sums(parts, "twin-b"), 1e-9)
	if lac := sums(parts, "twin-a")[0]; lac >= 0 {
		t.Errorf("more exits bring %v children", lac)
	}
}

func TestOrderInTheFileChangesNothing(t *testing.T) {
	s := mixed()
	for _, n := range []int{5, 7} { // exact, and by turns of a circle
		if n == 7 {
			s.Changes = append(s.Changes, times("back", sim.EntryReturn, 0.7), times("plans", sim.PlanStart, 0.9))
		}
		turned := s
		turned.Changes = slices.Clone(s.Changes)
		slices.Reverse(turned.Changes)
		p, q := council(s), council(turned)
		a := attributed(t, few(10), p, ran(t, few(10), p))[1]
		b := attributed(t, few(10), q, ran(t, few(10), q))[1]
		if len(sums(a)) != 8 || len(a) != 8*n {
			t.Fatalf("%d parts of %d interventions", len(a), n)
		}
		for i := range a {
			if a[i].Intervention != b[i].Intervention || math.Abs(a[i].Mean-b[i].Mean) > 1e-6 {
				t.Fatalf("%d interventions: %+v, and in another order %+v", n, a[i], b[i])
			}
		}
	}
}

// What is law already is nobody's part.
func TestLawHasNoPart(t *testing.T) {
	law := sim.Scenario{Name: "baseline", Changes: []sim.Change{times("duty", sim.PlanToCare, 0.8)}}
	plan := sim.Scenario{Name: "plan", Changes: append(slices.Clone(law.Changes), times("home", sim.ExitHome, 1.5)), Reroutes: []sim.Reroute{local("local")}}
	p := council(law, plan)
	p.Against = 1
	whole := ran(t, few(20), p)
	parts := attributed(t, few(20), p, whole)
	if parts[0] != nil || parts[1] != nil || len(sums(parts[2], "duty")) == 0 {
		t.Fatal("parts of what there are none of")
	}
	for _, x := range parts[2] {
		if x.Intervention == "duty" {
			t.Fatalf("the duty has a part: %+v", x)
		}
	}
	alike(t, "sum", sums(parts[2]), changes(figuresOf(whole, &whole.Scenarios[0]), whole, &whole.Scenarios[1], &whole.Scenarios[2]), 1e-9)
	// Two players with the law beside each: half of what comes first, and half of
	// what comes last.
	home, only := plan, plan
	home.Reroutes, only.Changes = nil, law.Changes
	home.Name, only.Name = "home", "only"
	each := ran(t, few(20), council(law, plan, home, only))
	figures := figuresOf(each, &each.Scenarios[1])
	change := func(i int) []float64 { return changes(figures, each, &each.Scenarios[1], &each.Scenarios[i]) }
	both, first, other := change(2), change(3), change(4)
	want := make([]float64, len(figures))
	for k := range want {
		want[k] = (first[k] + both[k] - other[k]) / 2
	}
	alike(t, "home", sums(parts[2], "home"), want, 1e-9)
}

// A game of known values: a pair that is worth something only together, and one
// who adds always.
func TestShapley(t *testing.T) {
	for _, n := range []int{3, 8, 15} {
		a := &parting{value: map[string][]float64{}}
		for i := range n {
			a.names = append(a.names, string(rune('a'+i)))
		}
		a.orders = orders(a.names)
		counted := make([][]int, n) // how often each stands in each place
		for i := range counted {
			counted[i] = make([]int, n)
		}
		for _, order := range a.orders {
			c := make(coalition, n)
			for at, i := range order {
				counted[i][at]++
				c = c.with(i)
				v := 0.0
				if c[0] && c[1] {
					v = 10
				}
				if c[2] {
					v++
				}
				a.value[c.key()] = []float64{v}
			}
		}
		got := a.shares(1)[0]
		want := make([]float64, n)
		want[0], want[1], want[2] = 5, 5, 1
		if n == 15 { // turns are fewer than names: alike only roughly
			got[0], got[1] = got[0]+got[1], 10
			want[0], want[1] = 10, 10
		}
		alike(t, "shares", got, want, 1e-9)
		if n <= mostTurns {
			for i := range counted {
				if slices.Min(counted[i]) != slices.Max(counted[i]) {
					t.Errorf("%d names: the %dth stands in places %v", n, i, counted[i])
				}
			}
		}
	}
	if got := len(orders([]string{"a", "b", "c", "d", "e"})); got != 120 {
		t.Errorf("%d orders of five", got)
	}
	if !reflect.DeepEqual(permutations(2), [][]int{{1, 0}, {0, 1}}) {
		t.Errorf("orders of two: %v", permutations(2))
	}
}
