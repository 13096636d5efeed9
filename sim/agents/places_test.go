package agents

import (
	"math"
	"slices"
	"testing"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

func ptr[T any](x T) *T { return &x }

// living is how many children live in the places that hold takes at t.
func living(g *crowd, hold func(model.Place) bool, t float64) (n int) {
	for i := range g.lives {
		for _, x := range g.lives[i].path.segments {
			if x.from <= t && t < x.to && hold(x.place) {
				n++
			}
		}
	}
	return n
}

// Nobody comes into a place that is taken: whenever a child comes into a
// setting from outside it, no more live there than there are places. Only what
// was overfull on the first day, or was lost while taken, stays over.
func TestPlacesAreNotExceeded(t *testing.T) {
	agency := model.FosterAgency
	const lag, recruit = 45.0, 1.5
	for _, c := range []sim.Capacity{
		{Setting: model.FosterOwn, WhenFull: &agency},
		{Setting: model.FosterOwn, WhenFull: &agency, Places: ptr(2.0)},
		{Setting: model.FosterOwn, Recruit: recruit, Lag: lag, DrawsFrom: []model.Setting{model.Residential, model.FosterAgency}, Fill: 0.6},
		{Setting: model.FosterOwn, Location: ptr(model.OutOfArea), Places: ptr(12.0), Loss: 0.3, WhenFull: &agency},
		{Setting: model.FosterOwn, Places: ptr(0.0)},
	} {
		c.Intervention, c.Delivery = "carers", sure
		came, over := 0, 0
		for seed := range uint64(4) {
			m, s := smallModel(seed)
			w := newRun(Engine{Replicates: 1, Seed: seed}, programme(m, s, sim.Scenario{Name: "s", Capacities: []sim.Capacity{c}})).newWorker()
			w.replicate(0)
			g := w.crowds[1]
			// Loss is worked out anew here, day by day.
			first := float64(living(g, c.Has, 0))
			if c.Places != nil {
				first = *c.Places
			}
			places := func(at float64) int {
				lost, day := 0.0, 1-math.Pow(1-c.Loss, 1/model.DaysPerYear)
				for range int(at) {
					lost += (first - lost) * day
				}
				return int(first) - int(lost+1e-9) + int(math.Max(0, math.Floor(at)-lag)*c.Recruit*12/model.DaysPerYear+1e-9)
			}
			for i := range g.lives {
				l := &g.lives[i]
				for k, x := range l.path.segments {
					if x.from == 0 || !c.Has(x.place) || k > 0 && x.moved && c.Has(l.path.segments[k-1].place) {
						continue
					}
					came++
					if n, room := living(g, c.Has, x.from), places(x.from); n > room {
						t.Fatalf("%d live in %d places on day %v", n, room, x.from)
					}
				}
			}
			for day := 1.0; day < w.world.horizon; day += 50 {
				if living(g, c.Has, day) > places(day) {
					over++
				}
			}
			if c.Places == nil && over > 0 {
				t.Errorf("over the places on %d days", over)
			}
		}
		if came == 0 && (c.Places == nil || *c.Places > 5) {
			t.Errorf("%+v: nobody came, so the test says nothing", c)
		}
	}
}

// Places grow and shrink by the day: with R recruited and a share λ lost a year
// they go to R/λ as e^(−λt).
func TestPlacesOverTime(t *testing.T) {
	m, s := quiet()
	for _, c := range []sim.Capacity{
		{Places: ptr(100.0), Recruit: 2, Loss: 0.12},
		{Places: ptr(40.0), Loss: 0.5},
		{Places: ptr(0.0), Recruit: 1.5},
	} {
		c.Setting, c.Delivery = model.FosterOwn, sure
		want := *c.Places + 3*12*c.Recruit
		if c.Loss > 0 {
			rate := -math.Log(1 - c.Loss)
			want = 12*c.Recruit/rate + (*c.Places-12*c.Recruit/rate)*math.Exp(-3*rate)
		}
		for _, ramp := range []float64{0, 200} {
			c.Ramp = ramp
			// What the ramp holds back centres on a third of it.
			want := want - c.Recruit*ramp/2*12/model.DaysPerYear*math.Pow(1-c.Loss, 3-ramp/3/model.DaysPerYear)
			w := ready(m, s, sim.Scenario{Name: "s", Capacities: []sim.Capacity{c}})
			if got := float64(w.crowds[1].pools[0].places); math.Abs(got-want) > 1.5 {
				t.Errorf("%+v: %v places at the end, want %v", c, got, want)
			}
			late := c
			late.Delivery = sim.Delivery{Probability: 0}
			w = ready(m, s, sim.Scenario{Name: "s", Capacities: []sim.Capacity{late}})
			if p := &w.crowds[1].pools[0]; p.opened != 0 || c.Loss > 0 && float64(p.places) > *c.Places*math.Pow(1-c.Loss, 3)+1 {
				t.Errorf("not delivered: %d recruited, %d places", p.opened, p.places)
			}
		}
	}
}

// A full setting changes only the lives of those who would come into it: each
// life follows the baseline's up to the first placement there that was not
// taken.
func TestOthersLiveOn(t *testing.T) {
	agency := model.FosterAgency
	c := sim.Capacity{Intervention: "carers", Setting: model.FosterOwn, WhenFull: &agency, Delivery: sure}
	same, changed := 0, 0
	for seed := range uint64(6) {
		m, s := smallModel(seed)
		leaversOnPlans(s)
		w := newRun(Engine{Replicates: 1, Seed: seed}, programme(m, s, sim.Scenario{Name: "s", Capacities: []sim.Capacity{c}})).newWorker()
		w.replicate(0)
		for i := range w.crowds[1].lives {
			l := &w.crowds[1].lives[i]
			var base path
			w.world.live(&l.child, nil, &base)
			k := 0
			for k < len(base.segments) && k < len(l.path.segments) && base.segments[k] == l.path.segments[k] {
				k++
			}
			if k == len(base.segments) && k == len(l.path.segments) {
				same++
				if !slices.Equal(base.plans, l.path.plans) || len(base.grants) != len(l.path.grants) {
					t.Fatal("another plan or allowance in the same stays")
				}
				continue
			}
			changed++
			// The placement that differs, or the one before it, ended alike.
			b, x := base.segments[k], l.path.segments[k]
			within := b.moved && base.segments[k-1].place.Setting() == model.FosterOwn
			if within || b.from != x.from || b.place.Setting() != model.FosterOwn || x.place != model.PlaceOf(agency, b.place.Location()) {
				t.Fatalf("placement %d from %v in %s, in the baseline from %v in %s", k, x.from, x.place, b.from, b.place)
			}
		}
	}
	if same < 300 || changed < 40 {
		t.Errorf("%d lives alike, %d changed: the test says nothing", same, changed)
	}
}

// Who waits moves when a place comes free, first come first served, and stays
// where it is until then.
func TestWaitsForAPlace(t *testing.T) {
	m, s := quiet()
	hazards(&m.Moves, 1)
	to := model.PlaceOf(model.Residential, model.InArea)
	for i := range m.Next {
		for a := range m.Next[i] {
			for g := range m.Next[i][a] {
				m.Next[i][a][g] = model.Shares{Weight: 1}
				m.Next[i][a][g].Mean[to] = 1
			}
		}
	}
	from := model.PlaceOf(model.Kinship, model.InArea)
	for i := range 6 {
		c := model.StockChild{Family: i + 1, Born: model.MonthOf(s.DataDate) - 100, InCare: true, Place: from, CareDays: 20, PlacementDays: 20}
		if i == 0 {
			c.Place, c.Born = to, model.MonthOf(s.DataDate)-12*18+20 // turns 18 in the second year
		}
		s.Children = append(s.Children, c)
	}
	sc := sim.Scenario{Name: "s", Capacities: []sim.Capacity{{Intervention: "homes", Setting: model.Residential, Delivery: sure}}}
	w := ready(m, s, sc)
	g := w.crowds[1]
	free := g.lives[0].path.stays[0].to
	if !g.lives[0].path.stays[0].exited || free > 800 {
		t.Fatalf("the first child stays to day %v", free)
	}
	moved, least, first := -1, math.Inf(1), -1
	for i := 1; i < 6; i++ {
		var base path
		w.world.live(&g.lives[i].child, nil, &base)
		if due := moveOf(&base); due < free && due < least {
			least, first = due, i
		}
		x := g.lives[i].path.segments
		if len(x) == 1 {
			continue
		}
		if moved >= 0 || x[1].from != free || x[1].place != to {
			t.Fatalf("child %d moved on day %v, the place came free on day %v", i, x[1].from, free)
		}
		moved = i
	}
	if moved < 0 || moved != first {
		t.Errorf("child %d moved in, child %d came first", moved, first)
	}
}

// No more live where a redirect sent them than its limit, and those beyond it
// stay on their way.
func TestLimitOfARedirect(t *testing.T) {
	m, s := smallModel(4)
	in := model.InArea
	r := sim.Reroute{Intervention: "local", From: sim.PlaceSet{Locations: []model.Location{model.OutOfArea}}, Location: &in, Share: 1, Limit: 3, Reach: sim.Reach{Coverage: 1, From: 10}, Delivery: sure}
	w := newRun(Engine{Replicates: 1, Seed: 1}, programme(m, s, sim.Scenario{Name: "s", Reroutes: []sim.Reroute{r}})).newWorker()
	w.replicate(0)
	g := w.crowds[1]
	// Without other causes a place that differs from the baseline's was sent.
	type span struct{ from, to float64 }
	var spans []span
	passed := 0
	for i := range g.lives {
		l := &g.lives[i]
		var base path
		w.world.live(&l.child, nil, &base)
		for k := range min(len(base.segments), len(l.path.segments)) {
			b, x := base.segments[k], l.path.segments[k]
			if b.from != x.from {
				break
			}
			if b.place != x.place {
				spans = append(spans, span{x.from, x.to})
				break // what follows is another life
			}
			if x.from > 10 && x.place.Location() == model.OutOfArea {
				passed++
			}
		}
	}
	most := 0
	for _, a := range spans {
		n := 0
		for _, b := range spans {
			if b.from <= a.from && a.from < b.to {
				n++
			}
		}
		most = max(most, n)
	}
	if most > 3 || len(spans) < 10 || passed < 50 {
		t.Errorf("%d at most at a time of %d sent, %d passed", most, len(spans), passed)
	}
}

// Into a recruited place moves a child from where it draws, with the chance
// that fill says, on the day that it opens and in its own location; each place
// is paid for.
func TestNewPlacesAreFilled(t *testing.T) {
	m, s := quiet()
	for i := range 90 {
		place := model.PlaceOf([]model.Setting{model.Residential, model.FosterAgency, model.Kinship}[i%3], model.Location(i%2))
		s.Children = append(s.Children, model.StockChild{Family: i + 1, Born: model.MonthOf(s.DataDate) - 40, InCare: true, Place: place, CareDays: 100, PlacementDays: 100})
	}
	for _, fill := range []float64{0, 0.6, 1} {
		c := sim.Capacity{Intervention: "carers", Setting: model.FosterOwn, Recruit: 1, DrawsFrom: []model.Setting{model.Residential, model.FosterAgency}, Fill: fill, Delivery: sure}
		p := programme(m, s, sim.Scenario{Name: "s", Capacities: []sim.Capacity{c}, Spends: []sim.Spend{{Intervention: "carers", PerCase: 1000, Delivery: sure}}})
		w := newRun(Engine{Replicates: 40, Seed: 1}, p).newWorker()
		opened, filled := 0, map[model.Setting]int{}
		for n := range 40 {
			w.replicate(n)
			g := w.crowds[1]
			opened += g.pools[0].opened
			if cases(w, 1, 0) != g.pools[0].opened {
				t.Fatalf("%d places paid for of %d", cases(w, 1, 0), g.pools[0].opened)
			}
			for i := range g.lives {
				x := g.lives[i].path.segments
				for k := 1; k < len(x); k++ {
					if x[k].place != model.PlaceOf(model.FosterOwn, x[0].place.Location()) || k > 1 || x[k].from != math.Floor(x[k].from) {
						t.Fatalf("placements %+v", x)
					}
					filled[x[0].place.Setting()]++
				}
			}
		}
		all := filled[model.Residential] + filled[model.FosterAgency]
		if filled[model.Kinship] > 0 || opened != 40*35 && opened != 40*36 {
			t.Errorf("%v: of %d places %v were filled", fill, opened, filled)
		}
		if z := (float64(all) - fill*float64(opened)) / math.Sqrt(fill*(1-fill)*float64(opened)+1e-9); math.Abs(z) > 4 {
			t.Errorf("%v: of %d places %d were filled", fill, opened, all)
		}
		if d := float64(filled[model.Residential]-filled[model.FosterAgency]) / math.Sqrt(float64(all)+1); math.Abs(d) > 4 {
			t.Errorf("%v: drawn unequally: %v", fill, filled)
		}
	}
}
