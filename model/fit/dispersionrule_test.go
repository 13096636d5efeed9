package fit

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/carecurve/carecurve/model"
)

// Dispersion by hand: three together where half a one was due, one where one and a
// half were, none where a quarter was: 6.25 + 0.25 + 0.0625 over 4, with twenty
// events apart beforehand. Two tables' clusters sum before they are squared.
func TestDispersionByHand(t *testing.T) {
	t.Parallel()
	table := model.NewTable([]string{"a", "b"}, 1, model.AfterClock)
	table.At(0, 0, 1).Mean = 0.5
	table.At(1, 0, 2).Mean = 1.5
	year := stretch{from: 1000, to: 1000 + 1461, band: 1} // four years
	r := newResiduals(&table)
	family := clusterOf(on("2023-05-01"), "a", key{1, 0})
	r.turn(family)
	r.risk(0, year, 0.25)
	r.event(0, year, 1)
	r.turn(clusterOf(on("2023-05-01"), "", key{2, 0}))
	year.band = 2
	r.risk(1, year, 0.25)
	r.event(1, year, 0.25)
	r.event(1, year, 0.75)
	r.turn(clusterOf(on("2023-05-01"), "", key{2, 1}))
	year.to = year.from + 487
	r.risk(1, year, 0.125)
	r.turn(clusterOf(on("2023-05-01"), "a", key{3, 0})) // the first family again
	r.event(0, year, 2)
	near(t, "dispersion", dispersion(r), (20+6.25+0.25+0.0625)/(20+4), 1e-3)
	if len(r.order) != 3 {
		t.Errorf("%d clusters", len(r.order))
	}
	other := newResiduals(&table)
	other.turn(family)
	other.event(0, year, 5)
	both := newResiduals(&table)
	both.add(r)
	both.add(other)
	near(t, "dispersion of both", dispersion(r, other), (20+7.5*7.5+0.25+0.0625)/(20+9), 1e-3)
	near(t, "dispersion of their sum", dispersion(both), (20+7.5*7.5+0.25+0.0625)/(20+9), 1e-3)
	// Events apart don't make it less than 1.
	near(t, "dispersion of nothing", dispersion(newResiduals(&table)), 1, 0)
	alone := newResiduals(&table)
	for i := range 50 {
		alone.turn(clusterOf(0, "", key{i, 0}))
		alone.event(0, year, 1)
		alone.risk(1, stretch{from: 0, to: 244, band: 2}, 1)
	}
	near(t, "dispersion of regular events", dispersion(alone), 1, 0)
	// Another day or another name is another cluster.
	if clusterOf(1, "a", key{}) == clusterOf(2, "a", key{}) || clusterOf(1, "a", key{}) == clusterOf(1, "b", key{}) || clusterOf(1, "a", key{1, 1}) != clusterOf(1, "a", key{2, 2}) {
		t.Error("clusters are mixed up")
	}
}

// A table's counts and exposure stand whole, but weigh by the dispersion: the
// rates lean on the backbone as with as many events fewer.
func TestDispersedTable(t *testing.T) {
	t.Parallel()
	strata := []string{"a", "b", "c"}
	events, exposure := []float64{30, 80, 10}, []float64{20, 20, 20}
	fill := func(share float64) *tally {
		return tallied(strata, 1, func(s, _ int) (float64, float64) { return share * events[s], share * exposure[s] })
	}
	got, err := fill(1).estimate(2.5)
	if err != nil {
		t.Fatal(err)
	}
	want := estimated(t, fill(0.4))
	near(t, "weight", got.Weight, want.Weight, 1e-9)
	near(t, "dispersion", got.Dispersion, 2.5, 0)
	near(t, "dispersion of none", want.Dispersion, 1, 0)
	for i := range events {
		near(t, strata[i]+": rate", got.Cells[i].Mean, want.Cells[i].Mean, 1e-9)
		near(t, strata[i]+": events", got.Cells[i].Occurrences, events[i], 1e-9)
		near(t, strata[i]+": exposure", got.Cells[i].Exposure, exposure[i], 1e-9)
	}
}

// pairsOf is three years of children who come two by two on a day, and whose cases
// last from 20 to 800 days: both of a pair as long, or each as chance has it.
func pairsOf(n int, together bool, child func(i int, start, end model.Date) model.Child) *model.History {
	rng := rand.New(rand.NewPCG(3, 4))
	h := planned()
	h.From, h.PlansFrom = on("2021-04-01"), on("2021-04-01")
	last := model.Date(0)
	for i := range n {
		start := h.From + model.Date(i/2*2)
		if stay := 20 + model.Date(rng.ExpFloat64()*300); i%2 == 0 || !together {
			last = stay
		}
		h.Children = append(h.Children, child(i, start, start+last))
	}
	return h
}

// ended is a day unless it lies beyond the window.
func ended(d model.Date) model.Date {
	if d > on("2024-03-31") {
		return 0
	}
	return d
}

