package study

import (
	"math"
	"testing"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// Two months from 31 March, 61 days. Forecast: 10 children in own foster homes
// at £700 a week, 5 in residential care at £3,500: 61 × (10 × 100 + 5 × 500) =
// £213,500. Outturn: 549 days of fostering, 366 of residential care, prices up
// to £770 and £3,500: 549 × 110 + 366 × 500 = £243,390, which at the old prices
// is £237,900. As many days in all, 915, so that all but the price is mix.
func TestCostGapByHand(t *testing.T) {
	from := model.NewDate(2025, 3, 31)
	foster, home := model.PlaceOf(model.FosterOwn, model.InArea), model.PlaceOf(model.Residential, model.OutOfArea)
	p := &sim.Projection{Dates: []model.Date{from, from + 30, from + 61, from + 91}, Scenarios: make([]sim.Outcome, 1)}
	for k := range model.Places {
		place := model.Place(k)
		s := sim.Series{Measure: "lac", Breakdown: "setting=" + place.Setting().String() + ";location=" + place.Location().String()}
		for range p.Dates {
			v := sim.Summary{}
			switch place {
			case foster:
				v.Mean = 10
			case home:
				v.Mean = 5
			}
			s.Values = append(s.Values, v)
		}
		p.Scenarios[0].Series = append(p.Scenarios[0].Series, s)
	}
	year := model.FinancialYearOf(from + 1)
	was, now := &model.Model{DataDate: from}, &model.Model{DataDate: from + 61}
	was.Prices.Base, now.Prices.Base = year, year
	was.Prices.Weekly[foster], was.Prices.Weekly[home] = 700, 3500
	now.Prices.Weekly[foster], now.Prices.Weekly[home] = 770, 3500
	d := model.PastDays{Year: year, Complete: true}
	d.Place[foster], d.Place[home] = 549, 366
	now.Past.Days = []model.PastDays{d}
	check := func(name string, g *CostGap, want CostGap) {
		t.Helper()
		if g == nil {
			t.Fatalf("%s: no gap", name)
		}
		for _, x := range [][2]float64{{g.Forecast, want.Forecast}, {g.Outturn, want.Outturn}, {g.Volume, want.Volume}, {g.Mix, want.Mix}, {g.Price, want.Price},
			{g.Outturn - g.Forecast, g.Volume + g.Mix + g.Price}} {
			if math.Abs(x[0]-x[1]) > 1e-6 {
				t.Errorf("%s: %+v, want %+v", name, *g, want)
				return
			}
		}
	}
	check("all", MonitorCost(p, was, now, true), CostGap{Forecast: 213500, Outturn: 243390, Mix: 24400, Price: 5490})
	check("unpriced", MonitorCost(p, was, now, false), CostGap{Forecast: 213500, Outturn: 237900, Mix: 24400})

	// A tenth more days of each is volume alone.
	now.Past.Days[0].Place[foster], now.Past.Days[0].Place[home] = 671, 335.5
	check("more", MonitorCost(p, was, now, false), CostGap{Forecast: 213500, Outturn: 234850, Volume: 21350})

	// Inflation that the forecast had is no gap in prices.
	was.Prices.Base--
	was.Prices.Inflation = map[string][]float64{"default": {0.10}}
	now.Prices.Weekly[home] = 3850
	check("inflated", MonitorCost(p, was, now, true), CostGap{Forecast: 234850, Outturn: 671*110 + 335.5*550, Volume: 23485})

	// A forecast from within the year counts what came after it alone.
	was.DataDate = from + 30
	p.Dates[0] = from + 30
	p.Dates = append(p.Dates[:1], p.Dates[2:]...)
	if g := MonitorCost(p, was, now, false); g != nil {
		t.Errorf("without the year's beginning: %+v", *g)
	}
	early := model.PastDays{Year: year, Complete: true}
	early.Place[foster], early.Place[home] = 671-310, 335.5-155
	was.Past.Days = []model.PastDays{early}
	was.Prices.Base, was.Prices.Inflation = year, nil
	check("within the year", MonitorCost(p, was, now, false), CostGap{Forecast: 31 * 3500, Outturn: 31 * 3500})

	now.DataDate-- // ends within a month
	if g := MonitorCost(p, was, now, false); g != nil {
		t.Errorf("records that end within a month: %+v", *g)
	}
}
