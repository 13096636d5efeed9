package document

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/gonum/mathext"

	"github.com/carecurve/carecurve/model"
)

// A person may write rates from elsewhere into a model file: from a paper, or
// from a neighbour. There are no counts behind such a rate, so that its cell
// has neither "occurrences" nor "exposure" (or a whole table has zeros there),
// and how sure it is must be said otherwise:
//
//   - by "low" and "high", its 80 % interval: the rate is then a gamma variable
//     of the given mean whose 90 % and 10 % points stand in the ratio
//     high/low;
//   - or by "shape", that of the gamma variable, which a written file has so that
//     it reads back the same;
//   - or by the table's "weight", the child-years that the rate is worth: a
//     gamma variable of shape mean · weight;
//   - or not at all: the rate is taken as certain, and a note says so.

// bound is an end of an interval, read only where the rate has no counts.
type bound struct{ node Node }

func (b *bound) UnmarshalDocument(n Node) { b.node = n }

// rateFile is what a file says of a rate, wherever it stands.
type rateFile struct {
	Origin
	occurrences, exposure amount
	mean                  float64
	low, high             *bound
	own                   amount // "shape"
}

// bare tells whether there are no counts, and reports one without the other.
func (r *rateFile) bare(n Node) bool {
	o, e := r.Has("occurrences"), r.Has("exposure")
	if o != e {
		have, lack := "occurrences", "exposure"
		if e {
			have, lack = lack, have
		}
		n.report(Fault(r.KeyAt(have), fmt.Sprintf("%q stands here without %q", have, lack), "write both, or neither for a rate from elsewhere"))
	}
	if (o || e) && r.Has("shape") {
		n.report(Fault(r.KeyAt("shape"), `"shape" has no business beside counts`, "leave it out, or the counts"))
	}
	return !o && !e
}

// readRates turns rates as written into rates of a table or stream, whose
// weight is 0 where none is stated. without tells that no weight was stated,
// which only rates from elsewhere can do without.
func readRates(n Node, pos model.Pos, list []rateFile, weight float64, without bool) []model.Rate {
	out := make([]model.Rate, len(list))
	bare := make([]bool, len(list))
	counted, zero := false, true
	for i := range list {
		r := &list[i]
		bare[i] = r.bare(n)
		counted = counted || !bare[i]
		zero = zero && r.occurrences == 0 && r.exposure == 0
		out[i] = model.Rate{Occurrences: float64(r.occurrences), Exposure: float64(r.exposure), Mean: r.mean}
	}
	if without && counted && !zero {
		n.report(Fault(pos, `key "weight" is missing`, "add it: how many child-years the table's common pattern counts for in each cell, 0 for none"))
	}
	for i := range list {
		if (bare[i] || zero) && list[i].mean > 0 {
			out[i].Shape = list[i].shape(n, weight)
		}
	}
	return out
}

// shape is how sure a rate without counts is.
func (r *rateFile) shape(n Node, weight float64) float64 {
	hasLow, hasHigh := r.Has("low"), r.Has("high")
	switch {
	case r.Has("shape") && r.own == 0:
		n.report(Fault(r.At("shape"), "a shape of 0 is no distribution's", "write a number above 0, or leave it out"))
		return 0
	case r.Has("shape"):
		return float64(r.own)
	case hasLow != hasHigh:
		n.report(Fault(r.Pos(), "the interval has one end", `write both "low" and "high", or neither`))
		return 0
	case hasLow:
		var low, high float64
		if !r.low.node.Decode(&low) || !r.high.node.Decode(&high) {
			return 0
		}
		if !(low > 0 && low <= r.mean && r.mean <= high) || math.IsInf(high, 1) {
			n.report(Fault(r.At("low"), fmt.Sprintf("%s to %s is no interval about %s", digits(low), digits(high), digits(r.mean)), `write a "low" above 0 and up to the mean, and a "high" of the mean or more`))
			return 0
		}
		return gammaShape(high / low)
	case weight > 0:
		return r.mean * weight
	}
	return math.Inf(1)
}

// gammaShape is the shape of the gamma distribution whose 90 % point is so many
// times its 10 % point; +Inf for 1. The ratio falls as the shape grows, so that
// halving finds it.
func gammaShape(ratio float64) float64 {
	if ratio <= 1+1e-5 {
		return math.Inf(1)
	}
	low, high := math.Log(0.05), math.Log(1e12)
	for range 200 {
		mid := (low + high) / 2
		if shape := math.Exp(mid); mathext.GammaIncRegInv(shape, 0.9) > ratio*mathext.GammaIncRegInv(shape, 0.1) {
			low = mid
		} else {
			high = mid
		}
	}
	return math.Exp((low + high) / 2)
}

// givenLine writes a rate from elsewhere: a certain one with an interval of no
// width, so that no weight is read into it.
func (e *emitter) givenLine(depth int, name, where string, r model.Rate) {
	mean := e.rate(name, r.Mean)
	if math.IsInf(r.Shape, 1) {
		e.line(depth, "- {%s, mean: %s, low: %s, high: %s}", where, mean, mean, mean)
		return
	}
	shape := round(r.Shape)
	low, high := interval80(round(r.Mean), shape/round(r.Mean), 0, 0)
	e.line(depth, "- {%s, mean: %s, shape: %s, low: %s, high: %s}", where, mean, e.rate(name, shape), brief(low), brief(high))
}

// given names the tables and streams with rates from elsewhere in the notes,
// by whether it is said how sure they are.
func given(m *model.Model) {
	var sure, ranged []string
	look := func(name string, list []model.Rate) {
		certain, own := false, false
		for _, r := range list {
			certain = certain || math.IsInf(r.Shape, 1)
			own = own || r.Given() && !math.IsInf(r.Shape, 1)
		}
		if certain {
			sure = append(sure, name)
		}
		if own {
			ranged = append(ranged, name)
		}
	}
	look("entries direct", m.Direct.Ages[:])
	look("entries uasc", m.UASC.Ages[:])
	look("entries plan_start", m.PlanStart.Ages[:])
	for f := range m.Exits {
		look("exits "+model.ExitFlow(f).String(), m.Exits[f].Cells)
	}
	look("moves", m.Moves.Cells)
	look("plans end", m.PlanEnd.Cells)
	look("plans to_care", m.PlanToCare.Cells)
	look("plans after_care", m.AfterCare.Cells)
	look("plans repeats", m.Repeats.Cells)
	look("returns", m.Returns.Cells)
	look("proceedings", m.Proceedings.Cells)
	add := func(format string, names []string) {
		if note := fmt.Sprintf(format, strings.Join(names, ", ")); len(names) > 0 && !slices.Contains(m.Notes, note) {
			m.Notes = append(m.Notes, note)
		}
	}
	add("Rates from elsewhere, with nothing said of how sure they are: %s. They are taken as certain, so that ranges are too narrow by as much as they are not.", sure)
	add("Rates from elsewhere, with intervals or weights of their own: %s. The agents engine draws each by itself; the markov engine leaves this part of the uncertainty out. An error that they share is said by the level's sd.", ranged)
}
