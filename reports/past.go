package reports

import (
	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// pastPoint is one month end of the council's own history.
type pastPoint struct {
	Month         model.Month
	LAC, CPP, Out float64
}

// pastBefore are the month ends before the data date, from the model's history;
// the data date itself is the projection's first point.
func pastBefore(m *model.Model, dataDate model.Date) []pastPoint {
	var out []pastPoint
	at := func(list []float64, i int) float64 {
		if i < len(list) {
			return list[i]
		}
		return 0
	}
	for i, month := range m.Past.Months {
		if month.Last() < dataDate {
			out = append(out, pastPoint{month, at(m.Past.LAC, i), at(m.Past.CPP, i), at(m.Past.Out, i)})
		}
	}
	return out
}

// pastCost is what a past year's days in care would cost at the model's prices.
type pastCost struct {
	Year model.FinancialYear
	Cost float64 // net, pounds
}

// pastCosts prices every whole past year before the projection's first, from
// days in care and on plans. Prices before their base year stay at the base
// year's, as [model.Prices.Factor] has it. Allowances after special
// guardianship and adoption are left out: the history has no days of those.
func pastCosts(m *model.Model, before model.FinancialYear) []pastCost {
	var out []pastCost
	for i := range m.Past.Days {
		if d := &m.Past.Days[i]; d.Complete && d.Year < before {
			out = append(out, pastCost{d.Year, sim.YearBill(&m.Prices, d, true)})
		}
	}
	return out
}
