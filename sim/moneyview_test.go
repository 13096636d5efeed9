package sim

import (
	"math"
	"testing"

	"github.com/carecurve/carecurve/model"
)

// handView is a year of two half-years, 183 and 182 days: homes inside hold 10, 20
// and 20 children, outside 1, 1 and 2, at £700 and £7,000 a week of which others
// pay a fifth. So there are 183·15 + 182·20 = 6,385 child-days at £80 and 183·1 +
// 182·1.5 = 456 at £800: £875,600.
func handView(t *testing.T) *View {
	v := &View{Dates: []model.Date{day(t, "2024-03-31"), day(t, "2024-09-30"), day(t, "2025-03-31")}, Years: []Year{{Year: 2024}}}
	for p := range model.Places {
		v.Stock[p] = []float64{0, 0, 0}
		v.Rates.Week[p] = []float64{0}
	}
	v.Stock[residentialIn], v.Stock[residentialOut] = []float64{10, 20, 20}, []float64{1, 1, 2}
	v.Rates.Week[residentialIn][0], v.Rates.Week[residentialOut][0] = 700, 7000
	v.Rates.Paid[model.Residential] = 0.2
	v.Rates.Unit = map[string][]float64{lineConferences: {600}, linePlans: {0}, lineUASC: {-143}}
	return v
}

func TestPositionByHand(t *testing.T) {
	t.Parallel()
	in, out := residentialIn, residentialOut
	kin, secure := model.PlaceOf(model.Kinship, model.InArea), model.PlaceOf(model.Secure, model.OutOfArea)
	item := func(what string, got, want Item) {
		t.Helper()
		for k, x := range [][2]float64{{got.Units, want.Units}, {got.Price, want.Price}, {got.Level, want.Level}, {got.Scale, want.Scale}} {
			if !near(x[0], x[1]) {
				t.Errorf("%s: %s is %v, want %v", what, []string{"units", "price", "level", "scale"}[k], x[0], x[1])
			}
		}
	}
	for _, c := range []struct {
		what    string
		scale   float64
		blocked bool
		actual  int
		level   float64 // inside
	}{
		{"as month ends have it", 1, false, 0, 7300},
		{"half a year before", 1.5, false, 6, 7300},
		{"own places", 0.5, true, 0, 7300 - 6385*0.5},
		{"own places and half a year before", 0.5, true, 6, 7300},
	} {
		v := handView(t)
		v.Lines = []string{"residential", "kinship", "secure", "school", "icpc", "plans", "uasc_income", "help"}
		gross := c.scale * 875600 / 0.8
		// Kinship care and secure homes have a price and no child; a school has neither.
		v.Rates.Week[kin][0], v.Rates.Week[secure][0] = 350, 9100
		v.Cost = [][]float64{{gross}, {1000}, {2600}, {70}, {6000}, {444}, {-14300}, {5000}}
		v.Total = []float64{gross + 1000 + 2600 + 70 + 6000 + 444 - 14300 + 5000}
		v.Rates.Blocked[model.Residential], v.Years[0].Actual = c.blocked, c.actual
		p := v.Position(0)
		item(c.what+", inside", p.Care[in], Item{Units: 6385 * c.scale, Price: 80, Level: c.level, Scale: c.scale})
		level := 730.0
		if c.blocked && c.actual == 0 {
			level -= 456 * (1 - c.scale)
		}
		item(c.what+", outside", p.Care[out], Item{Units: 456 * c.scale, Price: 800, Level: level, Scale: c.scale})
		item("kinship care", p.Care[kin], Item{Units: 20, Price: 50})
		item("a secure home", p.Care[secure], Item{Units: 2, Price: 1300})
		item("conferences", p.Other[lineConferences], Item{Units: 10, Price: 600})
		item("unaccompanied children", p.Other[lineUASC], Item{Units: 100, Price: -143})
		if _, ok := p.Other[linePlans]; ok || len(p.Other) != 2 {
			t.Errorf("%s: other lines %v", c.what, p.Other)
		}
		// What has no unit: the school, plans without a price, the intervention, and
		// what others pay of homes.
		if want := 70 + 444 + 5000 + 0.2*gross; !near(p.Own, want) || !near(p.Total, v.Total[0]) {
			t.Errorf("%s: own %.2f, want %.2f", c.what, p.Own, want)
		}
	}
}

// A view has every line but the total among its lines, and means by place.
func TestViewByHand(t *testing.T) {
	t.Parallel()
	p := viewed(t)
	v := NewView(p, 1)
	if v == nil || v.Name != "plan" || len(v.Lines) != len(p.Scenarios[1].Costs)-1 || len(v.Cost) != len(v.Lines) || v.line("total", 0) != 0 {
		t.Fatalf("%+v", v)
	}
	sum := 0.0
	for l := range v.Lines {
		sum += v.Cost[l][1]
	}
	if !near(sum, v.Total[1]) || v.Stock[residentialOut][11] != 10 || v.Stock[residentialOut][12] != 6 {
		t.Errorf("lines %.2f, total %.2f", sum, v.Total[1])
	}
	p.Scenarios[1].Costs = p.Scenarios[1].Costs[1:]
	if NewView(p, 1) != nil {
		t.Error("a view without a total")
	}
	p = viewed(t)
	p.Scenarios[1].Series = p.Scenarios[1].Series[1:]
	if NewView(p, 1) != nil {
		t.Error("a view without a place")
	}
}

