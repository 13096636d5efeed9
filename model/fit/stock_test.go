package fit

import (
	"math"
	"reflect"
	"testing"

	"github.com/carecurve/carecurve/model"
)

func stockOf(h *model.History, earlier ...earlierLeaver) []model.StockChild {
	return stock(h, link(h), earlier).Children
}

// Days so far count the data date, 31 March 2024: from 1 March they are 31. Rows
// stand in order of care, then plans, then leavers, the longest stays first.
func TestStockByHand(t *testing.T) {
	t.Parallel()
	home := stay("2022-03-31", "", 0,
		sited("2022-03-31", "2024-03-01", model.Kinship, model.InArea),
		sited("2024-03-01", "", model.Residential, model.OutOfArea))
	home.Placements[1].Provider = "PR4"
	home.Family = "a"
	sister := stay("2022-03-31", "", 0)
	sister.Family = "a"
	other := stay("2022-04-01", "", 0) // the same family, but not together
	other.Family = "a"
	withPlan := plan("2023-03-31", "")
	withPlan.Referral = on("2023-03-01")
	alike := onPlan("2019-04-05", withPlan)
	uasc := born("2007-02-03", stay("2024-03-31", "", 0))
	uasc.UASC, uasc.Sex = true, 'M'
	ageless := born("2014-01-01", stay("2024-03-30", "2024-04-01", model.ExitHome)) // leaves after the data date
	ageless.Born = 0
	h := planned(
		uasc,
		born("2012-07-08", home),
		born("2013-07-08", sister),
		both("2014-07-08", withPlan, other),
		alike,
		onPlan("2020-04-05", withPlan),
		onPlan("2021-05-05", plan("2023-04-01", "2024-04-01")),                                                                // ends after the data date
		onPlan("2021-05-06", plan("2023-04-01", "2024-03-31")),                                                                // ended on it
		onPlan("2021-05-06", plan("2024-04-01", "")),                                                                          // begins after it
		born("2010-01-01", stay("2023-05-01", "2024-03-31", model.ExitSGO)),                                                   // left on it
		born("2010-01-01", stay("2023-05-01", "2024-03-21", model.ExitDied)),                                                  // does not come back
		born("2006-03-31", stay("2023-05-01", "2024-03-21", model.ExitHome)),                                                  // eighteen on the data date
		born("2006-04-01", stay("2023-05-01", "2024-03-21", model.ExitHome)),                                                  // and the day after
		born("2010-01-01", stay("2024-04-01", "", 0)),                                                                         // comes after it
		born("2010-01-01", stay("2023-05-01", "2023-06-01", model.ExitHome), stay("2024-01-01", "2024-02-01", model.ExitCAO)), // the last way out
		ageless,
	)
	foster := model.PlaceOf(model.FosterOwn, model.InArea)
	month := model.NewMonth
	want := []model.StockChild{
		{Family: 1, Born: month(2012, 7), InCare: true, Place: model.PlaceOf(model.Residential, model.OutOfArea), Provider: "PR4", CareDays: 732, PlacementDays: 31},
		{Family: 1, Born: month(2013, 7), InCare: true, Place: foster, CareDays: 732, PlacementDays: 732},
		{Family: 2, Born: month(2014, 7), InCare: true, Place: foster, CareDays: 731, PlacementDays: 731, OnPlan: true, PlanDays: 367, InCareDuringPlan: true, AfterDays: 367},
		{Family: 3, Born: month(2014, 3), InCare: true, Place: foster, CareDays: 2, PlacementDays: 2},
		{Family: 4, Born: month(2007, 2), Sex: 'M', Class: model.UASC, InCare: true, Place: foster, CareDays: 1, PlacementDays: 1},
		{Family: 5, Born: month(2019, 4), OnPlan: true, PlanDays: 367},
		{Family: 5, Born: month(2020, 4), OnPlan: true, PlanDays: 367},
		{Family: 6, Born: month(2021, 5), OnPlan: true, PlanDays: 366},
		{Family: 7, Born: month(2010, 1), Left: true, LeftBy: model.ExitSGO, LeftDays: 1},
		{Family: 8, Born: month(2006, 4), Left: true, LeftBy: model.ExitHome, LeftDays: 11},
		{Family: 9, Born: month(2010, 1), Left: true, LeftBy: model.ExitCAO, LeftDays: 60},
		{Family: 10, Born: month(2015, 6), Sex: 'F', Left: true, LeftBy: model.ExitAdoption, LeftDays: 367},
	}
	got := stockOf(h,
		earlierLeaver{model.ExitAdoption, on("2023-03-31"), on("2015-06-30"), 'F'},
		earlierLeaver{model.ExitSGO, on("2020-03-31"), on("2006-03-31"), 'F'}) // eighteen by now
	for i := range max(len(got), len(want)) {
		if i >= len(got) || i >= len(want) {
			t.Fatalf("%d rows, want %d", len(got), len(want))
		}
		if !reflect.DeepEqual(got[i], want[i]) {
			t.Errorf("row %d:\n got %+v\nwant %+v", i, got[i], want[i])
		}
	}
}

