package main

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/model/document"
	"github.com/carecurve/carecurve/scenarios"
)

func scenariosCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "scenarios",
		Short: "List, show, begin, check and explain scenarios",
		Long: `A scenario is a YAML file of interventions that project -s lays on a model.
Start from a built-in one: carecurve scenarios show fgc-at-icpc > mine.yaml,
or begin one of your own with carecurve scenarios new.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(scenariosList(), scenariosShow(), scenariosCheck(), scenariosSchema(), scenariosNew(), scenariosExplain())
	return cmd
}

func scenariosList() *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: "List the built-in scenarios, with the grade of their evidence",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			w := cmd.OutOrStdout()
			for _, e := range scenarios.Library() {
				ready := "runs as it is"
				if e.ToFill > 0 {
					ready = "effect to fill in: none is known"
				}
				fmt.Fprintf(w, "%s: grade %s, %s\n    %s\n", e.Name, e.Grade, ready, wrapped(e.Title, 4, 80))
			}
			return nil
		},
	}
}

func scenariosShow() *cobra.Command {
	return &cobra.Command{
		Use:   "show NAME",
		Short: "Print the file of a built-in scenario",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			var names []string
			for _, e := range scenarios.Library() {
				if e.Name == args[0] {
					_, err := io.WriteString(cmd.OutOrStdout(), e.Text)
					return err
				}
				names = append(names, e.Name)
			}
			return badInput(document.DidYouMean(args[0], names, "there are"), "there is no built-in scenario %q", args[0])
		},
	}
}

func scenariosCheck() *cobra.Command {
	return &cobra.Command{
		Use:   "check FILE...",
		Short: "Check scenario files: every fault with its line and column",
		Args:  cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, paths []string) error {
			files, _, err := readScenarios(paths)
			if err != nil {
				return err
			}
			if faults := document.Faults(scenarios.Check(files)); faults != nil {
				return errInput(faults)
			}
			for i, f := range files {
				fmt.Fprintf(cmd.OutOrStdout(), "%s: no faults; scenario %s, interventions: %d%s\n", paths[i], f.Name, len(f.Interventions), toFill(f.ToFill()))
			}
			return nil
		},
	}
}

// toFill says which lines the user has still to fill in.
func toFill(at []model.Pos) string {
	if len(at) == 0 {
		return ""
	}
	var lines []string
	for _, p := range at {
		lines = append(lines, strconv.Itoa(p.Line))
	}
	return fmt.Sprintf("; effects to fill in before it runs: %d (line %s)", len(at), strings.Join(lines, ", "))
}

func scenariosSchema() *cobra.Command {
	return &cobra.Command{
		Use:   "schema",
		Short: "Print the language as a JSON Schema, for editors that complete and check",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			_, err := cmd.OutOrStdout().Write(scenarios.Schema())
			return err
		},
	}
}
