package records

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/carecurve/carecurve/model"
)

// publishedLimit is how much one gzipped file may unpack to, in bytes.
const publishedLimit = 1 << 30

// figure is one figure of a published table.
type figure struct {
	authority          model.Authority
	year               int
	measure, breakdown string
	value              float64
	release            int // year of the release it stands in, or notTold
}

// publishedFile is the figures of one file.
type publishedFile struct {
	name, sha256 string
	figures      []figure
	revised      bool // one figure twice, and differently
	official     bool // in the columns of a download
	last         int  // latest year
	form         int  // of officialForms
}

// readTables reads the needed measures of all published files behind the
// paths: tidy ones in order of name, then official ones, the latest first, and
// those of numbers and rates before all others.
func readTables(ctx context.Context, needed, paths []string) ([]publishedFile, error) {
	sources, errs := gather(paths)
	if len(errs) > 0 {
		return nil, errs
	}
	files, faults := make([]publishedFile, len(sources)), make([]error, len(sources))
	sideBySide(ctx, len(sources), func(i int) {
		files[i], faults[i] = readTable(sources[i].name, sources[i].data, needed)
		files[i].name, files[i].sha256 = sources[i].name, sources[i].sha256()
	})
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	var found Errors
	for i, err := range faults {
		if err != nil {
			found = append(found, model.Finding{Pos: model.Pos{File: sources[i].name}, Severity: model.Fatal, Rule: "published", What: err.Error(),
				Fix: "Mend or leave out the file: it is read as a published table by its columns."})
		}
	}
	if len(found) > 0 {
		return nil, found
	}
	slices.SortStableFunc(files, func(a, b publishedFile) int {
		switch {
		case a.official != b.official:
			if b.official {
				return -1
			}
			return 1
		case a.official:
			return cmp.Or(b.last-a.last, a.form-b.form)
		}
		return 0
	})
	return files, nil
}

// readTable reads one file's needed figures: none from a file of another form.
func readTable(name string, data []byte, needed []string) (t publishedFile, err error) {
	if bytes.HasPrefix(data, []byte{0x1f, 0x8b}) {
		z, err := gzip.NewReader(bytes.NewReader(data))
		if err != nil {
			return t, fmt.Errorf("can't be unpacked: %w", err)
		}
		if data, err = io.ReadAll(io.LimitReader(z, publishedLimit)); err != nil {
			return t, fmt.Errorf("can't be unpacked: %w", err)
		}
	}
	text := strings.TrimPrefix(string(data), "\ufeff")
	if head, _, _ := strings.Cut(text, "\n"); strings.TrimRight(head, "\r") == publishedColumns {
		err = t.readTidy(text, needed)
	} else {
		err = t.readOfficial(name, text, needed)
	}
	for i := range t.figures {
		f := &t.figures[i]
		f.authority.Code = model.PresentCode(f.authority.Code)
		t.last = max(t.last, f.year)
	}
	if t.official { // a download says no release: it came out after its last year
		for i := range t.figures {
			t.figures[i].release = t.last
		}
	}
	return t, err
}

func isNeeded(needed []string, measure string) bool {
	return slices.ContainsFunc(needed, func(n string) bool {
		if start, ok := strings.CutSuffix(n, "*"); ok {
			return strings.HasPrefix(measure, start)
		}
		return n == measure
	})
}
