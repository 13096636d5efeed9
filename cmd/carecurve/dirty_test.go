package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/carecurve/carecurve/model/records"
	"github.com/carecurve/carecurve/sim/synth"
)

var updateDirty = flag.Bool("update-dirty", false, "write testdata/dirty anew, its records as well")

// TestDirtyCouncil holds the findings of one small dirty council, whose
// returns and findings.csv lie in testdata/dirty to be read as they are.
func TestDirtyCouncil(t *testing.T) {
	t.Chdir(filepath.Join("..", "..", "testdata", "dirty"))
	if *updateDirty {
		w := synth.New(synth.Options{Seed: 2, Children: 20, Years: 2})
		if err := records.WriteReturns("records", w.History(), records.WriteOptions{Legal: legalOf(w), Dirt: 0.45, Seed: 2}); err != nil {
			t.Fatal(err)
		}
	}
	c, err := check(context.Background(), []string{"records"}, "", true, false)
	if err != nil {
		t.Fatal(err)
	}
	for name, print := range map[string]func(*bytes.Buffer) error{
		"findings.csv": func(b *bytes.Buffer) error { return checkCSV(b, c) },
		"check.txt":    func(b *bytes.Buffer) error { return checkText(b, c) },
	} {
		var b bytes.Buffer
		if err := print(&b); err != nil {
			t.Fatal(err)
		}
		if *updateDirty {
			if err := os.WriteFile(name, b.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(b.Bytes(), want) {
			t.Errorf("%s has changed; if that is meant: go test -run ^TestDirtyCouncil$ -update-dirty\n%s", name, firstDifference(b.String(), string(want)))
		}
	}
}

func firstDifference(got, want string) string {
	a, b := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return fmt.Sprintf("line %d\ngot  %s\nwant %s", i+1, a[i], b[i])
		}
	}
	return fmt.Sprintf("%d lines, want %d", len(a), len(b))
}
