package main

// Exit codes; 0 is success and 130 an interruption.
const (
	exitInput    = 1 // the input has errors
	exitUsage    = 2 // the command was called wrongly
	exitInternal = 3 // carecurve itself is at fault
)

// exitError is an error with the code by which the program ends.
type exitError struct {
	code int
	err  error
}

// Error is the message of the error inside.
func (e exitError) Error() string { return e.err.Error() }

// Unwrap gives the error inside.
func (e exitError) Unwrap() error { return e.err }

// errInput marks an error as one of the input; nil stays nil.
func errInput(err error) error {
	if err == nil {
		return nil
	}
	return exitError{exitInput, err}
}
