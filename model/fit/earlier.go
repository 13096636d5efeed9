package fit

import (
	"math"

	"github.com/carecurve/carecurve/model"
)

// Special guardianship and adoption are paid for until a child is eighteen,
// also for those who left before the records begin. Without them such
// allowances would seem to grow year by year as leavers come into view. They
// are taken to be like those who left within the records: each of these is
// repeated, the records' length earlier, as long as the child would still have
// been under eighteen when the records begin, and as many of them as would not
// have come back to care by the data date.

// earlierLeaver is such a child.
type earlierLeaver struct {
	exit model.Exit
	left model.Date
	born model.Date
	sex  byte
}

func earlierLeavers(h *model.History, w window, returns *model.Table) []earlierLeaver {
	known := w.from
	for i := range h.Children {
		for _, p := range h.Children[i].Periods {
			if !p.End.IsZero() {
				known = min(known, p.End)
			}
		}
	}
	length := w.to + 1 - known
	var out []earlierLeaver
	away := 0.0 // of a child, carried from one to the next
	for i := range h.Children {
		c := &h.Children[i]
		for _, p := range c.Periods {
			if p.End.IsZero() || p.End > w.to || c.Born.IsZero() || !granted(p.Exit) {
				continue
			}
			for back := length; (c.Born - back).Birthday(model.AdultAge) > known; back += length {
				left := p.End - back
				if away += stillAway(returns, p.Exit, float64(w.to-left)); away >= 1 {
					away--
					out = append(out, earlierLeaver{p.Exit, left, c.Born - back, c.Sex})
				}
			}
		}
	}
	return out
}

// stillAway is the probability of not having come back so many days after
// leaving.
func stillAway(returns *model.Table, e model.Exit, days float64) float64 {
	sum, from := 0.0, 0.0
	for b := range model.LeftBands {
		to := min(days, from+model.LeftClock.Length(b))
		sum += returns.At(int(e), 0, b).Mean * (to - from) / model.DaysPerYear
		if from = to; from >= days {
			break
		}
	}
	return math.Exp(-sum)
}

// granted tells whether an allowance may follow a way out.
func granted(e model.Exit) bool { return e == model.ExitSGO || e == model.ExitAdoption }
