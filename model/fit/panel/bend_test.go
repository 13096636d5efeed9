package panel_test

import (
	"context"
	"math"
	"path/filepath"
	"testing"

	"github.com/carecurve/carecurve/model/fit/panel"
	"github.com/carecurve/carecurve/model/records"
	"github.com/carecurve/carecurve/sim"
	"github.com/carecurve/carecurve/sim/markov"
)

// TestProjectionFollowsTheOutlook lets an engine project fitted councils and
// holds the middle and width of children in care against the panel's outlook.
func TestProjectionFollowsTheOutlook(t *testing.T) {
	found := ""
	for up := ".."; len(up) < 24 && found == ""; up = filepath.Join(up, "..") {
		if list, _ := filepath.Glob(filepath.Join(up, "*", "published", "lac.csv.gz")); len(list) > 0 {
			found = filepath.Dir(list[0])
		}
	}
	if found == "" {
		t.Skip("the whole published tables are not near: the excerpt holds too few councils for an outlook")
	}
	p, err := records.LoadPublished(context.Background(), found)
	if err != nil {
		t.Fatal(err)
	}
	ahead := map[string]map[int]panel.Forecast{}
	for _, f := range panel.Outlook(p, 2023, 3) {
		if f.Measure == "lac" {
			if ahead[f.Authority.Name] == nil {
				ahead[f.Authority.Name] = map[int]panel.Forecast{}
			}
			ahead[f.Authority.Name][f.Horizon] = f
		}
	}
	fitter, err := panel.New(p)
	if err != nil {
		t.Fatal(err)
	}
	tried, apart := 0, 0.0
	for _, name := range []string{"Leeds", "Gateshead", "Norfolk", "Islington", "Kent", "Birmingham", "Hackney"} {
		f := ahead[name]
		if len(f) < 3 || len(f[3].Values) == 0 {
			continue
		}
		m, s, err := fitter.Fit(name)
		if err != nil {
			t.Fatal(err)
		}
		r, err := markov.Engine{}.Run(context.Background(), &sim.Programme{
			Model: m, Stock: s, Prices: m.Prices, Years: 3, Scenarios: []sim.Scenario{{Name: "baseline"}}, Uncertainty: sim.AllUncertainty,
		})
		if err != nil {
			t.Fatal(err)
		}
		tried++
		for h := 1; h <= 3; h++ {
			v := r.Scenarios[0].Find("lac", "").Values[12*h]
			n := len(f[h].Values)
			want := (f[h].Values[n*9/10] - f[h].Values[n/10]) / 2 / 1.2816
			t.Logf("%s, %d: %.0f ± %.0f, outlook %.0f ± %.0f (last %.0f)", name, h, v.Mean, v.SD, f[h].Point, want, f[h].Last)
			off := math.Abs(math.Log(v.Mean / f[h].Point))
			apart += off
			if off > 0.06 {
				t.Errorf("%s, %d years on: %.0f, the outlook has %.0f", name, h, v.Mean, f[h].Point)
			}
			if ratio := v.SD / want; ratio < 0.7 || ratio > 1.4 {
				t.Errorf("%s, %d years on: sd %.0f, the outlook has %.0f", name, h, v.SD, want)
			}
		}
	}
	if mean := apart / float64(3*tried); mean > 0.02 {
		t.Errorf("on average %.3f off the outlook", mean)
	}
	if tried < 6 {
		t.Errorf("only %d councils tried", tried)
	}
}
