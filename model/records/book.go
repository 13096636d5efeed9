package records

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/carecurve/carecurve/model"
)

// Bounds of a workbook, beside those of any zip.
const (
	bookUnpacked = 1 << 30 // bytes of all parts, held in memory while it is read
	bookColumns  = 512     // of a sheet; returns have some thirty
	headerRows   = 10      // rows in which a table's header may stand
)

// readBook reads a workbook: each sheet is a table, told by its columns.
func (f *file) readBook(ctx context.Context, z *zip.Reader, data []byte) {
	f.input.Kind = kindBook
	refuse := func(what, fix string) {
		f.fatal = append(f.fatal, model.Finding{Pos: model.Pos{File: f.name}, Severity: model.Fatal, Rule: "unsafe-workbook", What: what, Fix: fix})
	}
	if err := soundBook(ctx, z); err != nil {
		var r *refusal
		if errors.As(err, &r) {
			refuse(r.what, "Give the tables as CSV.")
		} else {
			refuse("the workbook is damaged: "+reason(err), "Open it in a spreadsheet program and save it anew, or give the tables as CSV.")
		}
		return
	}
	defer func() {
		if r := recover(); r != nil {
			f.sheets = nil
			refuse("the workbook is damaged", "Open it in a spreadsheet program and save it anew, or give the tables as CSV.")
		}
	}()
	// Parts stay in memory whatever their size: a temporary file would leave
	// children's data on the disk.
	book, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{RawCellValue: true, UnzipSizeLimit: bookUnpacked, UnzipXMLSizeLimit: bookUnpacked})
	if err != nil {
		refuse("the workbook can't be read: "+err.Error(), "Open it in a spreadsheet program and save it anew, without a password, or give the tables as CSV.")
		return
	}
	defer book.Close()
	if props, err := book.GetWorkbookProps(); err == nil && props.Date1904 != nil && *props.Date1904 {
		refuse("the workbook counts its dates from 1904", "Switch that off in the spreadsheet program's options, or give the tables as CSV.")
		return
	}
	known := false
	for _, name := range book.GetSheetList() {
		part := &file{name: f.name + "!" + name, sheet: name, input: Input{Name: f.name + "!" + name, Kind: kindUnknown}, journal: journal{all: f.journal.all}}
		s, err := sheetOf(book, name)
		switch {
		case err != nil:
			part.unreadable(err)
		case s == nil:
			continue
		case s.annex > 0:
			part.readAnnex(ctx, s)
		default:
			part.readGrid(ctx, s)
		}
		known = known || part.input.Kind != kindUnknown
		part.sayForms()
		part.slab, part.arena = nil, strings.Builder{}
		f.sheets = append(f.sheets, part)
	}
	if !known {
		f.input.Kind, f.sheets = kindUnknown, nil
		f.unknown()
	}
}

// soundBook holds a workbook's parts against the bounds and walks through all
// of its XML once: what reads it later takes a part that breaks off in the
// middle for one that is whole.
func soundBook(ctx context.Context, z *zip.Reader) error {
	if err := bounded(z); err != nil {
		return err
	}
	total := uint64(0)
	for _, e := range z.File {
		if total += e.UncompressedSize64; total > bookUnpacked {
			return &refusal{what: fmt.Sprintf("the workbook unpacks to more than %d MB", bookUnpacked>>20)}
		}
	}
	for _, e := range z.File {
		if !strings.HasSuffix(e.Name, ".xml") && !strings.HasSuffix(e.Name, ".rels") {
			continue
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		r, err := openEntry(e)
		if err != nil {
			return fmt.Errorf("%s: %w", e.Name, err)
		}
		err = soundXML(r)
		r.Close()
		if err != nil {
			return fmt.Errorf("%s: %w", e.Name, err)
		}
	}
	return nil
}

func soundXML(r io.Reader) error {
	lean := &sparing{r: r}
	dec := xml.NewDecoder(lean)
	dec.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	var open []string
	for {
		lean.left = tokenLimit
		tok, err := dec.RawToken()
		if err == io.EOF {
			if len(open) > 0 {
				return errors.New("it ends in the middle")
			}
			return nil
		}
		if err != nil {
			return err
		}
		switch t := tok.(type) {
		case xml.StartElement:
			if open = append(open, t.Name.Local); len(open) > depthLimit {
				return fmt.Errorf("elements are nested more than %d deep", depthLimit)
			}
		case xml.EndElement:
			if len(open) == 0 || open[len(open)-1] != t.Name.Local {
				return fmt.Errorf("</%s> closes what isn't open", t.Name.Local)
			}
			open = open[:len(open)-1]
		case xml.Directive:
			return errors.New("it has a document type, which workbooks don't")
		}
	}
}

// bookSheet is a sheet under the row that is its header.
type bookSheet struct {
	cursor  *excelize.Rows
	names   header
	aliased bool
	annex   int // the number of the Annex A list, 0 for another table
	line    int32
	err     error
}

// sheetOf finds the header among a sheet's first rows; without a known one it
// is the first row that isn't empty. It gives nil for an empty sheet.
func sheetOf(book *excelize.File, name string) (*bookSheet, error) {
	s, first, err := headed(book, name, 0)
	if s == nil && first > 0 && err == nil {
		s, _, err = headed(book, name, first)
	}
	return s, err
}

// headed stops behind the row that is the header of a known table, or behind
// a given row; nil where there is none, and then the first row that isn't
// empty.
func headed(book *excelize.File, name string, given int32) (s *bookSheet, first int32, err error) {
	cursor, err := book.Rows(name)
	if err != nil {
		return nil, 0, err
	}
	s = &bookSheet{cursor: cursor}
	for s.line < headerRows {
		cells, ok := s.next()
		if !ok {
			break
		}
		s.names, s.aliased = headerOf(fieldsOf(nil, cells))
		if len(s.names) == 0 {
			continue
		}
		if first == 0 {
			first = s.line
		}
		_, known := tableOf(s.names)
		known = known || peopleColumnsOf(s.names) != nil
		if s.annex = annexListOf(s.names); s.annex > 0 || known || s.line == given {
			return s, first, nil
		}
	}
	cursor.Close()
	return nil, first, s.err
}

// next gives the cells of the next row.
func (s *bookSheet) next() ([]string, bool) {
	if s.err != nil || !s.cursor.Next() {
		return nil, false
	}
	s.line++
	cells, err := s.cursor.Columns()
	if err == nil && len(cells) > bookColumns {
		err = fmt.Errorf("row %d has more than %d columns", s.line, bookColumns)
	}
	s.err = err
	return cells, err == nil
}

func fieldsOf(fields []field, cells []string) []field {
	for i, c := range cells {
		fields = append(fields, field{c, int32(i + 1)})
	}
	return fields
}

func (s *bookSheet) head() (header, bool, int32) { return s.names, s.aliased, s.line }
func (s *bookSheet) broken() error               { return s.err }

func (s *bookSheet) rows(ctx context.Context, needed int, do func(line int32, fields []field, fault string)) {
	defer s.cursor.Close()
	var fields []field
	for ctx.Err() == nil {
		cells, ok := s.next()
		if !ok {
			return
		}
		empty := true
		for _, c := range cells {
			empty = empty && strings.TrimSpace(c) == ""
		}
		if empty {
			continue
		}
		fields = fieldsOf(fields[:0], cells)
		for len(fields) <= needed { // empty cells at the end aren't stored
			fields = append(fields, field{"", int32(len(fields) + 1)})
		}
		fault := ""
		if spills(fields, len(s.names)) {
			fault = "long-row"
		}
		do(s.line, fields, fault)
	}
}
