package card

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/carecurve/carecurve/model"
)

// pairs is a history of brothers and sisters, two at a time, aged eight, who
// live with kin and leave home at a constant hazard a year; together with the
// probability 1 − apart. It covers three years of a window that opens when some
// are there already.
func pairs(r *rand.Rand, n int, hazard, apart float64) *model.History {
	h := &model.History{From: model.NewDate(2021, 4, 1), To: model.NewDate(2024, 3, 31)}
	first := h.From - 700
	for i := range n {
		start := first + model.Date(r.IntN(int(h.To-first)))
		shared := r.ExpFloat64()
		for k := range 2 {
			need := shared
			if k > 0 && r.Float64() < apart {
				need = r.ExpFloat64()
			}
			p := model.PeriodOfCare{Start: start, StartKnown: true, Family: fmt.Sprint(i)}
			end := start + 1 + model.Date(need/hazard*model.DaysPerYear)
			if end <= h.From {
				continue
			}
			pl := model.Placement{Start: start, StartKnown: true, Setting: model.Kinship}
			if end <= h.To {
				p.End, pl.End = end, end
			}
			p.Placements = []model.Placement{pl}
			h.Children = append(h.Children, model.Child{ID: fmt.Sprint(i, k), Born: start - 8*365 - 100, Periods: []model.PeriodOfCare{p}})
		}
	}
	return h
}

// Given the true rates, what is seen must lie in its range 95 times in 100:
// also where pairs leave together, which naive errors would call too sure, and
// where some come under observation late.
func TestRangesHold(t *testing.T) {
	const hazard = 0.7
	m := flat()
	setStratum(&m.Exits[model.FlowHome], int(model.Kinship), hazard)
	r := rand.New(rand.NewPCG(7, 7))
	square, square1, outside, rows := 0.0, 0.0, 0, 0
	const councils = 60
	for range councils {
		h := pairs(r, 150, hazard, 0.1)
		s := see(h)
		// The records reach back to the first of them, so all starts count.
		s.since, s.watch = 0, nil
		for i := range h.Children {
			s.look(i, 0, &h.Children[i])
		}
		rates := newRates(m)
		for _, row := range careSpells(rates, s, -1).rows(Staying, "All", ways, true) {
			if row.Unit == "%" {
				rows++
				if row.Seen < row.Low || row.Seen > row.High {
					outside++
				}
				if row.Name == "All, 1 year" {
					square += row.Z * row.Z / councils
				}
			}
		}
		for _, row := range stock(rates, s) {
			if row.Part == Stock && row.Name == "on 2024-03-31" {
				square1 += row.Z * row.Z / councils
			}
		}
	}
	// A mean of 60 squares of standard normals has a standard error of 0.18.
	if square < 0.5 || square > 1.6 || square1 < 0.5 || square1 > 1.6 {
		t.Errorf("mean squares of z are %.2f (staying) and %.2f (stock), want 1 each", square, square1)
	}
	if share := float64(outside) / float64(rows); share > 0.12 {
		t.Errorf("%.0f%% of %d shares lie outside their range, want 5%%", 100*share, rows)
	}
}

func TestVerdicts(t *testing.T) {
	rows := judge([]Row{
		counted(Exits, "a", "children", 103, 100, 10, true),
		counted(Exits, "b", "children", 122, 100, 10, true),
		counted(Exits, "c", "children", 150, 100, 10, true),
		counted(Exits, "d", "children", 3, 9, 3, true),
		counted(Staying, "e", "%", 3, 20, 2, true),
	})
	want := []struct {
		grade   Grade
		verdict string
	}{
		{Fits, "fits"}, {Luck, "22% more seen than fitted: may be luck"},
		{Off, "50% more seen than fitted: look at how these ends are coded from year to year"},
		{TooFew, "too few to tell"}, {Off, "17 points fewer stay than fitted: look at the starts and ends of these stays"},
	}
	for i, w := range want {
		if rows[i].Grade != w.grade || rows[i].Verdict != w.verdict {
			t.Errorf("row %s: %s, %q, want %s, %q", rows[i].Name, rows[i].Grade, rows[i].Verdict, w.grade, w.verdict)
		}
	}
	if !rows[3].Few || rows[3].Seen != 0 {
		t.Errorf("three children are told: %+v", rows[3])
	}
}

// One hidden count among parts of a known total would be no secret.
func TestHiddenCountsStayHidden(t *testing.T) {
	var rows []Row
	for _, n := range []float64{40, 2, 0, 9} {
		rows = append(rows, counted(Exits, "", "children", n, 10, 3, false))
	}
	hide(rows)
	if !rows[1].Few || !rows[3].Few || rows[3].Seen != 0 || rows[0].Few || rows[2].Few {
		t.Errorf("hidden: %v %v %v %v, want the second and fourth", rows[0].Few, rows[1].Few, rows[2].Few, rows[3].Few)
	}
}

// A stray row from years before must not stand for a return of that year.
func TestFirstSeen(t *testing.T) {
	h := &model.History{From: model.NewDate(2021, 4, 1), To: model.NewDate(2024, 3, 31)}
	add := func(year, n int) {
		for range n {
			end := model.NewDate(year, 9, 1)
			h.Children = append(h.Children, model.Child{Periods: []model.PeriodOfCare{{Placements: []model.Placement{{Start: end - 10, End: end}}}}})
		}
	}
	add(2021, 40)
	add(2022, 40)
	add(2020, 3)
	if got := firstSeen(h); got != h.From {
		t.Errorf("a few stray rows make the records begin on %s", got)
	}
	add(2020, 30)
	add(2019, 1)
	if got := firstSeen(h); got != model.NewDate(2020, 4, 1) {
		t.Errorf("records begin on %s, want 2020-04-01", got)
	}
}
