package sim

import "github.com/carecurve/carecurve/model"

// Calendar is the horizon's day arithmetic: month ends and financial years as
// days from the start (the day after the data date).
type Calendar struct {
	Start  model.Date            // first projected day
	End    model.Date            // last projected day, a 31 March
	Dates  []model.Date          // month ends, the first the data date
	Ends   []int                 // days from Start to the end of each date's day; Ends[0] is 0
	Years  []model.FinancialYear // every year that the horizon touches
	Bounds []int                 // day on which each year's part begins; one more than Years
}

// NewCalendar spans from the day after the data date to the end of the n-th
// financial year that begins after it.
func NewCalendar(dataDate model.Date, n int) Calendar {
	c := Calendar{Start: dataDate + 1, Dates: []model.Date{dataDate}, Ends: []int{0}}
	first := model.FinancialYearOf(c.Start)
	last := first + model.FinancialYear(n)
	if c.Start == first.First() {
		last--
	}
	c.End = last.Last()
	for m := model.MonthOf(c.Start); m.Last() <= c.End; m++ {
		c.Dates = append(c.Dates, m.Last())
		c.Ends = append(c.Ends, int(m.Last()-dataDate))
	}
	for y := first; y <= last; y++ {
		c.Years = append(c.Years, y)
		c.Bounds = append(c.Bounds, max(0, int(y.First()-c.Start)))
	}
	c.Bounds = append(c.Bounds, int(c.End-dataDate))
	return c
}

// Months is the number of projected months, Days that of days.
func (c *Calendar) Months() int { return len(c.Dates) - 1 }
func (c *Calendar) Days() int   { return c.Ends[len(c.Ends)-1] }
