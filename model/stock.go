package model

// Stock is who is in care, on a plan, or has left one of them and may come back,
// on the data date. It holds no identifier, name or day of birth, and is still
// confidential.
type Stock struct {
	DataDate Date
	Children []StockChild
}

// StockChild is one row of the stock file.
type StockChild struct {
	// Family is the same for brothers and sisters who came together, and
	// otherwise a number of its own; numbers mean nothing outside the file.
	Family int
	Born   Month
	Sex    byte
	Class  Class

	InCare        bool
	Place         Place
	Provider      string
	CareDays      float64 // in care so far
	PlacementDays float64 // in this placement so far
	// Paid is what a week of this placement costs, in pounds of the data date's
	// financial year, for as long as it lasts; 0 where the price list says it.
	Paid float64
	// Changes are what it costs from later days on, in their order.
	Changes []PaidChange
	// Row is the line of the stock file that the child was read from, 0 if none.
	Row int

	// Court tells that proceedings were issued in this period of care, or before.
	Court bool

	OnPlan   bool
	PlanDays float64
	// InCareDuringPlan tells that the plan's child is in care, so that the plan
	// can't lead there; AfterDays is the time since care began, or since the
	// plan did if later.
	InCareDuringPlan bool
	AfterDays        float64

	Left     bool // has left care, under 18, not back
	LeftBy   Exit
	LeftDays float64

	// Lapsed tells of a child under 18 and never in care whose last plan ended,
	// LapsedDays ago, and who may come back on one.
	Lapsed     bool
	LapsedDays float64
}

// PaidChange is what a week of a placement costs from a day on, in pounds of that
// day's financial year.
type PaidChange struct {
	On     Date
	Weekly float64 // > 0
}

// LAC and CPP count the children in care and on a plan.
func (s *Stock) LAC() int { return s.count(func(c *StockChild) bool { return c.InCare }) }
func (s *Stock) CPP() int { return s.count(func(c *StockChild) bool { return c.OnPlan }) }

func (s *Stock) count(in func(*StockChild) bool) int {
	n := 0
	for i := range s.Children {
		if in(&s.Children[i]) {
			n++
		}
	}
	return n
}

// NumberFamilies numbers families anew in the order of the rows; a child with
// Family 0 gets a number of its own.
func (s *Stock) NumberFamilies() {
	named := map[int]int{}
	next := 1
	for i := range s.Children {
		c := &s.Children[i]
		if c.Family != 0 && named[c.Family] != 0 {
			c.Family = named[c.Family]
			continue
		}
		if c.Family != 0 {
			named[c.Family] = next
		}
		c.Family = next
		next++
	}
}
