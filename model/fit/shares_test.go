package fit

import (
	"fmt"
	"math"
	"testing"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/model/estimate"
)

func sharesOf(h *model.History, starts map[key][]candidate) *model.Model {
	var m model.Model
	fitPlaces(&m, h, windowOf(h), starts)
	return &m
}

func sameShares(t *testing.T, what string, got, want model.Shares) {
	t.Helper()
	near(t, what+": weight", got.Weight, want.Weight, 0)
	for p := range got.Mean {
		near(t, what+": "+model.Place(p).String(), got.Mean[p], want.Mean[p], 1e-9)
	}
}

func noRows(n int) [][]float64 {
	out := make([][]float64, n)
	for i := range out {
		out[i] = make([]float64, model.Places)
	}
	return out
}

// First placements and moves are counted anew from a council's placements, each
// that begins in the window: by class and age, and moves by where from and how
// long in care as well.
func TestPlacesCounted(t *testing.T) {
	t.Parallel()
	h := council(4, 400)
	h.Children = append(h.Children, model.Child{Periods: []model.PeriodOfCare{stay("2023-06-01", "", 0)}}) // of unknown age
	starts := map[key][]candidate{}
	first, next := noRows(2*5), noRows(2*20*20)
	moves := 0
	for ci, c := range h.Children {
		if c.Born == 0 {
			continue
		}
		class := 0
		if c.UASC {
			class = 1
		}
		for pi, p := range c.Periods {
			possible := []candidate{{p.Start, 1}}
			if ci%4 == 0 {
				possible = []candidate{{p.Start, 0.25}, {p.Start - 200, 0.75}}
				starts[key{ci, pi}] = possible
			}
			for i, pl := range p.Placements {
				if pl.Start < h.From || pl.Start > h.To {
					continue
				}
				age, to := ageIndex(c.Born, pl.Start), 2*int(pl.Setting)+int(pl.Location)
				if i == 0 {
					if p.StartKnown {
						first[class*5+age][to]++
					}
					continue
				}
				moves++
				was := p.Placements[i-1]
				for _, s := range possible {
					stage := map[string]int{"0-1w": 0, "1-4w": 0, "4-13w": 0, "13-26w": 0, "26-52w": 1, "1-2y": 2, "2-3y": 3, "3-5y": 3, "5y+": 3}[careBand(pl.Start-s.start)]
					from := class*20 + 2*int(was.Setting) + int(was.Location)
					next[from*20+age*4+stage][to] += s.weight
				}
			}
		}
	}
	if moves < 200 {
		t.Fatalf("only %d moves", moves)
	}
	m := sharesOf(h, starts)
	for class := range 2 {
		rows := first[5*class : 5*class+5]
		for a, want := range lean(rows, repeat(normal(total(rows), nowhere()), 5)) {
			sameShares(t, fmt.Sprintf("first of class %d at age %d", class, a), m.First[class][a], want)
		}
		rows = next[400*class : 400*class+400]
		for i, want := range lean(rows, crossed(rows)) {
			sameShares(t, fmt.Sprintf("move %d of class %d", i, class), m.Next[class*20+i/20][i%20/4][i%4], want)
		}
	}
}

