package main

import (
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
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

// provedYears is how far projections are held against the truth, in years.
const provedYears = 4

// proof is how projections of made-up councils stood against what truly
// follows, by measure and year.
type proof struct {
	councils int
	errs     map[string][][]float64             // mean projected over mean true, less 1
	cover    map[string][][]float64             // share of true futures in the 80 % interval
	width    map[string][][]float64             // of the 80 % interval over that of true futures
	changes  map[string][provedYears][2]float64 // by scenario and measure: sums of true and projected change
}

// TestProveCalibration projects made-up councils whose rates wander, and holds
// the projections against what truly follows: the mean error, how often the true
// future lies in the 80 % interval, and how far the change that a scenario brings
// is off. It runs by hand (make prove); docs/proof.md keeps its table.
func TestProveCalibration(t *testing.T) {
	p := prove(t, false)
	p.print()
	for _, name := range measuresProved() {
		limit := 0.04 // of a setting, or out of area
		if name == "lac" || name == "cpp" || name == "cost" {
			limit = 0.02
		}
		for y := range provedYears {
			m, se := meanError(p.errs[name][y])
			if math.Abs(m) > limit {
				t.Errorf("%s year %d: mean error %.3f (standard error %.3f)", name, y+1, m, se)
			}
			c, cse := meanError(p.cover[name][y])
			if limit == 0.02 && (c < 0.75-2*cse || c > 0.88+2*cse) {
				t.Errorf("%s year %d: 80 %% intervals cover %.2f (%.2f)", name, y+1, c, cse)
			}
		}
	}
}

// TestProveCalibrationStill does the same where nothing wanders, neither before
// the data date nor after. Nobody can see that in five years of records, so the
// intervals are wider than they need be, but not without measure.
func TestProveCalibrationStill(t *testing.T) {
	p := prove(t, true)
	p.print()
	for _, name := range []string{"lac", "cpp", "cost"} {
		for y := range provedYears {
			if m, se := meanError(p.errs[name][y]); math.Abs(m) > 0.02 {
				t.Errorf("%s year %d: mean error %.3f (standard error %.3f)", name, y+1, m, se)
			}
			if c, se := meanError(p.cover[name][y]); c < 0.75 {
				t.Errorf("%s year %d: 80 %% intervals cover %.2f (%.2f)", name, y+1, c, se)
			}
			if w, se := meanError(p.width[name][y]); w > 2 {
				t.Errorf("%s year %d: intervals are %.2f (%.2f) times as wide as the truth's own", name, y+1, w, se)
			}
		}
	}
}

func measuresProved() []string {
	return []string{"lac", "cpp", "cost", "out_of_area", "lac:residential", "lac:foster_own", "lac:kinship"}
}

// prove projects made-up councils: sixty, or as many as CARECURVE_COUNCILS says.
func prove(t *testing.T, still bool) *proof {
	t.Helper()
	if os.Getenv("CARECURVE_PROVE") == "" {
		t.Skip("runs for minutes: make prove")
	}
	const futures, replicates = 200, 400
	p := &proof{councils: 60, errs: map[string][][]float64{}, cover: map[string][][]float64{}, width: map[string][][]float64{}, changes: map[string][provedYears][2]float64{}}
	if n, _ := strconv.Atoi(os.Getenv("CARECURVE_COUNCILS")); n > 0 {
		p.councils = n
	}
	at := func(m map[string][][]float64, name string, year int, x float64) {
		if m[name] == nil {
			m[name] = make([][]float64, provedYears)
		}
		m[name][year-1] = append(m[name][year-1], x)
	}
	for n := range p.councils {
		w := synth.New(synth.Options{Seed: uint64(5000 + n), Children: []int{250, 500, 800, 1300}[n%4], Years: 5, Still: still})
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
					at(p.errs, name, year, v.Mean/mean-1)
					sd := math.Max((p90-p10)/2.563, 1e-9)
					phi := func(x float64) float64 { return 0.5 * math.Erfc(-(x-mean)/sd/math.Sqrt2) }
					at(p.cover, name, year, phi(v.Q[5])-phi(v.Q[1]))
					at(p.width, name, year, (v.Q[5]-v.Q[1])/2.563/sd)
					return
				}
				b := base[key]
				c := p.changes[laid.Name+" "+name]
				c[year-1][0] += mean/b[0] - 1
				c[year-1][1] += v.Mean/b[1] - 1
				p.changes[laid.Name+" "+name] = c
			}
			for _, j := range judged {
				series := o.Find(j.measure, j.breakdown)
				for _, m := range truth.Measures {
					if m.Name != j.name {
						continue
					}
					for y := 1; y <= provedYears; y++ {
						v := m.Values[12*y]
						judge(j.name, y, v.Mean, v.P10, v.P90, series.Values[12*y])
					}
				}
			}
			for y, c := range truth.Costs {
				judge("cost", y+1, c.Mean, c.P10, c.P90, sim.Line(o.Costs, "total").Values[y])
			}
		}
		t.Logf("council %d of %d", n+1, p.councils)
	}
	return p
}

// print writes the tables of docs/proof.md.
func (p *proof) print() {
	for _, name := range measuresProved() {
		for y := range provedYears {
			m, se := meanError(p.errs[name][y])
			c, cse := meanError(p.cover[name][y])
			w, _ := meanError(p.width[name][y])
			rms := 0.0
			for _, x := range p.errs[name][y] {
				rms += x * x / float64(p.councils)
			}
			fmt.Printf("| %s | %d | %+.1f %% (%.1f) | %.1f %% | %.2f (%.2f) | %.1f |\n", name, y+1, 100*m, 100*se, 100*math.Sqrt(rms), c, cse, w)
		}
	}
	for _, key := range []string{"fgc lac", "fgc cpp", "fgc cost", "cut lac", "cut cpp", "cut cost", "area out_of_area", "area cost"} {
		for y := 1; y < provedYears; y++ {
			c := p.changes[key][y]
			fmt.Printf("| %s | %d | %+.2f %% | %+.2f %% |\n", key, y+1, 100*c[0]/float64(p.councils), 100*c[1]/float64(p.councils))
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
	list, _, err := compile(nil, files, m)
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
