package scenarios

import (
	"reflect"
	"strings"

	"github.com/invopop/jsonschema"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/model/document"
)

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
	case reflect.TypeFor[model.Provider]():
		return &jsonschema.Schema{Enum: anys(model.ProviderCodes())}
	case reflect.TypeFor[OneOrMore[model.Provider]]():
		return orList(&jsonschema.Schema{Enum: anys(model.ProviderCodes())})
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
