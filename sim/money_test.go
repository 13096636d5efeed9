package sim

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/carecurve/carecurve/model"
)

// residentialOut is the place whose nights the tests pay, £1,000 each at base.
var residentialOut = model.PlaceOf(model.Residential, model.OutOfArea)

func handPrices() *model.Prices {
	p := &model.Prices{
		Base: 2023, PlanMonth: 400, Conference: 600, SGO: 182, Adoption: 147, UASCNight: 143,
		Inflation: map[string][]float64{"residential": {0.10}, "default": {0.05, 0.02}, "pay": {0.04}},
	}
	p.Weekly[residentialOut] = 7000
	p.Weekly[model.PlaceOf(model.Residential, model.InArea)] = 5600
	p.Weekly[model.PlaceOf(model.Kinship, model.InArea)] = 350
	return p
}

// flat is the same without inflation.
func flat() *model.Prices {
	p := handPrices()
	p.Inflation = nil
	return p
}

// pounds is a line's amount in a year.
func pounds(t testing.TB, tariff *Tariff, line string, year int, u *Usage) float64 {
	t.Helper()
	i := slices.Index(tariff.Lines, line)
	if i < 0 {
		t.Fatalf("no line %q in %v", line, tariff.Lines)
	}
	return tariff.Amount(i, year, u)
}

func nights(p model.Place, n float64) *Usage {
	u := &Usage{}
	u.Nights[p] = n
	return u
}

// The years 2024-25 and 2025-26, from a base of 2023-24: residential has grown
// by 10 % and 21 %, all else by 5 % and then 2 % more.
func TestTariffByHand(t *testing.T) {
	cal := NewCalendar(day(t, "2024-03-31"), 2)
	tariff := NewTariff(handPrices(), &cal, &Scenario{}, nil)
	in, kin := model.PlaceOf(model.Residential, model.InArea), model.PlaceOf(model.Kinship, model.InArea)
	both := nights(residentialOut, 10)
	both.Nights[in] = 5
	for _, c := range []struct {
		what, line string
		u          *Usage
		want       [2]float64
	}{
		{"10 nights at 7000/7, 5 at 5600/7", "residential", both, [2]float64{14000 * 1.1, 14000 * 1.21}},
		{"14 nights at 350/7", "kinship", nights(kin, 14), [2]float64{700 * 1.05, 700 * 1.05 * 1.02}},
		{"nights elsewhere", "kinship", both, [2]float64{0, 0}},
		{"nights without a price", "secure", nights(model.PlaceOf(model.Secure, model.InArea), 9), [2]float64{0, 0}},
		{"a year of plan days: twelve months at 400", "plans", &Usage{Plan: 365.25}, [2]float64{4800 * 1.05, 4800 * 1.071}},
		{"3 conferences", "icpc", &Usage{PlanStart: 3}, [2]float64{1800 * 1.05, 1800 * 1.071}},
		{"20 days of SGO at 182/7", "sgo", &Usage{SGO: 20}, [2]float64{520 * 1.05, 520 * 1.071}},
		{"20 days of adoption at 147/7", "adoption", &Usage{Adoption: 20}, [2]float64{420 * 1.05, 420 * 1.071}},
		{"income for 100 nights", "uasc_income", &Usage{UASC: 100}, [2]float64{-14300 * 1.05, -14300 * 1.071}},
	} {
		for y, want := range c.want {
			if got := pounds(t, tariff, c.line, y, c.u); !near(got, want) {
				t.Errorf("%s, year %d: %.2f, want %.2f", c.what, y, got, want)
			}
		}
	}
}

