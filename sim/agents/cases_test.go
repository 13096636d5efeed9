package agents

import (
	"math"
	"testing"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// Shares that rest on cases scatter by them: with mean p and n cases a share's
// variance is p(1−p)/(n+1), a month's factor's about 1/n; the sums stay, and what
// rests on none is as certain as without parameters.
func TestSharesScatterByTheirCases(t *testing.T) {
	m, _ := smallModel(3)
	m.PlanAdult, m.PlanAdultCases = 0.8, 15
	m.Together.Plan, m.TogetherCases.Plan = math.Sqrt(0.5), 24
	m.Direct.Groups, m.Direct.GroupsCases = []float64{0.7, 0.3}, 20
	m.Direct.SeasonCases = 50
	m.OtherCases[2], m.Direct.WithinCases[1] = 9, 30
	of := newPosterior(m)
	const n = 4000
	type moments struct{ sum, square float64 }
	got := map[string]*moments{}
	see := func(name string, x float64) {
		if got[name] == nil {
			got[name] = &moments{}
		}
		got[name].sum += x / n
		got[name].square += x * x / n
	}
	seed := sim.NewKey(9)
	r := &rates{}
	for i := range n {
		r.draw(of, sim.Uncertainty{Parameters: true}, seed.With(uint64(i)), pairOf(seed, i), 1)
		see("adult", r.planAdult)
		see("together", r.together.Plan*r.together.Plan)
		see("alone", r.direct.group[0])
		see("other", r.other[2][0])
		see("within", r.direct.within[1][0])
		see("June", r.direct.season[5])
		see("certain", r.together.Care)
		total := 0.0
		for k, by := range r.direct.season {
			total += by * m.Direct.Season[k]
		}
		if math.Abs(total-12) > 1e-9 || math.Abs(r.direct.group[1]-1) > 1e-12 || math.Abs(r.direct.size-(2-r.direct.group[0])) > 1e-12 {
			t.Fatalf("a year's factors sum to %v, groups to %v, mean %v", total, r.direct.group[1], r.direct.size)
		}
	}
	beta := func(p, n float64) [2]float64 { return [2]float64{p, p * (1 - p) / (n + 1)} }
	for name, want := range map[string][2]float64{
		"adult": beta(0.8, 15), "together": beta(0.5, 24), "alone": beta(0.7, 20), "other": beta(m.OtherSplit[2][0], 9),
		"within": beta(m.Direct.Within[1][0], 30), "June": {1, 11.0 / 12 / 50}, "certain": {m.Together.Care, 0},
	} {
		mean := got[name].sum
		variance := got[name].square - mean*mean
		if math.Abs(mean-want[0]) > 4*math.Sqrt(want[1]/n)+1e-9 {
			t.Errorf("%s: mean %.4f, want %.4f", name, mean, want[0])
		}
		if math.Abs(variance-want[1]) > 0.12*want[1]+1e-12 {
			t.Errorf("%s: variance %.5f, want %.5f", name, variance, want[1])
		}
	}
	r.draw(of, sim.Uncertainty{}, seed, pairOf(seed, 0), 1)
	if r.planAdult != 0.8 || r.together != m.Together || r.direct.group[0] != 0.7 || r.direct.season[5] != 1 || r.other[2][0] != m.OtherSplit[2][0] || r.direct.within[1][0] != m.Direct.Within[1][0] {
		t.Error("without parameters shares are not the model's")
	}
}

// Cases of a drawn file name each share once.
func TestDrawsTellOfShares(t *testing.T) {
	m, _ := smallModel(3)
	m.ExitLevel = model.Level{Log: 0.1, Return: 0.2, LongRun: -0.1}
	seen := map[string]float64{}
	if err := Draws(m, 1, 7, func(d Drawn) error { seen[d.Rate+"|"+d.Age+"|"+d.To] += d.Value; return nil }); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]float64{
		"plans.ends_at_18||": m.PlanAdult, "together.plan||": m.Together.Plan, "together.care||": m.Together.Care,
		"exits.other_split|5-9|cao": m.OtherSplit[2][0], "entries.direct.groups||1": m.Direct.Groups[0],
		"entries.plan_start.season||8": m.PlanStart.Season[7], "entries.direct.within|1-4|2": m.Direct.Within[1][1],
		"exits.level||": math.Exp(0.1), "exits.level.long_run||": math.Exp(-0.1),
	} {
		if got, ok := seen[name]; !ok || math.Abs(got-want) > 1e-12 {
			t.Errorf("%s is %v, want %v", name, got, want)
		}
	}
}
