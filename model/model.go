package model

// Version is the version of the model file's form.
const Version = 2

// Model is everything that a projection needs but the children themselves:
// rates, how sure they are, the history for charts, and where it came from.
// It holds no child.
type Model struct {
	Authority  Authority
	Basis      string // "records" or "published"
	From       Date   // first day at risk
	DataDate   Date   // last day covered; a projection starts on the day after
	Located    bool
	Linked     bool
	Population Population

	Direct    Stream // straight from home into care
	UASC      Stream // unaccompanied asylum-seeking children
	PlanStart Stream // onto a child protection plan, but for repeats

	Exits      [ExitFlows]Table // by ExitStratum × age × CareClock
	ExitLevel  Level            // one for all four
	OtherSplit [AgeBands][len(OtherExits)]float64
	OtherCases [AgeBands]Cases
	Moves      Table // by MoveStratum × age × PlacementClock; also within a setting
	MoveLevel  Level

	PlanEnd         Table // by age × PlanClock, plans that did not lead to care
	PlanEndLevel    Level
	PlanToCare      Table // by age × PlanClock
	PlanToCareLevel Level
	// PlanAdult is the probability that a plan still open on the eighteenth
	// birthday ends there; records with stale plans have it below 1.
	PlanAdult      float64
	PlanAdultCases Cases
	AfterCare      Table // end of a plan by time since it led to care, AfterClock
	// Repeats is how children come back on a plan whose last one ended without
	// care, by age at that end × LeftClock on the time since; their level is
	// PlanStart's. The zero table is none: repeats are among PlanStart then.
	Repeats Table
	// RepeatsWithin is how many days after a plan's end a child may come back by
	// Repeats: records can't tell later repeats from first plans, which they are
	// among. 0 is without limit.
	RepeatsWithin float64
	Returns       Table // by way out (Exit names) × LeftClock

	// Proceedings is how care proceedings are issued for children in care, the
	// first time in a period, by age × CareClock; CourtFirst is the share by age
	// of those who come in under an order, 0–1. Unaccompanied children have none.
	// The zero table is none.
	Proceedings Table
	CourtFirst  [AgeBands]float64

	First [Classes][AgeBands]Shares // first placement of a period
	Next  []NextRow                 // NextStratum: where a move goes
	// Provider is who runs a placement, by where it is; kept for its life.
	Provider [Places]ProviderShares

	// Together is the probability that a brother or sister shares the family's
	// luck: on a plan (its end, and care from it) and in leaving care.
	Together struct{ Plan, Care float64 }
	// TogetherCases are the pairs of brothers and sisters that Together rests on: the
	// square of each, the share of pairs whose cases end on one day, is the beta.
	TogetherCases struct{ Plan, Care Cases }

	Prices Prices
	Past   Past
	// Stock is a banded stock, in place of the stock file of a model that is to
	// be shared; empty otherwise.
	Stock   []StockCell
	Sources []Source
	// Warnings are what stands beside every headline: the records are probably
	// not whole, or something that the results need is missing. Notes are the
	// choices that a reader of any result must know. One plain sentence each.
	Warnings []string
	Notes    []string
	Rows     struct{ Read, SetAside, Repaired int }
}

// Source is one input file's name and fingerprint.
type Source struct {
	Name   string
	SHA256 string
}

// Past is the council's own history for charts and the actuals of a part
// year: month ends from the window's first to the data date.
type Past struct {
	Months []Month
	LAC    []float64
	Out    []float64 // of LAC, outside the area
	CPP    []float64
	// Entries, Exits, PlanStarts in the month.
	Entries, Exits, PlanStarts []float64
	Days                       []PastDays // by financial year
	// Flows are the comings, moves and leavings of the twelve months up to the
	// data date; all zero where the records don't cover them.
	Flows Flows
}

// Flows are how often children went from a setting (row) to a setting (column);
// [Outside] is not being in care. The diagonal has moves to another placement
// of the same setting.
type Flows [Settings + 1][Settings + 1]float64

