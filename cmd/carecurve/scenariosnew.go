package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/carecurve/carecurve/model/document"
	"github.com/carecurve/carecurve/scenarios"
)

func scenariosNew() *cobra.Command {
	var d scenarios.Draft
	var set []string
	var out string
	cmd := &cobra.Command{
		Use:   "new [--name NAME --kind KIND [--set KEY=VALUE]...] [-o FILE]",
		Short: "Begin a scenario of your own: a commented file that passes the check",
		Long: `New writes a scenario file with one intervention, every key with a comment on
what it is for. Without --kind it asks, on a terminal. What you don't say is
filled with an example; an effect that you don't know is left as "fill", at
which project stops.

carecurve scenarios new --name closer --kind redirect --set 'from={location: out}' --set 'to={location: in}' --set share=50%`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			d.Values = map[string]string{}
			for _, s := range set {
				key, value, ok := strings.Cut(s, "=")
				if !ok || strings.ContainsAny(s, "\n\r") {
					return usage("Write --set coverage=60%.", "--set %q is not a key and a value", s)
				}
				d.Values[strings.TrimSpace(key)] = strings.TrimSpace(value)
			}
			if d.Kind == "" {
				if !isTerminal(cmd.InOrStdin()) {
					return usage("Say --kind and --name, or run it on a terminal to be asked; kinds are "+kindList()+".", "no kind of intervention given")
				}
				if err := ask(cmd.InOrStdin(), cmd.ErrOrStderr(), &d); err != nil {
					return err
				}
			}
			return writeDraft(cmd, &d, out)
		},
	}
	f := cmd.Flags()
	f.StringVar(&d.Name, "name", "", "the scenario's name: a to z, 0 to 9 and hyphens")
	f.StringVar(&d.Title, "title", "", "what it is called in the report")
	f.StringVar(&d.Kind, "kind", "", "what it does: "+kindList())
	f.StringArrayVar(&set, "set", nil, "a key of the intervention and its value, KEY=VALUE; may be given again")
	f.StringVarP(&out, "output", "o", "", "the file to write (default NAME.yaml; - prints it)")
	return cmd
}

func kindList() string {
	var out []string
	for _, k := range scenarios.DraftKinds() {
		out = append(out, k.Word)
	}
	return strings.Join(out, ", ")
}

// writeDraft checks a draft and writes it to a file that isn't there yet.
func writeDraft(cmd *cobra.Command, d *scenarios.Draft, out string) error {
	if d.Name == "" {
		return usage("Say --name with a to z, 0 to 9 and hyphens.", "the scenario has no name")
	}
	if scenarios.DraftKeys(d.Kind) == nil {
		return usage("Kinds are "+kindList()+".", "no scenario can begin with kind %q", d.Kind)
	}
	path := out
	if path == "" {
		path = d.Name + ".yaml"
	}
	text := d.Text()
	f, found := scenarios.Parse(path, []byte(text))
	if f != nil {
		found = scenarios.Check([]*scenarios.File{f})
	}
	if faults := document.Faults(found); faults != nil {
		return errInput(faults)
	}
	if path == "-" {
		_, err := io.WriteString(cmd.OutOrStdout(), text)
		return err
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return badInput("Give another name with -o; nothing is written over.", "%s is there already", path)
	}
	if err == nil {
		_, err = file.WriteString(text)
		err = errors.Join(err, file.Close())
	}
	if err != nil {
		return badInput("Give another place with -o.", "%s can't be written: %w", path, plainly(err))
	}
	fmt.Fprintf(cmd.OutOrStdout(), "%s: scenario %s%s\nnext: edit it, then carecurve scenarios explain %s -m MODEL\n", path, f.Name, toFill(f.ToFill()), path)
	return nil
}

// ask fills a draft by questions; an empty answer takes what stands in brackets.
func ask(in io.Reader, out io.Writer, d *scenarios.Draft) error {
	lines := bufio.NewScanner(in)
	question := func(what, standard string) (string, error) {
		if standard != "" {
			what += " [" + standard + "]"
		}
		fmt.Fprintf(out, "%s: ", what)
		if !lines.Scan() {
			return "", usage("Answer the questions, or say --kind and --name.", "the questions were not answered")
		}
		if answer := strings.TrimSpace(lines.Text()); answer != "" {
			return answer, nil
		}
		return standard, nil
	}
	for _, k := range scenarios.DraftKinds() {
		fmt.Fprintf(out, "  %-9s %s\n", k.Word, k.Means)
	}
	var err error
	for scenarios.DraftKeys(d.Kind) == nil {
		if d.Kind, err = question("Kind of intervention", "rate"); err != nil {
			return err
		}
	}
	for d.Name == "" {
		if d.Name, err = question("Name (a to z, 0 to 9, hyphens)", ""); err != nil {
			return err
		}
	}
	if d.Title == "" {
		if d.Title, err = question("Title in the report", d.Name); err != nil {
			return err
		}
	}
	for _, k := range scenarios.DraftKeys(d.Kind) {
		if _, given := d.Values[k.Word]; given {
			continue
		}
		fmt.Fprintf(out, "%s: %s\n", k.Word, k.Means)
		if d.Values[k.Word], err = question("  "+k.Word, k.Example); err != nil {
			return err
		}
	}
	return nil
}

func isTerminal(r io.Reader) bool {
	f, ok := r.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
