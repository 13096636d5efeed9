package council

import (
	"strings"
	"testing"

	"github.com/carecurve/carecurve/model"
)

func packageStock() *model.Stock {
	at := model.PlaceOf(model.Residential, model.InArea)
	return &model.Stock{DataDate: model.NewDate(2025, 3, 31), Children: []model.StockChild{
		{Row: 3, OnPlan: true}, {Row: 4, InCare: true, Place: at}, {Row: 5, InCare: true, Place: at}, {Row: 6, InCare: true, Place: model.PlaceOf(model.School, model.InArea)}}}
}

// Two changes for the child in line 5, in the order of their days, and none for others.
func TestPackages(t *testing.T) {
	f := parsed(t, "version: 1\nevents:\n  - {on: 2026-01-01, what: package, row: 5, weekly: 3000}\n  - {on: 2025-09-01, what: package, row: 5, weekly: \"£9,500\"}\n")
	if len(f.Prices().Blocks) != 0 || len(f.NotYet()) != 0 || !f.HasPackages() {
		t.Errorf("a package is taken for places: %+v %v", f.Prices().Blocks, f.NotYet())
	}
	p := f.Prices()
	s := packageStock()
	if faults := f.Packages(s, &p); len(faults) > 0 {
		t.Fatal(faults)
	}
	got := s.Children[2].Changes
	if len(got) != 2 || got[0] != (model.PaidChange{On: model.NewDate(2025, 9, 1), Weekly: 9500}) || got[1].Weekly != 3000 {
		t.Errorf("%+v", got)
	}
	if len(s.Children[1].Changes)+len(s.Children[3].Changes) > 0 {
		t.Error("another child's package changes")
	}
}

func TestPackageFaults(t *testing.T) {
	for text, want := range map[string]string{
		"on: 2025-09-01, what: package, weekly: 9500":                       "no row of the stock file",
		"on: 2025-09-01, what: package, row: 2, weekly: 9500":               "no row of the stock file",
		"on: 2025-09-01, what: package, row: 4":                             "no price above nothing",
		"on: 2025-09-01, what: package, row: 4, weekly: 1, setting: secure": "setting has no business",
		"on: 2025-09-01, what: package, row: 4, weekly: 1, yearly: 5":       "yearly has no business",
		"on: 2025-09-01, what: opens, setting: secure, places: 1, row: 4":   "this is none",
		"on: 2025-09-01, what: package, row: 3, weekly: 9500":               "line 3 of the stock file is no child in care",
		"on: 2025-09-01, what: package, row: 99, weekly: 9500":              "line 99 of the stock file",
		"on: 2025-03-31, what: package, row: 4, weekly: 9500":               "the data end on 2025-03-31",
		"on: 2025-09-01, what: package, row: 6, weekly: 9500":               "a week in school/in has no price",
	} {
		f, faults := Parse("c.yaml", []byte("version: 1\nevents:\n  - {"+text+"}\n"))
		if f != nil {
			p := f.Prices()
			p.Weekly[model.PlaceOf(model.School, model.InArea)] = 0
			s := packageStock()
			faults = f.Packages(s, &p)
			for i := range s.Children {
				if s.Children[i].Changes != nil {
					t.Errorf("%s: a package was changed all the same", text)
				}
			}
		}
		if len(faults) != 1 || !strings.Contains(faults[0].What, want) || faults[0].Fix == "" || faults[0].Line != 3 {
			t.Errorf("%s: %+v, want %q", text, faults, want)
		}
	}
}
