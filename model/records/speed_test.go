package records

import (
	"bufio"
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/carecurve/carecurve/model"
)

// region writes a region's returns for the years from 2015 on: about rows
// episode rows in all, each year's file with every episode open in it, and
// header and uasc beside it.
func region(t testing.TB, dir string, years, rows int) {
	t.Helper()
	draw := rand.New(rand.NewPCG(1, 1))
	first, last := model.NewDate(2014, 4, 1), model.NewDate(2014+years, 3, 31)
	type stay struct {
		from, to       model.Date
		rne, rec       string
		place, prov    string
		home, post, ls string
	}
	var e, h, u []*bufio.Writer
	for y := range years {
		folder := filepath.Join(dir, strconv.Itoa(2015+y))
		if err := os.MkdirAll(folder, 0o755); err != nil {
			t.Fatal(err)
		}
		for _, f := range []struct {
			to   *[]*bufio.Writer
			name string
			head string
		}{{&e, "episodes.csv", episodesLine}, {&h, "header.csv", headerLine}, {&u, "uasc.csv", "CHILD,SEX,DOB,DUC\n"}} {
			file, err := os.Create(filepath.Join(folder, f.name))
			if err != nil {
				t.Fatal(err)
			}
			w := bufio.NewWriterSize(file, 1<<20)
			t.Cleanup(func() { file.Close() })
			fmt.Fprint(w, f.head)
			*f.to = append(*f.to, w)
		}
	}
	places := [][2]string{{"U6", "PR1"}, {"U4", "PR4"}, {"U3", "PR1"}, {"K2", "PR4"}, {"H5", "PR4"}, {"P1", "PR0"}}
	written := 0
	var row []byte
	for child := 0; written < rows; child++ {
		id := strconv.Itoa(1000000 + child)
		born := first + model.Date(draw.IntN(int(last-first))) - model.Date(draw.IntN(16*365))
		at := max(born+1, first-700) + model.Date(draw.IntN(900))
		var stays []stay
		for n := 1 + draw.IntN(9); n > 0; n-- {
			p := places[draw.IntN(len(places))]
			s := stay{from: at, to: at + 20 + model.Date(draw.ExpFloat64()*260), rne: "P", rec: "X1", place: p[0], prov: p[1], ls: "C2",
				home: fmt.Sprintf("XS%d %dAB", 1+draw.IntN(20), draw.IntN(10)), post: fmt.Sprintf("ZX%d %dCD", 1+draw.IntN(20), draw.IntN(10))}
			if len(stays) == 0 {
				s.rne = "S"
			}
			if n == 1 {
				s.rec = "E4A"
			}
			if adult := born.Birthday(18); s.to >= adult {
				s.to, s.rec, n = adult, "E5", 1
			}
			if s.to > s.from {
				stays = append(stays, s)
			}
			at = s.to
		}
		for y := range years {
			begin, end := model.NewDate(2014+y, 4, 1), model.NewDate(2015+y, 3, 31)
			seen := false
			for _, s := range stays {
				if s.from > end || s.to < begin {
					continue
				}
				seen = true
				row = append(append(row[:0], id...), ',')
				row = append(append(row, slashed(s.from)...), ',')
				row = append(append(append(row, s.rne...), ","+s.ls+",N1,"+s.place+","+s.prov...), ',')
				if s.to <= end {
					row = append(append(row, slashed(s.to)...), ","+s.rec+","...)
				} else {
					row = append(row, ",,"...)
				}
				row = append(append(row, ","+s.home+","+s.post+",SC"...), id[:6]...)
				row = append(row, ",IN\n"...)
				e[y].Write(row)
				written++
			}
			if seen {
				fmt.Fprintf(h[y], "%s,1,%s,WBRI,UN1,,\n", id, slashed(born))
			}
		}
	}
	for _, w := range append(append(e, h...), u...) {
		if err := w.Flush(); err != nil {
			t.Fatal(err)
		}
	}
}

// oneReturn is a busy region's return of one year.
func oneReturn(b *testing.B) []byte {
	dir := b.TempDir()
	region(b, dir, 1, 100000)
	data, err := os.ReadFile(filepath.Join(dir, "2015", "episodes.csv"))
	if err != nil {
		b.Fatal(err)
	}
	return data
}

