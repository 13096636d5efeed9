package agents

import (
	"math"
	"reflect"
	"testing"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

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
		hazards(&m.Repeats, 0)
		if !arrivals {
			nobody := model.Stream{Groups: []float64{1}}
			m.Direct, m.UASC, m.PlanStart = nobody, nobody, nobody
		}
		r := sim.Reach{Coverage: 1, NewOnly: newOnly}
		sc := homeScenario("home", 3, r)
		sc.Changes = append(sc.Changes, sim.Change{Flow: sim.PlanEnd, Reach: r, Effect: sim.Effect{Log: 1}, Delivery: sure})
		w := ready(m, s, sc)
		return !reflect.DeepEqual(w.counts(0), w.counts(1)) || !reflect.DeepEqual(w.money[0], w.money[1])
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
		sim.PlanRepeat:  func(m *model.Model) { m.Repeats = model.Table{} },
	} {
		m, s := smallModel(12)
		w := ready(m, s, sim.Scenario{Name: "none", Changes: []sim.Change{{Flow: flow, Reach: sim.Reach{Coverage: 1}, Effect: sim.Effect{Log: -1e4}, Delivery: sure}}})
		off(m)
		without := ready(m, s)
		if !reflect.DeepEqual(w.counts(1), without.counts(0)) {
			t.Errorf("flow %d: counts differ from those without the stream", flow)
		}
		for i := range w.money[1] {
			if got, want := w.money[1][i][0], without.money[0][i][0]; math.Abs(got-want) > 1e-6 {
				t.Errorf("flow %d: amount %d is %.2f, want %.2f", flow, i, got, want)
			}
		}
		if reflect.DeepEqual(w.counts(0), w.counts(1)) {
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

// counts are all figures of a scenario in the replicate that was run last.
func (w *worker) counts(scenario int) []int32 {
	n := w.cells / len(w.programme.Scenarios)
	return w.row[scenario*n : (scenario+1)*n]
}
