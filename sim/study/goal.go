package study

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// Goal is what a scenario is to reach: a stock at a month end, or a cost or
// saving in a financial year, no more or no less than a value.
type Goal struct {
	Text      string // as the user wrote it
	Measure   string // lac, cpp, cost or saving
	Breakdown string // of a stock: location=out and the like; empty for all
	Line      string // of money: a line, or total
	AtMost    bool   // else at least
	Value     float64
	Date      model.Date          // of a stock
	Year      model.FinancialYear // of money
}

var goalForm = regexp.MustCompile(`^([a-z_]+)(?:\[([^\]]*)\])? *(<=|>=|≤|≥) *£?(-?[0-9][0-9,.]*) *(m|k)? +(by|in) +([0-9-]+)$`)

const goalExamples = `write it like "lac<=1295 by 2028-03", "lac[location=out]<=300 by 2028-03" or "saving>=6m in 2026-27"`

// ParseGoal reads lac<=1295 by 2028-03, cpp<=400 by 2028-03-31,
// lac[location=out]<=300 by 2028-03, cost<=82m in 2026-27,
// cost[residential]<=30m in 2026-27 or saving>=600k in 2026-27. The error says
// what would be right on a second line.
func ParseGoal(text string) (Goal, error) {
	g := Goal{Text: text, Line: "total"}
	m := goalForm.FindStringSubmatch(strings.TrimSpace(text))
	if m == nil {
		return g, fmt.Errorf("%q is not a goal\n%s", text, goalExamples)
	}
	g.Measure, g.AtMost = m[1], m[3] == "<=" || m[3] == "≤"
	v, err := strconv.ParseFloat(strings.ReplaceAll(m[4], ",", ""), 64)
	if err != nil {
		return g, fmt.Errorf("%q is not an amount\n%s", m[4], goalExamples)
	}
	g.Value = v * map[string]float64{"": 1, "k": 1e3, "m": 1e6}[m[5]]
	switch g.Measure {
	case "lac", "cpp":
		g.Breakdown = m[2]
		known := slices.ContainsFunc(sim.Columns(), func(c sim.Column) bool {
			return c.Stock && c.Measure == g.Measure && c.Breakdown == g.Breakdown
		})
		if !known {
			return g, fmt.Errorf("%s is not broken down by %q\nwrite lac[location=out], lac[setting=residential] or lac[age=10-15], as in projection.csv", g.Measure, g.Breakdown)
		}
		if g.Date, err = monthEnd(m[7]); err != nil || m[6] != "by" {
			return g, fmt.Errorf("%s %s is no month by which there are so many children\nwrite by and a month, like by 2028-03", m[6], m[7])
		}
	case "cost", "saving":
		if m[2] != "" {
			g.Line = strings.TrimPrefix(m[2], "line=")
		}
		if err := g.Year.UnmarshalText([]byte(m[7])); err != nil || m[6] != "in" {
			return g, fmt.Errorf("%s %s is no financial year of money\nwrite in and a financial year, like in 2026-27", m[6], m[7])
		}
	default:
		return g, fmt.Errorf("no goal can be set for %q\ngoals are for lac, cpp, cost and saving: %s", g.Measure, goalExamples)
	}
	return g, nil
}

// monthEnd reads 2028-03, or its last day.
func monthEnd(s string) (model.Date, error) {
	if len(s) == len("2028-03") {
		first, err := model.ParseDate(s + "-01")
		if err != nil {
			return 0, err
		}
		return model.MonthOf(first).Last(), nil
	}
	d, err := model.ParseDate(s)
	if err == nil && d != model.MonthOf(d).Last() {
		err = fmt.Errorf("%s is no month end", s)
	}
	return d, err
}

// End is the last day that a projection must reach for the goal.
func (g *Goal) End() model.Date {
	if g.Date.IsZero() {
		return g.Year.Last()
	}
	return g.Date
}

// summary is the goal's figure in a projection; false where it isn't there.
func (g *Goal) summary(p *sim.Projection, o *sim.Outcome) (sim.Summary, bool) {
	if g.Date.IsZero() {
		list := o.Costs
		if g.Measure == "saving" {
			list = o.Savings
		}
		a := sim.Line(list, g.Line)
		for y := range p.Years {
			if p.Years[y].Year == g.Year && a != nil {
				return a.Values[y], true
			}
		}
		return sim.Summary{}, false
	}
	s := o.Find(g.Measure, g.Breakdown)
	for d := range p.Dates {
		if p.Dates[d] == g.Date && s != nil && d >= s.First {
			return s.Values[d-s.First], true
		}
	}
	return sim.Summary{}, false
}

// is tells whether a draw is of the goal's figure; a saving's is that of a cost.
func (g *Goal) is(d *sim.Draw) bool {
	if g.Date.IsZero() {
		return d.Line == g.Line && d.Year == g.Year
	}
	return d.Measure == g.Measure && d.Breakdown == g.Breakdown && d.Date == g.Date
}

// met tells whether a figure reaches the goal.
func (g *Goal) met(x float64) bool {
	if g.AtMost {
		return x <= g.Value
	}
	return x >= g.Value
}

// chance is the probability of reaching the goal by a normal approximation;
// children are whole.
func (g *Goal) chance(mean, sd float64) float64 {
	v := g.Value
	if !g.Date.IsZero() {
		if g.AtMost {
			v = math.Floor(v) + 0.5
		} else {
			v = math.Ceil(v) - 0.5
		}
	}
	if sd <= 0 {
		if g.met(mean) {
			return 1
		}
		return 0
	}
	p := 0.5 * math.Erfc(-(v-mean)/sd/math.Sqrt2)
	if !g.AtMost {
		p = 1 - p
	}
	return p
}
