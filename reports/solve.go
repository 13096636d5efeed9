package reports

import (
	"bufio"
	"fmt"
	"io"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim/study"
)

// Quest is what was sought and found, as [Solved] shows it.
type Quest struct {
	Authority, Scenario string
	Lever               string
	Now                 float64 // where the file has it
	Print               func(float64) string
	Goal                study.Goal
	Probability         float64
	Lo, Hi              float64
	Replicates          int
	Searched            bool // the expected path was searched first
	study.Solution
}

// Solved writes what was found, and what was tried, for a terminal.
func Solved(w io.Writer, q Quest) error {
	b := bufio.NewWriter(w)
	wrap(b, "", q.finding())
	fmt.Fprintln(b)
	if q.Searched {
		fmt.Fprintln(b, "Expected path, with the spread of a few draws")
	} else {
		fmt.Fprintln(b, "A first look at the whole range")
	}
	q.tried(b, q.Grid)
	fmt.Fprintf(b, "\nVerified child by child, %s futures\n", count(float64(q.Replicates)))
	q.tried(b, q.Drawn)
	fmt.Fprintln(b)
	for _, s := range q.notes() {
		wrap(b, "", s)
	}
	return b.Flush()
}

// finding is the answer in a sentence.
func (q *Quest) finding() string {
	asked := percent(q.Probability)
	if !q.Reached {
		return fmt.Sprintf("No value of %s from %s to %s reaches %s with a probability of %s in scenario %s. %s comes nearest, with %s.",
			q.Lever, q.Print(q.Lo), q.Print(q.Hi), q.Goal.Text, asked, q.Scenario, q.Print(q.At.Value), percent(q.At.Probability))
	}
	which := "least"
	if !q.Rising {
		which = "greatest"
	}
	return fmt.Sprintf("%s = %s is the %s value that reaches %s with a probability of at least %s in scenario %s: it does with %s.",
		q.Lever, q.Print(q.Value), which, q.Goal.Text, asked, q.Scenario, percent(q.At.Probability))
}

func (q *Quest) tried(b io.Writer, list []study.Tried) {
	t := newTable(q.Lever, "Probability", "Mean", "Standard deviation")
	format := count
	if q.Goal.Date.IsZero() {
		m := money{}
		for _, x := range list {
			m = m.or(moneyFor(x.Mean, x.SD))
		}
		format = m.format
	}
	for _, x := range list {
		t.add(q.Print(x.Value), fmt.Sprintf("%.1f%%", 100*x.Probability), format(x.Mean), format(x.SD))
	}
	t.write(b)
}

func (q *Quest) notes() (out []string) {
	what := map[string]string{"lac": "children looked after", "cpp": "children on plans", "cost": "net cost", "saving": "saving"}[q.Goal.Measure]
	when := q.Goal.Year.String()
	if q.Goal.Year == model.FinancialYear(0) {
		when = dateWords(q.Goal.Date)
	}
	out = append(out, fmt.Sprintf("The mean is that of %s, %s. In the file %s stands at %s.", what, when, q.Lever, q.Print(q.Now)))
	if q.Reached && q.Before == nil {
		out = append(out, "That is the end of the range: the goal may be reached beyond it as well.")
	}
	if !q.Steady {
		out = append(out, "The probability does not move one way only over the range: other values may reach the goal too, and not all beyond this one do.")
	}
	return out
}
