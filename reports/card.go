package reports

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/model/fit/card"
)

// Card writes a model card for the terminal: what the rates rest on, what was
// seen against what they imply, and every difference that isn't small, in
// lines of at most 80 characters.
func Card(w io.Writer, c *card.Card) error {
	b := bufio.NewWriter(w)
	fmt.Fprintf(b, "What the rates rest on: %s to %s\n", dateWords(c.From), dateWords(c.To))
	wrap(b, "", fmt.Sprintf("%s children, %s periods of care (the start of %s is not in the returns), %s placements and %s plans.",
		countFew(c.Basis.Children), countFew(c.Basis.Periods), countFew(c.Basis.Unknown), countFew(c.Basis.Placements), countFew(c.Basis.Plans)))
	flowTable(b, c.Flows)
	wrap(b, "", "At risk: child-years, of the area's children for the ways in. Sparse: share of the expected events in cells with fewer than five of their own. Leans: share that comes from what ages, times and settings have in common and not from the cell's own events. Now: 80% interval of the level on the data date against the window's average.")

	fmt.Fprintf(b, "\nSeen against fitted\n")
	rowTable(b, c.Rows)
	for _, part := range []card.Part{card.Staying, card.OnPlan} {
		stayTable(b, c.Rows, part)
	}
	verdicts(b, c)
	return b.Flush()
}

// countFew is a count, one to four hidden.
func countFew(n int) string {
	if n > 0 && n < 5 {
		return "fewer than 5"
	}
	return count(float64(n))
}

func flowTable(b io.Writer, flows []card.Flow) {
	t := newTable("", "Events", "At risk", "Sparse", "Leans", "Now")
	for _, f := range flows {
		events := count(f.Events)
		if f.Few {
			events = "<5"
		}
		now := "-"
		if f.LevelLow < f.LevelHigh {
			now = fmt.Sprintf("%.2f-%.2f", f.LevelLow, f.LevelHigh)
		}
		t.add(f.Name, events, count(f.Exposure), wholePercent(f.Sparse), wholePercent(f.Leaning), now)
	}
	trimmed(b, t)
}

// trimmed writes a table without blanks at either edge, where it has to be
// narrow.
func trimmed(w io.Writer, t *table) {
	var b strings.Builder
	t.write(&b)
	for line := range strings.Lines(b.String()) {
		fmt.Fprintln(w, strings.TrimRight(strings.TrimPrefix(line, "   "), " \n"))
	}
}

func wholePercent(x float64) string { return fmt.Sprintf("%.0f%%", 100*x) }

// rowTable shows the main counts, part by part.
func rowTable(b io.Writer, rows []card.Row) {
	t := newTable("", "Seen", "Fitted", "95% range", "Verdict")
	last := card.Part("")
	for _, r := range rows {
		if !r.Main || r.Unit != "children" {
			continue
		}
		if r.Part != last && r.Part != card.Moves && r.Part != card.Returns {
			t.add(string(r.Part)+":", "", "", "", "")
		}
		last = r.Part
		seen := count(r.Seen)
		if r.Few {
			seen = "<5"
		}
		t.add("  "+rowName(r.Name), seen, count(r.Fitted), count(r.Low)+"-"+count(r.High), string(r.Grade))
	}
	trimmed(b, t)
}

// stayTable shows shares that stay, seen and fitted, by age and time.
func stayTable(b io.Writer, rows []card.Row, part card.Part) {
	var names, times []string
	cells := map[string]string{}
	for _, r := range rows {
		if r.Part != part || r.Unit != "%" {
			continue
		}
		name, at, _ := strings.Cut(r.Name, ", ")
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
		if !slices.Contains(times, at) {
			times = append(times, at)
		}
		mark := ""
		if r.Grade == card.Luck || r.Grade == card.Off {
			mark = " *"
		}
		cells[r.Name] = fmt.Sprintf("%.0f / %.0f%s", r.Seen, r.Fitted, mark)
	}
	if len(names) == 0 {
		return
	}
	slices.SortStableFunc(times, func(a, b string) int { return timeRank(a) - timeRank(b) })
	fmt.Fprintf(b, "\n%s: per cent after …, seen / fitted\n", part)
	t := newTable(append([]string{""}, times...)...)
	for _, n := range names {
		row := []string{n}
		for _, at := range times {
			cell := cells[n+", "+at]
			if cell == "" {
				cell = "-"
			}
			row = append(row, cell)
		}
		t.add(row...)
	}
	trimmed(b, t)
}

func timeRank(s string) int {
	n := 0
	fmt.Sscanf(s, "%d", &n)
	if strings.Contains(s, "year") {
		n *= 12
	}
	return n
}

// reproduced are the parts whose totals the rates were fitted to: that they
// agree is no proof of anything.
var reproduced = map[card.Part]bool{card.Exits: true, card.Moves: true, card.Returns: true, card.Plans: true}

// verdicts sums up, and names every row that doesn't simply fit.
func verdicts(b io.Writer, c *card.Card) {
	n := map[card.Grade]int{}
	told := 0
	for _, r := range c.Rows {
		if reproduced[r.Part] && r.Grade == card.Fits {
			continue
		}
		n[r.Grade]++
		if r.Grade != card.TooFew {
			told++
		}
	}
	fmt.Fprintln(b)
	wrap(b, "", fmt.Sprintf("Ways out, moves, returns and plan ends agree because the rates were fitted to them. Of %s that could have failed %s; %s outside their 95%% range, where at most about %.0f would be by luck; %s too far out for luck; %s on too few children to tell.",
		manyOf(told, "comparison", "comparisons"), manyOf(n[card.Fits], "fits", "fit"), manyOf(n[card.Luck]+n[card.Off], "is", "are"), math.Ceil(0.05*float64(told)),
		manyOf(n[card.Off], "is", "are"), manyOf(n[card.TooFew], "more rests", "more rest")))
	for _, g := range []card.Grade{card.Off, card.Luck} {
		for _, r := range c.Rows {
			if r.Grade == g {
				wrap(b, "* ", fmt.Sprintf("%s, %s: %s seen, %s fitted (%s-%s), %s.", r.Part, rowName(r.Name), rowFigure(r, r.Seen), rowFigure(r, r.Fitted), rowFigure(r, r.Low), rowFigure(r, r.High), r.Verdict))
			}
		}
	}
	for _, s := range c.Notes {
		wrap(b, "", s)
	}
}

// manyOf is a count with the word that agrees with it.
func manyOf(n int, one, more string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, more)
}

func rowFigure(r card.Row, x float64) string {
	if r.Unit == "%" {
		return fmt.Sprintf("%.0f%%", x)
	}
	return count(x)
}

// rowName puts a row's settings into words and its dates into the usual form.
func rowName(s string) string {
	words := strings.Split(s, " ")
	for i, w := range words {
		bare := strings.TrimSuffix(w, ",")
		if d, err := model.ParseDate(bare); err == nil {
			words[i] = dateWords(d)
		}
		place, where, located := strings.Cut(bare, "/")
		if name, ok := settingWords[place]; ok {
			words[i] = name + w[len(bare):]
			if located {
				words[i] += " (" + where + " area)"
			}
		}
	}
	return strings.Join(words, " ")
}
