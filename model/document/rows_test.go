package document

import (
	"bytes"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
)

// bothWays parses a file with and without rows taken out of it.
func bothWays(data []byte) (fast, slow *node, rows int, faults [2]int) {
	less, taken := takeRows("f", data)
	var a, b sink
	quick := converter{name: "f", s: &a, rows: taken}
	plain := converter{name: "f", s: &b}
	fast, slow = quick.parse(less), plain.parse(data)
	if quick.used != len(taken) {
		fast = nil
	}
	return fast, slow, len(taken), [2]int{len(a.findings), len(b.findings)}
}

// A model file is read the same with its rows taken out, to the column.
func TestRowsAreReadAlike(t *testing.T) {
	var b bytes.Buffer
	if err := WriteModel(&b, randomModel(rand.New(rand.NewPCG(7, 7)))); err != nil {
		t.Fatal(err)
	}
	fast, slow, rows, faults := bothWays(b.Bytes())
	if rows < 500 || faults != [2]int{} {
		t.Fatalf("%d rows, faults %v", rows, faults)
	}
	if !reflect.DeepEqual(fast, slow) {
		t.Error("the file reads otherwise without its rows")
	}
}

// What is no plain row is left to the parser, and what only looks like one is
// told.
func TestRowsLeaveTheRest(t *testing.T) {
	for _, text := range []string{
		"- {a: 1, a: 2}", "- {a: \"1\"}", "- {a: 1} # why", "- {a: 1,b: 2}", "- {a: }", "- {a: -}", "- {a: [1]}", "- {a: b c}", "- {a: ~}", "- {A: 1}", "- {a: 1, }", "-  {a: 1}", "- {}", "- {a: 1}\r", "{a: 1}", "- {a: *x}", "- {a: - 1}",
	} {
		if row, _ := plainRow("f", []byte(text), 1); row != nil {
			t.Errorf("%q was taken for a plain row", text)
		}
	}
	if row, at := plainRow("f", []byte("  - {a: -1.5e+3, time: 5y+, to: residential/out, from: 2019-04-01}"), 1); row == nil || at != 4 || len(row.fields) != 4 {
		t.Error("a plain row was not taken")
	}
	long := strings.Repeat("# filler\n", longFile/9+1)
	for _, text := range []string{
		"a: |\n  text\n  - {b: 1}\n", "a: |\n  - {b: 1}\n", "a: some text\n  - {b: 1}\n", "a: \"\n  - {b: 1}\"\n", "- {b: 1}\n- {c: 2}\n", "- {b: 1}\n c: 2\n", "a:\n  - {b: 1}\n  - [{c: 1}]\n  - {d: 2}\n", "- carecurve-row-0\n- {b: 1}\n", "a: [\n  - {b: 1}\n]\n",
	} {
		var want, got sink
		slow := (&converter{name: "f", s: &want}).parse([]byte(long + text))
		fast := parse("f", []byte(long+text), &got)
		if !reflect.DeepEqual(fast, slow) || !reflect.DeepEqual(got, want) {
			t.Errorf("%q reads otherwise in a long file", text)
		}
	}
}

func FuzzRows(f *testing.F) {
	f.Add("a:\n  - {b: 1, c: 0-4w}\n  - {b: 2}\n")
	f.Add("- {a: 1}\n- x: |\n    - {a: 1}\n")
	f.Fuzz(func(t *testing.T, text string) {
		fast, slow, rows, faults := bothWays([]byte(text))
		if rows > 0 && fast != nil && faults[0] == 0 && (faults[1] != 0 || !reflect.DeepEqual(fast, slow)) {
			t.Errorf("%q reads otherwise with its rows taken out", text)
		}
	})
}
