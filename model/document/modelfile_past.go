package document

import (
	"fmt"

	"github.com/carecurve/carecurve/model"
)

type monthFile struct {
	Origin
	Month      model.Month `yaml:"month,required"`
	LAC        amount      `yaml:"lac"`
	Out        amount      `yaml:"out"`
	CPP        amount      `yaml:"cpp"`
	Entries    amount      `yaml:"entries"`
	Exits      amount      `yaml:"exits"`
	PlanStarts amount      `yaml:"plan_starts"`
}

type yearFile struct {
	Year       model.FinancialYear    `yaml:"year,required"`
	Complete   bool                   `yaml:"complete,required"`
	Plan       amount                 `yaml:"plan"`
	UASC       amount                 `yaml:"uasc"`
	PlanStarts amount                 `yaml:"plan_starts"`
	Court      amount                 `yaml:"proceedings"`
	SGO        amount                 `yaml:"sgo"`
	Adoption   amount                 `yaml:"adoption"`
	Days       map[model.Place]amount `yaml:"days,required"`
	Run        map[model.Run]amount   `yaml:"run"`
}

// flowsFile is what happened in one setting in the twelve months up to the data
// date.
type flowsFile struct {
	Origin
	Setting model.Setting            `yaml:"setting,required"`
	Came    amount                   `yaml:"came"`
	Left    amount                   `yaml:"left"`
	To      map[model.Setting]amount `yaml:"to"`
}

// fillPast moves the history over; a series is there in every month or in
// none, and months follow each other.
func (f *modelFile) fillPast(p *model.Past) []model.Finding {
	var faults []model.Finding
	columns := pastColumns(p)
	for i := range f.History.Months {
		m := &f.History.Months[i]
		if i > 0 && m.Month != p.Months[i-1]+1 {
			faults = append(faults, m.Fault("month", m.Month.String()+" follows "+p.Months[i-1].String(), "write every month once, in order"))
		}
		p.Months = append(p.Months, m.Month)
		values := []amount{m.LAC, m.Out, m.CPP, m.Entries, m.Exits, m.PlanStarts}
		for j, c := range columns {
			has := m.Has(c.name)
			if has != f.History.Months[0].Has(c.name) {
				faults = append(faults, m.Fault(c.name, inQuotes(c.name)+" is there in some months only", "write it in every month or in none"))
			}
			if has {
				*c.values = append(*c.values, float64(values[j]))
			}
		}
	}
	for _, y := range f.History.Years {
		d := model.PastDays{Year: y.Year, Complete: y.Complete, Plan: float64(y.Plan), UASC: float64(y.UASC), Starts: float64(y.PlanStarts), Court: float64(y.Court), SGO: float64(y.SGO), Adoption: float64(y.Adoption)}
		for place, days := range y.Days {
			d.Place[place] = float64(days)
		}
		for r, days := range y.Run {
			d.Run[r.Place][r.Provider] = float64(days)
		}
		p.Days = append(p.Days, d)
	}
	seen := map[model.Setting]bool{}
	for i := range f.History.Flows {
		x := &f.History.Flows[i]
		if seen[x.Setting] {
			faults = append(faults, x.Fault("setting", inQuotes(x.Setting.String())+" is there twice", "write each setting once"))
		}
		seen[x.Setting] = true
		p.Flows[model.Outside][x.Setting], p.Flows[x.Setting][model.Outside] = float64(x.Came), float64(x.Left)
		for to, n := range x.To {
			p.Flows[x.Setting][to] = float64(n)
		}
	}
	return faults
}

// flows writes the moves between settings, a line a setting in which anything
// happened.
func (e *emitter) flows(f *model.Flows) {
	var lines []string
	for s := range model.Settings {
		var to []string
		any := f[model.Outside][s] != 0 || f[s][model.Outside] != 0
		for k := range model.Settings {
			if x := f[s][k]; x != 0 {
				to = append(to, model.Setting(k).String()+": "+e.rate("history flows", x))
			}
		}
		if any || len(to) > 0 {
			lines = append(lines, fmt.Sprintf("{setting: %s, came: %s, left: %s, to: {%s}}", model.Setting(s),
				e.rate("history flows", f[model.Outside][s]), e.rate("history flows", f[s][model.Outside]), commas(to)))
		}
	}
	if len(lines) > 0 {
		e.list(1, "flows", len(lines), func(i int) string { return lines[i] })
	}
}
