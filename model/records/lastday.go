package records

import "github.com/carecurve/carecurve/model"

// lastDays moves ends by a day where the council counts the last day as a day
// in care, or on a plan: everywhere else the day of leaving is no day of stay.
func (j *joiner) lastDays() {
	for _, c := range j.children {
		if j.opt.CareOnLastDay {
			for i := range c.Periods {
				var next model.Date
				if i+1 < len(c.Periods) {
					next = c.Periods[i+1].Start
				}
				j.stayOn(&c.Periods[i], next)
			}
		}
		if j.opt.PlanOnLastDay {
			for i := range c.Plans {
				p := &c.Plans[i]
				var next model.Date
				if i+1 < len(c.Plans) {
					next = c.Plans[i+1].Start
				}
				p.End = dayOn(p.End, next, j.history.To)
			}
		}
	}
}

// stayOn lets a period end a day later, but for one that ends because the
// child is eighteen.
func (j *joiner) stayOn(p *model.PeriodOfCare, next model.Date) {
	if p.End.IsZero() || p.Exit == model.ExitAged18 {
		return
	}
	p.End = dayOn(p.End, next, j.history.To)
	p.Placements[len(p.Placements)-1].End = p.End
	if p.End.IsZero() {
		p.Exit = 0
	}
}

// dayOn is the day after an end, but never beyond the next start; zero, for
// open, beyond the last day that the records cover.
func dayOn(end, next, last model.Date) model.Date {
	if end.IsZero() {
		return 0
	}
	if end++; !next.IsZero() && end > next {
		end = next
	}
	if end > last {
		return 0
	}
	return end
}
