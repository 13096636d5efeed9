package reports

import (
	"fmt"
	"html"
	"math"
	"strings"

	"github.com/carecurve/carecurve/model/fit/card"
)

// Sizes of a figure, in user units; panels stand two in a row.
const (
	panelWide, panelHigh       = 470, 270
	plotLeft, plotTop          = 44, 46
	plotWide, plotHigh         = 404, 180
	legendHigh                 = 26
	titleHigh                  = 34
	figureWide                 = 2 * panelWide
	lineColours, smallestYears = 5, 0.5
)

// seriesColours are Okabe and Ito's, which the colour-blind can tell apart,
// those with enough contrast to white.
var seriesColours = [lineColours]string{"#0072b2", "#b85000", "#007a5a", "#a0447c", "#4d4d4d"}

// drawFigure draws a figure as one SVG element with a title and a description
// for those who can't see it.
func drawFigure(f *card.Figure) string {
	var b strings.Builder
	rows := (len(f.Panels) + 1) / 2
	top := titleHigh + legendHigh
	high := top + rows*panelHigh
	id := "carecurve-" + f.Name
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img" aria-labelledby="%s-title %s-desc" font-family="system-ui, sans-serif" font-size="12">`+"\n",
		figureWide, high, figureWide, high, id, id)
	fmt.Fprintf(&b, "<title id=\"%s-title\">%s</title>\n<desc id=\"%s-desc\">%s</desc>\n", id, html.EscapeString(f.Title), id, html.EscapeString(described(f)))
	fmt.Fprintf(&b, "<rect width=\"%d\" height=\"%d\" fill=\"#fff\"/>\n", figureWide, high)
	text(&b, 12, 22, `font-size="16" font-weight="600"`, f.Title)
	legend(&b, f)
	until := horizon(f)
	for i := range f.Panels {
		fmt.Fprintf(&b, "<g transform=\"translate(%d %d)\">\n", i%2*panelWide, top+i/2*panelHigh)
		drawPanel(&b, &f.Panels[i], until)
		b.WriteString("</g>\n")
	}
	b.WriteString("</svg>\n")
	return b.String()
}

// described is a figure in words.
func described(f *card.Figure) string {
	s := "Share from 0 to 100% by years since the start, in panels. Solid lines with a band are as seen, dashed lines as fitted."
	for _, p := range f.Panels {
		s += fmt.Sprintf(" %s: %s.", p.Group, p.Title)
	}
	return s
}

// horizon is how many years the axes show: all that any panel shows.
func horizon(f *card.Figure) float64 {
	until := smallestYears
	for _, p := range f.Panels {
		for _, s := range p.Series {
			until = math.Max(until, s.Fitted[len(s.Fitted)-1].Years)
		}
	}
	return until
}

// legend names the colours, in the order of the panel with most curves.
func legend(b *strings.Builder, f *card.Figure) {
	var names []string
	for _, p := range f.Panels {
		if len(p.Series) > len(names) {
			names = nil
			for _, s := range p.Series {
				names = append(names, s.Name)
			}
		}
	}
	y := titleHigh + 10
	x := 12
	mark := func(style, name string) {
		fmt.Fprintf(b, "<path d=\"M%d %dh26\" fill=\"none\" stroke-width=\"2.5\" %s/>\n", x, y-4, style)
		text(b, float64(x+32), float64(y), "", name)
		x += 48 + 7*len(name)
	}
	if len(names) == 1 {
		mark(`stroke="`+seriesColours[0]+`"`, "as seen")
		mark(`stroke="#1b1b1b" stroke-dasharray="6 4"`, "as fitted")
		return
	}
	for i, n := range names {
		mark(`stroke="`+seriesColours[i%lineColours]+`"`, n)
	}
	mark(`stroke="#1b1b1b" stroke-dasharray="6 4"`, "as fitted")
}

func drawPanel(b *strings.Builder, p *card.Panel, until float64) {
	text(b, plotLeft, 16, `font-weight="600"`, fmt.Sprintf("%s (%s watched)", p.Group, count(float64(p.Number))))
	text(b, plotLeft, 33, `fill="#444"`, p.Title)
	fmt.Fprintf(b, "<g transform=\"translate(%d %d)\">\n", plotLeft, plotTop)
	axes(b, until)
	for i, s := range p.Series {
		colour := seriesColours[i%lineColours]
		if len(s.Seen) > 1 {
			fmt.Fprintf(b, "<path d=\"%sZ\" fill=\"%s\" fill-opacity=\"0.16\"/>\n", band(s.Seen, until), colour)
			fmt.Fprintf(b, "<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>\n", line(s.Seen, until), colour)
		}
		if len(p.Series) == 1 {
			colour = "#1b1b1b"
		}
		fmt.Fprintf(b, "<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"1.6\" stroke-dasharray=\"6 4\"/>\n", line(s.Fitted, until), colour)
	}
	b.WriteString("</g>\n")
}

func axes(b *strings.Builder, until float64) {
	for i := 0; i <= 4; i++ {
		y := upAt(float64(i) / 4)
		fmt.Fprintf(b, "<path d=\"M0 %sh%d\" stroke=\"#d5d5d5\"/>\n", y, plotWide)
		fmt.Fprintf(b, "<text x=\"-6\" y=\"%s\" dy=\"4\" text-anchor=\"end\" fill=\"#444\">%d%%</text>\n", y, 25*i)
	}
	step := 1.0
	if until < 2 {
		step = 0.5
	}
	for t := 0.0; t <= until+1e-9; t += step {
		x := acrossAt(t, until)
		fmt.Fprintf(b, "<path d=\"M%s %dv4\" stroke=\"#777\"/>\n", x, plotHigh)
		name := fmt.Sprintf("%g", t)
		if t == step {
			name += map[bool]string{true: " year", false: " years"}[step == 1]
		}
		fmt.Fprintf(b, "<text x=\"%s\" y=\"%d\" text-anchor=\"middle\" fill=\"#444\">%s</text>\n", x, plotHigh+18, name)
	}
	fmt.Fprintf(b, "<path d=\"M0 %dh%d\" stroke=\"#777\"/>\n", plotHigh, plotWide)
}

// upAt and acrossAt are the coordinates of a share and of a time.
func upAt(share float64) string            { return fmt.Sprintf("%.1f", plotHigh*(1-share)) }
func acrossAt(years, until float64) string { return fmt.Sprintf("%.1f", plotWide*years/until) }

func line(list []card.Point, until float64) string {
	var b strings.Builder
	for i, p := range list {
		b.WriteByte("ML"[min(i, 1)])
		b.WriteString(acrossAt(p.Years, until) + " " + upAt(p.Value))
	}
	return b.String()
}

// band is the outline between the bounds: up along one, back along the other.
func band(list []card.Point, until float64) string {
	var b strings.Builder
	for i, p := range list {
		b.WriteByte("ML"[min(i, 1)])
		b.WriteString(acrossAt(p.Years, until) + " " + upAt(p.High))
	}
	for i := len(list) - 1; i >= 0; i-- {
		b.WriteString("L" + acrossAt(list[i].Years, until) + " " + upAt(list[i].Low))
	}
	return b.String()
}

func text(b *strings.Builder, x, y float64, style, s string) {
	if style != "" {
		style = " " + style
	}
	fmt.Fprintf(b, "<text x=\"%g\" y=\"%g\"%s>%s</text>\n", x, y, style, html.EscapeString(s))
}
