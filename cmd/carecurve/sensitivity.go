package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/carecurve/carecurve/reports"
	"github.com/carecurve/carecurve/sim"
	"github.com/carecurve/carecurve/sim/agents"
	"github.com/carecurve/carecurve/sim/markov"
	"github.com/carecurve/carecurve/sim/study"
)

type sensitivityOptions struct {
	model, scenario, out, config, baseline string
	years, replicates, workers             int
	seed                                   uint64
	engine                                 string
	quiet                                  bool
}

func sensitivityCommand() *cobra.Command {
	var o sensitivityOptions
	cmd := &cobra.Command{
		Use:   "sensitivity -m model.yaml -s SCENARIO -o DIR",
		Short: "Say what a scenario's saving rests on, and how wrong that may be",
		Long: `Sensitivity moves every assumption of a scenario to both ends of its interval (the
effects and whom they reach, delays, own costs, prices and their growth, the rates
at which children come and leave) while all others stay, on the same luck, and
says what the saving of the last whole financial year becomes: a tornado, in
sensitivity.csv and sensitivity.html. For each it finds the value at which the
saving is gone.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return o.run(cmd) },
	}
	f := cmd.Flags()
	f.StringVarP(&o.model, "model", "m", "", "the model file that fit wrote")
	f.StringVarP(&o.scenario, "scenario", "s", "", "a scenario file or library name")
	f.StringVarP(&o.out, "output", "o", "", "the folder to write")
	f.StringVar(&o.config, "config", "", "council file whose prices take the place of the model's")
	f.StringVar(&o.baseline, "baseline", "", "a scenario that is law already: part of the baseline")
	f.IntVar(&o.years, "years", 4, "financial years that begin after the data date")
	f.IntVar(&o.replicates, "replicates", 100, "how many futures each run draws, all with the same luck")
	f.StringVar(&o.engine, "engine", "agents", "agents or markov")
	f.Uint64Var(&o.seed, "seed", 1, "seed of the random numbers")
	f.IntVar(&o.workers, "workers", 0, "how many run at once (default one a processor); results don't depend on it")
	f.BoolVar(&o.quiet, "quiet", false, "print nothing but errors")
	return cmd
}

func (o *sensitivityOptions) run(cmd *cobra.Command) error {
	switch {
	case o.model == "":
		return usage("Name the file that fit wrote with -m m.yaml.", "no model given")
	case o.scenario == "":
		return usage("Name a scenario file or one of the library with -s.", "no scenario given")
	case o.out == "":
		return noOutput("output folder", "rests-on")
	case o.years < 1 || o.years > 20:
		return usage("Give --years 1 to 20.", "%d years can't be projected", o.years)
	case o.replicates < 1 || o.replicates > 1_000_000:
		return usage("Give --replicates 1 to 1000000; 100 serve most questions.", "%d replicates can't be run", o.replicates)
	}
	if err := reports.MayWriteSensitivity(o.out); err != nil {
		return errInput(err)
	}
	m, s, inputs, err := readModel(o.model)
	if err != nil {
		return err
	}
	files, read, err := readScenarios([]string{o.scenario})
	if err != nil {
		return err
	}
	inputs = append(inputs, read...)
	law, lawRead, err := readLaw(o.baseline)
	if err != nil {
		return err
	}
	inputs = append(inputs, lawRead...)
	c, err := readCouncil(o.config)
	if err != nil {
		return err
	}
	if c != nil {
		if err := c.known(m, s); err != nil {
			return err
		}
		inputs = append(inputs, c.source)
	}
	if m.Prices.IsZero() {
		return badInput("Give prices with --config council.yaml.", "a saving needs prices, and the model has none")
	}
	list, notes, err := compile(law, files, m)
	if err != nil {
		return err
	}
	p := &sim.Programme{Model: m, Stock: s, Prices: m.Prices, Years: o.years, Uncertainty: sim.AllUncertainty,
		Scenarios: append([]sim.Scenario{{Name: "baseline"}}, list...)}
	if law != nil {
		notes = append(notes, lawInBaseline(p))
	}
	in := reports.Sensitivity{Authority: m.Authority.Name, Title: list[len(list)-1].Title, Engine: o.engine, Warnings: append(warnings(m), notes...), Version: version, Command: os.Args, Inputs: inputs}
	var engine sim.Engine
	switch o.engine {
	case "agents":
		engine = agents.Engine{Replicates: o.replicates, Seed: o.seed, Workers: o.workers, Means: true}
		in.Replicates, in.Seed = o.replicates, o.seed
	case "markov":
		engine = markov.Engine{Workers: o.workers, Means: true}
	default:
		return usage("Give --engine agents or --engine markov.", "unknown engine %q", o.engine)
	}
	found, err := study.Sense(cmd.Context(), engine, p)
	if err != nil {
		if errors.Is(err, context.Canceled) {
			return err
		}
		return errInput(err)
	}
	in.Sensitivity = *found
	if err := reports.WriteSensitivity(o.out, in); err != nil {
		return errInput(err)
	}
	if o.quiet {
		return nil
	}
	if err := reports.SensitivityTerminal(cmd.OutOrStdout(), in); err != nil {
		return err
	}
	page := filepath.Join(o.out, "sensitivity.html")
	if abs, err := filepath.Abs(page); err == nil {
		page = abs
	}
	fmt.Fprintf(cmd.OutOrStdout(), "\nReport: %s\n", page)
	return nil
}
