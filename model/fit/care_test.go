package fit

import (
	"fmt"
	"testing"

	"github.com/carecurve/carecurve/model"
)

// cared is what all children's time in care comes to.
func cared(h *model.History, starts map[key][]candidate) *careTally {
	w := windowOf(h)
	t := newCareTally(model.CareClock, model.PlacementClock, w.quarters())
	sums := t.sums()
	for i := range h.Children {
		sums.child(h, w, i, starts)
	}
	return t
}

// exposureOnly is a tally with its events taken away.
func exposureOnly(d days) days {
	out := days{}
	for k, v := range d {
		out[k] = [2]float64{v[0], 0}
	}
	return out
}

// In care since 20 February 2023, five on 10 July, home on 1 September. Time
// counts from 1 April, when 40 days have passed: 51 days are left to day 91 (22
// May); day 182 is 21 August.
//
//	1 Apr – 22 May   51 days   aged 1-4   4-13w    quarter 0
//	22 May – 1 Jul   40        1-4        13-26w   0
//	1 Jul – 10 Jul    9        1-4        13-26w   1
//	10 Jul – 21 Aug  42        5-9        13-26w   1
//	21 Aug – 1 Sep   11        5-9        26-52w   1, where it ends
func TestTimeInCareByHand(t *testing.T) {
	t.Parallel()
	got := cared(oneYear(born("2018-07-10", stay("2023-02-20", "2023-09-01", model.ExitHome))), nil)
	want := days{
		"foster_own 1-4 4-13w 0":  {51, 0},
		"foster_own 1-4 13-26w 0": {40, 0},
		"foster_own 1-4 13-26w 1": {9, 0},
		"foster_own 5-9 13-26w 1": {42, 0},
		"foster_own 5-9 26-52w 1": {11, 1},
	}
	same(t, "going home", got.exits[model.FlowHome].list(), want)
	for _, f := range []model.ExitFlow{model.FlowSGO, model.FlowAdoption, model.FlowOther} {
		same(t, f.String(), got.exits[f].list(), exposureOnly(want))
	}
	// The placement is as old as the period, and ends by no move.
	moves := days{}
	for k, v := range exposureOnly(want) {
		moves["foster_own/in"+k[len("foster_own"):]] = v
	}
	same(t, "moves", got.moves.list(), moves)
}

// A girl of fourteen, in care from 1 June: a home outside the area for 70 days,
// then agency carers in it until after the year. Leaving goes by the time in
// care, moving by the time in the placement, which begins anew on 10 August.
func TestMovesByHand(t *testing.T) {
	t.Parallel()
	got := cared(oneYear(born("2009-01-01", stay("2023-06-01", "", 0,
		sited("2023-06-01", "2023-08-10", model.Residential, model.OutOfArea),
		sited("2023-08-10", "", model.FosterAgency, model.InArea)))), nil)
	same(t, "leaving", got.exits[model.FlowOther].list(), days{
		"residential 10-15 0-1w 0":     {7, 0},
		"residential 10-15 1-4w 0":     {21, 0}, // to 29 June
		"residential 10-15 4-13w 0":    {2, 0},
		"residential 10-15 4-13w 1":    {40, 0},
		"foster_agency 10-15 4-13w 1":  {21, 0}, // to 31 August, day 91
		"foster_agency 10-15 13-26w 1": {31, 0},
		"foster_agency 10-15 13-26w 2": {60, 0}, // to 30 November, day 182
		"foster_agency 10-15 26-52w 2": {32, 0},
		"foster_agency 10-15 26-52w 3": {91, 0}, // to the end, 31 March being a day at risk
	})
	same(t, "moving", got.moves.list(), days{
		"residential/out 10-15 0-4w 0":    {28, 0},
		"residential/out 10-15 4-13w 0":   {2, 0},
		"residential/out 10-15 4-13w 1":   {40, 1},
		"foster_agency/in 10-15 0-4w 1":   {28, 0}, // to 7 September
		"foster_agency/in 10-15 4-13w 1":  {24, 0},
		"foster_agency/in 10-15 4-13w 2":  {39, 0}, // to 9 November
		"foster_agency/in 10-15 13-26w 2": {53, 0},
		"foster_agency/in 10-15 13-26w 3": {38, 0}, // to 8 February
		"foster_agency/in 10-15 26-52w 3": {53, 0},
	})
}

