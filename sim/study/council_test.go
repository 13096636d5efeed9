package study

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
	"github.com/carecurve/carecurve/sim/agents"
)

// council is a made-up one with some 150 children in care, 40 on plans and two
// years to go; out of the area placements cost more.
func council(list ...sim.Scenario) *sim.Programme {
	rng := rand.New(rand.NewPCG(1, 2))
	dataDate := model.NewDate(2024, 3, 31)
	m := &model.Model{DataDate: dataDate, From: dataDate - 1826, PlanAdult: 0.5, Located: true, Linked: true}
	table := func(strata []string, ages int, clock model.Clock, mean float64) model.Table {
		t := model.NewTable(strata, ages, clock)
		for i := range t.Cells {
			t.Cells[i] = model.Rate{Occurrences: 50 * mean, Exposure: 50, Mean: mean}
		}
		return t
	}
	for f := range m.Exits {
		m.Exits[f] = table(model.ExitStrata(), model.AgeBands, model.CareClock, 0.1)
	}
	m.Moves = table(model.MoveStrata(), model.AgeBands, model.PlacementClock, 0.5)
	m.PlanEnd = table([]string{"plan"}, model.AgeBands, model.PlanClock, 1)
	m.PlanToCare = table([]string{"plan"}, model.AgeBands, model.PlanClock, 0.5)
	m.AfterCare = table([]string{"plan"}, 1, model.AfterClock, 5)
	var exits []string
	for e := range model.Exits {
		exits = append(exits, model.Exit(e).String())
	}
	m.Returns = table(exits, 1, model.LeftClock, 0.1)
	for a := range m.OtherSplit {
		m.OtherSplit[a] = [5]float64{0.2, 0.2, 0.2, 0.2, 0.2}
	}
	some := model.Shares{Weight: 100}
	for _, s := range []model.Setting{model.FosterOwn, model.FosterAgency, model.Residential} {
		some.Mean[model.PlaceOf(s, model.InArea)], some.Mean[model.PlaceOf(s, model.OutOfArea)] = 0.2, 2.0/15
	}
	for c := range m.First {
		for a := range m.First[c] {
			m.First[c][a] = some
		}
	}
	m.Next = make([]model.NextRow, model.Classes*model.Places)
	for s := range m.Next {
		for a := range m.Next[s] {
			for g := range m.Next[s][a] {
				m.Next[s][a][g] = some
			}
		}
	}
	stream := func(yearly float64, groups ...float64) model.Stream {
		s := model.Stream{Groups: groups, Level: model.Level{SD: 0.05, Drift: 0.08}}
		for a := range s.Ages {
			s.Ages[a] = model.Rate{Occurrences: 5 * yearly, Exposure: 5, Mean: yearly}
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
	m.Direct, m.UASC, m.PlanStart = stream(6, 0.7, 0.3), stream(1, 1), stream(12, 0.6, 0.4)
	m.ExitLevel = model.Level{SD: 0.05, Drift: 0.05}
	m.MoveLevel, m.PlanEndLevel, m.PlanToCareLevel = m.ExitLevel, m.ExitLevel, m.ExitLevel

	s := &model.Stock{DataDate: dataDate}
	for i := range 190 {
		c := model.StockChild{Family: i + 1, Born: model.MonthOf(dataDate) - model.Month(rng.IntN(200)) - 1}
		if i < 40 {
			c.OnPlan, c.PlanDays = true, 400*rng.Float64()
		} else {
			setting := []model.Setting{model.FosterOwn, model.FosterAgency, model.Residential}[i%3]
			c.InCare, c.Place = true, model.PlaceOf(setting, model.Location(i%5/3))
			c.CareDays = 2000 * rng.Float64()
			c.PlacementDays = c.CareDays * rng.Float64()
		}
		s.Children = append(s.Children, c)
	}
	p := model.Prices{Base: 2024, PlanMonth: 400, Inflation: map[string][]float64{"default": {0.03}}}
	for place := range p.Weekly {
		p.Weekly[place] = 1000 + 500*float64(model.Place(place).Location())
	}
	return &sim.Programme{Model: m, Stock: s, Prices: p, Years: 2, Uncertainty: sim.AllUncertainty,
		Scenarios: append([]sim.Scenario{{Name: "baseline"}}, list...)}
}

var certain = sim.Delivery{Probability: 1}

// times is an intervention that multiplies a flow for all its cases.
func times(name string, flow sim.Flow, ratio float64) sim.Change {
	return sim.Change{Intervention: name, Flow: flow, Reach: sim.Reach{Offer: name, Coverage: 1}, Effect: sim.Effect{Key: name, Log: math.Log(ratio)}, Delivery: certain}
}

// local sends half of what would go out of the area to the same inside.
func local(name string) sim.Reroute {
	in := model.InArea
	return sim.Reroute{Intervention: name, From: sim.PlaceSet{Locations: []model.Location{model.OutOfArea}}, Location: &in, Share: 0.5, Reach: sim.Reach{Coverage: 1}, Delivery: certain}
}

func ran(t *testing.T, e sim.Engine, p *sim.Programme) *sim.Projection {
	t.Helper()
	out, err := e.Run(context.Background(), p)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func few(replicates int) agents.Engine { return agents.Engine{Replicates: replicates, Seed: 3} }
