package records

import (
	"bytes"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/carecurve/carecurve/model"
)

// someStock draws a stock in which brothers and sisters share families.
func someStock(t *rapid.T) *model.Stock {
	s := &model.Stock{DataDate: model.NewDate(2024, 3, 31)}
	days := rapid.Float64Range(0, 6000)
	for range rapid.IntRange(0, 40).Draw(t, "children") {
		c := model.StockChild{
			Family: rapid.IntRange(1, 1e6).Draw(t, "family") % 25,
			Born:   model.NewMonth(2010, 1) + model.Month(rapid.IntRange(0, 3).Draw(t, "born")),
			Sex:    rapid.SampledFrom([]byte{'M', 'F', 0}).Draw(t, "sex"),
			Class:  model.Class(rapid.IntRange(0, 1).Draw(t, "class")),
		}
		state := rapid.IntRange(1, 7).Draw(t, "state")
		if state&1 > 0 {
			c.InCare, c.Place, c.Provider = true, model.Place(rapid.IntRange(0, model.Places-1).Draw(t, "place")), "PR4"
			c.CareDays = days.Draw(t, "care")
			c.Paid = float64(rapid.IntRange(0, 3).Draw(t, "paid")) * 1234.5
			c.Court = rapid.Bool().Draw(t, "court")
			c.PlacementDays = c.CareDays / float64(rapid.IntRange(1, 3).Draw(t, "part"))
		} else if state&4 > 0 {
			c.Left, c.LeftBy, c.LeftDays = true, model.ExitSGO, days.Draw(t, "left")
		}
		if state&2 > 0 || !c.InCare && !c.Left {
			c.OnPlan, c.PlanDays = true, days.Draw(t, "plan")
			if c.InCare {
				c.InCareDuringPlan, c.AfterDays = true, days.Draw(t, "after")
			}
		}
		if !c.InCare && !c.OnPlan && !c.Left || state == 2 && rapid.Bool().Draw(t, "lapsed") {
			c = model.StockChild{Family: c.Family, Born: c.Born, Lapsed: true, LapsedDays: days.Draw(t, "off")}
		}
		s.Children = append(s.Children, c)
	}
	return s
}

func stockText(t rapid.TB, s *model.Stock) string {
	var b bytes.Buffer
	if err := WriteStock(&b, s); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestStockRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := someStock(t)
		text := stockText(t, s)
		back, err := ReadStock("m.stock.csv", strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		if again := stockText(t, back); again != text {
			t.Fatalf("written again it differs:\n%s\n%s", text, again)
		}
		if back.DataDate != s.DataDate || back.LAC() != s.LAC() || back.CPP() != s.CPP() || len(back.Children) != len(s.Children) {
			t.Fatalf("counts changed: %d in care, %d on plans", back.LAC(), back.CPP())
		}
		for name, of := range map[string]func(*model.StockChild) float64{
			"care": func(c *model.StockChild) float64 { return c.CareDays }, "placement": func(c *model.StockChild) float64 { return c.PlacementDays },
			"plan": func(c *model.StockChild) float64 { return c.PlanDays }, "after": func(c *model.StockChild) float64 { return c.AfterDays },
			"court": func(c *model.StockChild) float64 {
				if c.Court {
					return 1
				}
				return 0
			},
			"left": func(c *model.StockChild) float64 { return c.LeftDays }, "off": func(c *model.StockChild) float64 { return c.LapsedDays },
		} {
			x, y := sorted(s, of), sorted(back, of)
			for i := range x {
				if math.Abs(x[i]-y[i]) > 0.2 {
					t.Fatalf("%s days %v became %v", name, x[i], y[i])
				}
			}
		}
		if x, y := sizes(s), sizes(back); !slices.Equal(x, y) {
			t.Fatalf("families of %v became %v", x, y)
		}
		// Neither the order of children nor the numbers of families show.
		for i, j := range rapid.Permutation(s.Children).Draw(t, "order") {
			s.Children[i] = j
			s.Children[i].Family = 1000 - j.Family
		}
		if other := stockText(t, s); other != text {
			t.Fatalf("another order gives another file:\n%s\n%s", text, other)
		}
	})
}

func sorted(s *model.Stock, of func(*model.StockChild) float64) []float64 {
	var x []float64
	for i := range s.Children {
		x = append(x, of(&s.Children[i]))
	}
	slices.Sort(x)
	return x
}

func sizes(s *model.Stock) []int {
	count := map[int]int{}
	for _, c := range s.Children {
		count[c.Family]++
	}
	var n []int
	for _, c := range count {
		n = append(n, c)
	}
	slices.Sort(n)
	return n
}

const goodStock = `# CONFIDENTIAL: children in care or on a plan on 2024-03-31. Keep it.
family,born,sex,class,in_care,setting,location,provider,care_months,placement_months,on_plan,plan_months,in_care_during_plan,after_months,left,left_by,left_months
1,2015-03,M,general,yes,residential,out,PR4,26.50,3.00,no,,no,,no,,
1,2017-06,,general,no,,,,,,yes,2.00,no,,yes,home,0.92
`

