package records

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/carecurve/carecurve/model"
)

// practiceFolder is the folder of made-up councils, above this one or beside
// the repository.
func practiceFolder(t testing.TB) string {
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		p := filepath.Join(dir, "shared", "practice")
		if info, err := os.Stat(p); err == nil && info.IsDir() {
			return p
		}
		up := filepath.Dir(dir)
		if up == dir {
			t.Skip("no folder shared/practice above this one")
		}
		dir = up
	}
}

func practiceHistory(dir string, n int) string {
	p := filepath.Join(dir, fmt.Sprintf("council-%d", n), "history")
	if _, err := os.Stat(p); err != nil {
		p += ".zip"
	}
	return p
}

// tally counts a history on the data date and in the year that ends on it;
// loose is how many events fall on the very days that begin and end that year.
func tally(h *model.History) (out, loose map[string]int) {
	out, loose = map[string]int{}, map[string]int{}
	year := h.To.AddMonths(-12)
	edge := func(d model.Date) int {
		if d == h.To || d == year+1 {
			return 1
		}
		return 0
	}
	for _, c := range h.Children {
		for _, p := range c.Periods {
			loose["entries_year"] += edge(p.Start)
			loose["exits_year"] += edge(p.End)
			if p.Start > year && p.Start <= h.To {
				out["entries_year"]++
			}
			if p.End > year && p.End <= h.To {
				out["exits_year"]++
			}
			if p.Start == h.To || p.End == h.To {
				loose["lac"]++
			}
			for _, pl := range p.Placements {
				setting := "lac:" + pl.Setting.String()
				if pl.Start == h.To || pl.End == h.To {
					loose[setting]++
					loose["out_of_area"]++
				}
				if pl.Start <= h.To && (pl.End.IsZero() || pl.End > h.To) {
					out["lac"]++
					out[setting]++
					out["out_of_area"] += int(pl.Location)
				}
			}
		}
		for _, p := range c.Plans {
			if p.Start == h.To || p.End == h.To {
				loose["cpp"]++
			}
			if p.Start <= h.To && (p.End.IsZero() || p.End > h.To) {
				out["cpp"]++
			}
		}
	}
	return out, loose
}

// TestPracticeCouncils holds the count on the data date against the first
// rows of each made-up council's own record of what is true. That record
// counts at the start of 31 March and the published rule at its end, so the
// two may differ by the events of that day, and by no more.
func TestPracticeCouncils(t *testing.T) {
	dir := practiceFolder(t)
	for n := 1; n <= 6; n++ {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			h, r, err := Load(context.Background(), []string{practiceHistory(dir, n)}, Options{})
			if err != nil {
				t.Fatal(err)
			}
			if h.To != model.NewDate(2024, 3, 31) || h.From != model.NewDate(2019, 4, 1) || h.PlansFrom != h.From {
				t.Errorf("days at risk %v to %v, plans from %v", h.From, h.To, h.PlansFrom)
			}
			if !h.Located || !h.Linked {
				t.Errorf("located %v, linked %v", h.Located, h.Linked)
			}
			if r.Read != r.Used+r.Repeated+r.SetAside+r.PassedOver || r.SetAside != 0 {
				t.Errorf("read %d, used %d, repeated %d, set aside %d, passed over %d", r.Read, r.Used, r.Repeated, r.SetAside, r.PassedOver)
			}
			t.Log("used", r.Used, "repeated", r.Repeated, "passed over", r.PassedOver, "repaired", r.Repaired, r.Counts)
			got, loose := tally(h)
			f, err := os.Open(filepath.Join(dir, fmt.Sprintf("council-%d", n), "truth", "baseline.csv"))
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			checked := 0
			for s := bufio.NewScanner(f); s.Scan(); {
				p := strings.Split(s.Text(), ",")
				if p[0] != "2024-03-31" {
					continue
				}
				want, err := strconv.ParseFloat(p[2], 64)
				if err != nil {
					t.Fatal(err)
				}
				if off := got[p[1]] - int(want); max(off, -off) > loose[p[1]] {
					t.Errorf("%s: %d, should be %v give or take the %d events of the day", p[1], got[p[1]], want, loose[p[1]])
				}
				checked++
			}
			if checked < 8 {
				t.Errorf("only %d figures to compare with", checked)
			}
		})
	}
}

func BenchmarkLoad(b *testing.B) {
	path := practiceHistory(practiceFolder(b), 6)
	for b.Loop() {
		if _, _, err := Load(context.Background(), []string{path}, Options{}); err != nil {
			b.Fatal(err)
		}
	}
}
