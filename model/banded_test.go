package model

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// anyStock draws a council's stock, with rare settings, few unaccompanied
// children, plans in care and children who left.
func anyStock(t *rapid.T) *Stock {
	s := &Stock{DataDate: NewDate(2024, 3, 31)}
	for i := range rapid.IntRange(0, 250).Draw(t, "children") {
		age := rapid.IntRange(0, 215).Draw(t, "age")
		most := float64(age) * DaysPerYear / 12
		share := rapid.Float64Range(0, 1)
		c := StockChild{Family: i + 1, Born: MonthOf(s.DataDate) - Month(age), Class: Class(rapid.IntRange(0, 9).Draw(t, "class") / 9)}
		switch rapid.IntRange(0, 9).Draw(t, "state") {
		case 0, 1:
			c.OnPlan, c.PlanDays = true, most*share.Draw(t, "plan")
		case 2, 3:
			c.Left, c.LeftBy, c.LeftDays = true, Exit(rapid.IntRange(0, Exits-1).Draw(t, "exit")), most*share.Draw(t, "left")
		case 5:
			c.Lapsed, c.LapsedDays = true, most*share.Draw(t, "lapsed")
		case 4:
			c.OnPlan, c.PlanDays, c.InCareDuringPlan = true, most*share.Draw(t, "plan"), true
			fallthrough
		default:
			c.InCare, c.Place = true, Place(rapid.IntRange(0, Places-1).Draw(t, "place"))
			c.CareDays = most * share.Draw(t, "care")
			c.PlacementDays = c.CareDays * share.Draw(t, "here")
		}
		s.Children = append(s.Children, c)
	}
	return s
}

// No cell holds fewer than five children or a bound that is not on the fixed
// edges; every child is in one, and the order of children doesn't show.
func TestBandedHoldsNoFew(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := anyStock(t)
		cells, lost := Banded(s)
		care, plans := 0, 0
		for _, x := range cells {
			if x.Children < LeastCell {
				t.Fatalf("a cell of %d: %+v", x.Children, x)
			}
			for _, b := range []struct {
				Band
				edges []float64
			}{{x.Age, bandAges}, {x.Care, bandMonths}, {x.Here, bandMonths}, {x.Plan, bandMonths}, {x.Gone, bandMonths}} {
				if !slices.Contains(b.edges, b.From) || !slices.Contains(b.edges, b.To) {
					t.Fatalf("bounds %v are no edges", b.Band)
				}
			}
			if x.InCare {
				care += x.Children
			}
			if x.OnPlan {
				plans += x.Children
			}
		}
		if lost >= 4*LeastCell*Classes || care > s.LAC() || s.LAC()-care > lost || plans > s.CPP() || s.CPP()-plans > lost {
			t.Fatalf("%d in care of %d, %d on plans of %d, %d lost", care, s.LAC(), plans, s.CPP(), lost)
		}
		slices.Reverse(s.Children)
		if again, _ := Banded(s); !slices.Equal(again, cells) {
			t.Fatal("another order of children gives other cells")
		}
	})
}

// Children made up from cells lie in their cells: banded again at the same
// edges, none is anywhere else than before.
func TestUnbandedStaysInItsCells(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := anyStock(t)
		cells, _ := Banded(s)
		back := Unbanded(cells, s.DataDate)
		i := 0
		for _, x := range cells {
			for range x.Children {
				c := &back.Children[i]
				i++
				age := ageOn(c, s.DataDate)
				if age < x.Age.From || age >= x.Age.To || c.InCare != x.InCare || c.OnPlan != x.OnPlan || c.Left != x.Left || c.Lapsed != x.Lapsed || x.InCare && c.Place != x.Place {
					t.Fatalf("%+v in %+v", c, x)
				}
				if days := x.Care.To * DaysPerYear / 12; c.CareDays > days+1e-9 || c.PlacementDays > c.CareDays || c.Born > MonthOf(s.DataDate) {
					t.Fatalf("%+v in %+v", c, x)
				}
			}
		}
		if i != len(back.Children) {
			t.Fatalf("%d children of %d cells", len(back.Children), i)
		}
	})
}

// With many children in a few places, cells are narrow: mean age and time in
// care come out as they went in.
func TestBandedKeepsWhatMatters(t *testing.T) {
	s := &Stock{DataDate: NewDate(2024, 3, 31)}
	for i := range 600 {
		age := i * 7 % 216
		c := StockChild{Born: MonthOf(s.DataDate) - Month(age), InCare: true, Place: PlaceOf(Setting(i%4), Location(i/4%2)), CareDays: float64(age*(i%10)) * 3}
		c.PlacementDays = c.CareDays / 2
		s.Children = append(s.Children, c)
	}
	cells, lost := Banded(s)
	back := Unbanded(cells, s.DataDate)
	if lost != 0 || back.LAC() != 600 || len(cells) < 60 {
		t.Fatalf("%d lost, %d in care, %d cells", lost, back.LAC(), len(cells))
	}
	var age, care [2]float64
	for k, x := range []*Stock{s, back} {
		for i := range x.Children {
			age[k] += ageOn(&x.Children[i], s.DataDate) / 600
			care[k] += x.Children[i].CareDays / 600
		}
	}
	if math.Abs(age[1]-age[0]) > 0.1 || math.Abs(care[1]/care[0]-1) > 0.02 {
		t.Errorf("mean age %v became %v, days in care %v became %v", age[0], age[1], care[0], care[1])
	}
}