// Each table, and each level, has the dispersion of its own events: where only
// going home, or plans' ends, or coming back are shared by two, that is nearly 2.
func TestDispersionIsItsOwn(t *testing.T) {
	t.Parallel()
	name := func(i int) string { return fmt.Sprint("family ", i/2) }
	// Every second child has a move as well, as chance has it.
	care := func(together bool) *model.Model {
		rng := rand.New(rand.NewPCG(5, 6))
		h := pairsOf(1000, together, func(i int, start, end model.Date) model.Child {
			p := model.PeriodOfCare{Start: start, StartKnown: true, End: ended(end), Family: name(i), Placements: []model.Placement{{Start: start, StartKnown: true, End: ended(end)}}}
			if i%5 == 4 { // others leave on days of their own
				p.Exit = model.ExitSGO
			}
			if d := start + 5 + model.Date(rng.ExpFloat64()*200); d < end && d < on("2024-03-31") {
				p.Placements[0].End = d
				p.Placements = append(p.Placements, model.Placement{Start: d, StartKnown: true, End: ended(end)})
			}
			return model.Child{Born: start - 2000, Periods: []model.PeriodOfCare{p}}
		})
		var m model.Model
		if err := fitCare(&m, h, windowOf(h), nil, nil); err != nil {
			t.Fatal(err)
		}
		return &m
	}
	both, alone := care(true), care(false)
	for f, want := range [model.ExitFlows][2]float64{{1.35, 2}, {1, 1.2}, {1, 1}, {1, 1}} {
		if d := both.Exits[f].Dispersion; d < want[0] || d > want[1]+1e-6 {
			t.Errorf("%s: dispersion %v, want from %v to %v", model.ExitFlow(f), d, want[0], want[1])
		}
	}
	if d, a := both.Moves.Dispersion, alone.Exits[0].Dispersion; d > 1.15 || a > 1.15 {
		t.Errorf("moves: dispersion %v, going home alone %v", d, a)
	}
	if a, b := alone.ExitLevel.SD, both.ExitLevel.SD; b < a*1.15 {
		t.Errorf("leaving: a level's error of %v for pairs, %v for as many alone", b, a)
	}
	near(t, "moving: a level's error", both.MoveLevel.SD/alone.MoveLevel.SD, 1, 0.1)

	plans := func(together bool) *model.Model {
		return plansOf(t, pairsOf(1000, together, func(i int, start, end model.Date) model.Child {
			c := model.Child{Born: start - 2000, Plans: []model.Plan{{Start: start, End: ended(end), Referral: start - 3}}}
			if i%5 == 4 { // care, of one of two
				c.Plans[0].End = 0
				if from := start + 10 + model.Date(i*7919%211); ended(from) > 0 {
					c.Periods = []model.PeriodOfCare{{Start: from, StartKnown: true, Placements: []model.Placement{{Start: from}}}}
				}
			}
			return c
		}))
	}
	bothPlans, alonePlans := plans(true), plans(false)
	if d, a := bothPlans.PlanEnd.Dispersion, alonePlans.PlanEnd.Dispersion; d < 1.35 || d > 2 || a > 1.15 {
		t.Errorf("plan ends: dispersion %v, alone %v", d, a)
	}
	if c, a := bothPlans.PlanToCare.Dispersion, bothPlans.AfterCare.Dispersion; c > 1.05 || a > 1.05 {
		t.Errorf("plans to care: dispersion %v, after it %v", c, a)
	}
	if a, b := alonePlans.PlanEndLevel.SD, bothPlans.PlanEndLevel.SD; b < a*1.12 {
		t.Errorf("plan ends: a level's error of %v for pairs, %v for as many alone", b, a)
	}
	near(t, "plans to care: a level's error", bothPlans.PlanToCareLevel.SD/alonePlans.PlanToCareLevel.SD, 1, 0.05)

	back := func(together bool) *model.Model {
		m, _ := returnsOf(t, pairsOf(1000, together, func(i int, start, end model.Date) model.Child {
			first := model.PeriodOfCare{Start: start, StartKnown: true, End: start + 10, Family: name(i), Placements: []model.Placement{{Start: start}}}
			c := model.Child{Born: start - 2000, Periods: []model.PeriodOfCare{first}}
			if ended(end) > 0 {
				c.Periods = append(c.Periods, model.PeriodOfCare{Start: end, StartKnown: true, Placements: []model.Placement{{Start: end}}})
			}
			return c
		}))
		return m
	}
	if d, a := back(true).Returns.Dispersion, back(false).Returns.Dispersion; d < 1.5 || d > 2.2 || a > 1.15 {
		t.Errorf("returns: dispersion %v, %v alone", d, a)
	}
}

// Windows are cut into quarters back from their end; what is left at the beginning
// is a quarter of its own from 45 days on, and else goes to the first.
func TestWindowsFirstQuarter(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		from, to string
		starts   string
	}{
		{"2023-04-01", "2024-03-31", "2023-04-01 2023-07-01 2023-10-01 2024-01-01 2024-04-01 "},
		{"2023-02-15", "2024-03-31", "2023-02-15 2023-04-01 2023-07-01 2023-10-01 2024-01-01 2024-04-01 "}, // 45 days
		{"2023-02-16", "2024-03-31", "2023-02-16 2023-07-01 2023-10-01 2024-01-01 2024-04-01 "},            // 44
		{"2024-03-01", "2024-03-31", "2024-03-01 2024-04-01 "},
		{"2023-04-01", "2023-08-15", "2023-04-01 2023-05-16 2023-08-16 "},
	} {
		w := newWindow(on(x.from), on(x.to))
		got := ""
		for _, d := range w.starts {
			got += d.String() + " "
		}
		if got != x.starts {
			t.Errorf("from %s to %s: %s, want %s", x.from, x.to, got, x.starts)
		}
	}
}
