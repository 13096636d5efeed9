package agents

import (
	"fmt"
	"math"
	"reflect"
	"testing"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// leaversOnPlans adds children who left care and are on a plan, and some on a
// plan in care, to a stock.
func leaversOnPlans(s *model.Stock) {
	for i := range 48 {
		c := model.StockChild{Family: 500 + i/2, Born: model.MonthOf(s.DataDate) - model.Month(20+4*i), OnPlan: true, PlanDays: float64(10 * i),
			Left: true, LeftBy: model.Exit(i % 4), LeftDays: float64(12 * i)}
		if i%3 == 0 {
			c.Left, c.InCare, c.Place, c.CareDays, c.PlacementDays = false, true, model.Place(i%model.Places), 100, 50
		}
		s.Children = append(s.Children, c)
	}
}

// ample holds every setting but one, and slots for every offer that reaches
// cases, so widely that nothing binds.
func ample(s sim.Scenario) sim.Scenario {
	s.Name = "ample"
	s.Reroutes = append([]sim.Reroute(nil), s.Reroutes...)
	for i := range s.Reroutes {
		s.Reroutes[i].Limit = 1e6
	}
	wide := 1e6
	for setting := range model.Setting(model.Settings - 1) {
		s.Capacities = append(s.Capacities, sim.Capacity{Intervention: fmt.Sprint("wide", setting), Setting: setting, Places: &wide, Delivery: sure})
	}
	seen := map[string]bool{"": true}
	for _, c := range s.Changes {
		if c.Flow.HasCases() && !seen[c.Reach.Offer] {
			seen[c.Reach.Offer] = true
			s.Slots = append(s.Slots, sim.Slots{Intervention: "slots", Offer: c.Reach.Offer, PerMonth: 1e6})
		}
	}
	return s
}

// Where no limit binds children live together as they live alone: the same
// bytes, over many models, with every kind of change in play.
func TestTogetherAsAlone(t *testing.T) {
	for seed := range uint64(25) {
		m, s := smallModel(seed)
		leaversOnPlans(s)
		alone := everything()
		alone.Name = "ample"
		for at := range m.Provider {
			m.Provider[at] = model.ProviderShares{Weight: 20, Mean: [model.Providers]float64{0, 0.3, 0, 0, 0.5, 0.2}}
		}
		own, private := model.ProviderOwn, []model.Provider{model.ProviderPrivate}
		alone.Reroutes = append(append([]sim.Reroute(nil), alone.Reroutes...),
			sim.Reroute{Intervention: "from private", From: sim.PlaceSet{Locations: []model.Location{model.OutOfArea}, Providers: private}, Location: ptr(model.InArea), Share: 0.6, Reach: sim.Reach{Coverage: 1, From: 100}, Delivery: sure},
			sim.Reroute{Intervention: "own homes", From: sim.PlaceSet{Settings: []model.Setting{model.Residential}, Providers: private}, Provider: &own, Share: 0.7, Reach: sim.Reach{Coverage: 1, From: 200, Ramp: 300}, Delivery: sure})
		back := &alone.Changes[len(alone.Changes)-1] // reaches leavers over the years
		back.Reach.From, back.Reach.Ramp, back.Reach.Coverage = 50, 900, 0.9
		alone.Spends = append(alone.Spends,
			sim.Spend{Intervention: "home", Offer: "home", PerCase: 300, Delivery: sure},
			sim.Spend{Intervention: "back", Offer: "back", PerCase: 100, Delivery: sure})
		e := Engine{Replicates: 8, Seed: seed, Workers: 2}
		p, q := programme(m, s, alone), programme(m, s, ample(alone))
		if seed%2 == 1 {
			q.Scenarios[1].Slots = nil // what is counted then runs ahead of time
		}
		if seed%3 == 0 {
			p.Scenarios[1], q.Scenarios[1] = sim.Scenario{Name: "ample"}, ample(sim.Scenario{})
		}
		one, both := mustRun(t, e, p), mustRun(t, e, q)
		if !reflect.DeepEqual(one, both) {
			differ(t, one, both)
			t.Fatalf("seed %d: children live other lives together", seed)
		}
	}
}

// differ says where two projections differ first.
func differ(t *testing.T, a, b *sim.Projection) {
	for j := range a.Scenarios {
		for i, x := range a.Scenarios[j].Series {
			for d, v := range x.Values {
				if w := b.Scenarios[j].Series[i].Values[d]; v != w {
					t.Logf("%s %s %s at %d: %+v, %+v", a.Scenarios[j].Name, x.Measure, x.Breakdown, d, v, w)
					break
				}
			}
		}
		for i, x := range a.Scenarios[j].Costs {
			for d, v := range x.Values {
				if w := b.Scenarios[j].Costs[i].Values[d]; v != w {
					t.Logf("%s %s in year %d: %+v, %+v", a.Scenarios[j].Name, x.Line, d, v, w)
				}
			}
		}
	}
}

// coupled is a scenario with every kind that couples children, binding.
func coupled() sim.Scenario {
	in := model.InArea
	agency := model.FosterAgency
	s := everything()
	s.Name = "coupled"
	s.Capacities = []sim.Capacity{
		{Intervention: "carers", Setting: model.FosterOwn, Recruit: 0.5, Loss: 0.1, Lag: 60, WhenFull: &agency, DrawsFrom: []model.Setting{model.Residential, model.FosterAgency}, Fill: 0.7, Delivery: sure},
		{Intervention: "homes", Setting: model.Residential, Location: &in, Delivery: sure},
		{Intervention: "kin", Setting: model.Kinship, From: 200, Delivery: sure},
	}
	s.Slots = []sim.Slots{{Intervention: "rooms", Offer: "conferences", PerMonth: 1.4, Ramp: 200}, {Intervention: "workers", Offer: "home", PerMonth: 0.6, From: 100, Until: 800}}
	s.Reroutes[0].Limit = 4
	s.Onces = []sim.Once{
		{Intervention: "closer", From: sim.PlaceSet{Locations: []model.Location{model.OutOfArea}}, Location: &in, Number: 5, Start: 20, By: 300, Delivery: sure},
		{Intervention: "home now", Exit: new(model.Exit), Number: 3, Start: 400, Order: sim.Longest, Delivery: sure},
	}
	s.Reviews = []sim.Review{
		{Intervention: "surgery", Every: 91, Reach: sim.Reach{Offer: "surgery", Coverage: 0.9, From: 30}, Effect: sim.Effect{Log: 0.3}, Lasting: 60, Delivery: sure},
		{Intervention: "panel", Every: 30, Children: 4, Reach: sim.Reach{Coverage: 1}, Effect: sim.Effect{Log: 0.4}, Lasting: 100, Delivery: sure},
	}
	s.Targets = []sim.Target{
		{Intervention: "sgo", Exit: model.ExitSGO, Number: 9, Ramp: 300, Delivery: sure},
		{Intervention: "more", Exit: model.ExitCAO, Number: 2.5, Extra: true, From: 50, Delivery: sure},
	}
	for _, name := range []string{"carers", "closer", "surgery", "panel", "more"} {
		s.Spends = append(s.Spends, sim.Spend{Intervention: name, PerCase: 100, Delivery: sure})
	}
	return s
}

// The number of workers does not matter to children who are lived together.
func TestTogetherWorkersDoNotMatter(t *testing.T) {
	m, s := smallModel(1)
	p := programme(m, s, coupled(), everything())
	one := mustRun(t, Engine{Replicates: 24, Seed: 7, Workers: 1}, p)
	for _, n := range []int{2, 8} {
		if other := mustRun(t, Engine{Replicates: 24, Seed: 7, Workers: n}, p); !reflect.DeepEqual(one, other) {
			t.Errorf("1 and %d workers gave different projections", n)
		}
	}
	if !reflect.DeepEqual(one.Scenarios[2].Series, mustRun(t, Engine{Replicates: 24, Seed: 7}, programme(m, s, everything())).Scenarios[1].Series) {
		t.Error("a scenario changed with a coupled one beside it")
	}
}

// In every replicate and setting what comes in, goes out and stays adds up.
func TestTogetherConserves(t *testing.T) {
	m, s := smallModel(4)
	leaversOnPlans(s)
	w := newRun(Engine{Replicates: 20, Seed: 3}, programme(m, s, coupled())).newWorker()
	waits := 0
	defer func() {
		if waits == 0 {
			t.Error("nobody waits at the end of any replicate")
		}
	}()
	for n := range 20 {
		w.replicate(n)
		g := w.crowds[1]
		var here [model.Places]int
		uasc := 0
		sent := make([]int, len(g.sent))
		for i := range g.lives {
			l := &g.lives[i]
			checkPath(t, w, l)
			if l.waits > 0 {
				waits++
				if l.stands != inCare || g.full(l.care.here, l.wants) == nil {
					t.Fatalf("replicate %d: a child waits for %s, which has room", n, l.wants)
				}
			}
			if l.stands == inCare {
				here[l.care.here]++
				if l.class == model.UASC {
					uasc++
				}
			}
			for k := range sent {
				sent[k] += int(l.sent>>k&1 + l.reserve>>k&1)
			}
		}
		if here != g.taken || uasc != g.uasc {
			t.Fatalf("replicate %d: %v in care, counted %v; %d and %d unaccompanied", n, here, g.taken, uasc, g.uasc)
		}
		if !reflect.DeepEqual(sent, g.sent) {
			t.Fatalf("replicate %d: %v live where reroutes sent them, counted %v", n, sent, g.sent)
		}
		series := func(name, breakdown string) []int32 {
			for i, c := range w.columns {
				if c.Measure == name && c.Breakdown == breakdown {
					out := make([]int32, len(w.calendar.Dates))
					for d := range out {
						out[d] = w.count(1, i, d)
					}
					return out
				}
			}
			t.Fatal(name, breakdown)
			return nil
		}
		lac, entries, exits := series("lac", ""), series("entries", ""), series("exits", "")
		cpp, starts, ends := series("cpp", ""), series("plan_starts", ""), series("plan_ends", "")
		for d := 1; d < len(lac); d++ {
			if lac[d] != lac[d-1]+entries[d]-exits[d] || cpp[d] != cpp[d-1]+starts[d]-ends[d] {
				t.Fatalf("replicate %d, date %d: lac %d from %d, cpp %d from %d", n, d, lac[d], lac[d-1], cpp[d], cpp[d-1])
			}
		}
		last := 0
		for _, x := range here {
			last += x
		}
		if int(lac[len(lac)-1]) != last {
			t.Fatalf("replicate %d: %d in care at the end, tallied %d", n, last, lac[len(lac)-1])
		}
	}
}

// checkPath holds a life to its own order: placements follow each other within
// a stay, stays do not overlap.
func checkPath(t *testing.T, w *worker, l *life) {
	t.Helper()
	if l.stands == toCome {
		return
	}
	end := math.Inf(-1)
	for _, st := range l.path.stays {
		if st.from < end || st.to < st.from || st.to > w.world.horizon {
			t.Fatalf("a stay from %v to %v after one to %v", st.from, st.to, end)
		}
		end = st.to
		at := st.from
		for _, x := range l.path.segments[st.first:st.last] {
			if x.from != at || x.to < x.from {
				t.Fatalf("a placement from %v to %v where one from %v is due", x.from, x.to, at)
			}
			at = x.to
		}
		if at != st.to || st.last <= st.first {
			t.Fatalf("placements end at %v, the stay at %v", at, st.to)
		}
	}
	for _, x := range l.path.grants {
		if x.to <= x.from {
			t.Fatalf("an allowance from %v to %v", x.from, x.to)
		}
	}
	at := 0.0
	for i := range l.path.plans {
		p := &l.path.plans[i]
		if p.from < at || p.to < p.from || p.to > w.world.horizon || i > 0 && p.number != l.path.plans[i-1].number+1 {
			t.Fatalf("plan %d from %v to %v, after %v", p.number, p.from, p.to, at)
		}
		at = p.to
	}
}
