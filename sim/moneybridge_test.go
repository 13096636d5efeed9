package sim

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/carecurve/carecurve/model"
)

// Two places at £100 and £1,000 a night. Before: 10 and 10 children all year.
// After, at £110 and £1,000: 30 and 10 at the year's end, but 25 and 10 on
// average, and 366 days. A plan costs £50,000.
//
//	volume: 20 more children × 365 × (£100 + £1,000)/2        = 4,015,000
//	mix:    20 × 365 × £100 − volume                          = −3,285,000
//	price:  25 × 366 × £10                                    = 91,500
//	timing: (25 × 366 − 30 × 365) × £100 + 10 × £1,000        = −170,000
func TestBridgeByHand(t *testing.T) {
	position := func(a, b Item, own float64) *Position {
		p := &Position{Own: own, Total: own + a.Units*a.Price + b.Units*b.Price}
		p.Care[residentialIn], p.Care[residentialOut] = a, b
		return p
	}
	before := position(Item{Units: 3650, Level: 3650, Price: 100}, Item{Units: 3650, Level: 3650, Price: 1000}, 0)
	after := position(Item{Units: 25 * 366, Level: 30 * 365, Price: 110}, Item{Units: 3660, Level: 3650, Price: 1000}, 50000)
	b := NewBridge(before, after)
	for i, want := range []float64{4015000, -3285000, 91500, -170000, 50000} {
		if got := b.Parts()[i]; !near(got, want) {
			t.Errorf("%s: %.2f, want %.2f", []string{"volume", "mix", "price", "timing", "own"}[i], got, want)
		}
	}
	// A line's units and prices: 10 more conferences at £600, 110 at £30 more.
	before.Other, after.Other = map[string]Item{"icpc": {Units: 100, Price: 600}}, map[string]Item{"icpc": {Units: 110, Price: 630}}
	before.Total += 60000
	after.Total += 69300
	if c := NewBridge(before, after); !near(c.Volume-b.Volume, 6000) || !near(c.Price-b.Price, 3300) {
		t.Errorf("conferences: volume %.2f, price %.2f", c.Volume-b.Volume, c.Price-b.Price)
	}
}

// Whatever the units and prices, the parts add up, and pence add up exactly.
func TestBridgesAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		draw := func(name string) *Position {
			p := &Position{Other: map[string]Item{}}
			x := rapid.SliceOfN(rapid.Float64Range(0, 1e4), 3*model.Places+3, 3*model.Places+3).Draw(t, name)
			for i := range p.Care {
				p.Care[i] = Item{Units: x[3*i], Level: x[3*i+1], Price: x[3*i+2]}
				p.Total += x[3*i] * x[3*i+2]
			}
			if x[0] > 5000 { // a place that was not there
				p.Total -= p.Care[3].Units * p.Care[3].Price
				p.Care[3] = Item{}
			}
			y := x[3*model.Places:]
			p.Other["plans"] = Item{Units: y[0], Price: y[1]}
			p.Own = y[2]
			p.Total += y[0]*y[1] + y[2]
			return p
		}
		a, b := draw("from"), draw("to")
		sum := 0.0
		bridge := NewBridge(a, b)
		for _, x := range bridge.Parts() {
			sum += x
		}
		if math.Abs(sum-(b.Total-a.Total)) > 1e-3 {
			t.Fatalf("parts come to %.4f, the difference is %.4f", sum, b.Total-a.Total)
		}
		from, to, parts := Pence(a.Total, b.Total, bridge.Parts())
		for _, x := range parts {
			from += x
		}
		if from != to {
			t.Fatalf("pence come to %d, want %d", from, to)
		}
	})
}

// viewed is a run of two years with 10 children in each of two places, of whom
// the scenario has 6 outside the area in the second year; £365,000 a
// child-year outside and £36,500 inside, of which health pays a tenth.
func viewed(t *testing.T) *Projection {
	t.Helper()
	cal := NewCalendar(day(t, "2025-03-31"), 2)
	p := &model.Prices{Base: 2025}
	p.Weekly[residentialOut], p.Weekly[residentialIn] = 7000, 700
	p.Health[model.Residential] = 0.1
	out := &Projection{Dates: cal.Dates, Years: []Year{{Year: 2025}, {Year: 2026}}}
	s := &Scenario{Spends: []Spend{{Intervention: "help", Once: 300000}}}
	for i, name := range []string{"baseline", "plan"} {
		o := Outcome{Name: name}
		scenario := &Scenario{}
		u := [2]Usage{{Cases: []float64{0}, On: []float64{0}}, {Cases: []float64{0}, On: []float64{0}}}
		if i == 1 {
			scenario = s
			u[0].On[0], u[1].On[0] = 1, 1
		}
		tariff := NewTariff(p, &cal, scenario, []string{"help"})
		o.Rates = tariff.Rates()
		for place := range model.Places {
			x := Series{Measure: "lac", Breakdown: "setting=" + model.Place(place).Setting().String() + ";location=" + model.Place(place).Location().String()}
			for d := range cal.Dates {
				n := 0.0
				if model.Place(place) == residentialIn || model.Place(place) == residentialOut {
					n = 10
				}
				// Four leave on the last day of the first year.
				if i == 1 && model.Place(place) == residentialOut && d >= 12 {
					n = 6
				}
				x.Values = append(x.Values, Summary{Mean: n})
			}
			o.Series = append(o.Series, x)
		}
		for y := range u {
			u[y].Nights[residentialIn], u[y].Nights[residentialOut] = 3650, 3650
			if i == 1 && y == 1 {
				u[y].Nights[residentialOut] = 6 * 365
			}
		}
		total := Amount{Line: "total", Values: make([]Summary, 2)}
		for l, line := range tariff.Lines {
			a := Amount{Line: line}
			for y := range u {
				x := tariff.Amount(l, y, &u[y])
				a.Values = append(a.Values, Summary{Mean: x})
				total.Values[y].Mean += x
			}
			o.Costs = append(o.Costs, a)
		}
		o.Costs = append([]Amount{total}, o.Costs...)
		if i == 1 {
			saving := Amount{Line: "total", Values: make([]Summary, 2)}
			for y := range u {
				saving.Values[y].Mean = out.Scenarios[0].Costs[0].Values[y].Mean - total.Values[y].Mean
			}
			o.Savings = []Amount{saving}
		}
		out.Scenarios = append(out.Scenarios, o)
	}
	return out
}

