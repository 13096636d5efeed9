package scenarios

import (
	"slices"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// census counts children on the data date, and what is expected to happen to
// them in a year at the rates of that day.
type census struct {
	m     *model.Model
	stock *model.Stock
}

// ageOf is a child's age band on the first day of the projection, born in the
// middle of the month as engines take it.
func (c *census) ageOf(s *model.StockChild) model.AgeBand {
	return model.AgeBandOf(float64(c.m.DataDate+1-(s.Born.First()+15)) / model.DaysPerYear)
}

// each adds up what children of the stock count for.
func (c *census) each(of func(s *model.StockChild, age model.AgeBand) float64) float64 {
	n := 0.0
	for i := range c.stock.Children {
		s := &c.stock.Children[i]
		n += of(s, c.ageOf(s))
	}
	return n
}

func yes(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

func lives(who *sim.Who, s *model.StockChild, a model.AgeBand) bool {
	return s.InCare && who.HasAge(a) && who.HasClass(s.Class) && who.HasPlace(s.Place) && who.HasCare(s.CareDays)
}

func (c *census) inCare(who sim.Who) float64 {
	return c.each(func(s *model.StockChild, a model.AgeBand) float64 { return yes(lives(&who, s, a)) })
}

func (c *census) unaccompanied() float64 {
	return c.each(func(s *model.StockChild, _ model.AgeBand) float64 { return yes(s.InCare && s.Class == model.UASC) })
}

// onPlan leaves out plans of children in care, which can't lead there.
func (c *census) onPlan(who sim.Who) float64 {
	return c.each(func(s *model.StockChild, a model.AgeBand) float64 {
		return yes(s.OnPlan && !s.InCareDuringPlan && who.HasAge(a))
	})
}

func (c *census) lapsed(who sim.Who) float64 {
	return c.each(func(s *model.StockChild, a model.AgeBand) float64 { return yes(s.Lapsed && who.HasAge(a)) })
}

func (c *census) left(who sim.Who) float64 {
	return c.each(func(s *model.StockChild, a model.AgeBand) float64 { return yes(s.Left && who.HasAge(a)) })
}

// events is how many a year a flow brings at the rates of the data date.
func (c *census) events(f sim.Flow, who sim.Who) float64 {
	return c.each(func(s *model.StockChild, a model.AgeBand) float64 { return c.hazard(f, &who, s, a) }) + c.arrivals(f, who)
}

// hazard is a child's rate a year by a flow, 0 for one whom it doesn't concern.
func (c *census) hazard(f sim.Flow, who *sim.Who, s *model.StockChild, a model.AgeBand) float64 {
	m := c.m
	switch f {
	case sim.PlanToCare, sim.PlanEnd:
		if !s.OnPlan || s.InCareDuringPlan || !who.HasAge(a) {
			return 0
		}
		if f == sim.PlanToCare {
			return m.PlanToCare.At(0, a, m.PlanToCare.Clock.Band(s.PlanDays)).Mean * m.PlanToCareLevel.Expected()
		}
		return m.PlanEnd.At(0, a, m.PlanEnd.Clock.Band(s.PlanDays)).Mean * m.PlanEndLevel.Expected()
	case sim.PlanRepeat:
		if !s.Lapsed || len(m.Repeats.Cells) == 0 {
			return 0
		}
		ended := model.AgeBandOf(float64(m.DataDate+1-(s.Born.First()+15))/model.DaysPerYear - s.LapsedDays/model.DaysPerYear)
		if !who.HasAge(ended) {
			return 0
		}
		return m.Repeats.At(0, ended, m.Repeats.Clock.Band(s.LapsedDays)).Mean * m.PlanStart.Level.Expected()
	case sim.Proceedings:
		if !s.InCare || s.Court || s.Class == model.UASC || len(m.Proceedings.Cells) == 0 || !who.HasAge(a) || !who.HasCare(s.CareDays) {
			return 0
		}
		return m.Proceedings.At(0, a, m.Proceedings.Clock.Band(s.CareDays)).Mean
	case sim.EntryReturn:
		if !s.Left || !who.HasAge(a) || len(m.Returns.Cells) == 0 {
			return 0
		}
		return m.Returns.At(int(s.LeftBy), 0, m.Returns.Clock.Band(s.LeftDays)).Mean
	case sim.ExitHome, sim.ExitSGO, sim.ExitAdoption, sim.ExitOther:
		if !lives(who, s, a) {
			return 0
		}
		t := &m.Exits[f-sim.ExitHome]
		return t.At(model.ExitStratum(s.Class, s.Place), a, t.Clock.Band(s.CareDays)).Mean * m.ExitLevel.Expected()
	case sim.Move:
		if !lives(who, s, a) {
			return 0
		}
		return m.Moves.At(model.MoveStratum(s.Class, s.Place), a, m.Moves.Clock.Band(s.PlacementDays)).Mean * m.MoveLevel.Expected()
	}
	return 0
}

// arrivals is how many children a year a stream brings, by the population of
// the data date.
func (c *census) arrivals(f sim.Flow, who sim.Who) float64 {
	n := 0.0
	for a := range model.AgeBand(model.AgeBands) {
		if who.HasAge(a) {
			n += c.arrivalsOf(f, a)
		}
	}
	return n
}

func (c *census) arrivalsOf(f sim.Flow, a model.AgeBand) float64 {
	switch m := c.m; f {
	case sim.EntryDirect:
		return m.Direct.Ages[a].Mean * m.Population.At(m.DataDate, a) * m.Direct.Level.Expected()
	case sim.PlanStart:
		return m.PlanStart.Ages[a].Mean * m.Population.At(m.DataDate, a) * m.PlanStart.Level.Expected()
	case sim.EntryUASC:
		return m.UASC.Ages[a].Mean * m.UASC.Level.Expected()
	}
	return 0
}

// placements is how many first placements and moves a year go to places, of
// children whom who lets pass by age and time in care.
func (c *census) placements(to sim.PlaceSet, who sim.Who) float64 {
	m := c.m
	share := func(s *model.Shares) float64 {
		n := 0.0
		for p := range s.Mean {
			if to.Has(model.Place(p)) {
				n += s.Mean[p]
			}
		}
		return n
	}
	who.Settings, who.Locations = nil, nil
	moves := c.each(func(s *model.StockChild, a model.AgeBand) float64 {
		h := c.hazard(sim.Move, &who, s, a)
		if h == 0 {
			return 0
		}
		return h * share(&m.Next[model.NextStratum(s.Class, s.Place)][a][model.StageOf(model.CareClock.Band(s.CareDays))])
	})
	if !who.HasCare(0) {
		return moves
	}
	first := c.each(func(s *model.StockChild, a model.AgeBand) float64 {
		return (c.hazard(sim.PlanToCare, &who, s, a) + c.hazard(sim.EntryReturn, &who, s, a)) * share(&m.First[model.General][a])
	})
	for a := range model.AgeBand(model.AgeBands) {
		if len(who.Ages) == 0 || slices.Contains(who.Ages, a) {
			first += c.arrivalsOf(sim.EntryDirect, a)*share(&m.First[model.General][a]) + c.arrivalsOf(sim.EntryUASC, a)*share(&m.First[model.UASC][a])
		}
	}
	return moves + first
}
