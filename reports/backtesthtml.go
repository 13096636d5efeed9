package reports

import (
	"bytes"
	"fmt"
	"html/template"
	"io"
	"math"
	"strings"

	"github.com/carecurve/carecurve/sim/study"
)

// writeBacktestHTML writes the page: what was found in words, a table a
// measure, coverage by size, and where what came lay in the distributions. It
// runs no script and asks nothing of the network.
func writeBacktestHTML(w io.Writer, in *Backtest, lines []study.Line) error {
	var b bytes.Buffer
	err := backtestTemplate.Execute(&b, map[string]any{
		"Title": in.Title, "Cases": count(float64(len(in.Cases))), "Verdicts": backtestVerdicts(lines), "Measures": backtestMeasures(lines),
		"Notes": in.Notes, "Inputs": in.Inputs, "Version": in.Version, "Style": template.CSS(reportCSS),
		"Policy": template.HTMLAttr(`content="default-src 'none'; style-src ` + source(reportCSS) + `; base-uri 'none'; form-action 'none'"`),
	})
	if err != nil {
		return fmt.Errorf("the page could not be put together: %w\nthis is a fault of the program: please report it with the command line", err)
	}
	_, err = w.Write(b.Bytes())
	return err
}

// backtestMeasure is one measure's part of the page.
type backtestMeasure struct {
	Name  string
	Rows  []backtestRow // all councils
	Sizes []backtestRow // carecurve by origins and size
	PITs  []pitPicture
}

type backtestRow struct {
	Method, Group                                              string
	Years                                                      int
	Cases                                                      string
	Percent, Bias, Ratio, Gain, Score, Cover50, Cover80, Cover string
}

type pitPicture struct {
	Title string
	SVG   template.HTML
}

func backtestMeasures(lines []study.Line) (out []backtestMeasure) {
	for i := range lines {
		l := &lines[i]
		if len(out) == 0 || out[len(out)-1].Name != measureNames[l.Measure] {
			out = append(out, backtestMeasure{Name: measureNames[l.Measure]})
		}
		m := &out[len(out)-1]
		row := backtestRow{
			Method: methodNames[l.Method], Years: l.Horizon, Cases: count(float64(l.N)),
			Percent: fmt.Sprintf("%.1f %%", l.Percent), Bias: fmt.Sprintf("%+.1f %%", l.Bias),
			Ratio: plainRatio(l.PercentRatio), Score: plainRatio(l.RelativeRatio), Gain: "–",
			Cover50: percentOf(l.Covers[0].Share), Cover80: percentOf(l.Covers[1].Share), Cover: percentOf(l.Covers[2].Share),
		}
		if l.Method != study.LastValue && !math.IsNaN(l.GainLow) {
			row.Gain = fmt.Sprintf("%+.2f (%+.2f to %+.2f)", l.Gain, l.GainLow, l.GainHigh)
		}
		whole := l.Origins == study.AllOrigins && l.Size == "all"
		if whole {
			m.Rows = append(m.Rows, row)
		}
		if l.Method != study.Own {
			continue
		}
		if !whole {
			row.Group = map[string]string{study.AllOrigins: "all origins", study.StrictOrigins: "strict origins", study.LaterOrigins: "structure known later"}[l.Origins] +
				", " + map[bool]string{true: "all councils", false: l.Size + " third"}[l.Size == "all"]
			if !math.IsNaN(l.Covers[1].Error) {
				row.Cover80 += fmt.Sprintf(" ± %.0f", 200*l.Covers[1].Error)
			}
			m.Sizes = append(m.Sizes, row)
			continue
		}
		m.PITs = append(m.PITs, pitPicture{yearsOn(l.Horizon), pitSVG(l)})
	}
	return out
}

// pitSVG draws a histogram of ten bars; the line is what intervals that mean
// what they say would give.
func pitSVG(l *study.Line) template.HTML {
	const wide, high, top = 240, 110, 0.3
	var b strings.Builder
	var said []string
	for _, x := range l.PIT {
		said = append(said, fmt.Sprintf("%.0f", 100*x))
	}
	fmt.Fprintf(&b, `<svg viewBox="0 0 %d %d" width="%d" height="%d" role="img" aria-label="Share of what came in each tenth of the distribution, in per cent, lowest tenth first: %s">`,
		wide, high, wide, high, strings.Join(said, ", "))
	for i, x := range l.PIT {
		y := high * min(x, top) / top
		fmt.Fprintf(&b, `<rect x="%d" y="%.1f" width="%d" height="%.1f" fill="#0b5a9c"/>`, 24*i+1, high-y, 22, y)
	}
	fmt.Fprintf(&b, `<path d="M0 %.1fh%d" stroke="#b84300" stroke-width="1.5" stroke-dasharray="5 3"/></svg>`, high-high*0.1/top, wide)
	return template.HTML(b.String()) // numbers alone
}