// Shares are counts and prior, by hand: (10 + κ·½)/(12 + κ). Few counts are
// hidden, in the shares and in what they rest on.
func TestSharesLean(t *testing.T) {
	t.Parallel()
	rows := noRows(4)
	rows[0][0], rows[0][1] = 9, 5
	rows[1][0], rows[1][1] = 20, 7
	rows[2][1] = 3
	prior := noRows(4)
	for i := range prior {
		prior[i][0], prior[i][1] = 0.75, 0.25
	}
	k := estimate.DirichletWeight(rows, prior, 0.5, 1e4)
	got := lean(rows, prior)
	near(t, "first row", got[0].Mean[0], (9+k*0.75)/(14+k), 1e-5)
	near(t, "first row's weight", got[0].Weight, math.Round(14+k), 0)
	near(t, "second row", got[1].Mean[1], (7+k*0.25)/(27+k), 1e-5)
	near(t, "a lone few", got[2].Mean[1], (2.5+k*0.25)/(2.5+k), 1e-5)
	near(t, "a lone few's weight", got[2].Weight, math.Round(2.5+k), 0)
	near(t, "none", got[3].Mean[0], 0.75, 1e-5)
	near(t, "none's weight", got[3].Weight, math.Round(k), 0)
	if rows[2][1] != 3 {
		t.Error("the counts were changed")
	}
	// Five of two kinds count whole; two and two as two and a half.
	rows = noRows(2)
	rows[0][0], rows[0][1] = 5, 0
	rows[1][0], rows[1][1] = 2, 2
	k = estimate.DirichletWeight(rows, prior[:2], 0.5, 1e4)
	got = lean(rows, prior[:2])
	near(t, "five's weight", got[0].Weight, math.Round(5+k), 0)
	near(t, "four's weight", got[1].Weight, math.Round(2.5+k), 0)
	near(t, "four shared", got[1].Mean[0], (3+k*0.75)/(4+k), 1e-5)
}

// Where origin and kind each have a say of their own and no more, crossing gives
// the counts back, which the origin's shares alone do not; and its expected moves
// to every place, by origin and by kind, are those that were seen.
func TestCrossedKeepsMargins(t *testing.T) {
	t.Parallel()
	rows := noRows(2 * nextKinds)
	weight := func(i, j int) float64 {
		o, k := i/nextKinds, i%nextKinds
		return float64(1+(o+1)*(j%3)) * float64(1+(k*j)%4)
	}
	size := func(i int) float64 { return float64(2000 + 300*(i%7)) }
	for i := range rows {
		sum := 0.0
		for j := range model.Places {
			rows[i][j] = weight(i, j)
			sum += rows[i][j]
		}
		for j := range rows[i] {
			rows[i][j] *= size(i) / sum
		}
	}
	worst := 0.0
	for i, r := range crossed(rows) {
		for j := range r {
			near(t, fmt.Sprintf("row %d to %d", i, j), r[j], rows[i][j]/size(i), 1e-4)
		}
	}
	for i, r := range byOrigin(rows) {
		for j := range r {
			worst = math.Max(worst, math.Abs(r[j]-rows[i][j]/size(i)))
		}
	}
	if worst < 0.02 {
		t.Error("the origin says it all: the test shows nothing")
	}
	// Whatever the counts, margins stay, but for a hundredth of a move a row.
	for i := range rows {
		for j := range rows[i] {
			rows[i][j] = float64((i*31 + j*j*17) % 11)
		}
	}
	origin, kind := map[[2]int]float64{}, map[[2]int]float64{}
	for i, r := range crossed(rows) {
		n := 0.0
		for _, c := range rows[i] {
			n += c
		}
		for j := range r {
			origin[[2]int{i / nextKinds, j}] += r[j]*n - rows[i][j]
			kind[[2]int{i % nextKinds, j}] += r[j]*n - rows[i][j]
		}
	}
	for k, gap := range origin {
		near(t, fmt.Sprint("origin and place ", k), gap, 0, 0.05)
	}
	for k, gap := range kind {
		near(t, fmt.Sprint("kind and place ", k), gap, 0, 0.01)
	}
}

// An origin's shares lean on all moves' by ten: 30 of 40 to the first place, where
// of all 50 there are 30 and 20: (30 + 10·0.6)/(40 + 10).
func TestSharesByOrigin(t *testing.T) {
	t.Parallel()
	rows := noRows(2 * nextKinds)
	rows[3][0], rows[7][1], rows[nextKinds+1][1] = 30, 10, 10
	got := byOrigin(rows)
	for k := range nextKinds {
		near(t, "from the first", got[k][0], 36/50.0, 1e-12)
		near(t, "from the second", got[nextKinds+k][1], (10+4)/20.0, 1e-12)
	}
	if none := byOrigin(noRows(nextKinds)); none[0][18] != 1 || none[5][0] != 0 {
		t.Errorf("without a move: %v", none[0])
	}
	if got := normal([]float64{0, 0}, []float64{7, 8}); got[1] != 8 {
		t.Errorf("nothing scaled: %v", got)
	}
}
