package model

import "math"

// Rate is a hazard a year in one cell, as a gamma posterior: shape
// Mean·(Exposure/φ+Weight), rate Exposure/φ+Weight, with Weight that of its
// [Table] or [Stream] and φ its table's Dispersion. A rate from elsewhere has no counts but a Shape.
type Rate struct {
	// Occurrences are the events seen, fractional where a start is only bounded,
	// fewer where some of what was seen belongs elsewhere, and in a table's cells
	// with fewer than five the events that the rates expect.
	Occurrences float64
	Exposure    float64 // child-years at risk
	Mean        float64 // posterior mean, a year
	// Shape is above 0 for a rate from elsewhere, without counts: a gamma
	// variable of this shape about Mean, and +Inf taken as certain.
	Shape float64
}

// Given tells whether a rate is from elsewhere. Its error is its own: it shares
// none with its table.
func (r Rate) Given() bool { return r.Shape > 0 }

// Table is the hazards of one kind of transition on a grid of strata × ages ×
// clock bands.
type Table struct {
	Strata []string // names, in index order
	Ages   int      // AgeBands, or 1 where age plays no part
	Clock  Clock
	// Weight is how many child-years the backbone counts for in each cell (κ).
	Weight float64
	// Dispersion is the variance of a count of events over its mean, 1 or more:
	// above 1 where brothers and sisters share them. 0 stands for 1.
	Dispersion float64
	// Pairs is how far pairs of levels stray from what each level does alone:
	// the standard deviation of the log for stratum × age, stratum × band and
	// age × band; 0 where they don't.
	Pairs [3]float64
	Cells []Rate // stratum-major, then age, then band; len = strata × Ages × bands
}

// NewTable is an empty table of the right shape.
func NewTable(strata []string, ages int, clock Clock) Table {
	return Table{Strata: strata, Ages: ages, Clock: clock, Cells: make([]Rate, len(strata)*ages*(len(clock.Edges)+1))}
}

// Index is the position of a cell; age is ignored where Ages is 1.
func (t *Table) Index(stratum int, age AgeBand, band int) int {
	a := int(age)
	if t.Ages == 1 {
		a = 0
	}
	return (stratum*t.Ages+a)*(len(t.Clock.Edges)+1) + band
}

// At is the cell itself.
func (t *Table) At(stratum int, age AgeBand, band int) *Rate {
	return &t.Cells[t.Index(stratum, age, band)]
}

// Factors is how many kinds of effects a table's cells share: of strata, ages
// and bands, and of the pairs stratum × age, stratum × band and age × band.
const Factors = 6

// Dispersed is Dispersion as a number of 1 or more.
func (t *Table) Dispersed() float64 { return math.Max(t.Dispersion, 1) }

// Backbone is how uncertain the effects are that cells of a table share, as
// standard deviations of the log by the events n behind each, over the dispersion:
// 1/√(n+0.2) for strata, ages and bands, close to that of the log of a gamma variable
// of shape n+½ (Jeffreys' half event), nothing where a table has one of a kind, and
// 1/√(n+1/σ²) for pairs, with σ from Pairs.
func (t *Table) Backbone() (sd [Factors][]float64) {
	s, a, b := len(t.Strata), t.Ages, len(t.Clock.Edges)+1
	for f, n := range [Factors]int{s, a, b, s * a, s * b, a * b} {
		sd[f] = make([]float64, n)
	}
	for i := range t.Cells {
		for f, l := range t.Factors(i) {
			sd[f][l] += t.Cells[i].Occurrences / t.Dispersed()
		}
	}
	for f := range sd {
		for l, events := range sd[f] {
			sd[f][l] = 0
			if f < 3 && len(sd[f]) > 1 {
				sd[f][l] = 1 / math.Sqrt(events+0.2)
			} else if f >= 3 && t.Pairs[f-3] > 0 {
				sd[f][l] = 1 / math.Sqrt(events+1/(t.Pairs[f-3]*t.Pairs[f-3]))
			}
		}
	}
	return sd
}

