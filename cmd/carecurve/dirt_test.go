package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"path"
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
	if testing.Short() {
		return // too few draws for every kind of dirt to have come up
	}
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
