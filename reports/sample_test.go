package reports

import (
	"math"
	"time"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// sampleInput is a made-up council with a baseline and two scenarios, three
// months into a financial year, with the shape of a real run but no engine.
func sampleInput() Input {
	m := sampleModel()
	cal := sim.NewCalendar(m.DataDate, 3)
	p := &sim.Projection{Engine: "agents", Replicates: 1000, Seed: 1, Dates: cal.Dates}
	for _, y := range cal.Years {
		year := sim.Year{Year: y}
		if y == model.FinancialYearOf(m.DataDate) {
			year.Actual = 3
		}
		p.Years = append(p.Years, year)
	}
	p.Scenarios = []sim.Outcome{
		sampleOutcome(p, "baseline", "", 0),
		sampleOutcome(p, "fgc-at-icpc", "A family group conference for every family at the initial child protection conference", 0.05),
		sampleOutcome(p, "in-area", "Half of new out-of-area placements made in the area", 0.015),
	}
	p.Scenarios[1].Assumptions = []sim.Assumption{
		{Intervention: "conferences", Text: "From 1 October 2025, 60% of new plans are offered a conference, which multiplies the rate of coming into care by 0.60 (0.45 to 0.80).", Source: "A trial, 2024, https://example.org/trial", Grade: "A"},
		{Intervention: "conferences", Text: "Each conference costs £2,000.", Source: "The council's finance team", Grade: ""},
	}
	p.Scenarios[2].Assumptions = []sim.Assumption{{Intervention: "places", Text: "Places in the area are assumed to exist.", Source: "", Grade: "E"}}
	return Input{Projection: p, Model: m, Meta: Meta{
		Version:     "1.0.0",
		Command:     []string{"carecurve", "project", "-m", "m.yaml", "-o", "out"},
		Uncertainty: sim.AllUncertainty,
		Inputs:      []model.Source{{Name: "m.yaml", SHA256: "0f3c5d7a9b1e2f4061728394a5b6c7d8e9f00112233445566778899aabbccdde"}},
		Warnings:    []string{"Places under scenario in-area are assumed: no limit was given."},
		Workers:     2,
		Timings:     []Timing{{"run", 1500 * time.Millisecond}},
	}}
}

func sampleModel() *model.Model {
	m := &model.Model{
		Authority: model.Authority{Name: "Exampleshire", Code: "E10000099"},
		Basis:     "records",
		From:      model.NewDate(2020, 4, 1),
		DataDate:  model.NewDate(2025, 6, 30),
		Located:   true,
		Linked:    true,
		Sources:   []model.Source{{Name: "episodes_2025.csv", SHA256: "aa11bb22cc33dd44ee55ff66aa11bb22cc33dd44ee55ff66aa11bb22cc33dd44"}},
		Notes:     []string{"The share of entries that came by a plan was estimated from linked identifiers."},
	}
	m.Prices = model.Prices{Base: 2024, SGO: 180, Adoption: 150, PlanMonth: 400, Conference: 600, UASCNight: 143,
		Inflation: map[string][]float64{"default": {0.03}, "residential": {0.06, 0.05}}, Source: "council.yaml"}
	weekly := [model.Settings]float64{340, 720, 1180, 5600, 9000, 1650, 2400, 110, 250, 1500}
	for s, v := range weekly {
		m.Prices.Weekly[model.PlaceOf(model.Setting(s), model.InArea)] = v
		m.Prices.Weekly[model.PlaceOf(model.Setting(s), model.OutOfArea)] = v * 1.2
	}
	first, last := model.MonthOf(m.From)-1, model.MonthOf(m.DataDate)
	days := map[model.FinancialYear]*model.PastDays{}
	for i := model.Month(0); first+i <= last; i++ {
		lac := 905 + 1.2*float64(i) + 14*math.Sin(float64(i)/5)
		m.Past.Months = append(m.Past.Months, first+i)
		m.Past.LAC = append(m.Past.LAC, math.Round(lac))
		m.Past.Out = append(m.Past.Out, math.Round(0.34*lac))
		m.Past.CPP = append(m.Past.CPP, math.Round(430+30*math.Sin(float64(i)/9)))
		if i == 0 {
			continue
		}
		y := model.FinancialYearOf((first + i).First())
		if days[y] == nil {
			days[y] = &model.PastDays{Year: y, Complete: true}
		}
		d := days[y]
		for s, share := range sampleShares {
			d.Place[model.PlaceOf(model.Setting(s), model.InArea)] += lac * share * 0.66 * 30.4
			d.Place[model.PlaceOf(model.Setting(s), model.OutOfArea)] += lac * share * 0.34 * 30.4
		}
		d.Plan += 430 * 30.4
		d.UASC += 40 * 30.4
		d.Starts += 40
	}
	for y := model.FinancialYear(2020); y <= 2025; y++ {
		m.Past.Days = append(m.Past.Days, *days[y])
	}
	n := len(m.Past.Months)
	m.Past.Entries, m.Past.Exits, m.Past.PlanStarts = make([]float64, n), make([]float64, n), make([]float64, n)
	return m
}

var sampleShares = [model.Settings]float64{0.17, 0.25, 0.24, 0.13, 0.004, 0.11, 0.01, 0.06, 0.02, 0.006}

// sampleOutcome lets a scenario lower what the baseline has by a share that
// grows to effect over the horizon.
func sampleOutcome(p *sim.Projection, name, title string, effect float64) sim.Outcome {
	o := sim.Outcome{Name: name, Title: title}
	n := len(p.Dates)
	stock := func(breakdown, measure string, level, spread float64) {
		s := sim.Series{Measure: measure, Breakdown: breakdown}
		for i := range n {
			t := float64(i) / 12
			mean := level * (1 + 0.02*t) * (1 - effect*math.Min(1, t/2))
			if i == 0 {
				mean = math.Round(mean)
			}
			s.Values = append(s.Values, sim.Normal(mean, spread*level*math.Sqrt(t)*0.04, true))
		}
		o.Series = append(o.Series, s)
	}
	flow := func(measure string, level float64) {
		s := sim.Series{Measure: measure, First: 1}
		for i := 1; i < n; i++ {
			s.Values = append(s.Values, sim.Normal(level*(1-effect*math.Min(1, float64(i)/24)), math.Sqrt(level), true))
		}
		o.Series = append(o.Series, s)
	}
	stock("", "lac", 981, 1)
	stock("", "cpp", 448, 2)
	for s, share := range sampleShares {
		stock("setting="+model.Setting(s).String(), "lac", 981*share, 1.5)
	}
	stock("location=in", "lac", 981*0.66, 1)
	stock("location=out", "lac", 981*0.34, 1)
	flow("entries", 32)
	flow("exits", 31)
	flow("moves", 70)
	flow("returns", 5*(1+3*effect))
	for _, l := range []struct {
		line  string
		level float64
	}{{"total", 81.4e6}, {"residential", 51.9e6}, {"foster_agency", 16.5e6}, {"plans", 2.1e6}, {"uasc_income", -2.2e6}} {
		costs, savings := sim.Amount{Line: l.line}, sim.Amount{Line: l.line}
		for i := range p.Years {
			t := float64(i) + 0.5
			base := l.level * math.Pow(1.05, t)
			costs.Values = append(costs.Values, sim.Normal(base*(1-effect*math.Min(1, t/2)), math.Abs(base)*0.04*math.Sqrt(t), false))
			savings.Values = append(savings.Values, sim.Normal(base*effect*math.Min(1, t/2), math.Abs(base)*0.016*effect/0.05*math.Sqrt(t), false))
		}
		o.Costs = append(o.Costs, costs)
		if name != "baseline" {
			o.Savings = append(o.Savings, savings)
		}
	}
	return o
}

// tinyProjection is small enough for golden files to be read line by line.
func tinyProjection() *sim.Projection {
	p := &sim.Projection{Engine: "markov", Seed: 7,
		Dates: []model.Date{model.NewDate(2026, 1, 31), model.NewDate(2026, 2, 28), model.NewDate(2026, 3, 31)},
		Years: []sim.Year{{Year: 2025, Part: true}, {Year: 2026}}}
	summary := func(mean, sd float64) sim.Summary { return sim.Normal(mean, sd, false) }
	baseline := sim.Outcome{Name: "baseline",
		Series: []sim.Series{
			{Measure: "lac", Values: []sim.Summary{summary(100, 0), summary(101.25, 2), summary(102.5, 3)}},
			{Measure: "lac", Breakdown: "setting=residential;location=out", Values: []sim.Summary{summary(0, 0), summary(0, 0), summary(0.00001, 0)}},
			{Measure: "entries", First: 1, Values: []sim.Summary{summary(5, 2.25), summary(5.3333333, 2)}}},
		Costs: []sim.Amount{{Line: "total", Values: []sim.Summary{summary(1234567.891, 100000), summary(7e6, 2.5e5)}}}}
	cut := baseline
	cut.Name, cut.Title = "cut", "A \"cut\", with a comma"
	cut.Savings = []sim.Amount{{Line: "total", Values: []sim.Summary{summary(0, 0), summary(-1234.5, 1000)}}}
	p.Scenarios = []sim.Outcome{baseline, cut}
	return p
}
