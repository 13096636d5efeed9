package records

import (
	"fmt"
	"slices"

	"github.com/carecurve/carecurve/model"
)

// judge says what a child's episodes, mended and in order, hold that can't be
// or hardly is. Nothing is changed by it.
func (j *joiner) judge(rows []*episode, born model.Date) {
	var held model.Date // since when the present legal status goes on
	for i, e := range rows {
		var before *episode
		if i > 0 && rows[i-1].rec == recX1 {
			before = rows[i-1]
		}
		j.judgeProvider(e)
		j.judgePlace(e, born)
		if before == nil || before.ls != e.ls {
			held = e.decom
		}
		if most := longestHold[e.ls]; most > 0 && e.last(j.history.To)-held > most {
			j.journal.say("held-too-long", e.decPos(), fmt.Sprintf(": LS %s, %d days allowed", e.ls, most))
		}
		if temporary(e.place) && before == nil {
			j.journal.say("temporary-at-end", e.pos(int32(e.atPlace)), ": it starts so")
		}
		if temporary(e.place) && exits(e.rec) && e.rec != unknownReason {
			j.journal.say("temporary-at-end", e.pos(int32(e.atPlace)), ": it ends so")
		}
		if before == nil {
			continue
		}
		if e.need != before.need && e.need != 0 && before.need != 0 {
			j.journal.add("need-changes", e.decomPos())
		}
		if e.rne != rneL && e.rne != rneS && e.sameHome(before) {
			j.journal.add("move-unseen", e.decomPos())
		}
	}
}

// last is the last day of an episode as far as it is known.
func (e *episode) last(data model.Date) model.Date {
	if e.dec.IsZero() {
		return data
	}
	return e.dec
}

// sameHome tells whether all that describes a placement stays: a postcode cut
// to its sector, or no URN, says too little for that.
func (e *episode) sameHome(o *episode) bool {
	return e.place == o.place && e.provider == o.provider && e.urn == o.urn && e.urn != 0 && e.urn != unknownURN &&
		e.post == o.post && e.post != 0 && e.post&opaque == 0 && len(e.post.String()) >= 5
}

// judgeProvider holds the provider against the placement.
func (j *joiner) judgeProvider(e *episode) {
	switch {
	case e.provider == 0 && slices.Contains(withoutProvider, e.place):
	case e.provider == 0 && j.setting(e) == model.FosterAgency:
		j.journal.say("no-provider", e.pos(int32(e.atPlace)), ": taken for an agency's")
	case e.provider == 0:
		j.journal.add("no-provider", e.pos(int32(e.atPlace)))
	case e.provider == providerParents && e.place != placeParents,
		impossiblePairs[[2]tag{e.place, e.provider}]:
		j.journal.say("impossible-provider", e.pos(int32(e.atPlace)), fmt.Sprintf(": %s with %s", e.provider, e.place))
	}
}

// judgePlace holds the placement against the child's age, and a temporary one
// against the longest that it may last.
func (j *joiner) judgePlace(e *episode, born model.Date) {
	if least := youngest[e.place]; least > 0 && !born.IsZero() && e.decom+j.slack-7 < born.Birthday(least) {
		j.journal.say("too-young", e.pos(int32(e.atPlace)), fmt.Sprintf(": %s, from %d years", e.place, least))
	}
	if most := longestStay[e.place]; most > 0 && e.last(j.history.To)-e.decom > most {
		j.journal.say("temporary-too-long", e.decPos(), fmt.Sprintf(": %s, %d days allowed", e.place, most))
	}
}

var (
	providerParents = tagOf("PR0")
	placeParents    = tagOf("P1")
	unknownURN      = pack("XXXXXXX")
	// withoutProvider are the placements that have none.
	withoutProvider = tags("T0 T1 T2 T3 T4 Z1 Z11 Z12 Z13 Z14 M1 M2 M3 P1")
	// impossiblePairs are placements and the providers that can't run them.
	impossiblePairs = pairs(map[string]string{
		"PR1": "P1 R2 R5", "PR2": "P1 R2 R5", "PR3": "P1 A3 A4 A5 A6 K1 K2 U1 U2 U3 U4 U5 U6", "PR4": "P1", "PR5": "P1",
	})
	// youngest is the age from which a placement may be.
	youngest = byTag(map[string]int{"P2": 15, "H5": 14, "R5": 10, "S1": 4, "P3": 14})
	// longestStay is how many days a temporary placement may last, longestHold
	// how many a legal status may, over several episodes.
	longestStay = byTag(map[string]model.Date{"T1": 42, "T3": 21, "T4": 7})
	longestHold = byTag(map[string]model.Date{"L1": 3, "L2": 21, "L3": 7})
)
