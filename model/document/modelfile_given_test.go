package document

import (
	"bytes"
	"math"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mathext"

	"github.com/carecurve/carecurve/model"
)

var counts = regexp.MustCompile(`occurrences: [^,]+, exposure: [^,]+, `)
var interval = regexp.MustCompile(`, low: [^,]+, high: [^}]+`)

// edited cuts a model file at two lines and gives what stands between to edit.
func edited(t *testing.T, data []byte, from, to string, edit func(string) string) []byte {
	t.Helper()
	s := string(data)
	a := strings.Index(s, "\n"+from)
	b := a + 1 + strings.Index(s[a+1:], "\n"+to)
	if a < 0 || b <= a {
		t.Fatalf("no part from %q to %q", from, to)
	}
	return []byte(s[:a] + edit(s[a:b]) + s[b:])
}

func TestRatesWithoutCountsAreCertain(t *testing.T) {
	original := read(t, written(t, randomModel(rand.New(rand.NewPCG(3, 1)))))
	data := edited(t, written(t, original), "exits:", "moves:", func(s string) string {
		s = interval.ReplaceAllString(counts.ReplaceAllString(s, ""), "")
		return regexp.MustCompile(`\n +weight: [^\n]+`).ReplaceAllString(s, "")
	})
	m := read(t, data)
	for f := range m.Exits {
		for i, c := range m.Exits[f].Cells {
			if was := original.Exits[f].Cells[i]; c.Mean != was.Mean || c.Mean > 0 && !math.IsInf(c.Shape, 1) || c.Occurrences != 0 || c.Exposure != 0 {
				t.Fatalf("%+v, was %+v", c, was)
			}
		}
	}
	if m.Moves.Cells[3] != original.Moves.Cells[3] || m.Moves.Cells[3].Given() {
		t.Errorf("moves became %+v", m.Moves.Cells[3])
	}
	last := m.Notes[len(m.Notes)-1]
	if len(m.Notes) != len(original.Notes)+1 || !strings.Contains(last, "exits home, exits sgo, exits adoption, exits other") || !strings.Contains(last, "taken as certain") {
		t.Errorf("notes: %q", m.Notes)
	}
	// Written and read again it is the same, with the note once.
	again := written(t, m)
	if b := written(t, read(t, again)); !bytes.Equal(again, b) {
		t.Error("written again it differs:", difference(again, b))
	}
}

func TestRatesWithAnInterval(t *testing.T) {
	original := read(t, written(t, randomModel(rand.New(rand.NewPCG(3, 1)))))
	data := edited(t, written(t, original), "entries:", "exits:", func(s string) string {
		s = interval.ReplaceAllString(counts.ReplaceAllString(s, ""), "")
		s = regexp.MustCompile(`weight: [^\n]+`).ReplaceAllString(s, "weight: 30")
		return regexp.MustCompile(`(age: 5-9, mean: )[^}]+`).ReplaceAllString(s, "${1}0.004, low: 0.003, high: 0.0052")
	})
	data = edited(t, data, "returns:", "first:", func(s string) string {
		s = interval.ReplaceAllString(counts.ReplaceAllString(s, ""), "")
		return regexp.MustCompile(`weight: [^\n]+`).ReplaceAllString(s, "weight: 40")
	})
	m := read(t, data)
	r := m.Direct.Ages[model.Age5to9]
	low, high := mathext.GammaIncRegInv(r.Shape, 0.1), mathext.GammaIncRegInv(r.Shape, 0.9)
	near(t, "high over low", high/low, 0.0052/0.003, 1e-6)
	near(t, "mean", r.Mean, 0.004, 0)
	for i, c := range m.Returns.Cells {
		if c.Mean > 0 {
			near(t, "shape by weight", c.Shape, 40*c.Mean, 1e-12)
		} else if c.Given() {
			t.Errorf("cell %d of nothing: %+v", i, c)
		}
	}
	last := m.Notes[len(m.Notes)-1]
	if !strings.Contains(last, "entries direct, entries uasc, entries plan_start, returns") || !strings.Contains(last, "intervals or weights of their own") {
		t.Errorf("note: %q", last)
	}
	file := written(t, m)
	again := read(t, file)
	near(t, "shape read again", again.Direct.Ages[model.Age5to9].Shape/r.Shape, 1, 1e-8)
	if b := written(t, again); !bytes.Equal(file, b) {
		t.Error("written again it differs:", difference(file, b))
	}
}

// Zeros for all counts of a table say as much as no counts.
func TestZeroCounts(t *testing.T) {
	original := read(t, written(t, randomModel(rand.New(rand.NewPCG(3, 1)))))
	data := edited(t, written(t, original), "moves:", "plans:", func(s string) string {
		return interval.ReplaceAllString(counts.ReplaceAllString(s, "occurrences: 0, exposure: 0, "), "")
	})
	m := read(t, data)
	for _, c := range m.Moves.Cells {
		if c.Mean > 0 && math.Abs(c.Shape-c.Mean*m.Moves.Weight) > 1e-12 {
			t.Fatalf("%+v with weight %v", c, m.Moves.Weight)
		}
	}
	// One cell with a count makes it a table that was fitted.
	if c := original.Moves.Cells[0]; c.Given() {
		t.Errorf("a fitted cell is given: %+v", c)
	}
}

func TestGivenFaults(t *testing.T) {
	original := written(t, read(t, written(t, randomModel(rand.New(rand.NewPCG(3, 1))))))
	first := regexp.MustCompile(`occurrences: [^,]+, exposure: [^,]+, mean: [^,]+, low: [^,]+, high: [^}]+`)
	for _, c := range []struct{ name, cell, want string }{
		{"one count", "occurrences: 3, mean: 0.2", `"occurrences" stands here without "exposure"`},
		{"other count", "exposure: 3, mean: 0.2", `"exposure" stands here without "occurrences"`},
		{"one end", "mean: 0.2, low: 0.1", "the interval has one end"},
		{"mean outside", "mean: 0.2, low: 0.3, high: 0.4", "0.3 to 0.4 is no interval about 0.2"},
		{"from nothing", "mean: 0.2, low: 0, high: 0.4", "0 to 0.4 is no interval about 0.2"},
		{"shape of 0", "mean: 0.2, shape: 0", "a shape of 0"},
		{"shape and counts", "occurrences: 3, exposure: 4, mean: 0.2, shape: 2", `"shape" has no business beside counts`},
		{"word", "mean: 0.2, low: small, high: 0.4", "small"},
	} {
		data := edited(t, original, "moves:", "plans:", func(s string) string {
			at := first.FindStringIndex(s)
			return s[:at[0]] + c.cell + s[at[1]:]
		})
		_, faults := ReadModel("m.yaml", data)
		if len(faults) != 1 || !strings.Contains(faults[0].What, c.want) || faults[0].Line == 0 {
			t.Errorf("%s: %v", c.name, faults)
		}
	}
	data := edited(t, original, "moves:", "plans:", func(s string) string {
		return regexp.MustCompile(`\n +weight: [^\n]+`).ReplaceAllString(s, "")
	})
	if _, faults := ReadModel("m.yaml", data); len(faults) != 1 || !strings.Contains(faults[0].What, `"weight" is missing`) {
		t.Errorf("counts without a weight: %v", faults)
	}
}
