package card

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// Grade is how a row's difference is to be read.
type Grade string

const (
	// Fits: the difference is within two standard errors.
	Fits Grade = "fits"
	// Luck: beyond two, but with so many rows some are so by luck alone.
	Luck Grade = "may be luck"
	// Off: of a card whose rates are all right, one in twenty has any such row.
	Off Grade = "off"
	// TooFew: too few events to tell.
	TooFew Grade = "too few to tell"
)

// fewEvents is from how many children a count is told.
const fewEvents = 5

// near is the two-sided 95 % point of the normal distribution.
const near = 1.959963984540054

// counted makes a row of a count and its standard error, given the rates.
func counted(part Part, name, unit string, seen, fitted, se float64, main bool) Row {
	r := Row{Part: part, Name: name, Unit: unit, Seen: seen, Fitted: fitted, Main: main}
	r.Low, r.High = math.Max(0, fitted-near*se), fitted+near*se
	if unit == "children" && seen > 0 && seen < fewEvents {
		r.Seen, r.Few = 0, true
		return r
	}
	if se > 0 {
		r.Z = (seen - fitted) / se
	}
	return r
}

// hide keeps a hidden count from being worked out: where one alone of the rows
// that make up a total is hidden, the next smallest is hidden with it.
func hide(rows []Row) []Row {
	hidden, least := 0, -1
	for i, r := range rows {
		switch {
		case r.Few:
			hidden++
		case r.Seen > 0 && (least < 0 || r.Seen < rows[least].Seen):
			least = i
		}
	}
	if hidden == 1 && least >= 0 {
		rows[least].Seen, rows[least].Z, rows[least].Few = 0, 0, true
	}
	return rows
}

// judge gives every row its grade and verdict. The bar for Off is Bonferroni's:
// so high that of cards without any fault one in twenty shows a row as off.
func judge(rows []Row) []Row {
	told := 0
	for i := range rows {
		if !rows[i].Few {
			told++
		}
	}
	bar := distuv.UnitNormal.Quantile(1 - 0.05/2/math.Max(1, float64(told)))
	for i := range rows {
		r := &rows[i]
		// A count too small for a normal law tells nothing against the rates.
		small := r.Unit == "children" && r.Fitted < fewEvents && r.Seen < fewEvents
		switch z := math.Abs(r.Z); {
		case r.Few || small:
			r.Grade, r.Verdict = TooFew, string(TooFew)
		case z <= near:
			r.Grade, r.Verdict = Fits, string(Fits)
		case z <= bar:
			r.Grade, r.Verdict = Luck, difference(r)+": may be luck"
		default:
			r.Grade, r.Verdict = Off, difference(r)+": "+lookAt[r.Part]
		}
	}
	return rows
}

// lookAt says where the cause of a difference is to be sought.
var lookAt = map[Part]string{
	Arrivals: "look at whether the last year's records are whole",
	Firsts:   "look at how first placements are coded",
	Exits:    "look at how these ends are coded from year to year",
	Moves:    "look at how these moves are coded from year to year",
	Returns:  "look at whether identifiers changed between years",
	Plans:    "look at the census's plan dates",
	Staying:  "look at the starts and ends of these stays",
	OnPlan:   "look at the census's plan dates",
	Stock:    "look at how these placements are coded from year to year",
	PlanLoad: "look at plans left open in the census",
}

// difference puts seen against fitted in words.
func difference(r *Row) string {
	word := "more"
	if r.Seen < r.Fitted {
		word = "fewer"
	}
	switch r.Unit {
	case "%":
		return fmt.Sprintf("%.0f points %s stay than fitted", math.Max(1, math.Abs(r.Seen-r.Fitted)), word)
	case "days":
		word = map[bool]string{true: "longer", false: "shorter"}[r.Seen > r.Fitted]
		return fmt.Sprintf("%.0f%% %s than fitted", 100*math.Abs(r.Seen/r.Fitted-1), word)
	}
	if r.Fitted < 1 {
		return fmt.Sprintf("%.0f seen, none to be expected", r.Seen)
	}
	return fmt.Sprintf("%.0f%% %s seen than fitted", 100*math.Abs(r.Seen/r.Fitted-1), word)
}

// families sums what belongs to one family: brothers and sisters come and go
// together, so they are one piece of evidence and not several.
type families map[int]float64

// square is the sum of squares: of residuals the variance of their sum.
func (f families) square() (sum float64) {
	for _, x := range f {
		sum += x * x
	}
	return sum
}

// spread is the variance over the mean of counts that come in families: the
// mean square of their sizes over their mean, at least 1.
func spread(sizes map[bout]float64) float64 {
	n, square := 0.0, 0.0
	for _, x := range sizes {
		n += x
		square += x * x
	}
	if n == 0 {
		return 1
	}
	return math.Max(1, square/n)
}
