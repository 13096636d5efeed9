package document

import (
	"bytes"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/carecurve/carecurve/model"
)

// plainModel is one whose lines are known, for spoiling them by hand.
func plainModel() *model.Model {
	m := randomModel(rand.New(rand.NewPCG(7, 7)))
	for c := range m.First {
		for a := range m.First[c] {
			m.First[c][a] = model.Shares{Weight: 10}
			m.First[c][a].Mean[0], m.First[c][a].Mean[7] = 0.25, 0.75
		}
	}
	for i := range m.OtherSplit {
		m.OtherSplit[i] = [5]float64{0.5, 0, 0, 0, 0.5}
	}
	for p := range m.Provider {
		m.Provider[p] = model.ProviderShares{Seen: 12, Weight: 20, Mean: [model.Providers]float64{1: 0.25, 4: 0.75}}
	}
	m.Population = model.Population{First: 2020, Years: [][model.AgeBands]float64{{1, 2, 3, 4, 5}, {1, 2, 3, 4, 5}}}
	m.Returns = model.NewTable(returnStrata, 1, model.LeftClock)
	m.Past = model.Past{Months: []model.Month{24278, 24279}, LAC: []float64{500, 501}}
	return m
}

func TestReadModelFaults(t *testing.T) {
	good := string(written(t, plainModel()))
	_, level, _ := strings.Cut(good, "moves:\n  level: ")
	level, _, _ = strings.Cut(level, "\n")
	within := good[strings.Index(good, "  within:\n      - {age: 0,"):]
	within = within[:strings.Index(within, "[")+1]
	for name, c := range map[string]struct{ old, new, want string }{
		"version":          {"version: 2", "version: 1", "version 1"},
		"no version":       {"version: 2\n", "", `"version" is missing`},
		"unknown key":      {"basis:", "bases:", `unknown key "bases"`},
		"basis":            {"basis: records", "basis: record", `unknown basis "record"`},
		"no data date":     {"data_date: 2024-03-31", `data_date: ""`, "no data date"},
		"window":           {"data_date: 2024-03-31", "data_date: 1999-03-31", "begins after the data date"},
		"setting":          {"{setting: kinship, age: 0, time: 0-1w", "{setting: kinships, age: 0, time: 0-1w", `unknown setting "kinships"`},
		"row key":          {"{setting: kinship, age: 0, time: 0-1w", "{from: kinship, age: 0, time: 0-1w", `"from" has no business`},
		"age":              {"{setting: kinship, age: 0, time: 0-1w", "{setting: kinship, age: 00, time: 0-1w", `unknown age "00"`},
		"no age":           {"{setting: kinship, age: 1-4, time: 0-1w", "{setting: kinship, time: 0-1w", `"age" is missing`},
		"late age":         {"{left_by: home, time: 3-6m", "{left_by: home, age: 0, time: 3-6m", "not in the table's first cell"},
		"time":             {"{left_by: home, time: 0-3m", "{left_by: home, time: 0-4w", `unknown time "0-4w"`},
		"twice":            {"{left_by: home, time: 3-6m", "{left_by: home, time: 0-3m", "same cell stands twice"},
		"missing":          {"    - {left_by: sgo, time: 3-6m, occurrences: 0, exposure: 0, mean: 0, low: 0, high: 0}\n", "", "1 cells are missing here: left_by sgo, time 3-6m"},
		"negative":         {"{left_by: home, time: 3-6m, occurrences: 0, exposure: 0, mean: 0", "{left_by: home, time: 3-6m, occurrences: 0, exposure: 0, mean: -0.1", "below nothing"},
		"NaN":              {"{left_by: home, time: 3-6m, occurrences: 0, exposure: 0, mean: 0", "{left_by: home, time: 3-6m, occurrences: 0, exposure: 0, mean: .nan", "a number is wanted"},
		"no mean":          {"{left_by: home, time: 3-6m, occurrences: 0, exposure: 0, mean: 0", "{left_by: home, time: 3-6m, occurrences: 0, exposure: 0", `"mean" is missing`},
		"shares":           {"{class: uasc, age: 0, weight: 10, mean: {kinship/in: 0.25", "{class: uasc, age: 0, weight: 10, mean: {kinship/in: 0.26", "the shares sum to 1.01"},
		"share's place":    {"{class: uasc, age: 0, weight: 10, mean: {kinship/in: 0.25", "{class: uasc, age: 0, weight: 10, mean: {kinship/inn: 0.25", "unknown location"},
		"share's weight":   {"{class: uasc, age: 0, weight: 10", "{class: uasc, age: 0, weight: 0", "weight of shares is 0"},
		"class":            {"{class: uasc, age: 0", "{class: usac, age: 0", `unknown class "usac"`},
		"class twice":      {"{class: uasc, age: 0", "{class: uasc, age: 1-4", "stands twice"},
		"class and from":   {"{class: uasc, age: 0", "{class: uasc, from: kinship/in, age: 0", `"from" has no business`},
		"no class":         {"{class: uasc, age: 0", "{age: 0", `"class" is missing`},
		"missing class":    {"  - {class: uasc, age: 16-17, weight: 10, mean: {kinship/in: 0.25, residential/out: 0.75}}\n", "", "1 rows are missing here: uasc, age 16-17"},
		"split":            {"{cao: 0.5, other: 0.5}", "{cao: 0.5, other: 0.4}", "sum to 0.9"},
		"split's exit":     {"{cao: 0.5, other: 0.5}", "{home: 0.5, other: 0.5}", "has a table of its own"},
		"provider":         {"place: secure/in, placements: 12, weight: 20, mean: {PR1: 0.25", "place: secure/in, placements: 12, weight: 20, mean: {PR9: 0.25", `unknown provider "PR9"`},
		"provider twice":   {"place: secure/in,", "place: kinship/in,", "same place stands twice"},
		"provider's sum":   {"place: secure/in, placements: 12, weight: 20, mean: {PR1: 0.25", "place: secure/in, placements: 12, weight: 20, mean: {PR1: 0.35", "the shares sum to 1.1"},
		"provider's place": {"place: secure/in,", "place: secures/in,", `unknown setting "secures"`},
		"provider weight":  {"place: secure/in, placements: 12, weight: 20", "place: secure/in, placements: 12, weight: 0", "weight of shares is 0"},
		"population":       {"{year: 2021", "{year: 2023", "population of 2023 follows that of 2020"},
		"month":            {"2023-04, lac", "2023-06, lac", "2023-06 follows 2023-03"},
		"month's series":   {"2023-04, lac: 501", "2023-04", "in some months only"},
		"level":            {"together:\n", "together:\n  level: 1\n", `unknown key "level"`},
		"within":           {within, within + "0, ", "cut into 13 parts"},
		"within's sum":     {within, within + "1", "the shares sum to"},
		"within's age":     {"  within:\n      - {age: 0,", "  within:\n      - {age: 1-4,", "stands twice"},
		"ends_at_18":       {"ends_at_18: {mean: ", "ends_at_18: {mean: -", "no probability"},
		"chance":           {"together:\n  plan: {mean: ", "together:\n  plan: {mean: 9", "no probability"},
		"price":            {"sgo: 180", "sgo: -180", "below nothing"},
		"price's setting":  {"    with_parents: {", "    with_parent: {", `unknown setting "with_parent"`},
		"inflation":        {"pay: [-0.01]", "pay: [x]", "a number is wanted"},
		"level's log":      {"moves:\n  level: " + level, "moves:\n  level: {log: 9" + level[strings.Index(level, ","):], "beyond any level"},
		"level's sd":       {"moves:\n  level: " + level, "moves:\n  level: " + strings.Replace(level, "sd: ", "sd: 7", 1), "beyond any level"},
		"no long-run sd":   {"moves:\n  level: " + level, "moves:\n  level: " + level[:strings.Index(level, ", long_run_sd")] + "}", "how well that is known"},
		"dispersion":       {"dispersion: 1.", "dispersion: 0.", "the dispersion is below 1"},
		"level is missing": {"moves:\n  level: {", "moves:\n  levels: {", `unknown key "levels"`},
		"level too many":   {"returns:\n", "returns:\n  level: {log: 0, sd: 0, drift: 0, drift_sd: 0}\n", "has no business here"},
		"spread":           {"plans:\n  end:\n    level: {log: ", "plans:\n  end:\n    level: {log: x", "a number is wanted"},
	} {
		if strings.Count(good, c.old) < 1 {
			t.Errorf("%s: %q isn't in the file", name, c.old)
			continue
		}
		m, faults := ReadModel("m.yaml", []byte(strings.Replace(good, c.old, c.new, 1)))
		if m != nil || len(faults) == 0 {
			t.Errorf("%s: no fault", name)
			continue
		}
		found := false
		for _, f := range faults {
			found = found || strings.Contains(f.What, c.want)
			if f.File != "m.yaml" || f.Line == 0 || f.Column == 0 || f.Fix == "" {
				t.Errorf("%s: a fault without place or remedy: %+v", name, f)
			}
		}
		if !found {
			t.Errorf("%s: no fault says %q:\n%v", name, c.want, Errors(faults))
		}
	}
}

