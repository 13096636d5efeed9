package main

import "fmt"

// Exit codes; 0 is success and 130 an interruption.
const (
	exitInput    = 1 // the input has errors
	exitUsage    = 2 // the command was called wrongly
	exitInternal = 3 // carecurve itself is at fault
)

// exitError is an error with the code by which the program ends, and what the
// user can do about it.
type exitError struct {
	code int
	err  error
	fix  string // may be empty
}

// Error is what happened, and on a second line what to do.
func (e exitError) Error() string {
	if e.fix == "" {
		return e.err.Error()
	}
	return e.err.Error() + "\n    " + e.fix
}

// Unwrap gives the error inside.
func (e exitError) Unwrap() error { return e.err }

// errInput marks an error as one of the input; nil stays nil.
func errInput(err error) error {
	if err == nil {
		return nil
	}
	return exitError{code: exitInput, err: err}
}

// usage is an error of the command line; fix says what would be right.
func usage(fix, format string, args ...any) error {
	return exitError{exitUsage, fmt.Errorf(format, args...), fix}
}

// badInput is an error of the input; fix says what to do.
func badInput(fix, format string, args ...any) error {
	return exitError{exitInput, fmt.Errorf(format, args...), fix}
}
