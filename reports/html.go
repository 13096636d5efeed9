package reports

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"regexp"
	"slices"
	"strings"
)

// The page's parts. ECharts is the library's own file, unchanged; its licence
// and notice stand beside it.
var (
	//go:embed assets/echarts.min.js
	echartsJS string
	//go:embed assets/report.js
	reportJS string
	//go:embed assets/report.css
	reportCSS string
	//go:embed assets/report.html.tmpl
	reportHTML string
)

var reportTemplate = template.Must(template.New("report").Funcs(template.FuncMap{"grade": func(g string) string { return gradeWords[g] }}).Parse(reportHTML))

// gradeWords say what a grade of evidence stands for.
var gradeWords = map[string]string{
	"A": "randomised trial", "B": "matched or cohort study", "C": "comparison", "D": "before and after", "E": "opinion or aim",
}

// WriteHTML writes report.html: one file that needs nothing else and asks
// nothing of the network, held to that by its own content security policy.
// Equal inputs give equal bytes; what varies between runs of the same question
// (workers, timings, the command line) is not shown.
func WriteHTML(w io.Writer, in Input) error {
	if err := in.check(); err != nil {
		return err
	}
	pg := newPage(&in)
	drawings := []chart{}
	for _, f := range slices.Concat(pg.Figures, pg.Bridges, pg.Tornados) {
		drawings = append(drawings, f.chart)
	}
	data := struct {
		*page
		Policy          template.HTMLAttr
		Style           template.CSS
		Library, Script template.JS
		Charts          []chart
	}{
		page:    pg,
		Policy:  template.HTMLAttr(`content="` + policy() + `"`),
		Style:   template.CSS(reportCSS),
		Library: template.JS(echartsJS),
		Script:  template.JS(reportJS),
		Charts:  drawings,
	}
	var b bytes.Buffer
	if err := reportTemplate.Execute(&b, data); err != nil {
		return fmt.Errorf("the report could not be put together: %w\nthis is a fault of the program: please report it with the command line", err)
	}
	_, err := io.WriteString(w, withMinus(b.String()))
	return err
}

// hyphenated is a number below nothing as the tables and sentences write it.
var hyphenated = regexp.MustCompile(`([>(\s])-([£\d])`)

// withMinus gives such numbers on the page a true minus sign, which no line
// breaks after; style, charts and scripts stay as they are.
func withMinus(html string) string {
	from, to := strings.Index(html, "<body>"), strings.Index(html, `<script type="application/json"`)
	if from < 0 || to < from {
		return html
	}
	return html[:from] + hyphenated.ReplaceAllString(html[from:to], "${1}\u2212\u2060${2}") + html[to:]
}

// policy allows this page's own two scripts and its style sheet, by their
// hashes, and nothing else: no request, no frame, no form.
func policy() string {
	return strings.Join([]string{
		"default-src 'none'",
		"script-src " + source(echartsJS) + " " + source(reportJS),
		"style-src " + source(reportCSS),
		"base-uri 'none'",
		"form-action 'none'",
	}, "; ")
}

func source(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}
