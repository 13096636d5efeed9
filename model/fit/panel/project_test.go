package panel_test

import (
	"context"
	"math"
	"path/filepath"
	"testing"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/model/fit/panel"
	"github.com/carecurve/carecurve/model/records"
	"github.com/carecurve/carecurve/sim"
	"github.com/carecurve/carecurve/sim/agents"
)

// TestLeedsProjected lets Leeds live for four years after March 2023 and holds
// what comes out against its last published years.
func TestLeedsProjected(t *testing.T) {
	p, err := records.LoadPublished(context.Background(), filepath.Join("..", "..", "..", "testdata", "published"))
	if err != nil {
		t.Fatal(err)
	}
	m, s, err := panel.Fit(p, "Leeds")
	if err != nil {
		t.Fatal(err)
	}
	r, err := agents.Engine{Replicates: 80, Seed: 1}.Run(context.Background(), &sim.Programme{
		Model: m, Stock: s, Prices: m.Prices, Years: 4,
		Scenarios: []sim.Scenario{{Name: "baseline"}}, Uncertainty: sim.AllUncertainty,
	})
	if err != nil {
		t.Fatal(err)
	}
	o := &r.Scenarios[0]
	stock := func(measure, breakdown string, months int) float64 {
		return o.Find(measure, breakdown).Values[months].Mean
	}
	year := func(measure, breakdown string, n int) (sum float64) {
		for _, v := range o.Find(measure, breakdown).Values[12*n-12 : 12*n] {
			sum += v.Mean
		}
		return sum
	}
	between := func(what string, x, lo, hi float64) {
		if !(x >= lo && x <= hi) {
			t.Errorf("%s: %.1f, expected between %.0f and %.0f", what, x, lo, hi)
		}
	}
	// 1,374 in 2022 and 1,452 in 2023.
	between("in care now", stock("lac", "", 0), 1452, 1452)
	between("in care after a year", stock("lac", "", 12), 1452*0.96, 1452*1.08)
	between("in care after four years", stock("lac", "", 48), 1452*0.85, 1452*1.25)
	between("on plans now", stock("cpp", "", 0), 601, 601)
	between("on plans after a year", stock("cpp", "", 12), 601*0.85, 601*1.15)
	// Published for 2022 and 2023: 453 and 506 starts, 370 and 439 ceases, of
	// which 112 and 137 home, 32 and 40 adopted, 39 and 52 by special
	// guardianship, 163 and 176 at 18; 772 and 826 plan starts.
	between("entries", year("entries", "", 1), 430, 530)
	between("exits", year("exits", "", 1), 380, 480)
	between("home", year("exits", "exit=home", 1), 90, 145)
	between("adopted", year("exits", "exit=adoption", 1), 27, 56)
	between("special guardianship", year("exits", "exit=sgo", 1), 35, 70)
	between("at 18", year("exits", "exit=aged18", 1), 150, 220)
	between("plan starts", year("plan_starts", "", 1), 740, 900)
	between("moves", year("moves", "", 1), 1000, 1700)
	between("returns", year("returns", "", 1), 25, 90)
	for set := range model.Settings {
		name := "setting=" + model.Setting(set).String()
		now, later := stock("lac", name, 0), stock("lac", name, 24)
		if slack := math.Max(0.25*now, 8); math.Abs(later-now) > slack {
			t.Errorf("%s: %.0f now, %.0f after two years", name, now, later)
		}
	}
	out := stock("lac", "location=out", 24) / stock("lac", "", 24)
	between("per cent outside the area", 100*out, 29, 37)
	long := stock("lac", "duration=5y+", 24) / stock("lac", "", 24)
	between("per cent over five years in care", 100*long, 22, 36)
	short := (stock("lac", "duration=0-4w", 24) + stock("lac", "duration=4-13w", 24)) / stock("lac", "", 24)
	between("per cent under three months in care", 100*short, 5, 12)
	// An interval that says something, and not too much.
	v := o.Find("lac", "").Values[12]
	between("half the 80 % interval of a year ahead", (v.Q[5]-v.Q[1])/2, 30, 130)
	between("cost of a year in millions", o.Costs[0].Values[0].Mean/1e6, 45, 95)
}
