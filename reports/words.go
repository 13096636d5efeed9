package reports

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// Indices of the quantiles in a [sim.Summary].
const (
	q10, q25, q50, q75, q90 = 1, 2, 3, 4, 5
)

var settingWords = map[string]string{
	"kinship":       "Family and friends carers",
	"foster_own":    "The council's own foster carers",
	"foster_agency": "Agency foster carers",
	"residential":   "Children's homes",
	"secure":        "Secure homes",
	"supported":     "Supported accommodation",
	"school":        "Residential schools",
	"with_parents":  "Placed with parents",
	"adoptive":      "Placed for adoption",
	"other":         "Other placements",
}

var lineWords = map[string]string{
	"total":       "Net total",
	"plans":       "Child protection plans",
	"sgo":         "Special guardianship allowances",
	"adoption":    "Adoption allowances",
	"icpc":        "Initial child protection conferences",
	"uasc_income": "Income for unaccompanied children",
}

// lineName is a cost line in words; an intervention's own line keeps its name.
func lineName(line string) string {
	if s, ok := settingWords[line]; ok {
		return s
	}
	if s, ok := lineWords[line]; ok {
		return s
	}
	return moneyLine(line)
}

// count is a whole number with commas: 1,012.
func count(x float64) string {
	if math.IsNaN(x) {
		return withheld
	}
	r := math.Round(x)
	s := strconv.FormatFloat(math.Abs(r), 'f', 0, 64)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	if r < 0 {
		return "-" + s
	}
	return s
}

// change is a difference of counts with its sign: +12, -3, 0.
func change(x float64) string {
	s := count(x)
	if math.Round(x) > 0 {
		return "+" + s
	}
	return s
}

// percent is a probability in words that never claim certainty.
func percent(p float64) string {
	switch {
	case math.IsNaN(p):
		return withheld
	case p < 0.01:
		return "under 1%"
	case p > 0.99:
		return "over 99%"
	}
	return strconv.FormatFloat(math.Round(100*p), 'f', 0, 64) + "%"
}

// money writes amounts in one unit, so that a figure and its interval can be
// compared at a glance: millions where the largest is a million or more, whole
// thousands from £10,000 on, and pounds below.
type money struct {
	largest   float64
	thousands bool // never in millions
}

// million is what rounds to a million and is written as one.
const million = 999_500

func moneyFor(values ...float64) money {
	m := money{}
	for _, v := range values {
		if !math.IsNaN(v) { // withheld
			m.largest = math.Max(m.largest, math.Abs(v))
		}
	}
	return m
}

// moneyOf is the unit for a summary with its 80 % interval.
func moneyOf(v sim.Summary) money { return moneyFor(v.Mean, v.Q[q10], v.Q[q50], v.Q[q90]) }

// moneyOfYears is one unit for a line over the years, so that its rows compare.
func moneyOfYears(a *sim.Amount) money {
	m := money{}
	for _, v := range a.Values {
		m.largest = math.Max(m.largest, moneyOf(v).largest)
	}
	return m
}

// or is the unit of the larger of two columns.
func (m money) or(o money) money {
	return money{math.Max(m.largest, o.largest), m.thousands || o.thousands}
}

func (m money) interval(v sim.Summary) string {
	return m.format(v.Q[q10]) + " to " + m.format(v.Q[q90])
}

func (m money) format(x float64) string {
	var s string
	switch {
	case math.IsNaN(x):
		return withheld
	case m.thousands && m.largest >= 10_000:
		s = count(math.Round(math.Abs(x)/1000) * 1000)
	case m.largest >= 9.95e6:
		s = grouped(math.Abs(x)/1e6, 1) + "m"
	case m.largest >= million:
		s = grouped(math.Abs(x)/1e6, 2) + "m"
	case m.largest >= 10_000:
		s = count(math.Round(math.Abs(x)/1000) * 1000)
	default:
		s = count(math.Abs(x))
	}
	if x < 0 && strings.ContainsAny(s, "123456789") {
		return "-£" + s
	}
	return "£" + s
}

func grouped(x float64, decimals int) string {
	s := strconv.FormatFloat(x, 'f', decimals, 64)
	whole, frac, _ := strings.Cut(s, ".")
	n, err := strconv.ParseFloat(whole, 64)
	if err != nil {
		return s
	}
	return count(n) + "." + frac
}

// pounds is one amount in its own best unit.
func pounds(x float64) string { return moneyFor(x).format(x) }

func countInterval(v sim.Summary) string { return count(v.Q[q10]) + " to " + count(v.Q[q90]) }

// dateWords is 31 March 2028, monthWords March 2028.
func dateWords(d model.Date) string  { return d.Time().Format("2 January 2006") }
func monthWords(d model.Date) string { return d.Time().Format("January 2006") }

// scenarioTitle is what a scenario is called in sentences.
func scenarioTitle(o *sim.Outcome) string {
	if o.Title != "" {
		return o.Title
	}
	if o.Name == "baseline" {
		return "Baseline: nothing changes"
	}
	return o.Name
}

// yearWords names a financial year and says where it is not a whole one.
func yearWords(y sim.Year) string {
	if y.Part {
		return y.Year.String() + " (part year)"
	}
	return y.Year.String()
}

// yearNote explains a year that is partial or holds actuals; empty otherwise.
func yearNote(y sim.Year) string {
	actual := ""
	switch {
	case y.Actual == 1:
		actual = "1 month comes from the records"
	case y.Actual > 1:
		actual = fmt.Sprintf("%d months come from the records", y.Actual)
	}
	switch {
	case y.Part && actual != "":
		return fmt.Sprintf("%s is a part year: the projection and the records together cover less than twelve months (%s). Do not compare it with whole years.", y.Year, actual)
	case y.Part:
		return fmt.Sprintf("%s is a part year: the projection covers less than twelve months of it. Do not compare it with whole years.", y.Year)
	case actual != "":
		return fmt.Sprintf("Of %s, %s.", y.Year, actual)
	}
	return ""
}
