package document

import (
	"fmt"

	"github.com/carecurve/carecurve/model"
)

// stockCellFile is one cell of a banded stock. What a kind of children does not
// have is left out: time in care, say, for those on a plan at home.
type stockCellFile struct {
	Origin
	Children  int         `yaml:"children,required"`
	Class     model.Class `yaml:"class"`
	Place     string      `yaml:"place"`
	Left      string      `yaml:"left_by"`
	Age       []amount    `yaml:"age,required"`
	Care      []amount    `yaml:"care_months"`
	Placement []amount    `yaml:"placement_months"`
	Plan      []amount    `yaml:"plan_months"`
	Gone      []amount    `yaml:"left_months"`
	Lapsed    []amount    `yaml:"lapsed_months"`
}

// stock writes a banded stock; nothing where there is none.
func (e *emitter) stock(cells []model.StockCell) {
	if len(cells) == 0 {
		return
	}
	e.section("Who is in care, on a plan, or has left: so many children between these ages and times, never fewer than five", "")
	e.list(0, "stock", len(cells), func(i int) string {
		x := &cells[i]
		band := func(name string, b model.Band) string {
			return fmt.Sprintf(", %s: [%g, %g, %g]", name, b.From, b.To, b.Mean)
		}
		s := fmt.Sprintf("{children: %d, class: %s", x.Children, x.Class)
		if x.InCare {
			s += ", place: " + x.Place.String()
		}
		if x.Left {
			s += ", left_by: " + x.LeftBy.String()
		}
		s += band("age", x.Age)
		if x.InCare {
			s += band("care_months", x.Care) + band("placement_months", x.Here)
		}
		if x.OnPlan {
			s += band("plan_months", x.Plan)
		}
		if x.Left {
			s += band("left_months", x.Gone)
		}
		if x.Lapsed {
			s += band("lapsed_months", x.Gone)
		}
		return s + "}"
	})
}

// fillStock moves the banded stock over.
func (f *modelFile) fillStock(m *model.Model) (faults []model.Finding) {
	for i := range f.Stock {
		c := &f.Stock[i]
		x := model.StockCell{Children: c.Children, Class: c.Class, InCare: c.Has("place"), OnPlan: c.Has("plan_months"), Left: c.Has("left_by"), Lapsed: c.Has("lapsed_months")}
		if c.Children < model.LeastCell || c.Children > 100_000 {
			faults = append(faults, c.Fault("children", fmt.Sprintf("a cell of %d children", c.Children), fmt.Sprintf("write %d or more: fewer tell of single children", model.LeastCell)))
		}
		if x.InCare && x.Place.UnmarshalText([]byte(c.Place)) != nil {
			faults = append(faults, c.Fault("place", "unknown place "+inQuotes(c.Place), "write a setting and a location, like residential/out"))
		}
		if x.Left && x.LeftBy.UnmarshalText([]byte(c.Left)) != nil {
			faults = append(faults, c.Fault("left_by", "unknown way out "+inQuotes(c.Left), DidYouMean(c.Left, names[model.Exit](model.Exits), "ways out are")))
		}
		if x.Left && x.InCare || x.Lapsed && (x.Left || x.InCare || x.OnPlan) || !x.Left && !x.InCare && !x.OnPlan && !x.Lapsed {
			faults = append(faults, c.Fault("children", "these children are neither in care, nor on a plan, nor have they left, or several of these that don't go together", "write place, plan_months, left_by with left_months, or lapsed_months alone; not place with left_by"))
		}
		for _, b := range []struct {
			name  string
			from  []amount
			to    *model.Band
			there bool
			most  float64
		}{{"age", c.Age, &x.Age, true, 18}, {"care_months", c.Care, &x.Care, x.InCare, 216}, {"placement_months", c.Placement, &x.Here, x.InCare, 216},
			{"plan_months", c.Plan, &x.Plan, x.OnPlan, 216}, {"left_months", c.Gone, &x.Gone, x.Left, 216}, {"lapsed_months", c.Lapsed, &x.Gone, x.Lapsed, 216}} {
			if !b.there && !c.Has(b.name) {
				continue
			}
			if !b.there || !isBand(b.from, b.most) {
				at := b.name
				if !c.Has(at) {
					at = "children"
				}
				faults = append(faults, c.Fault(at, b.name+" is no band of these children", fmt.Sprintf("write [from, to, mean] within 0 and %g, and only where it belongs", b.most)))
				continue
			}
			*b.to = model.Band{From: float64(b.from[0]), To: float64(b.from[1]), Mean: float64(b.from[2])}
		}
		m.Stock = append(m.Stock, x)
	}
	return faults
}

// isBand tells whether there are two bounds in order with a mean between them.
func isBand(b []amount, most float64) bool {
	return len(b) == 3 && b[0] >= 0 && b[0] < b[2] && b[2] < b[1] && float64(b[1]) <= most
}
