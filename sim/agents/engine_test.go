package agents

import (
	"context"
	"math"
	"reflect"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func mustRun(t *testing.T, e Engine, p *sim.Programme) *sim.Projection {
	t.Helper()
	out, err := e.Run(context.Background(), p)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// The same seed gives the same figures, however many workers share the work.
func TestWorkersDoNotMatter(t *testing.T) {
	m, s := smallModel(1)
	p := programme(m, s, everything())
	one := mustRun(t, Engine{Replicates: 40, Seed: 7, Workers: 1}, p)
	eight := mustRun(t, Engine{Replicates: 40, Seed: 7, Workers: 8}, p)
	if !reflect.DeepEqual(one, eight) {
		t.Error("1 and 8 workers gave different projections")
	}
	if other := mustRun(t, Engine{Replicates: 40, Seed: 8, Workers: 1}, p); reflect.DeepEqual(one.Scenarios, other.Scenarios) {
		t.Error("another seed gave the same projection")
	}
}

// A scenario beside it does not change the baseline, nor does it matter what
// other scenarios run.
func TestScenariosShareOneBaseline(t *testing.T) {
	m, s := smallModel(2)
	e := Engine{Replicates: 30, Seed: 1}
	alone := mustRun(t, e, programme(m, s))
	both := mustRun(t, e, programme(m, s, everything(), sim.Scenario{Name: "nothing"}))
	if !reflect.DeepEqual(alone.Scenarios[0].Series, both.Scenarios[0].Series) {
		t.Error("the baseline changed with a scenario beside it")
	}
	nothing := both.Find("nothing")
	if !reflect.DeepEqual(nothing.Series, both.Scenarios[0].Series) {
		t.Error("a scenario without interventions differs from the baseline")
	}
	for _, a := range nothing.Savings {
		for _, v := range a.Values {
			if v.Mean != 0 || v.SD != 0 {
				t.Fatalf("a scenario without interventions saves %g on %s", v.Mean, a.Line)
			}
		}
	}
	e2 := everything()
	single := mustRun(t, e, programme(m, s, e2))
	if !reflect.DeepEqual(single.Find("everything").Series, both.Find("everything").Series) {
		t.Error("a scenario changed with another beside it")
	}
}

// Living every life again under a scenario must give what the short cut, which
// lives only those it alters, gives.
func TestAltersMissesNothing(t *testing.T) {
	m, s := smallModel(3)
	r := newRun(Engine{Replicates: 20, Seed: 5}, programme(m, s, everything()))
	w := r.newWorker()
	w.replicate(0)
	sc := w.scenarios[1]
	altered, same := 0, 0
	check := func(c *child) {
		var base, other path
		w.world.live(c, nil, &base)
		w.world.live(c, sc, &other)
		if !reflect.DeepEqual(tallied(r, &base), tallied(r, &other)) || len(other.cases) > 0 {
			altered++
			if !sc.alters(c, &base) {
				t.Errorf("a life that the scenario alters was passed over: %+v", c)
			}
		} else {
			same++
		}
	}
	for rep := range 20 {
		w.replicate(rep)
		for i := range w.stock {
			c := w.stock[i].child
			k := sim.NewKey(uint64(rep)).With(forStock)
			c.key, c.family = k.With(w.stock[i].row), k.With(1<<40+w.stock[i].familyRow)
			c.share(m.Together)
			check(&c)
		}
	}
	if altered == 0 || same == 0 {
		t.Errorf("%d lives altered, %d not: the test says nothing", altered, same)
	}
}

func tallied(r *run, p *path) *tally {
	t := newTally(&r.calendar, r.month, 1)
	t.add(p, 1)
	t.finish()
	return t
}

// In every replicate, month and scenario the stock is the first stock plus
// entries less exits, however it is broken down; the same for plans.
func TestConservation(t *testing.T) {
	m, s := smallModel(4)
	p := programme(m, s, everything())
	r := newRun(Engine{Replicates: 25, Seed: 3}, p)
	w := r.newWorker()
	dates := len(r.calendar.Dates)
	column := map[string]int{}
	for i, c := range r.columns {
		column[c.Measure+" "+c.Breakdown] = i
	}
	for n := range 25 {
		w.replicate(n)
		for j := range p.Scenarios {
			at := func(name string, d int) int32 {
				i, ok := column[name]
				if !ok {
					t.Fatalf("no column %q", name)
				}
				return w.count(j, i, d)
			}
			if at("lac ", 0) != int32(s.LAC()) || at("cpp ", 0) != int32(s.CPP()) {
				t.Fatalf("the first stock is %d and %d, the records' %d and %d", at("lac ", 0), at("cpp ", 0), s.LAC(), s.CPP())
			}
			for d := 1; d < dates; d++ {
				if got, want := at("lac ", d), at("lac ", d-1)+at("entries ", d)-at("exits ", d); got != want {
					t.Fatalf("replicate %d scenario %d %s: lac %d, want %d", n, j, r.calendar.Dates[d], got, want)
				}
				if got, want := at("cpp ", d), at("cpp ", d-1)+at("plan_starts ", d)-at("plan_ends ", d); got != want {
					t.Fatalf("replicate %d scenario %d %s: cpp %d, want %d", n, j, r.calendar.Dates[d], got, want)
				}
			}
			for d := range dates {
				for _, by := range []string{"setting=", "location=", "age=", "duration="} {
					sum := int32(0)
					for name, i := range column {
						if len(name) > 4+len(by) && name[:4+len(by)] == "lac "+by && !containsSemicolon(name) {
							x := w.count(j, i, d)
							if x < 0 {
								t.Fatalf("%s is %d", name, x)
							}
							sum += x
						}
					}
					if sum != at("lac ", d) {
						t.Fatalf("replicate %d scenario %d: lac by %s sums to %d, not %d", n, j, by, sum, at("lac ", d))
					}
				}
			}
		}
	}
}

func containsSemicolon(s string) bool {
	for _, c := range s {
		if c == ';' {
			return true
		}
	}
	return false
}

// Every night in care is paid exactly once: nights by place and financial year
// add up to the stock at the end of each day.
func TestEveryNightIsPaidOnce(t *testing.T) {
	m, s := smallModel(5)
	r := newRun(Engine{Replicates: 1, Seed: 9}, programme(m, s))
	w := r.newWorker()
	w.replicate(0)
	nightly := make([]int64, len(r.calendar.Years))
	count := func(c *child) {
		var p path
		w.world.live(c, nil, &p)
		for _, st := range p.stays {
			for y := range nightly {
				for k := r.calendar.Bounds[y] + 1; k <= r.calendar.Bounds[y+1]; k++ {
					if st.from < float64(k) && float64(k) <= st.to {
						nightly[y]++
					}
				}
			}
		}
	}
	luck := sim.NewKey(9).With(0)
	for i := range w.stock {
		c := w.stock[i].child
		k := luck.With(forStock)
		c.key, c.family = k.With(w.stock[i].row), k.With(1<<40+w.stock[i].familyRow)
		c.share(m.Together)
		count(&c)
	}
	for k, rates := range []*streamRates{&w.world.rates.direct, &w.world.rates.uasc, &w.world.rates.plans} {
		w.streams[k].arrive(rates, luck, m.Together, w.scenarios, func(c *child, in uint64) { count(c) }, nil)
	}
	for y := range nightly {
		paid := int64(0)
		for _, n := range w.base.usage[y].nights {
			paid += n
		}
		if paid != nightly[y] || paid == 0 {
			t.Errorf("%s: %d nights paid, %d spent in care", r.calendar.Years[y], paid, nightly[y])
		}
	}
}

// With one constant hazard of leaving and nobody coming, the stock decays by
// its exponential.
func TestStockDecaysByItsHazard(t *testing.T) {
	m, s := smallModel(6)
	const hazard = 0.4
	for f := range m.Exits {
		for i := range m.Exits[f].Cells {
			m.Exits[f].Cells[i].Mean = hazard / float64(model.ExitFlows)
		}
	}
	for i := range m.Returns.Cells {
		m.Returns.Cells[i].Mean = 0
	}
	m.Direct, m.UASC, m.PlanStart = model.Stream{Groups: []float64{1}}, model.Stream{Groups: []float64{1}}, model.Stream{Groups: []float64{1}}
	var babies []model.StockChild
	for _, c := range s.Children {
		if c.InCare {
			c.Born, c.OnPlan = model.MonthOf(s.DataDate)-12, false
			babies = append(babies, c)
		}
	}
	s.Children = babies
	p := programme(m, s)
	p.Uncertainty = sim.Uncertainty{Chance: true}
	m.Together.Care = 0
	const n = 2000
	out := mustRun(t, Engine{Replicates: n, Seed: 1}, p)
	lac := out.Scenarios[0].Find("lac", "")
	for k, d := range out.Dates {
		years := float64(d-s.DataDate) / model.DaysPerYear
		alive := math.Exp(-hazard * years)
		want := float64(len(babies)) * alive
		se := math.Sqrt(float64(len(babies))*alive*(1-alive)/n) + 1e-9
		if z := (lac.Values[k].Mean - want) / se; math.Abs(z) > 4.5 {
			t.Errorf("%s: mean %.3f, want %.3f (z = %.1f)", d, lac.Values[k].Mean, want, z)
		}
		if k > 5 {
			if got, want := lac.Values[k].SD, se*math.Sqrt(n); math.Abs(got/want-1) > 0.08 {
				t.Errorf("%s: standard deviation %.3f, want %.3f", d, got, want)
			}
		}
	}
}

// A cut removes arrivals and never renames them; a rise adds.
func TestCutsRemoveArrivals(t *testing.T) {
	m, s := smallModel(7)
	cut := sim.Scenario{Name: "cut", Changes: []sim.Change{{Flow: sim.EntryDirect, Reach: sim.Reach{Coverage: 1}, Effect: sim.Effect{Log: math.Log(0.7)}, Delivery: sim.Delivery{Probability: 1}}}}
	rise := sim.Scenario{Name: "rise", Changes: []sim.Change{{Flow: sim.EntryDirect, Reach: sim.Reach{Coverage: 1}, Effect: sim.Effect{Log: math.Log(2.5)}, Delivery: sim.Delivery{Probability: 1}}}}
	r := newRun(Engine{Replicates: 60, Seed: 2}, programme(m, s, cut, rise))
	w := r.newWorker()
	var n, less, more float64
	for rep := range 60 {
		w.replicate(rep)
		w.streams[0].arrive(&w.world.rates.direct, sim.NewKey(2).With(uint64(rep)), m.Together, w.scenarios, func(c *child, in uint64) {
			base, inCut, inRise := in&1, in>>1&1, in>>2&1
			if inCut > base || base > inRise {
				t.Fatalf("an arrival comes in scenarios %b", in)
			}
			n += float64(base)
			less += float64(inCut)
			more += float64(inRise)
		}, nil)
	}
	if math.Abs(less/n-0.7) > 0.02 || math.Abs(more/n-2.5) > 0.08 {
		t.Errorf("of %.0f arrivals a cut to 0.7 leaves %.3f and a rise to 2.5 makes %.3f", n, less/n, more/n)
	}
}

func TestRunRefusesAndStops(t *testing.T) {
	m, s := smallModel(8)
	p := programme(m, s)
	if _, err := (Engine{}).Run(context.Background(), p); err == nil {
		t.Error("no replicates were accepted")
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := (Engine{Replicates: 1000}).Run(ctx, p); err != context.Canceled {
		t.Errorf("a cancelled run ended with %v", err)
	}
}

// refused holds that a programme is refused with a name and what to do.
func refused(t *testing.T, name string, p *sim.Programme) {
	t.Helper()
	_, err := (Engine{Replicates: 2}).Run(context.Background(), p)
	if err == nil || !strings.Contains(err.Error(), name) || !strings.Contains(err.Error(), "\n") {
		t.Errorf("%s: got %v", name, err)
	}
}

// count is a figure of the replicate that was run last.
func (w *worker) count(scenario, column, date int) int32 {
	return w.row[(scenario*len(w.columns)+column)*len(w.calendar.Dates)+date]
}
