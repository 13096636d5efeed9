package sim

import (
	"slices"

	"github.com/carecurve/carecurve/model"
)

// View is what a run says of one scenario's money, on average: as much as its
// output folder holds, so that a forecast of last month can be read back.
type View struct {
	Name  string
	Dates []model.Date // month ends, the first the data date
	Years []Year
	Rates Rates
	// Stock is the children in each place at Dates, Care those by time in care.
	Stock [model.Places][]float64
	Care  [model.DurationBands][]float64
	// Lines and Cost are the cost lines, without the total, and their pounds by
	// line and year; Total is their sum by year.
	Lines []string
	Cost  [][]float64
	Total []float64
}

// NewView is the view of a scenario of a projection; nil where its prices are
// unknown or its places are missing.
func NewView(p *Projection, scenario int) *View {
	o := &p.Scenarios[scenario]
	if o.Rates.IsZero() {
		return nil
	}
	v := &View{Name: o.Name, Dates: p.Dates, Years: p.Years, Rates: o.Rates}
	for place := range model.Places {
		x := model.Place(place)
		if v.Stock[place] = means(o, "setting="+x.Setting().String()+";location="+x.Location().String()); v.Stock[place] == nil {
			return nil
		}
	}
	for b, name := range model.DurationClock.Names {
		v.Care[b] = means(o, "duration="+name)
	}
	for _, a := range o.Costs {
		var cost []float64
		for _, s := range a.Values {
			cost = append(cost, s.Mean)
		}
		if a.Line == "total" {
			v.Total = cost
			continue
		}
		v.Lines, v.Cost = append(v.Lines, a.Line), append(v.Cost, cost)
	}
	if v.Total == nil {
		return nil
	}
	return v
}

// means are the means of a breakdown of looked-after children.
func means(o *Outcome, breakdown string) []float64 {
	s := o.Find("lac", breakdown)
	if s == nil {
		return nil
	}
	out := make([]float64, len(s.Values))
	for i := range s.Values {
		out[i] = s.Values[i].Mean
	}
	return out
}

// line is a line's pounds in a year; 0 where there is no such line.
func (v *View) line(name string, year int) float64 {
	if i := slices.Index(v.Lines, name); i >= 0 {
		return v.Cost[i][year]
	}
	return 0
}

// Item is what is paid of one kind in a year: Units at Price. A setting's
// price is net of what others pay.
type Item struct {
	Units, Price float64
	// Level is what Units would be if the last day of the year went on for 365
	// days; places paid for otherwise are taken to be the same as in the year.
	Level float64
	// Scale is units paid for over child-days as month ends show them: not 1
	// where places are paid for otherwise, or a part of the year lies before
	// the projection.
	Scale float64
}

// Position is a year's money as units and prices: what the line says is what
// units times price say, to the last digit of a float.
type Position struct {
	Care  [model.Places]Item
	Other map[string]Item
	// Own is the cost of what has no unit: interventions, own places,
	// contracts.
	Own   float64
	Total float64
}

// Position takes a year apart. Child-days come from month ends, by straight
// lines, and are scaled within each setting to those that its cost pays for.
func (v *View) Position(year int) Position {
	p := Position{Other: map[string]Item{}, Total: v.Total[year]}
	p.Own = p.Total
	for s := range model.Settings {
		setting := model.Setting(s)
		net := v.line(setting.String(), year) * (1 - v.Rates.Paid[s])
		worth, only := 0.0, -1
		for l := range model.Locations {
			place := model.PlaceOf(setting, model.Location(l))
			x := &p.Care[place]
			x.Price = v.Rates.Week[place][year] / 7 * (1 - v.Rates.Paid[s])
			x.Units, x.Level = v.days(place, year)
			worth += x.Units * x.Price
			if x.Price > 0 && only < 0 {
				only = int(place)
			}
		}
		switch {
		case worth > 0:
			for l := range model.Locations {
				x := &p.Care[model.PlaceOf(setting, model.Location(l))]
				x.Scale = net / worth
				if v.Rates.Blocked[s] && v.Years[year].Actual == 0 {
					x.Level -= x.Units * (1 - x.Scale) // nights that aren't bought
				}
				x.Units *= x.Scale
			}
		case only >= 0: // none in the projected part of the year
			p.Care[only].Units = net / p.Care[only].Price
		default:
			continue
		}
		p.Own -= net
	}
	for _, line := range counted {
		unit, ok := v.Rates.Unit[line]
		if !ok || unit[year] == 0 {
			continue
		}
		cost := v.line(line, year)
		p.Other[line] = Item{Units: cost / unit[year], Price: unit[year]}
		p.Own -= cost
	}
	return p
}

// days are the child-days in a place in the projected part of a year, and what
// they would be in 365 days like its last.
func (v *View) days(p model.Place, year int) (units, level float64) {
	y := v.Years[year].Year
	for i := 1; i < len(v.Dates); i++ {
		if d := v.Dates[i]; model.FinancialYearOf(d) == y {
			units += float64(d-v.Dates[i-1]) * (v.Stock[p][i-1] + v.Stock[p][i]) / 2
			level = 365 * v.Stock[p][i]
		}
	}
	return units, level
}
