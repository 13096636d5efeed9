package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"carecurve": main})
}

// TestScripts runs whole commands, each script in a folder of its own with the
// small made-up council as council.zip.
func TestScripts(t *testing.T) {
	data, err := os.ReadFile(filepath.Join("..", "..", "testdata", "council-small.zip"))
	if err != nil {
		t.Fatal(err)
	}
	published, err := filepath.Abs(filepath.Join("..", "..", "testdata", "published"))
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir: filepath.Join("testdata", "script"),
		Setup: func(env *testscript.Env) error {
			env.Setenv("PUBLISHED", published)
			return os.WriteFile(filepath.Join(env.WorkDir, "council.zip"), data, 0o644)
		},
	})
}
