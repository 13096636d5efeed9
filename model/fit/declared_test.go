package fit

import (
	"math"
	"strings"
	"testing"

	"github.com/carecurve/carecurve/model"
)

// unlinked is a council whose plans and periods of care are of different
// identifiers.
func unlinked(seed uint64, children int, share float64) *model.History {
	h := council(seed, children)
	h.Linked, h.ByPlan = false, share
	var apart []model.Child
	for _, c := range h.Children {
		if len(c.Plans) > 0 && len(c.Periods) > 0 {
			other := c
			c.Periods, other.Plans = nil, nil
			other.ID += "b"
			apart = append(apart, other)
		}
		apart = append(apart, c)
	}
	h.Children = apart
	return h
}

// expectedEntries is what the rates make of the window: from home, and by plans.
func expectedEntries(m *model.Model) (home, plan float64) {
	for _, a := range m.Direct.Ages {
		home += a.Mean * a.Exposure
	}
	for _, c := range m.PlanToCare.Cells {
		plan += c.Mean * c.Exposure
	}
	return home, plan
}

// declaredModel fits what the declaration touches, before counts are rounded.
func declaredModel(t *testing.T, h *model.History) *model.Model {
	t.Helper()
	m := &model.Model{}
	w, l := windowOf(h), link(h)
	if err := fitPlans(m, h, l, nil); err != nil {
		t.Fatal(err)
	}
	unseen := earlierReturns{quarter: make([]float64, w.quarters())}
	byPlan, err := declare(m, h, w, l, unseen)
	if err != nil {
		t.Fatal(err)
	}
	fitArrivals(m, h, w, l, unseen.with(byPlan), &repeated{}, nil)
	return m
}

// All entries stay as many as were seen, whatever share of them is declared; plans
// last as long.
func TestDeclaredShareKeepsEntries(t *testing.T) {
	t.Parallel()
	for seed := range uint64(3) {
		without := declaredModel(t, unlinked(seed, 2500, 0))
		before, none := expectedEntries(without)
		if none > 0.01 {
			t.Fatalf("%v entries by plans, and nothing says so", none)
		}
		for _, share := range []float64{0.01, 0.05 + 0.02*float64(seed), 0.12} {
			h := unlinked(seed, 2500, share)
			seen := countEntries(h, windowOf(h), planWindow(h), link(h))
			m := declaredModel(t, h)
			home, plan := expectedEntries(m)
			near(t, "entries by plans", plan, share*seen.all, 1e-6)
			near(t, "entries", home+plan, before, 1e-6)
			// Ends before care and after it are those seen, in the time seen.
			ends, lived, was, wasLived := 0.0, 0.0, 0.0, 0.0
			for i, c := range m.PlanEnd.Cells {
				o := without.PlanEnd.Cells[i]
				ends, lived, was, wasLived = ends+c.Mean*c.Exposure, lived+c.Exposure, was+o.Mean*o.Exposure, wasLived+o.Exposure
			}
			for _, c := range m.AfterCare.Cells {
				ends, lived = ends+c.Mean*c.Exposure, lived+c.Exposure
			}
			near(t, "plans' ends", ends, was, 1e-6)
			near(t, "years on plans", lived, wasLived, 1e-6)
		}
	}
}

