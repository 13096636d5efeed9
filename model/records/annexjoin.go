package records

import (
	"cmp"
	"slices"

	"github.com/carecurve/carecurve/model"
)

// AnnexA is what lists 5 to 8 say of the days up to their last: counts of
// events in the windows that Ofsted asks for (six months, list 8 twelve).
type AnnexA struct {
	DataDate model.Date
	// Strategies are strategy discussions that began an enquiry, Conferences
	// initial child protection conferences, ToPlan those that led to a plan.
	Strategies, Conferences, ToPlan int
	InNeed, NeedStarts, NeedEnds    int // list 6: open, begun and closed
	OnPlans, PlanStarts, PlanEnds   int
	InCare, CareStarts, CareEnds    int
}

// annexRows are the usable rows of a list from all workbooks, one for each
// natural key: the latest workbook's. The others are repeated.
func (j *joiner) annexRows(number int) []*annexRow {
	var out []*annexRow
	for _, f := range j.files {
		if f.annex != nil && f.annex.number == number {
			for _, a := range f.annex.rows {
				if a.state == rowUsed {
					out = append(out, a)
				}
			}
		}
	}
	slices.SortStableFunc(out, func(a, b *annexRow) int {
		return cmp.Or(cmp.Compare(a.child, b.child), cmp.Compare(a.start, b.start), cmp.Compare(b.file.annex.date, a.file.annex.date),
			cmp.Compare(b.end, a.end), cmp.Compare(b.placed, a.placed), cmp.Compare(a.file.name, b.file.name), cmp.Compare(a.line, b.line))
	})
	return slices.CompactFunc(out, func(a, b *annexRow) bool {
		same := a.child == b.child && a.start == b.start && (number != 5 || a.conference == b.conference || a.start != 0)
		if same {
			b.state = rowRepeated
		}
		return same
	})
}

// describeByAnnex takes birth date and sex from list 8 for children that no
// return describes.
func (j *joiner) describeByAnnex() {
	for _, a := range j.annexRows(8) {
		d := j.people[a.child]
		if d == nil {
			d = &description{}
			j.people[a.child] = d
		}
		d.born, d.sex = cmp.Or(d.born, a.born), cmp.Or(d.sex, a.sex)
		d.uasc = d.uasc || a.uasc
	}
}

// annexCare adds what list 8 knows: beside returns the true start of care
// where no return shows it, without them who is in care.
func (j *joiner) annexCare() {
	rows := j.annexRows(8)
	if len(rows) == 0 {
		return
	}
	if j.last != 0 {
		for _, a := range rows {
			c := j.children[a.child]
			if c != nil && j.trueStart(c, a) {
				continue
			}
			a.state = rowPassedOver
			j.journal.add(j.against(c, a), a.pos(a.atStart))
		}
		return
	}
	to := model.Date(0)
	var first *file
	for _, f := range j.files {
		if f.annex != nil && f.annex.date > to {
			to = f.annex.date
		}
		if f.annex != nil && f.annex.number == 8 && first == nil {
			first = f
		}
	}
	j.history.From, j.history.To = to-j.annexCareDays()+1, to
	j.journal.add("annex-alone", model.Pos{File: first.name})
	for _, a := range rows {
		j.annexPeriod(a)
	}
}

// oneIdentifier tells whether care and plans both come from Annex A alone,
// whose lists share the child's identifier.
func (j *joiner) oneIdentifier() bool {
	return j.last == 0 && len(j.children) > 0 && !slices.ContainsFunc(j.files, func(f *file) bool { return f.census != nil && f.annex == nil })
}

// against is the rule by which a row of list 8 adds nothing to the returns.
func (j *joiner) against(c *model.Child, a *annexRow) string {
	within := a.start <= j.history.To && (a.end.IsZero() || a.end > j.history.From)
	if c == nil || len(c.Periods) == 0 {
		if within {
			return "annex-not-in-returns"
		}
		return "annex-adds-none"
	}
	for i := range c.Periods {
		if p := &c.Periods[i]; a.about(p) && p.Start != a.start && (p.StartKnown || a.start > p.Start) {
			return "annex-differs"
		}
	}
	return "annex-adds-none"
}

// about tells whether a row of list 8 and a period of care are of the same
// days: those of the list, or the last before the child left.
func (a *annexRow) about(p *model.PeriodOfCare) bool {
	day := a.file.annex.date
	if !a.end.IsZero() {
		day = a.end - 1
	}
	return p.Start <= day && (p.End.IsZero() || p.End > day)
}

