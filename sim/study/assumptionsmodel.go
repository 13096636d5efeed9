package study

import (
	"fmt"
	"math"
	"slices"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// pricesOf are the prices of settings, ten per cent either way, and how they
// grow, a point either way.
func pricesOf(p *sim.Programme) (out []Assumption) {
	if p.Prices.IsZero() {
		return nil
	}
	for s := range model.Settings {
		setting := model.Setting(s)
		in, away := model.PlaceOf(setting, model.InArea), model.PlaceOf(setting, model.OutOfArea)
		if p.Prices.Weekly[in]+p.Prices.Weekly[away] == 0 || !lived(p, setting) {
			continue
		}
		out = append(out, Assumption{Name: "price of " + setting.String() + ", times", Kind: "price", Low: 0.9, Base: 1, High: 1.1, Most: 3, Interval: "ten per cent less and more",
			programme: func(p *sim.Programme, v float64) {
				p.Prices.Weekly[in] *= v
				p.Prices.Weekly[away] *= v
			}})
	}
	out = append(out, Assumption{Name: "inflation of all lines, points more", Kind: "inflation", Low: -0.01, Base: 0, High: 0.01, Least: -0.1, Most: 0.1, Percent: true, Interval: "a point less and more each year",
		programme: func(p *sim.Programme, v float64) {
			grown := map[string][]float64{"default": {0}}
			for line, list := range p.Prices.Inflation {
				grown[line] = list
			}
			for line, list := range grown {
				more := slices.Clone(list)
				for i := range more {
					more[i] += v
				}
				grown[line] = more
			}
			p.Prices.Inflation = grown
		}})
	return out
}

// lived tells whether children live in a setting, or come there.
func lived(p *sim.Programme, s model.Setting) bool {
	for i := range p.Stock.Children {
		if c := &p.Stock.Children[i]; c.InCare && c.Place.Setting() == s {
			return true
		}
	}
	return false
}

// ratesOf are the levels of the model's rates, and returns, which have none.
func ratesOf(p *sim.Programme) (out []Assumption) {
	middle := float64(p.Years) / 2
	for _, x := range []struct {
		name string
		of   func(*model.Model) *model.Level
	}{
		{"entries straight from home", func(m *model.Model) *model.Level { return &m.Direct.Level }},
		{"entries of unaccompanied children", func(m *model.Model) *model.Level { return &m.UASC.Level }},
		{"plan starts", func(m *model.Model) *model.Level { return &m.PlanStart.Level }},
		{"entries from plans", func(m *model.Model) *model.Level { return &m.PlanToCareLevel }},
		{"ends of plans", func(m *model.Model) *model.Level { return &m.PlanEndLevel }},
		{"exits", func(m *model.Model) *model.Level { return &m.ExitLevel }},
		{"moves", func(m *model.Model) *model.Level { return &m.MoveLevel }},
	} {
		l := x.of(p.Model)
		_, known := l.Known(middle)
		width := z95 * math.Sqrt(known+l.Wandered(l.Drift, middle))
		if width == 0 {
			continue
		}
		out = append(out, Assumption{Name: "rate of " + x.name + ", times", Kind: "rate", Low: math.Exp(-width), Base: 1, High: math.Exp(width), Least: math.Exp(-3 * width), Most: math.Exp(3 * width),
			Interval: fmt.Sprintf("95%% interval of the level in %g years", middle),
			programme: func(p *sim.Programme, v float64) {
				m := *p.Model
				l := x.of(&m)
				l.Log += math.Log(v)
				l.LongRun += math.Log(v)
				p.Model = &m
			}})
	}
	return append(out, Assumption{Name: "rate of returns to care, times", Kind: "rate", Low: 1 - aQuarter, Base: 1, High: 1 + aQuarter, Most: 4, Interval: quarters,
		programme: func(p *sim.Programme, v float64) {
			m := *p.Model
			m.Returns.Cells = slices.Clone(m.Returns.Cells)
			for i := range m.Returns.Cells {
				m.Returns.Cells[i].Mean *= v
			}
			p.Model = &m
		}})
}