// Rows say nothing of the order of the records, down to the last thing that
// parts them.
func TestStockIsArranged(t *testing.T) {
	t.Parallel()
	in := func(edit func(*model.StockChild)) model.StockChild {
		c := model.StockChild{InCare: true, CareDays: 50, PlanDays: 10, LeftDays: 5, Born: 100, Place: 3, PlacementDays: 20, Sex: 'F'}
		edit(&c)
		return c
	}
	want := []model.StockChild{
		in(func(c *model.StockChild) { c.CareDays = 60 }),
		in(func(c *model.StockChild) { c.PlanDays = 11 }),
		in(func(c *model.StockChild) { c.LeftDays = 4 }),
		in(func(c *model.StockChild) { c.Born = 99 }),
		in(func(c *model.StockChild) { c.Place = 2 }),
		in(func(c *model.StockChild) { c.PlacementDays = 19 }),
		in(func(c *model.StockChild) {}),
		in(func(c *model.StockChild) { c.Sex = 'M' }),
		in(func(c *model.StockChild) { c.InCare, c.CareDays = false, 99 }),
		in(func(c *model.StockChild) { c.InCare, c.Left, c.CareDays = false, true, 100 }),
	}
	for i := range want {
		want[i].Family = i + 1
	}
	for turn := range want {
		s := model.Stock{}
		for i := range want {
			c := want[(i*7+turn)%len(want)]
			c.Family = 0
			s.Children = append(s.Children, c)
		}
		arrange(&s)
		if !reflect.DeepEqual(s.Children, want) {
			t.Fatalf("turn %d: %+v", turn, s.Children)
		}
	}
}

// Allowances to those who left before the records: one who left to special
// guardianship on 1 October 2023, born on 1 January 2018, stands for one a year of
// 366 days earlier, as long as that child is under eighteen on 1 April 2023: twelve
// times, since thirteen years earlier it was born before April 2005.
func TestEarlierLeaversByHand(t *testing.T) {
	t.Parallel()
	h := oneYear(
		born("2018-01-01", stay("2023-05-01", "2023-10-01", model.ExitSGO)),
		born("2005-06-01", stay("2023-04-10", "2023-04-20", model.ExitAdoption)), // too old a year earlier
		born("2018-01-01", stay("2023-05-01", "2023-10-01", model.ExitHome)),
		born("2018-01-01", stay("2023-05-01", "2024-04-01", model.ExitSGO)), // after the window
		born("2018-01-01", stay("2023-05-01", "", 0)),
		model.Child{Periods: []model.PeriodOfCare{stay("2023-05-01", "2023-10-01", model.ExitSGO)}},
	)
	h.Children[0].Sex = 'F'
	w := windowOf(h)
	never := model.NewTable(exitNames(), 1, model.LeftClock)
	got := earlierLeavers(h, w, &never)
	if len(got) != 12 {
		t.Fatalf("%d, want 12", len(got))
	}
	for i, e := range got {
		back := model.Date(366 * (i + 1))
		if want := (earlierLeaver{model.ExitSGO, on("2023-10-01") - back, on("2018-01-01") - back, 'F'}); e != want {
			t.Errorf("number %d: %+v, want %+v", i, e, want)
		}
	}
	// Where 56 % stay away, of n the whole part of 0.56·n does, and the rest of one is carried to
	// the next child.
	often := never
	often.Cells = append([]model.Rate(nil), never.Cells...)
	for b, h := range []float64{4 * 0.5798184952529422, 0, 0, 0, 0} { // −ln 0.56 in a quarter of a year
		often.At(int(model.ExitSGO), 0, b).Mean = h
	}
	h.Children = append(h.Children, born("2018-01-01", stay("2023-05-01", "2023-10-11", model.ExitSGO)))
	got = earlierLeavers(h, w, &often)
	var back []int
	for _, e := range got {
		back = append(back, int(on("2023-10-11")-e.left)/366)
	}
	if want := []int{2, 4, 6, 8, 9, 11, 1, 3, 5, 6, 8, 10, 12}; !reflect.DeepEqual(back, want) {
		t.Errorf("years back %v, want %v", back, want)
	}
	// Records that reach back further show such leavers themselves: then steps are
	// longer.
	h.Children = append(h.Children[:1], born("2010-01-01", stay("2021-01-01", "2022-04-01", model.ExitHome)))
	for i, e := range earlierLeavers(h, w, &never) {
		if want := on("2023-10-01") - model.Date(731*(i+1)); e.left != want {
			t.Errorf("known from 2022: number %d left on %s, want %s", i, e.left, want)
		}
	}
}

// The chance to be away after 1000 days, at returns of 1, 2, 0.5, 0.4 and 0.3 a
// year in the five bands: a quarter of a year, another, half a year, a year, and
// 269.5 days.
func TestStillAwayByHand(t *testing.T) {
	t.Parallel()
	table := model.NewTable(exitNames(), 1, model.LeftClock)
	for b, h := range []float64{1, 2, 0.5, 0.4, 0.3} {
		table.At(int(model.ExitAdoption), 0, b).Mean = h
	}
	for days, sum := range map[float64]float64{
		0: 0, 36.525: 0.1, 100: 0.25 + 2*(100-91.3125)/365.25, 1000: 0.25 + 0.5 + 0.25 + 0.4 + 0.3*269.5/365.25,
	} {
		near(t, "away", stillAway(&table, model.ExitAdoption, days), math.Exp(-sum), 1e-12)
	}
}
