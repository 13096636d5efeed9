package scenarios

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"

	"github.com/invopop/jsonschema"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/model/document"
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
		s.Properties.Set("from", &jsonschema.Schema{Ref: from.Ref, Description: from.Description, AnyOf: []*jsonschema.Schema{has("setting"), has("location")}})
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
	out := &jsonschema.Schema{Type: "object", Properties: jsonschema.NewProperties(), AdditionalProperties: jsonschema.FalseSchema, AnyOf: place}
	for _, key := range []string{"setting", "location"} {
		out.Properties.Set(key, property(target, key))
	}
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

// schemaOf is the form of the types that read themselves.
func schemaOf(t reflect.Type) *jsonschema.Schema {
	text := func(pattern string) *jsonschema.Schema {
		return &jsonschema.Schema{Type: "string", Pattern: pattern}
	}
	switch t {
	case reflect.TypeFor[document.Origin]():
		return &jsonschema.Schema{}
	case reflect.TypeFor[Percent]():
		return text(percentForm)
	case reflect.TypeFor[Yearly]():
		return text(`^(\+?` + digits + `|-` + under100 + `) *% *((a|per) year)?$`)
	case reflect.TypeFor[Size]():
		return ptr(sizeSchema)
	case reflect.TypeFor[Duration]():
		return text(durations.String())
	case reflect.TypeFor[When]():
		return text(`^(\d{4}-\d{2}-\d{2}|\+ *` + strings.Trim(durations.String(), "^$") + `)$`)
	case reflect.TypeFor[Pounds]():
		return &jsonschema.Schema{OneOf: []*jsonschema.Schema{{Type: "number", Minimum: "0", Maximum: "1e12"}, text(`^£?(\d{1,3}(,\d{3})+|\d+)(\.\d{1,2})?$`)}}
	case reflect.TypeFor[Frequency]():
		return ptr(frequencySchema)
	case reflect.TypeFor[Number]():
		return &jsonschema.Schema{OneOf: []*jsonschema.Schema{{Type: "integer", Minimum: "0"}, text(`^(0|[1-9]\d*)( places?)?$`)}}
	case reflect.TypeFor[Span]():
		return text(`^\d+(\.\d+)? ?([dwmy] ?\+|[dwmy]? ?- ?\d+(\.\d+)? ?[dwmy])$`)
	case reflect.TypeFor[Ages]():
		return orList(agesSchema())
	case reflect.TypeFor[Routes]():
		var routes []string
		for k := range model.Routes {
			routes = append(routes, model.Route(k).String())
		}
		return orList(&jsonschema.Schema{Enum: anys(routes)})
	case reflect.TypeFor[model.Setting]():
		return &jsonschema.Schema{Enum: anys(settingNames())}
	case reflect.TypeFor[model.Location]():
		return locationSchema()
	case reflect.TypeFor[OneOrMore[model.Setting]]():
		return orList(&jsonschema.Schema{Enum: anys(settingNames())})
	case reflect.TypeFor[OneOrMore[model.Location]]():
		return orList(locationSchema())
	case reflect.TypeFor[model.Exit]():
		var exits []string
		for e := range model.Exits {
			if model.Exit(e) != model.ExitAged18 {
				exits = append(exits, model.Exit(e).String())
			}
		}
		return &jsonschema.Schema{Enum: anys(exits)}
	}
	return nil
}

// Decimal numbers, any and below 100, as patterns.
const (
	digits      = `(\d+(\.\d*)?|\.\d+)`
	under100    = `(0*\d{1,2}(\.\d*)?|\.\d+)`
	percentForm = `^[-+]?` + digits + ` *%$`
)

var (
	shareSchema     = jsonschema.Schema{Type: "string", Pattern: `^\+?(100(\.0*)?|` + under100 + `) *%$`}
	frequencySchema = jsonschema.Schema{Type: "string", Pattern: frequencies.String()}
	sizeSchema      = jsonschema.Schema{OneOf: []*jsonschema.Schema{{Type: "number"}, {Type: "string", Pattern: strings.Replace(percentForm, "%$", "(%|pp)$", 1)}}}
)

func locationSchema() *jsonschema.Schema {
	return &jsonschema.Schema{Enum: []any{model.InArea.String(), model.OutOfArea.String()}}
}

// orList is one value, or a list of at least one.
func orList(item *jsonschema.Schema) *jsonschema.Schema {
	return &jsonschema.Schema{AnyOf: []*jsonschema.Schema{item, {Type: "array", Items: item, MinItems: ptr(uint64(1))}}}
}

// agesSchema is every range of whole age bands.
func agesSchema() *jsonschema.Schema {
	var froms, tos []string
	for b := range model.AgeBand(model.AgeBands) {
		from, to := model.AgeSpan(b)
		froms, tos = append(froms, format(from)), append(tos, format(to-1))
	}
	pattern := "^(0|(" + strings.Join(froms, "|") + ")(-(" + strings.Join(tos, "|") + `)|\+))$`
	return &jsonschema.Schema{OneOf: []*jsonschema.Schema{{Const: 0}, {Type: "string", Pattern: pattern}}}
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
