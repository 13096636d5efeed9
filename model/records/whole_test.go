package records

import (
	"fmt"
	"strings"
	"testing"
)

// openRows are n children in care since one day, the first so many of whom
// leave on another.
func openRows(n, leave int, dec string) string {
	var b strings.Builder
	b.WriteString(episodesLine)
	for i := range n {
		end := ","
		if i < leave {
			end = dec + ",E4A"
		}
		fmt.Fprintf(&b, "C%d,10/05/2018,S,V2,N1,U4,PR1,%s,,,,,IN\n", i, end)
	}
	return b.String()
}

// TestWhole says where a return probably lacks children, and where not.
func TestWhole(t *testing.T) {
	year := func(y, n, leave int) (string, string) {
		return fmt.Sprintf("%d/episodes.csv", y), openRows(n, leave, fmt.Sprintf("02/03/%d", y))
	}
	for _, c := range []struct {
		name   string
		counts [3]int // open in 2021, 2022 and 2023
		leave  int
		want   string // rule and year
	}{
		{"steady", [3]int{300, 310, 290}, 40, ""},
		{"the last one is cut", [3]int{300, 310, 150}, 40, "stock-falls 2023: 150, a year before 310"},
		{"the first one is cut", [3]int{150, 310, 290}, 40, "stock-leaps 2021: 150, a year later 310"},
		{"the middle one is cut", [3]int{300, 150, 290}, 40, "stock-falls 2022: 150, a year before 300|stock-leaps 2022: 150, a year later 290"},
		{"the middle one has none", [3]int{300, 0, 290}, 40, "stock-falls 2022: 0, a year before 300|stock-leaps 2022: 0, a year later 290"},
		{"a few children", [3]int{20, 12, 25}, 3, ""},
		{"not so sharp", [3]int{300, 250, 290}, 40, ""},
		{"less than a fifth", [3]int{1500, 1300, 1400}, 40, ""},
		{"those of one day", [3]int{300, 300, 300}, 0, "no-exits 2021: none beside 305 in care|no-exits 2022: none beside 305 in care|no-exits 2023: none beside 305 in care"},
	} {
		t.Run(c.name, func(t *testing.T) {
			files := map[string]string{}
			for i, n := range c.counts {
				name, text := year(2021+i, n+c.leave, c.leave)
				// Keeps the last return from looking like an extract of part of a year.
				files[name] = text + fmt.Sprintf("Z,01/05/%d,S,V2,N1,U4,PR1,28/03/%d,E8,,,,,IN\n", 2020+i, 2021+i)
				if c.leave == 0 { // all who are there today, whenever they came
					files[name] = text
					for k := range 5 {
						files[name] += fmt.Sprintf("Z%d,28/03/%d,S,V2,N1,U4,PR1,,,,,,,IN\n", k, 2021+i)
					}
				}
			}
			h, r := load(t, Options{}, write(t, files))
			var got []string
			for _, f := range r.Findings {
				switch f.Rule {
				case "stock-falls", "stock-leaps", "no-exits":
					got = append(got, f.Rule+" "+f.File[strings.LastIndex(f.File, "/20")+1:][:4]+strings.TrimPrefix(f.What, rules[f.Rule].what))
				}
			}
			if !sameWords(got, strings.Split(c.want, "|")) {
				t.Errorf("said %q, want %q", got, c.want)
			}
			if (c.want != "") != lacks(Allows(h, r), "A return is probably not whole") {
				t.Errorf("what the records lack: %+v", Allows(h, r).Lacks)
			}
		})
	}
}

// TestWholeTellsClosed doesn't take those who left for being there because
// their rows stand there open as well.
func TestWholeTellsClosed(t *testing.T) {
	left := strings.TrimPrefix(openRows(300, 300, "02/03/2022"), episodesLine)
	_, r := load(t, Options{}, write(t, map[string]string{
		"2021/e.csv": openRows(410, 10, "02/03/2021") + "Z,01/05/2020,S,V2,N1,U4,PR1,28/03/2021,E8,,,,,IN\n",
		"2022/e.csv": openRows(400, 0, "") + left + "Z,01/05/2021,S,V2,N1,U4,PR1,28/03/2022,E8,,,,,IN\n",
	}))
	if r.Counts["stock-falls"] != 1 {
		t.Errorf("%v", r.Counts)
	}
}

// TestWholeCensuses does so for plans.
func TestWholeCensuses(t *testing.T) {
	census := func(year string, n int) string {
		var children []string
		for i := range n {
			children = append(children, fmt.Sprintf("P%d 2016-05-02: 2021-05-01/", i))
		}
		return message(year, children...)
	}
	_, r := load(t, Options{}, write(t, map[string]string{"a.xml": census("2022", 100), "b.xml": census("2023", 40), "c.xml": census("2024", 70)}))
	if r.Counts["plans-fall"] != 1 || r.Counts["plans-leap"] != 0 {
		t.Errorf("%v", r.Counts)
	}
}

// TestManyAuthorities says so where a region's files hold more than one.
func TestManyAuthorities(t *testing.T) {
	head := strings.TrimSuffix(episodesLine, "\n") + ",LA,YEAR\n"
	row := "%s,2022-05-10,S,V2,N1,U4,PR1,,,,,,,IN,%s,2023\n"
	for _, c := range []struct {
		other string
		want  int
	}{{"Leeds", 0}, {"York", 1}} {
		_, r := load(t, Options{}, write(t, map[string]string{"e.csv": head + fmt.Sprintf(row, "A_383", "Leeds") + fmt.Sprintf(row, "B_816", c.other)}))
		if r.Counts["many-authorities"] != c.want {
			t.Errorf("%s: %v", c.other, r.Counts)
		}
	}
}
