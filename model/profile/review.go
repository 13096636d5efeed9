package profile

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/carecurve/carecurve/model"
)

// Child is one child of a review list. It is personal data.
type Child struct {
	ID             string
	Age            float64 // years; NaN if unknown
	Sex            byte
	Setting        model.Setting
	Location       model.Location
	Legal, Need    string
	Since          model.Date // care began, or the first day seen
	SinceKnown     bool
	Homes          int // placements in the last twelve months
	PlacementYears float64
	Adult          model.Date // eighteenth birthday; zero if unknown
	Weekly         float64    // pounds: what the ledger pays for the placement, else by the price list
	Outlook        Outlook
}

// CareYears is the time in care up to a day.
func (c *Child) CareYears(on model.Date) float64 { return years(on + 1 - c.Since) }

// Ends says in one sentence what usually ends stays of children in such a
// position: the ways out with a probability of a tenth or more.
func (c *Child) Ends() string {
	type way struct {
		e model.Exit
		p float64
	}
	var list []way
	for e, p := range c.Outlook.Exit {
		if p >= 0.1 {
			list = append(list, way{model.Exit(e), p})
		}
	}
	slices.SortStableFunc(list, func(a, b way) int { return cmp.Compare(b.p, a.p) })
	out := ""
	for i, w := range list {
		if i > 0 {
			out += ", "
		}
		out += fmt.Sprintf("%s %.0f%%", lowerFirst(exitNames[w.e]), 100*w.p)
	}
	return out
}

// review is every child in care, longest expected stay first.
func (v *view) review() []Child {
	var out []Child
	h := v.h
	for _, x := range v.now {
		c := Child{ID: x.child.ID, Age: x.age, Sex: x.child.Sex, Setting: x.place.Setting(), Location: x.place.Location(), Legal: x.placement.Legal, Need: x.period.Need,
			Since: x.period.Start, SinceKnown: x.period.StartKnown, Homes: x.homes, PlacementYears: years(h.To + 1 - x.placement.Start),
			Weekly: x.weekly, Outlook: x.outlook}
		if !math.IsNaN(x.age) {
			c.Adult = x.child.Born.Birthday(model.AdultAge)
		}
		out = append(out, c)
	}
	slices.SortStableFunc(out, func(a, b Child) int {
		return cmp.Or(cmp.Compare(b.Outlook.Stay, a.Outlook.Stay), cmp.Compare(a.ID, b.ID))
	})
	return out
}

// SettingName is a setting in words.
func SettingName(s model.Setting) string { return settingNames[s] }

// NeedName and LegalName are codes of the return in words; others stay.
func NeedName(code string) string {
	for _, n := range needs {
		if n.code == code {
			return n.name
		}
	}
	return code
}

// LegalName is a legal status in words.
func LegalName(code string) string {
	for _, l := range legalGroups {
		if has(l.codes, code) {
			return l.name
		}
	}
	return code
}
