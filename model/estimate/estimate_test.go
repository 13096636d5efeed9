package estimate

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"
)

// mains are main effects alone.
func mains(factors int, sd float64) (list []Term) {
	for f := range factors {
		list = append(list, Term{Factors: []int{f}, SD: sd})
	}
	return list
}

// One factor without a ridge worth naming has a closed form: occurrences over
// exposure.
func TestLoglinearIsOccurrenceOverExposure(t *testing.T) {
	cells := []Cell{{5, 10, []int{0}}, {40, 20, []int{1}}, {9, 90, []int{2}}}
	b, err := Loglinear(cells, []int{3}, mains(1, 1e4))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range cells {
		if got, want := b.Hazard(c.Levels), c.Events/c.Exposure; math.Abs(got/want-1) > 1e-4 {
			t.Errorf("level %v: hazard %g, want %g", c.Levels, got, want)
		}
	}
}

// With two factors the fitted model reproduces each factor's totals, which is
// the likelihood equation of a log-linear model.
func TestLoglinearKeepsMargins(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	var cells []Cell
	for a := range 4 {
		for b := range 6 {
			e := 5 + 50*rng.Float64()
			cells = append(cells, Cell{math.Floor(e * rng.Float64()), e, []int{a, b}})
		}
	}
	m, err := Loglinear(cells, []int{4, 6}, mains(2, 1e3))
	if err != nil {
		t.Fatal(err)
	}
	for f, n := range []int{4, 6} {
		for l := range n {
			seen, fitted := 0.0, 0.0
			for _, c := range cells {
				if c.Levels[f] == l {
					seen += c.Events
					fitted += c.Exposure * m.Hazard(c.Levels)
				}
			}
			if math.Abs(fitted-seen) > 1e-3*(1+seen) {
				t.Errorf("factor %d level %d: fitted %g events, seen %g", f, l, fitted, seen)
			}
		}
	}
}

func TestLoglinearWithoutEvents(t *testing.T) {
	b, err := Loglinear([]Cell{{0, 50, []int{0}}, {0, 50, []int{1}}}, []int{2}, mains(1, 3))
	if err != nil {
		t.Fatal(err)
	}
	if h := b.Hazard([]int{0}); math.Abs(h-0.005) > 1e-12 {
		t.Errorf("hazard without events is %g, want half an event over 100", h)
	}
	if _, err := Loglinear(nil, []int{2}, mains(1, 0)); err == nil {
		t.Error("a prior of no width was accepted")
	}
}

// Cells drawn from a gamma about their prior give back its weight; cells drawn
// from the prior itself give a weight at the top of the range.
func TestGammaWeightFindsTheSpread(t *testing.T) {
	src := rand.NewPCG(3, 4)
	for _, drawn := range []float64{5, 50} {
		var d, e, m []float64
		for range 4000 {
			prior := 0.5
			rate := distuv.Gamma{Alpha: drawn * prior, Beta: drawn, Src: src}.Rand()
			exposure := 40.0
			d = append(d, distuv.Poisson{Lambda: rate * exposure, Src: src}.Rand())
			e, m = append(e, exposure), append(m, prior)
		}
		if got := GammaWeight(d, e, m, 0.1, 1e5); math.Abs(math.Log(got/drawn)) > 0.15 {
			t.Errorf("weight %g, drawn with %g", got, drawn)
		}
	}
	var d, e, m []float64
	for range 4000 {
		d = append(d, distuv.Poisson{Lambda: 20, Src: src}.Rand())
		e, m = append(e, 40), append(m, 0.5)
	}
	if got := GammaWeight(d, e, m, 0.1, 1e5); got < 1000 {
		t.Errorf("weight %g for cells without a spread of their own", got)
	}
}

func TestDirichletWeightFindsTheSpread(t *testing.T) {
	src := rand.NewPCG(5, 6)
	rng := rand.New(src)
	prior := []float64{0.5, 0.3, 0.2}
	const weight = 12
	var counts, priors [][]float64
	for range 1500 {
		p, sum := make([]float64, 3), 0.0
		for j := range p {
			p[j] = distuv.Gamma{Alpha: weight * prior[j], Beta: 1, Src: src}.Rand()
			sum += p[j]
		}
		row := make([]float64, 3)
		for range 30 {
			u, j := rng.Float64()*sum, 0
			for u >= p[j] && j < 2 {
				u -= p[j]
				j++
			}
			row[j]++
		}
		counts, priors = append(counts, row), append(priors, prior)
	}
	if got := DirichletWeight(counts, priors, 0.5, 1e4); math.Abs(math.Log(got/weight)) > 0.15 {
		t.Errorf("weight %g, drawn with %d", got, weight)
	}
}

// On series drawn from a random walk the level's interval covers as often as
// it says, and the mean error is nothing.
func TestLocalLevelCovers(t *testing.T) {
	src := rand.NewPCG(7, 8)
	rng := rand.New(src)
	const series, quarters, sigma = 600, 20, 0.12
	inside, bias := 0, 0.0
	for range series {
		theta := 0.3 * rng.NormFloat64()
		counts, expected := make([]float64, quarters), make([]float64, quarters)
		for q := range counts {
			if q > 0 {
				theta += sigma / 2 * rng.NormFloat64()
			}
			expected[q] = 80
			counts[q] = distuv.Poisson{Lambda: 80 * math.Exp(theta), Src: src}.Rand()
		}
		end := theta + sigma/2*math.Sqrt(0.5)*rng.NormFloat64()
		s := LocalLevel(counts, expected, nil, 0.25, 1, Wander{Median: 0.12, Spread: 0.35})
		bias += (s.Log - end) / series
		if math.Abs(s.Log-end) < 1.2816*s.SD {
			inside++
		}
	}
	share := float64(inside) / series
	if se := math.Sqrt(0.8 * 0.2 / series); math.Abs(share-0.8) > 0.02+2*se {
		t.Errorf("80%% intervals of the level cover %.3f", share)
	}
	if math.Abs(bias) > 0.01 {
		t.Errorf("mean error of the log level %.4f", bias)
	}
}

func TestLocalLevelKeepsExtraApart(t *testing.T) {
	counts, expected, extra := make([]float64, 20), make([]float64, 20), make([]float64, 20)
	for q := range counts {
		extra[q] = 60 - 3*float64(q)
		expected[q] = 100
		counts[q] = 100 + extra[q]
	}
	if s := LocalLevel(counts, expected, extra, 0.25, 1, Wander{Median: 0.12, Spread: 0.35}); math.Abs(s.Log) > 0.01 {
		t.Errorf("level %.3f, want 0 once the extra counts are taken out", s.Log)
	}
	if s := LocalLevel(counts, expected, nil, 0.25, 1, Wander{Median: 0.12, Spread: 0.35}); s.Log < 0.05 {
		t.Errorf("level %.3f: the test above would pass without the extra counts", s.Log)
	}
}