// Settings stand always and first; other lines only with a price, and spends
// of any scenario in all.
func TestTariffLines(t *testing.T) {
	cal := NewCalendar(day(t, "2024-03-31"), 1)
	settings := []string{"kinship", "foster_own", "foster_agency", "residential", "secure", "supported", "school", "with_parents", "adoptive", "other"}
	bare := NewTariff(&model.Prices{Base: 2024}, &cal, &Scenario{}, nil)
	if !slices.Equal(bare.Lines, settings) {
		t.Errorf("without prices: %v", bare.Lines)
	}
	scenarios := []Scenario{{}, {Spends: []Spend{{Intervention: "z"}, {Intervention: "a"}}}, {Spends: []Spend{{Intervention: "z"}}}}
	spends := Spending(scenarios)
	if !slices.Equal(spends, []string{"a", "z"}) {
		t.Errorf("spending: %v", spends)
	}
	want := append(settings, "plans", "icpc", "sgo", "adoption", "uasc_income", "a", "z")
	for i := range scenarios {
		if got := NewTariff(handPrices(), &cal, &scenarios[i], spends).Lines; !slices.Equal(got, want) {
			t.Errorf("scenario %d: %v, want %v", i, got, want)
		}
	}
}

// A horizon of 90 days of 2024-25 (1 January to 31 March) and all 365 of
// 2025-26; pay grows by 4 % a year.
func TestSpendByHand(t *testing.T) {
	cal := NewCalendar(day(t, "2024-12-31"), 1)
	plain := &Usage{Cases: []float64{0}, On: []float64{1}}
	for _, c := range []struct {
		what  string
		spend Spend
		u     *Usage
		want  [2]float64
	}{
		{"12 cases at 2000", Spend{PerCase: 2000}, &Usage{Cases: []float64{12}, On: []float64{1}}, [2]float64{24000, 24000}},
		{"cases cost a line's inflation", Spend{PerCase: 2000, Line: "pay"}, &Usage{Cases: []float64{12}, On: []float64{1}}, [2]float64{24000 * 1.04, 24000 * 1.0816}},
		{"once at the start", Spend{Once: 5000}, plain, [2]float64{5000, 0}},
		{"once on the last day of March", Spend{Once: 5000, From: 89}, plain, [2]float64{5000, 0}},
		{"once on 1 April", Spend{Once: 5000, From: 90}, plain, [2]float64{0, 5000}},
		{"once, delayed into April", Spend{Once: 5000, From: 60, Delivery: Delivery{Delay: 45}}, plain, [2]float64{0, 5000}},
		{"once, with inflation", Spend{Once: 5000, From: 90, Line: "pay"}, plain, [2]float64{0, 5000 * 1.0816}},
		{"yearly: 10 a day", Spend{Yearly: 3650}, plain, [2]float64{900, 3650}},
		{"yearly, with inflation", Spend{Yearly: 3650, Line: "pay"}, plain, [2]float64{900 * 1.04, 3650 * 1.0816}},
		{"yearly from 31 January", Spend{Yearly: 3650, From: 30}, plain, [2]float64{600, 3650}},
		{"yearly from 31 January, 20 days late", Spend{Yearly: 3650, From: 30, Delivery: Delivery{Delay: 20}}, plain, [2]float64{400, 3650}},
		{"yearly until 1 May", Spend{Yearly: 3650, Until: 120}, plain, [2]float64{900, 300}},
		{"yearly within a year", Spend{Yearly: 3650, From: 100, Until: 110}, plain, [2]float64{0, 100}},
		{"yearly after the horizon", Spend{Yearly: 3650, From: 455}, plain, [2]float64{0, 0}},
		{"not delivered", Spend{Once: 5000, Yearly: 3650}, &Usage{Cases: []float64{0}, On: []float64{0}}, [2]float64{0, 0}},
		{"delivered with a probability of 40 %", Spend{Once: 5000, Yearly: 3650}, &Usage{Cases: []float64{0}, On: []float64{0.4}}, [2]float64{0.4 * 5900, 0.4 * 3650}},
	} {
		c.spend.Intervention = "help"
		prices := flat()
		prices.Inflation = map[string][]float64{"pay": {0.04}}
		tariff := NewTariff(prices, &cal, &Scenario{Spends: []Spend{c.spend}}, []string{"help"})
		for y, want := range c.want {
			if got := pounds(t, tariff, "help", y, c.u); !near(got, want) {
				t.Errorf("%s, year %d: %.2f, want %.2f", c.what, y, got, want)
			}
		}
	}
	// A leap year's day costs a 366th.
	leap := NewCalendar(day(t, "2028-02-28"), 1)
	tariff := NewTariff(flat(), &leap, &Scenario{Spends: []Spend{{Intervention: "help", Yearly: 3660}}}, nil)
	if got := pounds(t, tariff, "help", 0, plain); !near(got, 320) {
		t.Errorf("32 days of 2027-28 cost %.2f, want 320", got)
	}
}

