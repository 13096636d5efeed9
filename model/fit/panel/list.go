package panel

import (
	"fmt"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/model/document"
)

// measure is the figure without which there is no fit.
const measure = "lac_31_march"

// Latest is the last year for which all that a fit needs of England is there;
// where there is no such year the last with children looked after, or 0.
func Latest(p *model.Published) int {
	years, _ := p.Series(model.England, measure, "total")
	for i := len(years) - 1; i >= 0; i-- {
		if missingNational(table{p, model.England}, years[i]) == nil {
			return years[i]
		}
	}
	if len(years) == 0 {
		return 0
	}
	return years[len(years)-1]
}

// Listed is one line of the list of authorities.
type Listed struct {
	model.Authority
	From, To int // first and last year with children looked after
}

// String is "E08000035  Leeds  2010–2023".
func (l Listed) String() string {
	return fmt.Sprintf("%s  %s  %d–%d", l.Code, l.Name, l.From, l.To)
}

// List is the authorities that figures are there for, by name, then the
// regions and England.
func List(p *model.Published) []Listed {
	var out []Listed
	for _, a := range append(p.Authorities(measure), p.Regions(measure)...) {
		years, _ := p.Series(a.Code, measure, "total")
		out = append(out, Listed{a, years[0], years[len(years)-1]})
	}
	return out
}

// Find looks an authority, a region or England up by name or ONS code; a misspelt name's error says
// what was perhaps meant.
func Find(p *model.Published, name string) (model.Authority, error) {
	if a, ok := p.Find(name, measure); ok {
		return a, nil
	}
	var names []string
	for _, a := range append(p.Authorities(measure), p.Regions(measure)...) {
		names = append(names, a.Name)
	}
	hint := "list the names with --list"
	if s, ok := document.Suggest(name, names); ok {
		hint = fmt.Sprintf("did you mean %q? the other names are shown with --list", s)
	}
	return model.Authority{}, fmt.Errorf("no authority %q in the published figures\n%s", name, hint)
}
