package main

import (
	"errors"

	"github.com/spf13/cobra"
)

func (o *backtestOptions) runRecords(*cobra.Command, []string, int, int) error {
	return errors.New("records not yet")
}