// Two spends count their own cases and deliveries, also on one line.
func TestSpendsStandApart(t *testing.T) {
	cal := NewCalendar(day(t, "2024-03-31"), 1)
	s := &Scenario{Spends: []Spend{{Intervention: "a", PerCase: 10}, {Intervention: "b", PerCase: 100, Once: 7}, {Intervention: "a", PerCase: 1000, Once: 9}}}
	tariff := NewTariff(flat(), &cal, s, Spending([]Scenario{*s}))
	u := &Usage{Cases: []float64{1, 2, 3}, On: []float64{1, 0, 1}}
	if a, b := pounds(t, tariff, "a", 0, u), pounds(t, tariff, "b", 0, u); a != 3019 || b != 200 {
		t.Errorf("%v and %v, want 3019 and 200", a, b)
	}
}

// 100 nights at £1,000 in 2024-25 and 2025-26, both of 365 days. 0.10 a year
// from 2023-24 where inflation is on.
func TestRepriceByHand(t *testing.T) {
	cal := NewCalendar(day(t, "2024-03-31"), 2)
	four, nine := 0.04, 0.09
	for _, c := range []struct {
		what     string
		prices   *model.Prices
		reprices []Reprice
		want     [2]float64
	}{
		{"a tenth off from the start", flat(), []Reprice{{Line: "residential", Ratio: 0.9}}, [2]float64{90000, 90000}},
		{"a tenth off for the last 182 of 365 days", flat(), []Reprice{{Line: "residential", Ratio: 0.9, From: 183}}, [2]float64{100000 - 10000*182.0/365, 90000}},
		{"a tenth off from the second year", flat(), []Reprice{{Line: "residential", Ratio: 0.9, From: 365}}, [2]float64{100000, 90000}},
		{"a tenth off for the last 165 days of the second year", flat(), []Reprice{{Line: "residential", Ratio: 0.9, From: 565}}, [2]float64{100000, 100000 - 10000*165.0/365}},
		{"another line", flat(), []Reprice{{Line: "kinship", Ratio: 0.9}}, [2]float64{100000, 100000}},
		{"all lines", flat(), []Reprice{{Line: "all", Ratio: 1.2}}, [2]float64{120000, 120000}},
		{"two changes multiply", flat(), []Reprice{{Line: "all", Ratio: 1.2}, {Line: "residential", Ratio: 0.5}}, [2]float64{60000, 60000}},
		{"on top of inflation", handPrices(), []Reprice{{Line: "residential", Ratio: 0.9}}, [2]float64{99000, 108900}},
		{"4 % a year instead", handPrices(), []Reprice{{Line: "residential", Ratio: 1, Inflation: &four}}, [2]float64{110000, 110000 * 1.04}},
		{"4 % from within 2024-25", handPrices(), []Reprice{{Line: "residential", Ratio: 1, Inflation: &four, From: 200}}, [2]float64{110000, 110000 * 1.04}},
		{"4 % from 2025-26: too late for its own April", handPrices(), []Reprice{{Line: "residential", Ratio: 1, Inflation: &four, From: 365}}, [2]float64{110000, 121000}},
		{"9 % where prices stood still", flat(), []Reprice{{Line: "all", Ratio: 1, Inflation: &nine}}, [2]float64{100000, 109000}},
	} {
		tariff := NewTariff(c.prices, &cal, &Scenario{Reprices: c.reprices}, nil)
		for y, want := range c.want {
			if got := pounds(t, tariff, "residential", y, nights(residentialOut, 100)); !near(got, want) {
				t.Errorf("%s, year %d: %.2f, want %.2f", c.what, y, got, want)
			}
		}
	}
	// It compounds on every further 1 April.
	long := NewCalendar(day(t, "2024-03-31"), 4)
	tariff := NewTariff(handPrices(), &long, &Scenario{Reprices: []Reprice{{Line: "residential", Ratio: 1, Inflation: &four}}}, nil)
	if got, want := pounds(t, tariff, "residential", 3, nights(residentialOut, 100)), 110000*1.04*1.04*1.04; !near(got, want) {
		t.Errorf("in the fourth year %.2f, want %.2f", got, want)
	}
}

