package estimate

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"
)

// drawn are cells of two factors with pairs that stray by a standard deviation
// of the log, and the true hazards.
func drawn(rng *rand.Rand, a, b int, spread, exposure float64) (cells []Cell, truth []float64) {
	for i := range a {
		for j := range b {
			h := math.Exp(-1 + 0.3*float64(i%3) - 0.2*float64(j%4) + spread*rng.NormFloat64())
			cells = append(cells, Cell{distuv.Poisson{Lambda: h * exposure, Src: rng}.Rand(), exposure, []int{i, j}})
			truth = append(truth, h)
		}
	}
	return cells, truth
}

func withPairs(sd, known float64) []Term {
	return append(mains(2, 3), Term{Factors: []int{0, 1}, SD: sd, Known: known})
}

// Where pairs stray, their spread is found and hazards come nearer to the truth
// than main effects alone bring them; where they don't, it goes to nothing.
func TestLoglinearFindsHowPairsStray(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 8))
	for _, spread := range []float64{0, 0.2, 0.6} {
		found, with, without := 0.0, 0.0, 0.0
		const times = 20
		for range times {
			cells, truth := drawn(rng, 8, 9, spread, 60)
			pairs, err := Loglinear(cells, []int{8, 9}, withPairs(0.3, 0.1))
			if err != nil {
				t.Fatal(err)
			}
			plain, err := Loglinear(cells, []int{8, 9}, mains(2, 3))
			if err != nil {
				t.Fatal(err)
			}
			found += pairs.Terms[2].SD / times
			for i, c := range cells {
				with += math.Abs(math.Log(pairs.Hazard(c.Levels) / truth[i]))
				without += math.Abs(math.Log(plain.Hazard(c.Levels) / truth[i]))
			}
		}
		t.Logf("spread %.1f: found %.3f, error %.3f of that of main effects alone", spread, found, with/without)
		if spread > 0 && math.Abs(found/spread-1) > 0.15 || spread == 0 && found > 0.1 {
			t.Errorf("pairs stray by %.2f, found %.3f", spread, found)
		}
		if spread == 0 && with > 1.1*without || spread == 0.6 && with > 0.5*without {
			t.Errorf("pairs straying by %.2f: error is %.2f of that of main effects alone", spread, with/without)
		}
	}
}

// A pair without exposure has nothing of its own, and a standard deviation that
// is given stays.
func TestLoglinearPairWithoutExposure(t *testing.T) {
	cells := []Cell{{5, 10, []int{0, 0}}, {40, 20, []int{1, 1}}, {9, 90, []int{0, 1}}, {0, 0, []int{1, 0}}}
	b, err := Loglinear(cells, []int{2, 2}, withPairs(0.5, 0))
	if err != nil {
		t.Fatal(err)
	}
	if b.Effects[2][2] != 0 || b.Terms[2].SD != 0.5 {
		t.Errorf("an empty pair has an effect of %g; the SD given as 0.5 is %g", b.Effects[2][2], b.Terms[2].SD)
	}
	want := math.Exp(b.Intercept + b.Effects[0][1] + b.Effects[1][0])
	if got := b.Hazard([]int{1, 0}); math.Abs(got/want-1) > 1e-12 || math.IsNaN(got) {
		t.Errorf("its hazard is %g, want %g", got, want)
	}
}
