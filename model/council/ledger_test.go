package council

import (
	"math"
	"testing"

	"github.com/carecurve/carecurve/model"
)

func paid(child, placement int, p model.Place, from, to string, weekly float64) Package {
	a, _ := model.ParseDate(from)
	b, _ := model.ParseDate(to)
	return Package{Child: child, Placement: placement, Place: p, From: a, To: b, Weekly: weekly}
}

// The data date is 31 March 2025, so that the year is 2024-25, one above the
// price base of 2023-24; residential prices have grown by 25 % since.
func TestLedgerPricesByHand(t *testing.T) {
	in, out := model.PlaceOf(model.Residential, model.InArea), model.PlaceOf(model.Residential, model.OutOfArea)
	kin := model.PlaceOf(model.Kinship, model.InArea)
	p := Default()
	p.Base, p.Inflation = 2023, map[string][]float64{"residential": {0.25}}
	p.Weekly[kin] = 333
	list := []Package{
		paid(1, 1, in, "2024-04-01", "2024-04-11", 7000),   // 10 days, £10,000
		paid(1, 1, in, "2024-04-06", "2024-04-11", 700),    // and 5 of them £500 more
		paid(1, 1, in, "2024-04-02", "2024-04-03", 0),      // and one within, for nothing
		paid(2, 2, in, "2024-03-01", "2024-04-11", 3500),   // 10 days in the year, £5,000
		paid(3, 3, in, "2025-03-22", "2026-01-01", 14000),  // 10 days to the data date, £20,000
		paid(4, 4, in, "2023-01-01", "2024-04-01", 99999),  // before the year
		paid(5, 5, out, "2024-05-01", "2024-05-11", 21000), // one alone: £30,000
		paid(6, 6, kin, "2024-05-01", "2024-05-11", 350),
		paid(7, 7, kin, "2024-05-01", "2024-05-11", 350),
	}
	date, _ := model.ParseDate("2025-03-31")
	got, found := PricesFrom(p, list, date)
	want := func(what string, got, want float64) {
		t.Helper()
		if math.Abs(got-want) > 1e-6 {
			t.Errorf("%s is %v, want %v", what, got, want)
		}
	}
	want("in the area: £35,500 over 30 days, less growth", got.Weekly[in], 7*35500/30.0/1.25)
	want("outside, with one placement: that of both", got.Weekly[out], 7*65500/40.0/1.25)
	want("kinship, with two", got.Weekly[kin], 333)
	want("placements", float64(found.Placements[model.Residential]), 4)
	want("days", float64(found.Days), 60)
	want("pounds", found.Pounds, 65500+1000)
	if len(found.Priced) != 1 || got.Spread != ([model.Settings]float64{}) || got.Alike != 0 {
		t.Errorf("priced %v, spread %v, alike %v", found.Priced, got.Spread, got.Alike)
	}
	// Taken for prices of a base one year later, they grow by that year.
	p.Base = 2025
	later, _ := PricesFrom(p, list, date)
	want("at the level of 2025-26", later.Weekly[in], 7*35500/30.0*1.25)
}

// Twenty children have two placements each, whose logs are a above and below
// the mean, half of the children with both on one side: the spread is a, by
// n − 1, and the correlation (10 × 1 − 10 × 1 …) follows.
func TestLedgerSpreadByHand(t *testing.T) {
	in := model.PlaceOf(model.Residential, model.InArea)
	sides := func(alike int) (list []Package) {
		for c := range 20 {
			first, second := 1.0, -1.0
			if c < alike {
				second = 1
				if c%2 == 1 {
					first, second = -1, -1
				}
			}
			for k, side := range []float64{first, second} {
				list = append(list, paid(c, 2*c+k, in, "2024-06-01", "2024-07-01", 5000*math.Exp(0.4*side)))
			}
		}
		return list
	}
	date, _ := model.ParseDate("2025-03-31")
	for alike, want := range map[int]float64{20: 1, 10: 0, 16: 0.6} {
		p, _ := PricesFrom(Default(), sides(alike), date)
		sd := 0.4 * math.Sqrt(40/39.0)
		if got := p.Spread[model.Residential]; math.Abs(got-sd) > 1e-9 {
			t.Errorf("spread %v, want %v", got, sd)
		}
		if want *= 0.16 / (sd * sd); math.Abs(p.Alike-want) > 1e-9 {
			t.Errorf("%d of 20 alike: correlation %v, want %v", alike, p.Alike, want)
		}
	}
	if p, _ := PricesFrom(Default(), sides(20)[:12], date); p.Spread[model.Residential] == 0 || p.Alike != usualAlike {
		t.Errorf("with few pairs: spread %v, alike %v", p.Spread, p.Alike)
	}
}

// 2023-24 has 366 days and 2024-25 has 365; the ledger begins with 2023-24 and
// the year 2025-26 isn't over. A day costs £100, £150 where two rows pay.
func TestPaidByYear(t *testing.T) {
	in := model.PlaceOf(model.Residential, model.InArea)
	list := []Package{
		paid(1, 1, in, "2023-04-01", "2025-09-01", 700),
		paid(1, 1, in, "2024-04-01", "2024-04-11", 350),
	}
	lost := []Package{paid(2, 0, 0, "2025-03-22", "2025-04-11", 70), {From: model.NewDate(2025, 3, 31), Weekly: 7}}
	date, _ := model.ParseDate("2025-06-30")
	got := PaidByYear(list, lost, date)
	want := map[model.FinancialYear]model.Paid{2023: {Pounds: 36600, Days: 366}, 2024: {Pounds: 36500 + 500 + 100 + 1, Unmatched: 101, Days: 365}}
	if len(got) != 2 {
		t.Fatalf("years %v", got)
	}
	for y, w := range want {
		if g := got[y]; math.Abs(g.Pounds-w.Pounds) > 1e-6 || math.Abs(g.Unmatched-w.Unmatched) > 1e-6 || g.Days != w.Days {
			t.Errorf("%s: %+v, want %+v", y, g, w)
		}
	}
	list[1].From++
	if got := PaidByYear(list[1:], nil, date); got != nil {
		t.Errorf("of no whole year: %v", got)
	}
}
