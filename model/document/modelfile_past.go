package document

import (
	"github.com/carecurve/carecurve/model"
)

// pricesFile is the prices as the model keeps them; the council file has a
// form of its own.
type pricesFile struct {
	Base   model.FinancialYear `yaml:"base,required"`
	Source string              `yaml:"source"`
	Weekly map[model.Setting]struct {
		In  amount `yaml:"in,required"`
		Out amount `yaml:"out,required"`
	} `yaml:"weekly,required"`
	SGO        amount                         `yaml:"sgo"`
	Adoption   amount                         `yaml:"adoption"`
	PlanMonth  amount                         `yaml:"plan_month"`
	Conference amount                         `yaml:"conference"`
	UASCNight  amount                         `yaml:"uasc_night"`
	Inflation  map[string][]float64           `yaml:"inflation"`
	Budget     map[model.FinancialYear]amount `yaml:"budget"`
}

func (f *pricesFile) prices() model.Prices {
	p := model.Prices{
		Base: f.Base, Source: f.Source, SGO: float64(f.SGO), Adoption: float64(f.Adoption), PlanMonth: float64(f.PlanMonth),
		Conference: float64(f.Conference), UASCNight: float64(f.UASCNight), Inflation: f.Inflation,
	}
	for s, w := range f.Weekly {
		p.Weekly[model.PlaceOf(s, model.InArea)] = float64(w.In)
		p.Weekly[model.PlaceOf(s, model.OutOfArea)] = float64(w.Out)
	}
	if f.Budget != nil {
		p.Budget = map[model.FinancialYear]float64{}
	}
	for y, b := range f.Budget {
		p.Budget[y] = float64(b)
	}
	return p
}

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
	SGO        amount                 `yaml:"sgo"`
	Adoption   amount                 `yaml:"adoption"`
	Days       map[model.Place]amount `yaml:"days,required"`
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
		d := model.PastDays{Year: y.Year, Complete: y.Complete, Plan: float64(y.Plan), UASC: float64(y.UASC), Starts: float64(y.PlanStarts), SGO: float64(y.SGO), Adoption: float64(y.Adoption)}
		for place, days := range y.Days {
			d.Place[place] = float64(days)
		}
		p.Days = append(p.Days, d)
	}
	return faults
}
