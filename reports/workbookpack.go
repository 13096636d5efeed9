package reports

import (
	"archive/zip"
	"bytes"
	"io"
	"regexp"
	"slices"
	"strings"
)

// repack writes a workbook's parts again in a fixed order and without times,
// and sorts the list of content types, whose order varies from run to run.
func repack(w io.Writer, made []byte) error {
	r, err := zip.NewReader(bytes.NewReader(made), int64(len(made)))
	if err != nil {
		return workbookFault(err)
	}
	// The list of content types comes first, as programs that read from a
	// stream want it.
	slices.SortFunc(r.File, func(a, b *zip.File) int { return strings.Compare(partOrder(a.Name), partOrder(b.Name)) })
	out := zip.NewWriter(w)
	for _, f := range r.File {
		part, err := readPart(f)
		if err != nil {
			return workbookFault(err)
		}
		if f.Name == contentTypes {
			part = sortTypes(part)
		}
		to, err := out.CreateHeader(&zip.FileHeader{Name: f.Name, Method: zip.Deflate})
		if err != nil {
			return err
		}
		if _, err := to.Write(part); err != nil {
			return err
		}
	}
	return out.Close()
}

const contentTypes = "[Content_Types].xml"

func partOrder(name string) string {
	if name == contentTypes {
		return ""
	}
	return name
}

func readPart(f *zip.File) ([]byte, error) {
	from, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer from.Close()
	return io.ReadAll(from)
}

var typeElement = regexp.MustCompile(`<(?:Default|Override) [^>]*>(?:</(?:Default|Override)>)?`)

// sortTypes orders the elements; defaults come before overrides, as D does
// before O.
func sortTypes(part []byte) []byte {
	list := typeElement.FindAllString(string(part), -1)
	slices.Sort(list)
	i := 0
	return typeElement.ReplaceAllFunc(part, func([]byte) []byte {
		i++
		return []byte(list[i-1])
	})
}