// Factors are which effects a cell has, as indices into what [Table.Backbone]
// gives.
func (t *Table) Factors(cell int) [Factors]int {
	bands := len(t.Clock.Edges) + 1
	s, a, b := cell/bands/t.Ages, cell/bands%t.Ages, cell%bands
	return [Factors]int{s, a, b, s*t.Ages + a, s*bands + b, a*bands + b}
}

// Level says how a flow's rates stand on the data date, relative to its table,
// and how they wander from there: the multiplier t years on is
//
//	exp(Log + SD·z − SD²/2 + W(t))
//
// with W a random walk of yearly standard deviation Drift, or where Return κ is
// above 0
//
//	exp(e^(−κt)·(Log + SD·z − SD²/2) + (1−e^(−κt))·(LongRun + LongRunSD·y) + W(t))
//
// with z and y of the given Correlation and W an Ornstein–Uhlenbeck process
// from 0 of variance Drift²·(1−e^(−2κt))/2κ. exp(Log) is the expectation on the
// data date; W keeps the log's expectation, so that the rate's grows by half
// W's variance.
type Level struct {
	Log   float64 // log of the expected multiplier on the data date, 0 = as in the table
	SD    float64 // ≥ 0, how well the level is known
	Drift float64 // ≥ 0, yearly standard deviation of the log rate (posterior median)
	// DriftSD is the standard deviation of log Drift: how well the drift is
	// known; drawn once per replicate.
	DriftSD float64
	// Return is how fast the log comes back to its long-run level, a year; 0 is
	// a random walk, without such a level.
	Return float64
	// LongRun is the log of that level, LongRunSD (≥ 0) how well it is known,
	// Correlation (−1 to 1) how its error goes with that of Log.
	LongRun, LongRunSD, Correlation float64
}

// Left is the share of a distance to the long-run level that is left after so
// many years: 1 for a random walk.
func (l Level) Left(years float64) float64 { return math.Exp(-l.Return * years) }

// Wandered is the variance of W after so many years, given its yearly standard
// deviation.
func (l Level) Wandered(sigma, years float64) float64 {
	if l.Return <= 0 {
		return sigma * sigma * years
	}
	return sigma * sigma * (1 - math.Exp(-2*l.Return*years)) / (2 * l.Return)
}

// Known is the mean and variance of the log multiplier after so many years as
// far as it rests on what is known of the level, without W.
func (l Level) Known(years float64) (mean, variance float64) {
	left := l.Left(years)
	mean = left*(l.Log-l.SD*l.SD/2) + (1-left)*l.LongRun
	variance = left*left*l.SD*l.SD + (1-left)*(1-left)*l.LongRunSD*l.LongRunSD + 2*left*(1-left)*l.Correlation*l.SD*l.LongRunSD
	return mean, variance
}

// ExpectedAfter is the expected multiplier after so many years: without
// parameters the level is taken as known, without drift it doesn't wander.
func (l Level) ExpectedAfter(years float64, parameters, drift bool) float64 {
	left := l.Left(years)
	log := left*l.Log + (1-left)*l.LongRun
	if parameters {
		mean, variance := l.Known(years)
		log = mean + variance/2
	}
	if drift {
		log += l.Wandered(l.Drift, years) / 2
	}
	return math.Exp(log)
}

// Expected is the expected multiplier on the data date.
func (l Level) Expected() float64 { return math.Exp(l.Log) }

// Stream is an arrival process: children come in family groups, at a rate a
// child-year of population.
type Stream struct {
	Ages   [AgeBands]Rate // children a year per child of the population of that age (UASC: per council)
	Weight float64        // as in Table
	// Within says how old arrivals are inside each band, which is cut into
	// len(Within[a]) equal parts: the share of each part, summing to 1.
	Within [AgeBands][]float64
	Season [12]float64 // month-of-year factor, January first, mean 1
	Groups []float64   // Groups[i] is the share of arrivals (groups) with i+1 children; sums to 1
	// How many cases the shares above rest on: arrivals of the age, arrivals a month
	// of the year, and groups.
	WithinCases [AgeBands]Cases
	SeasonCases Cases
	GroupsCases Cases
	Level       Level
}

