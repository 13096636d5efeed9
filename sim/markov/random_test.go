package markov_test

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// randomModel is a made-up council of about sixty children: tables whose
// cells vary a lot, streams with and without siblings, seasons and
// unaccompanied children, returns and plans.
func randomModel(rng *rand.Rand) (*model.Model, *model.Stock) {
	between := func(lo, hi float64) float64 { return lo * math.Pow(hi/lo, rng.Float64()) }
	dataDate := model.NewDate(2024, 1+rng.IntN(12), 31)
	dataDate = model.MonthOf(dataDate).Last()
	m := &model.Model{DataDate: dataDate, From: dataDate - 1826, PlanAdult: rng.Float64()}
	table := func(strata []string, ages int, clock model.Clock, mean float64) model.Table {
		t := model.NewTable(strata, ages, clock)
		t.Weight = 20
		falls := between(0.6, 1.1)
		for i := range t.Cells {
			band := i % (len(clock.Edges) + 1)
			h := mean * math.Pow(falls, float64(band)) * between(0.3, 3)
			if rng.IntN(12) == 0 {
				h = 0
			}
			t.Cells[i] = model.Rate{Occurrences: 10 * h, Exposure: 10, Mean: h}
		}
		return t
	}
	for f := range m.Exits {
		m.Exits[f] = table(model.ExitStrata(), model.AgeBands, model.CareClock, between(0.05, 0.5))
	}
	m.Moves = table(model.MoveStrata(), model.AgeBands, model.PlacementClock, between(0.5, 4))
	m.PlanEnd = table([]string{"all"}, model.AgeBands, model.PlanClock, between(0.5, 2))
	m.PlanToCare = table([]string{"all"}, model.AgeBands, model.PlanClock, between(0.1, 1))
	m.AfterCare = table([]string{"all"}, 1, model.AfterClock, between(2, 10))
	var exits []string
	for e := range model.Exits {
		exits = append(exits, model.Exit(e).String())
	}
	m.Returns = table(exits, 1, model.LeftClock, between(0.1, 1))
	if rng.IntN(3) > 0 {
		m.Proceedings = table([]string{"all"}, model.AgeBands, model.CareClock, between(0.3, 2))
		for a := range m.CourtFirst {
			m.CourtFirst[a] = 0.6 * rng.Float64()
		}
	}
	if rng.IntN(3) > 0 {
		m.Repeats = table([]string{"all"}, model.AgeBands, model.LeftClock, between(0.2, 1.5))
		m.RepeatsWithin = 500
	}
	for a := range m.OtherSplit {
		left := 1.0
		for k := range m.OtherSplit[a] {
			x := left * rng.Float64()
			if k == len(m.OtherSplit[a])-1 {
				x = left
			}
			m.OtherSplit[a][k] = x
			left -= x
		}
	}
	shares := func() model.Shares {
		s := model.Shares{Weight: 30}
		sum := 0.0
		for p := range s.Mean {
			if rng.IntN(2) == 0 {
				s.Mean[p] = rng.ExpFloat64()
				sum += s.Mean[p]
			}
		}
		if sum == 0 {
			s.Mean[0], sum = 1, 1
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
	stream := func(yearly float64, groups []float64, ages ...int) model.Stream {
		s := model.Stream{Groups: groups, Level: model.Level{Log: 0.3 * rng.NormFloat64()}}
		for _, a := range ages {
			s.Ages[a] = model.Rate{Exposure: 5, Mean: yearly / float64(len(ages)) * between(0.4, 2)}
		}
		for a := range s.Ages {
			s.Within[a] = make([]float64, model.WithinParts[a])
			sum := 0.0
			for i := range s.Within[a] {
				s.Within[a][i] = rng.Float64()
				sum += s.Within[a][i]
			}
			for i := range s.Within[a] {
				s.Within[a][i] /= sum
			}
		}
		sum := 0.0
		for i := range s.Season {
			s.Season[i] = between(0.6, 1.6)
			sum += s.Season[i] / 12
		}
		for i := range s.Season {
			s.Season[i] /= sum
		}
		return s
	}
	groups := []float64{0.6, 0.3, 0.1}
	if rng.IntN(3) == 0 {
		groups = []float64{1}
	}
	m.Direct = stream(between(5, 30), groups, 0, 1, 2, 3, 4)
	m.PlanStart = stream(between(10, 50), groups, 0, 1, 2, 3, 4)
	m.UASC = stream(between(2, 10), []float64{1}, 3, 4)
	if rng.IntN(3) > 0 {
		m.UASC.Ages = [model.AgeBands]model.Rate{}
	}
	if rng.IntN(2) == 0 {
		m.Population = model.Population{First: 2023, Years: [][model.AgeBands]float64{{1, 1, 1, 1, 1}, {1.1, 1, 0.9, 1.2, 1}, {1.2, 1, 0.8, 1.4, 1}, {1.2, 1, 0.7, 1.4, 1}}}
	}
	for _, l := range []*model.Level{&m.ExitLevel, &m.MoveLevel, &m.PlanEndLevel, &m.PlanToCareLevel} {
		l.Log = 0.2 * rng.NormFloat64()
	}
	m.Together.Plan, m.Together.Care = rng.Float64(), rng.Float64()

	s := &model.Stock{DataDate: dataDate}
	for i := range 60 {
		c := model.StockChild{Family: i/2 + 1, Born: model.MonthOf(dataDate) - model.Month(rng.IntN(216))}
		if i%10 == 9 {
			c.Class = model.UASC
			c.Born = model.MonthOf(dataDate) - 170 - model.Month(rng.IntN(45))
		}
		switch i % 6 {
		case 0:
			c.Left, c.LeftBy, c.LeftDays = true, model.Exit(rng.IntN(model.Exits)), 900*rng.Float64()
			if i%12 == 0 {
				c.OnPlan, c.PlanDays = true, 300*rng.Float64()
			} else if i%18 == 0 {
				c.Left, c.Lapsed, c.LapsedDays = false, true, c.LeftDays
			}
		case 1, 2:
			c.OnPlan, c.PlanDays = true, 800*rng.Float64()*rng.Float64()
		default:
			c.InCare, c.Place = true, model.Place(rng.IntN(model.Places))
			c.CareDays = 2500 * rng.Float64() * rng.Float64()
			c.PlacementDays = c.CareDays * rng.Float64()
			c.Court = i%3 == 0
			if rng.IntN(4) == 0 {
				c.OnPlan, c.PlanDays, c.InCareDuringPlan = true, c.CareDays+100*rng.Float64(), true
				c.AfterDays = min(c.CareDays, 200*rng.Float64())
			}
		}
		s.Children = append(s.Children, c)
	}
	randomProviders(rand.New(rand.NewPCG(math.Float64bits(m.Together.Plan), 9)), m, s)
	return m, s
}

func randomPrices(rng *rand.Rand) model.Prices {
	p := model.Prices{Base: 2023, PlanMonth: 400, Conference: 600, Proceedings: 20000, SGO: 180, Adoption: 150, UASCNight: 143,
		Inflation: map[string][]float64{"default": {0.03, 0.02}}}
	for i := range p.Weekly {
		p.Weekly[i] = 300 + 5000*rng.Float64()
	}
	return p
}

// randomScenario has each kind of primitive now and then.
func randomScenario(rng *rand.Rand, days float64) sim.Scenario {
	s := sim.Scenario{Name: "scenario"}
	certain := sim.Delivery{Probability: 1}
	offers := []string{"a", "b"}
	who := func(places bool) (w sim.Who) {
		if rng.IntN(3) == 0 {
			w.Ages = []model.AgeBand{model.AgeBand(rng.IntN(model.AgeBands)), model.Age10to15}
		}
		if places && rng.IntN(4) == 0 {
			w.Settings = []model.Setting{model.FosterAgency, model.Residential, model.Supported, model.Kinship}
		}
		if places && rng.IntN(4) == 0 {
			w.Locations = []model.Location{model.Location(rng.IntN(2))}
		}
		if places && rng.IntN(4) == 0 {
			w.CareFrom = 200 * rng.Float64()
			if rng.IntN(2) == 0 {
				w.CareTo = w.CareFrom + 400*rng.Float64()
			}
		}
		return w
	}
	reach := func() sim.Reach {
		r := sim.Reach{Offer: offers[rng.IntN(2)], Coverage: 0.3 + 0.7*rng.Float64()}
		if rng.IntN(3) > 0 {
			r.From = days / 2 * rng.Float64()
		}
		if rng.IntN(8) == 0 {
			r.Ramp = days / 3 * rng.Float64()
		}
		if rng.IntN(4) == 0 {
			r.Until = r.From + days/2*rng.Float64()
		}
		r.NewOnly = rng.IntN(3) > 0
		if rng.IntN(3) == 0 {
			r.Lag = 200 * rng.Float64()
		}
		if rng.IntN(3) == 0 {
			r.Fade = 100 + 500*rng.Float64()
		}
		return r
	}
	for i := range 1 + rng.IntN(2) {
		flow := sim.Flow(rng.IntN(sim.Flows))
		s.Changes = append(s.Changes, sim.Change{Intervention: fmt.Sprint("change ", i), Flow: flow, Who: who(flow >= sim.ExitHome && flow <= sim.Move),
			Reach: reach(), Effect: sim.Effect{Log: rng.NormFloat64() * 0.7}, Delivery: certain})
	}
	if rng.IntN(3) == 0 {
		of := sim.ClockKind(rng.IntN(3))
		s.Stretches = append(s.Stretches, sim.Stretch{Intervention: "stretch", Of: of, Who: who(of == sim.PlacementTime),
			Reach: reach(), Effect: sim.Effect{Log: rng.NormFloat64() * 0.4}, Delivery: certain})
	}
	if rng.IntN(3) == 0 {
		in, foster := model.InArea, model.FosterOwn
		w := who(true)
		w.Settings, w.Locations = nil, nil
		s.Reroutes = append(s.Reroutes,
			sim.Reroute{Intervention: "near", Who: w, From: sim.PlaceSet{Locations: []model.Location{model.OutOfArea}}, Location: &in, Share: rng.Float64(), Reach: reach(), Delivery: certain},
			sim.Reroute{Intervention: "foster", From: sim.PlaceSet{Settings: []model.Setting{model.Residential, model.Supported}}, Setting: &foster, Share: rng.Float64(), Reach: reach(), Delivery: certain})
	}
	if rng.IntN(4) == 0 {
		s.Growth = []sim.Growth{{Intervention: "growth", From: days / 3 * rng.Float64(), Yearly: 0.1 * rng.NormFloat64()}}
	}
	if rng.IntN(4) == 0 {
		s.Reprices = []sim.Reprice{{Line: "residential", From: days / 3, Ratio: 0.9}}
	}
	return s
}

func randomProgramme(seed uint64) *sim.Programme {
	rng := rand.New(rand.NewPCG(seed, 7))
	m, s := randomModel(rng)
	years := 1 + rng.IntN(2)
	cal := sim.NewCalendar(m.DataDate, years)
	return &sim.Programme{
		Model: m, Stock: s, Prices: randomPrices(rng), Years: years,
		Scenarios:   []sim.Scenario{{Name: "baseline"}, randomScenario(rng, float64(cal.Days()))},
		Uncertainty: sim.Uncertainty{Chance: true},
	}
}
