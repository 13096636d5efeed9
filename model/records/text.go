package records

import (
	"bytes"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// decode turns a file's bytes into UTF-8 text: by the byte order mark, by the
// zero bytes of UTF-16, else UTF-8 if valid and windows-1252 if not. It
// reports false for what is no text at all.
func decode(data []byte) (string, bool) {
	var enc encoding.Encoding
	switch {
	case bytes.HasPrefix(data, []byte{0xEF, 0xBB, 0xBF}):
		data = data[3:]
	case bytes.HasPrefix(data, []byte{0xFF, 0xFE}), bytes.HasPrefix(data, []byte{0xFE, 0xFF}):
		enc = unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)
	case zeros(data, 1):
		enc = unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	case zeros(data, 0):
		enc = unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	}
	if enc == nil && !utf8.Valid(data) {
		enc = charmap.Windows1252
	}
	if enc != nil {
		text, err := enc.NewDecoder().Bytes(data)
		if err != nil {
			return "", false
		}
		data = text
	}
	if bytes.IndexByte(data, 0) >= 0 {
		return "", false
	}
	return string(data), true
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
