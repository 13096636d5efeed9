package records

import (
	"archive/zip"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"github.com/carecurve/carecurve/model"
)

var plainFiles = map[string]string{
	"2023/header.csv":   headerLine + "A,1,05/02/2010,WBRI,,,\nB,2,01/05/2011,WBRI,,,\n",
	"2023/uasc.csv":     "CHILD,SEX,DOB,DUC\nB,2,01/05/2011,02/05/2029\n",
	"2023/episodes.csv": episodesLine + "A,10/05/2022,S,V2,N1,U4,PR1,20/06/2022,X1,CARPL,LS1 1AA,LS8 2AB,SC1,IN\nA,20/06/2022,P,C2,N1,K2,PR4,,,,LS1 1AA,HX1 1AA,SC2,OUT\nB,01/09/2022,S,V2,N8,H5,PR4,,,,,HX1 1AA,,OUT\n",
}

const plainA = "2022-05-10 [2022-05-10 foster_own in V2] [2022-06-20 residential out C2] open"

func checkPlain(t *testing.T, h *model.History) {
	t.Helper()
	if len(h.Children) != 2 {
		t.Fatalf("%d children", len(h.Children))
	}
	a, b := h.Children[0], h.Children[1]
	if got := brief(a); got != plainA {
		t.Errorf("got  %s\nwant %s", got, plainA)
	}
	if a.Sex != 'M' || b.Sex != 'F' || a.UASC || !b.UASC || b.UASCEnds != model.NewDate(2029, 5, 2) || a.Born != model.NewDate(2010, 2, 5) {
		t.Errorf("described as %+v and %+v", a, b)
	}
	if p := a.Periods[0]; p.Family != "LS11AA" || p.Need != "N1" {
		t.Errorf("family %q, need %q", p.Family, p.Need)
	}
	if h.From != model.NewDate(2022, 4, 1) || h.To != model.NewDate(2023, 3, 31) || !h.Located {
		t.Errorf("%v to %v, located %v", h.From, h.To, h.Located)
	}
}

// TestForms reads one return in many written forms.
func TestForms(t *testing.T) {
	each := func(f func(string) string) map[string]string {
		out := map[string]string{}
		for name, text := range plainFiles {
			out[name] = f(text)
		}
		return out
	}
	encode := func(e encoding.Encoding, s string) string {
		b, err := e.NewEncoder().String(s)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	swap := func(pairs ...string) func(string) string { return strings.NewReplacer(pairs...).Replace }
	tests := map[string]func(string) string{
		"as it is":    func(s string) string { return s },
		"mark":        func(s string) string { return "\ufeff" + s },
		"CRLF":        swap("\n", "\r\n"),
		"CR":          swap("\n", "\r"),
		"semicolon":   swap(",", ";"),
		"tab":         swap(",", "\t"),
		"sep line":    func(s string) string { return "sep=;\n" + strings.ReplaceAll(s, ",", ";") },
		"quotes":      swap("LS8 2AB", `"LS8 2AB"`, "CHILD", `"CHILD"`),
		"year suffix": swap("CHILD", "CHILD_2023", "DECOM", "Decom 2023", "DOB", "DOB2023", "REC,", "REC-2023,"),
		"lower case":  func(s string) string { return strings.ToLower(s[:6]) + s[6:] },
		"windows-1252": func(s string) string {
			return encode(charmap.Windows1252, strings.ReplaceAll(s, "CARPL", "it’s\u00a0"))
		},
		"UTF-16 mark":   func(s string) string { return encode(unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), s) },
		"UTF-16 LE":     func(s string) string { return encode(unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), s) },
		"UTF-16 BE":     func(s string) string { return encode(unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), s) },
		"ISO dates":     swap("10/05/2022", "2022-05-10", "20/06/2022", "2022-06-20 00:00:00"),
		"short dates":   swap("10/05/2022", "10/5/22", "20/06/2022", "20-Jun-2022"),
		"serial dates":  swap("10/05/2022", "44691", "20/06/2022", "44732.0"),
		"labels":        swap(",U4,", ",U4: Foster placement,", ",PR1,", ",a) PR1 - Own,", ",V2,", ", v2 ,", ",1,", ",1.0,"),
		"blank words":   swap(",PR4,,,", ",PR4,NULL,n/a,", ",WBRI,", ",#N/A,"),
		"letter sexes":  swap(",1,0", ",M,0", ",2,0", ",f,0"),
		"empty lines":   func(s string) string { return "\n" + strings.ReplaceAll(s, "\n", "\n,,,,\n\n") },
		"no postcodes'": swap("LS1 1AA", "ls1  1aa"),
	}
	for name, form := range tests {
		t.Run(name, func(t *testing.T) {
			h, r := load(t, Options{}, write(t, each(form)))
			checkPlain(t, h)
			if r.SetAside != 0 {
				t.Errorf("set aside: %+v", r.Findings)
			}
		})
	}
}

