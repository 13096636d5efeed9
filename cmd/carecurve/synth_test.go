package main

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/csv"
	"flag"
	"io"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/model/council"
	"github.com/carecurve/carecurve/model/records"
	"github.com/carecurve/carecurve/sim/synth"
)

var updateCouncils = flag.Bool("update-councils", false, "make the packed councils anew")

// TestEmbeddedCouncils holds the packed councils to what synth makes today.
func TestEmbeddedCouncils(t *testing.T) {
	council, err := os.ReadFile(filepath.FromSlash("demo/council.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		path string
		opt  synth.Options
		most int // bytes
	}{
		{"demo/exampleshire.zip", exampleshireOptions, 2 << 20},
		{"../../testdata/council-small.zip", smallOptions, 400 << 10},
	} {
		want, err := councilZip(c.opt, council)
		if err != nil {
			t.Fatal(err)
		}
		if *updateCouncils {
			if err := os.WriteFile(filepath.FromSlash(c.path), want, 0o666); err != nil {
				t.Fatal(err)
			}
		}
		got, err := os.ReadFile(filepath.FromSlash(c.path))
		if err != nil {
			t.Fatal(err)
		}
		if len(got) > c.most {
			t.Errorf("%s has %d bytes, over %d", c.path, len(got), c.most)
		}
		// Compression may differ between releases of Go, the content may not.
		a, b := unpack(t, got), unpack(t, want)
		if runtime.GOARCH != "amd64" {
			b = nil // floats may round otherwise there, and a day or two move
		} else if len(a) != len(b) {
			t.Errorf("%s holds %d files, synth makes %d", c.path, len(a), len(b))
		}
		for name, data := range b {
			if !bytes.Equal(a[name], data) {
				t.Errorf("%s: %s is not what synth makes today; run go generate ./cmd/carecurve if that is meant", c.path, name)
			}
		}
		h, report, err := records.Load(context.Background(), []string{filepath.FromSlash(c.path)}, records.Options{})
		if err != nil {
			t.Fatal(err)
		}
		lac, cpp := openOn(h)
		if math.Abs(float64(lac-c.opt.Children)) > 0.05*float64(c.opt.Children) || report.SetAside != 0 || cpp == 0 {
			t.Errorf("%s: %d in care, %d on plans, %d rows set aside", c.path, lac, cpp, report.SetAside)
		}
	}
}

func unpack(t *testing.T, data []byte) map[string][]byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]byte{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if out[f.Name], err = io.ReadAll(r); err != nil {
			t.Fatal(err)
		}
		r.Close()
	}
	return out
}

