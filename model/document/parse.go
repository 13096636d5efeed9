package document

import (
	"bytes"
	"errors"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"

	"github.com/carecurve/carecurve/model"
)

// node is one value of a parsed document, in a form of our own.
type node struct {
	kind   Kind // 0 for a value that was already reported as a fault
	pos    model.Pos
	text   string // of a scalar
	plain  bool   // a scalar without quotes
	braces bool   // a list or mapping in brackets or braces
	items  []*node
	fields []field
}

type field struct {
	key   string
	pos   model.Pos // of the key
	value *node
}

// parse reads the one document in data; nil if there is none to speak of.
func parse(name string, data []byte, s *sink) *node {
	if at := notUTF8(data); at >= 0 {
		line := bytes.LastIndexByte(data[:at], '\n') + 1
		pos := model.Pos{File: name, Line: 1 + bytes.Count(data[:at], []byte("\n")), Column: 1 + utf8.RuneCount(data[line:at])}
		s.fault(pos, "syntax", "this is not UTF-8 text", "save the file as UTF-8; accented letters and £ from older programs often aren't")
		return nil
	}
	if len(data) >= longFile {
		if less, rows := takeRows(name, data); rows != nil {
			var faults sink
			c := converter{name: name, s: &faults, rows: rows}
			if root := c.parse(less); root != nil && c.used == len(rows) && len(faults.findings) == 0 {
				return root
			}
		}
	}
	c := converter{name: name, s: s}
	return c.parse(data)
}

// converter makes nodes of our own from the parser's.
type converter struct {
	name string
	s    *sink
	rows []*node // that words stand for
	used int     // how many of them have come up
}

func (c *converter) parse(data []byte) *node {
	name, s := c.name, c.s
	d := yaml.NewDecoder(bytes.NewReader(data))
	var doc yaml.Node
	err := d.Decode(&doc)
	if errors.Is(err, io.EOF) || err == nil && len(doc.Content) == 0 {
		s.fault(model.Pos{File: name, Line: 1, Column: 1}, "empty", "the file is empty", "write at least the keys that are required")
		return nil
	}
	if err != nil {
		syntax(name, data, err, s)
		return nil
	}
	root := c.convert(doc.Content[0])
	var more yaml.Node
	switch err := d.Decode(&more); {
	case err == nil:
		s.fault(model.Pos{File: name, Line: more.Line, Column: more.Column}, "documents", "a second document begins here", "keep one document a file: split it at the line ---")
	case !errors.Is(err, io.EOF):
		syntax(name, data, err, s)
	}
	return root
}

// notUTF8 is where data stops being UTF-8, or -1.
func notUTF8(data []byte) int {
	for i := 0; i < len(data); {
		r, n := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && n == 1 {
			return i
		}
		i += n
	}
	return -1
}

func (c *converter) convert(y *yaml.Node) *node {
	name, s := c.name, c.s
	n := &node{pos: model.Pos{File: name, Line: y.Line, Column: y.Column}, braces: y.Style&yaml.FlowStyle != 0}
	switch {
	case y.Kind == yaml.AliasNode:
		s.fault(n.pos, "alias", "aliases (*name) are not read", "write the value out again here")
		return n
	case y.Anchor != "":
		s.fault(n.pos, "alias", "anchors (&name) are not read", "leave out &"+y.Anchor+" and write values out where they are used")
	case y.Style&yaml.TaggedStyle != 0:
		s.fault(n.pos, "tag", "tags ("+strings.Trim(inQuotes(y.Tag), `"`)+") are not read", "leave the tag out; put text in quotes")
		return n
	}
	switch y.Kind {
	case yaml.ScalarNode:
		n.kind, n.text = Scalar, y.Value
		if row := c.row(y.Value); row != nil {
			return row
		}
		n.plain = y.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle|yaml.LiteralStyle|yaml.FoldedStyle) == 0
	case yaml.SequenceNode:
		n.kind = List
		for _, x := range y.Content {
			n.items = append(n.items, c.convert(x))
		}
	case yaml.MappingNode:
		n.kind = Mapping
		seen := map[string]int{}
		for i := 0; i+1 < len(y.Content); i += 2 {
			k, v := y.Content[i], c.convert(y.Content[i+1])
			pos := model.Pos{File: name, Line: k.Line, Column: k.Column}
			switch {
			case k.Kind == yaml.AliasNode || k.Anchor != "":
				s.fault(pos, "alias", "aliases and anchors are not read", "write the key out")
				continue
			case k.Kind != yaml.ScalarNode:
				s.fault(pos, "key", "a key is a list or a mapping", "write a word before the colon; text with braces or brackets goes in quotes")
				continue
			case k.Tag == "!!merge":
				s.fault(pos, "alias", "merge keys (<<) are not read", "write the values out here")
				continue
			}
			if line, ok := seen[k.Value]; ok {
				s.fault(pos, "duplicate-key", "key "+inQuotes(k.Value)+" stands twice", "keep one of the two: the other is in line "+strconv.Itoa(line))
				continue
			}
			seen[k.Value] = k.Line
			n.fields = append(n.fields, field{k.Value, pos, v})
		}
	}
	return n
}

var (
	yamlLine = regexp.MustCompile(`^yaml: (?:line (\d+): )?(.*)$`)
	tabbed   = regexp.MustCompile(`(?m)^ *\t`)
)

// syntax reports what isn't YAML at all. The parser gives a line at best; a
// tab in the indent, the commonest cause, is looked up.
func syntax(name string, data []byte, err error, s *sink) {
	pos, what := model.Pos{File: name, Line: 1, Column: 1}, strings.TrimPrefix(err.Error(), "yaml: ")
	if m := yamlLine.FindStringSubmatch(err.Error()); m != nil {
		if line, e := strconv.Atoi(m[1]); e == nil {
			pos.Line = line
		}
		what = m[2]
	}
	fix := "check quotes, brackets, colons and indentation in this line and the one before"
	switch {
	case strings.Contains(what, "cannot start any token"):
		if at := tabbed.FindIndex(data); at != nil {
			pos.Line = 1 + bytes.Count(data[:at[1]], []byte("\n"))
			pos.Column = at[1] - at[0]
			what, fix = "a tab in the indentation", "indent with spaces"
		} else {
			fix = "put text that begins with a sign such as @, % or ` in quotes"
		}
	case strings.Contains(what, "mapping values are not allowed"):
		what, fix = "a second colon, or a line indented too far", "put text with a colon in quotes, and indent keys of one level alike"
	case strings.Contains(what, "control characters"):
		fix = "save the file as plain UTF-8 text"
	}
	s.fault(pos, "syntax", "this is not YAML: "+what, fix)
}
