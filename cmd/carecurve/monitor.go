package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/reports"
	"github.com/carecurve/carecurve/sim"
	"github.com/carecurve/carecurve/sim/agents"
	"github.com/carecurve/carecurve/sim/study"
)

// monitorReplicates gives limits to within some 3 % of their width.
const monitorReplicates = 1000

type monitorOptions struct {
	model, out, config string
	quiet              bool
}

func monitorCommand() *cobra.Command {
	var o monitorOptions
	cmd := &cobra.Command{
		Use:   "monitor -m model.yaml RECORDS... -o DIR",
		Short: "Hold the months since a forecast against it: noise, or a reason to act?",
		Long: `Monitor runs a model's forecast again and sets beside it what newer records say
of the months since: children looked after, in and out of the area, plans, those
who came and those who left. A month beyond the forecast's 95 % interval, or a
flow that keeps to one side of its forecast for eight months, is a signal; the
rest is noise, and it says so. It tells which flow explains a gap, and whether to
fit again. The records must reach back to the model's data date: give the same
returns as before with the newer ones.`,
		RunE: func(cmd *cobra.Command, paths []string) error { return o.run(cmd, paths) },
	}
	f := cmd.Flags()
	f.StringVarP(&o.model, "model", "m", "", "the model whose forecast is watched")
	f.StringVarP(&o.out, "output", "o", "", "the folder to write")
	f.StringVar(&o.config, "config", "", "council file: which council it is, and where its area lies")
	f.BoolVar(&o.quiet, "quiet", false, "print nothing but errors")
	return cmd
}

func (o *monitorOptions) run(cmd *cobra.Command, paths []string) error {
	switch {
	case o.model == "":
		return usage("Name the file that fit wrote with -m m.yaml.", "no model given")
	case len(paths) == 0:
		return usage("Name returns, folders or zips that reach beyond the model's data date.", "no records given")
	case o.out == "":
		return noOutput("output folder", "monitor")
	}
	if err := reports.MayWriteMonitor(o.out); err != nil {
		return errInput(err)
	}
	m, s, inputs, err := readModel(o.model)
	if err != nil {
		return err
	}
	c, err := readCouncil(o.config)
	if err != nil {
		return err
	}
	_, newer, _, _, err := fitHistory(cmd.Context(), paths, c, 0)
	if err != nil {
		return err
	}
	if err := follows(m, newer); err != nil {
		return err
	}
	progress := newProgress(cmd.ErrOrStderr(), "projecting", o.quiet)
	p, err := agents.Engine{Replicates: monitorReplicates, Seed: 1, Progress: progress.show}.Run(cmd.Context(), &sim.Programme{
		Model: m, Stock: s, Prices: m.Prices, Years: yearsTo(m.DataDate, newer.DataDate), Uncertainty: sim.AllUncertainty,
		Scenarios: []sim.Scenario{{Name: "baseline", Title: "If nothing changes"}},
	})
	progress.done()
	if err != nil {
		return err
	}
	seen := study.Monitor(p, &m.Past, &newer.Past)
	if len(seen.Watched) == 0 {
		return badInput("Add records of at least one whole month after that day.", "the records hold no month end after the model's data date, %s", m.DataDate)
	}
	priced := newer.Prices.Ledger || c != nil && c.Costs != nil
	if priced && !newer.Prices.Ledger {
		c.price(newer)
	}
	in := reports.Monitor{Authority: m.Authority.Name, Monitored: *seen, Cost: study.MonitorCost(p, m, newer, priced), Version: version, Command: os.Args, Inputs: append(inputs, newer.Sources...)}
	if err := reports.WriteMonitor(o.out, in); err != nil {
		return errInput(err)
	}
	if o.quiet {
		return nil
	}
	if err := reports.MonitorTerminal(cmd.OutOrStdout(), in); err != nil {
		return err
	}
	page := filepath.Join(o.out, "monitor.html")
	if abs, err := filepath.Abs(page); err == nil {
		page = abs
	}
	fmt.Fprintf(cmd.OutOrStdout(), "\nReport: %s\n", page)
	return nil
}

// follows refuses records that can't be held against the model.
func follows(m, newer *model.Model) error {
	switch {
	case m.Authority.Code != "" && newer.Authority.Code != "" && m.Authority.Code != newer.Authority.Code:
		return badInput("Give this council's records, or its model.", "the model is %s's, and the records are of %s", m.Authority.Code, newer.Authority.Code)
	case newer.DataDate <= m.DataDate:
		return badInput("Add newer returns or an extract.", "the records end on %s, and the model's data date is %s: nothing came since", newer.DataDate, m.DataDate)
	case newer.From > m.DataDate+1:
		return badInput("Add the returns in between, or all since the model's own.", "the records begin on %s, after the model's data date, %s", newer.From, m.DataDate)
	}
	return nil
}

// yearsTo is how many financial years a projection must run to reach a day.
func yearsTo(from, to model.Date) int {
	for n := 1; ; n++ {
		if c := sim.NewCalendar(from, n); c.End >= to {
			return n
		}
	}
}