// Cases is how many cases a probability or a set of shares rests on: they are a
// Dirichlet (of two shares, a beta) of parameters Cases·share, and a season's factors
// gammas of shape and rate Cases about each. 0 stands for shares taken as certain.
type Cases float64

// WithinParts is into how many equal parts each age band is cut.
var WithinParts = [AgeBands]int{12, 4, 5, 6, 8}

// GroupMean is the mean number of children in a group, and GroupSquare the
// mean of its square.
func (s *Stream) GroupMean() float64   { return moment(s.Groups, 1) }
func (s *Stream) GroupSquare() float64 { return moment(s.Groups, 2) }

func moment(p []float64, k float64) float64 {
	sum := 0.0
	for i, w := range p {
		sum += w * math.Pow(float64(i+1), k)
	}
	return sum
}

// Shares is a Dirichlet over places with parameters Weight·Mean.
type Shares struct {
	Mean   [Places]float64 // sums to 1
	Weight float64         // > 0
}

// NextRow is where moves go from one origin, by age and time in care.
type NextRow [AgeBands][Stages]Shares

// Class parts the children whose paths differ throughout.
type Class uint8

const (
	General Class = iota
	UASC
	Classes int = iota
)

var classNames = [Classes]string{"general", "uasc"}

func (c Class) String() string                { return nameOf(classNames[:], int(c)) }
func (c Class) MarshalText() ([]byte, error)  { return []byte(c.String()), nil }
func (c *Class) UnmarshalText(b []byte) error { return parseName(c, classNames[:], "class", b) }

// ExitFlow is a way out that has hazards of its own; scenarios name them
// exit-home, exit-sgo, exit-adoption and exit-other. The last is split over
// [OtherExits] by shares; the eighteenth birthday is no hazard.
type ExitFlow uint8

const (
	FlowHome ExitFlow = iota
	FlowSGO
	FlowAdoption
	FlowOther
	ExitFlows int = iota
)

var exitFlowNames = [ExitFlows]string{"home", "sgo", "adoption", "other"}

func (f ExitFlow) String() string { return nameOf(exitFlowNames[:], int(f)) }

// OtherExits are the ways out that FlowOther stands for.
var OtherExits = [5]Exit{ExitCAO, ExitCustody, ExitOtherLA, ExitDied, ExitOther}

// ExitFlowOf is the flow that a way out belongs to; false for ExitAged18.
func ExitFlowOf(e Exit) (ExitFlow, bool) {
	switch e {
	case ExitHome:
		return FlowHome, true
	case ExitSGO:
		return FlowSGO, true
	case ExitAdoption:
		return FlowAdoption, true
	case ExitAged18:
		return 0, false
	}
	return FlowOther, true
}

// ExitStratum is the row of an exit table: the setting, or one row of its own
// for unaccompanied children wherever they live.
func ExitStratum(c Class, p Place) int {
	if c == UASC {
		return Settings
	}
	return int(p.Setting())
}

// MoveStratum is the row of the move table: the place, or for unaccompanied
// children their location.
func MoveStratum(c Class, p Place) int {
	if c == UASC {
		return Places + int(p.Location())
	}
	return int(p)
}

// NextStratum is the row of Model.Next: where the child moves from.
func NextStratum(c Class, p Place) int { return int(c)*Places + int(p) }

// ExitStrata, MoveStrata and NextStrata name those rows.
func ExitStrata() []string {
	return append(append([]string(nil), settingNames[:]...), "uasc")
}

func MoveStrata() []string {
	var out []string
	for p := range Places {
		out = append(out, Place(p).String())
	}
	return append(out, "uasc/in", "uasc/out")
}

func NextStrata() []string {
	var out []string
	for c := range Classes {
		for p := range Places {
			s := Place(p).String()
			if Class(c) == UASC {
				s = "uasc:" + s
			}
			out = append(out, s)
		}
	}
	return out
}
