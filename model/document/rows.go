package document

import (
	"bytes"
	"strconv"

	"github.com/carecurve/carecurve/model"
)

// Thousands of rows such as
//
//   - {age: 0, time: 0-4w, mean: 0.12}
//
// make up a model file, and the YAML parser takes most of the time that a short
// run has. In a long file such rows, as far as they hold nothing but plain words
// and numbers, are read here, and the parser gets a word in place of each. Where
// the two don't fit together to the last row, or anything is wrong with the
// file, the parser reads all of it by itself, so that nothing but time depends
// on this.

// longFile is from how many bytes on rows are looked for.
const longFile = 1 << 15

// rowWord begins the word that stands for a row; its number follows.
const rowWord = "carecurve-row-"

// takeRows cuts plain rows out of a file. It returns the file with a word for
// each, and the rows; none where the file has none.
func takeRows(name string, data []byte) ([]byte, []*node) {
	if bytes.Contains(data, []byte(rowWord)) {
		return data, nil
	}
	var rows []*node
	out := make([]byte, 0, len(data))
	for line := 1; len(data) > 0; line++ {
		text, rest, more := bytes.Cut(data, []byte("\n"))
		if row, at := plainRow(name, text, line); row != nil {
			out = append(append(out, text[:at]...), rowWord...)
			out = strconv.AppendInt(out, int64(len(rows)), 10)
			rows = append(rows, row)
		} else {
			out = append(out, text...)
		}
		if more {
			out = append(out, '\n')
		}
		data = rest
	}
	return out, rows
}

// plainRow reads a line that holds one item of a list, a mapping in braces of
// plain words and numbers, and where the braces begin; nil for any other line.
func plainRow(name string, text []byte, line int) (row *node, begin int) {
	i := 0
	for i < len(text) && text[i] == ' ' {
		i++
	}
	if !bytes.HasPrefix(text[i:], []byte("- {")) || text[len(text)-1] != '}' {
		return nil, 0
	}
	begin = i + 2
	at := func(i int) model.Pos { return model.Pos{File: name, Line: line, Column: i + 1} }
	row = &node{kind: Mapping, pos: at(begin), braces: true}
	for i = begin + 1; ; i += 2 {
		key := i
		for i < len(text) && (text[i] >= 'a' && text[i] <= 'z' || text[i] == '_') {
			i++
		}
		if i == key || !bytes.HasPrefix(text[i:], []byte(": ")) {
			return nil, 0
		}
		word := string(text[key:i])
		for _, f := range row.fields {
			if f.key == word {
				return nil, 0
			}
		}
		i += 2
		value := i
		for i < len(text) && plainByte(text[i], i == value) {
			i++
		}
		if i == value || text[value] == '-' && (i == value+1 || !digit(text[value+1])) {
			return nil, 0
		}
		row.fields = append(row.fields, field{word, at(key), &node{kind: Scalar, pos: at(value), text: string(text[value:i]), plain: true}})
		if i == len(text)-1 && text[i] == '}' {
			return row, begin
		}
		if !bytes.HasPrefix(text[i:], []byte(", ")) {
			return nil, 0
		}
	}
}

func digit(b byte) bool { return b >= '0' && b <= '9' }

// plainByte tells whether a byte may stand in a plain word or number, or begin it.
func plainByte(b byte, first bool) bool {
	switch {
	case b >= 'a' && b <= 'z', b >= 'A' && b <= 'Z', digit(b), b == '-':
		return true
	}
	return !first && (b == '.' || b == '_' || b == '+' || b == '/')
}

// row is the row that a word stands for, if it is the next one.
func (c *converter) row(word string) *node {
	if c.used < len(c.rows) && word == rowWord+strconv.Itoa(c.used) {
		c.used++
		return c.rows[c.used-1]
	}
	return nil
}
