package records

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/carecurve/carecurve/model"
)

// Bounds of an XML file: returns nest eight deep, and hold no long text.
const (
	depthLimit = 64
	tokenLimit = 1 << 20 // bytes of one tag or text
)

// sparing lets the decoder read only so far for one tag or text, since it
// holds each in memory.
type sparing struct {
	r    io.Reader
	left int
}

var errLongToken = errors.New("a tag or text is longer than a million characters")

func (s *sparing) Read(p []byte) (int, error) {
	if s.left <= 0 {
		return 0, errLongToken
	}
	n, err := s.r.Read(p[:min(len(p), s.left)])
	s.left -= n
	return n, err
}

// handler takes the elements of one kind of XML file; leaf is called for
// elements that hold text or nothing, with the name of the element around
// them.
type handler interface {
	open(name string, at model.Pos)
	leaf(parent, name, text string, at model.Pos)
	close(name string)
}

// readXML streams a file's elements to the handler that fits its root.
func (f *file) readXML(ctx context.Context, in io.Reader) {
	lean := &sparing{r: in}
	dec := xml.NewDecoder(lean)
	// The text is UTF-8 by now, whatever the declaration says.
	dec.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	var (
		h     handler
		stack []string
		at    model.Pos // of the innermost element that is open
		body  strings.Builder
		inner bool // the innermost open element has child elements
	)
	for n := 0; ; n++ {
		if n%4096 == 0 && ctx.Err() != nil {
			return
		}
		line, column := dec.InputPos()
		// Raw tokens cost half of checked ones; the nesting is checked here.
		lean.left = tokenLimit
		tok, err := dec.RawToken()
		if err == io.EOF && len(stack) == 0 && h != nil {
			break
		}
		if err != nil {
			var syntax *xml.SyntaxError
			if err != io.EOF && !errors.As(err, &syntax) && !errors.Is(err, errLongToken) {
				f.unreadable(err)
				return
			}
			if h == nil {
				f.unknown()
				return
			}
			f.malformed(err, len(stack) > 0, line, column)
			return
		}
		switch t := tok.(type) {
		case xml.StartElement:
			name := t.Name.Local
			at = model.Pos{File: f.name, Line: line, Column: column}
			if h == nil {
				if h = f.handlerOf(name); h == nil {
					f.unknown()
					return
				}
			} else {
				h.open(name, at)
			}
			if stack = append(stack, name); len(stack) > depthLimit {
				f.malformed(fmt.Errorf("elements are nested more than %d deep", depthLimit), false, line, column)
				return
			}
			body.Reset()
			inner = false
		case xml.Directive:
			if bytes.Contains(t, []byte("<!ENTITY")) || bytes.Contains(t, []byte("SYSTEM")) || bytes.Contains(t, []byte("PUBLIC")) {
				f.malformed(errors.New("it defines entities, which are not read"), false, line, column)
				return
			}
		case xml.CharData:
			body.Write(t)
		case xml.EndElement:
			if len(stack) == 0 || stack[len(stack)-1] != t.Name.Local {
				f.malformed(fmt.Errorf("</%s> closes what isn't open", t.Name.Local), false, line, column)
				return
			}
			stack = stack[:len(stack)-1]
			if !inner && len(stack) > 0 {
				h.leaf(stack[len(stack)-1], t.Name.Local, body.String(), at)
			}
			h.close(t.Name.Local)
			inner = true
		}
	}
	switch h := h.(type) {
	case *census:
		h.finish()
	}
}

func (f *file) handlerOf(root string) handler {
	switch root {
	case "Message":
		f.input.Kind = kindCIN
		f.census = &census{file: f}
		return f.census
	case "EXPSSDA903":
		f.input.Kind = kind903XML
		return newReturnXML(f)
	}
	return nil
}

// malformed stops the command: what follows in the file is lost, and a
// history that lacks it would be wrong without a sign.
func (f *file) malformed(err error, open bool, line, column int) {
	what := "the XML is malformed: " + err.Error()
	var syntax *xml.SyntaxError
	if errors.As(err, &syntax) {
		what = "the XML is malformed: " + syntaxWords(syntax.Msg)
	}
	if err == io.EOF && open {
		what = "the XML ends in the middle"
	}
	f.fatal = append(f.fatal, model.Finding{Pos: model.Pos{File: f.name, Line: line, Column: column}, Severity: model.Fatal, Rule: "malformed-xml",
		What: what, Fix: "Export the file anew; it may have been cut off or edited."})
}

// syntaxWords says what a parser found without the text that it quotes, which
// may be a child's.
func syntaxWords(message string) string {
	switch {
	case strings.HasPrefix(message, "invalid character entity"):
		return "an & that isn't written &amp;"
	case strings.HasPrefix(message, "illegal character code"), strings.HasPrefix(message, "invalid UTF-8"):
		return "a character that XML doesn't allow"
	case strings.HasPrefix(message, "unexpected EOF"):
		return "it ends in the middle"
	}
	return "a tag that isn't written as it should be"
}
