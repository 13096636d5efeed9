package markov

import (
	"math"

	"github.com/carecurve/carecurve/model"
)

// births are the birth dates by which those who come into care are told apart,
// in lumps of whole months. Whoever is in one month of an age is a month older
// in the next, so that a lump runs along a diagonal of ages and months.
//
// Those who are born or come to sixteen or eighteen within the horizon stand month by
// month, since much changes on a day; others in lumps of some months, taken at
// their middle, which is off by the square of what a lump's width changes.
type births struct {
	months int
	middle float64 // of the first month
	lumps  []lump
	of     []int // lump by month of birth, the latest first
	// children of the stock, by kind, class and lump
	children [kinds][model.Classes][]float64
}

// lump is so many months of birth. first is the age in months, in the first month
// of the horizon, at which its youngest bin begins; it is below 0 for those still to be
// born.
type lump struct{ first, months int }

func newBirths(months int, middle float64, other int) *births {
	b := &births{months: months, middle: middle}
	grown := 12*model.AgeFrom[model.Age16to17] - months - other
	for at := 1 - months; at <= bins; {
		n := 1
		if at >= 12 && at < grown {
			n = min(other, grown-at)
		}
		for range n {
			b.of = append(b.of, len(b.lumps))
		}
		b.lumps = append(b.lumps, lump{at, n})
		at += n
	}
	for k := range b.children {
		for c := range b.children[k] {
			b.children[k][c] = make([]float64, len(b.lumps))
		}
	}
	return b
}

// age is that of a lump's children in a month (the first is 1), in months, at
// its middle; those still to be born count as newborn.
func (l lump) age(month int) float64 {
	return math.Max(float64(l.first+month-1)+float64(l.months)/2, 0.5)
}

// unborn tells whether no one of a lump is born by the end of a month.
func (l lump) unborn(month int) bool { return l.first+l.months+month-1 <= 0 }

// bin is the lump of an age bin in a month; false for those who are past
// eighteen before the projection begins.
func (b *births) bin(bin, month int) (int, bool) {
	i := bin - (month - 1) + b.months - 1
	if i < 0 || i >= len(b.of) {
		return 0, false
	}
	return b.of[i], true
}

// birthday shares a child of the stock between the two months nearest to its
// birth.
func (b *births) birthday(born float64, to func(lump int, share float64)) {
	x := (b.middle-born)/ageStep - 0.5 + float64(b.months-1)
	lo := math.Floor(x)
	hand := func(i int, share float64) {
		if i >= 0 && i < len(b.of) && share > 0 {
			to(b.of[i], share)
		}
	}
	hand(int(lo), 1-(x-lo))
	hand(int(lo)+1, x-lo)
}

// bands is how a lump's children spread over age bands at a time.
func (b *births) bands(l lump, t float64) (out [2]part) {
	youngest := (t - b.middle + float64(l.first)*ageStep) / model.DaysPerYear
	oldest := youngest + float64(l.months)*ageStep/model.DaysPerYear
	lo, hi := model.AgeBandOf(youngest+1e-9), model.AgeBandOf(oldest-1e-9)
	out[0], out[1] = part{int(lo), 1}, part{int(hi), 0}
	if lo != hi {
		out[1].share = (oldest - float64(model.AgeFrom[hi])) / (oldest - youngest)
		out[0].share -= out[1].share
	}
	return out
}
