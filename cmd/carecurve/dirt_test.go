package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"flag"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/model/records"
	"github.com/carecurve/carecurve/sim/synth"
)

// soil is a fault that real returns have and that has one right repair: put
// into rows, it must leave the history as it was and be found under its rule.
type soil struct {
	name string
	rule string // empty: nothing to find, only a repeated row
	// stain changes the i-th row of a table, or adds rows; false if the row can't
	// have this fault.
	stain func(t *table, i int) bool
	times int // findings, or forms, for each row stained
}

// table is one file's rows, the header first.
type table struct {
	name string
	rows [][]string
	at   map[string]int
	end  time.Time // 31 March of its year
	// later are the children whom a later header describes as well.
	later map[string]bool
}

func (t *table) get(i int, c string) string { return t.rows[i][t.at[c]] }
func (t *table) set(i int, c, v string)     { t.rows[i][t.at[c]] = v }

const slashForm = "02/01/2006"

// moved is a date some days on.
func moved(s string, days int) (string, time.Time) {
	d, err := time.Parse(slashForm, s)
	if err != nil {
		panic(err)
	}
	d = d.AddDate(0, 0, days)
	return d.Format(slashForm), d
}

// follows tells whether the next row goes on from the i-th on the day it ends.
func (t *table) follows(i int) bool {
	return t.get(i, "REC") == "X1" && i+1 < len(t.rows) && t.get(i+1, "CHILD") == t.get(i, "CHILD") && t.get(i+1, "DECOM") == t.get(i, "DEC")
}

func (t *table) days(i int) int {
	from, err1 := time.Parse(slashForm, t.get(i, "DECOM"))
	to, err2 := time.Parse(slashForm, t.get(i, "DEC"))
	if err1 != nil || err2 != nil {
		return 0
	}
	return int(to.Sub(from).Hours() / 24)
}

var soils = []soil{
	{"codes in lower case", "code-spelling", func(t *table, i int) bool {
		t.set(i, "RNE", strings.ToLower(t.get(i, "RNE")))
		t.set(i, "LS", t.get(i, "LS")+" ")
		return true
	}, 2},
	{"a code with its label", "code-spelling", func(t *table, i int) bool {
		t.set(i, "PLACE", t.get(i, "PLACE")+": Placement, of a kind")
		return true
	}, 1},
	{"ISO date", "date-form", func(t *table, i int) bool {
		_, d := moved(t.get(i, "DECOM"), 0)
		t.set(i, "DECOM", d.Format("2006-01-02"))
		return true
	}, 1},
	{"a spreadsheet's day number", "date-form", func(t *table, i int) bool {
		_, d := moved(t.get(i, "DECOM"), 0)
		t.set(i, "DECOM", strconv.Itoa(int(d.Sub(time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)).Hours()/24)))
		return true
	}, 1},
	{"a word for a blank", "blank-word", func(t *table, i int) bool {
		if t.get(i, "DEC") != "" {
			return false
		}
		t.set(i, "DEC", "NULL")
		t.set(i, "REC", "#N/A")
		return true
	}, 2},
	{"the same row twice", "", func(t *table, i int) bool {
		t.rows = slices.Insert(t.rows, i, slices.Clone(t.rows[i]))
		return true
	}, 0},
	{"open beside closed", "sent-twice", func(t *table, i int) bool {
		if t.get(i, "DEC") == "" {
			return false
		}
		open := slices.Clone(t.rows[i])
		open[t.at["DEC"]], open[t.at["REC"]] = "", ""
		t.rows = slices.Insert(t.rows, i, open)
		return true
	}, 1},
	{"an end without a reason", "dec-rec-inferred", func(t *table, i int) bool {
		if !t.follows(i) {
			return false
		}
		t.set(i, "REC", "")
		return true
	}, 1},
	{"X1 without an end", "rec-dec-inferred", func(t *table, i int) bool {
		if !t.follows(i) {
			return false
		}
		t.set(i, "DEC", "")
		return true
	}, 1},
	{"left open", "open-then-next", func(t *table, i int) bool {
		if !t.follows(i) {
			return false
		}
		t.set(i, "DEC", "")
		t.set(i, "REC", "")
		return true
	}, 1},
	{"a gap after X1", "gap-after-x1", func(t *table, i int) bool {
		if !t.follows(i) || t.days(i) < 5 {
			return false
		}
		dec, _ := moved(t.get(i, "DEC"), -3)
		t.set(i, "DEC", dec)
		return true
	}, 1},
	{"an overlap", "overlap", func(t *table, i int) bool {
		if !t.follows(i) {
			return false
		}
		dec, d := moved(t.get(i, "DEC"), 3)
		t.set(i, "DEC", dec)
		return !d.After(t.end)
	}, 1},
	{"a start that goes on from X1", "start-after-x1", func(t *table, i int) bool {
		// A placement that begins with S on the day of the move, in another setting.
		if !t.follows(i) || t.get(i+1, "RNE") != "P" || t.get(i+1, "PLACE")[:1] == t.get(i, "PLACE")[:1] {
			return false
		}
		// Later returns say of the same row what they said.
		t.set(i+1, "RNE", "S")
		return t.get(i+1, "DEC") != ""
	}, 1},
	{"an old code", "old-code", func(t *table, i int) bool {
		old := map[string]string{"U6": "Q2", "U3": "Q1"}[t.get(i, "PLACE")]
		t.set(i, "PLACE", old)
		return old != ""
	}, 1},
}

