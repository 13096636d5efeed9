package records

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// packed makes a zip by hand.
func packZip(t testing.TB, fill func(z *zip.Writer)) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	fill(z)
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func entry(t testing.TB, z *zip.Writer, name string, data []byte) {
	t.Helper()
	w, err := z.Create(name)
	if err == nil {
		_, err = w.Write(data)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// claim adds an entry that says of itself what it likes.
func claim(t testing.TB, z *zip.Writer, h zip.FileHeader, data []byte) {
	t.Helper()
	var b bytes.Buffer
	fw, _ := flate.NewWriter(&b, flate.BestCompression)
	fw.Write(data)
	fw.Close()
	h.Method = zip.Deflate
	if h.CompressedSize64 == 0 {
		h.CompressedSize64 = uint64(b.Len())
	}
	w, err := z.CreateRaw(&h)
	if err == nil {
		_, err = w.Write(b.Bytes())
	}
	if err != nil {
		t.Fatal(err)
	}
}

// TestHostileFiles gives files that would fill memory or disk, or lead the
// reader in circles: each is an error that says what to do.
func TestHostileFiles(t *testing.T) {
	rows := []byte(plainFiles["2023/episodes.csv"])
	nested := func(depth int) string { return strings.Repeat("<CINdetails>", depth) }
	tests := []struct {
		name string
		data []byte
		want string
	}{
		{"many entries", packZip(t, func(z *zip.Writer) {
			for i := range entriesLimit + 1 {
				entry(t, z, fmt.Sprint(i), nil)
			}
		}), "more than 10000"},
		{"bomb", packZip(t, func(z *zip.Writer) { entry(t, z, "e.csv", make([]byte, 2*ratioFloor)) }), "more than 200 times its size at e.csv"},
		{"one huge entry", packZip(t, func(z *zip.Writer) {
			claim(t, z, zip.FileHeader{Name: "e.csv", UncompressedSize64: entryLimit + 1, CompressedSize64: entryLimit / 10}, rows)
		}), "unpacks to more than 2 GB at e.csv"},
		{"huge in all", packZip(t, func(z *zip.Writer) {
			for i := range 5 {
				claim(t, z, zip.FileHeader{Name: fmt.Sprint(i, ".csv"), UncompressedSize64: entryLimit - 1, CompressedSize64: entryLimit / 10}, rows)
			}
		}), "unpacks to more than 2 GB at 4.csv"},
		{"says less than it holds", packZip(t, func(z *zip.Writer) {
			claim(t, z, zip.FileHeader{Name: "2023/e.csv", UncompressedSize64: 200}, bytes.Repeat(rows, 5000))
		}), "can't be read to its end"},
		{"password", packZip(t, func(z *zip.Writer) {
			claim(t, z, zip.FileHeader{Name: "e.csv", Flags: 1, UncompressedSize64: uint64(len(rows))}, rows)
		}), "locked with a password"},
		{"one name twice", packZip(t, func(z *zip.Writer) {
			entry(t, z, "e.csv", rows)
			entry(t, z, "e.csv", rows)
		}), "two files of one name: e.csv"},
		{"zip in a zip", packZip(t, func(z *zip.Writer) {
			entry(t, z, "inner.zip", packZip(t, func(z *zip.Writer) { entry(t, z, "e.csv", rows) }))
		}), "inner.zip: a zip within a zip"},
		{"damaged zip", append([]byte("PK\x03\x04"), rows...), "the zip can't be unpacked"},
		{"deep XML", []byte("<Message>" + nested(2000)), "nested more than 64 deep"},
		{"entities", []byte(`<!DOCTYPE Message [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><Message><Children><Child>&b;</Child></Children></Message>`), "defines entities"},
		{"outer entity", []byte(`<!DOCTYPE Message SYSTEM "file:///etc/passwd"><Message><Children><Child/></Children></Message>`), "defines entities"},
		{"unknown entity", []byte(`<Message><Children><Child>&b;</Child></Children></Message>`), "malformed"},
		{"long text", []byte("<Message><Children><Child>" + strings.Repeat("a", 2*tokenLimit)), "longer than a million"},
		{"long tag", []byte("<EXPSSDA903><CHILD a='" + strings.Repeat("a", 2*tokenLimit)), "longer than a million"},
		{"an ampersand", []byte("<Message><Children><Child><a>Smith&Jones</a></Child></Children></Message>"), "an & that isn't written &amp;"},
		{"old workbook", []byte(oldBook + "\xa1\xb1\x1a\xe1 and more"), "old .xls form"},
		{"workbook cut off", bare(t, []byte("<worksheet><sheetData><row r='1'>")), "sheet1.xml: it ends in the middle"},
		{"workbook with a document type", bare(t, []byte("<!DOCTYPE a><worksheet/>")), "document type"},
		{"deep workbook", bare(t, []byte(strings.Repeat("<a>", 100))), "nested more than 64 deep"},
		{"wide workbook", bare(t, bareSheet([][]string{strings.Split("CHILD,SEX,DOB", ","), strings.Split(strings.Repeat("x,", bookColumns+9), ",")})), "more than 512 columns"},
		{"workbook bomb", packZip(t, func(z *zip.Writer) {
			entry(t, z, "[Content_Types].xml", nil)
			entry(t, z, "xl/worksheets/sheet1.xml", make([]byte, 2*ratioFloor))
		}), "more than 200 times its size"},
		{"workbook without parts", packZip(t, func(z *zip.Writer) { entry(t, z, "[Content_Types].xml", []byte("<Types/>")) }), "workbook"},
		{"long line", append([]byte(episodesLine), bytes.Repeat([]byte("a,"), lineLimit)...), ":2: a line is longer"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "given")
			if err := os.WriteFile(path, test.data, 0o644); err != nil {
				t.Fatal(err)
			}
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			_, _, err := Load(context.Background(), []string{path}, Options{})
			runtime.ReadMemStats(&after)
			var errs Errors
			if !errors.As(err, &errs) || !strings.Contains(err.Error(), test.want) || !strings.Contains(err.Error(), "\n    ") {
				t.Errorf("%T: %v, want %q and what to do", err, err, test.want)
			}
			if strings.Contains(err.Error(), "Jones") {
				t.Errorf("quotes what the file holds: %v", err)
			}
			if n := after.TotalAlloc - before.TotalAlloc; n > 64<<20 {
				t.Errorf("%d MB allocated", n>>20)
			}
		})
	}
	t.Run("control character", func(t *testing.T) {
		files := map[string]string{}
		for name, text := range plainFiles {
			files[name] = text
		}
		files["2023/episodes.csv"] += strings.Repeat("\n", peeked) + "C,01/09/2022,S,V2,N8,H5,PR4,,,,,HX1\x001AA,,OUT\n"
		h, r := load(t, Options{}, write(t, files))
		checkPlain(t, h)
		if r.Counts["control-character"] != 1 || r.SetAside != 1 {
			t.Errorf("%v", r.Counts)
		}
	})
}

// TestLinks walks folders whose links go in circles, aside, and nowhere.
func TestLinks(t *testing.T) {
	dir := write(t, plainFiles)
	link := func(to, name string) {
		t.Helper()
		if err := os.Symlink(to, filepath.Join(dir, name)); err != nil {
			t.Skip("no links here:", err)
		}
	}
	link(dir, "circle")
	link("..", "2023/up")
	elsewhere := write(t, map[string]string{"2022/episodes.csv": strings.ReplaceAll(plainFiles["2023/episodes.csv"], "2022", "2021")})
	link(elsewhere, "older")
	h, r := load(t, Options{}, dir)
	if len(r.Inputs) != 4 || h.From.String() != "2021-04-01" {
		t.Errorf("%d files, from %v", len(r.Inputs), h.From)
	}
	link("gone", "nowhere")
	link("self", "self")
	_, _, err := Load(context.Background(), []string{dir}, Options{})
	if err == nil || !strings.Contains(err.Error(), "nowhere: is a link that leads nowhere") || !strings.Contains(err.Error(), "self: is a link that leads nowhere") {
		t.Errorf("%v", err)
	}
}
