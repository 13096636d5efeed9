package synth

import (
	"context"
	"math"
	"reflect"
	"testing"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

func truth(t *testing.T, w *World, futures, workers int, laid Scenario) *Truth {
	t.Helper()
	out, err := w.Truth(context.Background(), futures, workers, laid)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func (t *Truth) measure(name string) []Value {
	for _, m := range t.Measures {
		if m.Name == name {
			return m.Values
		}
	}
	return nil
}

func TestTruthIsTheSameForAnyNumberOfWorkers(t *testing.T) {
	w := New(Options{Seed: 5, Children: 200})
	for _, laid := range Scenarios()[:2] {
		if one, three := truth(t, w, 24, 1, laid), truth(t, w, 24, 3, laid); !reflect.DeepEqual(one, three) {
			t.Errorf("%s differs between one worker and three", laid.Name)
		}
	}
}

func TestTruthBeginsWithTheRecords(t *testing.T) {
	w := New(Options{Seed: 5, Children: 300})
	got := truth(t, w, 4, 2, Scenarios()[3])
	stock, plans := 0, 0
	for _, c := range w.History().Children {
		for _, q := range c.Periods {
			if q.End == 0 {
				stock++
			}
		}
		for _, q := range c.Plans {
			if q.End == 0 {
				plans++
			}
		}
	}
	if v := got.measure("lac")[0]; v.Mean != float64(stock) || v.SE != 0 {
		t.Errorf("lac %v on the data date, records have %d", v, stock)
	}
	if v := got.measure("cpp")[0]; v.Mean != float64(plans) {
		t.Errorf("cpp %v on the data date, records have %d", v, plans)
	}
	if len(got.Dates) != 49 || len(got.Costs) != 4 || got.Dates[48] != model.NewDate(2028, 3, 31) {
		t.Errorf("%d dates to %s, %d years", len(got.Dates), got.Dates[48], len(got.Costs))
	}
}

// TestScenariosShareLuck holds the paired futures against each other: what a
// scenario doesn't touch is the same, day by day.
func TestScenariosShareLuck(t *testing.T) {
	w := New(Options{Seed: 9, Children: 400})
	laid := Scenarios()
	base, fgc, area, cut := truth(t, w, 60, 0, laid[0]), truth(t, w, 60, 0, laid[1]), truth(t, w, 60, 0, laid[2]), truth(t, w, 60, 0, laid[3])
	for _, name := range []string{"lac", "cpp", "entries_year", "exits_year", "lac:residential"} {
		if !reflect.DeepEqual(base.measure(name), area.measure(name)) {
			t.Errorf("area changes %s, which it doesn't touch", name)
		}
	}
	at := func(x *Truth, name string, month int) float64 { return x.measure(name)[month].Mean }
	if b, a := at(base, "out_of_area", 24), at(area, "out_of_area", 24); a > 0.75*b {
		t.Errorf("area leaves %.1f out of the area, the baseline %.1f", a, b)
	}
	for _, m := range []int{12, 24, 48} {
		if b, c := at(base, "entries_year", m), at(cut, "entries_year", m); c >= 0.93*b || c < 0.65*b {
			t.Errorf("cut has %.1f entries in the year to month %d, the baseline %.1f", c, m, b)
		}
		if b, c := at(base, "cpp", m), at(cut, "cpp", m); c >= 0.92*b {
			t.Errorf("cut has %.1f plans in month %d, the baseline %.1f", c, m, b)
		}
	}
	if b, f := at(base, "cpp", 48), at(fgc, "cpp", 48); f >= b || f < 0.75*b {
		t.Errorf("fgc has %.1f plans after four years, the baseline %.1f", f, b)
	}
	if b, f := at(base, "lac", 48), at(fgc, "lac", 48); f >= b || f < 0.85*b {
		t.Errorf("fgc has %.1f in care after four years, the baseline %.1f", f, b)
	}
	if b, c := base.Costs[3].Mean, cut.Costs[3].Mean; c >= 0.97*b {
		t.Errorf("cut costs %.0f in the fourth year, the baseline %.0f", c, b)
	}
}

// TestStockIdentity: in each future and month, stock is the stock before plus
// who came less who left, and the settings add up.
func TestStockIdentity(t *testing.T) {
	for _, date := range []model.Date{0, model.NewDate(2023, 9, 30)} {
		stockIdentity(t, New(Options{Seed: 3, Children: 300, DataDate: date}))
	}
}

func stockIdentity(t *testing.T, w *World) {
	base := w.opt.DataDate
	c := sim.NewCalendar(base, horizon)
	x := newTally(&c, base)
	var open []*person
	for _, p := range w.people {
		if p.adult() > base {
			open = append(open, p)
		}
	}
	for i := range 12 {
		x.reset()
		w.future(uint64(i)+1, &Scenarios()[i%4], open, x)
		o := x.read(&Weekly, make([]int32, 12), make([]int32, 12))
		lac := o.values[measureLAC]
		for m := 1; m < len(lac); m++ {
			if want := lac[m-1] + float64(x.entries[m-1]) - float64(x.exits[m-1]); lac[m] != want {
				t.Fatalf("future %d, month %d: %g in care, %g by the flows", i, m, lac[m], want)
			}
			sum := 0.0
			for s := range model.Settings {
				sum += o.values[measureSettings+s][m]
			}
			if m == 12 && i%4 == 0 && o.values[measureEntries][m] != sumOf(x.entries[:12]) {
				t.Fatalf("future %d: %g entries in a year, %v by month", i, o.values[measureEntries][m], x.entries[:12])
			}
			if sum != lac[m] {
				t.Fatalf("future %d, month %d: settings add up to %g of %g", i, m, sum, lac[m])
			}
		}
	}
}

func sumOf(x []int32) float64 {
	sum := 0.0
	for _, v := range x {
		sum += float64(v)
	}
	return sum
}

// TestCostIsNightsTimesPrice: one child who stays a year in one place.
func TestCostIsNightsTimesPrice(t *testing.T) {
	base := model.NewDate(2024, 3, 31)
	c := sim.NewCalendar(base, 2)
	x := newTally(&c, base)
	place := model.PlaceOf(model.Residential, model.OutOfArea)
	// In care since 2020; leaves on 3 April 2025, having spent the nights of all
	// of 2024-25 and of 1 and 2 April.
	x.stay(nil, place, model.NewDate(2020, 1, 1), model.NewDate(2025, 4, 3))
	o := x.read(&Weekly, make([]int32, 12), make([]int32, 12))
	if want := 365 * 7000. / 7; math.Abs(o.pounds[0]-want) > 1e-6 || math.Abs(o.pounds[1]-2*7000./7) > 1e-6 {
		t.Errorf("cost %v, want %g and %g", o.pounds, want, 2*7000./7)
	}
	if o.values[measureLAC][0] != 1 || o.values[measureOut][12] != 1 || o.values[measureLAC][13] != 0 {
		t.Errorf("stock %v", o.values[measureLAC])
	}
}

// TestFuturesGoOnAsThePast: a large still council is in balance, so its futures,
// drawn anew from the state on the data date, must neither jump nor trend. If
// the clocks were not conditioned on what has run, exits would jump by a third.
func TestFuturesGoOnAsThePast(t *testing.T) {
	w := New(Options{Seed: 2, Children: 9000, Still: true})
	got := truth(t, w, 12, 0, Scenarios()[0])
	for _, name := range []string{"lac", "cpp", "entries_year", "exits_year", "lac:residential", "lac:adoptive", "lac:kinship", "lac:supported", "lac:with_parents", "out_of_area"} {
		v := got.measure(name)
		// The past year's own count has Poisson-like noise; populations trend by
		// less than 1 % a year.
		noise := 3.5*math.Sqrt(2*v[0].Mean) + 0.015*v[0].Mean
		for _, m := range []int{6, 12, 24} {
			if d := math.Abs(v[m].Mean - v[0].Mean); d > noise {
				t.Errorf("%s goes from %.0f to %.0f in %d months (allowed %.0f)", name, v[0].Mean, v[m].Mean, m, noise)
			}
		}
	}
}