var headerSoils = []soil{
	{"a birth date in ISO form", "date-form", func(t *table, i int) bool {
		_, d := moved(t.get(i, "DOB"), 0)
		t.set(i, "DOB", d.Format("2006-01-02"))
		return true
	}, 1},
	{"a header row twice", "", func(t *table, i int) bool {
		t.rows = slices.Insert(t.rows, i, slices.Clone(t.rows[i]))
		return true
	}, 0},
	{"another birth date in an older return", "born-differs", func(t *table, i int) bool {
		dob, _ := moved(t.get(i, "DOB"), -40)
		t.set(i, "DOB", dob)
		return t.later[t.get(i, "CHILD")]
	}, 1},
	{"another sex in an older return", "sex-differs", func(t *table, i int) bool {
		t.set(i, "SEX", map[string]string{"1": "2", "2": "1"}[t.get(i, "SEX")])
		return t.later[t.get(i, "CHILD")] && t.get(i, "SEX") != ""
	}, 1},
	{"no header row in an older return", "", func(t *table, i int) bool {
		child := t.get(i, "CHILD")
		t.rows = slices.Delete(t.rows, i, i+1)
		return t.later[child]
	}, 0},
}

// planSoils are faults of a plan in a census's XML.
var planSoils = []struct {
	name, rule string
	repeated   int
	stain      func(plan string) string
}{
	{"a plan twice", "", 1, func(p string) string { return p + p }},
	{"a plan open beside closed", "plan-twice", 1, func(p string) string {
		open := planEnd.ReplaceAllString(p, "")
		if open == p {
			return ""
		}
		return open + p
	}},
	{"a plan's start in the other form", "date-form", 0, func(p string) string { return planStart.ReplaceAllString(p, "<CPPstartDate>$3/$2/$1</CPPstartDate>") }},
	{"a category in lower case", "", 0, func(p string) string { return strings.NewReplacer("NEG<", "neg<", "EMO<", " emo <").Replace(p) }},
}

var (
	planBlock = regexp.MustCompile(`(?s)<ChildProtectionPlans>.*?</ChildProtectionPlans>`)
	planEnd   = regexp.MustCompile(`<CPPendDate>.*?</CPPendDate>`)
	planStart = regexp.MustCompile(`<CPPstartDate>(....)-(..)-(..)</CPPstartDate>`)
	planChild = regexp.MustCompile(`<LAchildID>(.*?)</LAchildID>`)
)

var timesFound = regexp.MustCompile(`(\d+) times$`)

// found counts findings by rule, forms by how often they were met.
func found(r *records.Report) map[string]int {
	out := map[string]int{}
	for _, f := range r.Findings {
		n := 1 // also where a form says once
		if m := timesFound.FindStringSubmatch(f.What); m != nil {
			n, _ = strconv.Atoi(m[1])
		}
		out[f.Rule] += n
	}
	return out
}

func readFiles(t testing.TB, files []records.File) (*model.History, *records.Report) {
	t.Helper()
	dir := t.TempDir()
	if err := records.WriteFiles(dir, files); err != nil {
		t.Fatal(err)
	}
	h, r, err := records.Load(context.Background(), []string{dir}, records.Options{AllFindings: true})
	if err != nil {
		t.Fatal(err)
	}
	if r.Read != r.Used+r.Repeated+r.SetAside+r.PassedOver {
		t.Fatalf("rows are lost: %d read, %d used, %d repeated, %d set aside, %d passed over", r.Read, r.Used, r.Repeated, r.SetAside, r.PassedOver)
	}
	return h, r
}

// small is a made-up council's clean returns.
func small(seed uint64) []records.File {
	w := synth.New(synth.Options{Seed: seed, Children: 40, Years: 3})
	return records.Returns(w.History(), records.WriteOptions{Legal: legalOf(w)})
}

