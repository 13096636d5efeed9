package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/reports"
	"github.com/carecurve/carecurve/scenarios"
	"github.com/carecurve/carecurve/sim"
	"github.com/carecurve/carecurve/sim/agents"
	"github.com/carecurve/carecurve/sim/markov"
	"github.com/carecurve/carecurve/sim/study"
)

// lookReplicates tell how wide a figure's distribution is; what is found is
// drawn with the replicates that the user asks for.
const lookReplicates = 100

type solveOptions struct {
	model, scenario, config, baseline string
	lever, goal, probability, within  string
	replicates, workers               int
	seed                              uint64
	quiet                             bool
}

func solveCommand() *cobra.Command {
	var o solveOptions
	cmd := &cobra.Command{
		Use:   "solve -m model.yaml -s SCENARIO --lever NAME.KEY --goal GOAL --probability 80%",
		Short: "Find the least value of a lever that reaches a goal",
		Long: `Solve finds the least value of a lever, such as conferences.coverage, at which a
scenario reaches a goal with a given probability:

  --goal "lac<=1295 by 2028-03"                children at a month end
  --goal "lac[location=out]<=300 by 2028-03"   or a breakdown of projection.csv
  --goal "cpp<=400 by 2028-03"
  --goal "cost<=82m in 2026-27"                net cost of a financial year
  --goal "saving>=6m in 2026-27"               against the baseline; [line] for one

A lever is an intervention's or an offer's name, a dot and a key (coverage, share,
effect, number, per_month, recruit, start, delivery.delay, cost.per_case and so
on). The expected path finds where to look, and futures drawn child by child
decide. Where no value does, solve says which came nearest.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return o.run(cmd) },
	}
	f := cmd.Flags()
	f.StringVarP(&o.model, "model", "m", "", "the model file that fit wrote")
	f.StringVarP(&o.scenario, "scenario", "s", "", "the scenario file or library name whose lever moves")
	f.StringVar(&o.lever, "lever", "", "what moves, such as conferences.coverage")
	f.StringVar(&o.goal, "goal", "", `what is to be reached, such as "lac<=1295 by 2028-03"`)
	f.StringVar(&o.probability, "probability", "80%", "with which probability at least")
	f.StringVar(&o.within, "range", "", "values to look at, such as 20%..90%; by default all that make sense")
	f.StringVar(&o.config, "config", "", "council file whose prices take the place of the model's")
	f.StringVar(&o.baseline, "baseline", "", "a scenario that is law already: part of the baseline")
	f.IntVar(&o.replicates, "replicates", 1000, "how many futures verify what was found")
	f.Uint64Var(&o.seed, "seed", 1, "seed of the random numbers")
	f.IntVar(&o.workers, "workers", 0, "how many run at once (default one a processor); results don't depend on it")
	f.BoolVar(&o.quiet, "quiet", false, "print the value alone")
	return cmd
}

func (o *solveOptions) run(cmd *cobra.Command) error {
	switch {
	case o.model == "":
		return usage("Name the file that fit wrote with -m m.yaml.", "no model given")
	case o.scenario == "":
		return usage("Name a scenario file or one of the library with -s.", "no scenario given")
	case o.lever == "":
		return usage("Name an intervention or offer and its key, like --lever conferences.coverage.", "no lever given")
	case o.goal == "":
		return usage(`Write it like --goal "lac<=1295 by 2028-03".`, "no goal given")
	case o.replicates < 1 || o.replicates > 1_000_000:
		return usage("Give --replicates 1 to 1000000; 1000 serve most questions.", "%d replicates can't be run", o.replicates)
	}
	goal, err := study.ParseGoal(o.goal)
	if err != nil {
		return asUsage(err)
	}
	percent, err := strconv.ParseFloat(strings.TrimSuffix(o.probability, "%"), 64)
	if err != nil || !strings.HasSuffix(o.probability, "%") || percent <= 0 || percent >= 100 {
		return usage("Write --probability 80%, above 0% and below 100%.", "%q is no probability", o.probability)
	}
	m, s, _, err := readModel(o.model)
	if err != nil {
		return err
	}
	files, _, err := readScenarios([]string{o.scenario})
	if err != nil {
		return err
	}
	law, _, err := readLaw(o.baseline)
	if err != nil {
		return err
	}
	c, err := readCouncil(o.config)
	if err != nil {
		return err
	}
	if c != nil {
		if err := c.known(m, s); err != nil {
			return err
		}
	}
	if goal.End() <= m.DataDate {
		return usage("Set it for a later day.", "the goal's day, %s, is not after the model's data date, %s", goal.End(), m.DataDate)
	}
	years := yearsTo(m.DataDate, goal.End())
	if years > 20 {
		return usage("Set it for a day within 20 years.", "%s is too far away to be projected", goal.End())
	}
	if goal.Date.IsZero() && m.Prices.IsZero() {
		return badInput("Give prices with --config council.yaml.", "a goal of money needs prices, and the model has none")
	}
	lever, err := scenarios.NewLever(o.lever, law, files[0], files, m)
	if err != nil {
		return asUsage(err)
	}
	if o.within != "" {
		if err := lever.Range(o.within); err != nil {
			return asUsage(err)
		}
	}
	q := study.Quest{Goal: goal, Probability: percent / 100, Lo: lever.Lo, Hi: lever.Hi, Step: lever.Step,
		Programme: func(values []float64) (*sim.Programme, error) {
			return leverProgramme(m, s, law, lever, values, years)
		}}
	progress := newProgress(cmd.ErrOrStderr(), "searching", o.quiet)
	q.Draw = func(ctx context.Context, p *sim.Programme, look bool, keep func(sim.Draw)) (*sim.Projection, error) {
		n := o.replicates
		if look {
			n = min(n, lookReplicates)
		}
		return agents.Engine{Replicates: n, Seed: o.seed, Workers: o.workers, Progress: progress.show, Keep: keep, Means: true}.Run(ctx, p)
	}
	first, err := q.Programme([]float64{lever.Lo})
	if err != nil {
		return err
	}
	if markov.CanDo(&first.Scenarios[len(first.Scenarios)-1]) == nil {
		q.Search = markov.Engine{Workers: o.workers, Means: true}
	}
	found, err := study.Solve(cmd.Context(), q)
	progress.done()
	if err != nil {
		if errors.Is(err, context.Canceled) {
			return err
		}
		return errInput(err)
	}
	if o.quiet {
		if found.Reached {
			fmt.Fprintln(cmd.OutOrStdout(), lever.Print(found.Value))
		}
		return unreached(found, &goal)
	}
	if err := reports.Solved(cmd.OutOrStdout(), reports.Quest{Authority: m.Authority.Name, Scenario: files[0].Name, Lever: o.lever, Now: lever.Value(), Print: lever.Print,
		Goal: goal, Probability: percent / 100, Lo: lever.Lo, Hi: lever.Hi, Replicates: o.replicates, Searched: q.Search != nil, Solution: *found}); err != nil {
		return err
	}
	return unreached(found, &goal)
}

// unreached is the error where no value reaches the goal; all that is known of
// it has been printed.
func unreached(s *study.Solution, g *study.Goal) error {
	if s.Reached {
		return nil
	}
	return badInput("Set a goal that is nearer, accept a lower probability, or move a stronger lever.", "no value of the lever reaches %s", g.Text)
}

// readLaw reads the scenario of what is law already; nil without a name.
func readLaw(name string) (*scenarios.File, []model.Source, error) {
	if name == "" {
		return nil, nil, nil
	}
	files, read, err := readScenarios([]string{name})
	if err != nil {
		return nil, nil, err
	}
	return files[0], read, nil
}

// leverProgramme lays a scenario with a lever at each of some values beside one
// baseline.
func leverProgramme(m *model.Model, s *model.Stock, law *scenarios.File, lever *scenarios.Lever, values []float64, years int) (*sim.Programme, error) {
	p := &sim.Programme{Model: m, Stock: s, Prices: m.Prices, Years: years, Uncertainty: sim.AllUncertainty, Scenarios: []sim.Scenario{{Name: "baseline"}}}
	for i, v := range values {
		list, _, err := compile(law, []*scenarios.File{lever.At(v)}, m)
		if err != nil {
			return nil, err
		}
		if law != nil && i == 0 {
			p.Scenarios = append(p.Scenarios, list[0])
			lawInBaseline(p)
		}
		x := list[len(list)-1]
		x.Name = fmt.Sprintf("%s/%d", x.Name, i)
		p.Scenarios = append(p.Scenarios, x)
	}
	return p, nil
}

// asUsage makes an error of two lines, what and what to do, one of the command
// line.
func asUsage(err error) error {
	what, fix, _ := strings.Cut(err.Error(), "\n")
	return usage(strings.ToUpper(fix[:min(1, len(fix))])+fix[min(1, len(fix)):]+".", "%s", what)
}
