package fit

import (
	"fmt"
	"strings"
	"testing"

	"github.com/carecurve/carecurve/model"
)

// Cells by hand: a count below five becomes what the rate expects, to a tenth; in
// a stream it becomes two and a half, but nothing stays nothing.
func TestDisclosedByHand(t *testing.T) {
	t.Parallel()
	table := func() model.Table {
		return model.Table{Cells: []model.Rate{
			{Occurrences: 4.9, Exposure: 12.34, Mean: 0.31},
			{Occurrences: 5, Exposure: 12.36, Mean: 0.31},
			{Occurrences: 0, Exposure: 20, Mean: 0.03},
			{Occurrences: 7.26, Exposure: 0.04, Mean: 1},
		}}
	}
	want := []model.Rate{
		{Occurrences: 3.8, Exposure: 12.3, Mean: 0.31},
		{Occurrences: 5, Exposure: 12.4, Mean: 0.31},
		{Occurrences: 0.6, Exposure: 20, Mean: 0.03},
		{Occurrences: 7.3, Exposure: 0, Mean: 1},
	}
	var m model.Model
	tables := []*model.Table{&m.Exits[0], &m.Exits[1], &m.Exits[2], &m.Exits[3], &m.Moves, &m.PlanEnd, &m.PlanToCare, &m.AfterCare, &m.Returns}
	for _, x := range tables {
		*x = table()
	}
	streams := []*model.Stream{&m.Direct, &m.UASC, &m.PlanStart}
	for _, s := range streams {
		s.Ages = [model.AgeBands]model.Rate{{Occurrences: 1, Exposure: 9.99}, {Occurrences: 4.94}, {}, {Occurrences: 5}, {Occurrences: 30.04}}
	}
	disclose(&m)
	for k, x := range tables {
		for i, r := range x.Cells {
			near(t, fmt.Sprintf("table %d: events of cell %d", k, i), r.Occurrences, want[i].Occurrences, 1e-9)
			near(t, fmt.Sprintf("table %d: exposure of cell %d", k, i), r.Exposure, want[i].Exposure, 1e-9)
			near(t, fmt.Sprintf("table %d: rate of cell %d", k, i), r.Mean, want[i].Mean, 0)
		}
	}
	for k, s := range streams {
		for a, x := range []float64{2.5, 2.5, 0, 5, 30} {
			near(t, fmt.Sprintf("stream %d: events at %d", k, a), s.Ages[a].Occurrences, x, 1e-9)
		}
		near(t, "a stream's exposure", s.Ages[0].Exposure, 10, 1e-9)
	}
}

// A stream hides one to four in its rate as in its count, whatever the sizes of
// the populations: of one at one age and four at another neither can be told.
func TestStreamHidesFew(t *testing.T) {
	t.Parallel()
	w := windowOf(oneYear())
	of := func(pop model.Population, n ...int) model.Stream {
		var list []arrival
		for a, k := range n {
			for range k {
				list = append(list, arrival{on: on("2023-05-01"), age: model.AgeBand(a), years: 1})
			}
		}
		m := model.Model{Direct: stream(list, w, pop, earlierReturns{}, wanderEntries)}
		disclose(&m)
		return m.Direct
	}
	pop := model.Population{First: 2023, Years: [][model.AgeBands]float64{{1000, 4000, 1000, 1000, 1000}}}
	for _, s := range []model.Stream{of(pop, 4, 1), of(pop, 1, 4)} {
		for a := range 2 {
			near(t, "occurrences", s.Ages[a].Occurrences, 2.5, 0)
			near(t, "rate", s.Ages[a].Mean*1000*366/model.DaysPerYear, 1, 1e-9)
		}
	}
	for n := 1; n <= 4; n++ {
		s := of(pop, 0, 0, n, 9)
		near(t, "a lone few", s.Ages[2].Occurrences, 2.5, 0)
		near(t, "a lone few's rate", s.Ages[2].Mean*1000*366/model.DaysPerYear, 2.5, 1e-9)
		near(t, "nine", s.Ages[3].Occurrences, 9, 0)
	}
}

// What a reader must know is said, and only that.
func TestNotes(t *testing.T) {
	t.Parallel()
	whole := planned(born("2015-01-01", stay("2023-05-01", "", 0)))
	whole.From = on("2021-04-01")
	whole.Population = model.Population{First: 2023, Years: [][model.AgeBands]float64{{1, 1, 1, 1, 1}}}
	for name, x := range map[string]struct {
		edit     func(*model.History)
		ageless  int
		earlier  int
		said     []string
		warnings int
	}{
		"nothing":     {func(*model.History) {}, 0, 0, nil, 0},
		"ageless":     {func(*model.History) {}, 3, 0, []string{"3 children in care have no date of birth"}, 0},
		"earlier":     {func(*model.History) {}, 0, 1, []string{"before the records begin"}, 0},
		"locations":   {func(h *model.History) { h.Located = false }, 0, 0, []string{"Locations"}, 0},
		"population":  {func(h *model.History) { h.Population = model.Population{} }, 0, 0, []string{"No population"}, 0},
		"census":      {func(h *model.History) { h.PlansFrom, h.Linked = 0, false }, 0, 0, []string{"No children in need census"}, 1},
		"identifiers": {func(h *model.History) { h.Linked = false }, 0, 0, []string{"share no identifiers"}, 0},
		"short":       {func(h *model.History) { h.From = on("2022-04-01") }, 0, 0, []string{"2.0 years only"}, 0},
	} {
		h := *whole
		x.edit(&h)
		var m model.Model
		notes(&m, &h, x.ageless, x.earlier)
		if len(m.Notes) != len(x.said) || len(m.Warnings) != x.warnings {
			t.Errorf("%s: %q, %q", name, m.Notes, m.Warnings)
			continue
		}
		for i := range x.said {
			if !strings.Contains(m.Notes[i], x.said[i]) {
				t.Errorf("%s: %q", name, m.Notes[i])
			}
		}
	}
}

// A fifth without a date of birth is the most that a fit bears; no time at all is
// none.
func TestFitsLimits(t *testing.T) {
	t.Parallel()
	h := council(5, 100)
	in := 0
	for i := range h.Children {
		if c := &h.Children[i]; len(c.Periods) > 0 {
			in++
		}
	}
	gone := 0
	for i := range h.Children {
		c := &h.Children[i]
		if len(c.Periods) > 0 && float64(gone+1) <= 0.2*float64(in) {
			c.Born = 0
			gone++
		}
	}
	m, _ := fitted(t, h)
	if want := fmt.Sprint(gone, " children in care have no date of birth"); !strings.HasPrefix(m.Notes[0], want) {
		t.Errorf("notes %q, want %q", m.Notes, want)
	}
	for i := range h.Children {
		if c := &h.Children[i]; len(c.Periods) > 0 && c.Born != 0 {
			c.Born = 0
			break
		}
	}
	if _, _, err := Fit(h); err == nil || !strings.Contains(err.Error(), fmt.Sprintf("%d of %d children", gone+1, in)) {
		t.Errorf("%d of %d without a date of birth: %v", gone+1, in, err)
	}
	h = council(5, 100)
	h.To = h.From
	if _, _, err := Fit(h); err == nil {
		t.Error("a window of no time was fitted")
	}
}