func rowsOfFile(t *rapid.T, f records.File) [][]string {
	rows, err := csv.NewReader(bytes.NewReader(f.Data)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// TestDirtIsFoundAndMended soils the returns of made-up councils by known
// amounts of faults that have one right repair, each child once, and holds
// that the history comes out as it was, and exactly those findings.
func TestDirtIsFoundAndMended(t *testing.T) {
	seen := map[string]bool{}
	rapid.Check(t, func(rt *rapid.T) {
		clean := small(rapid.Uint64Range(1, 20).Draw(rt, "council"))
		want, before := readFiles(t, clean)
		expected, repeated := found(before), before.Repeated
		touched := map[string]bool{}
		soilRows := func(f records.File, soils []soil, later map[string]bool) records.File {
			rows := rowsOfFile(rt, f)
			year, _ := strconv.Atoi(path.Base(path.Dir(f.Name)))
			at := map[string]int{}
			for i, c := range rows[0] {
				at[c] = i
			}
			for n := rapid.IntRange(0, 12).Draw(rt, "rows"); n > 0; n-- {
				s := soils[rapid.IntRange(0, len(soils)-1).Draw(rt, "fault")]
				i := rapid.IntRange(1, len(rows)-1).Draw(rt, "row")
				child := rows[i][at["CHILD"]]
				if touched[child] {
					continue
				}
				try := &table{f.Name, nil, at, time.Date(year, 3, 31, 0, 0, 0, 0, time.UTC), later}
				for _, r := range rows {
					try.rows = append(try.rows, slices.Clone(r))
				}
				if !s.stain(try, i) {
					continue
				}
				repeated += len(try.rows) - len(rows)
				rows, touched[child], seen[s.name] = try.rows, true, true
				if s.rule != "" {
					expected[s.rule] += s.times
				}
			}
			return records.File{Name: f.Name, Data: csvText(rows)}
		}
		soilPlans := func(f records.File) records.File {
			text := string(f.Data)
			for n := rapid.IntRange(0, 6).Draw(rt, "plans"); n > 0; n-- {
				s := planSoils[rapid.IntRange(0, len(planSoils)-1).Draw(rt, "fault")]
				blocks := planBlock.FindAllStringIndex(text, -1)
				if len(blocks) == 0 {
					break
				}
				at := blocks[rapid.IntRange(0, len(blocks)-1).Draw(rt, "plan")]
				before := planChild.FindAllStringSubmatch(text[:at[0]], -1)
				child := before[len(before)-1][1]
				stained := s.stain(text[at[0]:at[1]])
				if touched[child] || stained == "" {
					continue
				}
				text = text[:at[0]] + stained + text[at[1]:]
				touched[child], seen[s.name] = true, true
				repeated += s.repeated
				if s.rule != "" {
					expected[s.rule]++
				}
			}
			return records.File{Name: f.Name, Data: []byte(text)}
		}
		later := map[string]bool{}
		dirty := slices.Clone(clean)
		for i, f := range slices.Backward(clean) { // the latest year first
			switch {
			case strings.HasSuffix(f.Name, "episodes.csv"):
				dirty[i] = soilRows(f, soils, nil)
			case strings.HasSuffix(f.Name, "header.csv"):
				dirty[i] = soilRows(f, headerSoils, later)
				for _, r := range rowsOfFile(rt, f)[1:] {
					later[r[0]] = true
				}
			case strings.HasSuffix(f.Name, ".xml"):
				dirty[i] = soilPlans(f)
			}
		}
		got, r := readFiles(t, dirty)
		if f := found(r); !reflect.DeepEqual(f, expected) {
			rt.Fatalf("found %v\nput in %v", f, expected)
		}
		if r.Repeated != repeated || r.SetAside != 0 {
			rt.Fatalf("%d repeated, want %d; %d set aside", r.Repeated, repeated, r.SetAside)
		}
		if !reflect.DeepEqual(got, want) {
			for i := range want.Children {
				if !reflect.DeepEqual(got.Children[i], want.Children[i]) {
					rt.Fatalf("child %d\ngot  %+v\nwant %+v", i, got.Children[i], want.Children[i])
				}
			}
			rt.Fatal("the histories differ")
		}
	})
	for _, s := range planSoils {
		if !seen[s.name] && !t.Failed() {
			t.Errorf("%s was never put in", s.name)
		}
	}
	for _, s := range append(slices.Clone(soils), headerSoils...) {
		if !seen[s.name] && !t.Failed() {
			t.Errorf("%s was never put in", s.name)
		}
	}
}

// TestAnyDirtIsAccountedFor writes returns with any share of any fault, and
// holds that every row ends in one heap, and that little dirt costs little.
func TestAnyDirtIsAccountedFor(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w := synth.New(synth.Options{Seed: rapid.Uint64Range(1, 20).Draw(rt, "council"), Children: 40, Years: 3})
		h := w.History()
		dirt := rapid.Float64Range(0, 1).Draw(rt, "dirt")
		got, r := readFiles(t, records.Returns(h, records.WriteOptions{Legal: legalOf(w), Dirt: dirt, Seed: rapid.Uint64().Draw(rt, "seed")}))
		if got.To.IsZero() || r.Read == 0 {
			rt.Fatalf("nothing was read: %+v", r)
		}
		if share := float64(r.SetAside) / float64(r.Read); share > dirt/2+0.03 {
			rt.Fatalf("%.3f of rows are set aside at dirt %.3f", share, dirt)
		}
	})
}

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
