package scenarios

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/model/document"
)

// Parse reads the text of one scenario file, called name in messages, and
// checks all that can be checked without other files and without a model. The
// findings are every fault, in the order of the lines; the File is nil if any
// is Fatal.
func Parse(name string, data []byte) (*File, []model.Finding) {
	f := &File{}
	found := document.Decode(name, data, f)
	c := &checker{found: found, reported: map[model.Pos]bool{}}
	for _, x := range found {
		c.reported[x.Pos] = true
	}
	c.file(f)
	document.Sort(c.found)
	if len(document.Faults(c.found)) > 0 {
		return nil, c.found
	}
	return f, c.found
}

// checker gathers faults, one at most for each place.
type checker struct {
	found    []model.Finding
	reported map[model.Pos]bool
}

func (c *checker) fault(pos model.Pos, what, fix string) {
	if pos.Line == 0 { // in a value whose form was wrong, which is reported
		return
	}
	if !c.reported[pos] {
		c.reported[pos] = true
		c.found = append(c.found, document.Fault(pos, what, fix))
	}
}

var nameForm = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// named checks a word that becomes a key of outputs.
func (c *checker) named(pos model.Pos, what, name string) {
	if !nameForm.MatchString(name) || len(name) > 60 {
		c.fault(pos, fmt.Sprintf("%s %q is not a name", what, name), "use a to z, 0 to 9 and single hyphens between them")
	}
}

// oneOf checks a word from a closed list, where it is written.
func (c *checker) oneOf(o *document.Origin, key, word string, known []string, what, list string) {
	if o.Has(key) && !slices.Contains(known, word) {
		c.fault(o.At(key), "unknown "+what+" "+strconv.Quote(word), document.DidYouMean(word, known, list))
	}
}

// within checks a share.
func (c *checker) within(o *document.Origin, key string, p *Percent) {
	if p != nil && (*p < 0 || *p > 1) {
		c.fault(o.At(key), fmt.Sprintf("%s is %s", key, *p), "write a share from 0% to 100%")
	}
}

func (c *checker) file(f *File) {
	if f.Has("version") && f.Version != 1 {
		c.fault(f.At("version"), fmt.Sprintf("version %d of the scenario language is not known", f.Version), "write version: 1, or use a newer carecurve")
	}
	if f.Has("name") {
		c.named(f.At("name"), "name", f.Name)
		if f.Name == baseline {
			c.fault(f.At("name"), "the name baseline is taken", "it means the run without interventions: choose another name")
		}
	}
	if f.BasedOn == f.Name && f.Has("based_on") {
		c.fault(f.At("based_on"), "the scenario is based on itself", "name another scenario, or leave based_on out")
	}
	if f.Has("based_on") {
		c.named(f.At("based_on"), "based_on", f.BasedOn)
	}
	seen := map[string]bool{}
	for i := range f.Interventions {
		in := &f.Interventions[i]
		if in.Has("name") {
			c.named(in.At("name"), "name", in.Name)
			if seen[in.Name] {
				c.fault(in.At("name"), fmt.Sprintf("two interventions are called %q", in.Name), "give each a name of its own; to reach the same families write the same offer:")
			}
			seen[in.Name] = true
		}
		c.intervention(in)
	}
}

func (c *checker) intervention(in *Intervention) {
	o := &in.Origin
	c.oneOf(o, "cases", in.Cases, []string{"new", "all"}, "cases", "cases are")
	c.oneOf(o, "flow", in.Flow, flowNames(), "flow", "flows are")
	if f := flowNamed(in.Flow); f != nil && in.Has("cases") && len(f.parts) > 0 && f.ofArrivals() {
		c.fault(in.KeyAt("cases"), "flow "+in.Flow+" has no cases to choose from", "leave cases out: arrivals are reached as they come")
	}
	if in.Has("of") {
		known := []string{}
		for _, k := range clocks {
			known = append(known, k.name)
		}
		c.oneOf(o, "of", in.Of, known, "duration", "durations are of")
	}
	if in.Has("offer") {
		c.named(in.At("offer"), "offer", in.Offer)
	}
	c.within(o, "coverage", in.Coverage)
	c.within(o, "share", in.Share)
	c.within(o, "fill", in.Fill)
	if in.Shrink != nil && (*in.Shrink < 0 || *in.Shrink > 1) {
		c.fault(in.At("shrink"), "shrink is "+format(*in.Shrink), "write a number from 0 (no effect is left) to 1 (all of it)")
	}
	if in.End != nil && (in.Start.Date.IsZero() == in.End.Date.IsZero()) {
		if in.End.last(0) <= in.Start.first(0) {
			c.fault(in.At("end"), fmt.Sprintf("end %s is before start %s", in.End, in.Start), "write an end after the start")
		}
	}
	if in.Effect != nil && !in.Effect.Fill {
		c.effect(in.Effect)
	}
	if in.Delivery != nil {
		c.within(&in.Delivery.Origin, "probability", in.Delivery.Probability)
	}
	if in.Cost != nil {
		if reserved(in.Name) {
			c.fault(in.At("name"), fmt.Sprintf("an intervention with a cost is called %q, as a line of costs is", in.Name), "give it another name: its own cost is a line of costs by that name")
		}
		c.oneOf(&in.Cost.Origin, "event", in.Cost.Event, eventNames, "event", "events are")
		c.oneOf(&in.Cost.Origin, "inflation", in.Cost.Inflation, inflationLines(), "line", "lines are")
		c.oneOf(&in.Cost.Origin, "mark", in.Cost.Mark, markNames(), "mark", "marks are")
		if in.Cost.Has("per_review") && in.Kind != "review" {
			c.fault(in.Cost.KeyAt("per_review"), "per_review has no place in kind "+in.Kind, "write per_case, once or yearly")
		}
	}
	if in.Evidence != nil {
		c.oneOf(&in.Evidence.Origin, "grade", in.Evidence.Grade, grades, "grade", "grades are")
		c.oneOf(&in.Evidence.Origin, "mark", in.Evidence.Mark, markNames(), "mark", "marks are")
	}
	c.own(in)
}

