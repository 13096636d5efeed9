package reports

import (
	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// page is what the template shows, all of it in words.
type page struct {
	Title       string
	Subtitle    string
	Headline    []string
	Warnings    []string
	Scenarios   []scenarioRow
	End         string // last year end
	Year        string // last whole financial year
	Priced      bool
	Ranged      bool // the run has intervals
	Seeded      bool // it drew at random
	Savings     []savingRow
	YearNotes   []string
	Parts       []grid // who brings what
	PartsNote   string
	Averted     []string // what each scenario averts, in words
	Sources     []grid   // why it is uncertain
	SourcesNote string
	Figures     []*figure
	Bridges     []*figure // what moves the cost
	Tornados    []*figure // what savings hang on
	Backtests   []grid
	Unlocated   bool
	Assumptions []assumptionGroup
	Grades      string
	Notes       []string
	Prices      []grid
	PriceSource string
	Budget      grid
	Money       []grid // the medium term, bridges and savings plans
	Method      []string
	Provenance  [][2]string
	Inputs      []model.Source
	Records     []model.Source
}

// cell is a figure with its interval or its change below.
type cell struct{ Value, Below string }

// scenarioRow is one scenario at the end of the horizon.
type scenarioRow struct {
	Name, Title                     string
	LAC, CPP, Cost, Saving          cell
	Probability                     string
	Returns, Moves, Repeats, Risk   cell
	HasCPP, HasCost, HasSaving, Own bool
}

// savingRow is one scenario and financial year.
type savingRow struct {
	Scenario, Year, Cost, Saving, Interval, Probability string
	Returns, Moves, Repeats, Risk                       string
}

type assumptionGroup struct {
	Title string
	Rows  []sim.Assumption
}

func newPage(in *Input) *page {
	p, m := in.Projection, in.Model
	last := len(p.Dates) - 1
	pg := &page{
		Title:    reportTitle(m),
		Subtitle: "Projection from " + dateWords(p.Dates[0]) + " to " + dateWords(p.Dates[last]),
		Headline: headline(in),
		Warnings: in.Meta.Warnings,
		End:      dateWords(p.Dates[last]),
		Priced:   priced(in),
		Ranged:   ranged(in),
		Seeded:   !expected(in),
		Notes:    m.Notes,
		Method:   methodWords(in),
		Inputs:   in.Meta.Inputs,
		Records:  m.Sources,
	}
	if len(p.Years) > 0 {
		pg.Year = p.Years[lastYear(p)].Year.String()
	}
	units := unitsOf(p)
	for i := range p.Scenarios {
		pg.Scenarios = append(pg.Scenarios, rowOf(in, &p.Scenarios[i], i > 0, units))
		if i > 0 {
			if s := avertedWords(in, i); s != "" {
				pg.Averted = append(pg.Averted, p.Scenarios[i].Name+". "+s)
			}
			pg.Savings = append(pg.Savings, savingRows(in, &p.Scenarios[i], units)...)
			if a := p.Scenarios[i].Assumptions; len(a) > 0 {
				pg.Assumptions = append(pg.Assumptions, assumptionGroup{scenarioTitle(&p.Scenarios[i]), a})
			}
		}
	}
	for _, y := range p.Years {
		for _, s := range []string{yearNote(y), flowNote(p, y)} {
			if s != "" {
				pg.YearNotes = append(pg.YearNotes, s)
			}
		}
	}
	pg.figures(in)
	pg.Bridges = bridgeFigures(in)
	pg.Tornados, pg.Backtests = tornadoFigures(in), trialGrids(in)
	if pg.Priced {
		pg.Prices, pg.PriceSource = priceTables(&m.Prices, p.Years), m.Prices.Source
		pg.Budget, pg.Money = budgetTable(in), moneyTables(in)
		if p.Published {
			pg.Money = []grid{mediumTermTable(in, &p.Scenarios[0])}
		}
	}
	if pg.Parts = partsTables(in); len(pg.Parts) > 0 {
		pg.PartsNote = partsWords
	}
	if pg.Sources = sourcesTables(in); len(pg.Sources) > 0 {
		pg.SourcesNote = sourcesWords
	}
	pg.Provenance = provenanceRows(in)
	return pg
}

// reportTitle heads the page and the workbook.
func reportTitle(m *model.Model) string {
	name := m.Authority.Name
	if name == "" {
		name = "This council"
	}
	return name + ": children looked after, child protection plans and cost"
}

func (pg *page) figures(in *Input) {
	for _, f := range []fanOf{
		{"chart-lac", "Children looked after", "the number of children looked after", "lac", "", func(m pastPoint) float64 { return m.LAC }},
		{"chart-cpp", "Child protection plans", "the number of child protection plans", "cpp", "", func(m pastPoint) float64 { return m.CPP }},
	} {
		if fig := stockFigure(in, f); fig != nil {
			pg.Figures = append(pg.Figures, fig)
		}
	}
	if fig := costFigure(in); fig != nil {
		pg.Figures = append(pg.Figures, fig)
	}
	if fig := mixFigure(in); fig != nil {
		pg.Figures = append(pg.Figures, fig)
	}
	if fig := flowsFigure(in); fig != nil {
		pg.Figures = append(pg.Figures, fig)
	}
	if !in.Model.Located {
		pg.Unlocated = true
		return
	}
	if fig := stockFigure(in, fanOf{"chart-out", "Children placed outside the area", "the number of children placed outside the council's area",
		"lac", "location=out", func(m pastPoint) float64 { return m.Out }}); fig != nil {
		pg.Figures = append(pg.Figures, fig)
	}
}

// units are the units of a table's columns of net cost and of savings.
type units struct{ cost, saving money }

// unitsOf is one unit for the costs of all scenarios and years, and one for
// the savings, so that what stands in one column compares at a glance. Savings
// are in thousands where millions would leave little of a scenario's.
func unitsOf(p *sim.Projection) units {
	var u units
	for i := range p.Scenarios {
		if a := sim.Line(p.Scenarios[i].Costs, "total"); a != nil {
			u.cost = u.cost.or(moneyOfYears(a))
		}
		if a := sim.Line(p.Scenarios[i].Savings, "total"); a != nil {
			m := moneyOfYears(a)
			m.thousands = m.largest < million
			u.saving = u.saving.or(m)
		}
	}
	return u
}

func rowOf(in *Input, o *sim.Outcome, own bool, u units) scenarioRow {
	p := in.Projection
	last := len(p.Dates) - 1
	r := scenarioRow{Name: o.Name, Title: scenarioTitle(o), Own: own}
	if v, ok := at(o, "lac", last); ok {
		r.LAC = cell{count(v.Q[q50]), ifRanged(in, countInterval(v), "")}
	}
	if v, ok := at(o, "cpp", last); ok {
		r.CPP, r.HasCPP = cell{count(v.Q[q50]), ifRanged(in, countInterval(v), "")}, true
	}
	if len(p.Years) == 0 {
		return r
	}
	y := lastYear(p)
	if a := sim.Line(o.Costs, "total"); a != nil && priced(in) {
		v := a.Values[y]
		r.Cost, r.HasCost = cell{u.cost.format(v.Q[q50]), ifRanged(in, u.cost.interval(v), "")}, true
	}
	if a := sim.Line(o.Savings, "total"); a != nil && own && priced(in) {
		v := a.Values[y]
		r.Saving, r.HasSaving = cell{u.saving.format(v.Mean), ifRanged(in, u.saving.interval(v), "")}, true
		r.Probability = ifRanged(in, percent(v.Probability), noChance)
	}
	for _, b := range balances(p, o, p.Years[y].Year) {
		c := cell{Value: "not known"}
		if b.Known {
			c = cell{Value: count(b.Value)}
			if own {
				c.Below = change(b.Value - b.Baseline)
			}
		}
		switch b.Measure {
		case "returns":
			r.Returns = c
		case "moves":
			r.Moves = c
		case "repeat_plans":
			r.Repeats = c
		case "days_at_risk":
			if r.Risk = c; b.Known {
				r.Risk.Below = ""
			}
		}
	}
	return r
}

func savingRows(in *Input, o *sim.Outcome, u units) []savingRow {
	p := in.Projection
	saving, cost := sim.Line(o.Savings, "total"), sim.Line(o.Costs, "total")
	if saving == nil || cost == nil || !priced(in) {
		return nil
	}
	var out []savingRow
	for y, year := range p.Years {
		c, v := cost.Values[y], saving.Values[y]
		r := savingRow{Scenario: o.Name, Year: yearWords(year), Cost: u.cost.format(c.Q[q50]), Saving: u.saving.format(v.Mean),
			Interval: ifRanged(in, u.saving.interval(v), noRange), Probability: ifRanged(in, percent(v.Probability), noChance)}
		for _, b := range balances(p, o, year.Year) {
			text := "not known"
			if b.Known {
				text = count(b.Value) + " (" + change(b.Value-b.Baseline) + ")"
			}
			switch b.Measure {
			case "returns":
				r.Returns = text
			case "moves":
				r.Moves = text
			case "repeat_plans":
				r.Repeats = text
			case "days_at_risk":
				if r.Risk = text; b.Known {
					r.Risk = count(b.Value)
				}
			}
		}
		out = append(out, r)
	}
	return out
}
