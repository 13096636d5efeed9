package agents

import (
	"math"
	"reflect"
	"testing"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// Lives are drawn by hazards used up, so most of these tests need no
// statistics: with one hazard alive, when a thing happens under a scenario
// follows exactly from when it happens in the baseline.

var sure = sim.Delivery{Probability: 1}

// quiet is a model in which nothing happens, with nobody in it.
func quiet() (*model.Model, *model.Stock) {
	m, s := smallModel(1)
	none := func(t *model.Table) { hazards(t, 0) }
	for f := range m.Exits {
		none(&m.Exits[f])
	}
	for _, t := range []*model.Table{&m.Moves, &m.PlanEnd, &m.PlanToCare, &m.AfterCare, &m.Returns} {
		none(t)
	}
	nobody := model.Stream{Groups: []float64{1}}
	m.Direct, m.UASC, m.PlanStart = nobody, nobody, nobody
	m.ExitLevel, m.MoveLevel, m.PlanEndLevel, m.PlanToCareLevel = model.Level{}, model.Level{}, model.Level{}, model.Level{}
	m.Together.Plan, m.Together.Care = 0, 0
	s.Children = nil
	return m, s
}

// hazards sets a table's hazards a year by band; the last value holds on.
func hazards(t *model.Table, yearly ...float64) {
	for i := range t.Cells {
		t.Cells[i].Mean = yearly[min(t.Factors(i)[2], len(yearly)-1)]
	}
}

// ready is a worker that has run a replicate, with chance alone uncertain.
func ready(m *model.Model, s *model.Stock, list ...sim.Scenario) *worker {
	p := programme(m, s, list...)
	p.Uncertainty = sim.Uncertainty{Chance: true}
	w := newRun(Engine{Replicates: 1, Seed: 4}, p).newWorker()
	w.replicate(0)
	return w
}

// someone is a child of one to two years, coming at a time or there before.
func someone(n uint64, b begins, at float64) child {
	key := sim.NewKey(77).With(n)
	c := child{key: key, family: key.With(1), lead: true, begins: b, at: at, born: -400, careStart: at, placeStart: at, planStart: at}
	c.share(struct{ Plan, Care float64 }{})
	return c
}

// usedUp is when so many unit hazards have been used up by hazards a year of
// a clock's bands, from so many days into the clock.
func usedUp(clock model.Clock, yearly []float64, elapsed, need float64) float64 {
	u := elapsed
	for {
		band, left := clock.Left(u)
		h := yearly[min(band, len(yearly)-1)] / model.DaysPerYear
		if need <= h*left {
			return u + need/h - elapsed
		}
		need -= h * left
		u += left
	}
}

// after is when what happens at base happens if time runs 1/ratio as fast from
// a moment on.
func after(base, from, ratio float64) float64 {
	if base <= from {
		return base
	}
	return from + (base-from)*ratio
}

// exitOf, planEndOf and moveOf are when a path leaves care, ends its plan,
// moves first; infinite if not within the horizon.
func exitOf(p *path) float64 {
	if len(p.stays) == 0 || !p.stays[0].exited {
		return math.Inf(1)
	}
	return p.stays[0].to
}

func planEndOf(p *path) float64 {
	if !p.planEnd {
		return math.Inf(1)
	}
	return p.planTo
}

func moveOf(p *path) float64 {
	if len(p.segments) < 2 {
		return math.Inf(1)
	}
	return p.segments[1].from
}

// same compares two moments; beyond the horizon they are alike.
func same(w *worker, got, want float64) bool {
	if want >= w.world.horizon {
		return math.IsInf(got, 1)
	}
	return math.Abs(got-want) < 1e-6
}

// A stretched clock runs 1/ratio as fast from reach on: hazard λ(u/r)/r.
func TestStretchSlowsItsClock(t *testing.T) {
	type kind struct {
		name  string
		of    sim.ClockKind
		table func(m *model.Model) *model.Table
		clock model.Clock
		need  func(c *child) float64
		when  func(p *path) float64
		stock func(c *child)
		comes begins
	}
	kinds := []kind{
		{"care", sim.CareTime, func(m *model.Model) *model.Table { return &m.Exits[model.FlowHome] }, model.CareClock,
			func(c *child) float64 { return c.careLuck.With(forPeriod).Exp(uint64(model.FlowHome)) }, exitOf,
			func(c *child) { c.inCare = true }, byDirect},
		{"placement", sim.PlacementTime, func(m *model.Model) *model.Table { return &m.Moves }, model.CareClock,
			func(c *child) float64 { return c.key.With(forPeriod).With(0).Exp(drawMove) }, moveOf,
			func(c *child) { c.inCare = true }, byDirect},
		{"plan", sim.PlanTime, func(m *model.Model) *model.Table { return &m.PlanEnd }, model.PlanClock,
			func(c *child) float64 { return c.planLuck.Exp(drawEnd) }, planEndOf,
			func(c *child) { c.onPlan = true }, byPlan},
	}
	for _, k := range kinds {
		for _, yearly := range [][]float64{{0.8}, {4, 0.5}, {1, 3, 0.3, 2}} {
			for _, ratio := range []float64{1.5, 0.6} {
				m, s := quiet()
				hazards(k.table(m), yearly...)
				stretch := sim.Scenario{Name: "stretch", Stretches: []sim.Stretch{{Of: k.of, Reach: sim.Reach{Coverage: 1, From: 50}, Effect: sim.Effect{Log: math.Log(ratio)}, Delivery: sure}}}
				w := ready(m, s, stretch)
				happened := 0
				for n := range uint64(300) {
					for _, c := range []child{someone(n, k.comes, 60), someone(n, k.comes, 3), someone(n, inStock, -10)} {
						elapsed, began := 0.0, c.at
						if c.begins == inStock {
							k.stock(&c)
							elapsed, began = 10, 0
						}
						base := began + usedUp(k.clock, yearly, elapsed, k.need(&c))
						var p path
						w.world.live(&c, nil, &p)
						if got := k.when(&p); !same(w, got, base) {
							t.Fatalf("%s %v: without the stretch on day %.4f, want %.4f", k.name, yearly, got, base)
						}
						w.world.live(&c, w.scenarios[1], &p)
						want := after(base, math.Max(50, began), ratio)
						if got := k.when(&p); !same(w, got, want) {
							t.Fatalf("%s %v stretched by %v: on day %.4f, want %.4f instead of %.4f", k.name, yearly, ratio, got, want, base)
						}
						if want < w.world.horizon {
							happened++
						}
					}
				}
				if happened < 300 {
					t.Errorf("%s: only %d happened", k.name, happened)
				}
			}
		}
	}
}

// Under a constant hazard a cohort in care decays as exp(−λt/r).
func TestStretchedDecay(t *testing.T) {
	m, s := quiet()
	hazards(&m.Exits[model.FlowSGO], 0.6)
	w := ready(m, s, sim.Scenario{Name: "s", Stretches: []sim.Stretch{{Of: sim.CareTime, Reach: sim.Reach{Coverage: 1}, Effect: sim.Effect{Log: math.Log(1.5)}, Delivery: sure}}})
	const n = 5000
	var left [3]int
	for i := range uint64(n) {
		c := someone(i, byDirect, 0)
		var p path
		w.world.live(&c, w.scenarios[1], &p)
		for y := range left {
			if exitOf(&p) > float64(y+1)*300 {
				left[y]++
			}
		}
	}
	for y, k := range left {
		want := math.Exp(-0.6 / 1.5 * float64(y+1) * 300 / model.DaysPerYear)
		if got := float64(k) / n; math.Abs(got-want) > 4*math.Sqrt(want*(1-want)/n) {
			t.Errorf("after %d days %.4f are in care, want %.4f", (y+1)*300, got, want)
		}
	}
}

// A stretch acts on its own way out: a plan's way into care, moves under a
// stretch of care, leaving under a stretch of placements all keep theirs.
func TestStretchLeavesOtherWaysAlone(t *testing.T) {
	for _, c := range []struct {
		of     sim.ClockKind
		set    func(m *model.Model)
		begins begins
	}{
		{sim.PlanTime, func(m *model.Model) { hazards(&m.PlanToCare, 2, 0.5, 3) }, byPlan},
		{sim.CareTime, func(m *model.Model) { hazards(&m.Moves, 2, 0.5) }, byDirect},
		{sim.PlacementTime, func(m *model.Model) { hazards(&m.Exits[model.FlowHome], 2, 0.5) }, byDirect},
	} {
		m, s := quiet()
		c.set(m)
		w := ready(m, s, sim.Scenario{Name: "s", Stretches: []sim.Stretch{{Of: c.of, Reach: sim.Reach{Coverage: 1}, Effect: sim.Effect{Log: 0.9}, Delivery: sure}}})
		happened := 0
		for n := range uint64(200) {
			who := someone(n, c.begins, 0)
			var base, other path
			w.world.live(&who, nil, &base)
			w.world.live(&who, w.scenarios[1], &other)
			if len(base.stays) != len(other.stays) || len(base.segments) != len(other.segments) {
				t.Fatalf("clock %d: another life", c.of)
			}
			for i := range base.segments {
				if math.Abs(base.segments[i].from-other.segments[i].from) > 1e-6 || math.Abs(base.segments[i].to-other.segments[i].to) > 1e-6 {
					t.Fatalf("clock %d: a placement from %v to %v, not from %v to %v", c.of, other.segments[i].from, other.segments[i].to, base.segments[i].from, base.segments[i].to)
				}
				if base.segments[i].to < w.world.horizon || base.segments[i].from > 0 {
					happened++
				}
			}
		}
		if happened < 100 {
			t.Errorf("clock %d: little happened", c.of)
		}
	}
}

// homeScenario is one change of the way home.
func homeScenario(name string, ratio float64, r sim.Reach) sim.Scenario {
	return sim.Scenario{Name: name, Changes: []sim.Change{{Intervention: name, Flow: sim.ExitHome, Reach: r, Effect: sim.Effect{Log: math.Log(ratio)}, Delivery: sure}}}
}

// Nothing differs until the lag after reach is over, and reach follows the
// ramp; who is not reached lives the same life.
func TestLagAfterReach(t *testing.T) {
	m, s := quiet()
	hazards(&m.Exits[model.FlowHome], 1.2)
	hazards(&m.Moves, 2)
	sc := homeScenario("later", 2, sim.Reach{Offer: "later", Coverage: 0.8, From: 60, Ramp: 200, Lag: 100})
	sc.Changes[0].Delivery.Delay = 15
	w := ready(m, s, sc)
	before, since, missed := 0, 0, 0
	for n := range uint64(1500) {
		c := someone(n, inStock, -30)
		c.inCare = true
		var base, other path
		w.world.live(&c, nil, &base)
		w.world.live(&c, w.scenarios[1], &other)
		draw := c.family.Uniform(hash("later"))
		if draw >= 0.8 {
			missed++
			if !reflect.DeepEqual(base, other) {
				t.Fatal("a family that was not reached lives another life")
			}
			continue
		}
		begins := 60 + 15 + 200*draw/0.8 + 100
		t0 := exitOf(&base)
		if math.IsInf(t0, 1) {
			continue // when it would leave is not known
		}
		if want := after(t0, begins, 0.5); !same(w, exitOf(&other), want) {
			t.Fatalf("leaves on day %.3f, want %.3f: the effect begins on day %.3f, and it would leave on day %.3f", exitOf(&other), want, begins, t0)
		}
		for i := range other.segments {
			if g, b := other.segments[i], base.segments[i]; g.from != b.from && math.Abs(g.from-b.from) > 1e-6 || g.place != b.place {
				t.Fatalf("placement %d begins on day %v in %s, not %v in %s", i, g.from, g.place, b.from, b.place)
			}
		}
		if t0 < begins {
			before++
		} else {
			since++
		}
	}
	if before < 100 || since < 100 || missed < 100 {
		t.Errorf("%d left before, %d since, %d missed: the test says nothing", before, since, missed)
	}
}

// An effect on the log scale halves every half-life, counted from reach and
// not from the end of the lag. A month's step is at most a day out.
func TestFadeHalvesTheEffect(t *testing.T) {
	const hazard, ratio, lag, half = 0.9, 0.3, 120.0, 300.0
	m, s := quiet()
	hazards(&m.Exits[model.FlowHome], hazard)
	w := ready(m, s, homeScenario("fading", ratio, sim.Reach{Coverage: 1, From: 40, Lag: lag, Fade: half}))
	late := 0
	for n := range uint64(300) {
		c := someone(n, inStock, -30)
		c.inCare = true
		var p path
		w.world.live(&c, w.scenarios[1], &p)
		got := exitOf(&p)
		used := 0.0
		end := math.Min(got, w.world.horizon)
		const dx = 0.05
		for x := dx / 2; x < end; x += dx {
			h := hazard / model.DaysPerYear
			if x >= 40+lag {
				h *= math.Exp(math.Log(ratio) * math.Exp2(-(x-40)/half))
			}
			used += h * dx
		}
		need := c.careLuck.With(forPeriod).Exp(uint64(model.FlowHome))
		day := hazard / model.DaysPerYear
		if math.IsInf(got, 1) && used > need+day || !math.IsInf(got, 1) && math.Abs(used-need) > day {
			t.Fatalf("leaves on day %.1f, having used up %.4f of %.4f", got, used, need)
		}
		if !math.IsInf(got, 1) && got > 400 {
			late++
		}
	}
	if late < 30 {
		t.Errorf("%d left late: the test says nothing", late)
	}
}

// The share of families reached is the coverage; two changes of one offer
// reach the same families, two of different offers do not know each other;
// brothers and sisters are reached together.
func TestOffersReachFamilies(t *testing.T) {
	m, s := quiet()
	hazards(&m.Exits[model.FlowHome], 5)
	w := ready(m, s,
		homeScenario("few", 3, sim.Reach{Offer: "x", Coverage: 0.3}),
		homeScenario("more", 2, sim.Reach{Offer: "x", Coverage: 0.6}),
		homeScenario("other", 2, sim.Reach{Offer: "y", Coverage: 0.6}))
	const families = 3000
	var reached [4]int
	both := 0
	for n := range uint64(families) {
		var in [2][4]bool
		for k := range in {
			c := someone(2*n+uint64(k), byDirect, 5)
			c.family = sim.NewKey(78).With(n)
			var base, other path
			w.world.live(&c, nil, &base)
			for j := 1; j < 4; j++ {
				w.world.live(&c, w.scenarios[j], &other)
				in[k][j] = exitOf(&other) != exitOf(&base)
			}
		}
		if in[0] != in[1] {
			t.Fatal("a brother or sister was reached alone")
		}
		if in[0][1] && !in[0][2] {
			t.Fatal("an offer reached a family at a lower coverage alone")
		}
		for j, is := range in[0] {
			if is {
				reached[j]++
			}
		}
		if in[0][2] && in[0][3] {
			both++
		}
	}
	for _, c := range []struct {
		what string
		n    int
		want float64
	}{{"few", reached[1], 0.3}, {"more", reached[2], 0.6}, {"other", reached[3], 0.6}, {"more and other", both, 0.36}} {
		if got := float64(c.n) / families; math.Abs(got-c.want) > 4*math.Sqrt(c.want*(1-c.want)/families) {
			t.Errorf("%s: %.3f of families, want %.2f", c.what, got, c.want)
		}
	}
}

// Two interventions on one way out multiply its hazard.
func TestEffectsMultiply(t *testing.T) {
	m, s := quiet()
	hazards(&m.Exits[model.FlowAdoption], 0.4, 1, 0.7)
	hazards(&m.PlanEnd, 0.5)
	two := sim.Scenario{Name: "two"}
	for _, ratio := range []float64{2, 1.5} {
		for _, f := range []sim.Flow{sim.ExitAdoption, sim.PlanEnd} {
			two.Changes = append(two.Changes, sim.Change{Flow: f, Reach: sim.Reach{Coverage: 1}, Effect: sim.Effect{Log: math.Log(ratio)}, Delivery: sure})
		}
	}
	w := ready(m, s, two)
	for n := range uint64(300) {
		var p path
		c := someone(n, byDirect, 0)
		w.world.live(&c, w.scenarios[1], &p)
		need := c.careLuck.With(forPeriod).Exp(uint64(model.FlowAdoption))
		if want := usedUp(model.CareClock, []float64{1.2, 3, 2.1}, 0, need); !same(w, exitOf(&p), want) {
			t.Fatalf("leaves on day %v, want %v", exitOf(&p), want)
		}
		c = someone(n, byPlan, 0)
		w.world.live(&c, w.scenarios[1], &p)
		if want := usedUp(model.PlanClock, []float64{1.5}, 0, c.planLuck.Exp(drawEnd)); !same(w, planEndOf(&p), want) {
			t.Fatalf("the plan ends on day %v, want %v", planEndOf(&p), want)
		}
	}
}

// Returns to care follow their change, for those it is for.
func TestReturnsAreChanged(t *testing.T) {
	m, s := quiet()
	hazards(&m.Returns, 1.5, 0.6)
	back := func(name string, who sim.Who) sim.Scenario {
		return sim.Scenario{Name: name, Changes: []sim.Change{{Flow: sim.EntryReturn, Who: who, Reach: sim.Reach{Coverage: 1, From: 30}, Effect: sim.Effect{Log: math.Log(0.5)}, Delivery: sure}}}
	}
	w := ready(m, s, back("all", sim.Who{}), back("babies", sim.Who{Ages: []model.AgeBand{model.Age0}}))
	returned := 0
	for n := range uint64(400) {
		c := someone(n, inStock, 0)
		c.left, c.leftBy, c.leftAt = true, model.ExitHome, -20
		need := c.key.With(forPeriod).Exp(drawReturn)
		when := func(hazards ...float64) float64 { return usedUp(model.LeftClock, hazards, 20, need) }
		base := when(1.5, 0.6)
		want := base
		if base > 30 {
			used := 1.5 * 30 / model.DaysPerYear
			want = 30 + usedUp(model.LeftClock, []float64{0.75, 0.3}, 50, need-used)
		}
		for j, want := range []float64{base, want, base} {
			sc := w.scenarios[j]
			if j == 0 {
				sc = nil
			}
			var p path
			w.world.live(&c, sc, &p)
			if want >= w.world.horizon {
				if len(p.stays) != 0 {
					t.Fatalf("scenario %d: back on day %v, want never", j, p.stays[0].from)
				}
				continue
			}
			if len(p.stays) != 1 || p.stays[0].route != model.RouteReturn || math.Abs(p.stays[0].from-want) > 1e-6 {
				t.Fatalf("scenario %d: %+v, want a return on day %v", j, p.stays, want)
			}
			returned++
		}
	}
	if returned < 300 {
		t.Errorf("only %d returned", returned)
	}
}

// A change for new cases leaves those alone that were open on its first day.
func TestNewOnlyLeavesTheStockAlone(t *testing.T) {
	run := func(newOnly, arrivals bool) bool {
		m, s := smallModel(11)
		hazards(&m.Returns, 0)
		hazards(&m.PlanToCare, 0)
		if !arrivals {
			nobody := model.Stream{Groups: []float64{1}}
			m.Direct, m.UASC, m.PlanStart = nobody, nobody, nobody
		}
		r := sim.Reach{Coverage: 1, NewOnly: newOnly}
		sc := homeScenario("home", 3, r)
		sc.Changes = append(sc.Changes, sim.Change{Flow: sim.PlanEnd, Reach: r, Effect: sim.Effect{Log: 1}, Delivery: sure})
		w := ready(m, s, sc)
		return !reflect.DeepEqual(w.counts[0], w.counts[1]) || !reflect.DeepEqual(w.money[0], w.money[1])
	}
	if run(true, false) {
		t.Error("a change for new cases reached the stock")
	}
	if !run(true, true) || !run(false, false) {
		t.Error("a change reached nobody")
	}
	m, s := quiet()
	hazards(&m.Exits[model.FlowHome], 1)
	hazards(&m.PlanEnd, 1)
	r := sim.Reach{Coverage: 1, NewOnly: true}
	sc := homeScenario("home", 3, r)
	sc.Changes = append(sc.Changes, sim.Change{Flow: sim.PlanEnd, Reach: r, Effect: sim.Effect{Log: 1}, Delivery: sure})
	sc.Stretches = []sim.Stretch{{Of: sim.CareTime, Reach: r, Effect: sim.Effect{Log: 1}, Delivery: sure}, {Of: sim.PlanTime, Reach: r, Effect: sim.Effect{Log: 1}, Delivery: sure}}
	w := ready(m, s, sc)
	for n := range uint64(20) {
		for _, onPlan := range []bool{false, true} {
			c := someone(n, inStock, -10)
			c.inCare, c.onPlan = !onPlan, onPlan
			var base, other path
			w.world.live(&c, nil, &base)
			w.world.live(&c, w.scenarios[1], &other)
			if !reflect.DeepEqual(base, other) {
				t.Fatalf("an open case (plan: %v) lives another life", onPlan)
			}
		}
	}
}

// A stream that a scenario cuts to nothing leaves no trace: every figure is
// that of a model without the stream.
func TestRemovedArrivalsLeaveNoTrace(t *testing.T) {
	for flow, off := range map[sim.Flow]func(m *model.Model){
		sim.EntryDirect: func(m *model.Model) { m.Direct.Ages = [model.AgeBands]model.Rate{} },
		sim.EntryUASC:   func(m *model.Model) { m.UASC.Ages = [model.AgeBands]model.Rate{} },
		sim.PlanStart:   func(m *model.Model) { m.PlanStart.Ages = [model.AgeBands]model.Rate{} },
	} {
		m, s := smallModel(12)
		w := ready(m, s, sim.Scenario{Name: "none", Changes: []sim.Change{{Flow: flow, Reach: sim.Reach{Coverage: 1}, Effect: sim.Effect{Log: -1e4}, Delivery: sure}}})
		off(m)
		without := ready(m, s)
		if !reflect.DeepEqual(w.counts[1], without.counts[0]) {
			t.Errorf("flow %d: counts differ from those without the stream", flow)
		}
		for i := range w.money[1] {
			if got, want := w.money[1][i][0], without.money[0][i][0]; math.Abs(got-want) > 1e-6 {
				t.Errorf("flow %d: amount %d is %.2f, want %.2f", flow, i, got, want)
			}
		}
		if reflect.DeepEqual(w.counts[0], w.counts[1]) {
			t.Errorf("flow %d: nobody came at all", flow)
		}
	}
}

// Half of the placements out of the area are redirected into it: the same
// setting, half of the first placements, and no other.
func TestRedirectLeavesTheRest(t *testing.T) {
	m, s := smallModel(13)
	in, out := model.InArea, model.OutOfArea
	const share = 0.4
	w := ready(m, s, sim.Scenario{Name: "local", Reroutes: []sim.Reroute{{
		Intervention: "local", From: sim.PlaceSet{Locations: []model.Location{out}}, Location: &in, Share: share, Reach: sim.Reach{Coverage: 0.75, From: 100}, Delivery: sure,
	}}})
	var base, other path
	away, still := 0.0, 0.0
	for n := range uint64(6000) {
		c := someone(n, byDirect, float64(n%200))
		w.world.live(&c, nil, &base)
		w.world.live(&c, w.scenarios[1], &other)
		from, to := base.segments[0].place, other.segments[0].place
		if from.Setting() != to.Setting() || from.Location() == in && to != from || c.at < 100 && to != from {
			t.Fatalf("a child who comes to %s on day %v is redirected to %s", from, c.at, to)
		}
		if from.Location() == out && c.at >= 100 {
			away++
			if to.Location() == out {
				still++
			}
		}
	}
	want := 1 - share*0.75
	if got := still / away; math.Abs(got-want) > 4*math.Sqrt(want*(1-want)/away) {
		t.Errorf("of %.0f first placements out of the area %.3f stay there, want %.2f", away, got, want)
	}
}

// What To names changes, and only where From is.
func TestRedirectKeepsToItsPlaces(t *testing.T) {
	m, s := smallModel(16)
	own := model.FosterOwn
	w := ready(m, s, sim.Scenario{Name: "fostered", Reroutes: []sim.Reroute{{
		Intervention: "fostered", From: sim.PlaceSet{Settings: []model.Setting{model.Residential}}, Setting: &own, Share: 1, Reach: sim.Reach{Coverage: 1}, Delivery: sure,
	}}})
	moved := 0
	for n := range uint64(800) {
		var base, other path
		c := someone(n, byDirect, 5)
		w.world.live(&c, nil, &base)
		w.world.live(&c, w.scenarios[1], &other)
		from, to := base.segments[0].place, other.segments[0].place
		want := from
		if from.Setting() == model.Residential {
			want = model.PlaceOf(model.FosterOwn, from.Location())
			moved++
		}
		if to != want {
			t.Fatalf("from %s to %s, want %s", from, to, want)
		}
		for _, g := range other.segments {
			if g.place.Setting() == model.Residential {
				t.Fatal("a move went to residential care")
			}
		}
	}
	if moved == 0 {
		t.Error("nobody was to go to residential care")
	}
}

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
				got := w.counts[j][i*dates+d][0]
				if got != sum {
					t.Fatalf("scenario %d (%s) %s %s: %d, want %d", j, w.scenarios[j].Name, c.Measure, c.Breakdown, got, sum)
				}
				differs = differs || got != w.counts[0][i*dates+d][0]
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
