package study

import (
	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// CostGap is by how many pounds the placements of the months since the data
// date differ from the forecast, and why: Outturn − Forecast = Volume + Mix +
// Price.
type CostGap struct {
	Forecast, Outturn float64 // pounds
	// Volume is more or fewer child-days at the forecast's mean price, Mix the
	// same child-days in dearer or cheaper places, Price what a place costs.
	Volume, Mix, Price float64
	// Base is the financial year at whose weekly prices both are counted.
	Base model.FinancialYear
	// Priced tells that the newer prices are known apart; otherwise Price is 0
	// since both are counted at the forecast's.
	Priced bool
}

// MonitorCost counts the placements of the months since the data date of a
// forecast p from the model was, against those that the newer model now has
// seen, at weekly prices; forecast days run straight between month ends. With
// priced the newer model's own prices of its price base are set against what
// the forecast's come to by then. It is nil where days can't be counted: the
// newer records end within a month, or don't hold the whole financial year in
// which the forecast began.
func MonitorCost(p *sim.Projection, was, now *model.Model, priced bool) *CostGap {
	n := 0
	for n < len(p.Dates) && p.Dates[n] < now.DataDate {
		n++
	}
	if n == 0 || n == len(p.Dates) || p.Dates[n] != now.DataDate {
		return nil
	}
	seen, ok := daysSince(was, now)
	if !ok {
		return nil
	}
	out := &CostGap{Base: was.Prices.Base, Priced: priced && now.Prices.Base >= was.Prices.Base}
	if out.Priced {
		out.Base = now.Prices.Base
	}
	var days, atOld, total float64 // forecast days; outturn at the forecast's prices; outturn days
	for k := range seen {
		place := model.Place(k)
		series := p.Scenarios[0].Find("lac", "setting="+place.Setting().String()+";location="+place.Location().String())
		if series == nil {
			return nil
		}
		foreseen := 0.0
		for i := range n {
			foreseen += (series.Values[i].Mean + series.Values[i+1].Mean) / 2 * float64(p.Dates[i+1]-p.Dates[i])
		}
		price := was.Prices.Weekly[k] / 7 * was.Prices.Factor(place.Setting().String(), out.Base)
		paid := price
		if out.Priced {
			paid = now.Prices.Weekly[k] / 7
		}
		days += foreseen
		total += seen[k]
		out.Forecast += foreseen * price
		atOld += seen[k] * price
		out.Outturn += seen[k] * paid
	}
	if days == 0 || out.Forecast == 0 {
		return nil
	}
	out.Volume = (total - days) * out.Forecast / days
	out.Mix = atOld - out.Forecast - out.Volume
	out.Price = out.Outturn - atOld
	return out
}

// daysSince is child-days by place since the data date of was, from the years
// of now less what was had of them.
func daysSince(was, now *model.Model) (days [model.Places]float64, ok bool) {
	first := model.FinancialYearOf(was.DataDate + 1)
	for y := first; y <= model.FinancialYearOf(now.DataDate); y++ {
		d := now.Past.PastYear(y)
		if d == nil || !d.Complete {
			return days, false
		}
		for k, x := range d.Place {
			days[k] += x
		}
	}
	if was.DataDate+1 == first.First() {
		return days, true
	}
	d := was.Past.PastYear(first)
	if d == nil || !d.Complete {
		return days, false
	}
	for k, x := range d.Place {
		days[k] -= x
	}
	return days, true
}
