package agents

import (
	"math"
	"slices"
	"testing"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// The cases taken on in a calendar month are never more than its slots, the
// first that came are the first served, and where there are always cases all
// slots are used.
func TestSlotsOfAMonth(t *testing.T) {
	for _, perMonth := range []float64{0, 0.5, 2, 3.3, 1000} {
		m, s := smallModel(6)
		m.Together.Plan = 0
		m.Repeats = model.Table{} // one case a child, so that its place in the queue is plain
		for i := range s.Children {
			s.Children[i].Family = i + 1
		}
		m.PlanStart.Groups = []float64{1}
		sc := sim.Scenario{Name: "s",
			Changes: []sim.Change{{Intervention: "conferences", Flow: sim.PlanToCare, Reach: sim.Reach{Offer: "x", Coverage: 0.9, From: 40}, Effect: sim.Effect{Log: -0.5}, Delivery: sure}},
			Slots:   []sim.Slots{{Intervention: "rooms", Offer: "x", PerMonth: perMonth, From: 20}},
			Spends:  []sim.Spend{{Intervention: "conferences", Offer: "x", PerCase: 700, Delivery: sure}},
		}
		w := newRun(Engine{Replicates: 1, Seed: 6}, programme(m, s, sc)).newWorker()
		w.replicate(0)
		g := w.crowds[1]
		by := make([]int, w.calendar.Months())
		type served struct{ came, at float64 }
		var list []served
		queued := 0
		for i := range g.lives {
			l := &g.lives[i]
			if len(l.path.plans) == 0 || l.planInCare || l.family.Uniform(hash("x")) >= 0.9 {
				continue
			}
			for _, plan := range l.path.plans {
				came := math.Max(40, plan.from)
				taken := slices.IndexFunc(l.path.cases, func(c reachedCase) bool { return c.at >= plan.from && c.at <= plan.to })
				if taken < 0 {
					// Who has come into care before has nothing left to prevent.
					inCare := slices.ContainsFunc(l.path.stays, func(s stay) bool { return s.from < came && s.to > plan.from })
					if plan.to > came && !inCare {
						queued++
					}
					continue
				}
				at := l.path.cases[taken].at
				if at < came {
					t.Fatalf("a case that came on day %v was taken on on day %v", came, at)
				}
				by[w.month[int(at)]-1]++
				list = append(list, served{came, at})
			}
		}
		sum, whole := 0.0, 0
		for k, n := range by {
			days := float64(w.calendar.Ends[k+1] - w.calendar.Ends[k])
			sum += perMonth * math.Max(0, math.Min(1, (float64(w.calendar.Ends[k+1])-20)/days))
			has := int(sum+1e-9) - whole
			whole += has
			if n > has {
				t.Errorf("%v a month: %d in month %d, which has %d", perMonth, n, k, has)
			}
			if perMonth < 3 && k > 2 && n < has {
				t.Errorf("%v a month: %d in month %d, which has %d, with cases waiting", perMonth, n, k, has)
			}
		}
		slices.SortFunc(list, func(a, b served) int {
			if a.came < b.came {
				return -1
			}
			return 1
		})
		for k := 1; k < len(list); k++ {
			if a, b := list[k-1], list[k]; a.came < b.came && a.at > b.at {
				t.Errorf("came on day %v, taken on on day %v; one who came on day %v was on day %v", a.came, a.at, b.came, b.at)
			}
		}
		if perMonth == 1000 && queued > 0 {
			t.Errorf("%d were not taken on though there was room", queued)
		}
		if len(list) != cases(w, 1, 0) {
			t.Errorf("%d taken on, %d paid for", len(list), cases(w, 1, 0))
		}
	}
}

// The effect begins when the case is taken on, a lag later.
func TestSlotBeginsTheEffect(t *testing.T) {
	m, s := quiet()
	hazards(&m.Exits[model.FlowHome], 0.6)
	for i := range 60 {
		s.Children = append(s.Children, model.StockChild{Family: i + 1, Born: model.MonthOf(s.DataDate) - 30, InCare: true, Place: 2, CareDays: 50, PlacementDays: 50})
	}
	sc := homeScenario("home", 2.5, sim.Reach{Offer: "home", Coverage: 1, Lag: 15})
	sc.Slots = []sim.Slots{{Intervention: "workers", Offer: "home", PerMonth: 2}}
	sc.Spends = []sim.Spend{{Intervention: "home", Offer: "home", PerCase: 700, Delivery: sure}}
	w := ready(m, s, sc)
	late := 0
	for i := range w.crowds[1].lives {
		l := &w.crowds[1].lives[i]
		var base path
		w.world.live(&l.child, nil, &base)
		want := exitOf(&base)
		if len(l.path.cases) > 0 {
			want = after(want, l.path.cases[0].at+15, 1/2.5)
			if l.path.cases[0].at > 200 {
				late++
			}
		}
		if math.IsInf(exitOf(&base), 1) {
			continue
		}
		if !same(w, exitOf(&l.path), want) {
			t.Fatalf("leaves on day %v, want %v, by itself %v; taken on %v", exitOf(&l.path), want, exitOf(&base), l.path.cases)
		}
	}
	if late < 5 {
		t.Errorf("%d taken on late: the test says nothing", late)
	}
}

// Brothers and sisters whose cases begin together share a slot.
func TestSiblingsShareASlot(t *testing.T) {
	m, s := quiet()
	for i := range 8 {
		s.Children = append(s.Children, model.StockChild{Family: i/4 + 1, Born: model.MonthOf(s.DataDate) - 30, OnPlan: true, PlanDays: 50})
	}
	hazards(&m.PlanEnd, 0.3)
	sc := sim.Scenario{Name: "s",
		Changes: []sim.Change{{Intervention: "x", Flow: sim.PlanEnd, Reach: sim.Reach{Offer: "x", Coverage: 1}, Effect: sim.Effect{Log: 1}, Delivery: sure}},
		Slots:   []sim.Slots{{Intervention: "rooms", Offer: "x", PerMonth: 1}},
	}
	w := ready(m, s, sc)
	changed := [2]int{}
	for i := range w.crowds[1].lives {
		l := &w.crowds[1].lives[i]
		var base path
		w.world.live(&l.child, nil, &base)
		if !math.IsInf(planEndOf(&base), 1) && planEndOf(&base) > 31 {
			want := after(planEndOf(&base), float64(30*(i/4)), math.Exp(-1)) // the second family in May
			if !same(w, planEndOf(&l.path), want) {
				t.Errorf("child %d: the plan ends on day %v, want %v", i, planEndOf(&l.path), want)
			}
			changed[i/4]++
		}
	}
	if changed[0] == 0 || changed[1] == 0 {
		t.Errorf("%v changed: the test says nothing", changed)
	}
}

// A case that is no longer eligible when its turn comes leaves the slot to the
// next.
func TestSlotsGoToThoseStillEligible(t *testing.T) {
	m, s := quiet()
	for i := range 6 {
		born := model.MonthOf(s.DataDate) - 59 // turns five within the first month
		if i == 0 || i == 5 {
			born += 30
		}
		s.Children = append(s.Children, model.StockChild{Family: i + 1, Born: born, InCare: true, Place: 2, CareDays: 50, PlacementDays: 50})
	}
	sc := homeScenario("home", 2.5, sim.Reach{Offer: "home", Coverage: 1})
	sc.Changes[0].Who.Ages = []model.AgeBand{model.Age1to4}
	sc.Slots = []sim.Slots{{Intervention: "workers", Offer: "home", PerMonth: 1}}
	sc.Spends = []sim.Spend{{Intervention: "home", Offer: "home", PerCase: 700, Delivery: sure}}
	w := ready(m, s, sc)
	var at []float64
	for i := range w.crowds[1].lives {
		for _, c := range w.crowds[1].lives[i].path.cases {
			at = append(at, c.at)
		}
	}
	if !slices.Equal(at, []float64{0, 30}) || len(w.crowds[1].lives[5].path.cases) != 1 {
		t.Errorf("taken on on days %v, want 0 and 30, the last child then", at)
	}
}
