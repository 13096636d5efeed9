package document

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/carecurve/carecurve/model"
)

// price is a union: a number, or one for each location.
type price struct{ In, Out float64 }

func (p *price) UnmarshalDocument(n Node) {
	switch n.Kind() {
	case Scalar:
		if n.Decode(&p.In) {
			p.Out = p.In
		}
	case Mapping:
		type plain price
		n.Decode((*plain)(p))
	default:
		n.Fault("a list is no price", "write a number")
	}
}

type inner struct {
	Origin
	Flow  string   `yaml:"flow,required"`
	Share *float64 `yaml:"share"`
}

type sample struct {
	Origin
	Version int                         `yaml:"version,required"`
	Name    string                      `yaml:"name"`
	Code    string                      `yaml:"code"`
	On      bool                        `yaml:"on"`
	Rate    float64                     `yaml:"rate"`
	Small   uint8                       `yaml:"small"`
	Start   model.Date                  `yaml:"start"`
	Setting model.Setting               `yaml:"setting"`
	Year    model.FinancialYear         `yaml:"year"`
	List    []inner                     `yaml:"list"`
	Pair    [2]float64                  `yaml:"pair"`
	Prices  map[model.Setting]price     `yaml:"prices"`
	Words   map[string][]string         `yaml:"words"`
	Budget  map[model.FinancialYear]int `yaml:"budget"`
	Skipped int                         `yaml:"-"`
	Plain   struct{ Mean float64 }      `yaml:"plain"`
}

func TestDecodeFills(t *testing.T) {
	text := `version: 1
name: "Éxample"
code: 0123
on: true
rate: -1.5e-3
small: 255
start: 2024-04-01
setting: foster_own
year: 2026-27
list:
  - flow: exit
    share: 0.5
  - {flow: entry}
pair: [1, 2]
prices: {kinship: 340, residential: {in: 5600, out: 7000}}
words: {a: [x, "null", yes]}
budget: {2025-26: 82500000}
plain: {mean: 3}
`
	var got sample
	if f := Decode("s.yaml", []byte(text), &got); f != nil {
		t.Fatalf("faults: %v", Errors(f))
	}
	half := 0.5
	if got.Name != "Éxample" || got.Code != "0123" || !got.On || got.Rate != -1.5e-3 || got.Small != 255 ||
		got.Start != model.NewDate(2024, 4, 1) || got.Setting != model.FosterOwn || got.Year != 2026 ||
		len(got.List) != 2 || *got.List[0].Share != half || got.List[1].Share != nil || got.List[1].Flow != "entry" ||
		got.Pair != [2]float64{1, 2} || got.Plain.Mean != 3 || got.Budget[2025] != 82500000 {
		t.Errorf("got %+v", got)
	}
	if want := map[model.Setting]price{model.Kinship: {340, 340}, model.Residential: {5600, 7000}}; !reflect.DeepEqual(got.Prices, want) {
		t.Errorf("prices %v, want %v", got.Prices, want)
	}
	if want := []string{"x", "null", "yes"}; !reflect.DeepEqual(got.Words["a"], want) {
		t.Errorf("words %v, want %v", got.Words["a"], want)
	}
	for key, want := range map[string]string{"flow": "11:11", "share": "12:12", "nothing": "11:5"} {
		p := got.List[0].At(key)
		if s := fmt.Sprintf("%d:%d", p.Line, p.Column); s != want || p.File != "s.yaml" {
			t.Errorf("At(%q) = %s in %q, want %s", key, s, p.File, want)
		}
	}
	if p := got.List[0].KeyAt("share"); p.Line != 12 || p.Column != 5 {
		t.Errorf("KeyAt = %+v", p)
	}
	if got.List[1].Has("share") || !got.List[0].Has("share") || got.Pos().Line != 1 {
		t.Error("Has or Pos is wrong")
	}
}

