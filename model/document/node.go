package document

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/carecurve/carecurve/model"
)

// Kind is the form of a value in a document.
type Kind uint8

// The forms of a value; 0 is none of them, a value already reported.
const (
	Scalar Kind = iota + 1 // text, a number, true or false
	List
	Mapping
)

// String says the form as messages do.
func (k Kind) String() string {
	switch k {
	case Scalar:
		return "a single value"
	case List:
		return "a list"
	case Mapping:
		return "a set of keys"
	}
	return "nothing"
}

// Node is a value in a document, as an [Unmarshaler] gets it.
type Node struct {
	n *node
	s *sink
}

// Field is one key of a mapping and its value.
type Field struct {
	Key   string
	Pos   model.Pos // of the key
	Value Node
}

// Unmarshaler is a type that reads itself from a Node, such as a price that is
// a number or {in: …, out: …}. It reports what is wrong by [Node.Fault] or
// through [Node.Decode]; it is not called for a value left empty. To decode
// into its own struct it converts itself to a type without this method.
type Unmarshaler interface {
	UnmarshalDocument(n Node)
}

// Kind is the form of the value.
func (n Node) Kind() Kind { return n.n.kind }

// Text is a scalar's text as written, without quotes; "" for other kinds.
func (n Node) Text() string { return n.n.text }

// Quoted tells whether a scalar stood in quotes (or was block text).
func (n Node) Quoted() bool { return n.n.kind == Scalar && !n.n.plain }

// Pos is where the value begins.
func (n Node) Pos() model.Pos { return n.n.pos }

// Items are the values of a list; nil for other kinds.
func (n Node) Items() []Node {
	out := make([]Node, 0, len(n.n.items))
	for _, i := range n.n.items {
		out = append(out, Node{i, n.s})
	}
	return out
}

// Fields are the keys and values of a mapping in the file's order, without
// repeated keys; nil for other kinds.
func (n Node) Fields() []Field {
	out := make([]Field, 0, len(n.n.fields))
	for _, f := range n.n.fields {
		out = append(out, Field{f.key, f.pos, Node{f.value, n.s}})
	}
	return out
}

// Decode fills v (a non-nil pointer) as the package function does, and tells
// whether this value was without fault.
func (n Node) Decode(v any) bool {
	before := len(n.s.findings)
	n.s.fill(n.n, pointed(v), "")
	return len(n.s.findings) == before
}

// Pick decodes as [Node.Decode] does, but those keys of the mapping alone, and
// returns the other fields, for the caller to judge. v points to a struct.
func (n Node) Pick(v any, keys ...string) (left []Field) {
	if !n.s.wants(n.n, Mapping, "") {
		return nil
	}
	picked := *n.n
	picked.fields = nil
	for _, f := range n.n.fields {
		if slices.Contains(keys, f.key) {
			picked.fields = append(picked.fields, f)
		} else {
			left = append(left, Field{f.key, f.pos, Node{f.value, n.s}})
		}
	}
	n.s.fillStruct(&picked, pointed(v))
	return left
}

// FaultAt reports a fault at another place of the same file, such as a key.
func (n Node) FaultAt(pos model.Pos, what, fix string) { n.s.fault(pos, "value", what, fix) }

// Fault reports that this value is wrong: what is, and what would be right.
func (n Node) Fault(what, fix string) { n.s.fault(n.n.pos, "value", what, fix) }

// Origin, embedded in a struct that [Decode] fills, remembers where the struct
// and its keys stood.
type Origin struct {
	pos          model.Pos
	keys, values map[string]model.Pos
}

// Pos is where the struct's mapping begins.
func (o *Origin) Pos() model.Pos { return o.pos }

// Has tells whether the key was written.
func (o *Origin) Has(key string) bool { _, ok := o.keys[key]; return ok }

// At is where the value of a key begins; the struct's own place for a key that
// wasn't written.
func (o *Origin) At(key string) model.Pos {
	if p, ok := o.values[key]; ok {
		return p
	}
	return o.pos
}

// KeyAt is where the key itself stands, for a key that has no business there.
func (o *Origin) KeyAt(key string) model.Pos {
	if p, ok := o.keys[key]; ok {
		return p
	}
	return o.pos
}

// Fault is a finding at the value of a key.
func (o *Origin) Fault(key, what, fix string) model.Finding {
	return Fault(o.At(key), what, fix)
}

// Fault is the finding of a faulty value, which stops the command.
func Fault(pos model.Pos, what, fix string) model.Finding {
	return model.Finding{Pos: pos, Severity: model.Fatal, Rule: "value", What: what, Fix: fix}
}

// Faults are those of the findings that stop a command, nil if none does.
func Faults(findings []model.Finding) Errors {
	var out Errors
	for _, f := range findings {
		if f.Severity == model.Fatal {
			out = append(out, f)
		}
	}
	return out
}

// Errors is the faults of a file or several as one error.
type Errors []model.Finding

// Error prints each fault as file:line:column: what, and what would be right
// on a line of its own below, indented.
func (e Errors) Error() string {
	var b strings.Builder
	for i, f := range e {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(Line(f))
	}
	return b.String()
}

// Line prints one finding as file:line:column: what, and its fix below.
func Line(f model.Finding) string {
	out := f.File
	if f.Line > 0 {
		out += fmt.Sprintf(":%d", f.Line)
		if f.Column > 0 {
			out += fmt.Sprintf(":%d", f.Column)
		}
	}
	if out != "" {
		out += ": "
	}
	out += f.What
	if f.Fix != "" {
		out += "\n    " + f.Fix
	}
	return out
}

// Sort puts findings in the order of files and lines.
func Sort(findings []model.Finding) {
	slices.SortStableFunc(findings, func(a, b model.Finding) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
}
