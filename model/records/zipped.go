package records

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"io"

	"github.com/carecurve/carecurve/model"
)

// oldBook is how the old binary workbooks begin, and locked ones.
const oldBook = "\xd0\xcf\x11\xe0"

func (f *file) oldBook() {
	r := rules["old-workbook"]
	if f.direct {
		f.fatal = append(f.fatal, model.Finding{Pos: model.Pos{File: f.name}, Severity: model.Fatal, Rule: "old-workbook", What: r.what, Fix: "Save it as .xlsx without a password, or give the tables as CSV."})
		return
	}
	f.journal.add("old-workbook", model.Pos{File: f.name})
}

// readZipped takes a file that is packed: a workbook, or a zip within a zip,
// which is refused.
func (f *file) readZipped(ctx context.Context, in io.Reader) {
	data, err := io.ReadAll(io.LimitReader(in, bookLimit+1))
	if err != nil {
		f.unreadable(err)
		return
	}
	refuse := func(what, fix string) {
		f.fatal = append(f.fatal, model.Finding{Pos: model.Pos{File: f.name}, Severity: model.Fatal, Rule: "unsafe-zip", What: what, Fix: fix})
	}
	if len(data) > bookLimit {
		refuse(fmt.Sprintf("a packed file of more than %d MB", bookLimit>>20), "Give the tables as CSV, or unpack the zip and give the folder.")
		return
	}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	switch {
	case err != nil:
		refuse("the zip can't be unpacked: "+err.Error(), "Pack it anew, or unpack it and give the folder.")
	case !isBook(z):
		refuse("a zip within a zip", "Unpack the inner one and give the folder.")
	default:
		f.readBook(ctx, z, data)
	}
}
