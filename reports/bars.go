package reports

import (
	"math"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"
	"github.com/go-echarts/go-echarts/v2/types"
)

// bar is one lying bar from one amount to another, with its value in words
// beside its name: nobody has to measure it.
type bar struct {
	Name, Value string
	From, To    float64
	Color       string
}

// The colours of bars: more and less differ in lightness too, and the words
// beside each bar say which it is.
const (
	barMore = "#b84300"
	barLess = "#5694ca"
	barSum  = "#33415c"
)

// barPlot is a chart of lying bars about nothing.
type barPlot struct {
	ID    string
	Bars  []bar
	Unit  string  // axis label with {value}
	Scale float64 // what values are multiplied by for the axis
	Tips  []tip
}

// barParts is a bar as what is stacked on either side of nothing: a gap and a
// length above it, a gap and a length below.
func barParts(from, to float64) (parts [4]float64) {
	low, high := math.Min(from, to), math.Max(from, to)
	parts[0] = math.Max(low, 0)
	parts[1] = math.Max(high, 0) - parts[0]
	parts[2] = math.Min(high, 0)
	parts[3] = math.Min(low, 0) - parts[2]
	return parts
}

// chart builds the drawing.
func (p *barPlot) chart() chart {
	c := charts.NewBar()
	c.SetGlobalOptions(
		charts.WithInitializationOpts(opts.Initialization{ChartID: p.ID, Renderer: "svg", Theme: "white"}),
		charts.WithAnimation(false),
		charts.WithLegendOpts(opts.Legend{Show: opts.Bool(false)}),
		charts.WithToolboxOpts(opts.Toolbox{Show: opts.Bool(false)}),
		charts.WithTooltipOpts(opts.Tooltip{Show: opts.Bool(true), Trigger: "axis"}),
		charts.WithXAxisOpts(opts.XAxis{Type: "value", AxisLabel: &opts.AxisLabel{Formatter: types.FuncStr(p.Unit)}}),
		charts.WithYAxisOpts(opts.YAxis{Type: "category"}),
		charts.WithGridOpts(opts.Grid{Left: "4", Right: "18", Top: "4", Bottom: "8", ContainLabel: opts.Bool(true)}),
	)
	var names []string
	for _, b := range p.Bars {
		names = append(names, b.Name+"\n"+b.Value)
	}
	c.SetXAxis(names)
	for k, name := range []string{"gap above", "above", "gap below", "below"} {
		data := make([]opts.BarData, len(p.Bars))
		for i, b := range p.Bars {
			data[i] = opts.BarData{Value: math.Round(barParts(b.From, b.To)[k]*p.Scale*1000) / 1000, ItemStyle: &opts.ItemStyle{Color: b.Color}}
			if k%2 == 0 {
				data[i].ItemStyle.Color = "transparent"
			}
		}
		c.AddSeries(name, data, charts.WithBarChartOpts(opts.BarChart{Stack: "bar", BarWidth: "55%"}))
	}
	c.XYReversal()
	c.Validate()
	return chart{ID: p.ID, Kind: "bars", Option: c.JSON(), Tips: p.Tips}
}
