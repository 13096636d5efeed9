// Package document reads the YAML files that people write, and tells them
// everything that is wrong with one at once, with file, line and column.
//
// [Decode] parses exactly one document and fills a Go struct by its `yaml`
// tags. It is stricter than YAML itself: an unknown or repeated key, an alias,
// a second document, a value left empty, NaN, a number with a leading zero, a
// yes where true is meant: each is a fault (a [model.Finding]) that says what
// is wrong and what would be right, and none is guessed at.
//
// A type takes part in three ways. One that implements
// [encoding.TextUnmarshaler] reads a scalar; its error becomes a fault at that
// place, and a second line in it says what would be right. One that implements
// [Unmarshaler] gets the [Node] itself, for values with more than one form.
// And a struct that embeds [Origin] remembers where it and its keys stood, for
// faults that only later checks can see.
//
// The third-party YAML parser is used in one file, parse.go.
package document
