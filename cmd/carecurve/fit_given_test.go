package main

import (
	"bytes"
	"encoding/csv"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// A model whose rates a person wrote by hand, without counts, is projected by
// both engines: to the same means as the fitted one, and as certain.
func TestProjectRatesFromElsewhere(t *testing.T) {
	dir := t.TempDir()
	do := func(args ...string) {
		t.Helper()
		var out, errs bytes.Buffer
		if code := run(args, &out, &errs); code != 0 {
			t.Fatalf("%v ends with %d: %s", args, code, errs.String())
		}
	}
	fitted, given := filepath.Join(dir, "m.yaml"), filepath.Join(dir, "given.yaml")
	do("fit", filepath.Join("..", "..", "testdata", "council-small.zip"), "-o", fitted)
	data, err := os.ReadFile(fitted)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ what, with string }{
		{`occurrences: [^,]+, exposure: [^,]+, `, ""}, {`, low: [^,]+, high: [^}]+`, ""}, {`(?m)^ +weight: [0-9.e+]+\n`, ""},
	} {
		data = regexp.MustCompile(c.what).ReplaceAll(data, []byte(c.with))
	}
	stock, err := os.ReadFile(stockPath(fitted))
	if err != nil {
		t.Fatal(err)
	}
	for name, b := range map[string][]byte{given: data, stockPath(given): stock} {
		if err := os.WriteFile(name, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, engine := range []string{"agents", "markov"} {
		a, b := filepath.Join(dir, engine), filepath.Join(dir, engine+"-given")
		do("project", "-m", fitted, "-o", a, "--engine", engine, "--uncertainty", "parameters", "--years", "1", "--replicates", "60", "--quiet")
		do("project", "-m", given, "-o", b, "--engine", engine, "--uncertainty", "parameters", "--years", "1", "--replicates", "60", "--quiet")
		report, err := os.ReadFile(filepath.Join(b, "report.html"))
		if err != nil || !strings.Contains(string(report), "They are taken as certain") {
			t.Errorf("%s: the report doesn't say that rates are taken as certain (%v)", engine, err)
		}
		was, sd := lastLAC(t, a)
		mean, now := lastLAC(t, b)
		if mean < 0.97*was || mean > 1.03*was {
			t.Errorf("%s: %.1f children with the rates as given, %.1f as fitted", engine, mean, was)
		}
		if engine == "agents" && now >= sd {
			t.Errorf("%s: sd %.2f with certain rates, %.2f with fitted ones", engine, now, sd)
		}
	}
}

func lastLAC(t *testing.T, dir string) (mean, sd float64) {
	t.Helper()
	f, err := os.Open(filepath.Join(dir, "projection.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows[1:] {
		if r[2] == "lac" && r[3] == "" {
			if mean, err = strconv.ParseFloat(r[4], 64); err == nil {
				sd, err = strconv.ParseFloat(r[5], 64)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	return mean, sd
}
