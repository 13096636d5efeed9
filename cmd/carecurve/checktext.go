package main

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/model/records"
)

// placesShown is how many places of a rule the text names; JSON and CSV hold
// all of them.
const placesShown = 3

func checkText(out io.Writer, c *checked) error {
	c.printFiles(out)
	c.printYears(out)
	c.printAllows(out)
	c.printFindings(out)
	return nil
}

// printFiles says what became of the rows of each file, and the sum.
func (c *checked) printFiles(out io.Writer) {
	r := c.report
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "File\tKind\tYear\tRows\tUsed\tRepeat\tAside\tPassed\tMended")
	for _, in := range r.Inputs {
		year := ""
		if in.Year > 0 {
			year = strconv.Itoa(in.Year)
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%d\t%d\t%d\t%d\t%d\t%d\n", tail(in.Name, 17), in.Kind, year, in.Rows, in.Used, in.Repeated, in.SetAside, in.PassedOver, in.Repaired)
	}
	w.Flush()
	fmt.Fprintf(out, "\nEvery row is accounted for: %d read = %d used + %d repeated\n+ %d set aside + %d passed over. Of those used or repeated, %d were mended.\n",
		r.Read, r.Used, r.Repeated, r.SetAside, r.PassedOver, r.Repaired)
}

// tail is the end of a name that is too long for its column; JSON has it whole.
func tail(name string, most int) string {
	r := []rune(name)
	if len(r) <= most {
		return name
	}
	return "…" + string(r[len(r)-most+1:])
}

// printYears counts each year as the published statistics do.
func (c *checked) printYears(out io.Writer) {
	if len(c.years) == 0 {
		return
	}
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "\nOn\tLooked after\tOn a plan\tStarted in the year\tCeased in the year")
	for _, y := range c.years {
		fmt.Fprintf(w, "%s\t%d\t%s\t%s\t%s\n", y.End, y.LAC, orDash(y.CPP), orDash(y.Started), orDash(y.Ceased))
	}
	w.Flush()
}

// printAllows says what a projection could rest on, and what is missing.
func (c *checked) printAllows(out io.Writer) {
	h, r, a := c.history, c.report, &c.allows
	fmt.Fprintln(out, "\nWhat the records allow")
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	say := func(what, format string, values ...any) {
		fmt.Fprintf(w, "  %s\t"+format+"\n", append([]any{what}, values...)...)
	}
	if !h.To.IsZero() {
		say("Data date", "%s", h.To)
		say("Years covered", "%.1f, from %s", a.Years, h.From)
	}
	say("Children", "%d, %d without a birth date", a.Children, a.Undated)
	say("Periods of care", "%d, in %d placements", a.Periods, a.Placements)
	if h.PlansFrom.IsZero() {
		say("Protection plans", "none")
	} else {
		say("Protection plans", "%d, over %.1f years from %s", a.Plans, a.PlanYears, h.PlansFrom)
		say("On plans and in the return", "%s", portion(r.InBoth, r.OnPlans, "children"))
		say("Starts of care from a plan", "%s", portion(a.FromPlan, a.Entries, "starts"))
	}
	say("Location known", "%s", portion(r.Located, r.Located+r.Unlocated, "placements"))
	if n := len(h.Population.Years); n > 0 {
		say("Population", "%d to %d", h.Population.First, h.Population.First+n-1)
	} else {
		say("Population", "none")
	}
	for _, g := range r.FGDM {
		say(fmt.Sprintf("Family group meetings %d-%02d", g.Year-1, g.Year%100), "offered in %s before proceedings, held in %d", portion(g.Offered, g.Cases, "cases"), g.Held)
	}
	if x := r.AnnexA; x != nil {
		say("Annex A of "+x.DataDate.String(), "%d in care, %d on plans, %d in need; of %d conferences %d led to a plan", x.InCare, x.OnPlans, x.InNeed, x.Conferences, x.ToPlan)
	}
	if len(r.Ledger) > 0 {
		matched := 0
		for i := range r.Ledger {
			if r.Ledger[i].Matched() {
				matched++
			}
		}
		say("Ledger joined to placements", "%s", portion(matched, len(r.Ledger), "lines"))
	}
	w.Flush()
	for _, l := range a.Lacks {
		fmt.Fprintf(out, "  %s\n    %s\n", wrapped(l.What, 2, 80), wrapped(l.Cost, 4, 80))
	}
}

// portion writes "3 of 12 starts (25 %)".
func portion(n, of int, what string) string {
	if of == 0 {
		return "none of 0 " + what
	}
	return fmt.Sprintf("%d of %d %s (%.0f %%)", n, of, what, 100*float64(n)/float64(of))
}

// printFindings gives each rule with its count and its first places.
func (c *checked) printFindings(out io.Writer) {
	r := c.report
	if len(r.Findings) == 0 {
		fmt.Fprintln(out, "\nNothing was found wrong.")
		return
	}
	fmt.Fprintln(out, "\nWhat was found, the worst first")
	for _, g := range groups(r) {
		f, n, common := g[0], r.Counts[g[0].Rule], commonWords(g)
		number, statutory := records.RuleNumber(f.Rule)
		if statutory != "" {
			statutory = ", the return's check " + statutory
		}
		fmt.Fprintf(out, "\n%s\n    rule %d %s%s\n    %s\n", wrapped(fmt.Sprintf("%s, %d×: %s", f.Severity, n, common), 0, 80), number, f.Rule, statutory, wrapped(f.Fix, 4, 80))
		for i, at := range g {
			if i == placesShown {
				fmt.Fprintf(out, "    … and %d more: --format csv lists all\n", n-i)
				break
			}
			if place := records.Place(at.Pos) + differs(at.What, common) + c.child(at); place != "" {
				fmt.Fprintf(out, "    %s\n", strings.TrimPrefix(place, ": "))
			}
		}
	}
}

// commonWords are what a rule's findings all say, without the detail that
// only some have.
func commonWords(g []model.Finding) string {
	what := g[0].What
	for _, f := range g {
		if f.What != what {
			head, _, _ := strings.Cut(what, ": ")
			return head
		}
	}
	return what
}

// child is what stands behind a position if identifiers were asked for.
func (c *checked) child(f model.Finding) string {
	if id := c.report.Child(f.Pos); c.identifiers && id != "" {
		return " child " + id
	}
	return ""
}

func differs(what, first string) string {
	_, detail, ok := strings.Cut(what, ": ")
	if what == first || !ok {
		return ""
	}
	return ": " + detail
}

func orDash(n *int) string {
	if n == nil {
		return "-"
	}
	return strconv.Itoa(*n)
}

// groups parts the findings by rule: the worst severity first, and within it
// the most frequent.
func groups(r *records.Report) [][]model.Finding {
	var out [][]model.Finding
	for i, f := range r.Findings {
		if i == 0 || f.Rule != r.Findings[i-1].Rule {
			out = append(out, nil)
		}
		out[len(out)-1] = append(out[len(out)-1], f)
	}
	slices.SortStableFunc(out, func(a, b []model.Finding) int {
		return cmp.Or(cmp.Compare(b[0].Severity, a[0].Severity), cmp.Compare(r.Counts[b[0].Rule], r.Counts[a[0].Rule]))
	})
	return out
}
