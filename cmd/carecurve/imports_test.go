package main

import (
	"os/exec"
	"strings"
	"testing"
)

// rooms lists what each package may import of ours: imports run one way, and
// the waist (sim) knows the vocabulary alone.
var rooms = map[string]string{
	"model":           "",
	"model/document":  "model",
	"model/council":   "model model/document",
	"model/records":   "model model/document",
	"model/estimate":  "",
	"model/fit":       "model model/estimate",
	"model/fit/card":  "model model/estimate",
	"model/profile":   "model",
	"model/fit/panel": "model model/estimate model/fit model/council model/document",
	"sim":             "model",
	"sim/markov":      "model sim",
	"sim/agents":      "model sim",
	"sim/synth":       "model sim",
	"scenarios":       "model model/document sim",
	"sim/study":       "model sim",
	"reports":         "model model/fit/card model/profile sim sim/study",
	"cmd/carecurve":   "*",
}

// outside lists the only rooms that may touch files, clocks or the network.
var outside = map[string]bool{"cmd/carecurve": true, "model/records": true, "model/document": true, "reports": true}

const module = "github.com/carecurve/carecurve/"

func TestImportsRunOneWay(t *testing.T) {
	out, err := exec.Command("go", "list", "-f", `{{.ImportPath}} {{join .Imports " "}}`, module+"...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	for _, line := range strings.Split(strings.TrimSpace(string(out)), "\n") {
		fields := strings.Fields(line)
		room := strings.TrimPrefix(fields[0], module)
		allowed, known := rooms[room]
		if !known {
			t.Errorf("%s is no room of the house: add it to the list with what it may import", room)
			continue
		}
		for _, imported := range fields[1:] {
			if ours, ok := strings.CutPrefix(imported, module); ok && allowed != "*" && !contains(allowed, ours) {
				t.Errorf("%s imports %s, against the way imports run", room, ours)
			}
			if (imported == "os" || imported == "net" || imported == "net/http") && !outside[room] {
				t.Errorf("%s imports %s: only %v touch files and the network", room, imported, keys(outside))
			}
			if imported == "gopkg.in/yaml.v3" && room != "model/document" {
				t.Errorf("%s imports yaml.v3, which model/document wraps", room)
			}
		}
	}
}

func contains(list, word string) bool {
	for _, w := range strings.Fields(list) {
		if w == word {
			return true
		}
	}
	return false
}

func keys(m map[string]bool) (out []string) {
	for k := range m {
		out = append(out, k)
	}
	return out
}
