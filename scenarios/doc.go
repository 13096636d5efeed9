// Package scenarios is the language in which people say what might be done:
// YAML files that name interventions, checked to the column and compiled to
// the primitives of package sim.
//
// The way of one file: [Parse] turns text into a [File] of typed amounts and
// reports every fault of the file at once; [Check] looks at several files
// together (names, based_on, what this version can run); [Compile] lays them
// on a fitted model and gives the [sim.Scenario]s that an engine runs, with
// the assumptions to print below the results.
//
// A kind of intervention is a row in kinds.go: which keys it may have. Its
// meaning is one function in compilekinds.go, or in compilecoupled.go where what
// one child can do depends on the others. What the language knows and this
// version can't run is refused by name; nothing is approximated in silence.
//
// An effect that nobody has measured is written "effect: fill": such a file
// passes the check, and Compile refuses it, naming the line to fill.
//
// Time: an engine counts days from the first moment of the day after the data
// date; a month is a twelfth of 365.25 days. A date given as start is its
// first moment, one given as end its last.
//
// The files under library/ are built in; they carry the grade and source of
// their evidence, and an optimism correction by that grade.
package scenarios
