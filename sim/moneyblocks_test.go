package sim

import (
	"math"
	"testing"

	"github.com/carecurve/carecurve/model"
)

var residentialIn = model.PlaceOf(model.Residential, model.InArea)

// home is four places of the council's own for £365,000 a year (£1,000 a day
// in a year of 365 days) and £70 a week (£10 a night) each that is taken.
func home() model.Block {
	return model.Block{Line: "own_residential", Setting: model.Residential, At: []model.Location{model.InArea}, Places: 4, Yearly: 365000, Weekly: 70, Growth: "pay"}
}

// The horizon is 2025-26 and 2026-27, 365 days each: own places hold 1,460
// nights a year. A bought night in the area costs £800 (5600/7), one outside
// £1,000; pay grows by 4 % a year from 2023-24, and residential prices by 10 %.
func TestBlocksByHand(t *testing.T) {
	cal := NewCalendar(day(t, "2025-03-31"), 2)
	both := nights(residentialIn, 2000)
	both.Nights[residentialOut] = 100
	opens, closes, anywhere, contract := home(), home(), home(), home()
	opens.From = cal.Start + 265 // the last 100 days of 2025-26
	closes.To = cal.Start + 99   // the first 100 days
	anywhere.At = nil            // 2,100 nights: all places taken, 1/21 of them outside
	contract.Line, contract.Growth = "contract_acorn", "residential"
	aside := home()
	aside.Places, aside.Weekly = 0, 0
	two := 1.04 * 1.04
	for _, c := range []struct {
		what      string
		blocks    []model.Block
		u         *Usage
		year      int
		own       string
		cost, buy float64 // of the own line, and of the setting's
	}{
		{"full: 540 nights bought inside, 100 outside", []model.Block{home()}, both, 0, "own_residential", (365000 + 14600) * two, (540*800 + 100*1000) * 1.21},
		{"empty: it costs all the same", []model.Block{home()}, &Usage{}, 0, "own_residential", 365000 * two, 0},
		{"half full: none bought", []model.Block{home()}, nights(residentialIn, 730), 0, "own_residential", (365000 + 7300) * two, 0},
		{"the year after, with another year's growth", []model.Block{home()}, both, 1, "own_residential", (365000 + 14600) * two * 1.04, (540*800 + 100*1000) * 1.331},
		{"opens for 100 days: 400 nights", []model.Block{opens}, both, 0, "own_residential", (100000 + 4000) * two, (1600*800 + 100*1000) * 1.21},
		{"open all the year after", []model.Block{opens}, both, 1, "own_residential", (365000 + 14600) * two * 1.04, (540*800 + 100*1000) * 1.331},
		{"closes after 100 days", []model.Block{closes}, both, 0, "own_residential", (100000 + 4000) * two, (1600*800 + 100*1000) * 1.21},
		{"closed", []model.Block{closes}, both, 1, "own_residential", 0, (2000*800 + 100*1000) * 1.331},
		{"places anywhere: those outside too", []model.Block{anywhere}, both, 0, "own_residential", (365000 + 14600) * two, (2000*800 + 100*1000) * (1 - 1460.0/2100) * 1.21},
		{"a contract grows with its setting", []model.Block{contract}, both, 0, "contract_acorn", (365000 + 14600) * 1.21, (540*800 + 100*1000) * 1.21},
		{"two on one line: 2,000 of 2,920 places taken", []model.Block{home(), home()}, both, 0, "own_residential", (730000 + 20000) * two, 100 * 1000 * 1.21},
		{"a cost without places", []model.Block{aside}, both, 0, "own_residential", 365000 * two, (2000*800 + 100*1000) * 1.21},
	} {
		p := handPrices()
		p.Blocks = c.blocks
		tariff := NewTariff(p, &cal, &Scenario{}, nil)
		if got := pounds(t, tariff, c.own, c.year, c.u); !near(got, c.cost) {
			t.Errorf("%s: own places cost %.2f, want %.2f", c.what, got, c.cost)
		}
		if got := pounds(t, tariff, "residential", c.year, c.u); math.Abs(got-c.buy) > 1e-6 {
			t.Errorf("%s: bought for %.2f, want %.2f", c.what, got, c.buy)
		}
	}
}

// The data date is 31 December: the nine months before it, 275 days, are paid
// for as well, once, and their nights are taken from the own places of then.
func TestBlocksOfAPartYear(t *testing.T) {
	p := flat()
	p.Blocks = []model.Block{home()}
	spent := model.PastDays{Year: 2024, Complete: true}
	spent.Place[residentialIn] = 1200 // of 275 × 4 = 1,100 in own places
	past := &model.Past{Days: []model.PastDays{spent}}
	cal := NewCalendar(day(t, "2024-12-31"), 1)
	used, _, _ := Actuals(past, &cal)
	tariff := NewTariff(p, &cal, &Scenario{}, nil).Bill(&used)
	now := nights(residentialIn, 90) // of 90 × 4
	for line, want := range map[string][2]float64{
		"own_residential": {275*1000 + 1100*10 + 90*1000 + 90*10, 365*1000 + 90*10},
		"residential":     {100 * 800, 0},
	} {
		for y, x := range want {
			if got := pounds(t, tariff, line, y, now); math.Abs(got-x) > 1e-6 {
				t.Errorf("%s, year %d: %.2f, want %.2f", line, y, got, x)
			}
		}
	}
	// Where the records don't hold the year's beginning nothing is known of it.
	none, _, _ := Actuals(&model.Past{}, &cal)
	tariff = NewTariff(p, &cal, &Scenario{}, nil).Bill(&none)
	if got := pounds(t, tariff, "own_residential", 0, now); !near(got, 90*1000+90*10) {
		t.Errorf("without records %.2f", got)
	}
}

