package reports

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func listing(t *testing.T, dir string) string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return strings.Join(names, " ")
}

func TestWriteFolder(t *testing.T) {
	parent := t.TempDir()
	dir := filepath.Join(parent, "deep", "out")
	in := sampleInput()
	in.Extra = []File{{"notes.txt", func(w io.Writer) error { _, err := io.WriteString(w, "hello"); return err }}}
	if err := Write(dir, in, false); err != nil {
		t.Fatal(err)
	}
	const want = "attribution.csv averted.csv bridge.csv budget.csv budget.xlsx costs.csv notes.txt prices.csv projection.csv projection.parquet report.html run.json savings.csv savings_plan.csv"
	if got := listing(t, dir); got != want {
		t.Errorf("folder holds %s", got)
	}
	b, err := os.ReadFile(filepath.Join(dir, "run.json"))
	if err != nil {
		t.Fatal(err)
	}
	var r map[string]any
	if err := json.Unmarshal(b, &r); err != nil {
		t.Fatal(err)
	}
	for key, value := range map[string]any{"version": "1.0.0", "seed": 1.0, "replicates": 1000.0, "engine": "agents", "workers": 2.0} {
		if r[key] != value {
			t.Errorf("run.json has %s = %v, want %v", key, r[key], value)
		}
	}
	if s := r["inputs"].([]any)[0].(map[string]any)["sha256"].(string); len(s) != 64 {
		t.Errorf("run.json lacks the input's hash: %q", s)
	}

	// Again: refused without leave, replaced with it, whatever the files are.
	if err := Write(dir, in, false); err == nil {
		t.Error("an earlier output was replaced without leave")
	}
	in.Extra = nil
	if err := Write(dir, in, true); err != nil {
		t.Fatal(err)
	}
	if got := listing(t, dir); strings.Contains(got, "notes.txt") {
		t.Errorf("the old folder was not replaced: %s", got)
	}
	if got := listing(t, filepath.Dir(dir)); got != "out" {
		t.Errorf("beside the folder stands %s", got)
	}
}

func TestWriteRefusesOthersFiles(t *testing.T) {
	in := sampleInput()
	twoLines := func(err error) {
		t.Helper()
		if err == nil || strings.Count(err.Error(), "\n") != 1 {
			t.Errorf("want an error of two lines, got %v", err)
		}
	}
	dir := t.TempDir()
	os.WriteFile(filepath.Join(dir, "precious.txt"), []byte("x"), 0o644)
	twoLines(Write(dir, in, true))

	// Someone else's run.json does not make a folder ours.
	os.WriteFile(filepath.Join(dir, "run.json"), []byte(`{"program":"other"}`), 0o644)
	twoLines(Write(dir, in, true))

	ours := filepath.Join(t.TempDir(), "out")
	if err := Write(ours, in, true); err != nil {
		t.Fatal(err)
	}
	os.WriteFile(filepath.Join(ours, "my-notes.docx"), []byte("x"), 0o644)
	twoLines(Write(ours, in, true))

	file := filepath.Join(dir, "precious.txt")
	twoLines(Write(file, in, true))
	if got := listing(t, dir); got != "precious.txt run.json" {
		t.Errorf("refusing changed the folder: %s", got)
	}
}

func TestWriteFailingMidwayLeavesNothing(t *testing.T) {
	parent := t.TempDir()
	dir := filepath.Join(parent, "out")
	in := sampleInput()
	if err := Write(dir, in, true); err != nil {
		t.Fatal(err)
	}
	before, _ := os.ReadFile(filepath.Join(dir, "projection.csv"))
	bad := sampleInput()
	bad.Projection.Scenarios[0].Series[0].Values[3].Mean = 1
	broken := errors.New("disk full")
	bad.Extra = []File{{"more.bin", func(w io.Writer) error { io.WriteString(w, "half"); return broken }}}
	err := Write(dir, bad, true)
	if !errors.Is(err, broken) {
		t.Fatalf("the failure was lost: %v", err)
	}
	after, _ := os.ReadFile(filepath.Join(dir, "projection.csv"))
	if string(before) != string(after) || len(after) == 0 {
		t.Error("a failed run changed the earlier output")
	}
	if got := listing(t, parent); got != "out" {
		t.Errorf("a failed run left %s", got)
	}
	if err := Write(filepath.Join(parent, "new"), bad, true); err == nil {
		t.Error("the failure was lost")
	}
	if got := listing(t, parent); got != "out" {
		t.Errorf("a failed run left %s", got)
	}
	bad.Extra[0].Name = "../escape"
	if err := Write(filepath.Join(parent, "new"), bad, true); err == nil {
		t.Error("a file name with a folder passed")
	}
}

// A context that is cancelled, before or while files are written, leaves neither
// the folder nor a part of it, and an earlier result as it was.
func TestWriteUntilCancelled(t *testing.T) {
	parent := t.TempDir()
	dir := filepath.Join(parent, "out")
	ctx, cancel := context.WithCancel(context.Background())
	in := sampleInput()
	in.Extra = []File{{"last.txt", func(w io.Writer) error {
		cancel()
		_, err := io.WriteString(w, "never")
		return err
	}}}
	for range 2 {
		if err := WriteUntil(ctx, dir, in, true); !errors.Is(err, context.Canceled) {
			t.Fatalf("cancelled: %v", err)
		}
		if left := listing(t, parent); left != "" {
			t.Fatalf("left behind: %s", left)
		}
	}
	in.Extra = nil
	if err := Write(dir, in, true); err != nil {
		t.Fatal(err)
	}
	before := listing(t, parent)
	if err := WriteUntil(ctx, dir, in, true); !errors.Is(err, context.Canceled) || listing(t, parent) != before {
		t.Fatalf("an earlier result was touched: %v", err)
	}
}