// BenchmarkEpisodes reads and checks the rows of a return; hold it against
// BenchmarkBareCSV, which only splits the same bytes into fields.
func BenchmarkEpisodes(b *testing.B) {
	data := oneReturn(b)
	s := source{name: "2015/episodes.csv", open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(data)), nil }}
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		if f := read(context.Background(), &s, Options{}); len(f.episodes) < 100000 || len(f.fatal) > 0 {
			b.Fatal(len(f.episodes), f.fatal)
		}
	}
}

// BenchmarkRegional reads the same rows in the form of regional exports: ISO
// dates, the authority and the year in every row, identifiers with an ending.
func BenchmarkRegional(b *testing.B) {
	var text bytes.Buffer
	for i, line := range bytes.Split(bytes.TrimSpace(oneReturn(b)), []byte("\n")) {
		f := bytes.Split(line, []byte(","))
		if i == 0 {
			f = append(f, []byte("LA"), []byte("YEAR"))
		} else {
			f[0] = append(f[0][:len(f[0]):len(f[0])], "_301"...)
			f[1], f[7] = []byte(isoForm(string(f[1]))), []byte(isoForm(string(f[7])))
			f = append(f, []byte("301"), []byte("2015"))
		}
		text.Write(append(bytes.Join(f, []byte(",")), '\n'))
	}
	s := source{name: "episodes.csv", open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(text.Bytes())), nil }}
	b.SetBytes(int64(text.Len()))
	for b.Loop() {
		if f := read(context.Background(), &s, Options{}); len(f.episodes) < 100000 || len(f.fatal) > 0 || f.episodes[5].year != 2015 {
			b.Fatal(len(f.episodes), f.fatal)
		}
	}
}

func BenchmarkBareCSV(b *testing.B) {
	data := oneReturn(b)
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		r := csv.NewReader(bytes.NewReader(data))
		r.ReuseRecord = true
		for n := 0; ; n++ {
			if _, err := r.Read(); err == io.EOF {
				if n < 100000 {
					b.Fatal(n)
				}
				break
			} else if err != nil {
				b.Fatal(err)
			}
		}
	}
}

// BenchmarkRegion reads, checks and joins a region's ten years.
func BenchmarkRegion(b *testing.B) {
	dir := b.TempDir()
	region(b, dir, 10, 200000)
	for b.Loop() {
		if _, _, err := Load(context.Background(), []string{dir}, Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

// TestProveRegion reads two million episode rows within 15 seconds of
// two processors and 1 GB of memory.
func TestProveRegion(t *testing.T) {
	if os.Getenv("CARECURVE_PROVE") == "" {
		t.Skip("set CARECURVE_PROVE=1; takes a minute and 250 MB of disk")
	}
	dir := t.TempDir()
	region(t, dir, 10, 2000000)
	begin, before := time.Now(), processorTime()
	h, r := load(t, Options{}, dir)
	took, busy := time.Since(begin), processorTime()-before
	t.Logf("%d rows, %d children in %v, of processors %v; peak memory %d MB", r.Read, len(h.Children), took, busy, peakMemory()>>10)
	// Where others keep the processors busy, the time spent on them tells.
	if took > 15*time.Second && (busy == 0 || busy > 15*time.Second) {
		t.Errorf("took %v", took)
	}
	if peakMemory() > 1<<20 {
		t.Errorf("held %d MB", peakMemory()>>10)
	}
}

// processorTime is what the process has used of all processors, 0 where the
// system doesn't tell.
func processorTime() time.Duration {
	data, _ := os.ReadFile("/proc/self/stat")
	f := bytes.Fields(data[bytes.LastIndexByte(data, ')')+1:])
	if len(f) < 13 {
		return 0
	}
	user, _ := strconv.Atoi(string(f[11]))
	system, _ := strconv.Atoi(string(f[12]))
	return time.Duration(user+system) * 10 * time.Millisecond
}

// peakMemory is the most kB of memory that the process held so far, 0 where
// the system doesn't tell.
func peakMemory() int {
	data, _ := os.ReadFile("/proc/self/status")
	for _, l := range bytes.Split(data, []byte("\n")) {
		if rest, ok := bytes.CutPrefix(l, []byte("VmHWM:")); ok {
			n, _ := strconv.Atoi(string(bytes.Fields(rest)[0]))
			return n
		}
	}
	return 0
}
