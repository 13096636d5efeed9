package records

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/carecurve/carecurve/model"
)

// source is one file among the records, opened only while it is read; direct
// tells that the user named it, so that an unknown kind is an error.
type source struct {
	name   string
	direct bool
	open   func() (io.ReadCloser, error)
	data   []byte // set by gather alone
}

func (s *source) sha256() string {
	sum := sha256.Sum256(s.data)
	return hex.EncodeToString(sum[:])
}

// finder looks for the files behind paths, in folders, zips and symbolic
// links, each once.
type finder struct {
	sources []source
	errs    Errors
	zips    []io.Closer     // kept open while their entries are read
	folders map[string]bool // real paths, so that a circle of links ends
}

func (f *finder) fail(name, what, fix string) {
	f.errs = append(f.errs, model.Finding{Pos: model.Pos{File: name}, Severity: model.Fatal, Rule: "unreadable", What: what, Fix: fix})
}

func (f *finder) close() {
	for _, z := range f.zips {
		z.Close()
	}
}

// find lists all files behind the paths in order of name. The caller closes
// the finder when it is done reading.
func find(paths []string) *finder {
	f := &finder{folders: map[string]bool{}}
	for _, path := range paths {
		info, err := os.Stat(path)
		switch {
		case err != nil:
			f.fail(slash(path), "can't be read: "+reason(err), "Check the path: it is taken from the present folder.")
		case info.IsDir():
			f.folder(path)
		case !info.Mode().IsRegular():
			f.fail(slash(path), "is neither a file nor a folder", "Give files, folders or zips on a disk.")
		default:
			f.file(path, true)
		}
	}
	// A file both named and inside a named folder counts once, as named.
	slices.SortStableFunc(f.sources, func(a, b source) int {
		if c := strings.Compare(a.name, b.name); c != 0 {
			return c
		}
		if a.direct && !b.direct {
			return -1
		}
		return 0
	})
	f.sources = slices.CompactFunc(f.sources, func(a, b source) bool { return a.name == b.name })
	return f
}

// folder takes all that is in a folder, following links: each real folder is
// entered once, so that links in a circle end.
func (f *finder) folder(path string) {
	real, err := filepath.EvalSymlinks(path)
	if err == nil {
		real, err = filepath.Abs(real)
	}
	var entries []fs.DirEntry
	if err == nil {
		if f.folders[real] {
			return
		}
		f.folders[real] = true
		entries, err = os.ReadDir(path)
	}
	if err != nil {
		f.fail(slash(path), "can't be read: "+reason(err), "Check that the folder may be read.")
		return
	}
	for _, e := range entries {
		at := filepath.Join(path, e.Name())
		mode := e.Type()
		if mode&fs.ModeSymlink != 0 {
			info, err := os.Stat(at)
			if err != nil {
				f.fail(slash(at), "is a link that leads nowhere: "+reason(err), "Remove the link, or mend it.")
				continue
			}
			mode = info.Mode()
		}
		switch {
		case mode.IsDir():
			f.folder(at)
		case mode.IsRegular():
			f.file(at, false)
		}
	}
}

// file takes one file on the disk, or the entries of a zip.
func (f *finder) file(path string, direct bool) {
	name := slash(path)
	zipped, err := f.zip(path, direct)
	if err != nil {
		var refused *refusal
		if errors.As(err, &refused) {
			f.errs = append(f.errs, model.Finding{Pos: model.Pos{File: name}, Severity: model.Fatal, Rule: "unsafe-zip", What: refused.what, Fix: refused.fix})
			return
		}
		f.fail(name, "can't be read: "+reason(err), "Check that the file is there, isn't open elsewhere, and may be read. A zip may be damaged: pack it anew.")
		return
	}
	if !zipped {
		f.sources = append(f.sources, source{name: name, direct: direct, open: func() (io.ReadCloser, error) { return os.Open(path) }})
	}
}

// gather reads all files behind the paths into memory, in order of name.
func gather(paths []string) ([]source, Errors) {
	f := find(paths)
	defer f.close()
	for i := range f.sources {
		s := &f.sources[i]
		r, err := s.open()
		if err == nil {
			s.data, err = io.ReadAll(io.LimitReader(r, entryLimit+1))
			r.Close()
		}
		if err == nil && len(s.data) > entryLimit {
			err = fmt.Errorf("it holds more than %d bytes", entryLimit)
		}
		if err != nil {
			f.fail(s.name, "can't be read: "+reason(err), "Check that the file isn't open elsewhere, and isn't damaged.")
		}
	}
	return f.sources, f.errs
}

func slash(path string) string { return filepath.ToSlash(filepath.Clean(path)) }

// reason leaves the path out of an error that already stands behind it.
func reason(err error) string {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err.Error()
	}
	return err.Error()
}
