package reports

import (
	"encoding/json"
	"io"
	"math"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// resultJSON is what `project --json` prints.
type resultJSON struct {
	Program    string         `json:"program"`
	Version    string         `json:"version"`
	Authority  string         `json:"authority"`
	DataDate   model.Date     `json:"data_date"`
	Engine     string         `json:"engine"`
	Replicates int            `json:"replicates"`
	Seed       uint64         `json:"seed"`
	Published  bool           `json:"published"`
	Folder     string         `json:"folder"`
	Headline   []string       `json:"headline"`
	Scenarios  []scenarioJSON `json:"scenarios"`
	Warnings   []string       `json:"warnings"`
}

type scenarioJSON struct {
	Name   string      `json:"name"`
	Title  string      `json:"title"`
	Stocks []stockJSON `json:"stocks"`
	Years  []yearJSON  `json:"years"`
}

type stockJSON struct {
	Date model.Date   `json:"date"`
	LAC  *summaryJSON `json:"lac"`
	CPP  *summaryJSON `json:"cpp"`
}

type yearJSON struct {
	Year        model.FinancialYear `json:"financial_year"`
	Part        bool                `json:"part_year"`
	Cost        *summaryJSON        `json:"cost"`
	Saving      *summaryJSON        `json:"saving"`
	Probability *number4            `json:"probability_of_saving"`
	Budget      *number4            `json:"budget"`
	Over        *number4            `json:"probability_over_budget"`
}

type summaryJSON struct {
	Mean number4 `json:"mean"`
	P10  number4 `json:"p10"`
	P50  number4 `json:"p50"`
	P90  number4 `json:"p90"`
}

// number4 is a number to four decimals, and null where it is withheld.
type number4 float64

// MarshalJSON writes it.
func (n number4) MarshalJSON() ([]byte, error) {
	if math.IsNaN(float64(n)) {
		return []byte("null"), nil
	}
	return []byte(decimal(float64(n))), nil
}

func summaryOf(v sim.Summary) *summaryJSON {
	return &summaryJSON{number4(v.Mean), number4(v.Q[q10]), number4(v.Q[q50]), number4(v.Q[q90])}
}

// WriteJSON writes the result for scripts as one JSON object: stocks at year
// ends, costs, savings and budgets by financial year, the headline and the
// warnings. What a run doesn't have is null. folder is where the files lie.
func WriteJSON(w io.Writer, in Input, folder string) error {
	if err := in.check(); err != nil {
		return err
	}
	p := in.Projection
	r := resultJSON{Program: program, Version: in.Meta.Version, Authority: in.Model.Authority.Name, DataDate: p.Dates[0], Engine: p.Engine, Replicates: p.Replicates,
		Seed: p.Seed, Published: p.Published, Folder: folder, Headline: headline(&in), Warnings: append([]string{}, in.Meta.Warnings...)}
	budgets := budgetRows(&in)
	for i := range p.Scenarios {
		o := &p.Scenarios[i]
		s := scenarioJSON{Name: o.Name, Title: scenarioTitle(o), Stocks: []stockJSON{}, Years: []yearJSON{}}
		for _, d := range append([]int{0}, yearEnds(p)...) {
			x := stockJSON{Date: p.Dates[d]}
			if v, ok := at(o, "lac", d); ok {
				x.LAC = summaryOf(v)
			}
			if v, ok := at(o, "cpp", d); ok {
				x.CPP = summaryOf(v)
			}
			s.Stocks = append(s.Stocks, x)
		}
		cost, saving := sim.Line(o.Costs, "total"), sim.Line(o.Savings, "total")
		for y, year := range p.Years {
			x := yearJSON{Year: year.Year, Part: year.Part}
			if cost != nil && priced(&in) {
				x.Cost = summaryOf(cost.Values[y])
			}
			if saving != nil && priced(&in) {
				x.Saving = summaryOf(saving.Values[y])
				chance := number4(saving.Values[y].Probability)
				x.Probability = &chance
			}
			for _, b := range budgets {
				if b.Scenario == o.Name && b.Year.Year == year.Year {
					budget, over := number4(b.Budget), number4(b.Over)
					x.Budget, x.Over = &budget, &over
				}
			}
			s.Years = append(s.Years, x)
		}
		r.Scenarios = append(r.Scenarios, s)
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(r)
}
