package fit

import "github.com/carecurve/carecurve/model"

// Special guardianship and adoption are paid for until a child is eighteen,
// also for those who left before the records begin. Without them such
// allowances would seem to grow year by year as leavers come into view. They
// are taken to be like those who left within the records: each of these is
// repeated, the records' length earlier, as long as the child would still have
// been under eighteen when the records begin.

// earlierLeaver is such a child.
type earlierLeaver struct {
	exit model.Exit
	left model.Date
	born model.Date
	sex  byte
}

func earlierLeavers(h *model.History, w window) []earlierLeaver {
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
	for i := range h.Children {
		c := &h.Children[i]
		for _, p := range c.Periods {
			if p.End.IsZero() || p.End > w.to || c.Born.IsZero() || !granted(p.Exit) {
				continue
			}
			for back := length; (c.Born - back).Birthday(model.AdultAge) > known; back += length {
				out = append(out, earlierLeaver{p.Exit, p.End - back, c.Born - back, c.Sex})
			}
		}
	}
	return out
}

// granted tells whether an allowance may follow a way out.
func granted(e model.Exit) bool { return e == model.ExitSGO || e == model.ExitAdoption }