// Outside is the row of those who came into care, and the column of those who
// left.
const Outside = Settings

// PastDays are the child-days in a financial year that the records cover.
type PastDays struct {
	Year   FinancialYear
	Place  [Places]float64
	Run    [Places][Providers]float64 // of Place, by who ran the placement, where that is known
	Plan   float64                    // days on a plan
	UASC   float64                    // nights in care of unaccompanied children
	Starts float64                    // plan starts
	Court  float64                    // children in care of whom proceedings were issued
	// SGO and Adoption are days of allowance to children who left care so.
	SGO, Adoption float64
	Complete      bool // the records cover the year up to its end or the data date, from its first day
}

// PastYear is the past of a financial year, or nil.
func (p *Past) PastYear(y FinancialYear) *PastDays {
	for i := range p.Days {
		if p.Days[i].Year == y {
			return &p.Days[i]
		}
	}
	return nil
}

// Prices are what things cost, in pounds at the level of financial year Base.
type Prices struct {
	Base   FinancialYear
	Weekly [Places]float64 // a child-week in care
	// Run is what a week costs with a provider, where that is another price than
	// Weekly's; 0 where it is not. There Weekly is above 0 and stands for all
	// other providers.
	Run        [Places][Providers]float64
	SGO        float64 // a week of allowance, from such an exit to age 18
	Adoption   float64
	PlanMonth  float64 // a month on a child protection plan
	Conference float64 // an initial child protection conference, one a plan start
	UASCNight  float64 // income for an unaccompanied child's night in care
	Review     float64 // an independent review of a child in care
	FGC        float64 // a family group conference, which scenarios hold
	// Proceedings are the council's own costs of care proceedings, a child.
	Proceedings float64
	// Spread is, by setting, the standard deviation of the log of the price
	// between placements, 0–3, about the mean that Weekly gives; Alike is the
	// correlation between the logs of one child's placements, 0–1.
	Spread [Settings]float64
	Alike  float64
	// Ledger tells that Weekly and Spread come from a ledger of what was paid.
	Ledger bool
	// Health and Education are others' shares of what a setting's placements
	// cost, 0–1, their sum no more than 1: negative lines.
	Health, Education [Settings]float64
	// StayingPut is support after 18.
	StayingPut Support
	// Blocks are places paid for whether taken or not.
	Blocks []Block
	// Aims judge savings.
	Aims Aims
	// Outturn is what past financial years cost, net, by the council's accounts;
	// Paid what their placements cost by its ledger.
	Outturn map[FinancialYear]float64
	Paid    map[FinancialYear]Paid
	// Inflation is yearly growth by line: a setting's name, plans, sgo,
	// adoption, icpc, care_reviews, proceedings, staying_put, uasc_income, pay, or default.
	Inflation map[string][]float64 // the last value holds on
	Budget    map[FinancialYear]float64
	Source    string // where the prices come from, for the assumptions
}

// IsZero tells whether nothing is priced.
func (p *Prices) IsZero() bool { return p.Weekly == [Places]float64{} && p.PlanMonth == 0 }

// Dearer is by what part of its place's price a placement with a provider costs
// more than that, below 0 where it costs less.
func (p *Prices) Dearer(at Place, with Provider) float64 {
	if int(with) >= Providers || p.Run[at][with] == 0 || p.Weekly[at] == 0 {
		return 0
	}
	return p.Run[at][with]/p.Weekly[at] - 1
}

// Factor is what inflation makes of a pound of a line by a financial year; it
// compounds on each 1 April after Base.
func (p *Prices) Factor(line string, y FinancialYear) float64 {
	g, ok := p.Inflation[line]
	if !ok {
		g = p.Inflation["default"]
	}
	f := 1.0
	for i := 0; i < int(y-p.Base); i++ {
		if len(g) > 0 {
			f *= 1 + g[min(i, len(g)-1)]
		}
	}
	return f
}
