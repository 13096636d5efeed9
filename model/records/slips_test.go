package records

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
)

// TestMonthFirst refuses a file whose dates are written month first, and not
// one with a slip or two.
func TestMonthFirst(t *testing.T) {
	row := "%s,%s,S,V2,N1,U4,PR1,,,,,,,IN\n"
	text := func(dates ...string) string {
		out := episodesLine
		for i, d := range dates {
			out += fmt.Sprintf(row, fmt.Sprint("C", i), d)
		}
		return out
	}
	for _, c := range []struct {
		dates   []string
		refused bool
	}{
		{[]string{"05/13/2022", "06/14/2022", "07/15/2022", "08/01/2022"}, true},
		{[]string{"05/13/2022", "06/14/2022", "08/01/2022"}, false},
		{[]string{"05/13/2022", "06/14/2022", "07/15/2022", "13/05/2022", "14/06/2022", "15/07/2022"}, false},
		{[]string{"5/13/2022", "6/14/22", "7/15/2022", "8/1/2022"}, true},
		{[]string{"5/13/2022", "6/14/2022", "7/15/2022", "13/5/2022", "14/6/22", "15/7/2022"}, false},
		{[]string{"31/02/2022", "30/02/2022", "31/04/2022", "01/01/2022"}, false},
		{[]string{"13/13/2022", "14/14/2022", "soon", "2022-05-13", "2022-05-14"}, false},
	} {
		_, _, err := Load(context.Background(), []string{write(t, map[string]string{"2023/e.csv": text(c.dates...)})}, Options{})
		var faults Errors
		refused := errors.As(err, &faults) && len(faults) == 1 && faults[0].Rule == "month-first" && faults[0].Line == 2 && faults[0].Column == 4
		if refused != c.refused || err != nil && !refused {
			t.Errorf("%q: %v", c.dates, err)
		}
	}
}

// TestSameFile says where a return stands twice, but not where a workbook
// holds several years.
func TestSameFile(t *testing.T) {
	e, census := plainFiles["2023/episodes.csv"], message("2023", "A 2016-05-02: 2022-05-01/")
	_, r := load(t, Options{}, write(t, map[string]string{"2022/e.csv": e, "2023/e.csv": e, "2023/h.csv": plainFiles["2023/header.csv"], "2024/h.csv": plainFiles["2023/header.csv"], "a.xml": census, "b.xml": census}))
	if r.Counts["same-file"] != 2 {
		t.Errorf("%v", r.Counts)
	}
	sheet := [][]any{texts(strings.ReplaceAll(strings.TrimSpace(episodesLine), ",", "|")), texts("A|10/05/2022|S|V2|N1|U4|PR1||||||")}
	_, r = load(t, Options{}, book(t, filepath.Join(t.TempDir(), "returns.xlsx"), map[string][][]any{"2023": sheet, "2024": sheet}))
	if r.Counts["same-file"] != 0 {
		t.Errorf("sheets: %v", r.Counts)
	}
}

// TestIdentifiers says where a spreadsheet has spoilt identifiers.
func TestIdentifiers(t *testing.T) {
	row := "%s,10/05/2022,S,V2,N1,U4,PR1,,,,,,,IN\n"
	for _, c := range []struct {
		ids           string
		spoilt, alike int
	}{
		{"1.04E+11 1E+05 104221 E+5 1.04E+ A1E+05", 2, 0}, {"00123 123 124", 0, 1}, {"a1 A1 0A1 B1", 0, 2}, {"100 1000", 0, 0},
	} {
		text := episodesLine
		for _, id := range strings.Fields(c.ids) {
			text += fmt.Sprintf(row, id)
		}
		_, r := load(t, Options{}, write(t, map[string]string{"2023/e.csv": text}))
		if r.Counts["spoilt-child"] != c.spoilt || r.SetAside != c.spoilt {
			t.Errorf("%s: %d spoilt, want %d", c.ids, r.Counts["spoilt-child"], c.spoilt)
		}
		got := ""
		for _, f := range r.Findings {
			if f.Rule == "identifiers-alike" {
				got = strings.TrimPrefix(f.What, rules[f.Rule].what+": ")
			}
		}
		if want := strings.Trim(fmt.Sprint(c.alike), "0"); got != want {
			t.Errorf("%s: %q alike, want %q", c.ids, got, want)
		}
	}
}
