package document

import (
	"encoding"
	"fmt"
	"reflect"
	"strings"

	"github.com/carecurve/carecurve/model"
)

// Decode parses data, the content of the file called name, and fills v, a
// non-nil pointer. The result is every fault of the file in the order of the
// lines, each Fatal; nil if there is none. After faults v is filled as far as
// the file was good.
//
// A struct field's key is the first word of its `yaml` tag, or its name in
// lower case without a tag; "-" takes it out, and `yaml:"key,required"`
// demands it. Embedded structs without a tag lend their fields. Values may be
// strings, bools, numbers, pointers, slices, arrays (exactly so many items),
// maps with keys of text or of an [encoding.TextUnmarshaler], structs,
// TextUnmarshalers and [Unmarshaler]s; any other type panics.
func Decode(name string, data []byte, v any) []model.Finding {
	s := &sink{}
	if root := parse(name, data, s); root != nil {
		s.fill(root, pointed(v), "")
	}
	Sort(s.findings)
	return s.findings
}

// sink gathers faults.
type sink struct{ findings []model.Finding }

func (s *sink) fault(pos model.Pos, rule, what, fix string) {
	s.findings = append(s.findings, model.Finding{Pos: pos, Severity: model.Fatal, Rule: rule, What: what, Fix: fix})
}

func pointed(v any) reflect.Value {
	p := reflect.ValueOf(v)
	if p.Kind() != reflect.Pointer || p.IsNil() {
		panic("document: Decode wants a non-nil pointer")
	}
	return p.Elem()
}

// fill decodes n into v; key is what n stands under, for messages.
func (s *sink) fill(n *node, v reflect.Value, key string) {
	if n.kind == 0 { // reported when it was parsed
		return
	}
	if n.kind == Scalar && n.plain && isNull(n.text) {
		what, fix := "an empty value", "give a value"
		if key != "" {
			what, fix = inQuotes(key)+" has no value", "give a value after the colon, or leave the line out"
		}
		s.fault(n.pos, "null", what, fix)
		return
	}
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			v.Set(reflect.New(v.Type().Elem()))
		}
		s.fill(n, v.Elem(), key)
		return
	}
	if u, ok := v.Addr().Interface().(Unmarshaler); ok {
		u.UnmarshalDocument(Node{n, s})
		return
	}
	if u, ok := v.Addr().Interface().(encoding.TextUnmarshaler); ok {
		if s.wants(n, Scalar, key) {
			if err := u.UnmarshalText([]byte(n.text)); err != nil {
				what, fix := explained(err.Error(), n.text)
				s.fault(n.pos, "value", what, fix)
			}
		}
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		if s.wants(n, Mapping, key) {
			s.fillStruct(n, v)
		}
	case reflect.Map:
		if s.wants(n, Mapping, key) {
			s.fillMap(n, v)
		}
	case reflect.Slice:
		if s.wants(n, List, key) {
			v.Set(reflect.MakeSlice(v.Type(), len(n.items), len(n.items)))
			for i, item := range n.items {
				s.fill(item, v.Index(i), "")
			}
		}
	case reflect.Array:
		if !s.wants(n, List, key) {
			return
		}
		if len(n.items) != v.Len() {
			s.fault(n.pos, "type", fmt.Sprintf("%s%d items, where there must be %d", subject(key, "has "), len(n.items), v.Len()), fmt.Sprintf("give exactly %d", v.Len()))
			return
		}
		for i, item := range n.items {
			s.fill(item, v.Index(i), "")
		}
	default:
		if s.wants(n, Scalar, key) {
			s.fillScalar(n, v, key)
		}
	}
}

// wants reports a value of another form than k.
func (s *sink) wants(n *node, k Kind, key string) bool {
	if n.kind == k {
		return true
	}
	fix := map[Kind]string{
		Scalar:  "write one value after the colon",
		List:    "write [a, b], or each item on a line of its own after a dash",
		Mapping: "write {key: value}, or each key on a line of its own, indented",
	}[k]
	s.fault(n.pos, "type", fmt.Sprintf("%s%s, where %s is wanted", subject(key, "is "), n.kind, k), fix)
	return false
}

func subject(key, verb string) string {
	if key == "" {
		return ""
	}
	return inQuotes(key) + " " + verb
}

func (s *sink) fillMap(n *node, v reflect.Value) {
	t := v.Type()
	v.Set(reflect.MakeMapWithSize(t, len(n.fields)))
	for _, f := range n.fields {
		key := reflect.New(t.Key())
		if u, ok := key.Interface().(encoding.TextUnmarshaler); ok {
			if err := u.UnmarshalText([]byte(f.key)); err != nil {
				what, fix := explained(err.Error(), f.key)
				s.fault(f.pos, "key", what, fix)
				continue
			}
		} else if t.Key().Kind() == reflect.String {
			key.Elem().SetString(f.key)
		} else {
			panic("document: no way to read keys of " + t.String())
		}
		value := reflect.New(t.Elem()).Elem()
		s.fill(f.value, value, f.key)
		v.SetMapIndex(key.Elem(), value)
	}
}

func (s *sink) fillStruct(n *node, v reflect.Value) {
	shape := shapeOf(v.Type())
	origin := Origin{pos: n.pos, keys: map[string]model.Pos{}, values: map[string]model.Pos{}}
	for _, f := range n.fields {
		origin.keys[f.key], origin.values[f.key] = f.pos, f.value.pos
		if part, ok := shape.parts[f.key]; ok {
			s.fill(f.value, v.FieldByIndex(part.index), f.key)
			continue
		}
		fix := DidYouMean(f.key, shape.keys, "keys here are")
		if n.braces && threeDigits(f.key) {
			fix = "inside braces a comma begins a new key: put amounts with commas in quotes"
		}
		s.fault(f.pos, "unknown-key", "unknown key "+inQuotes(f.key), fix)
	}
	for _, key := range shape.keys {
		if _, ok := origin.keys[key]; !ok && shape.parts[key].required {
			s.fault(n.pos, "missing-key", "key "+inQuotes(key)+" is missing", "add "+key+": with its value here")
		}
	}
	if shape.origin != nil {
		v.FieldByIndex(shape.origin).Set(reflect.ValueOf(origin))
	}
}

func threeDigits(s string) bool {
	return len(s) >= 3 && strings.Trim(s[:3], "0123456789") == ""
}

// explained parts an error of an UnmarshalText into what is wrong and what
// would be right: at a line break, or by the turns of phrase that the
// vocabulary's own errors use.
func explained(err, text string) (what, fix string) {
	if what, fix, ok := strings.Cut(err, "\n"); ok {
		return what, strings.TrimSpace(fix)
	}
	if what, list, ok := strings.Cut(err, ": one of "); ok {
		return what, DidYouMean(text, strings.Split(list, ", "), "one of")
	}
	if _, example, ok := strings.Cut(err, " like "); ok {
		return err, "write it like " + example
	}
	return err, "write it as the documentation of this key says"
}
