package sim

import (
	"math"
	"slices"

	"golang.org/x/exp/stats"

	"github.com/carecurve/carecurve/model"
)

// Projection is what came out of a run: for every scenario the series of
// projection.csv and the amounts of costs.csv and savings.csv.
type Projection struct {
	Engine     string
	Replicates int
	Seed       uint64
	Dates      []model.Date // month ends, the first the data date
	Years      []Year
	Scenarios  []Outcome // in the programme's order, the baseline first
	// Published tells that small figures were withheld, which then are not
	// numbers (NaN), and others rounded. Engines leave it false.
	Published bool
}

// Year is a financial year of costs. Part says that projection and records
// together cover less than the year; Actual is how many of its months come
// from the records.
type Year struct {
	Year   model.FinancialYear
	Part   bool
	Actual int
}

// Outcome is one scenario's results.
type Outcome struct {
	Name, Title string
	Assumptions []Assumption
	Series      []Series
	Costs       []Amount // "total" first
	Savings     []Amount // baseline minus scenario, paired; empty for the baseline
	Rates       Rates    // the prices behind the costs
	// Parts are what each intervention brings of the change against the
	// baseline; empty for the baseline, and where nobody asked.
	Parts []Part
	// Averted is by Projection.Years; empty for the baseline, and from engines
	// that don't tell children apart.
	Averted []Averted
}

// Averted is what a scenario averts of a year in the same futures without it,
// child by child, on average: what goes is not all that the flows show, since
// children come later or by another way.
type Averted struct {
	// Entries, by route, are those into care that don't come about; Instead are
	// those that come about without a like in the baseline: later, by another
	// route, or because other children came. Instead less Entries is the change
	// of entries.
	Entries, Instead [model.Routes]float64
	// Days are the child-days in care that children don't spend there in the
	// year, by as much as each child spends fewer: child-days at risk outside
	// care. MoreDays are those by which others spend more. MoreDays less Days is
	// the change of days in care.
	Days, MoreDays float64
}

// Part is what one intervention brings of a scenario's change against the
// baseline: scenario minus baseline, so that a saving is below nothing. The
// parts of all interventions add up to the change of the means.
type Part struct {
	Intervention string
	// Measure is lac or cpp at Date, a year end, or entries or cost (pounds, in
	// all) of the financial year Year, where Date is zero.
	Measure string
	Date    model.Date
	Year    model.FinancialYear
	Mean    float64
}

// Series is one measure and breakdown over time: stocks (lac, cpp) at every
// date, flows for the month ending there, so that theirs start at Dates[1].
type Series struct {
	Measure, Breakdown string
	First              int // index in Dates of Values[0]: 0 for stocks, 1 for flows
	Values             []Summary
}

// Amount is one line of money over the financial years.
type Amount struct {
	Line   string
	Values []Summary // by Projection.Years; pounds
}

// Levels are the probabilities of a Summary's quantiles.
var Levels = []float64{0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95}

// Summary is a distribution over replicates. Probability is the share above
// nothing, filled for savings.
type Summary struct {
	Mean, SD    float64
	Q           [7]float64 // at Levels
	Probability float64
}

// Summarise takes a sample, which it sorts. Quantiles are Hyndman and Fan's
// type 7, by linear interpolation.
func Summarise(x []float64) Summary {
	var s Summary
	n := float64(len(x))
	if n == 0 {
		return s
	}
	slices.Sort(x)
	if x[0] == x[len(x)-1] { // every replicate alike, as on the data date
		s.Mean = x[0]
		for i := range s.Q {
			s.Q[i] = x[0]
		}
		if x[0] > 0 {
			s.Probability = 1
		}
		return s
	}
	above := 0
	for _, v := range x {
		s.Mean += v
		if v > 0 {
			above++
		}
	}
	s.Mean /= n
	for _, v := range x {
		s.SD += (v - s.Mean) * (v - s.Mean)
	}
	s.SD = math.Sqrt(s.SD / (n - 1))
	copy(s.Q[:], stats.Quantiles(x, Levels...))
	s.Probability = float64(above) / n
	return s
}

// Normal is the summary of a normal distribution, for engines that know mean
// and standard deviation only; a stock or flow can't be below zero, and
// nonnegative cuts the quantiles there.
func Normal(mean, sd float64, nonnegative bool) Summary {
	s := Summary{Mean: mean, SD: sd}
	for i, p := range Levels {
		s.Q[i] = mean + sd*math.Sqrt2*math.Erfinv(2*p-1)
		if nonnegative && s.Q[i] < 0 {
			s.Q[i] = 0
		}
	}
	switch {
	case sd > 0:
		s.Probability = 0.5 * math.Erfc(-mean/sd/math.Sqrt2)
	case mean > 0:
		s.Probability = 1
	}
	return s
}

// Find is the outcome of that name, or nil.
func (p *Projection) Find(name string) *Outcome {
	for i := range p.Scenarios {
		if p.Scenarios[i].Name == name {
			return &p.Scenarios[i]
		}
	}
	return nil
}

// Find is the series of a measure and breakdown, or nil.
func (o *Outcome) Find(measure, breakdown string) *Series {
	for i := range o.Series {
		if o.Series[i].Measure == measure && o.Series[i].Breakdown == breakdown {
			return &o.Series[i]
		}
	}
	return nil
}

// Line is the amounts of a line in a list, or nil.
func Line(list []Amount, line string) *Amount {
	for i := range list {
		if list[i].Line == line {
			return &list[i]
		}
	}
	return nil
}
