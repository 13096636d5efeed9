package fit

import (
	"fmt"
	"math"
	"os"
	"testing"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim/synth"
)

// TestProveBands tries other cuts of the time in care and in the placement
// than [model.CareClock]: rates are fitted on one half of a council's children
// and judged by the likelihood of the other half's lives, both ways round. A
// council's own best cut, chosen by the same within one half alone, is judged on
// the other half, which had no say in it. decisions/0012 holds its table.
func TestProveBands(t *testing.T) {
	if os.Getenv("CARECURVE_PROVE") == "" {
		t.Skip("runs for minutes: make prove")
	}
	const y = model.DaysPerYear
	usual := model.CareClock.Edges
	cuts := []struct {
		name  string
		edges []float64
	}{
		{"first four weeks in one", []float64{28, 91, 182, y, 2 * y, 3 * y, 5 * y}},
		{"usual: first week apart", usual},
		{"first ten days apart", []float64{10, 28, 91, 182, y, 2 * y, 3 * y, 5 * y}},
		{"first two weeks apart", []float64{14, 28, 91, 182, y, 2 * y, 3 * y, 5 * y}},
		{"first four weeks in three", []float64{4, 12, 28, 91, 182, y, 2 * y, 3 * y, 5 * y}},
		{"first two years finer", []float64{28, 91, 136, 182, 273, y, 1.5 * y, 2 * y, 3 * y, 5 * y}},
		{"4-26 weeks in one", []float64{28, 182, y, 2 * y, 3 * y, 5 * y}},
		{"6 months to 2 years in one", []float64{28, 91, 182, 2 * y, 3 * y, 5 * y}},
		{"half as many", []float64{28, 182, 2 * y, 5 * y}},
		{"short and long", []float64{91}},
	}
	sizes := []int{150, 500, 1300}
	for si, size := range sizes {
		n := []int{12, 8, 5}[si]
		gains := make([][]float64, len(cuts))
		var chosen []float64
		events := 0.0
		for k := range n {
			h := synth.New(synth.Options{Seed: uint64(9100 + 100*si + k), Children: size, Years: 5}).History()
			w := newWindow(h.From, h.To)
			starts := possibleStarts(h, w)
			var base, best, won [2]float64
			for q := range best {
				best[q] = math.Inf(-1)
			}
			for c, cut := range cuts {
				// Quarters of the children: the first two choose, the others judge.
				var sums [4]*careTally
				for q := range sums {
					sums[q] = newCareTally(model.Clock{Edges: cut.edges}, model.Clock{Edges: cut.edges}, w.quarters())
				}
				for ci := range h.Children {
					s := sums[ci/8%4].sums()
					s.child(h, w, ci, starts)
				}
				join := func(i, j int) *careTally {
					s := newCareTally(model.Clock{Edges: cut.edges}, model.Clock{Edges: cut.edges}, w.quarters())
					s.add(sums[i])
					s.add(sums[j])
					return s
				}
				halves := [2]*careTally{join(0, 1), join(2, 3)}
				gain := 0.0
				for turn := range 2 {
					outer, seen := judge(t, halves[turn], halves[1-turn])
					if c == 0 {
						base[turn] = outer
						events += seen / 2
					}
					gain += outer - base[turn]
					there, _ := judge(t, sums[2*turn], sums[2*turn+1])
					back, _ := judge(t, sums[2*turn+1], sums[2*turn])
					if there+back > best[turn] {
						best[turn], won[turn] = there+back, outer-base[turn]
					}
				}
				gains[c] = append(gains[c], gain)
			}
			chosen = append(chosen, won[0]+won[1])
		}
		fmt.Printf("%d children, %d councils, %.0f events in half a council\n", size, n, events/float64(n))
		for c, cut := range cuts {
			m, se := meanOf(gains[c])
			fmt.Printf("| %s | %d | %+.1f (%.1f) |\n", cut.name, len(cut.edges)+1, m, se)
		}
		m, se := meanOf(chosen)
		fmt.Printf("| chosen by each half's own | | %+.1f (%.1f) |\n", m, se)
	}
}

// judge is the log likelihood of one tally's lives under rates fitted to
// another, and how many events there were.
func judge(t *testing.T, from, to *careTally) (sum, events float64) {
	t.Helper()
	for k, a := range append(from.exits[:], from.moves) {
		table, err := a.estimate(0)
		if err != nil {
			t.Fatal(err)
		}
		b := append(to.exits[:], to.moves)[k]
		for c := range table.Cells {
			for q := range b.quarters {
				d, e := b.events[c*b.quarters+q], b.exposure[c*b.quarters+q]
				sum -= table.Cells[c].Mean * e
				if d > 0 {
					sum += d * math.Log(math.Max(table.Cells[c].Mean, 1e-9))
					events += d
				}
			}
		}
	}
	return sum, events
}

func meanOf(x []float64) (mean, se float64) {
	n := float64(len(x))
	for _, v := range x {
		mean += v / n
	}
	for _, v := range x {
		se += (v - mean) * (v - mean)
	}
	return mean, math.Sqrt(se / (n - 1) / n)
}
