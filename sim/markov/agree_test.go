package markov_test

import (
	"context"
	"fmt"
	"math"
	"os"
	"runtime"
	"strconv"
	"sync"
	"testing"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
	"github.com/carecurve/carecurve/sim/agents"
	"github.com/carecurve/carecurve/sim/markov"
)

// The two engines share nothing but the programme: one draws lives, the other
// solves for their expectation. Over random models and scenarios their means
// must agree within what the draws leave open.
//
// For each model a vector of summaries (stocks, sums of flows, money, of the
// baseline and of the scenario's difference from it) is taken from batches of
// replicates, and Hotelling's T² holds their mean against the expectation:
// one statistic a model, which knows how the summaries hang together. The
// p-values of all models together then give Fisher's sum, so that an error too
// small for any one model still shows. Each half has level 0.0005.
const (
	level     = 0.001
	batches   = 130
	batch     = 3 // replicates
	fewModels = 50
)

func TestEnginesAgree(t *testing.T) {
	models := fewModels
	if testing.Short() {
		models = 5
	}
	verdicts := agreeAll(t, models, batches, 0, 0)
	for i, v := range verdicts {
		if v.p < level/2/float64(models) {
			t.Errorf("model %d: the engines differ: p = %.2g\n%s", i+1, v.p, v.detail)
		}
		for _, s := range v.off {
			t.Errorf("model %d: %s", i+1, s)
		}
	}
	if p := fisher(verdicts); p < level/2 {
		t.Errorf("over all models the engines differ: p = %.2g", p)
	} else {
		t.Logf("over %d models: p = %.3f", models, p)
	}
}

// Two hundred models, five times the replicates; and one engine's rate of going
// home a hundredth higher must be found on the same draws. So many replicates
// find the numerical error of the expected path's usual steps too (p = 5·10⁻⁶ over
// forty models), so it takes steps of three days.
// CARECURVE_PROVE_MODELS takes fewer models.
func TestProveEnginesAgree(t *testing.T) {
	if os.Getenv("CARECURVE_PROVE") == "" {
		t.Skip("takes long: set CARECURVE_PROVE=1")
	}
	models := 200
	if n, _ := strconv.Atoi(os.Getenv("CARECURVE_PROVE_MODELS")); n > 0 {
		models = n
	}
	verdicts := agreeAll(t, models, 5*batches, 3, 0.01)
	planted := make([]compared, models)
	for i, v := range verdicts {
		if v.p < level/2/float64(models) {
			t.Errorf("model %d: the engines differ: p = %.2g\n%s", i+1, v.p, v.detail)
		}
		for _, s := range v.off {
			t.Errorf("model %d: %s", i+1, s)
		}
		planted[i].p = v.planted
	}
	p, q := fisher(verdicts), fisher(planted)
	t.Logf("over %d models: p = %.3f; with one hazard 1 %% off p = %.2g", models, p, q)
	if p < level/2 {
		t.Errorf("over all models the engines differ: p = %.2g", p)
	}
	if q > level/2 {
		t.Errorf("a rate that is 1 %% off is not found: p = %.2g", q)
	}
}

// fisher joins the models' p-values.
func fisher(verdicts []compared) float64 {
	sum := 0.0
	for _, v := range verdicts {
		sum += -2 * math.Log(math.Max(v.p, 1e-300))
	}
	return distuv.ChiSquared{K: float64(2 * len(verdicts))}.Survival(sum)
}

// agreeAll runs so many random models in both engines, one of them in steps of so
// many days, 0 for the usual; plant, if not 0, is by how much the rate of going
// home is also put wrong in it.
func agreeAll(t *testing.T, models, sampled int, step, plant float64) []compared {
	verdicts := make([]compared, models)
	var wait sync.WaitGroup
	next := make(chan int)
	for range runtime.GOMAXPROCS(0) {
		wait.Go(func() {
			for i := range next {
				verdicts[i] = agree(uint64(i), sampled, step, plant)
			}
		})
	}
	for i := range verdicts {
		next <- i
	}
	close(next)
	wait.Wait()
	for _, v := range verdicts {
		if v.err != nil {
			t.Fatal(v.err)
		}
	}
	return verdicts
}

// compared is one model's verdict, or why there is none; planted is the p-value
// against an engine that was put wrong.
type compared struct {
	verdict
	planted float64
	err     error
}

// agree runs one random model in both engines.
func agree(seed uint64, sampled int, step, plant float64) (v compared) {
	p := randomProgramme(seed + 1)
	expect := markov.Engine{Workers: 1, Step: step}
	got, err := expect.Run(context.Background(), p)
	if err != nil {
		v.err = err
		return v
	}
	sample := make([][]float64, sampled)
	for i := range sample {
		r, err := agents.Engine{Replicates: batch, Seed: 1000*seed + uint64(i)<<32, Workers: 1}.Run(context.Background(), p)
		if err != nil {
			v.err = err
			return v
		}
		_, sample[i] = summaries(r)
	}
	names, want := summaries(got)
	v.verdict = hotelling(names, want, sample)
	if plant != 0 {
		wrong, err := expect.Run(context.Background(), homeOff(p, plant))
		if err != nil {
			v.err = err
			return v
		}
		_, want := summaries(wrong)
		v.planted = hotelling(names, want, sample).p
	}
	return v
}