var backtestTemplate = template.Must(template.New("backtest").Parse(`<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" {{.Policy}}>
<title>{{.Title}}: the forecast tried on the past</title>
<style>{{.Style}}</style>
</head>
<body>
<header><p class="kicker">carecurve back-test</p><h1>{{.Title}}: the forecast tried on the past</h1></header>
<main>
<p class="lead">{{.Cases}} forecasts were made as if in earlier years, from what was known then, and held against what came.</p>
<ul>
{{range .Verdicts}}<li>{{.}}</li>
{{end}}</ul>
{{range .Measures}}<section>
<h2>{{.Name}}</h2>
<p class="small">Error and bias in per cent of what came; a ratio below 1 is better than the last value; gain in points of
error with its 95 % interval; the score takes the whole distribution into account (CRPS).</p>
<div class="scroll" tabindex="0" role="region" aria-label="Methods: {{.Name}}"><table>
<thead><tr><th scope="col">method</th><th class="n" scope="col">years on</th><th class="n" scope="col">cases</th><th class="n" scope="col">mean error</th><th class="n" scope="col">bias</th><th class="n" scope="col">ratio</th><th class="n" scope="col">gain</th><th class="n" scope="col">ratio of scores</th><th class="n" scope="col">50 % holds</th><th class="n" scope="col">80 % holds</th><th class="n" scope="col">95 % holds</th></tr></thead>
<tbody>{{range .Rows}}<tr><th scope="row">{{.Method}}</th><td class="n">{{.Years}}</td><td class="n">{{.Cases}}</td><td class="n">{{.Percent}}</td><td class="n">{{.Bias}}</td><td class="n">{{.Ratio}}</td><td class="n">{{.Gain}}</td><td class="n">{{.Score}}</td><td class="n">{{.Cover50}}</td><td class="n">{{.Cover80}}</td><td class="n">{{.Cover}}</td></tr>
{{end}}</tbody></table></div>
{{if .Sizes}}<details><summary>carecurve by origins and size of council</summary>
<div class="scroll" tabindex="0" role="region" aria-label="By size: {{.Name}}"><table>
<thead><tr><th scope="col">group</th><th class="n" scope="col">years on</th><th class="n" scope="col">cases</th><th class="n" scope="col">mean error</th><th class="n" scope="col">bias</th><th class="n" scope="col">ratio</th><th class="n" scope="col">ratio of scores</th><th class="n" scope="col">50 % holds</th><th class="n" scope="col">80 % holds</th><th class="n" scope="col">95 % holds</th></tr></thead>
<tbody>{{range .Sizes}}<tr><th scope="row">{{.Group}}</th><td class="n">{{.Years}}</td><td class="n">{{.Cases}}</td><td class="n">{{.Percent}}</td><td class="n">{{.Bias}}</td><td class="n">{{.Ratio}}</td><td class="n">{{.Score}}</td><td class="n">{{.Cover50}}</td><td class="n">{{.Cover80}}</td><td class="n">{{.Cover}}</td></tr>
{{end}}</tbody></table></div></details>{{end}}
<h3>Where what came lay in the distribution</h3>
<p class="small">Ten equal parts of the forecast's distribution, lowest first; bars along the line are right, a hump in the
middle means intervals too wide, high ends too narrow, a slope a bias.</p>
{{range .PITs}}<figure><figcaption><p>{{.Title}}</p></figcaption>{{.SVG}}</figure>
{{end}}</section>
{{end}}<h2>How this was made</h2>
<ul>
{{range .Notes}}<li>{{.}}</li>
{{end}}</ul>
<details><summary>Files read</summary><dl>
{{range .Inputs}}<div><dt>{{.Name}}</dt><dd><code>{{.SHA256}}</code></dd></div>
{{end}}</dl></details>
</main>
<footer><p>carecurve {{.Version}}</p></footer>
</body>
</html>
`))