// TestReturnsRoundTrip: what is written reads back as the same lives, but for
// the starts that no return of the window shows.
func TestReturnsRoundTrip(t *testing.T) {
	w := synth.New(synth.Options{Seed: 3, Children: 400})
	h := w.History()
	dir := t.TempDir()
	if err := records.WriteReturns(dir, h, records.WriteOptions{Legal: legalOf(w)}); err != nil {
		t.Fatal(err)
	}
	got, report, err := records.Load(context.Background(), []string{dir}, records.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if report.SetAside+report.Repaired != 0 {
		t.Errorf("%d rows set aside, %d repaired of clean returns: %v", report.SetAside, report.Repaired, report.Counts)
	}
	if got.From != h.From || got.To != h.To || !got.Located || !got.Linked || len(got.Children) != len(h.Children) {
		t.Fatalf("%s to %s, %d children; wrote %s to %s, %d", got.From, got.To, len(got.Children), h.From, h.To, len(h.Children))
	}
	unknown := 0
	for i := range h.Children {
		a, b := &h.Children[i], &got.Children[i]
		if a.ID != b.ID || a.Born != b.Born || a.Sex != b.Sex || a.UASC != b.UASC || len(a.Periods) != len(b.Periods) || len(a.Plans) != len(b.Plans) {
			t.Fatalf("child %d differs", i)
		}
		for j, p := range a.Periods {
			q := b.Periods[j]
			if p.End != q.End || p.Exit != q.Exit || strings.ReplaceAll(p.Family, " ", "") != q.Family || p.Need != q.Need {
				t.Fatalf("child %d, period %d: %+v came back as %+v", i, j, p, q)
			}
			if !q.StartKnown {
				unknown++
				if p.Start > q.Start || p.Start >= h.From {
					t.Fatalf("child %d, period %d began on %s, bounded by %s", i, j, p.Start, q.Start)
				}
			} else if p.Start != q.Start || len(p.Placements) != len(q.Placements) {
				t.Fatalf("child %d, period %d: began %s with %d placements, came back as %s with %d", i, j, p.Start, len(p.Placements), q.Start, len(q.Placements))
			}
			for k := 1; k <= len(q.Placements); k++ {
				x, y := p.Placements[len(p.Placements)-k], q.Placements[len(q.Placements)-k]
				if x.Setting != y.Setting || x.Location != y.Location || x.End != y.End || (y.StartKnown && x.Start != y.Start) {
					t.Fatalf("child %d, period %d: placement %+v came back as %+v", i, j, x, y)
				}
			}
		}
		for j, p := range a.Plans {
			if q := b.Plans[j]; p != q {
				t.Fatalf("child %d, plan %d: %+v came back as %+v", i, j, p, q)
			}
		}
	}
	if unknown == 0 {
		t.Error("every start is known: the returns hold more than their years")
	}
	for d := h.From; d < h.To; d += 200 {
		for a := range model.AgeBands {
			if x, y := h.Population.At(d, model.AgeBand(a)), got.Population.At(d, model.AgeBand(a)); math.Abs(x-y) > 1e-9*x {
				t.Fatalf("population of %s on %s: %g came back as %g", model.AgeBand(a), d, x, y)
			}
		}
	}
}

// synthRun calls the command as a user does.
func synthRun(t *testing.T, args ...string) (string, error) {
	t.Helper()
	cmd := synthCommand()
	cmd.SilenceErrors, cmd.SilenceUsage = true, true
	var out bytes.Buffer
	cmd.SetArgs(args)
	cmd.SetOut(&out)
	cmd.SetErr(&out)
	err := cmd.ExecuteContext(context.Background())
	return out.String(), err
}

func TestSynthWritesAFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a", "council")
	args := []string{"-o", dir, "--children", "120", "--seed", "5", "--dirt", "0.02", "--truth", "--futures", "30"}
	out, err := synthRun(t, args...)
	if err != nil {
		t.Fatal(err)
	}
	read := func() map[string]string {
		files := map[string]string{}
		err := filepath.Walk(dir, func(path string, info os.FileInfo, err error) error {
			if err == nil && !info.IsDir() {
				b, err := os.ReadFile(path)
				rel, _ := filepath.Rel(dir, path)
				files[filepath.ToSlash(rel)] = string(b)
				return err
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return files
	}
	first := read()
	for _, name := range []string{"history/ssda903/2020/header.csv", "history/ssda903/2024/episodes.csv", "history/ssda903/2022/uasc.csv", "history/cin/cin_2024.xml",
		"history/population.csv", "prices.yaml", "fgc.yaml", "area.yaml", "cut.yaml", "truth/baseline.csv", "truth/fgc.csv", "truth/area.csv", "truth/cut.csv", "truth/costs.csv"} {
		if first[name] == "" {
			t.Errorf("no %s", name)
		}
	}
	rows, err := csv.NewReader(strings.NewReader(first["truth/baseline.csv"])).ReadAll()
	if err != nil || strings.Join(rows[0], ",") != "month,measure,mean,p10,p50,p90,se" || rows[1][0] != "2024-03-31" || rows[1][1] != "lac" {
		t.Fatalf("truth: %v, %q", err, rows[:2])
	}
	// The count that the user is told is the truth's first.
	said := strings.Fields(out)[1]
	if v, _ := strconv.ParseFloat(rows[1][2], 64); strconv.Itoa(int(v)) != said {
		t.Errorf("said %q, the truth begins with %s", out, rows[1][2])
	}
	if !strings.Contains(first["cut.yaml"], "start: 2024-04-01") || !strings.Contains(first["prices.yaml"], "residential: {in: 5600, out: 7000}") {
		t.Errorf("settings: %q %q", first["cut.yaml"], first["prices.yaml"])
	}

	if _, err := synthRun(t, args...); err != nil {
		t.Fatalf("a folder that synth made may be replaced: %v", err)
	}
	second := read()
	for name := range first {
		if first[name] != second[name] {
			t.Errorf("%s differs between two runs", name)
		}
	}
	left, _ := os.ReadDir(filepath.Dir(dir))
	if len(left) != 1 {
		t.Errorf("%d entries beside the folder", len(left)-1)
	}
}

func TestSynthRefuses(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "mine.txt"), []byte("kept"), 0o666); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args []string
		code int
	}{
		{nil, exitUsage},
		{[]string{"-o", filepath.Join(dir, "x"), "--children", "3"}, exitUsage},
		{[]string{"-o", filepath.Join(dir, "x"), "--years", "0"}, exitUsage},
		{[]string{"-o", filepath.Join(dir, "x"), "--dirt", "2"}, exitUsage},
		{[]string{"-o", filepath.Join(dir, "x"), "--dirt", "NaN"}, exitUsage},
		{[]string{"-o", filepath.Join(dir, "x"), "--truth", "--futures", "1"}, exitUsage},
		{[]string{"-o", dir, "--children", "50"}, exitInput},
		{[]string{"-o", filepath.Join(dir, "mine.txt"), "--children", "50"}, exitInput},
	} {
		_, err := synthRun(t, c.args...)
		e, ok := err.(exitError)
		if !ok || e.code != c.code || !strings.Contains(err.Error(), "\n") {
			t.Errorf("%v: %v", c.args, err)
		}
	}
	left, _ := os.ReadDir(dir)
	if len(left) != 1 {
		t.Errorf("a refusal left something behind: %v", left)
	}
}

// TestMadeCouncilFilesParse: the prices that synth writes are the truth's, and
// the demo's council file has no fault.
func TestMadeCouncilFilesParse(t *testing.T) {
	for _, f := range synthSettings(model.NewDate(2024, 3, 31)) {
		if f.Name != "prices.yaml" {
			continue
		}
		c, faults := council.Parse(f.Name, f.Data)
		if len(faults) > 0 {
			t.Fatalf("%v", faults)
		}
		p := c.Prices()
		if p.Weekly != synth.Weekly || p.Base != 2024 || p.PlanMonth != 0 || p.Factor("residential", 2027) != 1 {
			t.Errorf("prices.yaml says %+v, the truth has %v", p, synth.Weekly)
		}
	}
	data, err := os.ReadFile(filepath.FromSlash("demo/council.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	c, faults := council.Parse("council.yaml", data)
	if len(faults) > 0 || len(c.Warnings()) > 0 || len(c.NotYet()) > 0 {
		t.Fatalf("%v %v %v", faults, c.Warnings(), c.NotYet())
	}
	if p := c.Prices(); p.SGO != 175 || p.Adoption != 150 || p.PlanMonth != 380 || p.Conference != 600 || p.UASCNight != 143 || p.Budget[2024] != 49500000 || p.Weekly[model.PlaceOf(model.Residential, model.OutOfArea)] != 6050 {
		t.Errorf("council.yaml reads as %+v", p)
	}
}
