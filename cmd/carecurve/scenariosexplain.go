package main

import (
	"context"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/model/document"
	"github.com/carecurve/carecurve/model/records"
	"github.com/carecurve/carecurve/scenarios"
	"github.com/carecurve/carecurve/sim"
	"github.com/carecurve/carecurve/sim/agents"
	"github.com/carecurve/carecurve/sim/markov"
)

func scenariosExplain() *cobra.Command {
	var path, config string
	cmd := &cobra.Command{
		Use:   "explain FILE... -m model.yaml",
		Short: "Say in plain English what scenarios will do to which children, from when",
		Long: `Explain reads scenario files or library names and a fitted model, and says of
each intervention what it changes, for whom, from when, how many children a
year that is in this model, what it costs, what evidence it rests on and what
it takes for granted; and what all of it comes to, by the expected path.`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, names []string) error {
			if path == "" {
				return usage("Name the file that fit wrote with -m m.yaml.", "no model given")
			}
			files, _, err := readScenarios(names)
			if err != nil {
				return err
			}
			m, s, _, err := readModel(path)
			if err != nil {
				return err
			}
			if config != "" {
				c, err := readCouncil(config)
				if err != nil {
					return err
				}
				c.price(m)
			}
			return explain(cmd.Context(), cmd.OutOrStdout(), files, m, s)
		},
	}
	cmd.Flags().StringVarP(&path, "model", "m", "", "the model file that fit wrote")
	cmd.Flags().StringVar(&config, "config", "", "council file whose prices take the place of the model's")
	return cmd
}

func explain(ctx context.Context, w io.Writer, files []*scenarios.File, m *model.Model, s *model.Stock) error {
	list, found := scenarios.Explain(files, m, s)
	if faults := document.Faults(found); faults != nil {
		return errInput(faults)
	}
	if m.Authority.Name != "" {
		fmt.Fprintf(w, "%s. ", m.Authority.Name)
	}
	fmt.Fprintf(w, "On %s %d children were looked after and %d were on a plan.\nNumbers a year are at the rates of that day.\n",
		m.DataDate.Time().Format("2 January 2006"), s.LAC(), s.CPP())
	for i, e := range list {
		title := e.Title
		if title == "" {
			title = e.Name
		}
		fmt.Fprintf(w, "\n%s (%s)\n", title, e.Name)
		for _, in := range e.Interventions {
			fmt.Fprintf(w, "\n  %s (%s)\n", in.Name, in.Kind)
			for _, l := range in.Lines {
				fmt.Fprintf(w, "    %-9s %s\n", l.Label, wrapped(l.Text, 14, 100))
			}
		}
		if len(e.Interventions) == 0 {
			fmt.Fprintln(w, "\n  It has no interventions: it is the baseline.")
			continue
		}
		text, err := comesTo(ctx, files[i:i+1], files, m, s)
		if err != nil {
			return err
		}
		fmt.Fprintf(w, "\n  %s\n", wrapped(text, 2, 100))
	}
	for _, f := range found {
		fmt.Fprintf(w, "\n%s: %s\n    %s\n", records.Place(f.Pos), f.What, f.Fix)
	}
	return nil
}

// explainYears is how far ahead an explanation looks: to the end of the third
// financial year.
const explainYears = 3

// explainReplicates is how many futures say what a scenario comes to for which
// there is no expected path.
const explainReplicates = 200

// comesTo is what a scenario brings within some years, in a sentence or two.
func comesTo(ctx context.Context, one, all []*scenarios.File, m *model.Model, s *model.Stock) (string, error) {
	compiled, found := scenarios.Compile(all, m)
	if faults := document.Faults(found); faults != nil {
		n := len(one[0].ToFill())
		if n == 0 {
			return "What it comes to is said once all effects are filled in.", nil
		}
		return fmt.Sprintf("Effects to fill in: %d; what it comes to is said when they are.", n), nil
	}
	p := &sim.Programme{Model: m, Stock: s, Prices: m.Prices, Years: explainYears, Scenarios: []sim.Scenario{{Name: "baseline"}}}
	for _, c := range compiled {
		if c.Name == one[0].Name {
			p.Scenarios = append(p.Scenarios, c)
		}
	}
	by := "on the mean path"
	out, err := markov.Engine{}.Run(ctx, p)
	if err != nil && ctx.Err() == nil { // what couples children has no expected path
		by = fmt.Sprintf("in %d futures", explainReplicates)
		p.Uncertainty.Chance = true
		out, err = agents.Engine{Replicates: explainReplicates, Seed: 1}.Run(ctx, p)
	}
	if ctx.Err() != nil {
		return "", ctx.Err()
	}
	if err != nil {
		why, _, _ := strings.Cut(err.Error(), "\n")
		return "What it comes to can't be said: " + why + ".", nil
	}
	base, with := &out.Scenarios[0], &out.Scenarios[1]
	parts := []string{
		changed(base, with, "lac", "", "looked after", true), changed(base, with, "cpp", "", "on a plan", true),
		changed(base, with, "lac", "location=out", "out of the area", false),
	}
	for k := range model.Settings {
		setting := model.Setting(k).String()
		parts = append(parts, changed(base, with, "lac", "setting="+setting, "in "+setting, false))
	}
	parts = slices.DeleteFunc(parts, func(s string) bool { return s == "" })
	text := fmt.Sprintf("Expected by %s %s: %s.", out.Dates[len(out.Dates)-1].Time().Format("2 January 2006"), by, strings.Join(parts, ", "))
	if total := sim.Line(with.Savings, "total"); total != nil && !m.Prices.IsZero() {
		saved := 0.0
		for _, v := range total.Values {
			saved += v.Mean
		}
		word := "saved"
		if saved < 0 {
			word = "spent on top"
		}
		text += fmt.Sprintf(" By then £%.1f million %s in all, net of its own cost.", math.Abs(saved)/1e6, word)
	}
	return text + " Carecurve project gives the intervals.", nil
}

// changed says by how much a stock differs at the last month end; nothing if
// it doesn't, unless it is to be said always.
func changed(base, with *sim.Outcome, measure, breakdown, what string, always bool) string {
	a, b := base.Find(measure, breakdown), with.Find(measure, breakdown)
	last := len(a.Values) - 1
	was, is := math.Round(a.Values[last].Mean), math.Round(b.Values[last].Mean)
	switch {
	case is == was && !always:
		return ""
	case is == was:
		return fmt.Sprintf("as many children %s (%.0f)", what, is)
	case is < was:
		return fmt.Sprintf("%.0f fewer %s (%.0f instead of %.0f)", was-is, what, is, was)
	}
	return fmt.Sprintf("%.0f more %s (%.0f instead of %.0f)", is-was, what, is, was)
}

// wrapped breaks text into lines of at most so many characters, the next ones
// indented.
func wrapped(text string, indent, width int) string {
	var b strings.Builder
	at := indent
	for i, word := range strings.Fields(text) {
		n := utf8.RuneCountInString(word)
		switch {
		case i == 0:
		case at+1+n > width:
			b.WriteString("\n" + strings.Repeat(" ", indent))
			at = indent
		default:
			b.WriteByte(' ')
			at++
		}
		b.WriteString(word)
		at += n
	}
	return b.String()
}
