package agents

import (
	"math"
	"testing"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// A scenario's figures are those of all its lives lived from the start, one by
// one, whichever primitive it has: the short cut of changing the baseline's
// figures loses and doubles nothing.
func TestScenarioIsTheSumOfItsLives(t *testing.T) {
	in := model.InArea
	r := sim.Reach{Offer: "some", Coverage: 0.7, From: 50, Ramp: 300}
	scenarios := []sim.Scenario{{Name: "growth", Growth: []sim.Growth{{Yearly: 0.1, From: 90}}}}
	for f := range sim.Flows {
		for _, log := range []float64{-0.8, 0.8} {
			scenarios = append(scenarios, sim.Scenario{Name: "change", Changes: []sim.Change{{Flow: sim.Flow(f), Reach: r, Effect: sim.Effect{Log: log}, Delivery: sure}}})
		}
	}
	for _, of := range []sim.ClockKind{sim.PlanTime, sim.CareTime, sim.PlacementTime} {
		scenarios = append(scenarios, sim.Scenario{Name: "stretch", Stretches: []sim.Stretch{{Of: of, Reach: r, Effect: sim.Effect{Log: 0.6}, Delivery: sure}}})
	}
	scenarios = append(scenarios, sim.Scenario{Name: "reroute", Reroutes: []sim.Reroute{{
		From: sim.PlaceSet{Locations: []model.Location{model.OutOfArea}}, Location: &in, Share: 0.5, Reach: r, Delivery: sure}}})

	m, s := smallModel(17)
	hazards(&m.Returns, 0.9)
	w := ready(m, s, scenarios...)
	luck := sim.NewKey(4).With(0)
	dates := len(w.calendar.Dates)
	for j := 1; j < len(w.scenarios); j++ {
		whole := newTally(&w.calendar, w.month, 0)
		live := func(c *child) {
			var p path
			w.world.live(c, w.scenarios[j], &p)
			whole.add(&p, 1)
		}
		for i := range w.stock {
			c := w.stock[i].child
			k := luck.With(forStock)
			c.key, c.family = k.With(w.stock[i].row), k.With(1<<40+w.stock[i].familyRow)
			c.share(m.Together)
			live(&c)
		}
		for k, rates := range []*streamRates{&w.world.rates.direct, &w.world.rates.uasc, &w.world.rates.plans} {
			w.streams[k].arrive(rates, luck, m.Together, w.scenarios, func(c *child, in uint64) {
				if in>>j&1 != 0 {
					live(c)
				}
			}, func(int, int, float64) {})
		}
		whole.finish()
		differs := false
		for i, c := range w.columns {
			for d := range dates {
				sum := int32(0)
				for _, k := range c.Sum {
					sum += whole.counts.Series()[k][d]
				}
				got := w.count(j, i, d)
				if got != sum {
					t.Fatalf("scenario %d (%s) %s %s: %d, want %d", j, w.scenarios[j].Name, c.Measure, c.Breakdown, got, sum)
				}
				differs = differs || got != w.count(0, i, d)
			}
		}
		for y := range whole.usage {
			u, x := w.usageOf(j, y), &whole.usage[y]
			for p := range x.nights {
				if u.Nights[p] != float64(x.nights[p]) {
					t.Fatalf("scenario %d: %.0f nights, want %d", j, u.Nights[p], x.nights[p])
				}
			}
			if u.Plan != float64(x.plan) || u.PlanStart != float64(x.planStart) || u.UASC != float64(x.uasc) || u.SGO != float64(x.sgo) || u.Adoption != float64(x.adoption) {
				t.Fatalf("scenario %d, year %d: used %+v, want %+v", j, y, u, *x)
			}
		}
		if !differs {
			t.Errorf("scenario %d (%s) changes nothing", j, w.scenarios[j].Name)
		}
	}
}

// In every replicate and year the total is the sum of the lines, and what the
// records hold of a part year is added once, at prices without the scenario.
func TestTotalsAddUp(t *testing.T) {
	m, s := smallModel(14)
	m.DataDate = model.NewDate(2024, 12, 31)
	s.DataDate = m.DataDate
	sc := everything()
	sc.Reprices = []sim.Reprice{{Line: "all", Ratio: 0.5}}
	run := func() *worker {
		w := newRun(Engine{Replicates: 8, Seed: 6}, programme(m, s, sc)).newWorker()
		for n := range 8 {
			w.replicate(n)
		}
		return w
	}
	without := run()
	var used model.PastDays
	used.Year, used.UASC, used.Place[3], used.Complete = 2024, 70, 700, true // £400 a week there
	m.Past.Days = []model.PastDays{used}
	w := run()
	years := len(w.calendar.Years)
	for j := range w.money {
		lines := len(w.money[j])/years - 1
		if lines != len(w.tariffs[j].Lines) {
			t.Fatalf("%d lines, want %d", lines, len(w.tariffs[j].Lines))
		}
		for n := range 8 {
			for y := range years {
				sum := 0.0
				for l := range lines {
					sum += w.money[j][(l+1)*years+y][n]
				}
				total := w.money[j][y][n]
				if math.Abs(total-sum) > 1e-6*math.Abs(sum) || total == 0 {
					t.Errorf("scenario %d replicate %d year %d: total %.2f, lines %.2f", j, n, y, total, sum)
				}
				spent := 0.0
				if y == 0 {
					spent = 700*400/7.0 - 70*143
				}
				if got := total - without.money[j][y][n]; math.Abs(got-spent) > 1e-3 {
					t.Errorf("scenario %d replicate %d year %d: the records add %.2f, want %.2f", j, n, y, got, spent)
				}
			}
		}
	}
}

// A price a case is paid once for each family reached, in the year in which it
// is (and not once the effect begins), if its case is open then and its child
// eligible.
func TestPerCaseCountsFamilies(t *testing.T) {
	m, s := quiet()
	hazards(&m.Exits[model.FlowHome], 0.7)
	for i := range 800 { // pairs; every other pair in residential care
		place := model.PlaceOf(model.Kinship, model.InArea)
		if i/2%2 == 1 {
			place = model.PlaceOf(model.Residential, model.InArea)
		}
		s.Children = append(s.Children, model.StockChild{Family: i/2 + 1, Born: model.MonthOf(s.DataDate) - 24, InCare: true, Place: place, CareDays: 90, PlacementDays: 90})
	}
	sc := homeScenario("help", 1, sim.Reach{Offer: "help", Coverage: 0.8, From: 20, Ramp: 700, Lag: 90})
	sc.Changes[0].Who.Settings = []model.Setting{model.Residential}
	sc.Spends = []sim.Spend{{Intervention: "help", Offer: "help", PerCase: 250, Delivery: sure}}
	w := ready(m, s, sc)
	want := make([]float64, len(w.calendar.Years))
	closed := 0
	for i := 0; i < 800; i += 2 {
		c := w.stock[i].child
		k := sim.NewKey(4).With(0).With(forStock)
		c.key, c.family = k.With(w.stock[i].row), k.With(1<<40+w.stock[i].familyRow)
		c.share(m.Together)
		draw := c.family.Uniform(hash("help"))
		if i/2%2 == 0 || draw >= 0.8 {
			continue
		}
		at := 20 + 700*draw/0.8
		if usedUp(model.CareClock, []float64{0.7}, 90, c.careLuck.With(forPeriod).Exp(uint64(model.FlowHome))) <= at {
			closed++
			continue
		}
		for y := range want {
			if at >= float64(w.calendar.Bounds[y]) && at < float64(w.calendar.Bounds[y+1]) {
				want[y] += 250
			}
		}
	}
	if closed == 0 || want[0] == 0 || want[1] == 0 || want[2] != 0 {
		t.Fatalf("%d closed before, pounds %v: the test says nothing", closed, want)
	}
	costs(t, w, "help", want)
}

// An intervention on arrivals pays once for every family that would come with
// an eligible child.
func TestPerCaseCountsArrivingFamilies(t *testing.T) {
	m, s := smallModel(15)
	sc := sim.Scenario{Name: "help", Spends: []sim.Spend{{Intervention: "help", Offer: "help", PerCase: 40, Delivery: sure}}}
	sc.Changes = []sim.Change{{Intervention: "help", Flow: sim.EntryDirect, Reach: sim.Reach{Offer: "help", Coverage: 0.5, From: 200}, Effect: sim.Effect{Log: -0.7}, Delivery: sure}}
	sc.Changes[0].Who.Ages = []model.AgeBand{model.Age5to9, model.Age10to15}
	w := ready(m, s, sc)
	want := make([]float64, len(w.calendar.Years))
	counted := map[sim.Key]bool{}
	w.streams[0].arrive(&w.world.rates.direct, sim.NewKey(4).With(0), m.Together, w.scenarios, func(c *child, in uint64) {
		age := (c.at - c.born) / model.DaysPerYear
		if in&1 != 0 && c.at >= 200 && age >= 5 && age < 16 && !counted[c.family] && c.family.Uniform(hash("help")) < 0.5 {
			counted[c.family] = true
			for y := range want {
				if c.at >= float64(w.calendar.Bounds[y]) && c.at < float64(w.calendar.Bounds[y+1]) {
					want[y] += 40
				}
			}
		}
	}, func(int, int, float64) {})
	if want[0] == 0 || want[2] == 0 {
		t.Fatalf("pounds %v: the test says nothing", want)
	}
	costs(t, w, "help", want)
}

func costs(t *testing.T, w *worker, line string, want []float64) {
	t.Helper()
	for l, name := range w.tariffs[1].Lines {
		if name != line {
			continue
		}
		for y := range want {
			if got := w.money[1][(l+1)*len(want)+y][0]; math.Abs(got-want[y]) > 1e-6 {
				t.Errorf("%s costs %.2f in year %d, want %.2f", line, got, y, want[y])
			}
			if base := w.money[0][(l+1)*len(want)+y][0]; base != 0 {
				t.Errorf("%s costs %.2f in the baseline", line, base)
			}
		}
		return
	}
	t.Errorf("no line %q", line)
}

// An allowance runs from such an exit to the eighteenth birthday, a return or
// the horizon; other ways out have none.
func TestAllowancesEnd(t *testing.T) {
	m, s := quiet()
	hazards(&m.Exits[model.FlowSGO], 2)
	hazards(&m.Exits[model.FlowHome], 2)
	hazards(&m.Returns, 0.6)
	w := ready(m, s)
	var ends [3]int
	for n := range uint64(400) {
		c := someone(n, byDirect, 5)
		if n%2 == 0 {
			c.born = -17 * model.DaysPerYear
		}
		var p path
		w.world.live(&c, nil, &p)
		var want []grant
		for i, st := range p.stays {
			if !st.exited || st.exit != model.ExitSGO {
				continue
			}
			until, why := w.world.horizon, 0
			if birthday := c.born + adult; birthday < until {
				until, why = birthday, 1
			}
			if i+1 < len(p.stays) && p.stays[i+1].from < until {
				until, why = p.stays[i+1].from, 2
			}
			ends[why]++
			want = append(want, grant{model.ExitSGO, st.to, until})
		}
		if len(want) != len(p.grants) {
			t.Fatalf("%d allowances, want %d", len(p.grants), len(want))
		}
		for i, g := range p.grants {
			if g != want[i] {
				t.Fatalf("an allowance %+v, want %+v", g, want[i])
			}
		}
	}
	if ends[0] == 0 || ends[1] == 0 || ends[2] == 0 {
		t.Errorf("ends of allowances %v: the test says nothing", ends)
	}
}
