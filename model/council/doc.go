// Package council reads the council file: what a council knows about itself
// that its statutory returns don't say. [Parse] turns its YAML into a [File]:
// where the area ends (location.go), how its records are to be read
// (reading.go), what things cost (costs.go, amounts.go), what is paid for
// whether taken or not and what is known to come (blocks.go), and what savings
// are judged by (savings.go).
//
// A File gives [File.Prices] for a projection, [File.Area] for the reader of
// records, [File.Warnings] for what is missing, and [File.NotYet] for what the
// file holds but projections don't act on. A council without prices gets
// [Default], published national unit costs, each with its source.
//
// The package reads no file itself: paths in a council file are relative to
// it, and the caller opens them.
package council
