package reports

import (
	"fmt"

	"github.com/carecurve/carecurve/sim"
)

// clearly is the probability of saving anything from which on a scenario is
// said to save; below it the sign of its saving is close to a coin's toss.
const clearly = 0.6

// bestScenario is the scenario with the largest expected saving in the last
// whole year among those that clearly save, or else among all, and whether it
// clearly saves; nil where none is costed. Without intervals nothing is said
// of probabilities and all scenarios count alike.
func bestScenario(in *Input) (best *sim.Outcome, clear bool) {
	p := in.Projection
	if !priced(in) {
		return nil, false
	}
	y := lastYear(p)
	for i := 1; i < len(p.Scenarios); i++ {
		o := &p.Scenarios[i]
		a := sim.Line(o.Savings, "total")
		if a == nil {
			continue
		}
		saves := !ranged(in) || a.Values[y].Probability >= clearly
		if best == nil || saves && !clear || saves == clear && a.Values[y].Mean > savingIn(best, y).Mean {
			best, clear = o, saves
		}
	}
	return best, clear
}

// savingIn is a costed scenario's net saving in a year.
func savingIn(o *sim.Outcome, y int) sim.Summary { return sim.Line(o.Savings, "total").Values[y] }

// savingFinding says what a costed scenario saves in the last whole year, with
// the scenario itself as the subject left out.
func savingFinding(in *Input, o *sim.Outcome) string {
	y := lastYear(in.Projection)
	v, year := savingIn(o, y), in.Projection.Years[y].Year
	m := moneyOf(v)
	verb, amount := "save", v.Mean
	if v.Mean < 0 {
		verb, amount = "cost an extra", -v.Mean
	}
	if !ranged(in) {
		return fmt.Sprintf("would %s %s in %s, as far as this one path shows%s.", verb, m.format(amount), year, evidenceWords(o))
	}
	return fmt.Sprintf("is expected to %s %s in %s (mean; 80%% interval of the saving: %s); the probability that it saves anything is %s%s.",
		verb, m.format(amount), year, m.interval(v), percent(v.Probability), evidenceWords(o))
}

// evidenceWords say what a scenario's saving rests on: the weakest grade of its
// evidence, and where that is opinion or nothing, that it is assumed.
func evidenceWords(o *sim.Outcome) string {
	worst := ""
	for _, a := range o.Assumptions {
		switch {
		case a.Joint:
		case a.Grade == "":
			return ", if what it assumes comes about (no grade of evidence is given)"
		case a.Grade > worst:
			worst = a.Grade
		}
	}
	switch worst {
	case "":
		return ""
	case "D", "E":
		return ", if what it assumes comes about (evidence of grade " + worst + ")"
	}
	return ", on evidence of grade " + worst
}

// headline is the finding in two sentences, numbers and certainty in both; a
// run without intervals says so in a third.
func headline(in *Input) []string {
	first := stockFinding(in, "lac", "", "the number of children looked after")
	second := costFinding(in)
	if best, clear := bestScenario(in); best != nil {
		second = savingLead(in, best, clear) + savingFinding(in, best)
	}
	out := []string{first, second}
	if !ranged(in) {
		out = append(out, withoutRanges(in))
	}
	return out
}

// savingLead introduces the scenario that the headline is about.
func savingLead(in *Input, best *sim.Outcome, clear bool) string {
	p := in.Projection
	n, y := len(p.Scenarios)-1, lastYear(p)
	title := "\"" + scenarioTitle(best) + "\""
	extra := savingIn(best, y).Mean < 0
	switch {
	case n == 1 && clear:
		return title + " "
	case n == 1:
		return title + " does not clearly save: it "
	case !clear && extra:
		return fmt.Sprintf("None of the %d scenarios clearly saves. The one that adds least to cost, %s, ", n, title)
	case !clear:
		return fmt.Sprintf("None of the %d scenarios clearly saves. The one with the largest expected saving, %s, ", n, title)
	case extra:
		return fmt.Sprintf("Of %d scenarios, the one that adds least to cost is %s: it ", n, title)
	}
	for i := 1; i <= n; i++ {
		if a := sim.Line(p.Scenarios[i].Savings, "total"); a != nil && a.Values[y].Mean > savingIn(best, y).Mean {
			return fmt.Sprintf("Of %d scenarios, the one that saves most among those that clearly save is %s: it ", n, title)
		}
	}
	return fmt.Sprintf("Of %d scenarios, the one that saves most is %s: it ", n, title)
}
