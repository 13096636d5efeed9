package sim

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/carecurve/carecurve/model"
)

// fullPrices has a price, and growth, for every line.
func fullPrices(t *rapid.T) model.Prices {
	x := func(name string) float64 { return rapid.Float64Range(1, 5000).Draw(t, name) }
	p := model.Prices{Base: 2023, SGO: x("sgo"), Adoption: x("adoption"), PlanMonth: x("plans"), Conference: x("icpc"), UASCNight: x("uasc"), Review: x("review"),
		StayingPut: model.Support{Weekly: x("staying put"), Share: 0.35, ToAge: 21}, Inflation: map[string][]float64{"default": {0.03, 0.05}, "pay": {0.04}}}
	for i := range p.Weekly {
		p.Weekly[i] = x("week")
	}
	for i := range p.Run {
		p.Run[i][model.ProviderPrivate] = x("run")
	}
	p.Health[model.Residential], p.Education[model.School] = 0.12, 0.5
	p.Blocks = []model.Block{{Line: "own_residential", Setting: model.Residential, Places: 5, Yearly: 100 * x("home"), Weekly: x("place"), Growth: "pay"}}
	return p
}

func doubled(p model.Prices) model.Prices {
	for i := range p.Weekly {
		p.Weekly[i] *= 2
		p.Run[i][model.ProviderPrivate] *= 2
	}
	p.SGO, p.Adoption, p.PlanMonth, p.Conference, p.UASCNight, p.Review, p.StayingPut.Weekly = 2*p.SGO, 2*p.Adoption, 2*p.PlanMonth, 2*p.Conference, 2*p.UASCNight, 2*p.Review, 2*p.StayingPut.Weekly
	b := p.Blocks[0]
	b.Yearly, b.Weekly = 2*b.Yearly, 2*b.Weekly
	p.Blocks = []model.Block{b}
	return p
}

func anyUsage(t *rapid.T) *Usage {
	x := func(name string) float64 { return rapid.Float64Range(0, 4000).Draw(t, name) }
	u := &Usage{Run: &[model.Places][model.Providers]float64{}, UASC: x("uasc"), Plan: x("plan"), PlanStart: x("start"), SGO: x("sgo"), Adoption: x("adoption"), Reviews: x("reviews"), Aged: x("aged")}
	for i := range u.Nights {
		u.Nights[i] = x("nights")
		u.Run[i][model.ProviderPrivate] = u.Nights[i] * rapid.Float64Range(0, 0.4).Draw(t, "run")
		u.Above[i] = u.Nights[i] * rapid.Float64Range(-0.5, 2).Draw(t, "above")
	}
	return u
}

// Doubling all prices doubles all costs, a price moves its own line and what
// others pay of it, and inflation of nothing is none; for any usage, with part
// of the year in the records.
func TestPricesMoveTheirLines(t *testing.T) {
	cal := NewCalendar(model.NewDate(2024, 12, 31), 2)
	rapid.Check(t, func(t *rapid.T) {
		p, u, used := fullPrices(t), anyUsage(t), anyUsage(t)
		used.Before = 275
		bill := func(p model.Prices) map[string][3]float64 {
			tariff := NewTariff(&p, &cal, &Scenario{}, nil).Bill(used)
			out := map[string][3]float64{}
			for l, line := range tariff.Lines {
				var years [3]float64
				for y := range cal.Years {
					years[y] = tariff.Amount(l, y, u)
				}
				out[line] = years
			}
			return out
		}
		was, twice := bill(p), bill(doubled(p))
		for line, years := range was {
			for y, x := range years {
				if !near(twice[line][y], 2*x) {
					t.Fatalf("%s, year %d: %.4f, doubled %.4f", line, y, x, twice[line][y])
				}
			}
		}
		dearer := p
		s := model.Setting(rapid.IntRange(0, model.Settings-1).Draw(t, "setting"))
		dearer.Weekly[model.PlaceOf(s, model.OutOfArea)] += 100
		moved := map[string]bool{s.String(): true, "health_contribution": s == model.Residential, "education_contribution": s == model.School}
		for line, years := range bill(dearer) {
			if years != was[line] && !moved[line] {
				t.Fatalf("the price of %s moved %s", s, line)
			}
			if line == s.String() && s != model.Residential && years[1] < was[line][1] {
				t.Fatalf("a dearer %s costs less", s)
			}
		}
		if years := bill(dearer)[s.String()]; u.Nights[model.PlaceOf(s, model.OutOfArea)] > 3700 && years == was[s.String()] {
			t.Fatalf("the price of %s moved nothing", s)
		}
		with := p
		with.Run[model.PlaceOf(s, model.InArea)][model.ProviderPrivate] += 100
		for line, years := range bill(with) {
			if years != was[line] && !moved[line] {
				t.Fatalf("the price of private %s moved %s", s, line)
			}
			if line == s.String() && s != model.Residential && u.Run[model.PlaceOf(s, model.InArea)][model.ProviderPrivate] > 10 && years[1] <= was[line][1] {
				t.Fatalf("dearer private %s costs no more", s)
			}
		}
		flat, zero := p, p
		flat.Inflation, zero.Inflation = nil, map[string][]float64{"default": {0}, "residential": {0, 0}, "pay": {0}}
		none := bill(flat)
		for line, years := range bill(zero) {
			if years != none[line] {
				t.Fatalf("inflation of nothing moved %s", line)
			}
		}
	})
}
