package reports

import (
	"bytes"
	"fmt"
	"html"
	"html/template"
	"io"
	"math"
	"strings"

	"github.com/carecurve/carecurve/sim/study"
)

// writeMonitorHTML writes the page: a running chart with control limits a
// measure, each with its verdict and its figures. It runs no script and asks
// nothing of the network.
func writeMonitorHTML(w io.Writer, in *Monitor) error {
	type chart struct {
		Name, Verdict, Signal string
		SVG                   template.HTML
		Rows                  []study.Outturn
	}
	var charts []chart
	for i := range in.Watched {
		m := &in.Watched[i]
		charts = append(charts, chart{watchedName(m), verdict(m), string(m.Signal), runningChart(m, fmt.Sprintf("chart-%d", i)), m.Months})
	}
	name := in.Authority
	if name == "" {
		name = "This council"
	}
	var b bytes.Buffer
	err := monitorTemplate.Execute(&b, map[string]any{
		"Title": name, "From": dateWords(in.From), "To": dateWords(in.To), "Charts": charts, "Says": monitorSays(in),
		"Inputs": in.Inputs, "Version": in.Version, "Style": template.CSS(reportCSS),
		"Policy": template.HTMLAttr(`content="default-src 'none'; style-src ` + source(reportCSS) + `; base-uri 'none'; form-action 'none'"`),
	})
	if err != nil {
		return fmt.Errorf("the page could not be put together: %w\nthis is a fault of the program: please report it with the command line", err)
	}
	_, err = w.Write(b.Bytes())
	return err
}

// Sizes of a running chart, in user units.
const (
	chartWide, chartHigh              = 640.0, 220.0
	chartLeft, chartRight             = 48.0, 12.0
	chartTop, chartBottom             = 12.0, 28.0
	limitColour, meanColour, runStyle = "#c9d8e8", "#1d70b8", "#0b0c0c"
)

// runningChart draws the months over the forecast's 95 % and 80 % bands; a
// month beyond its limits is a filled square, others are open circles, so that
// colour is never the only sign.
func runningChart(m *study.Watched, id string) template.HTML {
	low, high := math.Inf(1), math.Inf(-1)
	for _, o := range m.Months {
		low, high = math.Min(low, math.Min(o.Actual, o.Within[0])), math.Max(high, math.Max(o.Actual, o.Within[1]))
	}
	if m.Flow {
		low = 0
	}
	if high <= low {
		high = low + 1
	}
	x := func(i int) float64 {
		return chartLeft + (chartWide-chartLeft-chartRight)*(float64(i)+0.5)/float64(len(m.Months))
	}
	y := func(v float64) float64 { return chartTop + (chartHigh-chartTop-chartBottom)*(high-v)/(high-low) }
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %g %g" role="img" aria-labelledby="%s" font-family="system-ui, sans-serif" font-size="12">`, chartWide, chartHigh, id)
	fmt.Fprintf(&b, `<title id="%s">%s</title>`, id, html.EscapeString(watchedName(m)+". "+verdict(m)))
	band := func(colour string, of func(o *study.Outturn) [2]float64) {
		var top, bottom []string
		for i := range m.Months {
			r := of(&m.Months[i])
			top = append(top, fmt.Sprintf("%.1f,%.1f", x(i), y(r[1])))
			bottom = append([]string{fmt.Sprintf("%.1f,%.1f", x(i), y(r[0]))}, bottom...)
		}
		fmt.Fprintf(&b, `<polygon fill="%s" stroke="%s" points="%s"/>`, colour, colour, strings.Join(append(top, bottom...), " "))
	}
	band("#e8eff6", func(o *study.Outturn) [2]float64 { return o.Within })
	band(limitColour, func(o *study.Outturn) [2]float64 { return o.Likely })
	path := func(style string, of func(o *study.Outturn) float64) {
		var points []string
		for i := range m.Months {
			points = append(points, fmt.Sprintf("%.1f,%.1f", x(i), y(of(&m.Months[i]))))
		}
		fmt.Fprintf(&b, `<polyline fill="none" %s points="%s"/>`, style, strings.Join(points, " "))
	}
	path(`stroke="`+meanColour+`" stroke-dasharray="6 4" stroke-width="2"`, func(o *study.Outturn) float64 { return o.Mean })
	path(`stroke="`+runStyle+`" stroke-width="1.5"`, func(o *study.Outturn) float64 { return o.Actual })
	for i, o := range m.Months {
		if o.Beyond {
			fmt.Fprintf(&b, `<rect x="%.1f" y="%.1f" width="9" height="9" fill="#d4351c" stroke="#0b0c0c"/>`, x(i)-4.5, y(o.Actual)-4.5)
		} else {
			fmt.Fprintf(&b, `<circle cx="%.1f" cy="%.1f" r="3.5" fill="#fff" stroke="%s" stroke-width="1.5"/>`, x(i), y(o.Actual), runStyle)
		}
	}
	for _, v := range []float64{low, high} {
		fmt.Fprintf(&b, `<text x="%.1f" y="%.1f" text-anchor="end" fill="#0b0c0c">%s</text>`, chartLeft-6, y(v)+4, html.EscapeString(count(math.Round(v))))
	}
	for _, i := range []int{0, len(m.Months) - 1} {
		anchor := "start"
		if i > 0 {
			anchor = "end"
		}
		fmt.Fprintf(&b, `<text x="%.1f" y="%.1f" text-anchor="%s" fill="#0b0c0c">%s</text>`, x(i), chartHigh-8, anchor, html.EscapeString(monthWords(m.Months[i].Date)))
		if len(m.Months) == 1 {
			break
		}
	}
	b.WriteString("</svg>")
	return template.HTML(b.String()) // every text above is escaped
}

var monitorTemplate = template.Must(template.New("monitor").Funcs(template.FuncMap{
	"count": count, "month": monthWords, "yes": func(b bool) string {
		if b {
			return "beyond"
		}
		return ""
	},
}).Parse(`<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" {{.Policy}}>
<title>{{.Title}}: outturn against forecast</title>
<style>{{.Style}}</style>
</head>
<body>
<main>
<h1>{{.Title}}: outturn to {{.To}} against the forecast from {{.From}}</h1>
{{range .Says}}<p>{{.}}</p>
{{end}}
<p>Each chart: months as they came (line with marks; a filled square lies beyond the limits), the forecast (dashed), its 80% interval (dark band) and its control limits, the 95% interval (light band). One month in twenty lies beyond by chance.</p>
{{range .Charts}}<section>
<h2>{{.Name}}: {{.Signal}}</h2>
<p>{{.Verdict}}</p>
<figure>{{.SVG}}</figure>
<details><summary>Figures</summary>
<table><thead><tr><th scope="col">Month</th><th scope="col">Came</th><th scope="col">Forecast</th><th scope="col">Limits</th><th scope="col">In a row on this side</th><th scope="col"></th></tr></thead>
<tbody>{{range .Rows}}<tr><th scope="row">{{month .Date}}</th><td>{{count .Actual}}</td><td>{{count .Mean}}</td><td>{{count (index .Within 0)}} to {{count (index .Within 1)}}</td><td>{{.Run}}</td><td>{{yes .Beyond}}</td></tr>
{{end}}</tbody></table>
</details>
</section>
{{end}}
<section><h2>Where this comes from</h2>
<ul>{{range .Inputs}}<li>{{.Name}} <code>{{.SHA256}}</code></li>{{end}}</ul>
<p>carecurve {{.Version}}</p></section>
</main>
</body>
</html>
`))
