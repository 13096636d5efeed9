package records

import (
	"fmt"

	"github.com/carecurve/carecurve/model"
)

// Allowance says what records allow a projection to rest on.
type Allowance struct {
	Years     float64 // of care that the returns cover, ≥ 0
	PlanYears float64 // of plans that the censuses cover, ≥ 0
	Children  int
	// Undated are children without a birth date.
	Undated                    int
	Periods, Placements, Plans int
	// Located is the share (0–1) of placements whose location is told; 0
	// without placements.
	Located float64
	// Entries are the starts of care within the days covered, and FromPlan
	// those of children who were on a plan on that day or in the 28 days
	// before it.
	Entries, FromPlan int
	Lacks             []Lack
}

// Lack is a missing piece and what it costs the projection, in plain words.
type Lack struct{ What, Cost string }

// planBefore is how many days after a plan's end a start of care still counts
// as coming from it: the plan ends because the child comes into care.
const planBefore = 28

// Allows says what a history that was read allows, and what its gaps cost.
func Allows(h *model.History, r *Report) Allowance {
	a := Allowance{Children: len(h.Children)}
	if !h.To.IsZero() {
		a.Years = float64(h.To+1-h.From) / model.DaysPerYear
	}
	if !h.PlansFrom.IsZero() {
		a.PlanYears = float64(h.PlansTo+1-h.PlansFrom) / model.DaysPerYear
	}
	for i := range h.Children {
		c := &h.Children[i]
		if c.Born.IsZero() {
			a.Undated++
		}
		a.Periods += len(c.Periods)
		a.Plans += len(c.Plans)
		for k := range c.Periods {
			p := &c.Periods[k]
			a.Placements += len(p.Placements)
			if p.StartKnown && p.Start >= h.From {
				a.Entries++
				if fromPlan(c, p.Start) {
					a.FromPlan++
				}
			}
		}
	}
	if n := r.Located + r.Unlocated; n > 0 {
		a.Located = float64(r.Located) / float64(n)
	}
	a.lack(h, r)
	return a
}

func fromPlan(c *model.Child, day model.Date) bool {
	for _, p := range c.Plans {
		if p.Start <= day && (p.End.IsZero() || p.End >= day-planBefore) {
			return true
		}
	}
	return false
}

// lack names the gaps, the costliest first.
func (a *Allowance) lack(h *model.History, r *Report) {
	say := func(gap bool, what, cost string) {
		if gap {
			a.Lacks = append(a.Lacks, Lack{what, cost})
		}
	}
	care := a.Periods > 0
	share := func(n, of int) float64 { return 100 * float64(n) / float64(max(of, 1)) }
	say(r.Counts["annex-alone"] > 0, "Annex A alone, no returns.",
		"It shows who is in care and who came and left within a year. How long children stay in each placement, and earlier placements, can't be told from it: rates of moves rest on nothing.")
	say(!care, "No SSDA903 return.", "Numbers in care and their cost can't be projected, only plans.")
	say(care && r.Counts["no-header"] > 0, fmt.Sprintf("No header table: %d of %d children have no birth date.", a.Undated, a.Children),
		"Without birth dates nothing can be projected: care ends at 18, and every rate hangs on age. Those in a census or the uasc table have theirs from there.")
	say(a.Undated > 0 && r.Counts["no-header"] == 0, fmt.Sprintf("No birth date for %d of %d children (%.1f %%).", a.Undated, a.Children, share(a.Undated, a.Children)),
		"Their care can't be split by age and takes no part in the rates.")
	say(care && a.Years > 0 && a.Years < 2.9, fmt.Sprintf("A short window: %.1f years.", a.Years),
		"Rates rest on few events, no trend can be told, and stays longer than the window are only guessed at: intervals come out wide.")
	say(care && a.Years >= 2.9 && a.Years < 4.9, fmt.Sprintf("A window of %.1f years.", a.Years),
		"Five or more would tell a trend from chance, and steady the rates of long stays.")
	c := r.Counts
	say(c["stock-falls"]+c["stock-leaps"]+c["no-exits"]+c["plans-fall"]+c["plans-leap"] > 0, "A return is probably not whole: see rules 122 to 126 below.",
		"Children whom it lacks look as if they had left, for reasons unknown, or come later than they did: rates of starts and ends are wrong, and so is the number that the projection begins with if it is the last one.")
	say(r.Counts["missing-return"] > 0, "A year's return is missing between others.",
		"Who left in that year is closed at the 31 March before it, for reasons unknown: exits come out too early, starts of that year are lost.")
	say(r.Counts["part-year"] > 0, "The latest return ends before 31 March.", "The first projected year is part outturn, part forecast; late entries may be missing from its last weeks.")
	say(care && h.PlansFrom.IsZero(), "No CIN census.", "Plans aren't projected, and nothing can be said of the way from a plan into care: scenarios of family group conferences at that point have nothing to act on.")
	say(care && !h.PlansFrom.IsZero() && !h.Linked, "Plans and care don't share identifiers.",
		"Plans are projected by themselves; the way from a plan into care can't be told, and scenarios that act there have nothing to act on, unless the council file declares the share of entries that come by a plan (plans: entries_from_plan).")
	say(!h.PlansFrom.IsZero() && h.PlansTo < h.To, fmt.Sprintf("The censuses end on %s, before the returns.", h.PlansTo), "Starts of care after that day count as coming straight from home.")
	say(care && r.Counts["no-uasc"] > 0, "No uasc table.", "Unaccompanied children are taken for the others: their arrivals, income and ages blur those of all.")
	say(care && r.Located == 0, "No placement's location is known.", "In and out of area can't be told apart: that split is left out, and scenarios that bring children nearer have nothing to act on.")
	say(care && r.Located > 0 && !h.Located, fmt.Sprintf("Location is known for only %.0f %% of placements.", 100*a.Located),
		"Less than half would mislead, so in and out of area are left out. Give a postcode directory or districts in the council file.")
	say(h.Located && a.Located < 0.95, fmt.Sprintf("Location is known for %.0f %% of placements.", 100*a.Located), "The others count as in the area: out of area comes out too low.")
	say(len(h.Population.Years) == 0, "No population.", "Rates are for the council as it is: a growing or shrinking number of children isn't followed.")
	if n := len(h.Population.Years); n > 0 && !h.To.IsZero() {
		end := h.Population.First + n - 1
		say(end < model.NewDate(int(model.FinancialYearOf(h.To)), 7, 1).Time().Year(), fmt.Sprintf("Population only to %d.", end), "It stays as it was from then on. Give projections as well.")
	}
	say(r.SetAside*100 > r.Read, fmt.Sprintf("%.1f %% of rows are set aside.", share(r.SetAside, r.Read)), "What they say is lost; above 5 % fit stops unless told otherwise.")
}