// Net of health a child outside costs £328,500 a year: 20 children cost
// £3,613,500. The plan costs £300,000 once and saves 4 × £328,500 = £1,314,000
// in the second year, all of it cashable: the four are in care now.
func TestSavingsPlanByHand(t *testing.T) {
	p := viewed(t)
	plan := SavingsPlan(p, 1)
	if len(plan) != 2 {
		t.Fatalf("%d years", len(plan))
	}
	want := []PlanYear{
		{Gross: 0, Cost: 300000, Net: -300000, Cumulative: -300000, Present: -300000, CumulativePresent: -300000},
		{Gross: 1314000, Net: 1314000, Cumulative: 1014000, Present: 1314000 / 1.035, CumulativePresent: 1314000/1.035 - 300000, Cashable: 1314000},
	}
	for y, w := range want {
		g := plan[y]
		for what, x := range map[string][2]float64{"gross": {g.Gross, w.Gross}, "cost": {g.Cost, w.Cost}, "net": {g.Net, w.Net}, "cumulative": {g.Cumulative, w.Cumulative},
			"present": {g.Present, w.Present}, "cumulative present": {g.CumulativePresent, w.CumulativePresent}, "cashable": {g.Cashable, w.Cashable}, "avoided": {g.Avoided, w.Avoided}} {
			if math.Abs(x[0]-x[1]) > 0.005 {
				t.Errorf("year %d, %s: %.2f, want %.2f", y, what, x[0], x[1])
			}
		}
	}
	// £300,000 at £109,500 a month is back within the third month.
	if m, ok := Payback(plan, p.Dates[0]+1); !ok || m.String() != "2026-06" {
		t.Errorf("paid back in %s, %v", m, ok)
	}
	if _, ok := Payback(plan[:1], p.Dates[0]+1); ok {
		t.Error("paid back without a saving")
	}
	// The same saving of children who aren't in care yet is avoided, not cashable.
	grows := viewed(t)
	for i := range grows.Scenarios[0].Series {
		if x := &grows.Scenarios[0].Series[i]; x.Breakdown == "setting=residential;location=out" {
			x.Values[0].Mean = 6
		}
	}
	if got := SavingsPlan(grows, 1)[1]; math.Abs(got.Cashable) > 1 || math.Abs(got.Avoided-1314000) > 1 {
		t.Errorf("cashable %.2f, avoided %.2f", got.Cashable, got.Avoided)
	}
}

// Own costs are own costs, the four children are volume and mix: 4 × £328,500
// less in all, and at the year's end already in the first year, which timing
// takes back.
func TestPositionsOfARun(t *testing.T) {
	p := viewed(t)
	base, plan := NewView(p, 0), NewView(p, 1)
	a, b := base.Position(0), plan.Position(0)
	c := NewBridge(&a, &b)
	if !near(c.Own, 300000) || !near(c.Price, 0) || math.Abs(c.Volume+c.Mix+1314000) > 1 || math.Abs(c.Timing+c.Volume+c.Mix) > 1 {
		t.Errorf("first year: %+v", c)
	}
	a, b = base.Position(1), plan.Position(1)
	if c = NewBridge(&a, &b); !near(c.Own, 0) || !near(c.Price, 0) || math.Abs(c.Volume+c.Mix+1314000) > 1 || math.Abs(c.Timing) > 1 {
		t.Errorf("second year: %+v", c)
	}
	if p.Scenarios[0].Rates = (Rates{}); NewView(p, 0) != nil || SavingsPlan(p, 1) != nil {
		t.Error("a view without prices")
	}
}

// What is cashable lies between nothing and the saving, or an extra cost and
// nothing.
func TestCashableLiesWithinTheSaving(t *testing.T) {
	for _, c := range []struct{ below, saving, want float64 }{
		{500, 300, 300}, {100, 300, 100}, {-5, 300, 0}, {-400, -300, -300}, {-100, -300, -100}, {50, -300, 0}, {9, 0, 0},
	} {
		if got := within(c.below, c.saving); got != c.want {
			t.Errorf("%v below today's cost of a saving of %v: %v, want %v", c.below, c.saving, got, c.want)
		}
	}
}