func TestDecodeFaults(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"unknown key", "version: 1\nnmae: x", `2:1: unknown key "nmae" | did you mean "name"? keys here are version, name, code, on, rate, small, start, setting, year, list, pair, prices, words, budget, plain`},
		{"far from any", "version: 1\nzzzzzz: x", `2:1: unknown key "zzzzzz" | keys here are version, name, code, on, rate, small, start, setting, year, list, pair, prices, words, budget, plain`},
		{"duplicate", "version: 1\nname: x\nname: y", `3:1: key "name" stands twice | keep one of the two: the other is in line 2`},
		{"alias", "version: 1\nname: &a x\ncode: *a", "2:7: anchors (&name) are not read | leave out &a and write values out where they are used\n3:7: aliases (*name) are not read | write the value out again here"},
		{"merge", "version: 1\nplain:\n  <<: {mean: 1}", "3:3: merge keys (<<) are not read | write the values out here"},
		{"documents", "version: 1\n---\nversion: 2", "2:1: a second document begins here | keep one document a file: split it at the line ---"},
		{"empty", "", "1:1: the file is empty | write at least the keys that are required"},
		{"comment only", "# nothing\n", "1:1: the file is empty | write at least the keys that are required"},
		{"nan", "version: 1\nrate: .nan", `2:7: "rate" is ".nan", where a number is wanted | write a finite number`},
		{"inf", "version: 1\nrate: -.inf", `2:7: "rate" is "-.inf", where a number is wanted | write a finite number`},
		{"overflow", "version: 1\nrate: 1e999", `2:7: "rate" is "1e999", where a number is wanted | write a number within range`},
		{"null", "version: 1\nname:\nrate: ~", "2:6: \"name\" has no value | give a value after the colon, or leave the line out\n3:7: \"rate\" has no value | give a value after the colon, or leave the line out"},
		{"null item", "version: 1\nlist: [null]", "2:8: an empty value | give a value"},
		{"yes", "version: 1\non: yes", `2:5: "on" is "yes", where true or false is wanted | write true`},
		{"off", "version: 1\non: Off", `2:5: "on" is "Off", where true or false is wanted | write false`},
		{"quoted bool", "version: 1\non: 'true'", `2:5: "on" is "true", where true or false is wanted | write true`},
		{"number as bool", "version: 1\non: 7", `2:5: "on" is "7", where true or false is wanted | write true or false`},
		{"yes as number", "version: 1\nrate: yes", `2:7: "rate" is "yes", where a number is wanted | write digits, such as 12 or 0.5`},
		{"bool as text", "version: 1\nname: true", `2:7: "name" is "true", where text is wanted | put it in quotes if the word is meant: "true"`},
		{"octal", "version: 0123", `1:10: "version" is "0123", where a whole number is wanted | write it without the leading zero, which other programs read as octal`},
		{"octal float", "version: 1\nrate: 0123", `2:7: "rate" is "0123", where a number is wanted | write it without the leading zero, which other programs read as octal`},
		{"quoted number", "version: \"1\"", `1:10: "version" is "1", where a whole number is wanted | write it without quotes: 1`},
		{"separators", "version: 1\nrate: 1_000", `2:7: "rate" is "1_000", where a number is wanted | write it without separators or signs: 1000`},
		{"fraction", "version: 1.5", `1:10: "version" is "1.5", where a whole number is wanted | write a whole number within range, without a point`},
		{"too big", "version: 1\nsmall: 256", `2:8: "small" is "256", where a whole number is wanted | write a whole number within range, without a point`},
		{"list for text", "version: 1\nname: [a]", `2:7: "name" is a list, where a single value is wanted | write one value after the colon`},
		{"text for list", "version: 1\nlist: a", `2:7: "list" is a single value, where a list is wanted | write [a, b], or each item on a line of its own after a dash`},
		{"list for keys", "version: 1\nplain: [1]", `2:8: "plain" is a list, where a set of keys is wanted | write {key: value}, or each key on a line of its own, indented`},
		{"short array", "version: 1\npair: [1]", `2:7: "pair" has 1 items, where there must be 2 | give exactly 2`},
		{"missing", "name: x", `1:1: key "version" is missing | add version: with its value here`},
		{"missing inside", "version: 1\nlist:\n  - share: 1", `3:5: key "flow" is missing | add flow: with its value here`},
		{"date", "version: 1\nstart: 1/4/2024", `2:8: "1/4/2024" is not a date like 2024-03-31 | write it like 2024-03-31`},
		{"setting", "version: 1\nsetting: kinshp", `2:10: unknown setting "kinshp" | did you mean "kinship"? one of kinship, foster_own, foster_agency, residential, secure, supported, school, with_parents, adoptive, other`},
		{"map key", "version: 1\nbudget: {2025-27: 1}", `2:10: "2025-27" is not a financial year like 2026-27 | write it like 2026-27`},
		{"union", "version: 1\nprices: {kinship: [1]}", "2:19: a list is no price | write a number"},
		{"union inside", "version: 1\nprices: {kinship: {on: 1}}", `2:20: unknown key "on" | did you mean "in"? keys here are in, out`},
		{"tag", "version: 1\nname: !!str 5", "2:7: tags (!!str) are not read | leave the tag out; put text in quotes"},
		{"commas in braces", "version: 1\nplain: {mean: 1,250}", `2:17: unknown key "250" | inside braces a comma begins a new key: put amounts with commas in quotes`},
		{"list key", "version: 1\n? [a]\n: b", "2:3: a key is a list or a mapping | write a word before the colon; text with braces or brackets goes in quotes"},
		{"tab", "version: 1\nplain:\n\tmean: 1", "3:1: this is not YAML: a tab in the indentation | indent with spaces"},
		{"colon", "version: 1\nname: a: b", "2:1: this is not YAML: a second colon, or a line indented too far | put text with a colon in quotes, and indent keys of one level alike"},
		{"latin-1", "version: 1\nname: caf\xe9", "2:10: this is not UTF-8 text | save the file as UTF-8; accented letters and £ from older programs often aren't"},
		{"root", "[1]", `1:1: a list, where a set of keys is wanted | write {key: value}, or each key on a line of its own, indented`},
		{"all at once", "versio: 1\nrate: x\non: no", "1:1: unknown key \"versio\" | did you mean \"version\"? keys here are version, name, code, on, rate, small, start, setting, year, list, pair, prices, words, budget, plain\n1:1: key \"version\" is missing | add version: with its value here\n2:7: \"rate\" is \"x\", where a number is wanted | write digits, such as 12 or 0.5\n3:5: \"on\" is \"no\", where true or false is wanted | write false"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var v sample
			var lines []string
			for _, f := range Decode("s.yaml", []byte(tt.text), &v) {
				if f.Severity != model.Fatal || f.File != "s.yaml" || f.Rule == "" {
					t.Errorf("finding %+v", f)
				}
				lines = append(lines, fmt.Sprintf("%d:%d: %s | %s", f.Line, f.Column, f.What, f.Fix))
			}
			if got := strings.Join(lines, "\n"); got != tt.want {
				t.Errorf("got\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
}

func TestErrorsPrint(t *testing.T) {
	e := Errors{Fault(model.Pos{File: "a.yaml", Line: 2, Column: 3}, "wrong", "right"), {Pos: model.Pos{File: "b"}, What: "x"}}
	if got, want := e.Error(), "a.yaml:2:3: wrong\n    right\nb: x"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestSuggest(t *testing.T) {
	known := []string{"plan-to-care", "plan-start", "exit", "move"}
	for word, want := range map[string]string{"plan-to-car": "plan-to-care", "Exit": "exit", "eixt": "exit", "mvoe": "move", "plan": "", "": ""} {
		if got, _ := Suggest(word, known); got != want {
			t.Errorf("Suggest(%q) = %q, want %q", word, got, want)
		}
	}
}

func FuzzDecode(f *testing.F) {
	for _, s := range []string{"version: 1\nname: x", "a: &x [*x]", "? {a: b}\n: c", "version: 1\nlist:\n  - {flow: a, share: .nan}", "prices: {kinship: {in: 1}}", "---\n---\n", "%YAML 1.1\n---\na", "a: |\n  b"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var v sample
		found := Decode("f", data, &v)
		if len(found) == 0 && v.Version == 0 && !v.Has("version") {
			t.Error("a missing required key went unseen")
		}
		for i, x := range found {
			if x.Line < 1 || x.What == "" || x.Fix == "" || strings.ContainsAny(x.What+x.Fix, "\n") {
				t.Errorf("finding %+v", x)
			}
			if i > 0 && x.Line < found[i-1].Line {
				t.Error("findings are out of order")
			}
		}
	})
}
