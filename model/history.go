package model

// Pos is a place in a file that a user can open; Line and Column count from
// 1, and 0 means unknown.
type Pos struct {
	File         string
	Line, Column int
}

// Severity says what a finding cost.
type Severity uint8

const (
	Note     Severity = iota // nothing changed; worth knowing
	Repaired                 // the one right repair was made
	SetAside                 // the row takes no part
	Doubtful                 // all that rests on the file is doubtful
	Fatal                    // the command stops
)

var severityNames = []string{"note", "repaired", "set aside", "warning", "error"}

func (s Severity) String() string { return nameOf(severityNames, int(s)) }

// Finding is one thing that a reader saw in a file. What and Fix are one
// line each and name no child; Rule is a stable short key, under which
// findings are counted.
type Finding struct {
	Pos
	Severity Severity
	Rule     string
	What     string // what is wrong
	Fix      string // what would be right, or what was done
}

// History is what a council's records say, after joining the years.
type History struct {
	Authority Authority
	// From is the first day at risk (the first return's 1 April) and To the
	// data date, the last day that the records cover. Only time within counts.
	From, To Date
	// PlansFrom is the first day at risk for plans; zero where there are none.
	PlansFrom Date
	// PlansTo is the last day at risk for plans: To, or the last census's day
	// if the censuses end before the returns; zero where there are none.
	PlansTo    Date
	Children   []Child // sorted by ID
	Population Population
	// Located tells whether placements' locations were known; where false all
	// are InArea and the split by area means nothing.
	Located bool
	// Linked tells whether plans and periods of care share identifiers.
	Linked bool
	// ByPlan is the share of entries to care that came by a plan as the council
	// declares it, 0 to 1; 0 where it says nothing, and idle where Linked.
	ByPlan float64
}

// DeclaresPlans tells whether plans lead to care by the council's word: there are
// plans, nothing shows which of them led to care, and the council gives a share.
func (h *History) DeclaresPlans() bool { return !h.Linked && h.ByPlan > 0 && !h.PlansFrom.IsZero() }

// Authority names a council.
type Authority struct {
	Name string
	Code string // ONS code, may be empty
}

// Child is one child's path through plans and care.
type Child struct {
	ID   string
	Sex  byte // 'M', 'F', or 0
	Born Date // zero if unknown; may be after To for an unborn child on a plan
	UASC bool // is or was an unaccompanied asylum-seeking child
	// UASCEnds is when that status ends, zero if open.
	UASCEnds Date
	Periods  []PeriodOfCare // in order of Start, not overlapping
	Plans    []Plan         // in order of Start
}

// PeriodOfCare runs from an episode with RNE = S to one with an exit reason.
type PeriodOfCare struct {
	Start Date
	// StartKnown is false where no row with RNE = S was seen: Start is then
	// the first day seen, and the true start is no later.
	StartKnown bool
	End        Date // day of leaving, zero if still open on the data date
	Exit       Exit // if End is set
	Need       string
	// Court is the first day under an order of a court (C1, C2, D1 or E1), zero
	// if none: proceedings were issued then, or before Start if that isn't known.
	Court      Date
	Family     string // what siblings share who came together (HOME_POST), may be empty
	Placements []Placement
}

// Placement runs until the child moves to another carer or home; a change
// of legal status alone does not end it.
type Placement struct {
	Start      Date
	StartKnown bool // false: bounded only, as for a period
	End        Date // zero if open
	Setting    Setting
	Location   Location
	Provider   string // PR0–PR5 or empty
	Legal      string // legal status on its last day
	// Paid is what a week of it costs on the data date by the council's ledger, in
	// pounds; 0 where the ledger says nothing.
	Paid float64
}

// Plan is one child protection plan.
type Plan struct {
	Start, End Date // End zero if open
	Category   string
	Previous   int  // number of earlier plans, in any authority
	Referral   Date // of the case it belongs to; siblings share it
}

// Population is children by calendar year (mid-year) and age band, past and
// projected. An empty one stands for "unknown": rates are then per council.
type Population struct {
	First int // first calendar year
	Years [][AgeBands]float64
}

// At is the population of a band on a day, straight between mid-years and
// constant beyond the ends; 1 for an empty population.
func (p Population) At(d Date, a AgeBand) float64 {
	if len(p.Years) == 0 {
		return 1
	}
	x := float64(d-NewDate(p.First, 7, 1)) / DaysPerYear
	i := int(x)
	switch {
	case x <= 0:
		return p.Years[0][a]
	case i >= len(p.Years)-1:
		return p.Years[len(p.Years)-1][a]
	}
	w := x - float64(i)
	return (1-w)*p.Years[i][a] + w*p.Years[i+1][a]
}
