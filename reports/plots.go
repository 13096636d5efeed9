package reports

import (
	"bytes"
	"errors"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/model/fit/card"
)

// Plots is what [WritePlots] draws.
type Plots struct {
	Authority string     // may be empty
	From, To  model.Date // the window
	Figures   []card.Figure
	Notes     []string // how the curves were made, a sentence each
}

// plotsMark begins the page, by which a folder of plots is known again.
const plotsMark = "<!doctype html><!-- carecurve plots -->"

const plotsPage = "index.html"

// MayWritePlots refuses a place for plots that holds anything but earlier ones.
// It is for asking before long work; [WritePlots] asks again.
func MayWritePlots(dir string) error {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) || err == nil && len(entries) == 0 {
		return nil
	}
	if err != nil {
		return fmt.Errorf("%s is there and is no folder that can be read: %w\ngive another folder with --plots", dir, err)
	}
	begin := make([]byte, len(plotsMark))
	if f, err := os.Open(filepath.Join(dir, plotsPage)); err == nil {
		n, _ := io.ReadFull(f, begin)
		begin = begin[:n]
		f.Close()
	}
	if string(begin) != plotsMark {
		return fmt.Errorf("%s exists and holds something else than plots\ngive a new or empty folder with --plots", dir)
	}
	for _, e := range entries {
		ours := e.Name() == plotsPage || filepath.Ext(e.Name()) == ".svg"
		if !ours && !slices.Contains(leftByDesktops, e.Name()) {
			return fmt.Errorf("%s holds %s, which is no plot\nmove it elsewhere, or give another folder with --plots", dir, e.Name())
		}
	}
	return nil
}

// WritePlots makes the folder dir with a picture (SVG) a figure and an
// index.html that shows them all; none asks anything of the network or runs a
// script. The folder appears complete or not at all; earlier plots are
// replaced. Equal plots give equal bytes.
func WritePlots(dir string, p Plots) error {
	if err := MayWritePlots(dir); err != nil {
		return err
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return fmt.Errorf("the folder of plots has no usable path: %w\ngive another folder with --plots", err)
	}
	files := map[string][]byte{}
	var page []plotOfPage
	for i := range p.Figures {
		f := &p.Figures[i]
		svg := drawFigure(f)
		files[f.Name+".svg"] = []byte(svg)
		shown := plotOfPage{Title: f.Title, File: f.Name + ".svg", SVG: template.HTML(svg)} // drawFigure escapes every text
		for _, panel := range f.Panels {
			shown.Says = append(shown.Says, fmt.Sprintf("%s (%s watched): %s.", panel.Group, count(float64(panel.Number)), panel.Title))
		}
		page = append(page, shown)
	}
	var b bytes.Buffer
	b.WriteString(plotsMark + "\n")
	name := p.Authority
	if name == "" {
		name = "The council"
	}
	if err := plotsTemplate.Execute(&b, map[string]any{"Name": name, "From": dateWords(p.From), "To": dateWords(p.To), "Plots": page, "Notes": p.Notes}); err != nil {
		return err
	}
	files[plotsPage] = b.Bytes()
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return cannotPlot(dir, err)
	}
	temp, err := os.MkdirTemp(filepath.Dir(dir), "."+filepath.Base(dir)+".part-*")
	if err != nil {
		return cannotPlot(dir, err)
	}
	defer os.RemoveAll(temp) // nothing is left there once it is renamed
	if err := os.Chmod(temp, 0o755); err != nil {
		return cannotPlot(dir, err)
	}
	for name, data := range files {
		if err := os.WriteFile(filepath.Join(temp, name), data, 0o644); err != nil {
			return cannotPlot(dir, err)
		}
	}
	return swap(temp, dir)
}

func cannotPlot(dir string, err error) error {
	return fmt.Errorf("%s could not be written: %w\ncheck that you may write there, or give another folder with --plots", dir, err)
}

type plotOfPage struct {
	Title, File string
	SVG         template.HTML
	Says        []string
}

var plotsTemplate = template.Must(template.New("plots").Parse(`<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{.Name}}: seen and fitted curves</title>
<style>
body { font: 1rem/1.5 system-ui, sans-serif; color: #1b1b1b; background: #fff; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; line-height: 1.25; } h2 { font-size: 1.2rem; margin: 2.5rem 0 .5rem; }
figure { margin: 0; overflow-x: auto; } svg { max-width: 100%; height: auto; }
@media print { figure { break-inside: avoid; } }
</style>
</head>
<body>
<main>
<h1>{{.Name}}: what was seen, and what the fitted rates imply</h1>
<p>Records from {{.From}} to {{.To}}. Solid: as seen, with a band that holds the truth 95 times in 100 at any one
time. Dashed: what the fitted rates make of the same children.</p>
{{range .Plots}}<section>
<h2>{{.Title}}</h2>
<figure>
{{.SVG}}</figure>
<ul>
{{range .Says}}<li>{{.}}</li>
{{end}}</ul>
<p><a href="{{.File}}">The picture alone ({{.File}})</a></p>
</section>
{{end}}<h2>How these were made</h2>
<ul>
<li>A curve as seen has a point for every five who left and ends where fewer than ten are watched, so that no step tells of one child; groups too small for a curve are not drawn.</li>
{{range .Notes}}<li>{{.}}</li>
{{end}}</ul>
</main>
</body>
</html>
`))
