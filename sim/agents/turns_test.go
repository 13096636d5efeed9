package agents

import (
	"math"
	"testing"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// cases is how many cases a scenario's spend counted in all years.
func cases(w *worker, scenario, spend int) (n int) {
	for _, u := range w.change[scenario].usage {
		n += int(u.cases[spend])
	}
	return n
}

// Once moves or discharges exactly as many as it says or as there are.
func TestOnceMovesItsNumber(t *testing.T) {
	in := model.InArea
	home := model.ExitHome
	for _, order := range []sim.Order{sim.Dearest, sim.Longest, sim.Youngest} {
		for _, number := range []int{1, 7, 500} {
			for _, exit := range []*model.Exit{nil, &home} {
				o := sim.Once{Intervention: "now", From: sim.PlaceSet{Locations: []model.Location{model.OutOfArea}}, Number: number, Start: 100, Order: order, Exit: exit, Delivery: sure}
				if exit == nil {
					o.Location = &in
				}
				m, s := smallModel(2)
				sc := sim.Scenario{Name: "s", Onces: []sim.Once{o}, Spends: []sim.Spend{{Intervention: "now", PerCase: 5, Delivery: sure}}}
				w := newRun(Engine{Replicates: 1, Seed: 2}, programme(m, s, sc)).newWorker()
				w.replicate(0)
				g := w.crowds[1]
				moved, eligible := 0, 0
				rank := func(l *life, place model.Place, start float64) float64 {
					switch order {
					case sim.Dearest:
						return -w.programme.Prices.Weekly[place]
					case sim.Longest:
						return start
					}
					return -l.born
				}
				worst, best := math.Inf(-1), math.Inf(1)
				for i := range g.lives {
					l := &g.lives[i]
					var base path
					w.world.live(&l.child, nil, &base)
					for _, st := range base.stays {
						for _, x := range base.segments[st.first:st.last] {
							if x.from < 100 && 100 <= x.to && x.place.Location() == model.OutOfArea {
								eligible++
								gone := false
								for _, y := range l.path.segments {
									gone = gone || y.to == 100
								}
								if r := rank(l, x.place, st.careStart); gone {
									moved++
									worst = math.Max(worst, r)
								} else {
									best = math.Min(best, r)
								}
							}
						}
					}
				}
				if want := min(number, eligible); moved != want || cases(w, 1, 0) != want || g.done[0] != want {
					t.Errorf("order %d: %d moved, %d paid for, want %d of %d", order, moved, cases(w, 1, 0), want, eligible)
				}
				if worst > best {
					t.Errorf("order %d: rank %v was taken before %v", order, worst, best)
				}
			}
		}
	}
}

// Where placements of one setting differ in price, the dearest is the
// placement's own; a scenario's change of price counts too.
func TestOnceTakesTheDearestPlacement(t *testing.T) {
	m, s := quiet()
	for i := range 40 {
		place := model.PlaceOf([]model.Setting{model.Residential, model.Supported}[i%2], model.OutOfArea)
		s.Children = append(s.Children, model.StockChild{Family: i + 1, Born: model.MonthOf(s.DataDate) - 40, InCare: true, Place: place, CareDays: 100, PlacementDays: 100})
	}
	in := model.InArea
	sc := sim.Scenario{Name: "s", Onces: []sim.Once{{Intervention: "now", Location: &in, Number: 10, Start: 50, Delivery: sure}},
		Reprices: []sim.Reprice{{Line: "supported", From: 10, Ratio: 1.5}}}
	p := programme(m, s, sc)
	p.Prices.Spread[model.Residential], p.Prices.Spread[model.Supported] = 0.6, 0.6
	for place := range p.Prices.Weekly {
		p.Prices.Weekly[place] = 1000
	}
	w := newRun(Engine{Replicates: 1, Seed: 3}, p).newWorker()
	w.replicate(0)
	g := w.crowds[1]
	least, most, moved := math.Inf(1), 0.0, 0
	for i := range g.lives {
		l := &g.lives[i]
		x := 1 + float64(w.base.dear.above(l.key, 0, 0, l.place, noProvider))/dearUnit
		if l.place.Setting() == model.Supported {
			x *= 1.5
		}
		if len(l.path.segments) > 1 {
			moved++
			least = math.Min(least, x)
		} else {
			most = math.Max(most, x)
		}
	}
	if moved != 10 || least < most {
		t.Errorf("%d moved, the cheapest at %.2f; one at %.2f was left", moved, least, most)
	}
}

// Between two days the moves are spread evenly, all done by the second.
func TestOnceByADate(t *testing.T) {
	m, s := smallModel(2)
	in := model.InArea
	o := sim.Once{Intervention: "now", From: sim.PlaceSet{Locations: []model.Location{model.OutOfArea}}, Location: &in, Number: 10, Start: 50, By: 250, Delivery: sure}
	w := newRun(Engine{Replicates: 1, Seed: 2}, programme(m, s, sim.Scenario{Name: "s", Onces: []sim.Once{o}})).newWorker()
	w.replicate(0)
	var at [10]bool
	for i := range w.crowds[1].lives {
		for _, x := range w.crowds[1].lives[i].path.segments {
			if k := (x.from - 60) / 20; x.moved && k == math.Floor(k) && k >= 0 && k < 10 {
				if at[int(k)] {
					t.Errorf("two moves on day %v", x.from)
				}
				at[int(k)] = true
			}
		}
	}
	for k, ok := range at {
		if !ok {
			t.Errorf("no move on day %d", 60+20*k)
		}
	}
}

// A target brings exits up to its number, or so many on top, and never beyond;
// who is brought out could have left so.
func TestTargetKeepsItsNumber(t *testing.T) {
	for _, number := range []float64{2, 12, 40, 1000} {
		for _, extra := range []bool{false, true} {
			m, s := smallModel(5)
			who := sim.Who{Ages: []model.AgeBand{model.Age5to9, model.Age10to15}}
			for a := range model.AgeBands { // none from supported placements
				for b := range model.CareBands {
					m.Exits[model.FlowSGO].At(int(model.Supported), model.AgeBand(a), b).Mean = 0
				}
			}
			sc := sim.Scenario{Name: "s", Targets: []sim.Target{{Intervention: "sgo", Exit: model.ExitSGO, Number: number, Extra: extra, Who: who, Delivery: sure}},
				Spends: []sim.Spend{{Intervention: "sgo", PerCase: 5, Delivery: sure}}}
			p := programme(m, s, sc)
			p.Uncertainty = sim.Uncertainty{Chance: true}
			w := newRun(Engine{Replicates: 3, Seed: 5}, p).newWorker()
			for n := range 3 {
				w.replicate(n)
				var all, natural, brought, last [4]int // last: in all, when the last was brought out
				var lastAt [4]float64
				var exits []float64
				g := w.crowds[1]
				for i := range g.lives {
					l := &g.lives[i]
					for _, st := range l.path.stays {
						if !st.exited || st.exit != model.ExitSGO {
							continue
						}
						year := int(st.to / model.DaysPerYear)
						if l.path.segments[st.last-1].place.Setting() == model.Supported && l.class == model.General {
							t.Fatal("an exit from where there is none")
						}
						if !who.HasAge(l.age(st.to)) {
							continue
						}
						all[year]++
						// Who is brought out leaves at the very moment an exit is due.
						if due := st.to*number/model.DaysPerYear + 0.5; math.Abs(due-math.Round(due)) > 1e-9 {
							natural[year]++
						} else {
							brought[year]++
							lastAt[year] = math.Max(lastAt[year], st.to)
						}
						exits = append(exits, st.to)
					}
				}
				for _, x := range exits {
					if y := int(x / model.DaysPerYear); x <= lastAt[y] {
						last[y]++
					}
				}
				sum := 0
				for y := range 3 {
					sum += brought[y]
					if extra && float64(brought[y]) > number || !extra && last[y] > int(number) {
						t.Errorf("target %v extra %v: in year %d %d left by themselves, %d were brought out", number, extra, y, natural[y], brought[y])
					}
					if number <= 12 && (extra && brought[y] != int(number) || !extra && all[y] < int(number)) {
						t.Errorf("target %v extra %v: in year %d %d left by themselves, %d were brought out", number, extra, y, natural[y], brought[y])
					}
				}
				if cases(w, 1, 0) != sum {
					t.Errorf("%d brought out, %d paid for", sum, cases(w, 1, 0))
				}
				if number == 1000 && sum > 300 {
					t.Errorf("%d brought out of so few", sum)
				}
			}
		}
	}
}

// Every child in care is seen once a cycle, and each review is paid for.
func TestReviewsSeeEveryChild(t *testing.T) {
	m, s := quiet()
	for i := range 20 {
		s.Children = append(s.Children, model.StockChild{Family: i/2 + 1, Born: model.MonthOf(s.DataDate) - model.Month(30+i), InCare: true, Place: model.Place(i), CareDays: 100, PlacementDays: 10})
	}
	for _, c := range []struct {
		review sim.Review
		want   int
	}{
		{sim.Review{Every: 91.3125, Reach: sim.Reach{Coverage: 1}}, 20 * 12},
		{sim.Review{Every: 91.3125, Reach: sim.Reach{Coverage: 1, From: 365.25}}, 20 * 8},
		{sim.Review{Every: 30, Reach: sim.Reach{Coverage: 1, Until: 300}}, 20 * 10},
		{sim.Review{Every: 30, Reach: sim.Reach{Coverage: 1, Until: 300}, Who: sim.Who{Settings: []model.Setting{model.Kinship}}}, 2 * 10},
		{sim.Review{Every: 30, Children: 5, Reach: sim.Reach{Coverage: 1, Until: 300}}, 5 * 10},
		{sim.Review{Every: 30, Children: 50, Reach: sim.Reach{Coverage: 1, Until: 300}}, 20 * 10},
	} {
		c.review.Intervention, c.review.Delivery, c.review.Lasting = "surgery", sure, 60
		sc := sim.Scenario{Name: "s", Reviews: []sim.Review{c.review}, Spends: []sim.Spend{{Intervention: "surgery", PerCase: 100, Delivery: sure}}}
		p := programme(m, s, sc)
		w := newRun(Engine{Replicates: 1, Seed: 4}, p).newWorker()
		w.replicate(0)
		// The horizon of three financial years is a day short of 12 quarters
		// or a day longer.
		if n := cases(w, 1, 0); math.Abs(float64(n-c.want)) > 1 {
			t.Errorf("%+v: %d reviews, want %d", c.review, n, c.want)
		}
		paid := 0.0
		for y := range w.calendar.Years {
			u := w.usageOf(1, y)
			for l, line := range w.tariffs[1].Lines {
				if line == "surgery" {
					paid += w.tariffs[1].Amount(l, y, &u)
				}
			}
		}
		if paid != 100*float64(cases(w, 1, 0)) {
			t.Errorf("%v pounds paid for %d reviews", paid, cases(w, 1, 0))
		}
	}
}

// A review multiplies the ways out from its lag on for as long as it lasts, and
// reviews that overlap do so once.
func TestReviewsActForAWhile(t *testing.T) {
	const hazard, ratio, every = 0.8, 3.0, 100.0
	for _, c := range []struct{ lag, lasting float64 }{{0, 40}, {0, 250}, {20, 50}, {30, 100}} {
		m, s := quiet()
		hazards(&m.Exits[model.FlowHome], hazard)
		for i := range 60 {
			s.Children = append(s.Children, model.StockChild{Family: i + 1, Born: model.MonthOf(s.DataDate) - model.Month(30+i), InCare: true, Place: 3, CareDays: 100, PlacementDays: 10})
		}
		v := sim.Review{Intervention: "surgery", Every: every, Reach: sim.Reach{Coverage: 1, Lag: c.lag}, Lasting: c.lasting, Effect: sim.Effect{Log: math.Log(ratio)}, Delivery: sure}
		w := ready(m, s, sim.Scenario{Name: "s", Reviews: []sim.Review{v}})
		g := w.crowds[1]
		left := 0
		for i := range g.lives {
			l := &g.lives[i]
			phase := every * l.family.With(hash("surgery")).Uniform(0)
			need := l.careLuck.With(forPeriod).Exp(uint64(model.FlowHome))
			end := math.Min(exitOf(&l.path), w.world.horizon)
			used := 0.0
			const dx = 0.02
			for x := dx / 2; x < end; x += dx {
				h := hazard / model.DaysPerYear
				// The latest review that has begun to act.
				if k := math.Floor((x - phase - c.lag) / every); k >= 0 && x < phase+k*every+c.lag+c.lasting {
					h *= ratio
				}
				used += h * dx
			}
			if math.IsInf(exitOf(&l.path), 1) {
				if used > need {
					t.Fatalf("lag %v, lasting %v: stays, having used up %v of %v", c.lag, c.lasting, used, need)
				}
			} else if left++; math.Abs(used-need) > 1e-3 {
				t.Fatalf("lag %v, lasting %v: leaves on day %v, having used up %v of %v", c.lag, c.lasting, end, used, need)
			}
		}
		if left < 40 {
			t.Errorf("%d left: the test says nothing", left)
		}
	}
}
