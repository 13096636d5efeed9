package scenarios

import (
	"strings"
	"testing"
	"time"
)

// TestHostileFiles gives the parser files that were made to break it: each is
// refused with a place and a remedy. The bound on time is for a busy machine:
// what it is to catch takes hours.
func TestHostileFiles(t *testing.T) {
	bomb := "version: 1\nname: s\na: &a [x, x, x, x, x, x, x, x, x]\n"
	for c := 'b'; c < 'm'; c++ {
		before := string(c - 1)
		bomb += string(c) + ": &" + string(c) + " [" + strings.TrimSuffix(strings.Repeat("*"+before+", ", 9), ", ") + "]\n"
	}
	many := "version: 1\nname: s\ninterventions:\n" + strings.Repeat("  - {name: a, kind: rat, flow: exits, effect: {ratio: -1}, coverge: 5%}\n", 20000)
	for name, text := range map[string]string{
		"alias bomb":          bomb,
		"alias to itself":     "version: 1\nname: &n [*n]\n",
		"anchor":              "version: 1\nname: &n s\n",
		"merge key":           "version: 1\nname: s\ninterventions:\n  - {<<: {name: a}, kind: rate}\n",
		"tag":                 "version: !!int 1\nname: !!python/object:os.system s\n",
		"two documents":       "version: 1\nname: s\n---\nversion: 1\nname: t\n",
		"deep lists":          "version: 1\nname: s\ninterventions: " + strings.Repeat("[", 9000) + strings.Repeat("]", 9000),
		"deeper lists":        "version: 1\nname: s\ninterventions: " + strings.Repeat("[", 1000000),
		"deep keys":           "version: 1\nname: s\nwhere: " + strings.Repeat("{a: ", 9000) + "1" + strings.Repeat("}", 9000),
		"deep indents":        "version: 1\nname: s\n" + deepIndents(3000),
		"megabytes of faults": many,
		"megabytes of text":   "version: 1\nname: " + strings.Repeat("a", 4<<20),
		"megabytes of keys":   "version: 1\nname: s\n" + strings.Repeat("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx: 1\n", 40000),
		"long number":         "version: " + strings.Repeat("9", 1<<20) + "\nname: s\n",
		"no text":             "\x00\x01\xff",
		"only a comment":      "# nothing\n",
		"a list":              "- version: 1\n",
		"yes":                 one(`{name: a, kind: rate, flow: exit, effect: {ratio: yes}}`),
		"not a number":        one(`{name: a, kind: rate, flow: exit, effect: {ratio: .NaN}}`),
		"infinite":            one(`{name: a, kind: rate, flow: exit, effect: {ratio: .inf}}`),
		"infinite percent":    one(`{name: a, kind: rate, flow: exit, effect: {change: 1e999%}}`),
		"long duration":       one(`{name: a, kind: rate, flow: exit, effect: {ratio: 1}, ramp: 99999999999999999999 years}`),
		"no key":              "? [a, b]\n: 1\n",
		"empty name":          "version: 1\nname: \"\"\n",
	} {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			f, found := Parse("f.yaml", []byte(text))
			if took := time.Since(start); took > 10*time.Second {
				t.Errorf("took %v", took)
			}
			if f != nil || len(found) == 0 {
				t.Fatalf("it was read: %+v", f)
			}
			for _, x := range found {
				if x.File != "f.yaml" || x.Line < 1 || x.Column < 1 || x.What == "" || x.Fix == "" || strings.ContainsAny(x.What+x.Fix, "\n\x00") {
					t.Fatalf("finding %+v", x)
				}
			}
		})
	}
}

func deepIndents(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.Repeat(" ", i) + "a:\n")
	}
	return b.String()
}