// All faults are told at once, each at its own line.
func TestReadModelManyFaults(t *testing.T) {
	bad := strings.Replace(string(written(t, plainModel())), "{left_by: home, time: 3-6m, occurrences: 0", "{left_by: home, time: 3-6m, occurrences: -1", 1)
	bad = strings.Replace(bad, "{class: uasc, age: 0, weight: 10", "{class: uasc, age: 0, weight: x", 1)
	bad = strings.Replace(bad, "{cao: 0.5, other: 0.5}", "{cao: 0.9, other: 0.5}", 2)
	_, faults := ReadModel("m.yaml", []byte(bad))
	if len(faults) != 4 {
		t.Fatalf("%d faults, want 4:\n%v", len(faults), Errors(faults))
	}
	lines := strings.Split(bad, "\n")
	for i, want := range []string{"cao: 0.9", "cao: 0.9", "occurrences: -1", "weight: x"} {
		if line := lines[faults[i].Line-1]; !strings.Contains(line, want) {
			t.Errorf("fault %d points at %q, want the line with %q", i, line, want)
		}
	}
}

func FuzzReadModel(f *testing.F) {
	f.Add([]byte("version: 2\n"))
	f.Add([]byte("version: 2\nexits: {home: {weight: 1, cells: [{setting: kinship}]}}\nnext: [{from: a}]\nfirst: [[]]\n"))
	f.Add([]byte("version: 2\nentries: {direct: {level: {log: 1, sd: 1, drift: 1, drift_sd: 1}, season: [], groups: [], weight: 1e999, ages: [{age: 0}]}}"))
	short := plainModel() // one row for all times in care, so that a round is quick
	for i := range short.Next {
		for a := range short.Next[i] {
			for g := range short.Next[i][a] {
				short.Next[i][a][g] = short.Next[i][a][0]
			}
		}
	}
	good := string(written(f, short))
	f.Fuzz(func(t *testing.T, data []byte) {
		// The text alone, and as the head of an otherwise good file.
		for _, text := range []string{string(data), string(data) + good[strings.Index(good, "\nnotes:"):]} {
			m, faults := ReadModel("m.yaml", []byte(text))
			if (m == nil) != (len(faults) > 0) {
				t.Fatalf("model %v with faults %v", m != nil, faults)
			}
			if m == nil {
				continue
			}
			var b bytes.Buffer
			if err := WriteModel(&b, m); err != nil {
				t.Fatal(err)
			}
			if _, faults := ReadModel("m.yaml", b.Bytes()); len(faults) > 0 {
				t.Fatal(Errors(faults))
			}
		}
	})
}
