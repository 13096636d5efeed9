package records

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"os"
	"strings"
)

// Bounds on a zip: a council's records stay far below, a file made to fill
// memory or disk does not. Nothing is ever unpacked to the disk.
const (
	entryLimit   = 2 << 30  // bytes of one entry, unpacked
	zipLimit     = 8 << 30  // bytes of all entries
	entriesLimit = 10000    // entries
	ratioLimit   = 200      // unpacked to packed, for entries above ratioFloor
	ratioFloor   = 16 << 20 // bytes
	bookLimit    = 256 << 20
)

// refusal is a file that is well formed but isn't read, and what to do.
type refusal struct{ what, fix string }

func (r *refusal) Error() string { return r.what }

func isZip(data []byte) bool { return bytes.HasPrefix(data, []byte("PK\x03\x04")) }

// zip takes the entries of a zip; zipped is false for any other file, and for
// a workbook, which is a zip too but stays one file.
func (f *finder) zip(path string, direct bool) (zipped bool, err error) {
	file, err := os.Open(path)
	if err != nil {
		return false, err
	}
	defer func() {
		if !zipped || err != nil {
			file.Close()
		}
	}()
	var magic [4]byte
	if n, err := io.ReadFull(file, magic[:]); err == io.EOF || err == io.ErrUnexpectedEOF || err == nil && !isZip(magic[:n]) {
		return false, nil
	} else if err != nil {
		return false, err
	}
	info, err := file.Stat()
	if err != nil {
		return false, err
	}
	z, err := zip.NewReader(file, info.Size())
	if err != nil {
		return true, &refusal{"the zip can't be unpacked: " + err.Error(), "Pack it anew, or unpack it and give the folder."}
	}
	if isBook(z) {
		return false, nil
	}
	if err := bounded(z); err != nil {
		return true, err
	}
	f.zips = append(f.zips, file)
	for _, e := range z.File {
		if e.FileInfo().IsDir() {
			continue
		}
		f.sources = append(f.sources, source{name: slash(path) + "!" + strings.ReplaceAll(e.Name, `\`, "/"), open: func() (io.ReadCloser, error) { return openEntry(e) }})
	}
	return true, nil
}

// isBook tells whether a zip is a workbook.
func isBook(z *zip.Reader) bool {
	for _, e := range z.File {
		if e.Name == "[Content_Types].xml" {
			return true
		}
	}
	return false
}

// bounded refuses a zip that claims more than records could hold, before
// anything of it is read.
func bounded(z *zip.Reader) error {
	const fix = "Unpack it, look at what it holds, and give the folder of the returns alone."
	if len(z.File) > entriesLimit {
		return &refusal{fmt.Sprintf("the zip holds %d files, more than %d", len(z.File), entriesLimit), fix}
	}
	total := uint64(0)
	seen := map[string]bool{}
	for _, e := range z.File {
		if e.FileInfo().IsDir() {
			continue
		}
		total += e.UncompressedSize64
		switch {
		case e.Flags&1 != 0:
			return &refusal{"the zip is locked with a password: " + e.Name, "Unpack it and give the folder, or pack it without a password."}
		case e.UncompressedSize64 > entryLimit || total > zipLimit:
			return &refusal{fmt.Sprintf("the zip unpacks to more than %d GB at %s", min(entryLimit, zipLimit)>>30, e.Name), fix}
		case e.UncompressedSize64 > ratioFloor && e.UncompressedSize64/ratioLimit > e.CompressedSize64:
			return &refusal{fmt.Sprintf("the zip unpacks to more than %d times its size at %s", ratioLimit, e.Name), fix}
		case seen[e.Name]:
			return &refusal{"the zip holds two files of one name: " + e.Name, "Pack it anew with one of them."}
		}
		seen[e.Name] = true
	}
	return nil
}

// openEntry opens an entry that ends, with an error, where it grows beyond
// what the zip says of it.
func openEntry(e *zip.File) (io.ReadCloser, error) {
	r, err := e.Open()
	if err != nil {
		return nil, err
	}
	return struct {
		io.Reader
		io.Closer
	}{&capped{r, int64(e.UncompressedSize64)}, r}, nil
}

// capped ends with an error once more bytes come than are allowed.
type capped struct {
	r    io.Reader
	left int64
}

func (c *capped) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	if c.left -= int64(n); c.left < 0 {
		return 0, fmt.Errorf("it holds more than it should")
	}
	return n, err
}
