// Command carecurve projects the children that an English council looks after
// and what their care costs.
//
// Each command has a file of its own: check.go says what is in the records,
// fit.go turns them into a model, project.go plays scenarios on it, demo.go
// does it all on a made-up council, synth.go makes one up, scenarios.go shows
// the scenario library. This package alone prints and wires; everything else
// is a library.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"

	"github.com/carecurve/carecurve/model/document"
	"github.com/carecurve/carecurve/model/records"
)

// version is set at release by the linker.
var version = "dev"

const exitInterrupted = 130

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// run is the program, returning its exit code.
func run(args []string, stdout, stderr io.Writer) (code int) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	defer func() {
		if r := recover(); r != nil {
			fmt.Fprintf(stderr, "carecurve: internal fault: %v\nPlease report this with the command line and the lines below; they hold no child's data.\n%s", r, debug.Stack())
			code = exitInternal
		}
	}()
	root := rootCommand()
	root.SetArgs(args)
	root.SetOut(stdout)
	root.SetErr(stderr)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return 0
	}
	if errors.Is(err, context.Canceled) {
		fmt.Fprintln(stderr, "carecurve: interrupted; nothing was written")
		return exitInterrupted
	}
	fmt.Fprintln(stderr, message(err))
	return codeOf(err)
}

// message is the error as the user reads it: findings stand by themselves,
// anything else after the program's name.
func message(err error) string {
	var found records.Errors
	var faults document.Errors
	if errors.As(err, &found) || errors.As(err, &faults) {
		return strings.TrimRight(err.Error(), "\n")
	}
	return "carecurve: " + err.Error()
}

// codeOf is the exit code of an error: its own if it has one, 1 for findings
// and for files that can't be used, 2 for what the command line itself says.
func codeOf(err error) int {
	var e exitError
	var found records.Errors
	var faults document.Errors
	switch {
	case errors.As(err, &e):
		return e.code
	case errors.As(err, &found), errors.As(err, &faults):
		return exitInput
	}
	return exitUsage
}

func rootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:   "carecurve",
		Short: "Forecasts for looked-after children, child protection plans and placement costs",
		Long: `carecurve reads a council's own statutory returns, estimates how children come
into care, move and leave, and projects looked-after children (LAC), child
protection plans (CPP) and placement costs, with honest intervals, under
scenarios written in YAML.

Start with:  carecurve demo`,
		Version:       version,
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	root.CompletionOptions.HiddenDefaultCmd = true
	root.AddCommand(demoCommand(), checkCommand(), fitCommand(), projectCommand(), profileCommand(), scenariosCommand(), synthCommand(), compareCommand(), backtestCommand(), monitorCommand(), solveCommand(), sensitivityCommand())
	return root
}