// Rates are a week's price by year, what others pay of health and education
// together, which settings have places of the council's own, and units' prices.
func TestRatesByHand(t *testing.T) {
	t.Parallel()
	cal := NewCalendar(day(t, "2024-03-31"), 2)
	p := handPrices()
	p.Health[model.Residential], p.Education[model.Residential], p.Education[model.School] = 0.12, 0.08, 0.5
	aside, one := home(), home()
	aside.Setting, aside.Places = model.Supported, 0
	one.Setting, one.Places = model.Secure, 1
	p.Blocks = []model.Block{home(), aside, one}
	r := NewTariff(p, &cal, &Scenario{}, nil).Rates()
	for s := range model.Settings {
		paid := map[model.Setting]float64{model.Residential: 0.2, model.School: 0.5}[model.Setting(s)]
		if !near(r.Paid[s], paid) {
			t.Errorf("%s: others pay %v, want %v", model.Setting(s), r.Paid[s], paid)
		}
		if want := model.Setting(s) == model.Residential || model.Setting(s) == model.Secure; r.Blocked[s] != want {
			t.Errorf("%s has own places: %v", model.Setting(s), r.Blocked[s])
		}
	}
	for y, want := range []float64{7000 * 1.1, 7000 * 1.21} {
		if !near(r.Week[residentialOut][y], want) {
			t.Errorf("a week in year %d: %v, want %v", y, r.Week[residentialOut][y], want)
		}
	}
	for line, want := range map[string]float64{linePlans: 400 * 12 / 365.25, lineConferences: 600, lineSGO: 26, lineAdoption: 21, lineUASC: -143} {
		if got := r.Unit[line]; len(got) != 2 || !near(got[1], want*1.05*1.02) {
			t.Errorf("%s: %v, want %v at base", line, got, want)
		}
	}
	if _, ok := r.Unit[lineReviews]; ok || len(r.Unit) != 5 || r.IsZero() {
		t.Errorf("units %v", r.Unit)
	}
}

// Of lines with a unit, what isn't the council's own time is cashable: £52,000
// less of special guardianship is, £4,800 less of plans isn't.
func TestCashableLines(t *testing.T) {
	t.Parallel()
	p := viewed(t)
	for i := range p.Scenarios {
		o := &p.Scenarios[i]
		o.Rates.Unit[lineSGO], o.Rates.Unit[linePlans] = []float64{26, 26}, []float64{13, 13}
		less := float64(i)
		for line, pounds := range map[string]float64{lineSGO: 100000 - 52000*less, linePlans: 50000 - 4800*less} {
			o.Costs = append(o.Costs, Amount{Line: line, Values: []Summary{{Mean: 100000}, {Mean: pounds}}})
			o.Costs[0].Values[1].Mean += pounds
			o.Costs[0].Values[0].Mean += 100000
		}
	}
	saving := &p.Scenarios[1].Savings[0].Values[1]
	before := saving.Mean
	saving.Mean += 56800
	got := SavingsPlan(p, 1)[1]
	if math.Abs(got.Gross-before-56800) > 0.01 || math.Abs(got.Cashable-1314000-52000) > 1 || math.Abs(got.Avoided-4800) > 1 {
		t.Errorf("%+v", got)
	}
}

// A plan whose savings end in nothing pays back when they come to it; one that
// never costs more than it saved in its first month.
func TestPaybackAtItsEdges(t *testing.T) {
	t.Parallel()
	start := day(t, "2025-04-01")
	year := func(y model.FinancialYear, net, cumulative float64) PlanYear {
		return PlanYear{Year: Year{Year: y}, Net: net, Cumulative: cumulative}
	}
	for _, c := range []struct {
		what  string
		plan  []PlanYear
		start model.Date
		month string
		ok    bool
	}{
		{"nothing", nil, start, "", false},
		{"back to nothing at the end", []PlanYear{year(2025, -1200, -1200), year(2026, 1200, 0)}, start, "2027-03", true},
		{"a penny short", []PlanYear{year(2025, -1200, -1200), year(2026, 1199.99, -0.01)}, start, "", false},
		{"saves at once", []PlanYear{year(2025, 1200, 1200)}, start, "2025-04", true},
		{"£1,200 over nine months, £100 a month back", []PlanYear{year(2025, -1200, -1200), year(2026, 2400, 1200)}, day(t, "2025-07-01"), "2026-09", true},
		{"saves, costs, and saves again", []PlanYear{year(2025, 600, 600), year(2026, -1200, -600), year(2027, 1200, 600)}, start, "2027-09", true},
	} {
		month, ok := Payback(c.plan, c.start)
		if ok != c.ok || ok && month.String() != c.month {
			t.Errorf("%s: %s, %v; want %s, %v", c.what, month, ok, c.month, c.ok)
		}
	}
}

// A year counts as past from the month that ends with it.
func TestWholeYears(t *testing.T) {
	t.Parallel()
	for m, want := range map[model.Month]bool{model.NewMonth(2024, 2): false, model.NewMonth(2024, 3): true, model.NewMonth(2024, 4): true} {
		if got := whole(&model.Past{Months: []model.Month{model.NewMonth(2023, 4), m}}, 2023); got != want {
			t.Errorf("2023-24 by %s: whole %v", m, got)
		}
	}
	if whole(&model.Past{}, 2023) {
		t.Error("a year without months")
	}
}

// Own places with less than a night between their children are as full as with
// more: nothing is bought, and every night pays what is taken.
func TestBlocksOfFewNights(t *testing.T) {
	t.Parallel()
	cal := NewCalendar(day(t, "2025-03-31"), 1)
	p := flat()
	p.Blocks = []model.Block{home()}
	tariff := NewTariff(p, &cal, &Scenario{}, nil)
	u := nights(residentialIn, 0.5)
	if got := pounds(t, tariff, "own_residential", 0, u); !near(got, 365000+5) {
		t.Errorf("own places cost %.2f", got)
	}
	if got := pounds(t, tariff, "residential", 0, u); math.Abs(got) > 1e-9 {
		t.Errorf("bought for %.2f", got)
	}
}