var grades = []string{"A", "B", "C", "D", "E"}

// mark says how sure a figure itself is, whatever the study behind it.
type mark struct{ name, means string }

var marks = []mark{
	{"V", "seen in its source"},
	{"C", "computed from official statistics"},
	{"D", "derived from published figures by stated arithmetic"},
	{"M", "given from memory and is not verified"},
}

func markNamed(name string) *mark {
	for i := range marks {
		if marks[i].name == name {
			return &marks[i]
		}
	}
	return nil
}

func markNames() []string {
	var out []string
	for _, m := range marks {
		out = append(out, m.name)
	}
	return out
}

// effect checks a size and its interval.
func (c *checker) effect(e *Effect) {
	point, at := Size{}, "ratio"
	switch {
	case e.Ratio != nil && e.Change != nil:
		c.fault(e.KeyAt("change"), "an effect has a ratio and a change", "keep one of the two")
		return
	case e.Ratio != nil:
		point = Size{*e.Ratio, Ratio}
	case e.Change != nil:
		point, at = *e.Change, "change"
		if point.Unit == Ratio {
			c.fault(e.At(at), fmt.Sprintf("%q has no unit", point.String()), unitless(point.Value))
			return
		}
	case e.Has("ratio"), e.Has("change"): // reported
		return
	default:
		c.fault(e.Pos(), "an effect without a size", "write {ratio: 0.85}, {change: -15%} or {change: -8.6pp, within: 12 months}")
		return
	}
	if point.Unit == Points && e.Within == nil && !e.Has("within") {
		c.fault(e.At(at), "percentage points need a time", "add within: 12 months, the time after which the change was measured")
	}
	if point.Unit != Points && e.Within != nil {
		c.fault(e.KeyAt("within"), "within goes with percentage points alone", "leave it out, or write the change in points: -8.6pp")
	}
	if e.Within != nil && e.Within.Days == 0 {
		c.fault(e.At("within"), "within no time nothing can change", "write the time after which the change was measured, like 12 months")
	}
	if !c.size(e.At(at), point) || e.CI95 == nil {
		return
	}
	ci := e.CI95
	switch {
	case len(ci) != 2:
		c.fault(e.At("ci95"), fmt.Sprintf("ci95 has %d values", len(ci)), "write the lower and the upper end, like [0.45, 0.80]")
	case ci[0].Unit != point.Unit || ci[1].Unit != point.Unit:
		c.fault(e.At("ci95"), "ci95 is not in the unit of the effect", "write both ends like the effect itself, "+point.String())
	case !c.size(e.At("ci95"), ci[0]) || !c.size(e.At("ci95"), ci[1]):
	case ci[0].Value >= ci[1].Value || point.Value < ci[0].Value || point.Value > ci[1].Value:
		c.fault(e.At("ci95"), fmt.Sprintf("ci95 [%s, %s] does not hold the effect %s", ci[0], ci[1], point), "write the lower end first; the effect lies between the two")
	}
}

// unitless is the fix for a change written as a bare number.
func unitless(v float64) string {
	if v <= 0 { // no ratio
		return "write change: " + meant(v)
	}
	return fmt.Sprintf("write change: %s, or ratio: %s", meant(v), format(v))
}

// size checks one number of an effect.
func (c *checker) size(pos model.Pos, z Size) bool {
	switch {
	case z.Unit == Ratio && z.Value <= 0:
		c.fault(pos, fmt.Sprintf("ratio %s is not above 0", z), "write what the rate is multiplied by; 0.001 all but stops it")
	case z.Unit == Change && z.Value <= -1:
		c.fault(pos, fmt.Sprintf("change %s leaves nothing", z), "write a change above -100%; -99.9% all but stops it")
	case z.Unit == Points && (z.Value <= -1 || z.Value >= 1):
		c.fault(pos, fmt.Sprintf("change %s is more than all", z), "write percentage points between -100pp and 100pp")
	case z.Value > 1000:
		c.fault(pos, fmt.Sprintf("effect %s is beyond belief", z), "write the rate after as a multiple of the rate before")
	default:
		return true
	}
	return false
}