func TestZipXMLAndRegionalForm(t *testing.T) {
	t.Run("zip", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "records.dat")
		f, err := os.Create(path)
		if err != nil {
			t.Fatal(err)
		}
		z := zip.NewWriter(f)
		for name, text := range plainFiles {
			w, err := z.Create(name)
			if err != nil {
				t.Fatal(err)
			}
			fmt.Fprint(w, text)
		}
		z.Close()
		f.Close()
		h, r := load(t, Options{}, path)
		checkPlain(t, h)
		if want := slash(path) + "!2023/episodes.csv"; r.Inputs[0].Name != want {
			t.Errorf("name %q, want %q", r.Inputs[0].Name, want)
		}
	})
	t.Run("xml", func(t *testing.T) {
		h, _ := load(t, Options{}, write(t, map[string]string{"return.xml": `<?xml version="1.0" encoding="ISO-8859-1"?>
<EXPSSDA903><CHILD><HEADER><CHILDID>A</CHILDID><SEX>1</SEX><DOB>05/02/2010</DOB><UASC/></HEADER>
<EPISODE><DECOM>10/05/2022</DECOM><RNE>S</RNE><LS>V2</LS><CIN>N1</CIN><PL>U4</PL><PL_LOCATION>IN</PL_LOCATION><HOME_POST>LS1 1AA</HOME_POST><PLACE_PROVIDER>PR1</PLACE_PROVIDER><DEC>20/06/2022</DEC><REC>X1</REC></EPISODE>
<EPISODE><DECOM>20/06/2022</DECOM><RNE>P</RNE><LS>C2</LS><CIN>N1</CIN><PL>K2</PL><PL_LOCATION>OUT</PL_LOCATION><PLACE_PROVIDER>PR4</PLACE_PROVIDER><DEC/><REC/></EPISODE></CHILD>
<CHILD><HEADER><CHILDID>B</CHILDID><SEX>2</SEX><DOB>01/05/2011</DOB><UASC>1</UASC><DUC>02/05/2029</DUC></HEADER>
<EPISODE><DECOM>01/09/2022</DECOM><RNE>S</RNE><LS>V2</LS><CIN>N8</CIN><PL>H5</PL><PL_LOCATION>OUT</PL_LOCATION><PLACE_PROVIDER>PR4</PLACE_PROVIDER><DEC/><REC/></EPISODE></CHILD></EXPSSDA903>`}))
		checkPlain(t, h)
	})
	t.Run("one file of many years", func(t *testing.T) {
		h, _ := load(t, Options{}, write(t, map[string]string{
			"header.csv": "YEAR,LA,CHILD,SEX,DOB,ETHNIC\n2022,301,A_301,1,2010-02-01,WBRI\n2023,301,A_301,1,2010-02-01,WBRI\n",
			"episodes.csv": "YEAR,LA,REC,DEC,PLACE_PROVIDER,PLACE,LS,RNE,DECOM,CHILD,PL_LA\n" +
				"2022,301,,,PR1,U4,V2,S,2021-05-10,A_301,E09000002\n2023,301,E4A,2022-07-01,PR1,U4,V2,S,2021-05-10,A_301,E09000002\n2023,301,,,PR1,U4,V2,S,2022-10-10,A_301,E09000009\n",
		}))
		if got, want := brief(h.Children[0]), "2021-05-10 [2021-05-10 foster_own in V2] home 2022-07-01; 2022-10-10 [2022-10-10 foster_own out V2] open"; got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
		if h.From != model.NewDate(2021, 4, 1) || h.To != model.NewDate(2023, 3, 31) {
			t.Errorf("%v to %v", h.From, h.To)
		}
	})
}