// homeOff is a programme whose rate of going home is put wrong.
func homeOff(p *sim.Programme, by float64) *sim.Programme {
	m, other := *p.Model, *p
	m.Exits[model.FlowHome].Cells = append([]model.Rate(nil), m.Exits[model.FlowHome].Cells...)
	for i := range m.Exits[model.FlowHome].Cells {
		m.Exits[model.FlowHome].Cells[i].Mean *= 1 + by
	}
	other.Model = &m
	return &other
}

// summaries are a projection's figures that are compared: some twenty of the
// baseline, ten of the difference.
func summaries(p *sim.Projection) (names []string, x []float64) {
	dates := len(p.Dates)
	at := func(o *sim.Outcome, d int, measure, breakdown string) float64 {
		s := o.Find(measure, breakdown)
		return s.Values[d-s.First].Mean
	}
	sum := func(o *sim.Outcome, measure, breakdown string) float64 {
		total := 0.0
		for _, v := range o.Find(measure, breakdown).Values {
			total += v.Mean
		}
		return total
	}
	cost := func(o *sim.Outcome, line string) float64 {
		total := 0.0
		if a := sim.Line(o.Costs, line); a != nil {
			for _, v := range a.Values {
				total += v.Mean
			}
		}
		return total / 1e5
	}
	b, s := &p.Scenarios[0], &p.Scenarios[1]
	add := func(name string, v float64) { names, x = append(names, name), append(x, v) }
	flows := [][2]string{{"exits", "exit=home"}, {"exits", "exit=sgo"}, {"exits", "exit=adoption"}, {"exits", "exit=aged18"}, {"exits", "exit=custody"},
		{"entries", "route=plan"}, {"entries", "route=direct"}, {"entries", "route=uasc"}, {"entries", "route=return"}, {"moves", ""}, {"plan_starts", "repeat=no"}, {"plan_starts", "repeat=yes"}, {"plan_ends", ""}, {"proceedings", ""}}
	stocks := [][2]string{{"lac", ""}, {"cpp", ""}, {"lac", "location=out"}, {"lac", "age=16-17"}, {"lac", "age=5-9"}, {"lac", "duration=13-26w"}, {"lac", "setting=residential"}, {"lac", "provider=PR1"}, {"lac", "provider=PR4"}}
	for _, f := range flows {
		add(f[0]+" "+f[1], sum(b, f[0], f[1]))
	}
	for _, f := range stocks {
		add(fmt.Sprint(f[0], " ", f[1], " at the end"), at(b, dates-1, f[0], f[1]))
		add(fmt.Sprint(f[0], " ", f[1], " in the middle"), at(b, dates/2, f[0], f[1]))
	}
	for _, line := range []string{"total", "sgo", "adoption", "uasc_income", "proceedings"} {
		add("cost "+line, cost(b, line))
	}
	for _, f := range flows {
		add("change in "+f[0]+" "+f[1], sum(s, f[0], f[1])-sum(b, f[0], f[1]))
	}
	for _, f := range stocks[:4] {
		for _, d := range []int{dates - 1, dates / 2} {
			add(fmt.Sprint("change in ", f[0], " ", f[1], " at ", d), at(s, d, f[0], f[1])-at(b, d, f[0], f[1]))
		}
	}
	add("saving", cost(b, "total")-cost(s, "total"))
	return names, x
}

type verdict struct {
	p      float64
	detail string
	off    []string
}

// hotelling tests whether a sample's mean is want. Summaries that hardly vary
// can't be held normal: they are left out, and only held to be small.
func hotelling(names []string, want []float64, sample [][]float64) verdict {
	n := len(sample)
	var v verdict
	var keep []int
	for j := range want {
		column := make([]float64, n)
		counts := map[float64]int{}
		for i := range sample {
			column[i] = sample[i][j]
			counts[math.Round(column[i]*1e9)]++
		}
		mean, sd := stat.MeanStdDev(column, nil)
		most := 0
		for _, k := range counts {
			most = max(most, k)
		}
		switch {
		case most == n && math.Abs(mean-want[j]) > 0.02:
			v.off = append(v.off, fmt.Sprintf("%s is always %.4g and not %.4g", names[j], mean, want[j]))
		case n-most >= n/10:
			keep = append(keep, j)
			if z := (want[j] - mean) / (sd / math.Sqrt(float64(n))); math.Abs(z) > 2.5 {
				v.detail += fmt.Sprintf("  %s: drawn %.4f, expected %.4f, z = %.1f\n", names[j], mean, want[j], z)
			}
		}
	}
	// Directions in which the sample does not vary are left out as well: plan
	// starts and what follows from them may be one and the same.
	d := len(keep)
	data := mat.NewDense(n, d, nil)
	diff := mat.NewVecDense(d, nil)
	for k, j := range keep {
		column := make([]float64, n)
		for i := range sample {
			column[i] = sample[i][j]
		}
		mean, sd := stat.MeanStdDev(column, nil)
		for i := range column {
			data.Set(i, k, (column[i]-mean)/sd)
		}
		diff.SetVec(k, (want[j]-mean)/sd)
	}
	var cov mat.SymDense
	stat.CovarianceMatrix(&cov, data, nil)
	var eigen mat.EigenSym
	eigen.Factorize(&cov, true)
	values := eigen.Values(nil)
	var vectors mat.Dense
	eigen.VectorsTo(&vectors)
	t2, rank := 0.0, 0
	for k, x := range values {
		if x > 1e-6 {
			rank++
			y := mat.Dot(vectors.ColView(k), diff)
			t2 += float64(n) * y * y / x
		}
	}
	f := t2 * float64(n-rank) / float64(rank*(n-1))
	v.p = distuv.F{D1: float64(rank), D2: float64(n - rank)}.Survival(f)
	return v
}