// The horizon begins on 1 January 2025; nine months of 2024-25 are spent.
func TestActualsOfAPartYear(t *testing.T) {
	spent := model.PastDays{Year: 2024, UASC: 200, Plan: 3652.5, Starts: 8, SGO: 70, Adoption: 14, Complete: true}
	spent.Place[residentialOut] = 50
	past := &model.Past{Days: []model.PastDays{{Year: 2023, UASC: 1e6, Complete: true}, spent}}
	cal := NewCalendar(day(t, "2024-12-31"), 1)
	u, months, whole := Actuals(past, &cal)
	if u.Nights != spent.Place || u.UASC != 200 || u.Plan != 3652.5 || u.PlanStart != 8 || u.SGO != 70 || u.Adoption != 14 || len(u.Cases) != 0 {
		t.Errorf("used %+v", u)
	}
	if months != 9 || !whole {
		t.Errorf("%d months, whole %v", months, whole)
	}

	// Bill adds them to the first year alone.
	tariff := NewTariff(flat(), &cal, &Scenario{}, nil).Bill(&u)
	now := nights(residentialOut, 3)
	now.UASC, now.Plan = 10, 365.25
	for line, want := range map[string][2]float64{
		"residential": {53000, 3000}, "uasc_income": {-210 * 143, -1430}, "plans": {48000 + 4800, 4800},
		"icpc": {4800, 0}, "sgo": {70 * 26, 0}, "adoption": {14 * 21, 0}, "kinship": {0, 0},
	} {
		for y, x := range want {
			if got := pounds(t, tariff, line, y, now); !near(got, x) {
				t.Errorf("%s, year %d: %.2f, want %.2f", line, y, got, x)
			}
		}
	}
	// What is spent is spent: no scenario changes its price, but inflation is
	// the year's own. Spends have no past.
	s := &Scenario{
		Reprices: []Reprice{{Line: "all", Ratio: 0.5}},
		Spends:   []Spend{{Intervention: "help", PerCase: 100, Once: 7}},
	}
	tariff = NewTariff(handPrices(), &cal, s, []string{"help"}).Bill(&u)
	now.Cases, now.On = []float64{2}, []float64{1}
	if got, want := pounds(t, tariff, "residential", 0, now), 50000*1.1+3000*1.1*0.5; !near(got, want) {
		t.Errorf("with halved prices %.2f, want %.2f", got, want)
	}
	if got := pounds(t, tariff, "help", 0, now); !near(got, 207*1.05) {
		t.Errorf("help costs %.2f, want %.2f", got, 207*1.05)
	}
	other := NewTariff(handPrices(), &cal, &Scenario{}, []string{"help"}).Bill(&u)
	if got := pounds(t, other, "help", 0, &Usage{}); got != 0 {
		t.Errorf("help costs %.2f without it", got)
	}

	for _, c := range []struct {
		what, dataDate string
		past           *model.Past
		months         int
		whole          bool
	}{
		{"from 1 April", "2024-03-31", past, 0, true},
		{"no record of the year", "2025-12-31", past, 0, false},
		{"a record with gaps", "2024-06-30", &model.Past{Days: []model.PastDays{{Year: 2024, UASC: 1}}}, 3, false},
		{"a month in part", "2024-11-15", past, 7, true},
	} {
		cal := NewCalendar(day(t, c.dataDate), 1)
		u, months, whole := Actuals(c.past, &cal)
		if months != c.months || whole != c.whole || (months == 0) != (u.UASC == 0) {
			t.Errorf("%s: %d months, whole %v, %v nights", c.what, months, whole, u.UASC)
		}
	}
}

