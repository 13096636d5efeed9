package fit

import (
	"fmt"
	"math"
	"testing"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/model/estimate"
)

// tallied is a tally filled by quarters' events and exposures, by stratum.
func tallied(strata []string, quarters int, fill func(stratum, quarter int) (events, exposure float64)) *tally {
	t := newTally(strata, 1, model.Clock{Names: []string{"ever"}}, quarters)
	for s := range strata {
		for q := range quarters {
			t.events[s*quarters+q], t.exposure[s*quarters+q] = fill(s, q)
		}
	}
	return t
}

func estimated(t *testing.T, tl *tally) model.Table {
	t.Helper()
	out, err := tl.estimate(0)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// One cell and one year: events over exposure, as nothing else is known.
func TestOneCellIsItsOwnRate(t *testing.T) {
	t.Parallel()
	got := estimated(t, tallied([]string{"all"}, 4, func(_, q int) (float64, float64) { return float64(q), 2.5 }))
	near(t, "the rate", got.Cells[0].Mean, 0.6, 1e-6)
	near(t, "events", got.Cells[0].Occurrences, 6, 1e-9)
	near(t, "exposure", got.Cells[0].Exposure, 10, 1e-9)
}

// Years' effects are taken out: two settings of the same hazard, one mostly at
// risk in a year of 1, the other in one of 3, come out alike, although there were
// 60 events in 40 years and 100 in 40. The window's mean level stays.
func TestYearEffectsAreTakenOut(t *testing.T) {
	t.Parallel()
	got := estimated(t, tallied([]string{"a", "b"}, 8, func(s, q int) (float64, float64) {
		exposure := [2][2]float64{{30, 10}, {10, 30}}[s][q/4] / 4
		return exposure * [2]float64{1, 3}[q/4], exposure
	}))
	a, b := got.Cells[0], got.Cells[1]
	near(t, "a over b", a.Mean/b.Mean, 1, 0.02)
	near(t, "raw rates", b.Occurrences/a.Occurrences, 100.0/60, 1e-9)
	near(t, "events", a.Mean*a.Exposure+b.Mean*b.Exposure, 160, 0.5)
	// The average year: years weigh by their events, 40 and 120, so the log stands
	// three quarters of the way from 1 to 3; a year's exposure counts by its effect
	// against that.
	near(t, "the rate", a.Mean, math.Pow(3, 0.75), 0.03)
	near(t, "exposure of a", a.Exposure, 30*math.Pow(3, -0.75)+10*math.Pow(3, 0.25), 0.3)
}

// Years are counted from the window's first quarter, the last of them being what
// is left.
func TestYearsOfQuarters(t *testing.T) {
	t.Parallel()
	got := estimated(t, tallied([]string{"a", "b"}, 6, func(s, q int) (float64, float64) {
		exposure := [2][2]float64{{30, 10}, {10, 30}}[s][q/4]
		return exposure * [2]float64{2, 6}[q/4], exposure
	}))
	near(t, "a over b", got.Cells[0].Mean/got.Cells[1].Mean, 1, 0.02)
}

// Cells lean on the backbone by the table's weight, which the data give.
func TestCellsLeanOnTheBackbone(t *testing.T) {
	t.Parallel()
	strata := []string{"a", "b", "c", "d"}
	events, exposure := []float64{10, 20, 1, 0}, []float64{10, 10, 5, 0}
	got := estimated(t, tallied(strata, 1, func(s, _ int) (float64, float64) { return events[s], exposure[s] }))
	prior := make([]float64, 4)
	for i, c := range got.Cells {
		near(t, strata[i]+": events", c.Occurrences, events[i], 1e-9)
		near(t, strata[i]+": exposure", c.Exposure, exposure[i], 1e-9)
		prior[i] = (c.Mean*(exposure[i]+got.Weight) - events[i]) / got.Weight
	}
	// The one without exposure has the backbone's middle, between the others.
	if got.Cells[3].Mean < 0.2 || got.Cells[3].Mean > 2 {
		t.Errorf("without exposure the rate is %v", got.Cells[3].Mean)
	}
	if w := estimate.GammaWeight(events, exposure, prior, 0.1, 1e5); math.Abs(w/got.Weight-1) > 1e-3 {
		t.Errorf("weight %v, want %v", got.Weight, w)
	}
	none := estimated(t, tallied(strata, 1, func(int, int) (float64, float64) { return 0, 0 }))
	for _, c := range none.Cells {
		if c.Mean != 0 {
			t.Errorf("without any exposure the rate is %v", c.Mean)
		}
	}
}

// What pairs of factors add is estimated only where both part, and its spread is
// kept for how sure the rates are.
func TestPairsOfATable(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		strata, ages, bands int
		pairs               [3]bool // stratum × age, stratum × band, age × band
	}{{3, 1, 4, [3]bool{false, true, false}}, {1, model.AgeBands, 4, [3]bool{false, false, true}}, {3, model.AgeBands, 1, [3]bool{true, false, false}}, {2, model.AgeBands, 2, [3]bool{true, true, true}}} {
		clock := model.Clock{Names: []string{"first"}}
		for b := 1; b < x.bands; b++ {
			clock.Names, clock.Edges = append(clock.Names, "more"), append(clock.Edges, float64(10*b))
		}
		tl := newTally(make([]string, x.strata), x.ages, clock, 1)
		for i := range tl.events {
			tl.exposure[i] = 50
			tl.events[i] = float64(20 + (i*i*7)%60) // no product of effects
		}
		got := estimated(t, tl)
		for k, want := range x.pairs {
			if (got.Pairs[k] > 0) != want {
				t.Errorf("%d × %d × %d: pair %d strays by %v", x.strata, x.ages, x.bands, k, got.Pairs[k])
			}
		}
	}
}

