package reports

import (
	"math"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/carecurve/carecurve/model"
)

// sheet is written row by row, from the top.
type sheet struct {
	book *book
	name string
	out  *excelize.StreamWriter
	row  int // rows written
}

func newSheet(b *book, name string) *sheet {
	s := &sheet{book: b, name: name}
	if b.err != nil {
		return s
	}
	yes, orientation, width, height, paper := true, "landscape", 1, 0, 9 // A4
	b.keep(b.file.SetSheetProps(name, &excelize.SheetPropsOptions{FitToPage: &yes}))
	b.keep(b.file.SetPageLayout(name, &excelize.PageLayoutOptions{Orientation: &orientation, FitToWidth: &width, FitToHeight: &height, Size: &paper}))
	var err error
	s.out, err = b.file.NewStreamWriter(name)
	b.keep(err)
	return s
}

// columns sets widths in characters, from the first column on; the last holds
// for twenty more. It comes before the first row.
func (s *sheet) columns(widths ...float64) {
	for i, w := range widths {
		to := i + 1
		if i == len(widths)-1 {
			to += 60
		}
		if s.book.err == nil {
			s.book.keep(s.out.SetColWidth(i+1, to, w))
		}
	}
}

// freeze keeps so many rows and columns in sight; it comes before the first
// row.
func (s *sheet) freeze(rows, columns int) {
	if s.book.err != nil {
		return
	}
	pane := "bottomRight"
	switch {
	case columns == 0:
		pane = "bottomLeft"
	case rows == 0:
		pane = "topRight"
	}
	s.book.keep(s.out.SetPanes(&excelize.Panes{Freeze: true, XSplit: columns, YSplit: rows, TopLeftCell: cellName(columns+1, rows+1), ActivePane: pane}))
}

// put writes one row; it returns its number.
func (s *sheet) put(list ...any) int {
	s.row++
	if s.book.err == nil {
		s.book.keep(s.out.SetRow(cellName(1, s.row), list))
	}
	return s.row
}

func (s *sheet) blank() { s.row++ }

func (s *sheet) close() {
	if s.book.err == nil {
		s.book.keep(s.out.Flush())
	}
}

// textCell is a cell of words. It is stored as a string and formatted as text, so
// that one which begins with = + - or @ is no formula, even after an edit.
func textCell(style int, s string) any { return excelize.Cell{StyleID: style, Value: clean(s)} }

// number is a figure; one that is withheld stands as the letter c.
func number(style int, x float64) any {
	if math.IsNaN(x) {
		return excelize.Cell{StyleID: style, Value: withheld}
	}
	if x == 0 {
		x = 0 // never minus zero
	}
	return excelize.Cell{StyleID: style, Value: x}
}

// formula is a figure worked out from others, with what it comes to. Where
// that is withheld, no formula may give it away.
func formula(style int, f string, value float64) any {
	if math.IsNaN(value) {
		return number(style, value)
	}
	return excelize.Cell{StyleID: style, Formula: f, Value: value}
}

func day(style int, d model.Date) any {
	return excelize.Cell{StyleID: style, Value: float64(d - model.NewDate(1899, 12, 30))}
}

// heads is a row of column heads, all but the first so many to the right.
func (s *sheet) heads(left int, names ...string) int {
	var list []any
	for i, n := range names {
		style := s.book.style.headRight
		if i < left {
			style = s.book.style.head
		}
		list = append(list, textCell(style, n))
	}
	return s.put(list...)
}

// clean drops what XML can't hold and cuts a text at what a cell can.
func clean(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' || r == 0xFFFE || r == 0xFFFF {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
	const most = 32_000 // a cell holds 32,767 UTF-16 units
	if r := []rune(s); len(r) > most/2 {
		return string(r[:most/2]) + "…"
	}
	return s
}

func cellName(column, row int) string {
	name, err := excelize.CoordinatesToCellName(column, row)
	if err != nil {
		panic(err) // columns and rows are counted here
	}
	return name
}

// column is a column's letters.
func column(i int) string { return strings.TrimRight(cellName(i, 1), "1") }

// cells is 'Sheet'!$A$1:$B$2.
func cells(sheet, from, to string) string {
	ref := "'" + sheet + "'!" + absolute(from)
	if to != from {
		ref += ":" + absolute(to)
	}
	return ref
}

func absolute(cell string) string {
	c, r, err := excelize.CellNameToCoordinates(cell)
	if err != nil {
		panic(err)
	}
	return "$" + column(c) + "$" + strconv.Itoa(r)
}

// rangeName is a name that a range of cells may have.
func rangeName(s string) string {
	name := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
			return r
		}
		return '_'
	}, s)
	if len(name) > 200 {
		name = name[:200]
	}
	return name
}

func lower(s string) string { return strings.ToLower(s) }
