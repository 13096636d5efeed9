package reports

import (
	"math"
	"strconv"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// priceTables are the prices that the run used and their yearly growth.
func priceTables(p *model.Prices, years []sim.Year) []grid {
	base := p.Base.String()
	weekly := grid{Caption: "A week in care, at " + base + " prices", Head: []string{"Setting", "In the area", "Outside the area"}}
	for i := range model.Settings {
		s := model.Setting(i)
		weekly.Rows = append(weekly.Rows, []string{lineName(s.String()),
			price(p.Weekly[model.PlaceOf(s, model.InArea)]), price(p.Weekly[model.PlaceOf(s, model.OutOfArea)])})
	}
	for at, row := range p.Run {
		for k, x := range row {
			if x == 0 {
				continue
			}
			cells := []string{lineName(model.Place(at).Setting().String()) + ", " + providerNames[k], "", ""}
			cells[1+int(model.Place(at).Location())] = price(x)
			weekly.Rows = append(weekly.Rows, cells)
		}
	}
	other := grid{Caption: "Other prices, at " + base + " prices", Head: []string{"What", "Price"}}
	for _, x := range otherPrices(p) {
		other.Rows = append(other.Rows, []string{x.what, price(x.price)})
	}
	return append([]grid{weekly, other}, growthTable(p, years))
}

// providerNames are who runs placements, in words.
var providerNames = [model.Providers]string{"with parents", "the council's own", "another council's", "another public body's", "private", "voluntary"}

// namedPrice is a price that is no week in care.
type namedPrice struct {
	what  string
	price float64
}

func otherPrices(p *model.Prices) []namedPrice {
	return []namedPrice{
		{"A month on a child protection plan", p.PlanMonth},
		{"An initial child protection conference", p.Conference},
		{"A week of special guardianship allowance", p.SGO},
		{"A week of adoption allowance", p.Adoption},
		{"Income for a night in care of an unaccompanied child", p.UASCNight},
		{"An independent review of a child in care", p.Review},
		{"Care proceedings issued, a child", p.Proceedings},
		{"A week of staying put after 18, for those supported", p.StayingPut.Weekly},
	}
}

// price is a price as it was given, to the penny, and not rounded like a sum.
func price(x float64) string {
	if math.Abs(x-math.Round(x)) < 0.005 {
		return "£" + count(x)
	}
	return "£" + grouped(x, 2)
}

// growthTable is what a pound of each line at the base has become by each
// financial year.
func growthTable(p *model.Prices, years []sim.Year) grid {
	g := grid{Caption: "What £1 at " + p.Base.String() + " prices becomes", Head: []string{"Line"}}
	for _, y := range years {
		g.Head = append(g.Head, y.Year.String())
	}
	for _, x := range growing(p) {
		row := []string{x.name}
		for _, y := range years {
			row = append(row, "£"+strconv.FormatFloat(p.Factor(x.line, y.Year), 'f', 3, 64))
		}
		g.Rows = append(g.Rows, row)
	}
	return g
}

// growing are the lines with growth of their own, and what all others have.
func growing(p *model.Prices) []struct{ line, name string } {
	lines := []string{"default"}
	for i := range model.Settings {
		lines = append(lines, model.Setting(i).String())
	}
	lines = append(lines, "plans", "icpc", "sgo", "adoption", "care_reviews", "proceedings", "staying_put", "uasc_income", "pay")
	var out []struct{ line, name string }
	for _, line := range lines {
		if _, own := p.Inflation[line]; !own && line != "default" {
			continue
		}
		name := lineName(line)
		switch line {
		case "default":
			name = "All lines not named here"
		case "pay":
			name = "Pay"
		}
		out = append(out, struct{ line, name string }{line, name})
	}
	return out
}
