package records

import (
	"fmt"

	"github.com/carecurve/carecurve/model"
)

// span is the first and last return that has a code, by the year in which it
// ends; 0 is open.
type span struct{ first, last int }

// codeYears are the codes that weren't in the return in all years.
var codeYears = byTag(map[string]span{
	"Q1": {0, 2015}, "Q2": {0, 2015}, "M1": {0, 2015}, "M2": {0, 2015}, "M3": {0, 2015},
	"P2": {0, 2025}, "H5": {0, 2025}, "Z1": {0, 2025}, "K3": {2024, 0}, "Z11": {2026, 0}, "Z12": {2026, 0}, "Z13": {2026, 0}, "Z14": {2026, 0},
	"E4": {0, 2014}, "E43": {0, 2018}, "E44": {0, 2018}, "E17": {2019, 0},
})

// Freeing orders ended with the adoption law of 2002: no episode began under
// one from this day on.
var (
	lsFreed   = tagOf("D1")
	freedTill = model.NewDate(2005, 12, 30)
)

// codesOfYear says which of an episode's codes its return doesn't have any
// more, or not yet. They are read by what they mean.
func (f *file) codesOfYear(e *episode) {
	year := int(e.year)
	if e.state == rowPassedOver || year == 0 {
		return
	}
	if s := codeYears[e.place]; s != (span{}) {
		f.ofYear(s, e.place, year, e.pos(int32(e.atPlace)))
	}
	if s := codeYears[e.rec]; s != (span{}) {
		f.ofYear(s, e.rec, year, e.decPos())
	}
	if e.ls == lsFreed && e.decom >= freedTill {
		f.formAt("old-code", "LS D1 from 30 December 2005 on", e.decomPos())
	}
}

func (f *file) ofYear(s span, code tag, year int, at model.Pos) {
	switch {
	case s.last > 0 && year > s.last:
		f.formAt("old-code", fmt.Sprintf("%s after %d-%02d", code, s.last-1, s.last%100), at)
	case year < s.first:
		f.formAt("early-code", fmt.Sprintf("%s before %d-%02d", code, s.first-1, s.first%100), at)
	}
}
