package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/reports"
	"github.com/carecurve/carecurve/scenarios"
	"github.com/carecurve/carecurve/sim"
	"github.com/carecurve/carecurve/sim/agents"
	"github.com/carecurve/carecurve/sim/markov"
)

// projectOptions are the flags of project, and what demo sets of them.
type projectOptions struct {
	model, out, config string
	scenarios          []string
	years, replicates  int
	workers            int
	seed               uint64
	engine             string
	uncertainty        string
	quiet              bool
	scale              bool
	json, keep         bool
	publish            bool
	with               []string // folders of other commands to show in the report
	uncorrected        bool
	decompose          bool
	baseline           string // a scenario of what is law already
	attribution        string
	law                *scenarios.File
}

func projectCommand() *cobra.Command {
	var o projectOptions
	cmd := &cobra.Command{
		Use:   "project -m model.yaml [-s SCENARIO]... -o DIR",
		Short: "Project looked-after children, plans and costs, and play scenarios",
		Long: `Project runs a fitted model to the end of the N-th financial year that begins
after the data date, as things are (baseline) and under each scenario, a YAML
file or the name of one in the library, and writes a folder with
projection.csv, costs.csv, savings.csv, report.html and run.json.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return o.run(cmd) },
	}
	f := cmd.Flags()
	f.StringVarP(&o.model, "model", "m", "", "the model file that fit wrote")
	f.StringArrayVarP(&o.scenarios, "scenario", "s", nil, "a scenario file or library name; may be given again")
	f.StringVar(&o.baseline, "baseline", "", "a scenario that is law already: part of the baseline, and of every scenario")
	f.StringVar(&o.attribution, "attribution", attributionQuick, "who brings what of a scenario's change: quick (100 replicates), full (all of them) or none")
	f.StringVarP(&o.out, "output", "o", "", "the folder to write")
	f.StringVar(&o.config, "config", "", "council file whose prices take the place of the model's")
	f.BoolVar(&o.scale, "scale", false, "scale weekly prices so that the last whole year costs what the council file's outturn, or the ledger, says")
	f.IntVar(&o.years, "years", 4, "financial years that begin after the data date")
	f.IntVar(&o.replicates, "replicates", 1000, "how many futures the agents engine draws")
	f.Uint64Var(&o.seed, "seed", 1, "seed of the random numbers; equal seeds give equal results")
	f.StringVar(&o.engine, "engine", "agents", "agents or markov")
	f.StringVar(&o.uncertainty, "uncertainty", "chance,parameters,drift,effects", "which sources vary")
	f.BoolVar(&o.decompose, "decompose", false, "say how much of the variance of children and cost each source brings: five more runs")
	f.IntVar(&o.workers, "workers", 0, "how many run at once (default one a processor); results don't depend on it")
	f.StringArrayVar(&o.with, "with", nil, "a folder of backtest or sensitivity, to be shown in the report; may be given again")
	f.BoolVar(&o.publish, "publish", false, "hide or round small numbers everywhere, so that the results may be published")
	f.BoolVar(&o.uncorrected, "uncorrected", false, "show beside each scenario whose effects are cut back for optimism what it does without that cut")
	f.BoolVar(&o.json, "json", false, "print the result as JSON and nothing else")
	f.BoolVar(&o.keep, "replicates-out", false, "also write every replicate, for research: replicates.parquet, replicates_costs.parquet")
	f.BoolVar(&o.quiet, "quiet", false, "print nothing but errors")
	return cmd
}

func (o *projectOptions) run(cmd *cobra.Command) error {
	if o.model == "" {
		return usage("Name the file that fit wrote with -m m.yaml.", "no model given")
	}
	if o.out == "" {
		return noOutput("output folder", "out")
	}
	start := time.Now()
	m, s, inputs, err := readModel(o.model)
	if err != nil {
		return err
	}
	files, read, err := readScenarios(o.scenarios)
	if err != nil {
		return err
	}
	inputs = append(inputs, read...)
	if law, read, err := readLaw(o.baseline); err != nil {
		return err
	} else if law != nil {
		if slices.ContainsFunc(files, func(f *scenarios.File) bool { return f.Name == law.Name }) {
			return usage("Leave it out of -s: it is part of every scenario.", "%s is the baseline, and can't be compared with itself", law.Name)
		}
		o.law, inputs = law, append(inputs, read...)
	}
	if o.config != "" {
		c, err := readCouncil(o.config)
		if err != nil {
			return err
		}
		if err := c.known(m, s); err != nil {
			return err
		}
		inputs = append(inputs, c.source)
	}
	if o.scale {
		if err := scale(m); err != nil {
			return err
		}
	}
	return o.project(cmd, m, s, files, inputs, []reports.Timing{{Stage: "read", Took: time.Since(start)}})
}

// project runs and reports; its caller has read everything.
func (o *projectOptions) project(cmd *cobra.Command, m *model.Model, s *model.Stock, files []*scenarios.File, inputs []model.Source, timings []reports.Timing) error {
	uncertainty, err := parseUncertainty(o.uncertainty)
	if err != nil {
		return err
	}
	if o.years < 1 || o.years > 20 {
		return usage("Give --years 1 to 20.", "%d years can't be projected", o.years)
	}
	if o.replicates < 1 || o.replicates > 1_000_000 {
		return usage("Give --replicates 1 to 1000000; 1000 serve most questions.", "%d replicates can't be run", o.replicates)
	}
	if o.workers < 0 {
		return usage("Give --workers 1 or more, or leave it out.", "%d workers can't work", o.workers)
	}
	if o.keep && o.engine == "markov" {
		return usage("Leave out --replicates-out, or take --engine agents.", "the markov engine draws no replicates")
	}
	if o.keep && o.publish {
		return usage("Give one of the two.", "--publish hides small numbers, and replicates would show them")
	}
	if o.decompose && uncertainty == (sim.Uncertainty{}) {
		return usage("Leave out --decompose, or give sources to --uncertainty.", "nothing varies, so there is no variance to part")
	}
	var trials []reports.Trial
	for _, dir := range o.with {
		t, err := reports.ReadTrial(dir)
		if err != nil {
			return errInput(err)
		}
		trials = append(trials, *t)
	}
	if o.json && o.quiet {
		return usage("Give one of the two.", "--json prints a result and --quiet prints nothing")
	}
	if err := checkAttribution(o.attribution); err != nil {
		return err
	}
	compiled, notes, err := compile(o.law, files, m)
	if err != nil {
		return err
	}
	if o.uncorrected {
		if compiled, err = o.beside(compiled, files, m); err != nil {
			return err
		}
	}
	calendar := sim.NewCalendar(m.DataDate, o.years)
	notes = append(notes, scenarios.Late(compiled, float64(calendar.Days()))...)
	p := &sim.Programme{
		Model: m, Stock: s, Prices: m.Prices, Years: o.years, Uncertainty: uncertainty,
		Scenarios: append([]sim.Scenario{{Name: "baseline", Title: "If nothing changes"}}, compiled...),
	}
	if o.law != nil {
		notes = append(notes, lawInBaseline(p))
	}
	progress := newProgress(cmd.ErrOrStderr(), "projecting", o.quiet)
	var engine sim.Engine
	var draws []sim.Draw
	switch o.engine {
	case "agents":
		a := agents.Engine{Replicates: o.replicates, Seed: o.seed, Workers: o.workers, Progress: progress.show}
		if o.keep {
			a.Keep = func(d sim.Draw) { draws = append(draws, d) }
		}
		engine = a
	case "markov":
		engine = markov.Engine{Workers: o.workers}
	default:
		return usage("Give --engine agents or --engine markov.", "unknown engine %q", o.engine)
	}
	start := time.Now()
	out, err := engine.Run(cmd.Context(), p)
	progress.done()
	if err != nil {
		if errors.Is(err, context.Canceled) {
			return err
		}
		return errInput(err)
	}
	timings = append(timings, reports.Timing{Stage: "project", Took: time.Since(start)})
	start = time.Now()
	if err := o.attribute(cmd.Context(), p, out); err != nil {
		return err
	}
	timings = append(timings, reports.Timing{Stage: "attribution", Took: time.Since(start)})
	sourced, err := o.sources(cmd.Context(), p)
	if err != nil {
		return err
	}
	if o.law != nil {
		out.Scenarios = out.Scenarios[p.Against:]
		draws = slices.DeleteFunc(draws, func(d sim.Draw) bool { return d.Scenario == asItIs })
	}
	workers := o.workers
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	in := reports.Input{Projection: out, Model: m, Trials: trials, Sources: sourced, Meta: reports.Meta{
		Version: version, Command: os.Args, Uncertainty: uncertainty, Inputs: inputs,
		Warnings: append(append(warnings(m), reconciled(m)...), notes...), Workers: workers, Timings: timings,
	}}
	if o.publish {
		in = reports.Publish(in)
	}
	if o.keep {
		in.Extra = append(in.Extra, reports.Replicates(draws, o.replicates)...)
	}
	if err := reports.WriteUntil(cmd.Context(), o.out, in, true); err != nil {
		if errors.Is(err, context.Canceled) {
			return err
		}
		return errInput(err)
	}
	if o.json {
		return reports.WriteJSON(cmd.OutOrStdout(), in, o.out)
	}
	if o.quiet {
		return nil
	}
	if err := reports.Terminal(cmd.OutOrStdout(), in); err != nil {
		return err
	}
	fmt.Fprintf(cmd.OutOrStdout(), "\nReport: %s\n", reportPath(o.out))
	return nil
}

// warnings are what every output of the run must say beside the model's notes.
func warnings(m *model.Model) []string {
	out := append([]string(nil), m.Warnings...)
	if m.Prices.IsZero() {
		out = append(out, "No prices were given: costs are nothing.")
	}
	return out
}

// parseUncertainty reads a list of sources, or "none".
func parseUncertainty(s string) (sim.Uncertainty, error) {
	var u sim.Uncertainty
	if s == "none" {
		return u, nil
	}
	for _, name := range strings.Split(s, ",") {
		switch strings.TrimSpace(name) {
		case "chance":
			u.Chance = true
		case "parameters":
			u.Parameters = true
		case "drift":
			u.Drift = true
		case "effects":
			u.Effects = true
		default:
			return u, usage("Give some of chance,parameters,drift,effects, or none.", "unknown source of uncertainty %q", name)
		}
	}
	return u, nil
}

// beside puts scenarios without their optimism correction after those with it.
func (o *projectOptions) beside(list []sim.Scenario, files []*scenarios.File, m *model.Model) ([]sim.Scenario, error) {
	twins := scenarios.Uncorrected(o.law, files, m)
	if len(twins) == 0 {
		return nil, usage("Leave out --uncorrected, or give a scenario with shrink: below 1.", "no scenario has an effect that is cut back for optimism")
	}
	var out []sim.Scenario
	for _, s := range list {
		out = append(out, s)
		for _, twin := range twins {
			switch twin.Name {
			case s.Name:
				return nil, usage("Rename it, or leave out --uncorrected.", "a scenario is called %s already", s.Name)
			case s.Name + scenarios.UncorrectedSuffix:
				out = append(out, twin)
			}
		}
	}
	return out, nil
}
