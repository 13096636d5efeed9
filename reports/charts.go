package reports

import (
	"math"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"
	"github.com/go-echarts/go-echarts/v2/types"

	"github.com/carecurve/carecurve/sim"
)

// look is how a line is drawn; no two lines differ in colour alone.
type look struct {
	Color  string
	Type   string // solid, dashed or dotted
	Dashes string // the same for SVG
	Symbol string // at year ends
}

// The colours are told apart with the common kinds of colour blindness, and
// stand out from white by 3 to 1 or more.
var (
	pastLook  = look{"#0b0c0c", "solid", "", "none"}
	baseLook  = look{"#0b5a9c", "solid", "", "circle"}
	otherLook = []look{
		{"#b84300", "dashed", "7 4", "rect"},
		{"#00664f", "dotted", "2 3", "triangle"},
		{"#87367c", "dashed", "7 4", "diamond"},
		{"#6b5200", "dotted", "2 3", "circle"},
		{"#33415c", "dashed", "7 4", "triangle"},
	}
	band80 = "#c6d9ec"
	band50 = "#8fb5da"
)

// lookOf is the look of the i-th scenario, the baseline being 0; false for one
// too many to be told apart.
func lookOf(i int) (look, bool) {
	switch {
	case i == 0:
		return baseLook, true
	case i <= len(otherLook):
		return otherLook[i-1], true
	}
	return look{}, false
}

// tip is what hovering over one category shows.
type tip struct {
	Title string      `json:"title"`
	Rows  [][2]string `json:"rows"`
}

// chart is one figure's drawing as the page's script takes it.
type chart struct {
	ID     string         `json:"id"`
	Kind   string         `json:"kind"` // "month" or "year": what the categories are
	Option map[string]any `json:"option"`
	Tips   []tip          `json:"tips"`
}

// lineSeries is one line over all categories; NaN where there is no value.
type lineSeries struct {
	Name   string
	Look   look
	Values []float64
	Hidden bool // only in the hover text and the table
}

// plot is a line chart with an optional fan, still free of the chart library.
type plot struct {
	ID, Kind   string
	Categories []string // ISO dates, or financial years
	Marks      []bool   // where lines carry their symbol
	Fan        []*sim.Summary
	Lines      []lineSeries
	Tips       []tip
	Ranged     bool    // the fan has a width
	Counted    string  // what the past is called
	Unit       string  // axis label with {value}
	Scale      float64 // what values are multiplied by for the axis
	FromZero   bool
	DataDate   string // category at which the projection begins; may be empty
}

// chart builds the drawing. A fan is a transparent line at its lower end with
// the widths of its bands stacked on it.
func (p *plot) chart() chart {
	c := charts.NewLine()
	c.SetGlobalOptions(
		charts.WithInitializationOpts(opts.Initialization{ChartID: p.ID, Renderer: "svg", Theme: "white"}),
		charts.WithAnimation(false),
		charts.WithLegendOpts(opts.Legend{Show: opts.Bool(false)}),
		charts.WithToolboxOpts(opts.Toolbox{Show: opts.Bool(false)}),
		charts.WithTooltipOpts(opts.Tooltip{Show: opts.Bool(true), Trigger: "axis"}),
		charts.WithXAxisOpts(opts.XAxis{Type: "category"}),
		charts.WithYAxisOpts(opts.YAxis{Type: "value", Scale: opts.Bool(!p.FromZero),
			AxisLabel: &opts.AxisLabel{Formatter: types.FuncStr(p.Unit), ShowMinLabel: opts.Bool(true), ShowMaxLabel: opts.Bool(true)}}),
		charts.WithGridOpts(opts.Grid{Left: "4", Right: "14", Top: "24", Bottom: "8", ContainLabel: opts.Bool(true)}),
	)
	c.SetXAxis(p.Categories)
	if p.Fan != nil {
		lower := func(v *sim.Summary) float64 { return v.Q[q10] }
		c.AddSeries("below", p.fan(lower), bandStyle("")...)
		for _, b := range []struct {
			from, to int
			color    string
		}{{q10, q25, band80}, {q25, q75, band50}, {q75, q90, band80}} {
			width := func(v *sim.Summary) float64 { return v.Q[b.to] - v.Q[b.from] }
			c.AddSeries("band", p.fan(width), bandStyle(b.color)...)
		}
	}
	for _, l := range p.Lines {
		if l.Hidden {
			continue
		}
		style := []charts.SeriesOpts{
			charts.WithLineChartOpts(opts.LineChart{ShowSymbol: opts.Bool(true), Symbol: "none"}),
			charts.WithLineStyleOpts(opts.LineStyle{Color: l.Look.Color, Width: 2, Type: l.Look.Type}),
			charts.WithItemStyleOpts(opts.ItemStyle{Color: l.Look.Color}),
		}
		c.AddSeries(l.Name, p.points(l), style...)
	}
	if p.DataDate != "" && len(c.MultiSeries) > 0 {
		c.MultiSeries[len(c.MultiSeries)-1].ConfigureSeriesOpts(
			charts.WithMarkLineNameXAxisItemOpts(opts.MarkLineNameXAxisItem{Name: "data date", XAxis: p.DataDate}),
			charts.WithMarkLineStyleOpts(opts.MarkLineStyle{Symbol: []string{"none", "none"},
				Label:     &opts.Label{Show: opts.Bool(true), Formatter: "data date", Color: "#505a5f"},
				LineStyle: &opts.LineStyle{Color: "#505a5f", Width: 1, Type: "dotted"}}))
	}
	c.Validate()
	return chart{ID: p.ID, Kind: p.Kind, Option: c.JSON(), Tips: p.Tips}
}

func bandStyle(color string) []charts.SeriesOpts {
	s := []charts.SeriesOpts{
		charts.WithLineChartOpts(opts.LineChart{Symbol: "none", Stack: "fan"}),
		charts.WithLineStyleOpts(opts.LineStyle{Opacity: opts.Float(0)}),
	}
	if color != "" {
		s = append(s, charts.WithItemStyleOpts(opts.ItemStyle{Color: color}),
			charts.WithAreaStyleOpts(opts.AreaStyle{Color: color, Opacity: opts.Float(1)}))
	}
	return s
}

func (p *plot) fan(of func(*sim.Summary) float64) []opts.LineData {
	out := make([]opts.LineData, len(p.Categories))
	for i := range out {
		out[i].Value = "-"
		if v := p.Fan[i]; v != nil {
			out[i].Value = p.rounded(of(v))
		}
	}
	return out
}

func (p *plot) points(l lineSeries) []opts.LineData {
	out := make([]opts.LineData, len(p.Categories))
	for i := range out {
		out[i].Value = "-"
		if v := l.Values[i]; !math.IsNaN(v) {
			out[i].Value = p.rounded(v)
			if p.Marks[i] && l.Look.Symbol != "none" {
				out[i].Symbol, out[i].SymbolSize = l.Look.Symbol, 7
			}
		}
	}
	return out
}

// rounded brings a value to the axis and drops digits that nobody can see.
func (p *plot) rounded(x float64) float64 { return math.Round(x*p.Scale*1000) / 1000 }