// By hand: 40 babies and 40 children of five to nine come from home, each band with
// one plan year after year; a baby's band is a fifth as wide, so that five times the
// risk gives five in six of the 24 that 30 % of all 80 are.
func TestDeclaredShareByHand(t *testing.T) {
	t.Parallel()
	most, weight := [model.AgeBands]float64{36, 0, 36}, [model.AgeBands]float64{36 / 1.0, 0, 36 / 5.0}
	got, ok := shareOut(24, weight, most)
	if !ok || math.Abs(got[0]-20) > 1e-9 || math.Abs(got[2]-4) > 1e-9 {
		t.Errorf("%v, want 20 and 4", got)
	}
	// 60 are more than the babies' five sixths: 36 of them, 24 of the others.
	got, ok = shareOut(60, weight, most)
	if !ok || math.Abs(got[0]-36) > 1e-9 || math.Abs(got[2]-24) > 1e-9 {
		t.Errorf("%v, want 36 and 24", got)
	}
	if _, ok = shareOut(73, weight, most); ok {
		t.Error("73 of 72 can't come by a plan")
	}
	// A plan beside care lasts 0.0767 years in its first four weeks and after, as
	// England's hazards of 5, 10 and 8 make it: (1-e^-0.383)/5 + ….
	after := afterCareTime()
	if got := 5*after[0] + 10*after[1] + 8*after[2]; math.Abs(got-1) > 1e-12 {
		t.Errorf("%v of plans end after care, want all", got)
	}
	if want := (1 - math.Exp(-5*28/model.DaysPerYear)) / 5; math.Abs(after[0]-want) > 1e-12 {
		t.Errorf("%v years in the first four weeks, want %v", after[0], want)
	}
}

// By hand: 40 entries each of children of two, whose band is four years wide, and of
// six, whose is five, and as many plans of each. A head has five in nine and four.
func TestDeclaredShareByAge(t *testing.T) {
	t.Parallel()
	var list []model.Child
	for _, day := range []string{"2021-02-01", "2017-02-01"} {
		for range 40 {
			list = append(list, born(day, stay("2023-06-01", "", 0)), onPlan(day, plan("2023-05-10", "2023-11-20")))
		}
	}
	h := planned(list...)
	h.Linked, h.ByPlan = false, 0.3
	l, m := link(h), plansOf(t, h)
	byPlan, err := declare(m, h, windowOf(h), l, earlierReturns{})
	if err != nil {
		t.Fatal(err)
	}
	near(t, "of one to four", byPlan.age[model.Age1to4], 24*5.0/9, 1e-9)
	near(t, "of five to nine", byPlan.age[model.Age5to9], 24*4.0/9, 1e-9)
	near(t, "in all quarters", added(byPlan.quarter), 24, 1e-9)
	// With as many children of each band's ages a head has the same.
	h.Population = model.Population{First: 2023, Years: [][model.AgeBands]float64{{900, 900, 900, 900, 900}}}
	if byPlan, err = declare(plansOf(t, h), h, windowOf(h), l, earlierReturns{}); err != nil {
		t.Fatal(err)
	}
	near(t, "of one to four, by population", byPlan.age[model.Age1to4], 12, 1e-9)
}

// Fit says that the share is declared, refuses one that can't be, and lets
// identifiers that are shared tell it.
func TestDeclaredShareIsSaid(t *testing.T) {
	t.Parallel()
	m, _, err := Fit(unlinked(4, 700, 0.1))
	if err != nil {
		t.Fatal(err)
	}
	if len(m.Warnings) != 1 || !strings.Contains(m.Warnings[0], "that 10% of entries come by a plan is declared") {
		t.Errorf("warnings %q", m.Warnings)
	}
	if _, plan := expectedEntries(m); plan <= 0 || m.PlanToCareLevel.SD <= 0 {
		t.Errorf("%v entries by plans, level %+v", plan, m.PlanToCareLevel)
	}
	if _, _, err = Fit(unlinked(4, 700, 0.98)); err == nil || !strings.Contains(err.Error(), "98% of entries come by a plan, but at most") {
		t.Errorf("98%%: %v", err)
	}
	plain, declared := council(4, 700), council(4, 700)
	declared.ByPlan = 0.1
	a, _ := fitted(t, plain)
	b, _ := fitted(t, declared)
	if b.PlanToCare.Cells[3] != a.PlanToCare.Cells[3] || !strings.Contains(strings.Join(b.Notes, "\n"), "is not used: plans and periods of care share identifiers") {
		t.Errorf("a declared share stands above shared identifiers: %q", b.Notes)
	}
}
