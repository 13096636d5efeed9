package reports

import (
	"bytes"
	"fmt"
	"html"
	"html/template"
	"io"
	"math"
	"strings"
)

// writeSensitivityHTML writes the page: the tornado, then every assumption with
// its interval and where the saving is gone. It runs no script and asks nothing
// of the network.
func writeSensitivityHTML(w io.Writer, in *Sensitivity) error {
	t := grid{Caption: "Every assumption", Head: []string{"Assumption", "Low", "As it stands", "High", "Saving at low", "Saving at high", "LAC at low", "LAC at high", "Saving gone at", "Interval"}}
	var m money
	for i := range in.List {
		m = m.or(moneyFor(in.List[i].AtLow.Saving, in.List[i].AtHigh.Saving))
	}
	for i := range in.List {
		x := &in.List[i]
		t.Rows = append(t.Rows, []string{x.Name, sensedValue(x, x.Low), sensedValue(x, x.Base), sensedValue(x, x.High), m.format(x.AtLow.Saving), m.format(x.AtHigh.Saving),
			count(x.AtLow.LAC), count(x.AtHigh.LAC), switchWords(x), x.Interval})
	}
	name := in.Authority
	if name == "" {
		name = "This council"
	}
	var b bytes.Buffer
	err := sensitivityTemplate.Execute(&b, map[string]any{
		"Title": name, "Scenario": in.Scenario, "Year": in.Year.String(), "Lead": sensedLead(in), "SVG": tornado(in), "Table": t, "Words": sensedWords, "Warnings": in.Warnings,
		"Inputs": in.Inputs, "Version": in.Version, "Engine": in.Engine, "Style": template.CSS(reportCSS),
		"Policy": template.HTMLAttr(`content="default-src 'none'; style-src ` + source(reportCSS) + `; base-uri 'none'; form-action 'none'"`),
	})
	if err != nil {
		return fmt.Errorf("the page could not be put together: %w\nthis is a fault of the program: please report it with the command line", err)
	}
	_, err = w.Write(b.Bytes())
	return err
}

// Sizes of the tornado, in user units, and how many bars it has at most.
const (
	tornadoWide, tornadoName, tornadoRow, tornadoTop = 760.0, 290.0, 26.0, 30.0
	tornadoBars                                      = 20
)

