package records

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/carecurve/carecurve/model"
)

// returns draws some years' returns with faults in them, by file name.
func returns(t *rapid.T) map[string][]string {
	date := rapid.Custom(func(t *rapid.T) string {
		if rapid.IntRange(0, 30).Draw(t, "odd date") == 0 {
			return rapid.SampledFrom([]string{"", "31/02/2022", "x", "2020-01-01"}).Draw(t, "date")
		}
		return (model.NewDate(2020, 4, 1) + model.Date(rapid.IntRange(-300, 1094).Draw(t, "day"))).String()
	})
	files := map[string][]string{}
	for _, year := range []string{"2021", "2022", "2023"} {
		var rows []string
		for range rapid.IntRange(0, 12).Draw(t, "rows") {
			dec, rec := "", ""
			if rapid.Bool().Draw(t, "closed") {
				dec, rec = date.Draw(t, "dec"), rapid.SampledFrom([]string{"X1", "X1", "E4A", "E8", ""}).Draw(t, "rec")
			}
			rows = append(rows, strings.Join([]string{
				rapid.SampledFrom([]string{"A", "B", "C", ""}).Draw(t, "child"), date.Draw(t, "decom"),
				rapid.SampledFrom([]string{"S", "P", "L", "T", "Q"}).Draw(t, "rne"), rapid.SampledFrom([]string{"V2", "C2", "V4"}).Draw(t, "ls"),
				rapid.SampledFrom([]string{"U4", "K2", "T1", "P1"}).Draw(t, "place"), rapid.SampledFrom([]string{"PR1", "PR4", ""}).Draw(t, "provider"), dec, rec}, ","))
		}
		files[year+"/episodes.csv"] = rows
		files[year+"/header.csv"] = []string{"A," + rapid.SampledFrom([]string{"2010-05-05", "2003-05-05", "2021-05-05", ""}).Draw(t, "born") + ",1", "B,2015-05-05,2"}
	}
	return files
}

var firstLines = map[string]string{"episodes.csv": "CHILD,DECOM,RNE,LS,PLACE,PLACE_PROVIDER,DEC,REC", "header.csv": "CHILD,DOB,SEX"}

func layOut(t *rapid.T, dir string, files map[string][]string) []string {
	var paths []string
	for name, rows := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(firstLines[filepath.Base(name)]+"\n"+strings.Join(rows, "\n")+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
		paths = append(paths, path)
	}
	return paths
}

// TestOrderPlaysNoPart loads returns twice: as they are, and with rows and
// files in another order. Each period must also be sound.
func TestOrderPlaysNoPart(t *testing.T) {
	base := t.TempDir()
	n := 0
	rapid.Check(t, func(t *rapid.T) {
		n++
		dir := filepath.Join(base, fmt.Sprint("run", n))
		files := returns(t)
		one, r1, err := Load(context.Background(), layOut(t, filepath.Join(dir, "one"), files), Options{})
		if err != nil {
			t.Fatal(err)
		}
		for name, rows := range files {
			files[name] = rapid.Permutation(rows).Draw(t, "order")
		}
		paths := layOut(t, filepath.Join(dir, "two"), files)
		two, r2, err := Load(context.Background(), rapid.Permutation(paths).Draw(t, "paths"), Options{})
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(one, two) {
			t.Fatalf("order matters:\n%+v\n%+v", one, two)
		}
		if !reflect.DeepEqual(r1.Counts, r2.Counts) || r1.Used != r2.Used || r1.SetAside != r2.SetAside || r1.Repaired != r2.Repaired {
			t.Fatalf("order matters in the report:\n%v\n%v", r1.Counts, r2.Counts)
		}
		again, _, err := Load(context.Background(), append(paths, paths...), Options{})
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(one, again) {
			t.Fatalf("naming files twice matters")
		}
		sound(t, one, r1)
		os.RemoveAll(dir)
	})
}

// sound fails where a history breaks its own promises.
func sound(t interface{ Fatalf(string, ...any) }, h *model.History, r *Report) {
	if r.Read != r.Used+r.Repeated+r.SetAside+r.PassedOver {
		t.Fatalf("rows are lost: %+v", r)
	}
	for i, c := range h.Children {
		if i > 0 && h.Children[i-1].ID >= c.ID {
			t.Fatalf("children out of order")
		}
		for k, p := range c.Periods {
			if k > 0 && (c.Periods[k-1].End.IsZero() || c.Periods[k-1].End > p.Start) {
				t.Fatalf("periods overlap: %+v", c.Periods)
			}
			if !p.End.IsZero() && (p.End <= p.Start || p.End > h.To) {
				t.Fatalf("a period ends too early or late: %+v, to %v", p, h.To)
			}
			if len(p.Placements) == 0 || p.Placements[0].Start != p.Start || p.Placements[len(p.Placements)-1].End != p.End {
				t.Fatalf("placements don't fill the period: %+v", p)
			}
			for m, pl := range p.Placements {
				if !pl.End.IsZero() && pl.End <= pl.Start || m > 0 && p.Placements[m-1].End != pl.Start {
					t.Fatalf("placements don't follow one another: %+v", p.Placements)
				}
			}
		}
		for k, p := range c.Plans {
			if !p.End.IsZero() && p.End < p.Start || k > 0 && (c.Plans[k-1].End.IsZero() || c.Plans[k-1].End > p.Start) {
				t.Fatalf("plans overlap or end first: %+v", c.Plans)
			}
		}
	}
}
