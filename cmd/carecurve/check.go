package main

import (
	"cmp"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/model/records"
)

// placesShown is how many places of a rule the text names; JSON and CSV hold
// all of them.
const placesShown = 3

func checkCommand() *cobra.Command {
	var format, config string
	var identifiers bool
	cmd := &cobra.Command{
		Use:   "check RECORDS...",
		Short: "Say what is in the records, and what is wrong in them, row by row",
		Long: `Check reads SSDA903 returns, CIN censuses and population from files, folders and
zips and counts them as the published statistics do. It accounts for every row,
says what the records allow and what each missing piece costs the projection,
and lists what was repaired or set aside by rule, the worst first, each with
its first three places as file:line:column. --format csv gives all findings, a
file to send back to the data team: carecurve check returns --format csv >
findings.csv. It ends with code 1 if any row was set aside.

Findings name no child. With --identifiers the child's identifier stands
beside each: keep that output within the team that may see it.`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, paths []string) error {
			show := map[string]func(io.Writer, *checked) error{"text": checkText, "json": checkJSON, "csv": checkCSV}[format]
			if show == nil {
				return usage("Give --format text, json or csv.", "unknown format %q", format)
			}
			c, err := check(cmd.Context(), paths, config, format != "text", identifiers)
			if err != nil {
				return err
			}
			if err := show(cmd.OutOrStdout(), c); err != nil {
				return err
			}
			if n := c.report.SetAside; n > 0 {
				return badInput("Mend them in the source system, or go on without them: fit reports the share.", "%s set aside of %d read", rowsOf(n), c.report.Read)
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&format, "format", "text", "text, json or csv (the findings alone)")
	cmd.Flags().StringVar(&config, "config", "", "council file: which council it is, and where its area lies")
	cmd.Flags().BoolVar(&identifiers, "identifiers", false, "show the child's identifier beside each finding (confidential)")
	return cmd
}

func rowsOf(n int) string {
	if n == 1 {
		return "1 row was"
	}
	return fmt.Sprintf("%d rows were", n)
}

// checked is what the command shows.
type checked struct {
	history     *model.History
	report      *records.Report
	allows      records.Allowance
	years       []yearCount
	identifiers bool
}

// yearCount is a year to 31 March, counted by the published rules; a part
// year ends on the data date.
type yearCount struct {
	End     model.Date `json:"to"`
	LAC     int        `json:"lac"`
	CPP     *int       `json:"cpp"` // nil where no census covers the day
	Started *int       `json:"started"`
	Ceased  *int       `json:"ceased"`
}

func check(ctx context.Context, paths []string, config string, all, identifiers bool) (*checked, error) {
	council, err := readCouncil(config)
	if err != nil {
		return nil, err
	}
	opt, err := council.options(ctx)
	if err != nil {
		return nil, err
	}
	opt.AllFindings = all
	h, r, err := records.Load(ctx, paths, opt)
	if err != nil {
		var faults records.Errors
		if errors.As(err, &faults) {
			return nil, errInput(err)
		}
		return nil, err
	}
	c := &checked{history: h, report: r, allows: records.Allows(h, r), identifiers: identifiers}
	if h.To.IsZero() {
		return c, nil
	}
	c.years = append(c.years, countYear(h, 0, h.From-1))
	for y := model.FinancialYearOf(h.From); y.First() <= h.To; y++ {
		c.years = append(c.years, countYear(h, max(y.First(), h.From), min(y.Last(), h.To)))
	}
	return c, nil
}

// countYear counts who is there when the last day ends, and how many children
// started and ceased to be looked after from the first day on: as published,
// only a child's first start and last cease of a year count. A zero first day
// asks for the stock alone.
func countYear(h *model.History, from, to model.Date) yearCount {
	n := yearCount{End: to}
	plans, started, ceased := 0, 0, 0
	for i := range h.Children {
		c := &h.Children[i]
		begins, ends := false, false
		for _, p := range c.Periods {
			if p.Start <= to && (p.End.IsZero() || p.End > to) {
				n.LAC++
			}
			begins = begins || p.StartKnown && p.Start >= from && p.Start <= to
			ends = ends || p.End >= from && p.End <= to && !p.End.IsZero()
		}
		for _, p := range c.Plans {
			if p.Start <= to && (p.End.IsZero() || p.End > to) {
				plans++
			}
		}
		if begins {
			started++
		}
		if ends {
			ceased++
		}
	}
	if !h.PlansFrom.IsZero() && to >= h.PlansFrom-1 && to <= h.PlansTo {
		n.CPP = &plans
	}
	if !from.IsZero() {
		n.Started, n.Ceased = &started, &ceased
	}
	return n
}

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
	fmt.Fprintln(w, "File\tKind\tYear\tRows\tUsed\tRepeated\tSet aside\tPassed over\tRepaired")
	for _, in := range r.Inputs {
		year := ""
		if in.Year > 0 {
			year = strconv.Itoa(in.Year)
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%d\t%d\t%d\t%d\t%d\t%d\n", in.Name, in.Kind, year, in.Rows, in.Used, in.Repeated, in.SetAside, in.PassedOver, in.Repaired)
	}
	w.Flush()
	fmt.Fprintf(out, "\nEvery row is accounted for: %d read = %d used + %d repeated + %d set aside + %d passed over.\n",
		r.Read, r.Used, r.Repeated, r.SetAside, r.PassedOver)
	fmt.Fprintf(out, "Of those used or repeated, %d were repaired.\n", r.Repaired)
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
		fmt.Fprintf(out, "  %s\n    %s\n", l.What, l.Cost)
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
		fmt.Fprintf(out, "\n%s, %d×: %s\n    rule %d %s%s\n    %s\n", f.Severity, n, common, number, f.Rule, statutory, f.Fix)
		for i, at := range g {
			if i == placesShown {
				fmt.Fprintf(out, "    … and %d more: --format csv lists all\n", n-i)
				break
			}
			if at.File != "" {
				fmt.Fprintf(out, "    %s%s%s\n", records.Place(at.Pos), differs(at.What, common), c.child(at))
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

// jsonFinding is a finding in JSON and CSV.
type jsonFinding struct {
	Severity string `json:"severity"`
	Number   int    `json:"number"`
	Rule     string `json:"rule"`
	// Check is the number of the return's own check, if it has one.
	Check  string `json:"check,omitempty"`
	File   string `json:"file,omitempty"`
	Line   int    `json:"line,omitempty"`
	Column int    `json:"column,omitempty"`
	What   string `json:"what"`
	Fix    string `json:"fix"`
	Child  string `json:"child,omitempty"`
}

func (c *checked) findings() []jsonFinding {
	out := []jsonFinding{}
	for _, f := range c.report.Findings {
		number, check := records.RuleNumber(f.Rule)
		j := jsonFinding{Severity: f.Severity.String(), Number: number, Rule: f.Rule, Check: check, File: f.File, Line: f.Line, Column: f.Column, What: f.What, Fix: f.Fix}
		if c.identifiers {
			j.Child = c.report.Child(f.Pos)
		}
		out = append(out, j)
	}
	return out
}

func checkJSON(out io.Writer, c *checked) error {
	type input struct {
		Name       string `json:"name"`
		Kind       string `json:"kind"`
		Year       int    `json:"year,omitempty"`
		Rows       int    `json:"rows"`
		Used       int    `json:"used"`
		Repeated   int    `json:"repeated"`
		SetAside   int    `json:"set_aside"`
		PassedOver int    `json:"passed_over"`
		Repaired   int    `json:"repaired"`
		SHA256     string `json:"sha256"`
	}
	type lack struct {
		What string `json:"what"`
		Cost string `json:"cost"`
	}
	r, a := c.report, &c.allows
	lacks := []lack{}
	for _, l := range a.Lacks {
		lacks = append(lacks, lack(l))
	}
	inputs := []input{}
	for _, in := range r.Inputs {
		inputs = append(inputs, input{in.Name, in.Kind, in.Year, in.Rows, in.Used, in.Repeated, in.SetAside, in.PassedOver, in.Repaired, in.SHA256})
	}
	enc := json.NewEncoder(out)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(struct {
		DataDate     model.Date     `json:"data_date"`
		From         model.Date     `json:"from"`
		Years        []yearCount    `json:"years"`
		Inputs       []input        `json:"inputs"`
		Read         int            `json:"read"`
		Used         int            `json:"used"`
		Repeated     int            `json:"repeated"`
		SetAside     int            `json:"set_aside"`
		PassedOver   int            `json:"passed_over"`
		Repaired     int            `json:"repaired"`
		Located      bool           `json:"located"`
		Linked       bool           `json:"linked"`
		OnPlans      int            `json:"children_on_plans"`
		InBoth       int            `json:"children_in_both"`
		Children     int            `json:"children"`
		Undated      int            `json:"children_without_birth_date"`
		Periods      int            `json:"periods_of_care"`
		Placements   int            `json:"placements"`
		Plans        int            `json:"plans"`
		YearsOfCare  float64        `json:"years_covered"`
		LocatedShare float64        `json:"share_located"`
		Entries      int            `json:"starts"`
		FromPlan     int            `json:"starts_from_a_plan"`
		Lacks        []lack         `json:"lacks"`
		Counts       map[string]int `json:"counts"`
		Findings     []jsonFinding  `json:"findings"`
	}{c.history.To, c.history.From, c.years, inputs, r.Read, r.Used, r.Repeated, r.SetAside, r.PassedOver, r.Repaired,
		c.history.Located, c.history.Linked, r.OnPlans, r.InBoth,
		a.Children, a.Undated, a.Periods, a.Placements, a.Plans, a.Years, a.Located, a.Entries, a.FromPlan, lacks, r.Counts, c.findings()})
}

func checkCSV(out io.Writer, c *checked) error {
	w := csv.NewWriter(out)
	header := []string{"severity", "number", "rule", "check", "file", "line", "column", "what", "fix"}
	if c.identifiers {
		header = append(header, "child")
	}
	w.Write(header)
	for _, f := range c.findings() {
		row := []string{f.Severity, strconv.Itoa(f.Number), f.Rule, f.Check, f.File, positive(f.Line), positive(f.Column), f.What, f.Fix}
		if c.identifiers {
			row = append(row, f.Child)
		}
		w.Write(row)
	}
	w.Flush()
	return w.Error()
}

func positive(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}
