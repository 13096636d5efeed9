package reports

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// bridgeRow is one bridge between two amounts.
type bridgeRow struct {
	Kind, Scenario string // "year": a year to the next; "plan": baseline to scenario
	From, To       string // financial years
	sim.Bridge
}

// bridgeRows are the bridges of a run: each scenario's years, one to the next,
// and each year's baseline to the scenario. None where prices are unknown.
func bridgeRows(in *Input) []bridgeRow {
	p := in.Projection
	if !priced(in) {
		return nil
	}
	var out []bridgeRow
	base := sim.NewView(p, 0)
	for i := range p.Scenarios {
		v := sim.NewView(p, i)
		if v == nil || base == nil {
			return nil
		}
		for y := range p.Years {
			now := v.Position(y)
			if y > 0 {
				before := v.Position(y - 1)
				out = append(out, bridgeRow{"year", v.Name, p.Years[y-1].Year.String(), p.Years[y].Year.String(), sim.NewBridge(&before, &now)})
			}
			if i > 0 {
				from := base.Position(y)
				out = append(out, bridgeRow{"plan", v.Name, p.Years[y].Year.String(), p.Years[y].Year.String(), sim.NewBridge(&from, &now)})
			}
		}
	}
	return out
}

// WriteBridgeCSV writes bridge.csv: why a financial year's expected net cost
// differs from the last one's (bridge "year"), and a scenario's from the
// baseline's (bridge "plan"), split by [sim.NewBridge]. In every row opening,
// volume, mix, price, timing and own_costs add up to closing, to the penny.
func WriteBridgeCSV(w io.Writer, in Input) error {
	if err := in.check(); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	out.Write([]string{"bridge", "scenario", "from", "to", "opening", "volume", "mix", "price", "timing", "own_costs", "closing"})
	for _, r := range bridgeRows(&in) {
		from, to, parts := sim.Pence(r.Bridge.From, r.Bridge.To, r.Parts())
		row := []string{r.Kind, r.Scenario, r.From, r.To, pennies(from)}
		for _, x := range parts {
			row = append(row, pennies(x))
		}
		out.Write(append(row, pennies(to)))
	}
	out.Flush()
	return out.Error()
}

// pennies writes pence as pounds.
func pennies(x int64) string {
	sign := ""
	if x < 0 {
		sign, x = "-", -x
	}
	return fmt.Sprintf("%s%d.%02d", sign, x/100, x%100)
}

// WritePricesCSV writes prices.csv: what a unit costs by scenario, financial
// year and line, growth and the scenario's changes included, and net of what
// others pay, to thirteen digits, so that units times prices come to the penny.
// Weeks are of a child in a setting, in or out of the area.
func WritePricesCSV(w io.Writer, p *sim.Projection) error {
	if err := checkProjection(p); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	out.Write([]string{"scenario", "financial_year", "line", "location", "unit", "pounds", "net"})
	for i := range p.Scenarios {
		o := &p.Scenarios[i]
		if o.Rates.IsZero() {
			continue
		}
		for y, year := range p.Years {
			for place, week := range o.Rates.Week {
				x := model.Place(place)
				out.Write([]string{o.Name, year.Year.String(), x.Setting().String(), x.Location().String(), "child-week", priceOf(week[y]), priceOf(week[y] * (1 - o.Rates.Paid[x.Setting()]))})
			}
			for _, u := range priceUnits {
				if pounds, ok := o.Rates.Unit[u.line]; ok {
					out.Write([]string{o.Name, year.Year.String(), u.line, "", u.unit, priceOf(pounds[y]), priceOf(pounds[y])})
				}
			}
		}
	}
	out.Flush()
	return out.Error()
}

// priceOf is a price to thirteen digits, without the noise of its last bits.
func priceOf(x float64) string { return strconv.FormatFloat(x+0, 'g', 13, 64) }

// priceUnits are the units of lines that have one.
var priceUnits = []struct{ line, unit string }{
	{"plans", "child-day"}, {"icpc", "conference"}, {"sgo", "day of allowance"}, {"adoption", "day of allowance"},
	{"uasc_income", "night"}, {"care_reviews", "review"}, {"proceedings", "child"}, {"staying_put", "day after 18"},
}
