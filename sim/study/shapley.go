package study

import (
	"cmp"
	"slices"

	"github.com/carecurve/carecurve/sim"
)

// exactTo is up to how many interventions every combination of them is run.
const exactTo = 5

// mostTurns is how many turns of the circle are taken at most, each in both
// directions; see orders.
const mostTurns = 12

// coalition is which of a scenario's interventions act.
type coalition []bool

func (c coalition) key() string {
	b := make([]byte, len(c))
	for i, in := range c {
		b[i] = '0'
		if in {
			b[i] = '1'
		}
	}
	return string(b)
}

func (c coalition) with(i int) coalition {
	out := slices.Clone(c)
	out[i] = true
	return out
}

// parting is the work on one scenario.
type parting struct {
	scenario *sim.Scenario
	names    []string // sorted, so that no order in a file plays a part
	wanted   []coalition
	orders   [][]int              // permutations of names
	value    map[string][]float64 // by coalition: changes against the baseline
}

// newParting begins the work; where parted is false, or nothing is to be
// parted, it has no names.
func newParting(s *sim.Scenario, given map[string]bool, parted bool) *parting {
	a := &parting{scenario: s, value: map[string][]float64{}}
	if !parted {
		return a
	}
	for _, name := range s.Interventions() {
		if !given[name] {
			a.names = append(a.names, name)
		}
	}
	if len(a.names) < 2 { // all of the whole
		return a
	}
	a.orders = orders(a.names)
	seen := map[string]bool{}
	for _, order := range a.orders {
		c := make(coalition, len(a.names))
		for _, i := range order {
			c = c.with(i)
			if k := c.key(); !seen[k] {
				seen[k] = true
				a.wanted = append(a.wanted, c)
			}
		}
	}
	return a
}

// member tells who acts in a coalition: its own, and all that isn't parted.
func (a *parting) member(c coalition) func(string) bool {
	return func(name string) bool {
		i := slices.Index(a.names, name)
		return i < 0 || c[i]
	}
}

// shares are the mean marginal changes over the orders, by figure and name.
func (a *parting) shares(figures int) [][]float64 {
	out := make([][]float64, figures)
	for k := range out {
		out[k] = make([]float64, len(a.names))
	}
	nothing := make([]float64, figures)
	for _, order := range a.orders {
		c, before := make(coalition, len(a.names)), nothing
		for _, i := range order {
			c = c.with(i)
			now := a.value[c.key()]
			for k := range out {
				out[k][i] += (now[k] - before[k]) / float64(len(a.orders))
			}
			before = now
		}
	}
	return out
}

// orders are the orders in which interventions are taken: all of them up to
// exactTo names. Of more, the names are laid round a circle in an order drawn by
// the names themselves, and each turn of the circle is taken in both
// directions: so each name stands in each place equally often, and n names need
// n(n−1)+1 combinations only, since all that come up are arcs. Beyond mostTurns
// names the turns are spread evenly.
func orders(names []string) [][]int {
	n := len(names)
	if n <= exactTo {
		return permutations(n)
	}
	circle := make([]int, n)
	for i := range circle {
		circle[i] = i
	}
	draw := func(i int) float64 { return sim.NewKey(uint64(n)).Named(names[i]).Uniform(0) }
	slices.SortFunc(circle, func(a, b int) int { return cmp.Compare(draw(a), draw(b)) })
	var out [][]int
	turns := min(n, mostTurns)
	for t := range turns {
		from := t * n / turns
		turn := slices.Concat(circle[from:], circle[:from])
		back := slices.Clone(turn)
		slices.Reverse(back)
		out = append(out, turn, back)
	}
	return out
}

// permutations are all orders of n.
func permutations(n int) [][]int {
	out := [][]int{{}}
	for i := range n {
		var next [][]int
		for _, p := range out {
			for at := range len(p) + 1 {
				next = append(next, slices.Insert(slices.Clone(p), at, i))
			}
		}
		out = next
	}
	return out
}
