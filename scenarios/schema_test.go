package scenarios

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	check "github.com/santhosh-tekuri/jsonschema/v6"
	"gopkg.in/yaml.v3"
)

// beyond are the faults that a schema can't express, by why.
var beyond = map[string]string{
	"on itself": twoValues, "twice": twoValues, "name of the total": twoValues, "name of a setting": twoValues, "name of conferences": twoValues,
	"end": twoValues, "end offset": twoValues, "ci turned": twoValues, "ci beside": twoValues, "ci unit": twoValues,
	"cases of arrivals": twoValues, "pp alone": twoValues, "population where": twoValues, "half a route": twoValues, "route of plans": twoValues, "review by points": twoValues, "target of none": "a pattern for numbers above 0 would be unreadable",
	"per review": twoValues, "filter of plans": twoValues, "redirect in place": twoValues, "redirect to the same provider": twoValues, "redirect to a provider's limit": twoValues, "redirect where": twoValues,
	"redirect per case": twoValues, "redirect per event": twoValues, "redirect fade": twoValues,
	"full of itself": twoValues, "slots of none": twoValues, "slots of arrivals": twoValues, "slots twice": twoValues,
	"once in place": twoValues, "once too early": twoValues,
	"on the model: by": theModel, "on the model: by before an offset": theModel, "on a bare model: area": theModel,
	"on a bare model: moving in": theModel, "on a bare model: target": theModel, "on a bare model: quota": theModel,
}

const (
	twoValues = "two values of the file are compared"
	theModel  = "the model decides"
)

// plainValue is a YAML document as JSON has it; false where JSON can't say it.
func plainValue(t *testing.T, text string) (any, bool) {
	t.Helper()
	var n yaml.Node
	if err := yaml.Unmarshal([]byte(text), &n); err != nil {
		t.Fatal(err)
	}
	ok := true
	var plain func(n *yaml.Node) any
	plain = func(n *yaml.Node) any {
		switch n.Kind {
		case yaml.DocumentNode:
			return plain(n.Content[0])
		case yaml.SequenceNode:
			out := []any{}
			for _, c := range n.Content {
				out = append(out, plain(c))
			}
			return out
		case yaml.MappingNode:
			out := map[string]any{}
			for i := 0; i+1 < len(n.Content); i += 2 {
				out[n.Content[i].Value] = plain(n.Content[i+1])
			}
			return out
		}
		switch n.Tag {
		case "!!int", "!!float":
			if strings.Contains(strings.ToLower(n.Value), "nan") {
				ok = false
			}
			return json.Number(strings.TrimPrefix(n.Value, "+"))
		case "!!bool":
			return n.Value == "true"
		case "!!null":
			return nil
		}
		return n.Value
	}
	return plain(&n), ok
}

func compiledSchema(t *testing.T) *check.Schema {
	t.Helper()
	doc, err := check.UnmarshalJSON(bytes.NewReader(Schema()))
	if err != nil {
		t.Fatal(err)
	}
	c := check.NewCompiler()
	if err := c.AddResource("scenario.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("scenario.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestSchemaAgrees holds the schema against the checker: what the checker
// passes the schema passes, and what it refuses the schema refuses, but for
// faults that a schema can't express.
func TestSchemaAgrees(t *testing.T) {
	s := compiledSchema(t)
	good := map[string]string{"fgc": practice(t, "fgc"), "area": practice(t, "area"), "cut": practice(t, "cut")}
	for _, e := range Library() {
		good[e.Name] = e.Text
	}
	for _, in := range knownGood {
		good[in] = one(in)
	}
	for name, text := range good {
		v, _ := plainValue(t, text)
		if err := s.Validate(v); err != nil {
			t.Errorf("%s: the schema refuses a good file: %v", name, err)
		}
	}
	seen := map[string]bool{}
	for _, tt := range append(parseFaults, coupledFaults...) {
		v, ok := plainValue(t, tt.text)
		if !ok {
			continue // NaN
		}
		why, excused := beyond[tt.name]
		seen[tt.name] = true
		switch err := s.Validate(v); {
		case err == nil && !excused:
			t.Errorf("%s: the schema passes what the checker refuses: %s", tt.name, tt.want)
		case err != nil && excused:
			t.Errorf("%s: excused (%s), but the schema refuses it: %v", tt.name, why, err)
		}
	}
	for name := range beyond {
		if !seen[name] {
			t.Errorf("%q is excused and no fault of the corpus", name)
		}
	}
}

// TestSchemaWords shows that every key tells what it is for.
func TestSchemaWords(t *testing.T) {
	var walk func(path string, v any)
	walk = func(path string, v any) {
		m, ok := v.(map[string]any)
		if !ok {
			return
		}
		if p, ok := m["properties"].(map[string]any); ok && !strings.HasSuffix(path, "/if") {
			for key, x := range p {
				if d, _ := x.(map[string]any)["description"].(string); d == "" {
					t.Errorf("%s: %s has no description", path, key)
				}
			}
		}
		for k, x := range m {
			walk(path+"/"+k, x)
			if list, ok := x.([]any); ok {
				for _, y := range list {
					walk(path+"/"+k, y)
				}
			}
		}
	}
	var doc any
	if err := json.Unmarshal(Schema(), &doc); err != nil {
		t.Fatal(err)
	}
	walk("", doc)
	if !bytes.Equal(Schema(), Schema()) {
		t.Error("two calls differ")
	}
}
