package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/model/records"
)

func checkCommand() *cobra.Command {
	var format, config string
	var identifiers bool
	cmd := &cobra.Command{
		Use:   "check RECORDS...",
		Short: "Say what is in the records, and what is wrong in them, row by row",
		Long: `Check reads SSDA903 returns, CIN censuses, Annex A, population, a postcode
directory and a ledger from files, folders and zips and counts them as the
published statistics do. It accounts for every row, says what the records allow
and what each missing piece costs the projection,
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
	cmd.Flags().StringVar(&config, "config", "", "council file: which council it is, where its area lies, how its records are to be read")
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
	h, r, err := records.Load(ctx, council.with(paths), opt)
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