// A bill is linear in usage, year by year and line by line, apart from what
// was used before.
func TestBillsAreLinear(t *testing.T) {
	cal := NewCalendar(day(t, "2024-12-31"), 2)
	s := &Scenario{
		Reprices: []Reprice{{Line: "all", Ratio: 0.8, From: 200}},
		Spends:   []Spend{{Intervention: "help", PerCase: 10, Once: 3, Yearly: 40}},
	}
	tariff := NewTariff(handPrices(), &cal, s, nil)
	rapid.Check(t, func(t *rapid.T) {
		usage := func(name string) *Usage {
			x := rapid.SliceOfN(rapid.Float64Range(0, 1e4), 8, 8).Draw(t, name)
			u := nights(residentialOut, x[0])
			u.UASC, u.Plan, u.PlanStart, u.SGO, u.Adoption, u.Cases, u.On = x[1], x[2], x[3], x[4], x[5], x[6:7], x[7:8]
			return u
		}
		a, b := usage("a"), usage("b")
		both := nights(residentialOut, a.Nights[residentialOut]+b.Nights[residentialOut])
		both.UASC, both.Plan, both.PlanStart, both.SGO, both.Adoption = a.UASC+b.UASC, a.Plan+b.Plan, a.PlanStart+b.PlanStart, a.SGO+b.SGO, a.Adoption+b.Adoption
		both.Cases, both.On = []float64{a.Cases[0] + b.Cases[0]}, []float64{a.On[0] + b.On[0]}
		for l := range tariff.Lines {
			for y := range cal.Years {
				if sum := tariff.Amount(l, y, a) + tariff.Amount(l, y, b); !near(tariff.Amount(l, y, both), sum) {
					t.Fatalf("%s: %v, not %v", tariff.Lines[l], tariff.Amount(l, y, both), sum)
				}
			}
		}
	})
}

// Price changes commute: the order in which a scenario lists them is nothing.
func TestPriceChangesCommute(t *testing.T) {
	cal := NewCalendar(model.NewDate(2024, 3, 31), 4)
	prices := &model.Prices{Base: 2024, Inflation: map[string][]float64{"default": {0.02}}}
	prices.Weekly[model.PlaceOf(model.Residential, model.InArea)] = 7000
	four, six := 0.04, 0.06
	cut := Reprice{Line: "residential", From: 0, Ratio: 0.9}
	later := Reprice{Line: "residential", From: 366, Ratio: 1, Inflation: &four}
	last := Reprice{Line: "all", From: 366 + 365, Ratio: 1, Inflation: &six}
	var u Usage
	u.Nights[model.PlaceOf(model.Residential, model.InArea)] = 1
	want := []float64{900, 900 * 1.02, 900 * 1.02 * 1.04, 900 * 1.02 * 1.04 * 1.06}
	for _, order := range [][]Reprice{{cut, later, last}, {later, cut, last}, {last, later, cut}} {
		tariff := NewTariff(prices, &cal, &Scenario{Reprices: order}, nil)
		line := slices.Index(tariff.Lines, "residential")
		for y := range want {
			if got := tariff.Amount(line, y, &u); math.Abs(got-want[y]) > 1e-9 {
				t.Errorf("%v, %s: %.4f, want %.4f", order, cal.Years[y], got, want[y])
			}
		}
	}
}

