package records

import (
	"slices"

	"github.com/carecurve/carecurve/model"
)

// periods cuts a child's mended rows into periods of care.
func (j *joiner) periods(rows []*episode, born model.Date) []model.PeriodOfCare {
	var out []model.PeriodOfCare
	for from := 0; from < len(rows); {
		to := from + 1
		for to < len(rows) && rows[to-1].rec == recX1 {
			to++
		}
		if from > 0 && slices.Contains(finalExits, rows[from-1].rec) {
			j.journal.add("after-final-exit", rows[from].decomPos())
		}
		if first := rows[from]; from > 0 && first.rne != rneS {
			j.journal.add("continues-after-end", first.decomPos())
		}
		p := j.period(rows[from:to])
		j.endAt18(&p, rows[to-1], born)
		out = append(out, p)
		from = to
	}
	return out
}

// period makes one period of rows that follow one another.
func (j *joiner) period(rows []*episode) model.PeriodOfCare {
	first, last := rows[0], rows[len(rows)-1]
	p := model.PeriodOfCare{Start: first.decom, End: last.dec}
	p.StartKnown = first.rne == rneS || j.zeroStart[childDay{first.child, first.decom}]
	if !p.End.IsZero() {
		p.Exit = j.opt.Grouping.ExitOf(last.rec.String())
	}
	for _, e := range rows {
		if p.Need == "" {
			p.Need = e.need.String()
		}
		if p.Family == "" {
			p.Family = e.home.String()
		}
	}
	for _, e := range rows {
		if slices.Contains(courtOrders, e.ls.String()) {
			p.Court = e.decom
			break
		}
	}
	var under *episode // the row that describes the present placement
	for i, e := range rows {
		if j.temporary(e) {
			// The child is to come back: the days belong to the placement before,
			// or, at the start of a period, to the one after.
			if i == 0 {
				p.Placements = append(p.Placements, j.placement(e, p.StartKnown))
			}
			continue
		}
		n := len(p.Placements)
		switch {
		case n > 0 && under == nil: // only temporary days so far
			start, known := p.Placements[0].Start, p.Placements[0].StartKnown
			p.Placements[0] = j.placement(e, known)
			p.Placements[0].Start = start
		case n == 0:
			p.Placements = append(p.Placements, j.placement(e, p.StartKnown || e.rne != rneL))
		case j.continues(e, under, j.temporary(rows[i-1])):
			now := &p.Placements[n-1]
			now.Legal = e.ls.String()
			if now.Provider == "" {
				now.Provider = e.provider.String()
			}
		default:
			p.Placements[n-1].End = e.decom
			p.Placements = append(p.Placements, j.placement(e, true))
		}
		under = e
	}
	last2 := &p.Placements[len(p.Placements)-1]
	last2.End, last2.Legal = p.End, last.ls.String()
	return p
}

// courtOrders are the legal statuses that a family court gives: an interim and a
// full care order, freed for adoption (till 2005), a placement order.
var courtOrders = []string{"C1", "C2", "D1", "E1"}

// continues tells whether a row carries on the placement that an earlier row
// describes: only the legal status changes, or the child comes back from a
// temporary stay, or a start is no start but says the same again.
func (j *joiner) continues(e, under *episode, back bool) bool {
	setting := j.setting(e) == j.setting(under)
	home := setting && e.provider == under.provider && (e.post == under.post || e.post == 0 || under.post == 0) &&
		(e.urn == under.urn || e.urn == 0 || under.urn == 0)
	switch {
	case back, e.joined:
		return home
	case e.rne != rneL:
		return false
	case !setting:
		e.repaired = true
		j.journal.add("legal-and-place", e.decomPos())
	}
	return setting
}

func (j *joiner) setting(e *episode) model.Setting {
	return j.opt.Grouping.SettingOf(e.place.String(), e.provider.String())
}

// temporary tells whether an episode's days belong to another placement.
func (j *joiner) temporary(e *episode) bool { return temporary(e.place) && !j.opt.OwnTemporary }

func (j *joiner) placement(e *episode, known bool) model.Placement {
	return model.Placement{Start: e.decom, StartKnown: known, Setting: j.setting(e),
		Location: j.locate(e), Provider: e.provider.String(), Legal: e.ls.String()}
}

// endAt18 lets care end on the eighteenth birthday: councils close the row
// some days before or after, under several codes, or forget it.
func (j *joiner) endAt18(p *model.PeriodOfCare, last *episode, born model.Date) {
	if born.IsZero() {
		return
	}
	birthday := born.Birthday(model.AdultAge)
	switch {
	case p.End.IsZero() && j.history.To > birthday+j.slack:
		j.journal.add("open-after-18", last.decomPos())
	case p.End.IsZero() || p.End < birthday-7:
		return
	case p.End <= birthday+j.slack:
		p.Exit = model.ExitAged18
		return
	default:
		j.journal.add("left-after-18", last.decPos())
	}
	last.repaired = true
	p.End, p.Exit = birthday, model.ExitAged18
	if p.Start >= birthday { // possible only where the birth date is a month
		p.End = p.Start + 1
	}
	if p.End > j.history.To { // not seen any more
		p.End, p.Exit = 0, 0
		p.Placements[len(p.Placements)-1].End = 0
		return
	}
	n := len(p.Placements)
	for n > 1 && p.Placements[n-1].Start >= p.End {
		n--
	}
	p.Placements = p.Placements[:n]
	p.Placements[n-1].End = p.End
}
