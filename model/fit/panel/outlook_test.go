package panel

import (
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/carecurve/carecurve/model"
)

// madeUp is a panel of councils whose children in care follow the last share
// aged sixteen and over (−0.5 of it a year) and chance, with noise of the log.
func madeUp(councils, years int, noise, movement float64) *model.Published {
	r := rand.New(rand.NewPCG(3, 4))
	p := &model.Published{}
	for a := range councils {
		who := model.Authority{Name: fmt.Sprint("Council ", a), Code: fmt.Sprintf("E06%06d", a)}
		lac := 200 + 5*float64(a)
		for y := 2010; y < 2010+years; y++ {
			old := 0.15 + 0.2*r.Float64()
			p.Add(who, y, measure, "total", lac)
			for b, share := range []float64{0.05, 0.15, 0.2, 0.6 - old, old} {
				p.Add(who, y, "lac_31_march_by_age", ageNames[b], share*lac)
			}
			p.Add(who, y, "lac_started", "total", 0.4*lac)
			p.Add(who, y, "lac_ceased", "total", 0.4*lac)
			p.Add(who, y, "population_0_17_mid_year", "total", 40000)
			lac *= math.Exp(movement - 0.5*(old-0.25) + noise*r.NormFloat64())
		}
	}
	p.Add(model.Authority{Name: "England", Code: model.England}, 2010, measure, "total", 1)
	return p
}

func outlookOf(list []Forecast, measure string, horizon int) map[string]Forecast {
	out := map[string]Forecast{}
	for _, f := range list {
		if f.Measure == measure && f.Horizon == horizon {
			out[f.Authority.Code] = f
		}
	}
	return out
}

// TestOutlookLearns gives it a panel whose truth is known: errors near those
// of chance alone, well below the last value's, and intervals that hold.
func TestOutlookLearns(t *testing.T) {
	const noise = 0.02
	p := madeUp(150, 13, noise, 0.01)
	off, last, held, n := 0.0, 0.0, 0.0, 0.0
	for year := 2017; year < 2022; year++ {
		for code, f := range outlookOf(Outlook(p, year, 1), "lac", 1) {
			came, _ := p.Value(code, year+1, measure, "total")
			off += math.Abs(math.Log(came / f.Point))
			last += math.Abs(math.Log(came / f.Last))
			if came >= f.Values[len(f.Values)/10] && came <= f.Values[len(f.Values)*9/10] {
				held++
			}
			n++
		}
	}
	least := noise * math.Sqrt(2/math.Pi)
	if off/n > 1.1*least || last/n < 1.4*least {
		t.Errorf("mean error %.4f, chance alone %.4f, last value %.4f", off/n, least, last/n)
	}
	if math.Abs(held/n-0.8) > 0.05 {
		t.Errorf("the 80 %% interval holds %.3f", held/n)
	}
}

// TestOutlookDoesNotPeek plants other figures after the year and looks for a
// trace of them.
func TestOutlookDoesNotPeek(t *testing.T) {
	p := madeUp(150, 12, 0.05, 0.01)
	planted := p.Until(2018)
	for a := range 150 {
		who := model.Authority{Name: fmt.Sprint("Council ", a), Code: fmt.Sprintf("E06%06d", a)}
		for _, m := range []string{measure, "lac_started", "lac_ceased", "population_0_17_mid_year", "cpp_31_march"} {
			planted.Add(who, 2019, m, "total", 7*float64(a+1))
		}
	}
	if !reflect.DeepEqual(Outlook(p, 2018, 3), Outlook(planted, 2018, 3)) {
		t.Error("figures of later years change the forecast")
	}
	if reflect.DeepEqual(Outlook(p, 2018, 3), Outlook(p, 2017, 3)) {
		t.Error("the year makes no difference")
	}
}

// TestMovement works the shrunk movement out by hand.
func TestMovement(t *testing.T) {
	near := func(what string, got, want float64) {
		t.Helper()
		if math.Abs(got-want) > 1e-9 {
			t.Errorf("%s: %v, want %v", what, got, want)
		}
	}
	near("one year counts half", movementOf([]float64{0.02}, []int{5}, 1), 0.01)
	near("steady years count n/(n+1)", movementOf([]float64{0.02, 0.02, 0.02}, []int{1, 2, 3}, 1), 0.015)
	near("years that cancel give nothing", movementOf([]float64{0.05, -0.04, 0.05, -0.05}, []int{1, 2, 3, 4}, 1), 0)
	steady := movementOf([]float64{0.02, 0.03, 0.02, 0.03}, []int{1, 2, 3, 4}, 1)
	wild := movementOf([]float64{0.06, -0.01, 0.05, 0.0}, []int{1, 2, 3, 4}, 1)
	if !(wild < steady/2 && wild >= 0) {
		t.Errorf("steady %v, wild %v", steady, wild)
	}
}

// TestBigCouncilsAreSurer needs narrower intervals where chance is smaller.
func TestBigCouncilsAreSurer(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	var past []said
	for a := range 600 {
		size := 50.0
		if a%2 == 0 {
			size = 2000
		}
		past = append(past, said{a, size, r.NormFloat64() / math.Sqrt(size)})
	}
	e := newErrors(past, 1)
	width := func(size float64) float64 {
		v := e.around(-1, size, 1)
		return v[len(v)*9/10] - v[len(v)/10]
	}
	if ratio := width(50) / width(2000); ratio < 3 || ratio > 9 {
		t.Errorf("small councils' intervals are %.1f times as wide, chance says 6.3", ratio)
	}
	if newErrors(past[:50], 1) != nil {
		t.Error("an interval from too few errors")
	}
}
