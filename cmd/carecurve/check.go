package main

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/model/records"
)

// positionsShown is how many positions of a rule the text names; JSON and CSV
// hold all that the report kept.
const positionsShown = 20

func checkCommand() *cobra.Command {
	var format string
	var identifiers bool
	cmd := &cobra.Command{
		Use:   "check RECORDS...",
		Short: "Say what is in the records, and what is wrong in them, row by row",
		Long: `Check reads SSDA903 returns, CIN censuses and population from files, folders and
zips, counts them as the published statistics do, and lists what was repaired
or set aside, with file, line and column. It ends with code 1 if any row was
set aside.

Findings name no child. With --identifiers the child's identifier stands
beside each: keep that output within the team that may see it.`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, paths []string) error {
			show := map[string]func(io.Writer, *checked) error{"text": checkText, "json": checkJSON, "csv": checkCSV}[format]
			if show == nil {
				return usage("Give --format text, json or csv.", "unknown format %q", format)
			}
			c, err := check(cmd.Context(), paths, identifiers)
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

func check(ctx context.Context, paths []string, identifiers bool) (*checked, error) {
	h, r, err := records.Load(ctx, paths, records.Options{})
	if err != nil {
		var faults records.Errors
		if errors.As(err, &faults) {
			return nil, errInput(err)
		}
		return nil, err
	}
	c := &checked{history: h, report: r, identifiers: identifiers}
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
	h, r := c.history, c.report
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "File\tKind\tYear\tRows\tUsed\tRepeated\tSet aside\tPassed over\tRepaired")
	for _, in := range r.Inputs {
		year := ""
		if in.Year > 0 {
			year = strconv.Itoa(in.Year)
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%d\t%d\t%d\t%d\t%d\t%d\n", in.Name, in.Kind, year, in.Rows, in.Used, in.Repeated, in.SetAside, in.PassedOver, in.Repaired)
	}
	fmt.Fprintf(w, "All\t\t\t%d\t%d\t%d\t%d\t%d\t%d\n\n", r.Read, r.Used, r.Repeated, r.SetAside, r.PassedOver, r.Repaired)
	w.Flush()

	if len(c.years) > 0 {
		fmt.Fprintf(w, "Data date %s. The records cover the days from %s.\n\n", h.To, h.From)
		fmt.Fprintln(w, "On\tLooked after\tOn a plan\tStarted in the year\tCeased in the year")
		for _, y := range c.years {
			fmt.Fprintf(w, "%s\t%d\t%s\t%s\t%s\n", y.End, y.LAC, orDash(y.CPP), orDash(y.Started), orDash(y.Ceased))
		}
		fmt.Fprintln(w)
		w.Flush()
	}
	if len(h.Population.Years) > 0 {
		fmt.Fprintf(out, "Population: %d to %d.\n", h.Population.First, h.Population.First+len(h.Population.Years)-1)
	} else {
		fmt.Fprintln(out, "Population: none among the records.")
	}
	fmt.Fprintf(out, "Locations known: %d of %d placements. Children on plans who are also in the SSDA903 return: %d of %d.\n",
		r.Located, r.Located+r.Unlocated, r.InBoth, r.OnPlans)

	if len(r.Findings) == 0 {
		fmt.Fprintln(out, "\nNothing to report.")
	}
	for _, g := range groups(r) {
		f := g[0]
		n := r.Counts[f.Rule]
		fmt.Fprintf(out, "\n%s: %s (%d)\n    %s\n", f.Severity, f.What, n, f.Fix)
		for i, at := range g {
			if at.File == "" {
				break
			}
			if i == positionsShown {
				fmt.Fprintf(out, "    … and %d more\n", n-i)
				break
			}
			fmt.Fprintf(out, "    %s%s%s\n", records.Place(at.Pos), differs(at.What, f.What), c.child(at))
		}
	}
	return nil
}

// child is what stands behind a position if identifiers were asked for.
func (c *checked) child(f model.Finding) string {
	if id := c.report.Child(f.Pos); c.identifiers && id != "" {
		return " child " + id
	}
	return ""
}

func differs(what, first string) string {
	if what == first {
		return ""
	}
	return ": " + what
}

func orDash(n *int) string {
	if n == nil {
		return "-"
	}
	return strconv.Itoa(*n)
}

// groups parts the findings, which come sorted, by rule.
func groups(r *records.Report) [][]model.Finding {
	var out [][]model.Finding
	for i, f := range r.Findings {
		if i == 0 || f.Rule != r.Findings[i-1].Rule {
			out = append(out, nil)
		}
		out[len(out)-1] = append(out[len(out)-1], f)
	}
	return out
}

// jsonFinding is a finding in JSON and CSV.
type jsonFinding struct {
	Severity string `json:"severity"`
	Rule     string `json:"rule"`
	File     string `json:"file,omitempty"`
	Line     int    `json:"line,omitempty"`
	Column   int    `json:"column,omitempty"`
	What     string `json:"what"`
	Fix      string `json:"fix"`
	Child    string `json:"child,omitempty"`
}

func (c *checked) findings() []jsonFinding {
	out := []jsonFinding{}
	for _, f := range c.report.Findings {
		j := jsonFinding{f.Severity.String(), f.Rule, f.File, f.Line, f.Column, f.What, f.Fix, ""}
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
	r := c.report
	inputs := []input{}
	for _, in := range r.Inputs {
		inputs = append(inputs, input{in.Name, in.Kind, in.Year, in.Rows, in.Used, in.Repeated, in.SetAside, in.PassedOver, in.Repaired, in.SHA256})
	}
	enc := json.NewEncoder(out)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(struct {
		DataDate   model.Date     `json:"data_date"`
		From       model.Date     `json:"from"`
		Years      []yearCount    `json:"years"`
		Inputs     []input        `json:"inputs"`
		Read       int            `json:"read"`
		Used       int            `json:"used"`
		Repeated   int            `json:"repeated"`
		SetAside   int            `json:"set_aside"`
		PassedOver int            `json:"passed_over"`
		Repaired   int            `json:"repaired"`
		Located    bool           `json:"located"`
		Linked     bool           `json:"linked"`
		OnPlans    int            `json:"children_on_plans"`
		InBoth     int            `json:"children_in_both"`
		Counts     map[string]int `json:"counts"`
		Findings   []jsonFinding  `json:"findings"`
	}{c.history.To, c.history.From, c.years, inputs, r.Read, r.Used, r.Repeated, r.SetAside, r.PassedOver, r.Repaired,
		c.history.Located, c.history.Linked, r.OnPlans, r.InBoth, r.Counts, c.findings()})
}

func checkCSV(out io.Writer, c *checked) error {
	w := csv.NewWriter(out)
	header := []string{"severity", "rule", "file", "line", "column", "what", "fix"}
	if c.identifiers {
		header = append(header, "child")
	}
	w.Write(header)
	for _, f := range c.findings() {
		row := []string{f.Severity, f.Rule, f.File, positive(f.Line), positive(f.Column), f.What, f.Fix}
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
