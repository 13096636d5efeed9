package scenarios

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Draft is a scenario with one intervention, to begin a file with.
type Draft struct {
	Name, Title, Kind string
	// Values are what is known of the intervention's keys, as YAML; for the
	// others that must be there an example stands.
	Values map[string]string
}

// Choice is a kind that a draft can have, or a key of one that is worth asking
// for: its meaning and an example.
type Choice struct{ Word, Means, Example string }

// DraftKinds are the kinds that a draft can have. slots is not among them: it
// limits another intervention.
func DraftKinds() []Choice {
	var out []Choice
	for _, k := range kinds {
		if k.name != "slots" {
			out = append(out, Choice{Word: k.name, Means: kindWords[k.name]})
		}
	}
	return out
}

var kindWords = map[string]string{
	"rate":     "a rate is multiplied: of coming into care, leaving, moving, starting or ending a plan",
	"duration": "a time gets longer or shorter: on a plan, in care, in a placement",
	"redirect": "a share of new placements goes elsewhere",
	"price":    "a price or its inflation changes",
	"demand":   "more or fewer children come: population, a shock, a quota",
	"spend":    "money is spent, which is claimed to change nothing else",
	"capacity": "places are limited, recruited and lost",
	"once":     "a number of children moves or leaves by a date",
	"target":   "so many leave care a year by one way",
	"review":   "children in care are looked at on a cycle",
}

// DraftKeys are the keys that a draft of a kind writes, in order, with their
// examples; an unknown kind has none.
func DraftKeys(kind string) []Choice {
	k := kindNamed(kind)
	if k == nil || kindWords[kind] == "" {
		return nil
	}
	var out []Choice
	for _, key := range k.keys {
		if k.writes(key) {
			out = append(out, Choice{key, meaning(key), example(kind, key)})
		}
	}
	return out
}

// writes tells whether a draft of the kind needs a key; name and kind have
// lines of their own.
func (k *kind) writes(key string) bool {
	return slices.Contains(k.required, key) || slices.Contains(alsoWritten[k.name], key)
}

// alsoWritten are keys without which a kind says nothing, though others may
// stand for them.
var alsoWritten = map[string][]string{
	"price": {"change"}, "demand": {"flow", "effect"}, "target": {"extra"}, "capacity": {"recruit", "when_full"},
}

// notOffered are keys that a kind may have and a draft doesn't offer, since
// they exclude what it writes.
var notOffered = map[string][]string{
	"price": {"inflation"}, "target": {"number"}, "demand": {"cases"},
	"redirect": {"cases", "lag", "fade", "offer"}, "review": {"cases", "fade"}, "capacity": {"fill"},
}

var examples = map[string]string{
	"flow": "plan-to-care", "of": "plan", "effect": fill, "from": "{location: out}", "to": "{location: in}", "share": "50%",
	"limit": "30 places", "line": "residential", "change": "-8%", "population": "+1.2% a year", "uasc": "{share_of_children: 0.1%}",
	"setting": "foster_own", "location": "in", "places": "200", "recruit": "2 per month", "loss": "12% a year", "when_full": "foster_agency",
	"draws_from": "[foster_agency]", "number": "12", "by": "+12 months", "order": "dearest", "exit": "sgo", "extra": "10 per year",
	"every": "quarter", "children": "all", "lasting": "6 months", "cases": "new", "where": "{age: [10-15, 16-17]}", "start": "+3 months",
	"ramp": "6 months", "lag": "3 months", "end": "+48 months", "fade": "24 months", "coverage": "60%", "offer": "families",
	"shrink": "0.7", "delivery": "{probability: 90%, delay: 3 months}", "cost": "{once: 250000, yearly: 400000, inflation: pay}",
	"evidence": `{grade: E, source: "who says so", note: "what a reader must know"}`,
}

func example(kind, key string) string {
	switch {
	case key == "cost" && kind == "review":
		return "{per_review: 350, inflation: pay}"
	case key == "cost" && (kind == "rate" || kind == "duration"):
		return "{per_case: 2000, once: 250000, yearly: 400000, inflation: pay}"
	case key == "flow" && kind == "demand":
		return "plan-start"
	case key == "effect" && kind == "demand":
		return "{change: +10%}"
	}
	return examples[key]
}

func meaning(key string) string {
	for _, w := range keyWords {
		if w.key == key {
			return w.means
		}
	}
	return ""
}

// Text is the draft as a file, with a comment on every key; those that may be
// added are commented out.
func (d Draft) Text() string {
	var b strings.Builder
	title := d.Title
	if title == "" {
		title = d.Name
	}
	fmt.Fprintf(&b, "# %s\n#\n# Say here what is planned, who expects what of it, and why. A line that begins\n# with # is a comment: take the # away to use a key.\n", strings.ReplaceAll(title, "\n", " "))
	fmt.Fprintf(&b, "version: 1\nname: %s\ntitle: %s\ninterventions:\n", d.Name, quoted(title))
	fmt.Fprintf(&b, "  - name: %s\n    kind: %-*s  # %s\n", d.Name, valueWidth-2, d.Kind, kindWords[d.Kind])
	k := kindNamed(d.Kind)
	if k == nil {
		return b.String()
	}
	var later []string
	for _, key := range k.keys {
		value, given := d.Values[key]
		if key == "name" || key == "kind" {
			continue
		}
		if !given && !k.writes(key) {
			if !slices.Contains(notOffered[d.Kind], key) {
				later = append(later, key)
			}
			continue
		}
		if !given {
			value = example(d.Kind, key)
		}
		line(&b, "    ", key, value)
	}
	for _, key := range slices.Sorted(maps.Keys(d.Values)) { // the check says what is wrong with these
		if !slices.Contains(k.keys, key) {
			line(&b, "    ", key, d.Values[key])
		}
	}
	for _, key := range later {
		line(&b, "    # ", key, example(d.Kind, key))
	}
	return b.String()
}

// valueWidth is how much room keys and values have before their comments.
const valueWidth = 40

func line(b *strings.Builder, indent, key, value string) {
	text := key + ": " + value
	fmt.Fprintf(b, "%s%-*s  # %s\n", indent, valueWidth+8-len(indent), text, meaning(key))
}

// quoted writes text so that YAML takes it for text.
func quoted(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", " ", "\r", " ", "\t", " ").Replace(s) + `"`
}
