package records

import (
	"archive/zip"
	"bufio"
	"bytes"
	"context"
	"encoding/xml"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"
)

// fuzzLoad feeds a file beside a header and checks what comes out.
func fuzzLoad(t *testing.T, data []byte) {
	dir := t.TempDir()
	for name, b := range map[string][]byte{"2023.fuzz": data, "h.csv": []byte(plainFiles["2023/header.csv"])} {
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	opt := Options{Window: 3}
	if len(data)%2 == 1 { // half of them as a council may have its records read
		opt = Options{OwnTemporary: true, Gap: -1, Rejoin: 30, CareOnLastDay: true, PlanOnLastDay: true, AnnexCareDays: 28}
	}
	h, r, err := Load(context.Background(), []string{dir}, opt)
	if err != nil {
		if _, ok := err.(Errors); !ok || err.Error() == "" {
			t.Fatalf("%T: %v", err, err)
		}
		return
	}
	sound(t, h, r)
}

func FuzzEpisodes(f *testing.F) {
	f.Add([]byte(plainFiles["2023/episodes.csv"]))
	f.Add([]byte(episodesLine + "A,10/05/2022,S,V2,N1,T4,,12/05/2022,X1,,,,,\nA,12/05/2022,L,V2,N1,U4,PR1,,,,,,,\n\"A,1,\n"))
	f.Add([]byte("CHILD;DECOM;RNE;LS;PLACE;PLACE_PROVIDER;DEC;REC;YEAR\r\nA;44691;S;J1;K1;PR1;;;2022-23\r\nB;1/1/22;B;V3;K1;PR1;;;2022\r\nA;30-Mar-2023;P;E1;Z1;;31/03/2023;E17;\r\n"))
	f.Add([]byte("<EXPSSDA903><CHILD><HEADER><CHILDID>A</CHILDID><UASC>1</UASC></HEADER><EPISODE><DECOM>10/05/2022</DECOM><RNE>S</RNE><LS>V2</LS><PL>U4</PL></EPISODE></CHILD></EXPSSDA903>"))
	f.Fuzz(fuzzLoad)
}

func FuzzCIN(f *testing.F) {
	f.Add([]byte(message("2023", "A 2010-02-05: 2022-05-01/, 2022-06-01/2022-08-01", "B 2016-05-02: ")))
	f.Add([]byte(message("2023", " 2004-05-02: 2022-04-01/2022-01-01|2022-05-01")))
	f.Add([]byte("<Message><Children><Child/><Child><ChildProtectionPlans/></Child></Children></Message>"))
	f.Fuzz(fuzzLoad)
}

func FuzzPopulation(f *testing.F) {
	f.Add([]byte("year,age_from,age_to,population\n2019,0,17,180\n2022,0,17,\"1,180.5\"\n"))
	f.Add([]byte("Year\tAge_From\tAge_To\tPopulation\n2019\t0\t0\t10\n2019\t5\t3\t10\n2019\t16\t90\t10\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		path := filepath.Join(t.TempDir(), "p.csv")
		if err := os.WriteFile(path, data, 0o644); err != nil {
			t.Fatal(err)
		}
		p, err := LoadPopulation(path)
		if err != nil {
			return
		}
		for _, y := range p.Years {
			for _, n := range y {
				if !(n >= 0) {
					t.Fatalf("population %v", p)
				}
			}
		}
	})
}

// FuzzDownload feeds an official population table of one or many areas.
func FuzzDownload(f *testing.F) {
	f.Add([]byte("time_period,new_la_code,la_name,age_group,population_estimate\n2023,E1,A,Children aged 0 to 17 years,1800\n2022,E2,B,Under 1,c\n"))
	f.Add([]byte("AREA_CODE,SEX,AGE_GROUP,2022,2023\nE1,males,0,100,1\nE1,females,90+,1,1\nE1,persons,All ages,1,1\n"))
	f.Fuzz(fuzzLoad)
}

func FuzzLedger(f *testing.F) {
	f.Add([]byte("child,from,to,weekly_cost\nA,10/05/2022,,\"1,180.50\"\nA,2022-05-01,2022-06-01,£700\nB,x,,y\n"))
	f.Fuzz(fuzzLoad)
}

// FuzzDirectory looks every postcode of a directory up again.
func FuzzDirectory(f *testing.F) {
	f.Add([]byte(directoryText))
	f.Add([]byte("pcd7,lad24cd\nLS1 1AA,E1\nLS11AA,E2\nL,E3\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		path := filepath.Join(t.TempDir(), "d.csv")
		if err := os.WriteFile(path, data, 0o644); err != nil {
			t.Fatal(err)
		}
		d, err := LoadDirectory(context.Background(), path)
		if err != nil {
			return
		}
		for i, k := range d.keys {
			if i > 0 && d.keys[i-1] >= k {
				t.Fatal("out of order")
			}
			if int(d.areas[i]) >= len(d.codes) {
				t.Fatal("no such authority")
			}
		}
	})
}

// bare packs the parts of a workbook with one sheet without a library.
func bare(t testing.TB, sheet []byte) []byte {
	const (
		head = `<?xml version="1.0" encoding="UTF-8"?>`
		main = `http://schemas.openxmlformats.org/spreadsheetml/2006/main`
		rels = `http://schemas.openxmlformats.org/officeDocument/2006/relationships`
		pack = `http://schemas.openxmlformats.org/package/2006/`
	)
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, p := range []struct{ name, text string }{
		{"[Content_Types].xml", head + `<Types xmlns="` + pack + `content-types"><Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>`},
		{"_rels/.rels", head + `<Relationships xmlns="` + pack + `relationships"><Relationship Id="a" Type="` + rels + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
		{"xl/workbook.xml", head + `<workbook xmlns="` + main + `" xmlns:r="` + rels + `"><sheets><sheet name="S" sheetId="1" r:id="a"/></sheets></workbook>`},
		{"xl/_rels/workbook.xml.rels", head + `<Relationships xmlns="` + pack + `relationships"><Relationship Id="a" Type="` + rels + `/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`},
		{"xl/worksheets/sheet1.xml", string(sheet)},
	} {
		w, err := z.CreateHeader(&zip.FileHeader{Name: p.name, Method: zip.Store})
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(w, p.text)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// bareSheet is a sheet's XML with rows of text.
func bareSheet(rows [][]string) []byte {
	var b bytes.Buffer
	b.WriteString(`<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>`)
	for i, r := range rows {
		fmt.Fprintf(&b, `<row r="%d">`, i+1)
		for _, c := range r {
			b.WriteString(`<c t="inlineStr"><is><t>`)
			xml.EscapeText(&b, []byte(c))
			b.WriteString(`</t></is></c>`)
		}
		b.WriteString(`</row>`)
	}
	b.WriteString(`</sheetData></worksheet>`)
	return b.Bytes()
}

func linesOf(text, cut string) (rows [][]string) {
	for _, l := range strings.Split(strings.TrimSpace(text), "\n") {
		rows = append(rows, strings.Split(l, cut))
	}
	return rows
}

// FuzzBook feeds the XML of a sheet.
func FuzzBook(f *testing.F) {
	f.Add(bareSheet(linesOf(plainFiles["2023/episodes.csv"], ",")))
	f.Add([]byte(`<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>CHILD</t></is></c><c r="C1"><v>44691</v></c></row><row r="9"><c r="XFD9"/></row></sheetData></worksheet>`))
	f.Fuzz(func(t *testing.T, data []byte) { fuzzLoad(t, bare(t, data)) })
}

// FuzzAnnexA feeds cells of a list, a line a row, with | between them, under
// the list's own header.
func FuzzAnnexA(f *testing.F) {
	f.Add(8, "A|b) Female|a) WBRI|01/02/2010|13|b) No|b) No|01/04/2019|N1|01/04/2019|C2: Full|||01/02/2023|U4: Foster|e) PR4|LS1 1AA|SC1|b) Out|E1\nA|||||||01/04/2019|||V2|31/03/2023|E4A")
	f.Add(7, "D|a) Male|a) WBRI|01/02/2018|5.2|b) No|25/01/2023|a) Neglect|d) Emotional||20/03/2023|0")
	f.Add(5, "D|a) Male|a) WBRI|01/02/2018|5|b) No|10/01/2023|b) No|25/01/2023|a) Yes")
	f.Add(6, "D|a) Male|a) WBRI|01/02/2018|5|b) No|10/12/2022|N1|01/03/2023||")
	f.Fuzz(func(t *testing.T, list int, rows string) {
		head := annexHead[list]
		if head == nil || !utf8.ValidString(rows) {
			return
		}
		cells := []string{}
		for _, c := range head {
			cells = append(cells, c.(string))
		}
		fuzzLoad(t, bare(t, bareSheet(append([][]string{cells}, linesOf(rows, "|")...))))
	})
}

// FuzzZip feeds an archive's bytes.
func FuzzZip(f *testing.F) {
	f.Add(packZip(f, func(z *zip.Writer) {
		for name, text := range plainFiles {
			entry(f, z, name, []byte(text))
		}
	}))
	f.Add(bare(f, bareSheet(linesOf(plainFiles["2023/episodes.csv"], ","))))
	f.Fuzz(fuzzLoad)
}

// FuzzText turns any bytes into text: it is valid, and equal however the bytes
// come.
func FuzzText(f *testing.F) {
	f.Add([]byte("it\x92s \xe9t\xe9 caf\xc3\xa9\nnext"))
	f.Add([]byte("\xff\xfeA\x00B\x00\n\x00"))
	f.Add([]byte("\xef\xbb\xbfCHILD,\xe2\x82"))
	f.Fuzz(func(t *testing.T, data []byte) {
		all := func(r io.Reader) string {
			x, ok := textOf(bufio.NewReader(r))
			if !ok {
				return ""
			}
			b, err := io.ReadAll(x)
			if err != nil {
				t.Fatal(err)
			}
			return string(b)
		}
		whole, bytewise := all(bytes.NewReader(data)), all(oneByte{bytes.NewReader(data)})
		if !utf8.ValidString(whole) || whole != bytewise {
			t.Fatalf("%q and %q", whole, bytewise)
		}
	})
}

// oneByte gives a byte at a time.
type oneByte struct{ r io.Reader }

func (o oneByte) Read(p []byte) (int, error) { return o.r.Read(p[:min(1, len(p))]) }

// FuzzPublished feeds a published table, tidy or in an official form: no
// panic, and every figure that comes out is a number of a plausible year.
func FuzzPublished(f *testing.F) {
	for _, text := range officialTables {
		f.Add([]byte(text))
	}
	f.Add([]byte(publishedColumns + "\nE08000035,Leeds,2023,lac_31_march,total,1452,children,x\nE08000035,Leeds,2023,lac_31_march,total,1453,children,y\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		path := filepath.Join(t.TempDir(), "p.csv")
		if err := os.WriteFile(path, data, 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := LoadReleases(context.Background(), path); err != nil && err.Error() == "" {
			t.Fatal("an error without words")
		}
		p, err := LoadPublished(context.Background(), path)
		if err != nil {
			return
		}
		for _, a := range p.All() {
			p.Each(a.Code, func(year int, measure, breakdown string, v float64) {
				if v-v != 0 || year < 1990 || year > 2100 || measure == "" || breakdown == "" {
					t.Fatalf("%v: %d %s %s %v", a, year, measure, breakdown, v)
				}
			})
		}
	})
}
