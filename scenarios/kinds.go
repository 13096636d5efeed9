package scenarios

import (
	"slices"
	"strconv"
	"strings"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/model/document"
)

// kind is one kind of intervention: the keys it may have, those it must, and
// whether it couples children.
type kind struct {
	name     string
	keys     []string
	required []string
	coupled  bool // what one child can do depends on the others
}

// Keys that go together.
var (
	always = []string{"name", "kind", "start", "evidence"}
	reach  = []string{"cases", "where", "ramp", "lag", "end", "fade", "coverage", "offer", "delivery", "cost"}
	sized  = []string{"effect", "shrink"}
)

var kinds = []kind{
	{"rate", keys(always, reach, sized, "flow"), []string{"flow", "effect"}, false},
	{"duration", keys(always, reach, sized, "of"), []string{"of", "effect"}, false},
	{"redirect", keys(always, reach, nil, "from", "to", "share", "limit"), []string{"from", "to", "share"}, false},
	{"price", keys(always, nil, nil, "line", "change", "inflation", "cost"), []string{"line"}, false},
	{"demand", keys(always, reach, sized, "population", "flow", "uasc"), nil, false},
	{"spend", keys(always, nil, nil, "end", "delivery", "cost"), []string{"cost"}, false},
	{"capacity", keys(always, nil, nil, "setting", "location", "places", "recruit", "loss", "ramp", "lag", "end", "when_full", "draws_from", "fill", "delivery", "cost"), []string{"setting"}, true},
	{"slots", keys(always, nil, nil, "intervention", "per_month", "ramp", "end"), []string{"intervention", "per_month"}, true},
	{"once", keys(always, nil, nil, "from", "to", "number", "by", "order", "where", "delivery", "cost"), []string{"to", "number", "by"}, true},
	{"target", keys(always, nil, nil, "exit", "number", "extra", "where", "ramp", "end", "delivery", "cost"), []string{"exit"}, true},
	{"review", keys(always, reach, sized, "every", "children", "lasting"), []string{"every", "effect", "lasting"}, true},
}

func keys(a, b, c []string, own ...string) []string { return slices.Concat(a, own, c, b) }

func kindNamed(name string) *kind {
	for i := range kinds {
		if kinds[i].name == name {
			return &kinds[i]
		}
	}
	return nil
}

func kindNames() []string {
	var out []string
	for _, k := range kinds {
		out = append(out, k.name)
	}
	return out
}

// kindsWith are the kinds that may have a key.
func kindsWith(key string) []string {
	var out []string
	for _, k := range kinds {
		if slices.Contains(k.keys, key) {
			out = append(out, k.name)
		}
	}
	return out
}

// UnmarshalDocument reads the keys that the intervention's kind may have.
func (in *Intervention) UnmarshalDocument(n document.Node) {
	type plain Intervention
	k := &kind{keys: keys(always, nil, nil)}
	for _, other := range kinds {
		k.keys = append(k.keys, other.keys...) // as long as the kind isn't known
	}
	for _, f := range n.Fields() {
		if f.Key != "kind" || f.Value.Kind() != document.Scalar {
			continue
		}
		if found := kindNamed(f.Value.Text()); found != nil {
			k = found
		} else if f.Value.Text() != "" {
			f.Value.Fault("unknown kind "+strconv.Quote(f.Value.Text()), document.DidYouMean(f.Value.Text(), kindNames(), "kinds are"))
		}
	}
	written := map[string]bool{}
	for _, f := range n.Fields() {
		written[f.Key] = true
	}
	for _, f := range n.Pick((*plain)(in), k.keys...) {
		owners := kindsWith(f.Key)
		switch {
		case len(owners) == 0 && k.name == "":
			n.FaultAt(f.Pos, "unknown key "+strconv.Quote(f.Key), "keys of every kind are "+strings.Join(always, ", ")+"; the others follow from the kind")
		case len(owners) == 0:
			n.FaultAt(f.Pos, "unknown key "+strconv.Quote(f.Key), document.DidYouMean(f.Key, k.keys, "keys of kind "+k.name+" are"))
		default:
			n.FaultAt(f.Pos, "key "+strconv.Quote(f.Key)+" has no place in kind "+k.name, "it belongs to "+strings.Join(owners, ", ")+"; keys of kind "+k.name+" are "+strings.Join(k.keys, ", "))
		}
	}
	for _, key := range k.required {
		if n.Kind() == document.Mapping && !written[key] {
			n.Fault("key "+strconv.Quote(key)+" is missing", "kind "+k.name+" needs "+strings.Join(k.required, " and "))
		}
	}
}

// priceLines are the lines of costs that a price may be changed of, or all.
func priceLines() []string {
	var out []string
	for s := range model.Settings {
		out = append(out, model.Setting(s).String())
	}
	return append(out, "plans", "icpc", "sgo", "adoption", "care_reviews", "proceedings", "staying_put", "uasc_income", "all")
}

// reserved tells whether costs.csv has a line of that name already, which an
// intervention with a cost of its own can't have.
func reserved(name string) bool {
	return name == "total" || name != "all" && slices.Contains(priceLines(), name)
}

// inflationLines are those whose inflation an intervention's own cost may
// follow.
func inflationLines() []string {
	lines := priceLines()
	return append(lines[:len(lines)-2], "uasc_income", "pay", "default")
}
