package records

import (
	"bufio"
	"bytes"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// peeked is how many bytes of a file are looked at before it is read.
const peeked = 4096

// text is a file's content as UTF-8, streamed.
type text struct {
	*bufio.Reader
	head  string // the first bytes, to tell the kind by
	mixed *mixed
	name  string // of the encoding, empty for UTF-8
}

// encoded names the encoding, for a finding; empty for UTF-8.
func (t *text) encoded() string {
	if t.name == "" && t.mixed.odd {
		return "windows-1252"
	}
	return t.name
}

// textOf turns bytes into UTF-8: by the byte order mark, by the zero bytes of
// UTF-16, else as UTF-8 in which any byte that isn't so is read as
// windows-1252. It reports false for what is no text at all, or empty.
func textOf(raw *bufio.Reader) (*text, bool) {
	head, _ := raw.Peek(peeked)
	var enc encoding.Encoding
	t := &text{}
	switch {
	case bytes.HasPrefix(head, []byte{0xFF, 0xFE}), bytes.HasPrefix(head, []byte{0xFE, 0xFF}):
		enc = unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)
	case zeros(head, 1):
		enc = unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	case zeros(head, 0):
		enc = unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	}
	var r io.Reader = raw
	if enc != nil {
		t.name = "UTF-16"
		r = transform.NewReader(raw, enc.NewDecoder())
	}
	t.mixed = &mixed{r: r}
	t.Reader = bufio.NewReaderSize(t.mixed, 64<<10)
	if mark, err := t.Peek(3); err == nil && string(mark) == "\ufeff" {
		_, _ = t.Discard(3) // three bytes were just seen
	}
	start, _ := t.Peek(peeked)
	t.head = string(start)
	return t, bytes.IndexByte(start, 0) < 0 && strings.TrimSpace(t.head) != ""
}

// mixed passes UTF-8 through and turns every other byte into what
// windows-1252 means by it.
type mixed struct {
	r        io.Reader
	in       [32 << 10]byte
	from, to int    // of in: the start of a character that was cut in two
	out      []byte // not yet given out
	err      error
	odd      bool // other bytes were met
}

func (m *mixed) Read(p []byte) (int, error) {
	for len(m.out) == 0 {
		if m.err != nil {
			return 0, m.err
		}
		kept := copy(m.in[:], m.in[m.from:m.to])
		n, err := m.r.Read(m.in[kept:])
		n += kept
		m.err = err
		chunk := m.in[:n]
		if err == nil {
			chunk = chunk[:n-cut(chunk)]
		}
		m.from, m.to = len(chunk), n
		m.out = chunk
		if !utf8.Valid(chunk) {
			m.out = m.mend(chunk)
		}
	}
	k := copy(p, m.out)
	m.out = m.out[k:]
	return k, nil
}

// cut is how many bytes at the end begin a character that isn't all there.
func cut(b []byte) int {
	for k := 1; k < utf8.UTFMax && k <= len(b); k++ {
		if tail := b[len(b)-k:]; utf8.RuneStart(tail[0]) {
			if !utf8.FullRune(tail) {
				return k
			}
			return 0
		}
	}
	return 0
}

func (m *mixed) mend(chunk []byte) []byte {
	m.odd = true
	out := make([]byte, 0, len(chunk)*3/2)
	for len(chunk) > 0 {
		r, size := utf8.DecodeRune(chunk)
		if r == utf8.RuneError && size == 1 {
			r = charmap.Windows1252.DecodeByte(chunk[0])
		}
		out = utf8.AppendRune(out, r)
		chunk = chunk[size:]
	}
	return out
}

// zeros tells whether the bytes at every other place, from the given one, are
// nearly all zero, and the others are not: ASCII text in UTF-16 without a
// mark.
func zeros(data []byte, from int) bool {
	n := min(len(data), 400) &^ 1
	if n < 8 {
		return false
	}
	var zero, other int
	for i := 0; i < n; i += 2 {
		if data[i+from] == 0 {
			zero++
		}
		if data[i+1-from] == 0 {
			other++
		}
	}
	return other == 0 && zero*10 >= n/2*9
}