// Ten nights in homes outside the area: four private at £8,400, three of the
// council's own at £4,200, three by who knows whom at the place's £7,000: 4·1200 +
// 3·600 + 3·1000. In the records' part of a year it is Run that tells them apart, in
// the projected one Above.
func TestProvidersPricesByHand(t *testing.T) {
	cal := NewCalendar(day(t, "2024-03-31"), 1)
	p := flat()
	p.Run[residentialOut] = [model.Providers]float64{model.ProviderOwn: 4200, model.ProviderPrivate: 8400}
	tariff := NewTariff(p, &cal, &Scenario{}, nil)
	u := nights(residentialOut, 10)
	u.Run = &[model.Places][model.Providers]float64{}
	u.Run[residentialOut] = [model.Providers]float64{model.ProviderOwn: 3, model.ProviderPrivate: 4}
	if got := pounds(t, tariff, "residential", 0, u); !near(got, 4*1200+3*600+3*1000) {
		t.Errorf("£%.2f, want 9600", got)
	}
	u = nights(residentialOut, 10)
	u.Above[residentialOut] = 4*p.Dearer(residentialOut, model.ProviderPrivate) + 3*p.Dearer(residentialOut, model.ProviderOwn)
	if got := pounds(t, tariff, "residential", 0, u); !near(got, 9600) {
		t.Errorf("£%.2f, want 9600", got)
	}
	// Half of the nights are in a block, whose places are not bought.
	p.Blocks = []model.Block{{Line: "own", Setting: model.Residential, Places: 5, From: cal.Start, To: cal.Start}}
	tariff = NewTariff(p, &cal, &Scenario{}, nil)
	if got := pounds(t, tariff, "residential", 0, u); !near(got, 4800) {
		t.Errorf("half are bought for £%.2f, want 4800", got)
	}
}

// A child in a home at £7,000 a week by the list, £1,100 a night in 2024-25 with
// growth of 10 %: it costs £9,240 today, which is a fifth more, and £8,470 from 1 May
// 2025, when the list says 8,470: as the list. What has changed before the start
// holds from the start.
func TestOwnPricesByHand(t *testing.T) {
	p := handPrices()
	start := model.NewDate(2025, 4, 1)
	c := &model.StockChild{InCare: true, Place: residentialOut, Paid: 9240, Changes: []model.PaidChange{{On: model.NewDate(2025, 5, 1), Weekly: 8470}}}
	got := OwnPrices(p, start, c)
	if len(got) != 2 || got[0].From != 0 || !near(got[0].Above, 0.2) || got[1].From != 30 || math.Abs(got[1].Above) > 1e-12 {
		t.Errorf("%+v", got)
	}
	c.Changes[0] = model.PaidChange{On: model.NewDate(2025, 2, 1), Weekly: 3850}
	if got := OwnPrices(p, start, c); len(got) != 1 || !near(got[0].Above, -0.5) {
		t.Errorf("changed before the start: %+v", got)
	}
	p.Run[residentialOut][model.ProviderPrivate] = 14000
	c.Provider, c.Paid, c.Changes = "PR4", 0, []model.PaidChange{{On: model.NewDate(2025, 5, 1), Weekly: 8470}}
	if got := OwnPrices(p, start, c); len(got) != 2 || got[0].Above != 1 {
		t.Errorf("before it changes: %+v", got)
	}
	for _, none := range []model.StockChild{{InCare: true, Place: residentialOut}, {Paid: 100}, {InCare: true, Paid: 100, Place: model.PlaceOf(model.Secure, model.InArea)}} {
		if got := OwnPrices(p, start, &none); got != nil {
			t.Errorf("%+v has prices of its own: %+v", none, got)
		}
	}
}

// Proceedings are paid for by the child, in the year of the month that ends there.
func TestProceedingsArePaid(t *testing.T) {
	cal := NewCalendar(model.NewDate(2024, 9, 30), 1)
	p := model.Prices{Base: 2024, Proceedings: 20000}
	issued := func(d int) float64 { return float64(d) }
	tariff := NewTariff(&p, &cal, &Scenario{}, nil).Bill(&Usage{Proceedings: 3, Before: 183})
	for y, want := range []float64{3 + 21, 7*12 + 66} { // October to March, then April to March
		var u Usage
		u.Count(&p, &cal, y, 0, nil, none, issued)
		if got := pounds(t, tariff, "proceedings", y, &u); math.Abs(got-20000*want) > 1e-6 {
			t.Errorf("year %d: %.0f pounds, want %.0f", y, got, 20000*want)
		}
	}
}
