package profile

import (
	"context"
	"math"
	"testing"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
	"github.com/carecurve/carecurve/sim/markov"
)

// flat is a model with the same rates everywhere: leave a year by exit flow,
// move a year, half of the moves into residential care out of the area.
func flat(leave [model.ExitFlows]float64, move float64) *model.Model {
	m := &model.Model{DataDate: model.NewDate(2025, 3, 31)}
	m.Population = model.Population{}
	for f := range m.Exits {
		m.Exits[f] = model.NewTable(model.ExitStrata(), model.AgeBands, model.CareClock)
		for i := range m.Exits[f].Cells {
			m.Exits[f].Cells[i].Mean = leave[f]
		}
	}
	m.Moves = model.NewTable(model.MoveStrata(), model.AgeBands, model.PlacementClock)
	for i := range m.Moves.Cells {
		m.Moves.Cells[i].Mean = move
	}
	m.Next = make([]model.NextRow, len(model.NextStrata()))
	for i := range m.Next {
		for a := range m.Next[i] {
			for s := range m.Next[i][a] {
				sh := &m.Next[i][a][s]
				sh.Weight = 1
				sh.Mean[model.PlaceOf(model.FosterOwn, model.InArea)] = 0.5
				sh.Mean[model.PlaceOf(model.Residential, model.OutOfArea)] = 0.5
			}
		}
	}
	for a := range m.OtherSplit {
		m.OtherSplit[a][0] = 1
	}
	return m
}

// With constant hazards all is known in closed form.
func TestOutlookWithConstantHazards(t *testing.T) {
	leave := [model.ExitFlows]float64{0.2, 0.1, 0.05, 0.15}
	f := NewForecaster(flat(leave, 1.3))
	age := 12.0
	o := f.Of(State{Age: age * model.DaysPerYear, Care: 100, Placement: 30, Place: model.PlaceOf(model.Kinship, model.InArea)})
	all, span := 0.5, model.AdultAge-age
	near := func(what string, got, want float64) {
		t.Helper()
		if math.Abs(got-want) > 2e-3*math.Max(1, want) { // what Of promises
			t.Errorf("%s is %v, want %v", what, got, want)
		}
	}
	near("the stay", o.Stay, (1-math.Exp(-all*span))/all*model.DaysPerYear)
	near("a year on", o.Year, math.Exp(-all))
	near("two years on", o.TwoYears, math.Exp(-2*all))
	gone := 1 - math.Exp(-all*span)
	near("home", o.Exit[model.ExitHome], gone*0.2/all)
	near("sgo", o.Exit[model.ExitSGO], gone*0.1/all)
	near("adoption", o.Exit[model.ExitAdoption], gone*0.05/all)
	near("cao", o.Exit[model.ExitCAO], gone*0.15/all)
	near("eighteen", o.Exit[model.ExitAged18], 1-gone)
	sum := 0.0
	for _, p := range o.Exit {
		sum += p
	}
	near("the sum", sum, 1)
}

// The longer spans are stepped through, the levels move as the model says.
func TestOutlookFollowsTheLevel(t *testing.T) {
	m := flat([model.ExitFlows]float64{0.4, 0, 0, 0}, 0)
	m.ExitLevel = model.Level{Log: math.Log(2), Return: 1, LongRun: math.Log(0.5)}
	o := NewForecaster(m).Of(State{Place: 0})
	sum, n := 0.0, 10000
	for i := range n {
		left := math.Exp(-(float64(i) + 0.5) / float64(n))
		sum += 0.4 * math.Exp(left*math.Log(2)+(1-left)*math.Log(0.5)) / float64(n)
	}
	if want := math.Exp(-sum); math.Abs(o.Year-want) > 2e-4 {
		t.Errorf("a year on %v, want %v", o.Year, want)
	}
}

// A child about to turn eighteen, or past it, is done.
func TestOutlookEndsAtEighteen(t *testing.T) {
	f := NewForecaster(flat([model.ExitFlows]float64{0.2}, 1))
	o := f.Of(State{Age: 18 * model.DaysPerYear})
	if o.Stay != 0 || o.Exit[model.ExitAged18] != 1 {
		t.Errorf("%+v", o)
	}
	o = f.Of(State{Age: 18*model.DaysPerYear - 1})
	if o.Stay > 1 || o.Year != 0 || o.Likeliest() != model.ExitAged18 {
		t.Errorf("%+v", o)
	}
}

// The markov engine follows the same child to the same expectation, with
// rates that differ by age, time and place.
func TestOutlookAgreesWithTheEngine(t *testing.T) {
	m := flat([model.ExitFlows]float64{0.3, 0.1, 0.1, 0.1}, 1)
	for f := range m.Exits {
		for i := range m.Exits[f].Cells {
			m.Exits[f].Cells[i].Mean *= 0.4 + float64((7*i+3*f)%11)/6
		}
	}
	for i := range m.Moves.Cells {
		m.Moves.Cells[i].Mean *= 0.3 + float64((5*i)%13)/5
	}
	m.PlanEnd = model.NewTable([]string{"all"}, model.AgeBands, model.PlanClock)
	m.PlanToCare = model.NewTable([]string{"all"}, model.AgeBands, model.PlanClock)
	m.AfterCare = model.NewTable([]string{"all"}, 1, model.AfterClock)
	var exits []string
	for e := range model.Exits {
		exits = append(exits, model.Exit(e).String())
	}
	m.Returns = model.NewTable(exits, 1, model.LeftClock)
	for c := range m.First {
		for a := range m.First[c] {
			m.First[c][a].Mean[0], m.First[c][a].Weight = 1, 1
		}
	}
	for _, s := range []*model.Stream{&m.Direct, &m.UASC, &m.PlanStart} {
		s.Groups = []float64{1}
		for a := range s.Within {
			s.Within[a] = make([]float64, model.WithinParts[a])
			for i := range s.Within[a] {
				s.Within[a][i] = 1 / float64(len(s.Within[a]))
			}
		}
		for i := range s.Season {
			s.Season[i] = 1
		}
	}
	child := model.StockChild{Born: model.NewMonth(2016, 2), InCare: true, Place: model.PlaceOf(model.FosterAgency, model.OutOfArea), CareDays: 200, PlacementDays: 40, Family: 1}
	stock := &model.Stock{DataDate: m.DataDate, Children: []model.StockChild{child}}
	p, err := (markov.Engine{Workers: 1}).Run(context.Background(), &sim.Programme{Model: m, Stock: stock, Years: 2, Scenarios: []sim.Scenario{{Name: "baseline"}}, Uncertainty: sim.Uncertainty{Chance: true}})
	if err != nil {
		t.Fatal(err)
	}
	o := NewForecaster(m).Of(State{Place: child.Place, Age: float64(m.DataDate + 1 - (child.Born.First() + 15)), Care: child.CareDays, Placement: child.PlacementDays})
	lac := p.Scenarios[0].Find("lac", "").Values
	for months, got := range map[int]float64{12: o.Year, 24: o.TwoYears} {
		if want := lac[months].Mean; math.Abs(got-want) > 0.004 {
			t.Errorf("in care %d months on: %.4f, the engine has %.4f", months, got, want)
		}
	}
}
