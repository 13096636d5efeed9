package records

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/carecurve/carecurve/model"
)

const headerLine = "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\n"
const episodesLine = "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN,PL_LOCATION\n"

// write lays files out in a new folder; the names are paths in it.
func write(t testing.TB, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func load(t testing.TB, opt Options, paths ...string) (*model.History, *Report) {
	t.Helper()
	h, r, err := Load(context.Background(), paths, opt)
	if err != nil {
		t.Fatal(err)
	}
	accounted(t, r)
	return h, r
}

func accounted(t testing.TB, r *Report) {
	t.Helper()
	var in Input
	for _, i := range r.Inputs {
		if i.Rows != i.Used+i.Repeated+i.SetAside+i.PassedOver {
			t.Errorf("%s: rows are lost: %+v", i.Name, i)
		}
		in.Rows += i.Rows
	}
	if r.Read != in.Rows || r.Read != r.Used+r.Repeated+r.SetAside+r.PassedOver {
		t.Errorf("rows are lost: %+v", r)
	}
}

// brief writes a child's care as text: each period's start (with ~ in front if
// only bounded), its placements and its end.
func brief(c model.Child) string {
	var out []string
	tilde := func(known bool) string {
		if known {
			return ""
		}
		return "~"
	}
	for _, p := range c.Periods {
		var b strings.Builder
		b.WriteString(tilde(p.StartKnown) + p.Start.String())
		for _, pl := range p.Placements {
			fmt.Fprintf(&b, " [%s%s %s %s %s]", tilde(pl.StartKnown), pl.Start, pl.Setting, pl.Location, pl.Legal)
		}
		if p.End.IsZero() {
			b.WriteString(" open")
		} else {
			fmt.Fprintf(&b, " %s %s", p.Exit, p.End)
		}
		out = append(out, b.String())
	}
	for _, p := range c.Plans {
		out = append(out, fmt.Sprintf("plan %s-%s", p.Start, p.End))
	}
	return strings.Join(out, "; ")
}
