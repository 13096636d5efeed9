package main

import (
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/carecurve/carecurve/model/fit"
	"github.com/carecurve/carecurve/model/records"
	"github.com/carecurve/carecurve/sim"
	"github.com/carecurve/carecurve/sim/agents"
	"github.com/carecurve/carecurve/sim/synth"
)

// judged is a measure of the truth and the column that projects it.
var judged = []struct{ name, measure, breakdown string }{
	{"lac", "lac", ""}, {"cpp", "cpp", ""}, {"out_of_area", "lac", "location=out"},
	{"lac:residential", "lac", "setting=residential"}, {"lac:foster_own", "lac", "setting=foster_own"}, {"lac:kinship", "lac", "setting=kinship"},
}

// TestProveCalibration projects made-up councils and holds the projections
// against what truly follows: the mean error, how often the true future lies
// in the 80 % interval, and how far the change that a scenario brings is off.
// It runs by hand (make prove); docs/proof.md keeps its table.
func TestProveCalibration(t *testing.T) {
	if os.Getenv("CARECURVE_PROVE") == "" {
		t.Skip("runs for minutes: make prove")
	}
	const councils, futures, replicates, years = 60, 200, 400, 4
	errs, cover := map[string][][]float64{}, map[string][][]float64{}
	changes := map[string][2]float64{}
	at := func(m map[string][][]float64, name string, year int, x float64) {
		if m[name] == nil {
			m[name] = make([][]float64, years)
		}
		m[name][year-1] = append(m[name][year-1], x)
	}
	for n := range councils {
		w := synth.New(synth.Options{Seed: uint64(5000 + n), Children: []int{250, 500, 800, 1300}[n%4], Years: 5})
		out := projectMadeUp(t, w, replicates, uint64(n+1))
		base := map[string][2]float64{}
		for _, laid := range synth.Scenarios() {
			truth, err := w.Truth(context.Background(), futures, 0, laid)
			if err != nil {
				t.Fatal(err)
			}
			o := out.Find(laid.Name)
			judge := func(name string, year int, mean, p10, p90 float64, v sim.Summary) {
				key := fmt.Sprint(name, " ", year)
				if laid.Name == "baseline" {
					base[key] = [2]float64{mean, v.Mean}
					at(errs, name, year, v.Mean/mean-1)
					sd := math.Max((p90-p10)/2.563, 1e-9)
					phi := func(x float64) float64 { return 0.5 * math.Erfc(-(x-mean)/sd/math.Sqrt2) }
					at(cover, name, year, phi(v.Q[5])-phi(v.Q[1]))
					return
				}
				b := base[key]
				c := changes[fmt.Sprintf("%s %s %d", laid.Name, name, year)]
				c[0] += mean/b[0] - 1
				c[1] += v.Mean/b[1] - 1
				changes[fmt.Sprintf("%s %s %d", laid.Name, name, year)] = c
			}
			for _, j := range judged {
				series := o.Find(j.measure, j.breakdown)
				for _, m := range truth.Measures {
					if m.Name != j.name {
						continue
					}
					for y := 1; y <= years; y++ {
						v := m.Values[12*y]
						judge(j.name, y, v.Mean, v.P10, v.P90, series.Values[12*y])
					}
				}
			}
			for y, c := range truth.Costs {
				judge("cost", y+1, c.Mean, c.P10, c.P90, sim.Line(o.Costs, "total").Values[y])
			}
		}
		t.Logf("council %d of %d", n+1, councils)
	}
	for _, name := range []string{"lac", "cpp", "cost", "out_of_area", "lac:residential", "lac:foster_own", "lac:kinship"} {
		for y := range years {
			m, se := meanError(errs[name][y])
			c, cse := meanError(cover[name][y])
			rms := 0.0
			for _, x := range errs[name][y] {
				rms += x * x / float64(councils)
			}
			fmt.Printf("| %s | %d | %+.1f %% (%.1f) | %.1f %% | %.2f (%.2f) |\n", name, y+1, 100*m, 100*se, 100*math.Sqrt(rms), c, cse)
			if name == "lac" || name == "cpp" || name == "cost" {
				if math.Abs(m) > 0.03+2*se {
					t.Errorf("%s year %d: mean error %.3f (standard error %.3f)", name, y+1, m, se)
				}
				if c < 0.70-2*cse || c > 0.90+2*cse {
					t.Errorf("%s year %d: 80 %% intervals cover %.2f", name, y+1, c)
				}
			}
		}
	}
	for _, key := range []string{"fgc lac", "fgc cpp", "fgc cost", "cut lac", "cut cpp", "cut cost", "area out_of_area", "area cost"} {
		for y := 2; y <= years; y++ {
			c := changes[fmt.Sprintf("%s %d", key, y)]
			fmt.Printf("| %s | %d | %+.2f %% | %+.2f %% |\n", key, y, 100*c[0]/councils, 100*c[1]/councils)
		}
	}
}

// projectMadeUp takes a made-up council's returns the whole way.
func projectMadeUp(t *testing.T, w *synth.World, replicates int, seed uint64) *sim.Projection {
	t.Helper()
	dir := t.TempDir()
	h := w.History()
	if err := records.WriteReturns(filepath.Join(dir, "history"), h, records.WriteOptions{Legal: legalOf(w)}); err != nil {
		t.Fatal(err)
	}
	if err := records.WriteFiles(filepath.Join(dir, "settings"), synthSettings(h.To)); err != nil {
		t.Fatal(err)
	}
	read, _, err := records.Load(context.Background(), []string{filepath.Join(dir, "history")}, records.Options{})
	if err != nil {
		t.Fatal(err)
	}
	m, s, err := fit.Fit(read)
	if err != nil {
		t.Fatal(err)
	}
	config, err := readCouncil(filepath.Join(dir, "settings", "prices.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	config.price(m)
	var names []string
	for _, n := range []string{"fgc", "area", "cut"} {
		names = append(names, filepath.Join(dir, "settings", n+".yaml"))
	}
	files, _, err := readScenarios(names)
	if err != nil {
		t.Fatal(err)
	}
	list, _, err := compile(files, m)
	if err != nil {
		t.Fatal(err)
	}
	out, err := agents.Engine{Replicates: replicates, Seed: seed}.Run(context.Background(), &sim.Programme{
		Model: m, Stock: s, Prices: m.Prices, Years: 4, Uncertainty: sim.AllUncertainty,
		Scenarios: append([]sim.Scenario{{Name: "baseline"}}, list...),
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func meanError(x []float64) (mean, se float64) {
	n := float64(len(x))
	for _, v := range x {
		mean += v / n
	}
	for _, v := range x {
		se += (v - mean) * (v - mean)
	}
	return mean, math.Sqrt(se / (n - 1) / n)
}
