package records

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/carecurve/carecurve/model"
)

// source is one file's bytes; direct tells that the user named it, so that an
// unknown kind is an error.
type source struct {
	name   string
	direct bool
	data   []byte
}

func (s *source) sha256() string {
	sum := sha256.Sum256(s.data)
	return hex.EncodeToString(sum[:])
}

// entryLimit guards against a zip that unpacks to more than a council's
// records could be, in bytes.
const entryLimit = 2 << 30

// gather reads all files behind the paths, in order of name, each once.
func gather(paths []string) ([]source, Errors) {
	var out []source
	var errs Errors
	fail := func(name, what, fix string) {
		errs = append(errs, model.Finding{Pos: model.Pos{File: name}, Severity: model.Fatal, Rule: "unreadable", What: what, Fix: fix})
	}
	one := func(path string, direct bool) {
		data, err := os.ReadFile(path)
		if err != nil {
			fail(slash(path), "can't be read: "+reason(err), "Check that the file is there, isn't open elsewhere, and may be read.")
			return
		}
		if !isZip(data) {
			out = append(out, source{slash(path), direct, data})
			return
		}
		if err := unzip(slash(path), direct, data, &out); err != nil {
			fail(slash(path), "the zip can't be unpacked: "+err.Error(), "Pack it anew, or unpack it and give the folder.")
		}
	}
	for _, path := range paths {
		info, err := os.Stat(path)
		switch {
		case err != nil:
			fail(slash(path), "can't be read: "+reason(err), "Check the path: it is taken from the present folder.")
		case !info.IsDir():
			one(path, true)
		default:
			err := filepath.WalkDir(path, func(p string, d fs.DirEntry, err error) error {
				switch {
				case err != nil:
					fail(slash(p), "can't be read: "+reason(err), "Check that the folder may be read.")
				case d.Type().IsRegular() || d.Type()&fs.ModeSymlink != 0 && pointsToFile(p):
					one(p, false)
				}
				return nil
			})
			if err != nil {
				fail(slash(path), "can't be read: "+reason(err), "Check that the folder may be read.")
			}
		}
	}
	// A file both named and inside a named folder counts once, as named.
	slices.SortStableFunc(out, func(a, b source) int {
		if c := strings.Compare(a.name, b.name); c != 0 {
			return c
		}
		if a.direct && !b.direct {
			return -1
		}
		return 0
	})
	out = slices.CompactFunc(out, func(a, b source) bool { return a.name == b.name })
	return out, errs
}

func slash(path string) string { return filepath.ToSlash(filepath.Clean(path)) }

func pointsToFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}

// reason leaves the path out of an error that already stands behind it.
func reason(err error) string {
	if p, ok := err.(*fs.PathError); ok {
		return p.Err.Error()
	}
	return err.Error()
}

func isZip(data []byte) bool { return bytes.HasPrefix(data, []byte("PK\x03\x04")) }

// unzip adds a zip's files; a workbook, which is a zip too, stays one file.
func unzip(name string, direct bool, data []byte, out *[]source) error {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return err
	}
	for _, f := range z.File {
		if f.Name == "[Content_Types].xml" {
			*out = append(*out, source{name, direct, data})
			return nil
		}
	}
	var all []source
	for _, f := range z.File {
		if f.FileInfo().IsDir() {
			continue
		}
		r, err := f.Open()
		if err != nil {
			return fmt.Errorf("%s: %w", f.Name, err)
		}
		content, err := io.ReadAll(io.LimitReader(r, entryLimit+1))
		r.Close()
		switch {
		case err != nil:
			return fmt.Errorf("%s: %w", f.Name, err)
		case len(content) > entryLimit:
			return fmt.Errorf("%s: more than %d bytes", f.Name, entryLimit)
		}
		all = append(all, source{name + "!" + strings.ReplaceAll(f.Name, `\`, "/"), false, content})
	}
	*out = append(*out, all...)
	return nil
}
