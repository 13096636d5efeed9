package council

import (
	"fmt"

	"github.com/carecurve/carecurve/model"
)

// Grade says how good a figure is.
type Grade string

// The grades of national figures.
const (
	Published Grade = "published"       // as the source prints it
	Derived   Grade = "derived"         // from a source's figure by a plain step
	Planning  Grade = "planning figure" // what practitioners reckon with, without a source to cite
)

// UnitCost is one national figure.
type UnitCost struct {
	Line   string // a setting's name, or what else is priced
	Pounds float64
	Unit   string
	Year   string // whose prices
	Grade  Grade
	Source string
}

// nationalSource says in a few words what Default is.
const nationalSource = "national unit costs of 2023-24 to 2024-25 (published figures and planning figures, not brought to one year, without inflation)"

// base is the financial year that Default's prices are taken for: 2024-25.
const base model.FinancialYear = 2024

// UnitCosts are the national figures behind [Default], in the order of the
// settings and then of other lines. No source gives prices out of the area
// apart, so that a place there costs what it costs at home.
func UnitCosts() []UnitCost {
	week := func(s model.Setting, pounds float64, year string, g Grade, source string) UnitCost {
		return UnitCost{s.String(), pounds, "child-week", year, g, source}
	}
	return []UnitCost{
		// The national minimum allowance and a supervising social worker.
		week(model.Kinship, 350, "2024-25", Planning, "national minimum fostering allowance with supervision"),
		// 646 with all overheads, 533 by a narrower count, in 2016-17; times 1.35
		// that is £700–870, of which this is the middle.
		week(model.FosterOwn, 785, "2024-25", Derived, "PSSRU Unit Costs 2017: £646 in 2016-17, raised to 2024-25"),
		// 820 in 2020-21 by the Competition and Markets Authority, grown 5% a year.
		week(model.FosterAgency, 1000, "2024-25", Derived, "Competition and Markets Authority 2022: £820 in 2020-21, raised to 2024-25"),
		// £318,400 a year; not raised to 2024-25, so rather low.
		week(model.Residential, 6123, "2023-24", Published, "National Audit Office, September 2025"),
		// The Ministry of Justice pays £270,000 a year for a secure children's
		// home; welfare places cost more.
		week(model.Secure, 9000, "2024-25", Planning, "Ministry of Justice: £270,000 a year in secure children's homes; welfare placements are dearer"),
		// One council's published mean is 621; planning figures run from 1,000 to 1,500.
		week(model.Supported, 1250, "2024-25", Planning, "councils' planning figures of £1,000 to £1,500"),
		// For want of a figure of their own: the mean over all children in care.
		week(model.School, 2094, "2024-25", Derived, "DfE: about £9bn over 82,650 children, the mean over all settings"),
		// Social work alone; no placement is paid for.
		week(model.WithParents, 150, "2024-25", Planning, "social work without a placement"),
		week(model.Adoptive, 150, "2024-25", Planning, "social work without a placement"),
		week(model.OtherSetting, 2094, "2024-25", Derived, "DfE: about £9bn over 82,650 children, the mean over all settings"),
		{"sgo", 180, "week of allowance", "2024-25", Derived, "national minimum fostering allowance less £40 (Kinship 2024)"},
		{"plans", 400, "child-month", "2024-25", Planning, "case management of a plan, order of magnitude"},
		{"uasc", 143, "night in care (income)", "2021-25", Planning, "Home Office grant, the higher rate"},
	}
}

// String is one line for a page of assumptions.
func (u UnitCost) String() string {
	return fmt.Sprintf("%s: £%g a %s at %s prices (%s; %s)", u.Line, u.Pounds, u.Unit, u.Year, u.Grade, u.Source)
}

// Default is what is taken where a council gives no prices: national unit
// costs ([UnitCosts]), without inflation. Adoption allowances and conferences
// have no national figure and cost nothing here. Source says what they are.
func Default() model.Prices {
	p := model.Prices{Base: base, Source: nationalSource, Inflation: map[string][]float64{}}
	costs := UnitCosts()
	for s := range model.Settings {
		for l := range model.Locations {
			p.Weekly[model.PlaceOf(model.Setting(s), model.Location(l))] = costs[s].Pounds
		}
	}
	for _, u := range costs[model.Settings:] {
		switch u.Line {
		case "sgo":
			p.SGO = u.Pounds
		case "plans":
			p.PlanMonth = u.Pounds
		case "uasc":
			p.UASCNight = u.Pounds
		}
	}
	return p
}
