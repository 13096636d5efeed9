package records

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
)

// field is one field of a row, with its column in the line, from 1.
type field struct {
	text   string
	column int32
}

// sheet is the text of a delimited file, taken apart line by line: returns
// hold no line breaks inside fields, so a stray quotation mark spoils one row
// and doesn't swallow the file, as it would for a general CSV reader.
type sheet struct {
	in        io.Reader
	buffer    []byte
	held      int    // bytes at the start of buffer that come after block
	block     string // whole lines, not yet given out
	ended     bool
	err       error // why the lines ended early
	delimiter byte
	header    header
	aliased   bool  // a column has another name than the return's
	line      int32 // of the last line given out
}

// Bounds of a line and of the block that lines are cut from, in bytes. Fields
// are parts of their block's text: what is kept of them must be copied.
const (
	blockSize = 256 << 10
	lineLimit = 1 << 20
)

var errLongLine = errors.New("a line is longer than a million characters")

// newSheet finds the delimiter by which the first line holds most columns.
func newSheet(in io.Reader) *sheet {
	s := &sheet{in: in, buffer: make([]byte, blockSize)}
	first, ok := s.next()
	for ok && (strings.TrimSpace(first) == "" || strings.HasPrefix(first, "sep=")) {
		first, ok = s.next()
	}
	best := 0
	for _, d := range []byte{',', ';', '\t'} {
		s2 := sheet{delimiter: d}
		fields, closed := s2.split(first, nil)
		if closed && len(fields) > best {
			best, s.delimiter = len(fields), d
			s.header, s.aliased = headerOf(fields)
		}
	}
	return s
}

func (s *sheet) head() (header, bool, int32) { return s.header, s.aliased, s.line }
func (s *sheet) broken() error               { return s.err }

// next is the next line without its end.
func (s *sheet) next() (line string, ok bool) {
	if s.block == "" && !s.fill() {
		return "", false
	}
	s.line++
	end := strings.IndexByte(s.block, '\n')
	after := end + 1
	if end < 0 {
		end, after = len(s.block), len(s.block)
	}
	if cr := strings.IndexByte(s.block[:end], '\r'); cr >= 0 {
		if cr < end-1 || after == end {
			after = cr + 1
		}
		end = cr
	}
	line = s.block[:end]
	s.block = s.block[after:]
	return line, true
}

// fill takes the next whole lines into block; false at the end.
func (s *sheet) fill() bool {
	for !s.ended {
		if s.held == len(s.buffer) {
			if len(s.buffer) >= lineLimit {
				s.err, s.ended = errLongLine, true
				return false
			}
			s.buffer = append(s.buffer, make([]byte, len(s.buffer))...)
		}
		n, err := s.in.Read(s.buffer[s.held:])
		s.held += n
		if err != nil {
			s.ended = true
			if err != io.EOF {
				s.err = err
			}
			s.block, s.held = string(s.buffer[:s.held]), 0
			return s.block != ""
		}
		if s.held < len(s.buffer)*3/4 {
			continue
		}
		// The last byte stays: a line feed may follow a carriage return.
		end := bytes.LastIndexByte(s.buffer[:s.held], '\n')
		if end < 0 {
			end = bytes.LastIndexByte(s.buffer[:s.held-1], '\r')
		}
		if end >= 0 {
			s.block = string(s.buffer[:end+1])
			s.held = copy(s.buffer, s.buffer[end+1:s.held])
			return true
		}
	}
	return false
}

// split cuts a line into fields; false if a quotation mark never closes.
func (s *sheet) split(line string, fields []field) ([]field, bool) {
	for i := 0; ; i++ {
		begin := i
		for i < len(line) && line[i] == ' ' {
			i++
		}
		if i < len(line) && line[i] == '"' {
			text, end, ok := unquote(line, i)
			if !ok {
				return fields, false
			}
			fields = append(fields, field{text, int32(begin + 1)})
			i = end
			for i < len(line) && line[i] != s.delimiter {
				i++ // what stands between a closing mark and the separator is lost
			}
		} else {
			for i < len(line) && line[i] != s.delimiter {
				i++
			}
			fields = append(fields, field{line[begin:i], int32(begin + 1)})
		}
		if i >= len(line) {
			return fields, true
		}
	}
}

// unquote reads the quoted field that begins at i; a doubled mark stands for
// one.
func unquote(line string, i int) (text string, end int, ok bool) {
	var b strings.Builder
	i++
	for {
		j := strings.IndexByte(line[i:], '"')
		if j < 0 {
			return "", 0, false
		}
		b.WriteString(line[i : i+j])
		i += j + 1
		if i >= len(line) || line[i] != '"' {
			return b.String(), i, true
		}
		b.WriteByte('"')
		i++
	}
}

func (s *sheet) rows(ctx context.Context, needed int, do func(line int32, fields []field, fault string)) {
	var fields []field
	for n := 0; ; n++ {
		line, ok := s.next()
		if !ok || n%4096 == 0 && ctx.Err() != nil {
			return
		}
		if line == "" || line[0] < '0' && strings.Trim(line, " \t,;") == "" || line[0] == ';' && strings.Trim(line, " \t,;") == "" {
			continue
		}
		var closed bool
		fields, closed = s.split(line, fields[:0])
		fault := ""
		switch {
		case !closed:
			fault = "broken-quote"
		case strings.IndexByte(line, 0) >= 0:
			fault = "control-character"
		case len(fields) <= needed:
			fault = "short-row"
		case len(fields) > len(s.header) && spills(fields, len(s.header)):
			fault = "long-row"
		}
		do(s.line, fields, fault)
	}
}

func spills(fields []field, columns int) bool {
	for i := columns; i < len(fields); i++ {
		if clean(fields[i].text) != "" {
			return true
		}
	}
	return false
}
