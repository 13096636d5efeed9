package reports

import (
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

var avertedColumns = []string{"scenario", "financial_year", "part_year", "measure", "route", "baseline", "mean", "change", "averted", "instead"}

// WriteAvertedCSV writes averted.csv: what each scenario averts of a financial
// year, held against what the flows show, and what must be weighed against it.
// Of entries (in all and by route) and care_days, averted are those of the same
// futures without the scenario that don't come about, child by child, and
// instead those that come about without a like there; instead less averted is
// the change. care_cost is the change of care-days at the baseline's prices.
// What an engine or a run without prices can't tell is empty.
func WriteAvertedCSV(w io.Writer, in Input) error {
	if err := in.check(); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	out.Write(avertedColumns) // errors come out below
	p := in.Projection
	for i := 1; i < len(p.Scenarios); i++ {
		o := &p.Scenarios[i]
		for y, year := range p.Years {
			row := func(measure, route string, cells ...string) {
				out.Write(append([]string{o.Name, year.Year.String(), strconv.FormatBool(year.Part), measure, route}, cells...))
			}
			for route := -1; route < model.Routes; route++ {
				name, breakdown, averted, instead := "", "", "", ""
				if route >= 0 {
					name = model.Route(route).String()
					breakdown = "route=" + name
				}
				if y < len(o.Averted) {
					a, b := entriesOf(&o.Averted[y], route)
					averted, instead = decimal(a), decimal(b)
				}
				if from, to, ok := yearFlow(p, o, "entries", breakdown, year.Year); ok {
					row("entries", name, decimal(from), decimal(to), decimal(to-from), averted, instead)
				}
			}
			if y < len(o.Averted) {
				a := &o.Averted[y]
				row("care_days", "", "", "", decimal(a.MoreDays-a.Days), decimal(a.Days), decimal(a.MoreDays))
			}
			if x, ok := careCost(&in, i, y); ok {
				row("care_cost", "", "", "", pence(x), "", "")
			}
			for _, b := range balances(p, o, year.Year) {
				if b.Known {
					row(b.Measure, "", decimal(b.Baseline), decimal(b.Value), decimal(b.Value-b.Baseline), "", "")
				}
			}
		}
	}
	out.Flush()
	return out.Error()
}

// entriesOf are the entries averted and those instead by a route, or with −1 by
// all.
func entriesOf(a *sim.Averted, route int) (averted, instead float64) {
	if route >= 0 {
		return a.Entries[route], a.Instead[route]
	}
	for r := range a.Entries {
		averted += a.Entries[r]
		instead += a.Instead[r]
	}
	return averted, instead
}

// yearFlow is a flow's expected number in a year, in the baseline and in a
// scenario.
func yearFlow(p *sim.Projection, o *sim.Outcome, measure, breakdown string, y model.FinancialYear) (from, to float64, ok bool) {
	a, b := p.Scenarios[0].Find(measure, breakdown), o.Find(measure, breakdown)
	if a == nil || b == nil {
		return 0, 0, false
	}
	for i := range b.Values {
		if model.FinancialYearOf(p.Dates[b.First+i]) == y {
			from += a.Values[i].Mean
			to += b.Values[i].Mean
		}
	}
	return from, to, true
}

// careCost is what a scenario's change of child-days in care, place by place,
// comes to at the baseline's prices, net of what others pay; false where prices
// are unknown.
func careCost(in *Input, scenario, year int) (float64, bool) {
	p := in.Projection
	a, b := sim.NewView(p, 0), sim.NewView(p, scenario)
	if a == nil || b == nil || !priced(in) {
		return 0, false
	}
	from, to := a.Position(year), b.Position(year)
	sum := 0.0
	for place := range from.Care {
		price := from.Care[place].Price
		if price == 0 {
			price = to.Care[place].Price
		}
		sum += price * (to.Care[place].Units - from.Care[place].Units)
	}
	return sum, true
}

var routeWords = [model.Routes]string{"from plans", "straight from home", "unaccompanied children", "returns to care"}

// avertedWords say what a scenario averts over the whole projection, and why
// that is not what the flows show; nothing where children weren't told apart.
func avertedWords(in *Input, scenario int) string {
	p := in.Projection
	o := &p.Scenarios[scenario]
	if len(o.Averted) == 0 {
		return ""
	}
	var all sim.Averted
	cost, priced := 0.0, true
	for y := range o.Averted {
		a := &o.Averted[y]
		for r := range a.Entries {
			all.Entries[r] += a.Entries[r]
			all.Instead[r] += a.Instead[r]
		}
		all.Days += a.Days
		all.MoreDays += a.MoreDays
		x, ok := careCost(in, scenario, y)
		cost, priced = cost+x, priced && ok
	}
	averted, instead := entriesOf(&all, -1)
	var parts []string
	for r, n := range all.Instead {
		if n >= 0.05 {
			parts = append(parts, some(n)+" "+routeWords[r])
		}
	}
	s := fmt.Sprintf("Until %s: %s entries to care averted", monthWords(p.Dates[len(p.Dates)-1]), some(averted))
	if len(parts) > 0 {
		s += fmt.Sprintf("; %s come about that would not have, later or by another way (%s)", some(instead), strings.Join(parts, ", "))
	}
	s += fmt.Sprintf(", so that entries %s.", fall(averted-instead))
	s += fmt.Sprintf(" Child-days in care averted: %s, which are days at risk outside care; %s more are spent in care by other children or in other years, so that days in care %s", count(all.Days), count(all.MoreDays), fall(all.Days-all.MoreDays))
	if priced {
		s += fmt.Sprintf(", worth %s at the baseline's prices", pounds(math.Abs(cost)))
	}
	return s + "."
}

// some is a number of children: to one decimal while it is small.
func some(x float64) string {
	if math.Abs(x) < 9.95 {
		return strconv.FormatFloat(x, 'f', 1, 64)
	}
	return count(x)
}

func fall(x float64) string {
	switch s := some(math.Abs(x)); {
	case s == "0.0":
		return "stay as they are"
	case x > 0:
		return "fall by " + s
	default:
		return "rise by " + s
	}
}
