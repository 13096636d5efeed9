package records

import (
	"cmp"
	"slices"

	"github.com/carecurve/carecurve/model"
)

// longestGap is how long a gap after REC X1 is bridged unless the council file
// says otherwise: beyond a year some return holds no row of a child in care.
const longestGap = 366

// dropRepeats keeps one row for each day on which an episode starts, the
// latest return's, and leaves the rows in order of start.
func (j *joiner) dropRepeats(rows []*episode) []*episode {
	slices.SortFunc(rows, func(a, b *episode) int { return cmp.Or(cmp.Compare(a.decom, b.decom), byReturn(a, b)) })
	var out []*episode
	var later *episode // the row before, which may be the same episode's in a later return
	for _, e := range rows {
		e.firstYear = e.year
		if len(out) == 0 || out[len(out)-1].decom != e.decom {
			out = append(out, e)
			later = e
			continue
		}
		keep := out[len(out)-1]
		keep.firstYear = min(keep.firstYear, e.year)
		e.state = rowRepeated
		if e.year != later.year {
			j.differ(e, later)
			later = e
		}
		if e.year != keep.year || e.cutoff != keep.cutoff || byReturn(e, keep) == 0 {
			continue
		}
		switch {
		case e.rne != keep.rne || e.ls != keep.ls || e.place != keep.place:
			e.state = rowSetAside
			j.journal.add("same-day-twice", e.decomPos())
		case e.dec != keep.dec:
			keep.repaired = true
			j.journal.add("sent-twice", e.decomPos())
		}
	}
	return out
}

// undivided are old codes that stand for several new ones.
var undivided = tags("Q1 Q2 Z1 T0")

// differ says where a later return has other codes for the same episode.
func (j *joiner) differ(e, later *episode) {
	for _, c := range [...]struct {
		name    string
		was, is tag
	}{{"RNE", e.rne, later.rne}, {"LS", e.ls, later.ls}, {"CIN", e.need, later.need}, {"PLACE", e.place, later.place}, {"PLACE_PROVIDER", e.provider, later.provider}} {
		if c.was != c.is && c.was != 0 && c.is != 0 && !slices.Contains(undivided, c.was) && !slices.Contains(undivided, c.is) {
			j.journal.say("episode-differs", later.decomPos(), ": "+c.name)
		}
	}
}

// stale tells whether a row was open in a return that isn't the last one and
// never came again.
func (j *joiner) stale(e *episode) bool { return e.dec.IsZero() && int(e.year) < j.last }

// dropSuperseded drops rows of older returns that a later return tells
// otherwise: the same episode with another DECOM, or days that it fills with
// another episode.
func (j *joiner) dropSuperseded(rows []*episode) []*episode {
	gone := func(e *episode) string {
		for _, o := range rows {
			if o.year <= e.year || o.state != rowUsed || e.rec != 0 && e.dec.IsZero() {
				continue
			}
			near := model.Date(14)
			if e.rne == rneS {
				near = 31
			}
			if j.stale(e) && o.firstYear > e.year && o.decom <= yearEnd(int(e.year)) && o.rne == e.rne && o.place == e.place && max(o.decom-e.decom, e.decom-o.decom) <= near {
				return "re-dated"
			}
			if o.decom < e.decom && (o.dec.IsZero() || o.dec > e.decom) {
				return "superseded"
			}
		}
		return ""
	}
	for _, e := range rows {
		if rule := gone(e); rule != "" {
			e.state = rowRepeated
			e.repaired = true
			j.journal.add(rule, e.decomPos())
		}
	}
	return slices.DeleteFunc(rows, func(e *episode) bool { return e.state != rowUsed })
}

