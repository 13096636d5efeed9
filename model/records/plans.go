package records

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"github.com/carecurve/carecurve/model"
)

// plans joins the censuses: the latest one's version of each plan wins.
func (j *joiner) plans() {
	byChild := map[string][]*plan{}
	described := map[string]*censusChild{}
	var last *census
	first := model.Date(0)
	for _, f := range j.files {
		c := f.census
		if c == nil {
			continue
		}
		if last == nil || c.reference > last.reference {
			last = c
		}
		if begin := cmp.Or(c.begins, yearEnd(c.year-1)+1); first.IsZero() || begin < first {
			first = begin
		}
		if c.proceedings.Cases > 0 {
			c.proceedings.Year = c.year
			j.report.FGDM = append(j.report.FGDM, c.proceedings)
		}
		j.suffix(c)
		for _, p := range c.plans {
			if p.state == rowUsed {
				byChild[p.child] = append(byChild[p.child], p)
			}
		}
		for _, child := range c.children {
			if o := described[child.id]; o == nil || laterChild(child, o, f.census) {
				child.of = c
				described[child.id] = child
			}
		}
	}
	if last == nil {
		return
	}
	j.wholeCensuses()
	h := &j.history
	h.PlansFrom, h.PlansTo = first, last.reference
	switch {
	case h.To.IsZero():
		h.To, h.From = last.reference, first
	case last.reference < h.To:
		j.journal.say("plans-end-early", model.Pos{File: last.file.name}, ": plans known to "+last.reference.String())
	default:
		h.PlansTo = h.To
	}
	ids := j.link(byChild, described)
	late := 0
	for _, id := range slices.Sorted(maps.Keys(byChild)) {
		born := described[id].born
		c := j.child(ids(id))
		if c.Born.IsZero() {
			c.Born = born
		} else if !born.IsZero() && monthOf(born) != monthOf(c.Born) {
			j.journal.add("born-differs-plans", described[id].at)
		}
		c.Sex = cmp.Or(c.Sex, described[id].sex)
		for _, p := range j.joinPlans(byChild[id], c.Born, last.reference) {
			if p.start > h.To {
				p.state = rowPassedOver
				late++
				continue
			}
			if p.end > h.To {
				p.end = 0
			}
			c.Plans = append(c.Plans, model.Plan{Start: p.start, End: p.end, Category: p.category, Previous: p.previous, Referral: p.referral})
		}
	}
	if late > 0 {
		j.journal.say("plans-after-data", model.Pos{File: last.file.name}, fmt.Sprintf(": %d", late))
	}
}

// suffix gives a census's identifiers the ending _ and the authority's number
// that regional exports put behind CHILD, where they are found so in the
// returns and not as they are.
func (j *joiner) suffix(c *census) {
	if c.authority == "" {
		return
	}
	plain, ended := 0, 0
	for _, child := range c.children {
		if j.children[child.id] != nil {
			plain++
		}
		if j.children[child.id+"_"+c.authority] != nil {
			ended++
		}
	}
	if ended <= plain {
		return
	}
	for _, child := range c.children {
		if child.id != "" {
			child.id += "_" + c.authority
		}
	}
	for _, p := range c.plans {
		if p.child != "" {
			p.child += "_" + c.authority
		}
	}
	j.journal.add("identifiers-matched", model.Pos{File: c.file.name})
}

func monthOf(d model.Date) model.Month { return model.MonthOf(d) }

// laterChild tells which of two descriptions of a child to take: the later
// census's, and one with a birth date before one without.
func laterChild(a, b *censusChild, of *census) bool {
	if a.born.IsZero() != b.born.IsZero() {
		return b.born.IsZero()
	}
	return cmp.Or(cmp.Compare(of.reference, b.of.reference), cmp.Compare(a.born, b.born)) > 0
}

// joinPlans takes one child's plans from all censuses and mends their ends.
func (j *joiner) joinPlans(rows []*plan, born, last model.Date) []*plan {
	slices.SortFunc(rows, func(a, b *plan) int {
		open := func(p *plan) int {
			if p.end.IsZero() {
				return 1
			}
			return 0
		}
		return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(b.census.reference, a.census.reference), cmp.Compare(open(a), open(b)),
			cmp.Compare(b.end, a.end), cmp.Compare(a.category, b.category), cmp.Compare(a.previous, b.previous), cmp.Compare(a.referral, b.referral))
	})
	var out []*plan
	for _, p := range rows {
		if len(out) > 0 && out[len(out)-1].start == p.start {
			keep := out[len(out)-1]
			p.state = rowRepeated
			if p.census.reference == keep.census.reference && p.end != keep.end {
				keep.repaired = true
				j.journal.add("plan-twice", p.at)
			}
			continue
		}
		if !born.IsZero() && p.start >= born.Birthday(model.AdultAge) {
			p.state = rowSetAside
			j.journal.add("plan-starts-at-18", p.at)
			continue
		}
		out = append(out, p)
	}
	for i, p := range out {
		var next *plan
		if i+1 < len(out) {
			next = out[i+1]
		}
		if rule := mendPlan(p, next, last); rule != "" {
			p.repaired = true
			j.journal.add(rule, p.endAt)
		}
		if adult := born.Birthday(model.AdultAge); !born.IsZero() && (p.end > adult || p.end.IsZero() && j.history.To > adult) {
			j.journal.add("plan-after-18", p.endAt)
		}
	}
	return out
}

// mendPlan closes or cuts a plan and gives the rule by which it did.
func mendPlan(p, next *plan, last model.Date) (rule string) {
	if p.end.IsZero() && p.closure >= p.start && p.closure > 0 && p.closure <= p.census.reference {
		p.end, rule = p.closure, "plan-after-closure"
	}
	if p.end.IsZero() && p.census.reference < last {
		p.end, rule = p.census.reference, "plan-stale"
	}
	if next != nil && (p.end.IsZero() || p.end > next.start) {
		p.end, rule = next.start, "plan-overlap"
	}
	return rule
}

// link tells whether LAchildID and CHILD are one identifier: some children on
// plans stand in the return, and were born in the same month there. Where they
// aren't, plans go to children of their own, so that numbers that agree by
// chance don't join strangers.
func (j *joiner) link(byChild map[string][]*plan, described map[string]*censusChild) (ids func(string) string) {
	both, dated, agree := 0, 0, 0
	for id := range byChild {
		c := j.children[id]
		if c == nil {
			continue
		}
		both++
		if born := described[id].born; !born.IsZero() && !c.Born.IsZero() {
			dated++
			if monthOf(born) == monthOf(c.Born) {
				agree++
			}
		}
	}
	r := &j.report
	r.OnPlans, r.InBoth = len(byChild), both
	j.history.Linked = j.oneIdentifier() || both > 0 && both*50 >= len(byChild) && agree*10 >= dated*8
	detail := fmt.Sprintf(": %d of %d", both, len(byChild))
	if j.history.Linked {
		j.journal.say("linked", model.Pos{}, detail)
		return func(id string) string { return id }
	}
	if len(j.children) > 0 && len(byChild) > 0 {
		j.journal.say("not-linked", model.Pos{}, detail)
	}
	r.InBoth = 0
	return func(id string) string { return "census " + id }
}
