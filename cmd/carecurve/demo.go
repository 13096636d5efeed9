package main

import (
	_ "embed"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/carecurve/carecurve/reports"
)

// The embedded council is made up: sim/synth simulated it and the writer of
// returns wrote it; go generate makes it anew.
//
//go:embed demo/exampleshire.zip
var exampleshire []byte

//go:embed demo/council.yaml
var exampleshireCouncil []byte

// demoScenarios are the library's scenarios that the demo plays.
var demoScenarios = []string{"fgc-at-icpc", "local-placements"}

func demoCommand() *cobra.Command {
	var out, published, authority string
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Do the main job on an embedded made-up council",
		Long: `Demo reads five years of a made-up council's returns, fits its rates, projects
four financial years as things are and under two scenarios, and says what a
finance officer would read out. It needs no file and no network. With
--authority and --published it does the same on a council's published figures.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if (published == "") != (authority == "") {
				return usage("Name the council and the folder of published figures.", "--authority and --published go together")
			}
			o := projectOptions{out: out, years: 4, replicates: 1000, seed: 1, engine: "agents", attribution: attributionQuick, uncertainty: "chance,parameters,drift,effects"}
			if published != "" {
				return demoPublished(cmd, &o, published, authority)
			}
			return demo(cmd, &o)
		},
	}
	cmd.Flags().StringVar(&out, "out", "carecurve-demo", "the folder to write")
	cmd.Flags().StringVar(&published, "published", "", "folder of published figures")
	cmd.Flags().StringVar(&authority, "authority", "", "council by name or ONS code")
	return cmd
}

func demo(cmd *cobra.Command, o *projectOptions) error {
	start := time.Now()
	// The embedded returns take the same way as a user's: from files.
	dir, err := os.MkdirTemp("", "carecurve-demo-*")
	if err != nil {
		return badInput("Point TMPDIR at a folder that can be written.", "no temporary folder can be made: %w", err)
	}
	defer os.RemoveAll(dir)
	returns, config := filepath.Join(dir, "exampleshire.zip"), filepath.Join(dir, "council.yaml")
	for path, data := range map[string][]byte{returns: exampleshire, config: exampleshireCouncil} {
		if err := os.WriteFile(path, data, 0o600); err != nil {
			return errInput(err)
		}
	}
	c, err := readCouncil(config)
	if err != nil {
		return err
	}
	m, s, report, err := fitRecords(cmd.Context(), []string{returns}, c, 0)
	if err != nil {
		return err
	}
	w := cmd.OutOrStdout()
	fmt.Fprintf(w, "%s, a made-up council: five years of returns, %d rows.\n\n", m.Authority.Name, report.Read)
	files, _, err := readScenarios(demoScenarios)
	if err != nil {
		return err
	}
	return o.project(cmd, m, s, files, m.Sources, []reports.Timing{{Stage: "read and fit", Took: time.Since(start)}})
}
