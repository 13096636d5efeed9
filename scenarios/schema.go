package scenarios

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"

	"github.com/invopop/jsonschema"

	"github.com/carecurve/carecurve/model"
)

// Schema is the language as a JSON Schema (draft 2020-12), for editors that
// complete and check while one types. It is made from the types that [Parse]
// fills. Parse checks more than a schema can say: what compares two values of a
// file, or needs the model.
func Schema() []byte {
	r := &jsonschema.Reflector{
		Anonymous: true, ExpandedStruct: true, RequiredFromJSONSchemaTags: true,
		FieldNameTag: "yaml", Mapper: schemaOf, LookupComment: wordsOf,
	}
	s := r.Reflect(&File{})
	s.Title = "A scenario of carecurve"
	demand(s, reflect.TypeFor[File]())
	for _, t := range []reflect.Type{reflect.TypeFor[Delivery](), reflect.TypeFor[Cost](), reflect.TypeFor[Evidence](), reflect.TypeFor[Quota]()} {
		demand(s.Definitions[t.Name()], t)
	}
	choose(s, s.Definitions)
	s.Definitions["Effect"] = effectSchema(s.Definitions["Effect"])
	kindSchemas(s.Definitions)
	out, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		panic("scenarios: " + err.Error())
	}
	return append(out, '\n')
}

// demand lists the required keys of a struct, which its yaml tags name.
func demand(s *jsonschema.Schema, t reflect.Type) {
	for i := range t.NumField() {
		if key, required := strings.CutSuffix(t.Field(i).Tag.Get("yaml"), ",required"); required {
			s.Required = append(s.Required, key)
		}
	}
}

// choose puts in the words that keys choose from, and the bounds of numbers.
func choose(root *jsonschema.Schema, defs jsonschema.Definitions) {
	one := func(s *jsonschema.Schema, key string, words []string) {
		*property(s, key) = described(jsonschema.Schema{Enum: anys(words)}, property(s, key))
	}
	bound := func(s *jsonschema.Schema, key string, b jsonschema.Schema) {
		*property(s, key) = described(b, property(s, key))
	}
	name := jsonschema.Schema{Type: "string", Pattern: nameForm.String(), MaxLength: ptr(uint64(60))}
	bound(root, "version", jsonschema.Schema{Const: 1})
	bound(root, "name", jsonschema.Schema{Type: "string", Pattern: nameForm.String(), MaxLength: ptr(uint64(60)), Not: &jsonschema.Schema{Const: baseline}})
	bound(root, "based_on", name)
	in := defs["Intervention"]
	bound(in, "name", name)
	bound(in, "offer", name)
	bound(in, "intervention", name)
	one(in, "kind", kindNames())
	one(in, "cases", []string{"new", "all"})
	one(in, "flow", flowNames())
	var of []string
	for _, c := range clocks {
		of = append(of, c.name)
	}
	one(in, "of", of)
	one(in, "line", priceLines())
	one(in, "order", orderNames)
	one(in, "every", cycleNames())
	one(in, "when_full", append([]string{"wait"}, settingNames()...))
	for _, key := range []string{"coverage", "share", "fill"} {
		bound(in, key, shareSchema)
	}
	bound(in, "shrink", jsonschema.Schema{Type: "number", Minimum: "0", Maximum: "1"})
	bound(in, "per_month", jsonschema.Schema{Type: "number", Minimum: "0"})
	bound(in, "children", jsonschema.Schema{OneOf: []*jsonschema.Schema{{Const: everyone}, {Type: "integer", Minimum: "1"}}})
	bound(in, "loss", jsonschema.Schema{Type: "string", Pattern: `^\+?` + under100 + ` *% *((a|per) year)?$`})
	bound(in, "limit", jsonschema.Schema{OneOf: []*jsonschema.Schema{{Type: "integer", Minimum: "1"}, {Type: "string", Pattern: `^[1-9]\d*( places?)?$`}}})
	bound(defs["Quota"], "share_of_children", jsonschema.Schema{Type: "string", Pattern: `^\+?` + under100 + ` *%$`})
	bound(defs["Delivery"], "probability", shareSchema)
	one(defs["Cost"], "event", eventNames)
	one(defs["Cost"], "inflation", inflationLines())
	one(defs["Cost"], "mark", markNames())
	one(defs["Evidence"], "grade", grades)
	one(defs["Evidence"], "mark", markNames())
	bound(defs["Effect"], "ratio", jsonschema.Schema{Type: "number", ExclusiveMinimum: "0", Maximum: "1000"})
	bound(defs["Effect"], "change", jsonschema.Schema{Type: "string", Pattern: `^((\+?` + digits + `|-` + under100 + `) *%|[-+]?` + under100 + ` *pp)$`})
	bound(in, "change", jsonschema.Schema{Type: "string", Pattern: `^(\+?` + digits + `|-` + under100 + `) *%$`})
	bound(defs["Effect"], "ci95", jsonschema.Schema{Type: "array", MinItems: ptr(uint64(2)), MaxItems: ptr(uint64(2)), Items: &sizeSchema})
}

