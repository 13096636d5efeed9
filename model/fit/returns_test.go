package fit

import (
	"fmt"
	"math"
	"testing"

	"github.com/carecurve/carecurve/model"
)

func returnsOf(t *testing.T, h *model.History) (*model.Model, earlierReturns) {
	t.Helper()
	var m model.Model
	unseen, err := fitReturns(&m, h, windowOf(h), link(h))
	if err != nil {
		t.Fatal(err)
	}
	return &m, unseen
}

// Time since leaving by hand: from 1 May a day is the 92nd, the first past a
// quarter of a year, on 1 August.
func TestReturnsByHand(t *testing.T) {
	t.Parallel()
	byPlan := both("2015-01-01", plan("2023-08-20", ""),
		stay("2022-05-01", "2023-05-01", model.ExitCustody), stay("2023-09-01", "", 0))
	m, _ := returnsOf(t, planned(
		born("2015-01-01", stay("2022-06-01", "2023-05-01", model.ExitHome), stay("2023-09-01", "", 0)),
		// On 1 April 121 days are past; 62 are left of the half year, to 2 June, then
		// 183 of the year, to 2 December.
		born("2015-01-01", stay("2021-06-01", "2022-12-01", model.ExitSGO)),
		byPlan, // ends the time at risk, and is an entry from the plan
		born("2015-01-01", stay("2022-06-01", "2023-05-01", model.ExitDied)),
		born("2005-05-01", stay("2022-06-01", "2023-05-01", model.ExitAged18)),
		born("2005-05-01", stay("2022-06-01", "2023-05-01", model.ExitOther)),   // eighteen that day
		born("2005-05-11", stay("2022-06-01", "2023-05-01", model.ExitOther)),   // ten days before
		born("2015-01-01", stay("2024-01-01", "2024-03-31", model.ExitCAO)),     // on the last day
		born("2015-01-01", stay("2024-01-01", "2024-04-01", model.ExitOtherLA)), // after it
		born("2015-01-01", stay("2022-06-01", "", 0)),
		model.Child{Periods: []model.PeriodOfCare{stay("2022-06-01", "2023-05-01", model.ExitHome)}},
	))
	want := days{
		"home all 0-3m":    {92, 0},
		"home all 3-6m":    {31, 1},
		"sgo all 3-6m":     {62, 0},
		"sgo all 6-12m":    {183, 0},
		"sgo all 1-2y":     {121, 0},
		"custody all 0-3m": {92, 0},
		"custody all 3-6m": {31, 0},
		"other all 0-3m":   {10, 0},
		"cao all 0-3m":     {1, 0},
	}
	same(t, "returns", listed(&m.Returns), want)
	for _, e := range []model.Exit{model.ExitAged18, model.ExitDied} {
		for b := range model.LeftBands {
			if r := *m.Returns.At(int(e), 0, b); r != (model.Rate{}) {
				t.Errorf("%s comes back: %+v", e, r)
			}
		}
	}
}

// A child who comes back and leaves once more is at risk twice, and each time
// from that leaving.
func TestReturnsOfOneChild(t *testing.T) {
	t.Parallel()
	m, _ := returnsOf(t, oneYear(born("2015-01-01",
		stay("2022-06-01", "2023-04-11", model.ExitHome),
		stay("2023-05-01", "2023-06-01", model.ExitHome),
		stay("2023-06-11", "2024-03-01", model.ExitSGO))))
	same(t, "returns", listed(&m.Returns), days{"home all 0-3m": {20 + 10, 2}, "sgo all 0-3m": {31, 0}})
}

// Who comes back within the records although their leaving is not in them: as
// many as come from a steady flow of leavers like those seen. Here day by day: a
// child who left at any day before the records, at one a window's length, and
// returns x days later, is seen x days less the days to the records' beginning.
func TestUnseenReturns(t *testing.T) {
	t.Parallel()
	for _, early := range []string{"", "2023-01-31"} {
		h := oneYear()
		for i := range 6 {
			day := fmt.Sprintf("201%d-06-20", i)
			first := stay("2023-02-01", fmt.Sprintf("2023-0%d-20", 4+i), model.ExitHome)
			c := born(day, first)
			if i%2 == 0 {
				c.Periods = append(c.Periods, stay(fmt.Sprintf("2023-1%d-05", i/2), "", 0))
			}
			h.Children = append(h.Children, c)
		}
		uasc := born("2008-01-01", stay("2023-02-01", "2023-05-01", model.ExitHome))
		uasc.UASC = true
		h.Children = append(h.Children, uasc)
		known := h.From
		if early != "" { // the records reach back to this
			h.Children = append(h.Children, born("2012-01-01", stay("2022-01-01", early, model.ExitSGO)))
			known = on(early)
		}
		m, got := returnsOf(t, h)
		quarter, ages := make([]float64, 4), [model.AgeBands]float64{}
		var quarterOfDay []int
		for d := h.From; d <= h.To; d++ {
			quarterOfDay = append(quarterOfDay, quarterOf(h, d))
		}
		for i := range 6 {
			left := h.Children[i].Periods[0].End
			age := (math.Floor(float64(left-h.Children[i].Born)/model.DaysPerYear*12) + 0.5) / 12
			still := 1.0
			for x := 0; age+float64(x)/model.DaysPerYear < 18; x++ {
				hazard := m.Returns.At(int(model.ExitHome), 0, model.LeftClock.Band(float64(x))).Mean
				back := still * (1 - math.Exp(-hazard/model.DaysPerYear))
				still -= back
				for d := h.From; d <= h.To; d++ {
					if x > 450 || int(d-known) < x { // after 450 days all are in reach
						quarter[quarterOfDay[d-h.From]] += back / 366
						ages[model.AgeBandOf(age+float64(x)/model.DaysPerYear)] += back / 366
					}
				}
			}
		}
		sum := 0.0
		for q := range quarter {
			near(t, fmt.Sprintf("known from %q: quarter %d", early, q), got.quarter[q]/quarter[q], 1, 0.015)
			sum += got.quarter[q]
		}
		if sum < 0.5 {
			t.Errorf("only %.2f are unseen: the test shows little", sum)
		}
		for a := range ages {
			near(t, fmt.Sprintf("known from %q: aged %s", early, model.AgeBand(a)), got.age[a], ages[a], 0.005*sum)
		}
	}
}