// What a quarter's time at risk makes expect.
func TestExpectedByQuarter(t *testing.T) {
	t.Parallel()
	a := tallied([]string{"x", "y"}, 2, func(s, q int) (float64, float64) { return float64(s + q), float64(1 + 2*s + q) })
	b := tallied([]string{"x", "y"}, 2, func(s, q int) (float64, float64) { return 10, 1 })
	of := func(x, y float64) model.Table { return model.Table{Cells: []model.Rate{{Mean: x}, {Mean: y}}} }
	seen, expected := byQuarter([]*tally{a, b}, []model.Table{of(2, 3), of(0.5, 0.25)})
	for q, want := range [][2]float64{{0 + 1 + 20, 2*1 + 3*3 + 0.75}, {1 + 2 + 20, 2*2 + 3*4 + 0.75}} {
		near(t, fmt.Sprint("seen in quarter ", q), seen[q], want[0], 1e-12)
		near(t, fmt.Sprint("expected in quarter ", q), expected[q], want[1], 1e-12)
	}
}

// Leaving and moving have levels of their own, from their own counts.
func TestCareLevels(t *testing.T) {
	t.Parallel()
	h := oneYear()
	for i, end := range []string{"2023-05-01", "2023-06-01", "2023-09-09", "2024-01-02", "2024-01-05", "2024-03-31"} {
		exit := []model.Exit{model.ExitHome, model.ExitSGO, model.ExitOther}[i%3]
		h.Children = append(h.Children, born("2015-01-01", stay("2023-04-01", end, exit)))
	}
	h.Children = append(h.Children, born("2015-01-01", stay("2023-04-01", "", 0,
		sited("2023-04-01", "2023-11-01", model.FosterOwn, model.InArea),
		sited("2023-11-01", "2023-12-01", model.Kinship, model.InArea),
		sited("2023-12-01", "", model.FosterOwn, model.InArea))))
	var m model.Model
	if err := fitCare(&m, h, windowOf(h), nil, nil); err != nil {
		t.Fatal(err)
	}
	exits, moves := make([]float64, 4), make([]float64, 4)
	for _, c := range h.Children {
		p := c.Periods[0]
		for _, pl := range p.Placements {
			end := pl.End
			if end == 0 {
				end = h.To + 1
			}
			for d := pl.Start; d < end; d++ {
				q := quarterOf(h, d)
				for f := range m.Exits {
					exits[q] += m.Exits[f].Cells[cell(t, &m.Exits[f], pl.Setting.String(), "5-9", careBand(d-p.Start))].Mean / model.DaysPerYear
				}
				moves[q] += m.Moves.Cells[cell(t, &m.Moves, pl.Setting.String()+"/in", "5-9", placementBand(d-pl.Start))].Mean / model.DaysPerYear
			}
		}
	}
	near(t, "other ways out at 5-9", m.OtherSplit[model.Age5to9][4], 1, 1e-12)
	leaving := estimate.Wander{Median: 0.089, Spread: 0.35, Return: 0.1}
	sameLevel(t, "leaving", m.ExitLevel, []float64{2, 1, 0, 3}, exits, nil, 1, leaving)
	sameLevel(t, "moving", m.MoveLevel, []float64{0, 0, 2, 0}, moves, nil, 1, leaving)
}