// Health pays 12 % and education 8 % of what residential placements cost, also
// of what was spent before, and nothing of anything else.
func TestContributions(t *testing.T) {
	p := flat()
	p.Health[model.Residential], p.Education[model.Residential] = 0.12, 0.08
	cal := NewCalendar(day(t, "2024-12-31"), 1)
	used := nights(residentialOut, 10)
	s := &Scenario{Reprices: []Reprice{{Line: "residential", Ratio: 0.5}}}
	tariff := NewTariff(p, &cal, s, nil).Bill(used)
	u := nights(residentialOut, 100)
	u.Nights[model.PlaceOf(model.Kinship, model.InArea)] = 70
	for line, want := range map[string][2]float64{
		"residential":            {10000 + 50000, 50000},
		"kinship":                {3500, 3500},
		"health_contribution":    {-0.12 * 60000, -0.12 * 50000},
		"education_contribution": {-0.08 * 60000, -0.08 * 50000},
	} {
		for y, x := range want {
			if got := pounds(t, tariff, line, y, u); !near(got, x) {
				t.Errorf("%s, year %d: %.2f, want %.2f", line, y, got, x)
			}
		}
	}
}

// Reviews come at four weeks, three months later and every half year: of 63
// children between 4 and 13 weeks one a day, of 91 between 13 and 26 weeks one
// a day, of 365.25 beyond two a day, of those in their first weeks none.
func TestReviewsAreCounted(t *testing.T) {
	cal := NewCalendar(day(t, "2025-03-31"), 1)
	p := &model.Prices{Review: 350}
	level := []float64{1000, 63, 91, 365.25}
	band := func(b int) Monthly {
		return func(int) float64 {
			if b < len(level) {
				return level[b]
			}
			return 0
		}
	}
	var u Usage
	u.Count(p, &cal, 0, 0, band, nil, none)
	if !near(u.Reviews, 365*4) {
		t.Errorf("%.2f reviews in a year, want %d", u.Reviews, 365*4)
	}
	tariff := NewTariff(p, &cal, &Scenario{}, nil)
	if got := pounds(t, tariff, "care_reviews", 0, &u); !near(got, 365*4*350) {
		t.Errorf("they cost %.2f", got)
	}
}

// Ten turn 18 in the first month and none later, and 35 % of them are supported
// to 21 at £250 a week. Those of before are ten a year, for three years back.
func TestSupportAfterEighteen(t *testing.T) {
	cal := NewCalendar(day(t, "2025-03-31"), 4)
	p := &model.Prices{StayingPut: model.Support{Weekly: 250, Share: 0.35, ToAge: 21}}
	aged := func(d int) float64 {
		if d == 1 {
			return 10
		}
		return 0
	}
	tariff := NewTariff(p, &cal, &Scenario{}, nil)
	support := 3 * model.DaysPerYear
	// On 1 April 2025 there are 30 × 1,095.75/1,095 of earlier leavers, and they
	// fall in a straight line to none after 1,095.75 days.
	before := func(from, to float64) float64 {
		at := func(t float64) float64 { return 10.0 / 365 * math.Max(0, support-t) }
		return (at(from) + at(to)) / 2 * (to - from)
	}
	for y, days := range []float64{
		10*(365-15) + before(0, 365),
		10*365 + before(365, 730),
		10*366 + before(730, support), // 2027-28 has 366 days
		10 * (support + 15 - 1096),    // to the middle of April 2028
	} {
		var u Usage
		u.Count(p, &cal, y, 0, nil, aged, none)
		if math.Abs(u.Aged-days) > 1 {
			t.Errorf("year %d: %.2f days, want %.2f", y, u.Aged, days)
		}
		if got := pounds(t, tariff, "staying_put", y, &u); !near(got, 0.35*250/7*u.Aged) {
			t.Errorf("year %d: %.2f pounds for %.2f days", y, got, u.Aged)
		}
	}
	// Nine months of the first year in the records: as many then as at its end.
	var whole, part Usage
	part.Count(p, &cal, 0, 275, nil, aged, none)
	whole.Count(p, &cal, 0, 0, nil, aged, none)
	if got, want := part.Aged-whole.Aged, 275*10.0/365*support; math.Abs(got-want) > 1e-6 {
		t.Errorf("%.2f days before, want %.2f", got, want)
	}
}

// none is a flow of nothing.
func none(int) float64 { return 0 }
