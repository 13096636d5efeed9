package reports

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"math"
	"strconv"

	"github.com/carecurve/carecurve/model/profile"
)

//go:embed assets/profile.html.tmpl
var profileHTML string

var profileTemplate = template.Must(template.New("profile").Parse(profileHTML))

// profilePage is what the template shows.
type profilePage struct {
	Title, Date, Children string
	Policy                template.HTMLAttr
	Style                 template.CSS
	Banner                string
	Hidden                bool
	Sections              []profileSection
	Review                *grid
	Notes                 []string
	Version               string
}

type profileSection struct {
	Key, Title string
	Findings   []string
	Tables     []profileTable
}

type profileTable struct {
	grid
	Note string
}

// WriteProfileHTML writes a profile as one page that asks nothing of the
// network and runs no script.
func WriteProfileHTML(w io.Writer, in ProfileInput) error {
	p := in.Profile
	name := p.Authority
	if name == "" {
		name = "This council"
	}
	pg := profilePage{
		Title: name + ": the children in care", Date: dateWords(p.Date), Children: count(float64(p.Children)), Hidden: p.Hidden, Notes: p.Notes, Version: in.Version,
		Policy: template.HTMLAttr(`content="default-src 'none'; style-src ` + source(reportCSS) + `; base-uri 'none'; form-action 'none'"`),
		Style:  template.CSS(reportCSS),
		Banner: "Confidential. This page describes children in care. Numbers of one to four are hidden (c), and so are those that they could be worked out from. Do not publish it.",
	}
	if !p.Hidden {
		pg.Banner = "Confidential: personal data. Numbers are shown however small they are."
		if in.Review != nil {
			pg.Banner = "Confidential: personal data of children. This page lists every child in care with its identifier. Keep it where case files are kept, and delete it after the review."
		}
	}
	for _, s := range p.Sections {
		section := profileSection{Key: s.Key, Title: s.Title, Findings: s.Findings}
		for i := range s.Tables {
			if t := &s.Tables[i]; len(t.Rows) > 0 {
				section.Tables = append(section.Tables, profileTable{profileGrid(t), t.Note})
			}
		}
		pg.Sections = append(pg.Sections, section)
	}
	if in.Review != nil {
		g := grid{Caption: "Every child in care, longest expected stay first", Head: []string{"Child", "Age", "Sex", "Setting", "Where", "Legal status", "Need", "In care since", "Years in care",
			"Years in placement", "Placements in 12 months", "Turns 18", "Weekly price, £", "Expected further years", "In care a year on", "What usually ends such stays"}}
		for i := range in.Review {
			g.Rows = append(g.Rows, reviewRow(p.Date, &in.Review[i]))
		}
		pg.Review = &g
	}
	var b bytes.Buffer
	if err := profileTemplate.Execute(&b, pg); err != nil {
		return fmt.Errorf("the profile could not be put together: %w\nthis is a fault of the program: please report it with the command line", err)
	}
	_, err := w.Write(b.Bytes())
	return err
}

func profileGrid(t *profile.Table) grid {
	g := grid{Caption: t.Title, Head: []string{""}}
	for _, c := range t.Columns {
		head := c.Name
		if c.Unit == profile.Years {
			head += ", years"
		}
		g.Head = append(g.Head, head)
	}
	for _, r := range t.Rows {
		row := []string{r.Name}
		for c, x := range r.Cells {
			row = append(row, profileCell(&t.Columns[c], x, r.Few))
		}
		g.Rows = append(g.Rows, row)
	}
	return g
}

func profileCell(c *profile.Column, x float64, few bool) string {
	if few && !c.Public {
		return withheld
	}
	if math.IsNaN(x) {
		return ""
	}
	switch c.Unit {
	case profile.Share:
		return strconv.FormatFloat(100*x, 'f', 0, 64) + "%"
	case profile.Years, profile.Rate:
		return strconv.FormatFloat(x, 'f', 1, 64)
	case profile.Pounds:
		return "£" + count(x)
	}
	return count(x)
}
