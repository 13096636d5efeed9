package scenarios

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/model/document"
	"github.com/carecurve/carecurve/sim"
)

// Explanation is what one scenario will do in one model, in plain English.
type Explanation struct {
	Name, Title   string
	Interventions []Explained
}

// Explained is one intervention, in lines of a label and a sentence or two:
// what it does, to whom, when, how many children that is in this model, what
// it costs, and what it rests on.
type Explained struct {
	Name, Kind string
	Lines      []Line
}

// Line is one labelled line of an explanation.
type Line struct{ Label, Text string }

// Explain says what scenarios will do to which children of a model from when.
// Numbers of children are the stock's on the data date, and events a year at
// the model's rates on that day. An effect that is still to be filled in is
// said to be so. Findings are those of [Compile] but for such effects; if any
// is Fatal the explanations are nil.
func Explain(files []*File, m *model.Model, s *model.Stock) ([]Explanation, []model.Finding) {
	all, compiled, found := compile(nil, files, m, true)
	if len(document.Faults(found)) > 0 {
		return nil, found
	}
	var out []Explanation
	for i, r := range all {
		e := Explanation{Name: r.Name, Title: r.Title}
		for _, in := range r.all {
			x := &explainer{census: census{m, s}, in: in, s: &compiled[i], who: in.Where.who(), coverage: 1}
			if in.Coverage != nil {
				x.coverage = float64(*in.Coverage)
			}
			e.Interventions = append(e.Interventions, Explained{in.Name, in.Kind, x.lines()})
		}
		out = append(out, e)
	}
	return out, found
}

// explainer explains one intervention.
type explainer struct {
	census
	in       *Intervention
	s        *sim.Scenario
	who      sim.Who
	coverage float64
}

func (x *explainer) lines() []Line {
	var out []Line
	add := func(label, text string) {
		if text != "" {
			text = strings.NewReplacer("some less", "less", "some none", "none").Replace(text)
			first, n := utf8.DecodeRuneInString(text)
			out = append(out, Line{label, string(unicode.ToUpper(first)) + text[n:] + "."})
		}
	}
	add("What", x.what())
	add("Whom", x.whom())
	add("When", x.when())
	add("How many", x.howMany())
	add("Costs", x.costs())
	add("Rests on", x.restsOn())
	add("Assumes", x.assumes())
	return out
}

// whom says who is eligible and how many of them are reached.
func (x *explainer) whom() string {
	in := x.in
	var b strings.Builder
	switch in.Kind {
	case "rate", "duration", "demand", "review", "redirect":
		if w := whereText(&in.Where); w != "" {
			b.WriteString(w)
		} else if in.Kind != "demand" || in.Flow != "" {
			b.WriteString("all of them")
		}
	default:
		return ""
	}
	if in.Cases == "new" {
		b.WriteString("; only cases that begin on or after the start")
	} else if in.reachesCases() {
		b.WriteString("; open cases too")
	}
	if in.Coverage != nil {
		fmt.Fprintf(&b, "; %s of families are reached", in.Coverage)
	}
	if in.Offer != "" && in.Offer != in.Name {
		fmt.Fprintf(&b, "; the same families as the offer %s", in.Offer)
	}
	return strings.TrimPrefix(b.String(), "; ")
}

func (x *explainer) when() string {
	in := x.in
	from := in.Start.first(x.m.DataDate)
	day := func(days float64) string {
		return (x.m.DataDate + 1 + model.Date(math.Round(days))).Time().Format("2 January 2006")
	}
	out := "from " + day(from)
	switch {
	case in.Kind == "once":
		out += ", all by " + day(math.Max(from, in.By.last(x.m.DataDate)-1))
	case in.Ramp.Days > 0:
		out += ", growing over " + in.Ramp.String()
	}
	if in.End != nil {
		out += " until " + day(in.End.last(x.m.DataDate)-1)
	}
	if in.Lag.Days > 0 {
		out += "; it acts " + in.Lag.String() + " later"
	}
	if in.Fade.Days > 0 {
		out += "; on each case the effect halves every " + in.Fade.String()
	}
	if d := in.Delivery; d != nil {
		if d.Probability != nil {
			out += "; it comes off with a probability of " + d.Probability.String()
		}
		if d.Delay.Days > 0 {
			out += "; expected " + d.Delay.String() + " late"
		}
	}
	return out
}