func TestErrors(t *testing.T) {
	lacking := strings.Replace(episodesLine, "DECOM,RNE,", "", 1)
	dir := write(t, map[string]string{"a/episodes.csv": lacking, "b/cin.xml": "<Message><Children>\n<Child>", "note.txt": "hello"})
	_, _, err := Load(context.Background(), []string{dir, filepath.Join(dir, "note.txt"), filepath.Join(dir, "gone")}, Options{})
	var errs Errors
	if !errors.As(err, &errs) {
		t.Fatalf("%T: %v", err, err)
	}
	text := err.Error()
	for _, want := range []string{"a/episodes.csv:1:1: the episodes table lacks the columns DECOM, RNE", "b/cin.xml:2:8: the XML ends in the middle", "note.txt: not a return", "gone: can't be read"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	for i, line := range strings.Split(text, "\n") {
		if strings.HasPrefix(line, "    ") != (i%2 == 1) {
			t.Errorf("line %d should be indented every other time: %q", i, line)
		}
	}
	if _, _, err := Load(context.Background(), []string{write(t, map[string]string{"x": "y"})}, Options{}); err == nil {
		t.Error("a folder without records is no error")
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, _, err := Load(ctx, []string{write(t, plainFiles)}, Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

// TestNothingPersonal looks for identifiers and birth dates in findings.
func TestNothingPersonal(t *testing.T) {
	dir := write(t, map[string]string{
		"2023/header.csv":   headerLine + "987654,7,31/02/2010,WBRI,,,\n987655,1,09/09/2004,WBRI,,,\n987656,1,09/09/2033,,,,\n",
		"2023/episodes.csv": episodesLine + "987654,x,987654,V2,N1,U4,PR1,,,,,,,\n987655,10/05/2022,S,V2,987655,U4,PR1,,,,,,,\n,10/05/2022,S,V2,N1,U4,PR1,,,,,,,\n\"987,,,,,\n",
	})
	_, r := load(t, Options{}, dir)
	if r.SetAside < 5 {
		t.Errorf("%d set aside", r.SetAside)
	}
	for _, f := range r.Findings {
		if s := f.What + f.Fix; strings.Contains(s, "98765") || strings.Contains(s, "2004") || strings.Contains(s, "2010") || strings.Contains(s, "2033") {
			t.Errorf("names a child: %+v", f)
		}
		if f.Rule == "open-after-18" && r.Child(f.Pos) != "987655" {
			t.Errorf("the child at %+v is %q", f.Pos, r.Child(f.Pos))
		}
	}
}

func TestLocations(t *testing.T) {
	rows := func(la ...string) string {
		text := "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,PL_POST,PL_LA\n"
		for i, l := range la {
			text += fmt.Sprintf("C%d,10/05/2022,S,V2,N1,U4,PR1,,,%s\n", i, l)
		}
		return text
	}
	area := func(p string) (model.Location, bool) {
		return map[string]model.Location{"LS11AA": model.InArea, "HX11AA": model.OutOfArea}[p], p == "LS11AA" || p == "HX11AA"
	}
	tests := []struct {
		name    string
		text    string
		opt     Options
		want    string
		located bool
	}{
		{"by PL_LA and home", rows(",E1", ",E2", ",WAL"), Options{Home: "E2"}, "out in out", true},
		{"home guessed", rows(",E1", ",E1", ",WAL"), Options{}, "in in out", true},
		{"by postcode", rows("LS1 1AA,", "hx11aa,", "XX,"), Options{Area: area}, "in out in", true},
		{"mostly unknown", rows("XX,", "HX1 1AA,", "XX,"), Options{Area: area}, "in in in", false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			h, _ := load(t, test.opt, write(t, map[string]string{"episodes.csv": test.text}))
			var got []string
			for _, c := range h.Children {
				got = append(got, c.Periods[0].Placements[0].Location.String())
			}
			if strings.Join(got, " ") != test.want || h.Located != test.located {
				t.Errorf("%v, located %v", got, h.Located)
			}
		})
	}
}

// TestPartYear cuts a busy council's last return short.
func TestPartYear(t *testing.T) {
	rows := func(until model.Date, year int) string {
		text := episodesLine
		for d := model.NewDate(year-1, 4, 1); d <= until; d += 5 {
			text += fmt.Sprintf("C%d,%s,S,V2,N1,U4,PR1,,,,,,,IN\n", d, d)
		}
		return text
	}
	for _, test := range []struct{ until, to model.Date }{
		{model.NewDate(2023, 3, 27), model.NewDate(2023, 3, 31)},
		{model.NewDate(2022, 9, 28), model.NewDate(2022, 9, 28)},
	} {
		h, r := load(t, Options{Window: 1}, write(t, map[string]string{"2022/e.csv": rows(model.NewDate(2022, 3, 27), 2022), "2023/e.csv": rows(test.until, 2023)}))
		if h.To != test.to || (r.Counts["part-year"] == 1) != (test.to != model.NewDate(2023, 3, 31)) {
			t.Errorf("to %v, want %v; %v", h.To, test.to, r.Counts)
		}
		if want := (h.To + 1).AddMonths(-12); h.From != want {
			t.Errorf("from %v, want %v", h.From, want)
		}
	}
}

func TestPopulation(t *testing.T) {
	good := "Year;Age_From;Age_To;Population\n2019;0;0;10\n2019;1;4;40\n2019;5;9;50\n2019;10;15;60\n2019;16;17;20\n2021;0;17;180\n2021;18;90;5000\n"
	p, err := LoadPopulation(filepath.Join(write(t, map[string]string{"p.csv": good}), "p.csv"))
	if err != nil {
		t.Fatal(err)
	}
	want := model.Population{First: 2019, Years: [][model.AgeBands]float64{{10, 40, 50, 60, 20}, {10, 40, 50, 60, 20}, {10, 40, 50, 60, 20}}}
	if !reflect.DeepEqual(p, want) {
		t.Errorf("%+v", p)
	}
	for name, text := range map[string]string{
		"no number":     strings.Replace(good, ";60", ";many", 1),
		"ages reversed": strings.Replace(good, "10;15", "15;10", 1),
		"no full year":  "year,age_from,age_to,population\n2019,0,0,10\n",
		"no column":     "year,age_from,age_to\n2019,0,0\n",
		"twice":         good + "2019;0;0;11\n",
		"a return":      episodesLine,
	} {
		if _, err := LoadPopulation(filepath.Join(write(t, map[string]string{"p.csv": text}), "p.csv")); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	h, _ := load(t, Options{}, write(t, map[string]string{"p.csv": good, "2023/e.csv": plainFiles["2023/episodes.csv"]}))
	if !reflect.DeepEqual(h.Population, want) {
		t.Errorf("among the records: %+v", h.Population)
	}
}
