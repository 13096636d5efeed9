package document

import (
	"math"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"sync"
)

// part is a struct's field under its key.
type part struct {
	index    []int
	required bool
}

// shape is how a struct type is read.
type shape struct {
	keys   []string // in the order of the fields
	parts  map[string]part
	origin []int // index of the embedded Origin, nil if none
}

var shapes sync.Map // reflect.Type → *shape

func shapeOf(t reflect.Type) *shape {
	if s, ok := shapes.Load(t); ok {
		return s.(*shape)
	}
	s := &shape{parts: map[string]part{}}
	s.add(t, nil)
	shapes.Store(t, s)
	return s
}

func (s *shape) add(t reflect.Type, at []int) {
	for i := range t.NumField() {
		f := t.Field(i)
		index := append(append([]int(nil), at...), i)
		if f.Type == reflect.TypeFor[Origin]() {
			s.origin = index
			continue
		}
		tag := f.Tag.Get("yaml")
		key, options, _ := strings.Cut(tag, ",")
		if key == "-" {
			continue
		}
		if f.Anonymous && key == "" && f.Type.Kind() == reflect.Struct {
			s.add(f.Type, index)
			continue
		}
		if !f.IsExported() {
			continue
		}
		if key == "" {
			key = strings.ToLower(f.Name)
		}
		if _, twice := s.parts[key]; twice {
			panic("document: key " + key + " stands twice in " + t.String())
		}
		s.keys = append(s.keys, key)
		s.parts[key] = part{index, strings.Contains(options, "required")}
	}
}

var (
	number = regexp.MustCompile(`^[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?$`)
	octal  = regexp.MustCompile(`^[-+]?0\d`)
)

func isNull(text string) bool {
	switch text {
	case "", "~", "null", "Null", "NULL":
		return true
	}
	return false
}

// fillScalar reads text, a bool or a number. Numbers are decimal; what YAML
// would turn into something else in silence (0123, 1_000, 0x10, 1:30) is a
// fault.
func (s *sink) fillScalar(n *node, v reflect.Value, key string) {
	wrong := func(want, fix string) {
		s.fault(n.pos, "type", subject(key, "is ")+inQuotes(n.text)+", where "+want+" is wanted", fix)
	}
	switch k := v.Kind(); k {
	case reflect.String:
		if b := strings.ToLower(n.text); n.plain && (b == "true" || b == "false") {
			wrong("text", `put it in quotes if the word is meant: "`+n.text+`"`)
			return
		}
		v.SetString(n.text)
	case reflect.Bool:
		if !n.plain || n.text != "true" && n.text != "false" {
			wrong("true or false", boolFix(n))
			return
		}
		v.SetBool(n.text == "true")
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		if !s.decimal(n, "a whole number", wrong) {
			return
		}
		var err error
		if k >= reflect.Uint {
			var x uint64
			if x, err = strconv.ParseUint(n.text, 10, v.Type().Bits()); err == nil {
				v.SetUint(x)
			}
		} else {
			var x int64
			if x, err = strconv.ParseInt(n.text, 10, v.Type().Bits()); err == nil {
				v.SetInt(x)
			}
		}
		if err != nil {
			wrong("a whole number", "write a whole number within range, without a point")
		}
	case reflect.Float32, reflect.Float64:
		if !s.decimal(n, "a number", wrong) {
			return
		}
		x, err := strconv.ParseFloat(n.text, v.Type().Bits())
		if err != nil || math.IsInf(x, 0) {
			wrong("a number", "write a number within range")
			return
		}
		v.SetFloat(x)
	default:
		panic("document: no way to read a " + v.Type().String())
	}
}

// decimal checks that a scalar is written as a decimal number.
func (s *sink) decimal(n *node, want string, wrong func(want, fix string)) bool {
	switch {
	case !n.plain && number.MatchString(n.text):
		wrong(want, "write it without quotes: "+n.text)
	case octal.MatchString(n.text) && number.MatchString(n.text):
		wrong(want, "write it without the leading zero, which other programs read as octal")
	case number.MatchString(n.text):
		return true
	case n.plain && strings.Contains(strings.ToLower(n.text), "nan"), n.plain && strings.Contains(strings.ToLower(n.text), "inf"):
		wrong(want, "write a finite number")
	case number.MatchString(strings.NewReplacer(",", "", "_", "", "£", "").Replace(n.text)):
		wrong(want, "write it without separators or signs: "+strings.NewReplacer(",", "", "_", "", "£", "").Replace(n.text))
	default:
		wrong(want, "write digits, such as 12"+map[bool]string{true: " or 0.5"}[want == "a number"])
	}
	return false
}

func boolFix(n *node) string {
	switch strings.ToLower(n.text) {
	case "yes", "y", "on", "true", "1":
		return "write true"
	case "no", "n", "off", "false", "0":
		return "write false"
	}
	return "write true or false"
}
