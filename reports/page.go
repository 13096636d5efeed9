package reports

import (
	"fmt"
	"strconv"
	"strings"

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
	Savings     []savingRow
	YearNotes   []string
	Figures     []*figure
	Unlocated   bool
	Assumptions []assumptionGroup
	Grades      string
	Notes       []string
	Prices      []grid
	PriceSource string
	Budget      grid
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
	Returns, Moves                  cell
	HasCPP, HasCost, HasSaving, Own bool
}

// savingRow is one scenario and financial year.
type savingRow struct {
	Scenario, Year, Cost, Saving, Interval, Probability string
	Returns, Moves                                      string
}

type assumptionGroup struct {
	Title string
	Rows  []sim.Assumption
}

func newPage(in *Input) *page {
	p, m := in.Projection, in.Model
	name := m.Authority.Name
	if name == "" {
		name = "This council"
	}
	last := len(p.Dates) - 1
	pg := &page{
		Title:    name + ": children looked after, child protection plans and cost",
		Subtitle: "Projection from " + dateWords(p.Dates[0]) + " to " + dateWords(p.Dates[last]),
		Headline: headline(in),
		Warnings: in.Meta.Warnings,
		End:      dateWords(p.Dates[last]),
		Priced:   priced(in),
		Notes:    m.Notes,
		Method:   methodWords(in),
		Inputs:   in.Meta.Inputs,
		Records:  m.Sources,
	}
	if len(p.Years) > 0 {
		pg.Year = p.Years[lastYear(p)].Year.String()
	}
	for i := range p.Scenarios {
		pg.Scenarios = append(pg.Scenarios, rowOf(in, &p.Scenarios[i], i > 0))
		if i > 0 {
			pg.Savings = append(pg.Savings, savingRows(in, &p.Scenarios[i])...)
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
	if pg.Priced {
		pg.Prices, pg.PriceSource = priceTables(&m.Prices, p.Years), m.Prices.Source
		pg.Budget = budgetTable(in)
	}
	pg.Provenance = provenanceRows(in)
	return pg
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
	if !in.Model.Located {
		pg.Unlocated = true
		return
	}
	if fig := stockFigure(in, fanOf{"chart-out", "Children placed outside the area", "the number of children placed outside the council's area",
		"lac", "location=out", func(m pastPoint) float64 { return m.Out }}); fig != nil {
		pg.Figures = append(pg.Figures, fig)
	}
}

func rowOf(in *Input, o *sim.Outcome, own bool) scenarioRow {
	p := in.Projection
	last := len(p.Dates) - 1
	r := scenarioRow{Name: o.Name, Title: scenarioTitle(o), Own: own}
	if v, ok := at(o, "lac", last); ok {
		r.LAC = cell{count(v.Q[q50]), countInterval(v)}
	}
	if v, ok := at(o, "cpp", last); ok {
		r.CPP, r.HasCPP = cell{count(v.Q[q50]), countInterval(v)}, true
	}
	if len(p.Years) == 0 {
		return r
	}
	y := lastYear(p)
	if a := sim.Line(o.Costs, "total"); a != nil && priced(in) {
		v := a.Values[y]
		r.Cost, r.HasCost = cell{moneyOf(v).format(v.Q[q50]), moneyInterval(v)}, true
	}
	if a := sim.Line(o.Savings, "total"); a != nil && own && priced(in) {
		v := a.Values[y]
		r.Saving, r.HasSaving = cell{moneyOf(v).format(v.Mean), moneyInterval(v)}, true
		r.Probability = percent(v.Probability)
	}
	for _, b := range balances(p, o, p.Years[y].Year) {
		c := cell{Value: "not known"}
		if b.Known {
			c = cell{Value: count(b.Value)}
			if own {
				c.Below = change(b.Value - b.Baseline)
			}
		}
		if b.Measure == "returns" {
			r.Returns = c
		} else {
			r.Moves = c
		}
	}
	return r
}

func savingRows(in *Input, o *sim.Outcome) []savingRow {
	p := in.Projection
	saving, cost := sim.Line(o.Savings, "total"), sim.Line(o.Costs, "total")
	if saving == nil || cost == nil || !priced(in) {
		return nil
	}
	var out []savingRow
	mc, ms := moneyOfYears(cost), moneyOfYears(saving)
	for y, year := range p.Years {
		c, v := cost.Values[y], saving.Values[y]
		r := savingRow{Scenario: o.Name, Year: yearWords(year), Cost: mc.format(c.Q[q50]),
			Saving: ms.format(v.Mean), Interval: ms.interval(v), Probability: percent(v.Probability)}
		for _, b := range balances(p, o, year.Year) {
			text := "not known"
			if b.Known {
				text = count(b.Value) + " (" + change(b.Value-b.Baseline) + ")"
			}
			if b.Measure == "returns" {
				r.Returns = text
			} else {
				r.Moves = text
			}
		}
		out = append(out, r)
	}
	return out
}

func provenanceRows(in *Input) [][2]string {
	p, m := in.Projection, in.Model
	rows := [][2]string{{"Program", "carecurve " + in.Meta.Version}, {"Engine", p.Engine}}
	if p.Replicates > 0 {
		rows = append(rows, [2]string{"Replicates", count(float64(p.Replicates))})
	}
	rows = append(rows,
		[2]string{"Seed", strconv.FormatUint(p.Seed, 10)},
		[2]string{"Uncertainty from", uncertaintyWords(in.Meta.Uncertainty)},
		[2]string{"Data date", dateWords(p.Dates[0])})
	if !m.From.IsZero() {
		rows = append(rows, [2]string{"Records from", dateWords(m.From)})
	}
	if m.Basis != "" {
		rows = append(rows, [2]string{"Model made from", m.Basis})
	}
	if m.Rows.Read > 0 {
		rows = append(rows, [2]string{"Rows", fmt.Sprintf("%s read, %s set aside, %s repaired",
			count(float64(m.Rows.Read)), count(float64(m.Rows.SetAside)), count(float64(m.Rows.Repaired)))})
	}
	return rows
}

// methodWords is the method for someone who has to answer for the figures.
func methodWords(in *Input) []string {
	p := in.Projection
	engine := "The run follows children one by one through care, many times over with different luck; each time is a replicate."
	if p.Replicates > 0 {
		engine = fmt.Sprintf("The run follows children one by one through care, %s times over with different luck; each time is a replicate.", count(float64(p.Replicates)))
	}
	if strings.EqualFold(p.Engine, "markov") {
		engine = "The run works out the expected numbers and their spread directly from the rates, without drawing single children. Its intervals assume the usual bell shape."
	}
	out := []string{
		"The projection starts from the children who are in care or on a plan on the data date. From the records come the rates at which children come into care, move, go home or leave otherwise, and at which plans begin and end; they depend on age, on the time spent so far, and on the setting.",
		engine,
		"An 80% interval runs from the 10th to the 90th percentile: the outcome is expected to fall below it one time in ten and above it one time in ten. The intervals here come from " + uncertaintyWords(in.Meta.Uncertainty) + ". They do not hold what nobody has seen yet, such as a new law.",
		"Stocks and costs are given as medians: as likely too high as too low. Savings, returns to care and moves are given as means.",
	}
	if len(p.Scenarios) > 1 {
		out = append(out, "A scenario and the baseline share their luck: a child whom no intervention touches has the same life in both, so that a saving is what the interventions did, and not chance. Savings are given year by year: ranges of single years can't be added up to a range for the whole period.",
			"A saving is only as good as its assumptions, and has to be weighed against children who return to care and children who move.")
	}
	return out
}