// effectSchema is fill, or a size: a ratio or a change.
func effectSchema(size *jsonschema.Schema) *jsonschema.Schema {
	size.OneOf = []*jsonschema.Schema{{Required: []string{"ratio"}}, {Required: []string{"change"}}}
	size.DependentRequired = map[string][]string{"within": {"change"}}
	return &jsonschema.Schema{OneOf: []*jsonschema.Schema{{Const: fill}, size}}
}

// kindSchemas parts interventions by kind, each with the keys that it may have
// and those that it must.
func kindSchemas(defs jsonschema.Definitions) {
	all := defs["Intervention"]
	defs["Move"] = moveSchema(defs["Target"])
	in := &jsonschema.Schema{
		Type: "object", Description: all.Description, Required: []string{"name", "kind"},
		Properties: jsonschema.NewProperties(),
	}
	in.Properties.Set("kind", property(all, "kind"))
	for _, k := range kinds {
		own := &jsonschema.Schema{
			Type: "object", Properties: jsonschema.NewProperties(), AdditionalProperties: jsonschema.FalseSchema,
			Required: append([]string{"name", "kind"}, k.required...),
		}
		for _, key := range k.keys {
			p := property(all, key)
			switch {
			case k.name == "once" && key == "number":
				p = ptr(described(jsonschema.Schema{Type: "integer", Minimum: "1"}, p))
			case k.name == "redirect" && key == "to":
				p = ptr(described(jsonschema.Schema{Ref: "#/$defs/Move"}, p))
			case k.name == "target" && key == "number":
				p = ptr(described(frequencySchema, p))
			}
			own.Properties.Set(key, p)
		}
		together(k.name, own)
		defs[k.name] = own
		kind := jsonschema.NewProperties()
		kind.Set("kind", &jsonschema.Schema{Const: k.name})
		in.AllOf = append(in.AllOf, &jsonschema.Schema{
			If:   &jsonschema.Schema{Properties: kind, Required: []string{"kind"}},
			Then: &jsonschema.Schema{Ref: "#/$defs/" + k.name},
		})
	}
	defs["Intervention"] = in
}

// together says which keys of a kind go together, and which exclude each other.
func together(kind string, s *jsonschema.Schema) {
	has := func(key string) *jsonschema.Schema { return &jsonschema.Schema{Required: []string{key}} }
	switch kind {
	case "redirect":
		from := property(s, "from")
		s.Properties.Set("from", &jsonschema.Schema{Ref: from.Ref, Description: from.Description, AnyOf: []*jsonschema.Schema{has("setting"), has("location"), has("provider")}})
	case "price":
		s.OneOf = []*jsonschema.Schema{has("change"), has("inflation")}
	case "target":
		s.OneOf = []*jsonschema.Schema{has("number"), has("extra")}
	case "demand":
		s.AnyOf = []*jsonschema.Schema{has("population"), has("flow"), has("uasc")}
		s.DependentRequired = map[string][]string{"flow": {"effect"}, "effect": {"flow"}}
	case "capacity":
		s.DependentRequired = map[string][]string{"fill": {"draws_from"}}
	}
}

// moveSchema is a target without an exit.
func moveSchema(target *jsonschema.Schema) *jsonschema.Schema {
	place := []*jsonschema.Schema{{Required: []string{"setting"}}, {Required: []string{"location"}}}
	out := &jsonschema.Schema{Type: "object", Properties: jsonschema.NewProperties(), AdditionalProperties: jsonschema.FalseSchema,
		OneOf: []*jsonschema.Schema{{Required: []string{"provider"}}, {AnyOf: place}}}
	for _, key := range []string{"setting", "location", "provider"} {
		out.Properties.Set(key, property(target, key))
	}
	target.Properties.Delete("provider")
	target.OneOf = []*jsonschema.Schema{{Required: []string{"exit"}}, {AnyOf: place}}
	return out
}

func property(s *jsonschema.Schema, key string) *jsonschema.Schema {
	p, ok := s.Properties.Get(key)
	if !ok {
		panic("scenarios: the schema has no key " + key)
	}
	return p
}

func described(s jsonschema.Schema, old *jsonschema.Schema) jsonschema.Schema {
	s.Description = old.Description
	return s
}

func ptr[T any](x T) *T { return &x }

func anys(words []string) []any {
	var out []any
	for _, w := range words {
		out = append(out, w)
	}
	return out
}

func settingNames() []string {
	var out []string
	for s := range model.Settings {
		out = append(out, model.Setting(s).String())
	}
	return out
}

// wordsOf says what a key is for.
func wordsOf(t reflect.Type, field string) string {
	if t.Kind() != reflect.Struct {
		return ""
	}
	f, ok := t.FieldByName(field)
	if !ok {
		return ""
	}
	key, _, _ := strings.Cut(f.Tag.Get("yaml"), ",")
	if i := slices.IndexFunc(keyWords, func(w keyWord) bool { return w.key == key }); i >= 0 {
		return keyWords[i].means
	}
	return ""
}
