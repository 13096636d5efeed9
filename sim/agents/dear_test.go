package agents

import (
	"math"
	"reflect"
	"testing"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// spreadPrices are prices with every line, and a spread in all settings.
func spreadPrices() model.Prices {
	p := smallPrices()
	for s := range p.Spread {
		p.Spread[s] = 0.6
	}
	p.Alike, p.Review = 0.5, 350
	p.StayingPut = model.Support{Weekly: 250, Share: 0.35, ToAge: 21}
	p.Health[model.Residential] = 0.2
	return p
}

// The price of a placement over its setting's mean has mean 1, the stated
// spread on the log scale, and the stated correlation within a child.
func TestDearPlacements(t *testing.T) {
	for _, alike := range []float64{0, 0.3, 1} {
		p := &model.Prices{Alike: alike}
		p.Spread[model.Residential] = 0.5
		d := newDear(p)
		place := model.PlaceOf(model.Residential, model.OutOfArea)
		const n = 40000
		var mean, sum, square, product float64
		for i := range uint64(n) {
			key := sim.NewKey(9).With(i)
			x := 1 + float64(d.above(key, 0, 0, place, noProvider))/dearUnit
			y := 1 + float64(d.above(key, 1, 3, place, noProvider))/dearUnit
			mean += x / n
			a, b := math.Log(x)+0.125, math.Log(y)+0.125
			sum += a / n
			square += a * a / n
			product += a * b / n
		}
		// Standard errors: of the mean 0.0027, of the correlation 0.005.
		if math.Abs(mean-1) > 0.011 || math.Abs(sum) > 0.01 || math.Abs(math.Sqrt(square)-0.5) > 0.008 || math.Abs(product/square-alike) > 0.02 {
			t.Errorf("alike %v: mean %.4f, log %.4f ± %.4f, correlation %.3f", alike, mean, sum, math.Sqrt(square), product/square)
		}
		if d.above(sim.NewKey(9), 0, 0, model.PlaceOf(model.Kinship, model.InArea), noProvider) != 0 {
			t.Error("a setting without a spread has one")
		}
	}
	if newDear(&model.Prices{Alike: 1}) != nil {
		t.Error("a draw for prices without a spread")
	}
}

// In every year the children's bills, each with its own placements' prices,
// add up to the total.
func TestBillsOfChildrenAddUp(t *testing.T) {
	m, s := smallModel(21)
	p := programme(m, s, everything())
	p.Prices = spreadPrices()
	for at := range m.Provider {
		m.Provider[at] = model.ProviderShares{Weight: 9, Mean: [model.Providers]float64{0, 0.4, 0, 0, 0.6, 0}}
		p.Prices.Run[at][model.ProviderPrivate] = 3 * p.Prices.Weekly[at]
	}
	for i := range s.Children {
		if c := &s.Children[i]; c.InCare && i%3 == 0 {
			c.Paid, c.Changes = 5000, []model.PaidChange{{On: m.DataDate + 150, Weekly: 1234}}
		}
	}
	p.Uncertainty = sim.Uncertainty{Chance: true}
	w := newRun(Engine{Replicates: 1, Seed: 4}, p).newWorker()
	w.replicate(0)
	years := len(w.calendar.Years)
	for j := range p.Scenarios {
		sums := make([]float64, years)
		bills := 0
		bill := func(c *child) {
			scenario := w.scenarios[j]
			if j == 0 {
				scenario = nil
			}
			var life path
			w.world.live(c, scenario, &life)
			one := *w
			one.base, one.change = newTally(&w.calendar, w.month, 0), make([]*tally, len(w.change))
			for k := range one.change {
				one.change[k] = newTally(&w.calendar, w.month, len(p.Scenarios[k].Spends))
			}
			into := one.base
			if j > 0 {
				into = one.change[j]
			}
			into.dear, into.providers = newDear(&p.Prices), &w.world.rates.providers
			into.add(&life, 1)
			into.finish()
			for y := range years {
				u := one.usageOf(j, y)
				clear(u.On) // the intervention has a line of its own
				clear(u.Cases)
				for l := range w.tariffs[j].Lines {
					sums[y] += w.tariffs[j].Amount(l, y, &u)
				}
			}
			bills++
		}
		luck := sim.NewKey(4).With(0)
		for i := range w.stock {
			c := w.stock[i].child
			k := luck.With(forStock)
			c.key, c.family = k.With(w.stock[i].row), k.With(1<<40+w.stock[i].familyRow)
			c.share(m.Together)
			bill(&c)
		}
		for k, rates := range []*streamRates{&w.world.rates.direct, &w.world.rates.uasc, &w.world.rates.plans} {
			w.streams[k].arrive(rates, luck, m.Together, w.scenarios, func(c *child, in uint64) {
				if in>>j&1 != 0 {
					bill(c)
				}
			}, func(int, int, float64) {})
		}
		for y := range years {
			total := w.money[j][y][0]
			if j > 0 { // less the intervention's own line
				for l, line := range w.tariffs[j].Lines {
					if line == "divert" {
						total -= w.money[j][(l+1)*years+y][0]
					}
				}
			}
			if math.Abs(sums[y]-total) > 0.005 {
				t.Errorf("scenario %d, year %d: %d bills come to %.2f, the total is %.2f", j, y, bills, sums[y], total)
			}
		}
	}
}

// A spread leaves children and mean cost alone, and shows in the tail; one of
// nothing changes nothing.
func TestSpreadShowsInTheTail(t *testing.T) {
	m, s := smallModel(22)
	run := func(spread float64) *sim.Projection {
		p := programme(m, s, everything())
		p.Uncertainty = sim.Uncertainty{Chance: true}
		p.Prices.Spread[model.Residential], p.Prices.Alike = spread, 0.5
		return mustRun(t, Engine{Replicates: 400, Seed: 3}, p)
	}
	none, wide := run(0), run(1)
	if !reflect.DeepEqual(none.Scenarios[0].Series, wide.Scenarios[0].Series) {
		t.Error("prices changed the children")
	}
	a, b := sim.Line(none.Scenarios[0].Costs, "residential"), sim.Line(wide.Scenarios[0].Costs, "residential")
	for y := range a.Values {
		x, z := a.Values[y], b.Values[y]
		if math.Abs(z.Mean-x.Mean) > 4*z.SD/math.Sqrt(400) {
			t.Errorf("year %d: mean %.0f, without a spread %.0f ± %.0f", y, z.Mean, x.Mean, z.SD/20)
		}
		if z.Q[6]-z.Mean < 1.3*(x.Q[6]-x.Mean) {
			t.Errorf("year %d: p95 is %.0f above the mean, without a spread %.0f", y, z.Q[6]-z.Mean, x.Q[6]-x.Mean)
		}
	}
	if x, z := sim.Line(none.Scenarios[0].Costs, "kinship"), sim.Line(wide.Scenarios[0].Costs, "kinship"); !reflect.DeepEqual(x, z) {
		t.Error("the spread of one setting moved another")
	}
}
