package fit

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/carecurve/carecurve/model"
)

// families are two children each who come on a day and leave at a hazard of half a
// year; in the given share of families both on one day.
func families(seed uint64, together float64) *model.History {
	rng := rand.New(rand.NewPCG(seed, 5))
	h := &model.History{From: model.NewDate(2019, 4, 1), To: model.NewDate(2024, 3, 31), Located: true}
	for n := range 600 {
		start := h.From + model.Date(rng.IntN(int(h.To-h.From)))
		shared := rng.Float64() < together
		same := rng.ExpFloat64()
		for k := range 2 {
			stay := rng.ExpFloat64()
			if shared {
				stay = same
			}
			end := start + 1 + model.Date(stay*2*model.DaysPerYear)
			p := model.PeriodOfCare{Start: start, StartKnown: true, End: end, Exit: model.ExitHome, Family: fmt.Sprint(n)}
			if end > h.To {
				p.End, p.Exit = 0, 0
			}
			p.Placements = []model.Placement{{Start: start, StartKnown: true, End: p.End, Setting: model.FosterOwn}}
			h.Children = append(h.Children, model.Child{ID: fmt.Sprint(n, k), Born: start - 2000, Periods: []model.PeriodOfCare{p}})
		}
	}
	return h
}

// Pairs who leave together count as one event and a half where half of them do: the
// variance of a sum of pairs of which a share s leave together is 1 + s times that of
// children apart. The error of the level grows with it.
func TestSiblingsMakeRatesLessSure(t *testing.T) {
	sd := map[float64]float64{}
	for _, share := range []float64{0, 0.5, 1} {
		const times = 6
		found := 0.0
		for seed := range uint64(times) {
			m, _, err := Fit(families(seed, share))
			if err != nil {
				t.Fatal(err)
			}
			found += m.Exits[model.FlowHome].Dispersion / times
			sd[share] += m.ExitLevel.SD / times
		}
		// Of 800 pairs' squares, six times over: a standard error of some 0.03.
		if math.Abs(found-(1+share)) > 0.12 {
			t.Errorf("where %.0f %% leave together, counts vary %.2f times as much as alone, want %.2f", 100*share, found, 1+share)
		}
	}
	if sd[1] < 1.15*sd[0] {
		t.Errorf("the level's error is %.4f where all leave by two, and %.4f where each alone", sd[1], sd[0])
	}
}
