package sim

import "github.com/carecurve/carecurve/model"

// halfYear is the time between reviews of a child who has been in care for
// four months or more.
const halfYear = model.DaysPerYear / 2

// reviewsADay is how many reviews a child-day in each band of time in care
// brings: a child is reviewed at four weeks, three months later and then every
// six months (Care Planning, Placement and Case Review (England) Regulations
// 2010, regulation 33). The first falls to those of the second band (4 to 13
// weeks), the next to the third (13 to 26 weeks).
var reviewsADay = func() (out [model.DurationBands]float64) {
	for b := range out {
		switch b {
		case 0:
		case 1, 2:
			out[b] = 1 / model.DurationClock.Length(b)
		default:
			out[b] = 1 / halfYear
		}
	}
	return out
}()

// Monthly gives a series' value at an index of Calendar.Dates.
type Monthly func(date int) float64

// Count fills what a year's usage takes from monthly figures: proceedings as
// issued; reviews, from
// the children in each band of time in care at month ends, and days after 18,
// from those who turn 18 in care, whose birthdays are taken to lie in the
// middle of the month. Those who turned 18 before the projection aren't in the
// stock: as many a year are taken to have done so as do in its first twelve
// months, and so on the days before it that the records hold of its first
// financial year.
func (u *Usage) Count(p *model.Prices, cal *Calendar, y, before int, band func(b int) Monthly, aged, issued Monthly) {
	for d := 1; d < len(cal.Ends); d++ {
		if cal.Ends[d] > cal.Bounds[y] && cal.Ends[d] <= cal.Bounds[y+1] {
			u.Proceedings += issued(d)
		}
	}
	if p.Review != 0 {
		for b, rate := range reviewsADay {
			if rate == 0 {
				continue
			}
			at := band(b)
			for d := 1; d < len(cal.Ends); d++ {
				if cal.Ends[d] > cal.Bounds[y] && cal.Ends[d] <= cal.Bounds[y+1] {
					u.Reviews += rate * float64(cal.Ends[d]-cal.Ends[d-1]) * (at(d-1) + at(d)) / 2
				}
			}
		}
	}
	if p.StayingPut.Weekly == 0 {
		return
	}
	support := float64(p.StayingPut.ToAge-model.AdultAge) * model.DaysPerYear
	from, to := float64(cal.Bounds[y]), float64(cal.Bounds[y+1])
	firstYear, months := 0.0, min(12, cal.Months())
	for d := 1; d <= cal.Months(); d++ {
		n := aged(d)
		if d <= months {
			firstYear += n
		}
		began := float64(cal.Ends[d-1]+cal.Ends[d]) / 2
		u.Aged += n * max(0, min(to, began+support)-max(from, began))
	}
	// Those of before: of a steady stream, support of each age up to the end
	// runs out day by day.
	aDay := firstYear / float64(cal.Ends[months])
	tail := func(t float64) float64 { t = min(t, support); return support*t - t*t/2 }
	u.Aged += aDay * (tail(to) - tail(from))
	if y == 0 {
		u.Aged += aDay * support * float64(before)
	}
}
