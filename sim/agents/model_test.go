package agents

import (
	"math/rand/v2"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// smallModel is a made-up council of some 80 children with every flow alive.
func smallModel(seed uint64) (*model.Model, *model.Stock) {
	rng := rand.New(rand.NewPCG(seed, 1))
	dataDate := model.NewDate(2024, 3, 31)
	m := &model.Model{DataDate: dataDate, From: dataDate - 1826, PlanAdult: 0.5}
	fill := func(strata []string, ages int, clock model.Clock, mean float64) model.Table {
		t := model.NewTable(strata, ages, clock)
		t.Weight = 20
		for i := range t.Cells {
			e := 5 + 20*rng.Float64()
			h := mean * (0.3 + 1.4*rng.Float64())
			t.Cells[i] = model.Rate{Occurrences: e * h, Exposure: e, Mean: h}
		}
		return t
	}
	for f := range m.Exits {
		m.Exits[f] = fill(model.ExitStrata(), model.AgeBands, model.CareClock, 0.12)
	}
	m.Moves = fill(model.MoveStrata(), model.AgeBands, model.PlacementClock, 0.8)
	m.PlanEnd = fill([]string{"all"}, model.AgeBands, model.PlanClock, 1)
	m.PlanToCare = fill([]string{"all"}, model.AgeBands, model.PlanClock, 0.4)
	m.AfterCare = fill([]string{"all"}, 1, model.AfterClock, 5)
	var exits []string
	for e := range model.Exits {
		exits = append(exits, model.Exit(e).String())
	}
	m.Returns = fill(exits, 1, model.LeftClock, 0.2)
	m.Proceedings = fill([]string{"all"}, model.AgeBands, model.CareClock, 0.4)
	m.CourtFirst = [model.AgeBands]float64{0.5, 0.4, 0.3, 0.2, 0.1}
	m.Repeats = fill([]string{"all"}, model.AgeBands, model.LeftClock, 0.3)
	m.RepeatsWithin = 600
	for a := range m.OtherSplit {
		m.OtherSplit[a] = [5]float64{0.3, 0.1, 0.2, 0.05, 0.35}
	}
	shares := func() model.Shares {
		s := model.Shares{Weight: 30}
		sum := 0.0
		for p := range s.Mean {
			s.Mean[p] = rng.ExpFloat64()
			sum += s.Mean[p]
		}
		for p := range s.Mean {
			s.Mean[p] /= sum
		}
		return s
	}
	for c := range m.First {
		for a := range m.First[c] {
			m.First[c][a] = shares()
		}
	}
	m.Next = make([]model.NextRow, model.Classes*model.Places)
	for s := range m.Next {
		for a := range m.Next[s] {
			for g := range m.Next[s][a] {
				m.Next[s][a][g] = shares()
			}
		}
	}
	stream := func(yearly float64, groups ...float64) model.Stream {
		s := model.Stream{Groups: groups, Level: model.Level{Log: 0.1, SD: 0.05, Drift: 0.1, DriftSD: 0.2}}
		for a := range s.Ages {
			s.Ages[a] = model.Rate{Occurrences: yearly, Exposure: 5, Mean: yearly / 5}
			s.Within[a] = make([]float64, model.WithinParts[a])
			for i := range s.Within[a] {
				s.Within[a][i] = 1 / float64(len(s.Within[a]))
			}
		}
		for i := range s.Season {
			s.Season[i] = 1
		}
		return s
	}
	m.Direct, m.UASC, m.PlanStart = stream(20, 0.6, 0.3, 0.1), stream(5, 1), stream(60, 0.4, 0.4, 0.2)
	m.ExitLevel = model.Level{SD: 0.05, Drift: 0.08, DriftSD: 0.3}
	m.MoveLevel, m.PlanEndLevel, m.PlanToCareLevel = m.ExitLevel, m.ExitLevel, m.ExitLevel
	m.Together.Plan, m.Together.Care = 0.5, 0.2

	s := &model.Stock{DataDate: dataDate}
	for i := range 100 {
		c := model.StockChild{Family: i/2 + 1, Born: model.MonthOf(dataDate) - model.Month(rng.IntN(215)) - 1, Class: model.Class(i % 10 / 9)}
		switch i % 10 {
		case 0:
			c.Left, c.LeftBy, c.LeftDays = true, model.Exit(rng.IntN(4)), 700*rng.Float64()
			if i%20 == 0 {
				c.Left, c.Lapsed, c.LapsedDays = false, true, c.LeftDays
			}
		case 1, 2:
			c.OnPlan, c.PlanDays = true, 500*rng.Float64()
		default:
			c.InCare, c.Place = true, model.Place(rng.IntN(model.Places))
			c.CareDays = 2500 * rng.Float64()
			c.PlacementDays = c.CareDays * rng.Float64()
			c.Court = i%20 > 10
			if i%10 == 3 {
				c.OnPlan, c.PlanDays, c.InCareDuringPlan, c.AfterDays = true, 200, true, 20
			}
		}
		s.Children = append(s.Children, c)
	}
	return m, s
}

// prices that tell the places apart.
func smallPrices() model.Prices {
	p := model.Prices{Base: 2024, PlanMonth: 400, Conference: 600, SGO: 180, Adoption: 150, UASCNight: 143}
	for i := range p.Weekly {
		p.Weekly[i] = 100 * float64(i+1)
	}
	return p
}

func programme(m *model.Model, s *model.Stock, list ...sim.Scenario) *sim.Programme {
	return &sim.Programme{
		Model: m, Stock: s, Prices: smallPrices(), Years: 3, Uncertainty: sim.AllUncertainty,
		Scenarios: append([]sim.Scenario{{Name: "baseline"}}, list...),
	}
}

// everything is a scenario with each kind of primitive.
func everything() sim.Scenario {
	in := model.InArea
	certain := sim.Delivery{Probability: 1}
	some := sim.Reach{Offer: "conferences", Coverage: 0.6, From: 30, Ramp: 180}
	return sim.Scenario{
		Name: "everything",
		Changes: []sim.Change{
			{Intervention: "divert", Flow: sim.PlanToCare, Reach: some, Effect: sim.Effect{Key: "divert", Log: -0.5, SD: 0.1}, Delivery: certain},
			{Intervention: "less", Flow: sim.EntryDirect, Reach: sim.Reach{Coverage: 1}, Effect: sim.Effect{Log: -0.3}, Delivery: certain},
			{Intervention: "more", Flow: sim.PlanStart, Reach: sim.Reach{Coverage: 1, From: 100}, Effect: sim.Effect{Log: 0.4}, Delivery: certain},
			{Intervention: "home", Flow: sim.ExitHome, Reach: sim.Reach{Offer: "home", Coverage: 0.5, From: 60, Ramp: 300, Lag: 30, Fade: 365}, Effect: sim.Effect{Log: 0.7}, Delivery: certain},
			{Intervention: "back", Flow: sim.EntryReturn, Reach: sim.Reach{Offer: "back", Coverage: 1}, Effect: sim.Effect{Log: -0.7}, Delivery: certain},
		},
		Stretches: []sim.Stretch{
			{Intervention: "shorter", Of: sim.PlanTime, Reach: some, Effect: sim.Effect{Log: -0.2}, Delivery: certain},
			{Intervention: "stable", Of: sim.PlacementTime, Reach: sim.Reach{Offer: "stable", Coverage: 0.5}, Effect: sim.Effect{Log: 0.5}, Delivery: certain},
		},
		Reroutes: []sim.Reroute{{
			Intervention: "local", From: sim.PlaceSet{Locations: []model.Location{model.OutOfArea}}, Location: &in, Share: 0.5,
			Reach: sim.Reach{Coverage: 1, From: 10}, Delivery: certain,
		}},
		Growth: []sim.Growth{{Yearly: 0.01}},
		Spends: []sim.Spend{{Intervention: "divert", Offer: "conferences", PerCase: 2000, Once: 1000, Yearly: 5000, Delivery: certain}},
	}
}