// mendEnds gives every row an end that fits the row after it. It goes from
// the last row to the first, so that a row set aside on the way is no
// neighbour any more.
func (j *joiner) mendEnds(rows []*episode) []*episode {
	kept := make([]*episode, 0, len(rows))
	var next *episode
	for _, e := range slices.Backward(rows) {
		if rule := j.mend(e, next); rule != "" {
			r := rules[rule]
			j.journal.add(rule, e.decPos())
			if r.severity == model.SetAside {
				e.state = rowSetAside
				continue
			}
			e.repaired = true
		}
		kept = append(kept, e)
		next = e
	}
	slices.Reverse(kept)
	return kept
}

// goOn lets an episode that an old return left open go on as a later return's
// row says that is alike but for a DECOM that can't be read; false if there is
// none.
func (j *joiner) goOn(e *episode) bool {
	var last *episode
	for _, u := range j.unread[e.child] {
		if u.year > e.year && u.rne == e.rne && u.place == e.place && (u.dec.IsZero() || u.dec > e.decom) && (last == nil || byReturn(u, last) < 0) {
			last = u
		}
	}
	if last == nil {
		return false
	}
	e.dec, e.rec = last.dec, last.rec
	switch {
	case e.dec.IsZero() && int(last.year) < j.last:
		e.dec, e.rec = yearEnd(int(last.year)), unknownReason
	case e.rec == recX1: // and nothing follows
		e.rec = unknownReason
	}
	return true
}

// reach is a tolerance in days: 0 stands for what is taken for granted, below
// 0 for none.
func reach(days, granted int) int {
	if days == 0 {
		return granted
	}
	return max(days, 0)
}

// mend sets DEC and REC of e in view of the row after it, nil if there is
// none, and gives the rule by which it did so, if any.
func (j *joiner) mend(e, next *episode) (rule string) {
	switch {
	case e.dec.IsZero() && e.rec == recX1 && next != nil:
		e.dec = next.decom
		return "rec-dec-inferred"
	case e.dec.IsZero() && e.rec != 0:
		return "rec-without-dec"
	case e.dec.IsZero() && next == nil:
		if !j.stale(e) {
			return ""
		}
		if j.goOn(e) {
			return "decom-unread"
		}
		e.dec, e.rec = yearEnd(int(e.year)), unknownReason
		if e.dec <= e.decom { // started on 31 March itself
			e.dec = e.decom + 1
		}
		return "stale-open"
	case e.dec.IsZero() && next.rne != rneS:
		e.dec, e.rec = next.decom, recX1
		return "open-then-next"
	case e.dec.IsZero():
		e.dec, e.rec = min(yearEnd(int(e.year)), next.decom-1), unknownReason
		if e.dec <= e.decom {
			e.dec, e.rec = next.decom, recX1
			next.joined = true
		}
		return "open-then-start"
	case e.rec == 0:
		if next == nil || next.decom != e.dec {
			return "dec-without-rec"
		}
		e.rec = recX1
		next.joined = next.rne == rneS
		return "dec-rec-inferred"
	case next == nil && e.rec == recX1:
		if rec := j.zeroEnd[childDay{e.child, e.dec}]; rec != 0 {
			e.rec = rec
			return ""
		}
		e.rec = unknownReason
		return "x1-without-next"
	case next == nil:
		return ""
	case e.dec > next.decom:
		e.dec = next.decom
		if !exits(e.rec) || next.rne != rneS {
			e.rec = recX1
			next.joined = next.rne == rneS
		}
		return "overlap"
	case e.rec == recX1 && next.rne == rneS && int(next.decom-e.dec) > reach(j.opt.Rejoin, 1):
		e.rec = unknownReason
		return "x1-then-start"
	case e.rec == recX1 && next.rne == rneS:
		e.dec = next.decom
		next.joined = true
		return "start-after-x1"
	case e.rec == recX1 && int(next.decom-e.dec) > reach(j.opt.Gap, longestGap):
		e.rec = unknownReason
		return "gap-too-long"
	case e.rec == recX1 && e.dec < next.decom:
		e.dec = next.decom
		return "gap-after-x1"
	}
	return ""
}