// trueStart lets the period that a row of list 8 is about begin when it truly
// did, if no return shows that: it began before the first return, or the row
// of its start can't be used. Where the unseen days lie within those at risk,
// counting the child as in care in a placement of the first kind known is less
// wrong than as not in care, and the start is one that is otherwise missed.
func (j *joiner) trueStart(c *model.Child, a *annexRow) bool {
	for i := range c.Periods {
		p := &c.Periods[i]
		if p.StartKnown || a.start > p.Start || !a.about(p) {
			continue
		}
		if i > 0 && (c.Periods[i-1].End.IsZero() || c.Periods[i-1].End > a.start) {
			continue
		}
		first := &p.Placements[0]
		switch {
		case a.start == p.Start || !first.StartKnown:
			first.Start = a.start
		default:
			before := *first
			before.Start, before.End, before.StartKnown = a.start, p.Start, false
			p.Placements = slices.Insert(p.Placements, 0, before)
		}
		p.Start, p.StartKnown = a.start, true
		a.repaired = true
		j.journal.add("annex-true-start", a.pos(a.atStart))
		return true
	}
	return false
}

// annexPeriod is a period of care as far as list 8 tells it.
func (j *joiner) annexPeriod(a *annexRow) {
	c := j.child(a.child)
	if n := len(c.Periods); n > 0 && (c.Periods[n-1].End.IsZero() || c.Periods[n-1].End > a.start) || a.end == a.start {
		a.state = rowSetAside
		j.journal.add("annex-overlap", a.pos(a.atStart))
		return
	}
	p := model.PeriodOfCare{Start: a.start, StartKnown: true, End: a.end, Need: a.need.String()}
	if !a.end.IsZero() {
		p.Exit = j.opt.Grouping.ExitOf(a.rec.String())
	}
	at, ok := j.location(&episode{location: a.location, la: a.la, post: a.post})
	if ok {
		j.report.Located++
	} else {
		j.report.Unlocated++
		j.journal.add("not-located", a.pos(a.atLocation))
	}
	latest := model.Placement{Start: a.placed, StartKnown: true, End: a.end, Setting: j.opt.Grouping.SettingOf(a.place.String(), a.provider.String()),
		Location: at, Provider: a.provider.String(), Legal: a.ls.String()}
	if a.placed > a.start {
		before := latest
		before.Start, before.End, before.StartKnown = a.start, a.placed, false
		p.Placements = append(p.Placements, before)
	}
	p.Placements = append(p.Placements, latest)
	last := &episode{row: a.row, decLine: a.line, atDec: narrow(int(a.atEnd))}
	j.endAt18(&p, last, c.Born)
	a.repaired = last.repaired
	c.Periods = append(c.Periods, p)
}

// annexFigures counts what the lists say.
func (j *joiner) annexFigures() {
	var out AnnexA
	found := false
	for _, f := range j.files {
		if f.annex != nil {
			out.DataDate, found = max(out.DataDate, f.annex.date), true
		}
	}
	if !found {
		return
	}
	// flow counts an open row, a start and an end in the window.
	flow := func(start, end model.Date, days model.Date, open, starts, ends *int) {
		if end.IsZero() {
			*open++
		}
		if start > out.DataDate-days {
			*starts++
		}
		if !end.IsZero() && end > out.DataDate-days {
			*ends++
		}
	}
	for _, a := range j.annexRows(5) {
		if !a.start.IsZero() {
			out.Strategies++
		}
		if !a.conference.IsZero() {
			out.Conferences++
			if a.toPlan {
				out.ToPlan++
			}
		}
	}
	for _, a := range j.annexRows(6) {
		flow(a.start, a.end, annexPlanDays, &out.InNeed, &out.NeedStarts, &out.NeedEnds)
	}
	for _, f := range j.files {
		switch {
		case f.annex == nil:
		case f.annex.number == 7 && f.census != nil:
			for _, p := range f.census.plans {
				if p.state == rowUsed {
					flow(p.start, p.end, annexPlanDays, &out.OnPlans, &out.PlanStarts, &out.PlanEnds)
				}
			}
		case f.annex.number == 8:
			for _, a := range f.annex.rows {
				if a.state == rowUsed || a.state == rowPassedOver && !shortBreak(a.ls) {
					flow(a.start, a.end, j.annexCareDays(), &out.InCare, &out.CareStarts, &out.CareEnds)
				}
			}
		}
	}
	j.report.AnnexA = &out
}