func (x *explainer) costs() string {
	c := x.in.Cost
	if c == nil {
		if x.in.Kind == "price" {
			return ""
		}
		return "nothing of its own is written down"
	}
	var parts []string
	for _, p := range []struct {
		pounds Pounds
		per    string
	}{{c.PerCase, " a case"}, {c.PerReview, " a review"}, {c.Once, " once"}, {c.Yearly, " a year"}} {
		if p.pounds > 0 {
			parts = append(parts, "£"+thousands(float64(p.pounds))+p.per)
		}
	}
	if c.Event != "" {
		parts = append(parts, "the council's price of "+c.Event+" a case")
	}
	if len(parts) == 0 {
		return "nothing of its own"
	}
	out := strings.Join(parts, ", ")
	if c.Inflation != "" {
		out += ", with the inflation of " + c.Inflation
	}
	if m := markNamed(c.Mark); m != nil {
		out += "; the price was " + m.means
	}
	return out
}

func (x *explainer) restsOn() string {
	e := x.in.Evidence
	if e == nil {
		return "nothing is said of its evidence"
	}
	var parts []string
	if e.Grade != "" {
		parts = append(parts, "grade "+e.Grade+" ("+gradeWords[e.Grade]+")")
	}
	if e.Source != "" {
		parts = append(parts, e.Source)
	}
	if m := markNamed(e.Mark); m != nil {
		parts = append(parts, "the figure was "+m.means)
	}
	if e.Note != "" {
		parts = append(parts, e.Note)
	}
	return strings.Join(parts, "; ")
}

var gradeWords = map[string]string{
	"A": "randomised trial", "B": "matched or cohort study", "C": "comparison", "D": "before and after", "E": "opinion or aim",
}

// assumes is what the figures take for granted beside the evidence.
func (x *explainer) assumes() string {
	in := x.in
	var out []string
	if in.Shrink != nil && *in.Shrink < 1 {
		out = append(out, "the effect is cut back for optimism: log ratio × "+format(*in.Shrink))
	}
	if e := in.Effect; e != nil && !e.Fill && e.CI95 == nil {
		out = append(out, "the effect is taken as certain, since no interval is given")
	}
	switch in.Kind {
	case "redirect":
		if in.Limit == nil {
			out = append(out, "the places are found")
		}
		out = append(out, "children already placed stay until they move")
	case "once":
		out = append(out, "those moved go on as others in such placements do")
	case "target":
		out = append(out, "those who leave come back to care at the model's rates")
	case "capacity":
		if in.Loss == nil {
			out = append(out, "places that are lost are replaced beside those recruited")
		}
	}
	if in.Start.first(x.m.DataDate) < 0 {
		out = append(out, "it had begun before the data date, so part of it may be in the fitted rates")
	}
	return strings.Join(out, "; ")
}

// some is a number as people say it: whole from ten on.
func some(v float64) string {
	switch v = math.Abs(v); {
	case v >= 9.95:
		return thousands(math.Round(v))
	case v >= 0.05:
		return strconv.FormatFloat(math.Round(v*10)/10, 'f', -1, 64)
	case v == 0:
		return "none"
	}
	return "less than 0.1"
}

// thousands writes a number with commas, pence if there are any.
func thousands(v float64) string {
	s := strconv.FormatFloat(v, 'f', 2, 64)
	whole, pence, _ := strings.Cut(s, ".")
	var b strings.Builder
	for i, d := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 && whole[i-1] != '-' {
			b.WriteByte(',')
		}
		b.WriteRune(d)
	}
	if pence != "00" {
		b.WriteString("." + pence)
	}
	return b.String()
}