// tornado draws each assumption's bar from the saving at its low to that at its
// high end; the end at the high value is filled, the other hatched by an
// outline alone, so that colour is never the only sign.
func tornado(in *Sensitivity) template.HTML {
	list := in.List[:min(len(in.List), tornadoBars)]
	low, high := math.Min(0, in.Base.Saving), math.Max(0, in.Base.Saving)
	for i := range list {
		for _, v := range []float64{list[i].AtLow.Saving, list[i].AtHigh.Saving} {
			low, high = math.Min(low, v), math.Max(high, v)
		}
	}
	if high <= low {
		high = low + 1
	}
	m := moneyFor(low, high)
	tall := tornadoTop + tornadoRow*float64(len(list)) + 34
	x := func(v float64) float64 { return tornadoName + (tornadoWide-tornadoName-24)*(v-low)/(high-low) }
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %g %g" role="img" aria-labelledby="tornado" font-family="system-ui, sans-serif" font-size="12">`, tornadoWide, tall)
	fmt.Fprintf(&b, `<title id="tornado">%s</title>`, html.EscapeString("Saving in "+in.Year.String()+" at the ends of each assumption's interval. "+strings.Join(sensedLead(in), " ")))
	line := func(v float64, style, label string) {
		fmt.Fprintf(&b, `<line x1="%.1f" x2="%.1f" y1="%g" y2="%g" %s/>`, x(v), x(v), tornadoTop-6, tall-28, style)
		fmt.Fprintf(&b, `<text x="%.1f" y="%.1f" text-anchor="middle" fill="#0b0c0c">%s</text>`, x(v), tornadoTop-12, html.EscapeString(label))
	}
	for i := range list {
		s := &list[i]
		y := tornadoTop + tornadoRow*float64(i)
		fmt.Fprintf(&b, `<text x="%g" y="%.1f" text-anchor="end" fill="#0b0c0c">%s</text>`, tornadoName-10, y+14, html.EscapeString(shortened(s.Name, 44)))
		bar := func(v float64, style string) {
			from, to := x(math.Min(v, in.Base.Saving)), x(math.Max(v, in.Base.Saving))
			fmt.Fprintf(&b, `<rect x="%.1f" y="%.1f" width="%.1f" height="16" %s/>`, from, y+2, math.Max(to-from, 0.5), style)
		}
		bar(s.AtLow.Saving, `fill="#fff" stroke="#0b5a9c" stroke-width="1.5"`)
		bar(s.AtHigh.Saving, `fill="#0b5a9c" stroke="#0b5a9c" stroke-width="1.5"`)
	}
	line(in.Base.Saving, `stroke="#0b0c0c" stroke-width="1.5"`, m.format(in.Base.Saving))
	if math.Abs(x(0)-x(in.Base.Saving)) > 40 {
		line(0, `stroke="#505a5f" stroke-dasharray="4 3"`, "£0")
	}
	fmt.Fprintf(&b, `<rect x="%g" y="%.1f" width="12" height="12" fill="#fff" stroke="#0b5a9c" stroke-width="1.5"/><text x="%g" y="%.1f" fill="#0b0c0c">at its low end</text>`, tornadoName, tall-18, tornadoName+18, tall-8)
	fmt.Fprintf(&b, `<rect x="%g" y="%.1f" width="12" height="12" fill="#0b5a9c" stroke="#0b5a9c" stroke-width="1.5"/><text x="%g" y="%.1f" fill="#0b0c0c">at its high end</text>`, tornadoName+120, tall-18, tornadoName+138, tall-8)
	b.WriteString("</svg>")
	return template.HTML(b.String()) // every text above is escaped
}

var sensitivityTemplate = template.Must(template.New("sensitivity").Parse(`<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" {{.Policy}}>
<title>{{.Title}}: what {{.Scenario}} rests on</title>
<style>{{.Style}}</style>
</head>
<body>
<header>
<h1>{{.Title}}: what {{.Scenario}} rests on</h1>
{{range .Lead}}<p class="lead">{{.}}</p>
{{end}}</header>
<main>
{{if .Warnings}}<section class="warnings" aria-labelledby="h-warnings"><h2 id="h-warnings">Warnings</h2><ul>{{range .Warnings}}<li>{{.}}</li>{{end}}</ul></section>
{{end}}<section aria-labelledby="h-tornado">
<h2 id="h-tornado">Saving in {{.Year}} at both ends of each assumption</h2>
<figure>{{.SVG}}</figure>
<p class="small">{{.Words}}</p>
</section>
<section aria-labelledby="h-all">
<h2 id="h-all">{{.Table.Caption}}</h2>
<div class="scroll" role="region" tabindex="0" aria-labelledby="h-all"><table aria-labelledby="h-all">
<thead><tr>{{range $i, $h := .Table.Head}}<th scope="col"{{if $i}} class="n"{{end}}>{{$h}}</th>{{end}}</tr></thead>
<tbody>{{range .Table.Rows}}
<tr>{{range $i, $c := .}}{{if $i}}<td class="n">{{$c}}</td>{{else}}<th scope="row">{{$c}}</th>{{end}}{{end}}</tr>{{end}}
</tbody></table></div>
</section>
<section aria-labelledby="h-from"><h2 id="h-from">Where this comes from</h2>
<ul>{{range .Inputs}}<li>{{.Name}} <code>{{.SHA256}}</code></li>{{end}}</ul>
<p>carecurve {{.Version}}, engine {{.Engine}}</p></section>
</main>
</body>
</html>
`))
