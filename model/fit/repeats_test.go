package fit

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/carecurve/carecurve/model"
)

// plansOnly is a council of which censuses alone tell of plans: first ones at a
// steady rate, of half a year on average, and repeats at so many a year after an
// end, under a year and over. Plans that ended before the censuses aren't shown.
func plansOnly(seed uint64, early, late, yearly float64) (h *model.History, repeats int) {
	rng := rand.New(rand.NewPCG(seed, 9))
	from, to := model.NewDate(2019, 4, 1), model.NewDate(2024, 3, 31)
	h = &model.History{From: from, To: to, PlansFrom: from, PlansTo: to, Linked: true}
	for day := float64(from) - 9*model.DaysPerYear; ; {
		day += rng.ExpFloat64() / yearly * model.DaysPerYear
		if day > float64(to) {
			break
		}
		c := model.Child{ID: fmt.Sprint(len(h.Children)), Born: model.Date(day - 8*rng.Float64()*model.DaysPerYear)}
		for t := day; t <= float64(to); {
			end := t + 1 + rng.ExpFloat64()*model.DaysPerYear/2
			p := model.Plan{Start: model.Date(t), End: model.Date(end)}
			if p.End > to {
				p.End = 0
			}
			if p.End.IsZero() || p.End >= from {
				if len(c.Plans) > 0 && p.Start >= from {
					repeats++
				}
				c.Plans = append(c.Plans, p)
			}
			need := rng.ExpFloat64()
			wait := need / early
			if wait > 1 {
				wait = 1 + (need-early)/late
			}
			if wait > 4.99 { // the records can't tell later ones
				break
			}
			t = end + wait*model.DaysPerYear
		}
		if len(c.Plans) > 0 {
			h.Children = append(h.Children, c)
		}
	}
	// A model needs someone in care.
	h.Children = append(h.Children, model.Child{ID: "care", Born: from - 3000, Periods: []model.PeriodOfCare{{Start: from, StartKnown: true,
		Placements: []model.Placement{{Start: from, StartKnown: true}}}}})
	return h, repeats
}

// Hazards of coming back are found, and first plans are told from repeats of
// those whose plans ended before the records.
func TestRepeatPlans(t *testing.T) {
	const early, late, yearly = 0.30, 0.12, 400.0
	var events, expected [2]float64
	first, starts := 0.0, 0.0
	const councils = 6
	for seed := range uint64(councils) {
		h, _ := plansOnly(seed, early, late, yearly)
		m, s, err := Fit(h)
		if err != nil {
			t.Fatal(err)
		}
		for i, c := range m.Repeats.Cells {
			group, hazard := 0, early
			if m.Repeats.Factors(i)[2] >= 3 {
				group, hazard = 1, late
			}
			events[group] += c.Exposure * c.Mean
			expected[group] += c.Exposure * hazard
		}
		for a := range m.PlanStart.Ages {
			first += m.PlanStart.Ages[a].Mean / councils
		}
		for i := range h.Children {
			for _, p := range h.Children[i].Plans {
				if p.Start >= h.From {
					starts += 0.2 / councils
				}
			}
		}
		lapsed := 0
		for i := range s.Children {
			if c := &s.Children[i]; c.Lapsed {
				lapsed++
				if c.OnPlan || c.InCare || c.LapsedDays < 0 {
					t.Fatalf("%+v", *c)
				}
			}
		}
		off := 0
		for i := range h.Children {
			if n := len(h.Children[i].Plans); n > 0 {
				if end := h.Children[i].Plans[n-1].End; end != 0 && h.Children[i].Born.Birthday(model.AdultAge) > h.To {
					off++
				}
			}
		}
		if lapsed != off {
			t.Errorf("%d children off a plan in the stock, want %d", lapsed, off)
		}
	}
	for g := range events {
		if ratio, se := events[g]/expected[g], 1/math.Sqrt(expected[g]); math.Abs(ratio-1) > 3.5*se+0.01 {
			t.Errorf("hazard %d: fitted over true %.3f, standard error %.3f", g, ratio, se)
		}
	}
	// Some 1 % of what look like first plans can't be told from them: repeats later
	// than nine years, where this history begins.
	if se := math.Sqrt(yearly/5/councils) * 1.2; math.Abs(first-yearly) > 3*se+0.01*yearly {
		t.Errorf("%.1f first plans a year, want %.0f, standard error %.1f", first, yearly, se)
	}
	if starts < 1.15*first {
		t.Errorf("%.1f plans a year, of which %.1f first ones: repeats tell nothing", starts, first)
	}
}

// Without a second plan, all plans are first ones.
func TestNoRepeatPlans(t *testing.T) {
	h, _ := plansOnly(1, 1e-9, 1e-9, 200)
	m, s, err := Fit(h)
	if err != nil {
		t.Fatal(err)
	}
	if len(m.Repeats.Cells) > 0 {
		t.Error("there are rates of repeat plans")
	}
	for i := range s.Children {
		if s.Children[i].Lapsed {
			t.Fatal("there are children who may come back on a plan")
		}
	}
}