func TestReadStock(t *testing.T) {
	for _, text := range []string{goodStock, "\ufeff" + strings.ReplaceAll(goodStock, "\n", "\r\n")} {
		s, err := ReadStock("m.stock.csv", strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		first, second := s.Children[0], s.Children[1]
		if s.DataDate != model.NewDate(2024, 3, 31) || first.Place.String() != "residential/out" || first.CareDays != 26.5*30.4375 || first.Sex != 'M' {
			t.Errorf("read %+v", first)
		}
		if second.Family != 1 || second.LeftBy != model.ExitHome || model.LeftClock.Band(second.LeftDays) != 0 || !second.OnPlan {
			t.Errorf("read %+v", second)
		}
	}
}

// What a placement costs stands in a last column, which older files lack; rows are
// lines of the file.
func TestStockPrices(t *testing.T) {
	text := strings.NewReplacer("left_months\n", "left_months,off_plan,off_plan_months,weekly_cost\n", "no,,no,,no,,\n", "no,,no,,no,,,no,,5600.5\n", "home,0.92\n", "home,0.92,no,,\n").Replace(goodStock)
	s, err := ReadStock("m.stock.csv", strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if a, b := s.Children[0], s.Children[1]; a.Paid != 5600.5 || b.Paid != 0 || a.Row != 3 || b.Row != 4 {
		t.Errorf("read %+v and %+v", a, b)
	}
	for _, bad := range []string{"0", "-5", "x", "1e9"} {
		var faults Errors
		if _, err := ReadStock("m.stock.csv", strings.NewReader(strings.Replace(text, "5600.5", bad, 1))); !errors.As(err, &faults) || !strings.Contains(faults[0].What, "weekly_cost is no price") {
			t.Errorf("a price of %s: %v", bad, err)
		}
	}
	var faults Errors
	if _, err := ReadStock("m.stock.csv", strings.NewReader(strings.Replace(text, "home,0.92,no,,", "home,0.92,no,,7", 1))); !errors.As(err, &faults) || faults[0].Line != 4 {
		t.Errorf("a price for a child who is not in care: %v", err)
	}
}

func TestReadStockFaults(t *testing.T) {
	for _, c := range []struct {
		old, new, what string
		line           int
	}{
		{"# CONFIDENTIAL", "# Confidential", "no stock file", 1},
		{"2024-03-31", "2024-31-03", "no stock file", 1},
		{"placement_months", "placement_days", "columns", 2},
		{"1,2015-03,M", "x,2015-03,M", "family is no number", 3},
		{"1,2015-03,M", "0,2015-03,M", "family is no number", 3},
		{"1,2015-03,M", "1,03/2015,M", "born is no month", 3},
		{"1,2015-03,M", "1,,M", "born is empty", 3},
		{"1,2015-03,M", "1,2015-03,1", "sex is neither", 3},
		{"M,general", "M,generals", "class has an unknown value", 3},
		{"yes,residential", "y,residential", "in_care is neither", 3},
		{"residential", "home", "setting has an unknown value", 3},
		{",out,", ",outside,", "location has an unknown value", 3},
		{"26.50", "NaN", "care_months is no number", 3},
		{"26.50", "-26.50", "care_months is no number", 3},
		{"26.50,3.00", "2.50,3.00", "placement_months is longer", 3},
		{"3.00,no,,", "3.00,no,1.00,", "plan_months has a value where on_plan is no", 3},
		{"3.00,no,,no", "3.00,no,,yes", "in_care_during_plan is yes for a child without a plan", 3},
		{"no,,no,,no,,\n", "no,,no,,yes,home,1\n", "left is yes for a child who is in care", 3},
		{"yes,home,0.92", "yes,dead,0.92", "left_by has an unknown value", 4},
		{"yes,2.00,no,,yes,home,0.92", "no,,no,,no,,", "in_care is no, and so are on_plan, left and off_plan", 4},
		{"yes,home,0.92", "yes,home,0.92,,", "can't be read", 4},
	} {
		if !strings.Contains(goodStock, c.old) {
			t.Fatalf("%q isn't in the file", c.old)
		}
		_, err := ReadStock("m.stock.csv", strings.NewReader(strings.Replace(goodStock, c.old, c.new, 1)))
		var faults Errors
		if !errors.As(err, &faults) {
			t.Errorf("%q for %q: %v", c.new, c.old, err)
			continue
		}
		if f := faults[0]; !strings.Contains(f.What, c.what) || f.Line != c.line || f.Column == 0 || f.Fix == "" || f.File != "m.stock.csv" {
			t.Errorf("%q for %q: line %d column %d: %s (%s)", c.new, c.old, f.Line, f.Column, f.What, f.Fix)
		}
	}
	// All at once.
	bad := strings.NewReplacer("M,general", "X,general", "home,0.92", "home,x").Replace(goodStock)
	_, err := ReadStock("s.csv", strings.NewReader(bad))
	if faults, ok := err.(Errors); !ok || len(faults) != 2 || faults[1].Line != 4 {
		t.Errorf("two faults gave %v", err)
	}
	if strings.Contains(err.Error(), "2015") || strings.Contains(err.Error(), "2017") {
		t.Errorf("a month of birth stands in %v", err)
	}
}

func FuzzReadStock(f *testing.F) {
	f.Add(goodStock)
	f.Add("# CONFIDENTIAL 2024-03-31\n\"")
	f.Fuzz(func(t *testing.T, text string) {
		s, err := ReadStock("s.csv", strings.NewReader(text))
		if err != nil {
			return
		}
		again, err := ReadStock("s.csv", strings.NewReader(stockText(t, s)))
		if err != nil || len(again.Children) != len(s.Children) {
			t.Fatalf("%d children became %v, %v", len(s.Children), again, err)
		}
	})
}
