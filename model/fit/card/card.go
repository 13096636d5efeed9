package card

import (
	"github.com/carecurve/carecurve/model"
)

// Card is a model held against the records that it was fitted to. It holds no
// child, is plain data, and can be written and read as JSON.
type Card struct {
	Authority string
	From, To  model.Date // the window, both days included
	Basis     Basis
	Flows     []Flow
	Rows      []Row
	// Notes are what a reader must know of how this was done, a sentence each.
	Notes []string
}

// Basis counts what the rates were estimated on: what was open at some time in
// the window.
type Basis struct {
	Children, Periods, Placements, Plans int
	// Watched are the periods of care seen from their first day, on which the
	// rows about staying in care and about stock rest; Unknown those whose start
	// no return shows.
	Watched, Unknown int
}

// Flow is one kind of event and what its rates rest on.
type Flow struct {
	Name   string
	Events float64 // 0 if Few
	Few    bool    // one to four events, which are not told
	// Exposure is the time at risk in Unit.
	Exposure float64
	Unit     string // "child-years", "population-years", "years"
	// Sparse is the share (0 to 1) of the expected events that falls in cells
	// with fewer than five events of their own; Leaning the share that the
	// table's backbone, not the cells' own events, accounts for.
	Sparse, Leaning float64
	// Level is how the flow stands on the data date against the window's
	// average, with its 80 % interval; all 1 where the flow has none.
	Level, LevelLow, LevelHigh float64
}

// Part is what a row is about.
type Part string

// The parts, in the order in which a card has them.
const (
	Arrivals Part = "Arrivals in the last 12 months"
	Firsts   Part = "First placements"
	Exits    Part = "Ways out of care"
	Moves    Part = "Moves"
	Returns  Part = "Returns to care"
	Plans    Part = "Child protection plans"
	Staying  Part = "Staying in care"
	OnPlan   Part = "Staying on a plan"
	Stock    Part = "Newcomers in care"
	PlanLoad Part = "On a plan"
)

// Row compares one thing seen with what the rates imply.
type Row struct {
	Part Part
	Name string
	Unit string // "children", "%", "days"
	// Seen is what the records show, 0 if Few.
	Seen float64
	// Few tells that one to four children were seen, which is not told, or that
	// such a count could be worked out from this one.
	Few bool
	// Fitted is what the rates imply, and Low to High the range in which Seen
	// would lie 95 times in 100 were they right.
	Fitted, Low, High float64
	// Z is the difference in standard errors, 0 if Few.
	Z       float64
	Grade   Grade
	Verdict string
	// Main rows are the ones to show where space is short.
	Main bool
}

// New holds a model against the history that it was fitted to by package fit.
// Both are read alone. A model of another history or one fitted to published
// figures gives a card without meaning.
func New(h *model.History, m *model.Model) *Card {
	c := &Card{Authority: m.Authority.Name, From: h.From, To: h.To}
	s := see(h)
	r := newRates(m)
	c.Basis = s.basis
	c.Flows = flows(m, s)
	var rows []Row
	rows = append(rows, arrivals(m, s)...)
	rows = append(rows, firsts(m, s)...)
	rows = append(rows, exits(m, s)...)
	rows = append(rows, moves(m, s)...)
	rows = append(rows, returns(m, s)...)
	rows = append(rows, plans(m, s)...)
	rows = append(rows, staying(r, s)...)
	rows = append(rows, onPlan(r, s)...)
	rows = append(rows, stock(r, s)...)
	rows = append(rows, planLoad(r, s)...)
	c.Rows = judge(rows)
	c.Notes = notes(s)
	return c
}

// Off are the rows whose difference is more than luck.
func (c *Card) Off() (out []Row) {
	for _, r := range c.Rows {
		if r.Grade == Off {
			out = append(out, r)
		}
	}
	return out
}