// The eighteenth birthday ends the time at risk and is no event, whatever the
// records say of the way out, and also where they end later. In care since 1
// December 2022: on 1 April 121 days, on 1 June 182; the birthday is day 365.
func TestEighteenthBirthdayIsNoHazard(t *testing.T) {
	t.Parallel()
	want := days{
		"foster_own 16-17 13-26w 0": {61, 0},
		"foster_own 16-17 26-52w 0": {30, 0},
		"foster_own 16-17 26-52w 1": {92, 0},
		"foster_own 16-17 26-52w 2": {61, 0},
	}
	for _, p := range []model.PeriodOfCare{
		stay("2022-12-01", "2023-12-01", model.ExitAged18),
		stay("2022-12-01", "2023-12-20", model.ExitOther),
		stay("2022-12-01", "", 0),
	} {
		got := cared(oneYear(born("2005-12-01", p)), nil)
		for f := range got.exits {
			same(t, model.ExitFlow(f).String(), got.exits[f].list(), want)
		}
	}
}

// Ends on the window's first day have no time at risk; those on its last, and on
// the day after it, which is the first not in care, count.
func TestWindowsEdges(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		from, to     string
		days, events float64
	}{
		{"2022-01-01", "2023-03-31", 0, 0},
		{"2022-01-01", "2023-04-01", 0, 0},
		{"2022-01-01", "2023-04-02", 1, 1},
		{"2024-03-01", "2024-03-31", 30, 1},
		{"2024-03-01", "2024-04-01", 31, 1},
		{"2024-03-01", "2024-04-02", 31, 0},
		{"2024-03-31", "", 1, 0},
		{"2024-04-01", "", 0, 0},
		{"2023-07-05", "2023-07-05", 0, 0},
	} {
		got := cared(oneYear(born("2013-01-01", stay(x.from, x.to, model.ExitSGO))), nil)
		var sum [2]float64
		for _, v := range got.exits[model.FlowSGO].list() {
			sum[0] += v[0]
			sum[1] += v[1]
		}
		near(t, fmt.Sprintf("days at risk from %s to %s", x.from, x.to), sum[0], x.days, 1e-9)
		near(t, fmt.Sprintf("special guardianship from %s to %s", x.from, x.to), sum[1], x.events, 0)
	}
}

// A child without a date of birth takes no part.
func TestNoBirthdayNoRate(t *testing.T) {
	t.Parallel()
	c := born("2013-01-01", stay("2023-05-01", "2023-06-01", model.ExitHome))
	c.Born = 0
	if got := cared(oneYear(c), nil); len(got.exits[0].list())+len(got.moves.list()) > 0 {
		t.Errorf("%v", got.exits[0].list())
	}
}

// The ways out without hazards of their own are parted by the age on leaving:
// two of custody at 16-17, one death under one. All ages lean on two to one by
// five children: (2 + 5·2/3)/(2+5) of custody at 16-17, and 2/3 where nobody left.
func TestOtherWaysOutByAge(t *testing.T) {
	t.Parallel()
	got := cared(oneYear(
		born("2006-06-01", stay("2023-05-01", "2023-07-01", model.ExitCustody)),
		born("2006-07-01", stay("2023-05-01", "2023-09-01", model.ExitCustody)),
		born("2023-04-01", stay("2023-05-01", "2023-09-01", model.ExitDied)),
		born("2020-04-01", stay("2023-05-01", "2023-09-01", model.ExitHome)),
		born("2020-04-01", stay("2022-05-01", "2023-03-01", model.ExitCAO)), // before the window
	), nil)
	split, rest := splitOther(got.other)
	for a, want := range []float64{5 + 2.5, 5, 5, 5, 5 + 2.5} { // few are told as two and a half
		near(t, "cases at "+model.AgeBand(a).String(), float64(rest[a]), want, 0)
	}
	custody, died := 1, 3
	near(t, "custody at 16-17", split[model.Age16to17][custody], (2+5*2/3.0)/7, 1e-12)
	near(t, "death at 16-17", split[model.Age16to17][died], 5/3.0/7, 1e-12)
	near(t, "death under one", split[model.Age0][died], (1+5/3.0)/6, 1e-12)
	near(t, "custody at 5-9", split[model.Age5to9][custody], 2/3.0, 1e-12)
	near(t, "child arrangements at 5-9", split[model.Age5to9][0], 0, 0)
	var none [model.AgeBands][len(model.OtherExits)]float64
	split, _ = splitOther(none)
	near(t, "without any", split[2][4], 0.2, 1e-12)
}

// Sums over parts of the children are those over all.
func TestTalliesAdd(t *testing.T) {
	t.Parallel()
	h := council(3, 60)
	whole := cared(h, nil)
	first, second := *h, *h
	first.Children, second.Children = h.Children[:25], h.Children[25:]
	sum := cared(&first, nil)
	sum.add(cared(&second, nil))
	for f := range whole.exits {
		same(t, model.ExitFlow(f).String(), sum.exits[f].list(), whole.exits[f].list())
	}
	same(t, "moves", sum.moves.list(), whole.moves.list())
	if sum.other != whole.other || whole.other == [model.AgeBands][len(model.OtherExits)]float64{} {
		t.Errorf("other ways out %v, want %v", sum.other, whole.other)
	}
}
