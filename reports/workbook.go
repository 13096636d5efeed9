package reports

import (
	"bytes"
	"fmt"
	"io"

	"github.com/xuri/excelize/v2"
)

// The workbook's sheets, in order.
const (
	sheetReadMe      = "Read me"
	sheetSummary     = "Summary"
	sheetMediumTerm  = "Medium-term"
	sheetSavings     = "Savings plan"
	sheetParts       = "Attribution"
	sheetBridge      = "Bridge"
	sheetMonthly     = "Monthly"
	sheetAssumptions = "Assumptions"
	sheetData        = "Data"
)

// WriteWorkbook writes budget.xlsx: the projection for finance, as real numbers
// with formats. Totals are formulas over the lines above them and carry the
// value that they come to, so that viewers which don't calculate show it too.
// Equal inputs give equal bytes. Text from scenarios and council files is
// stored as text and can't become a formula.
func WriteWorkbook(w io.Writer, in Input) error {
	if err := in.check(); err != nil {
		return err
	}
	b, err := newBook()
	if err != nil {
		return workbookFault(err)
	}
	defer b.file.Close()
	sheets := []struct {
		name string
		fill func(*sheet, *Input)
	}{
		{sheetReadMe, readMeSheet},
		{sheetSummary, summarySheet},
		{sheetMediumTerm, mediumTermSheet},
		{sheetSavings, savingsSheet},
		{sheetBridge, bridgeSheet},
		{sheetParts, attributionSheet},
		{sheetMonthly, monthlySheet},
		{sheetAssumptions, assumptionsSheet},
		{sheetData, dataSheet},
	}
	// Every sheet stands before any is filled, since charts on one show others.
	for _, s := range sheets {
		if _, err := b.file.NewSheet(s.name); err != nil {
			return workbookFault(err)
		}
	}
	if err := b.file.DeleteSheet("Sheet1"); err != nil {
		return workbookFault(err)
	}
	for i := len(sheets) - 1; i >= 0; i-- { // the summary points at what comes after it
		s := newSheet(b, sheets[i].name)
		sheets[i].fill(s, &in)
		s.close()
	}
	if b.err == nil {
		b.finish(&in)
	}
	if b.err != nil {
		return workbookFault(b.err)
	}
	var out bytes.Buffer
	if err := b.file.Write(&out); err != nil {
		return workbookFault(err)
	}
	return repack(w, out.Bytes())
}

func workbookFault(err error) error {
	return fmt.Errorf("the workbook could not be put together: %w\nthis is a fault of the program: please report it with the command line", err)
}

// book is a workbook being written; its first error stays.
type book struct {
	file   *excelize.File
	style  bookStyles
	names  map[string]bool
	ranges map[string]string // a key of ours to the cells that it stands for
	err    error
}

func newBook() (*book, error) {
	b := &book{file: excelize.NewFile(), names: map[string]bool{}, ranges: map[string]string{}}
	var err error
	b.style, err = newBookStyles(b.file)
	return b, err
}

func (b *book) keep(err error) {
	if b.err == nil {
		b.err = err
	}
}

// name gives a range of cells a name of the workbook, such as
// Net_cost_baseline; what a name can't hold becomes an underscore.
func (b *book) name(name, sheet, from, to string) {
	name = rangeName(name)
	for i, free := 2, name; ; i++ {
		if !b.names[lower(free)] {
			name = free
			break
		}
		free = fmt.Sprintf("%s_%d", name, i)
	}
	b.names[lower(name)] = true
	b.keep(b.file.SetDefinedName(&excelize.DefinedName{Name: name, RefersTo: cells(sheet, from, to)}))
}

// finish sets what belongs to the whole book. Its times are the data date's,
// so that the same projection gives the same file on any day.
func (b *book) finish(in *Input) {
	index, err := b.file.GetSheetIndex(sheetReadMe)
	b.keep(err)
	b.file.SetActiveSheet(index)
	made := in.Projection.Dates[0].Time().Format("2006-01-02T15:04:05Z")
	b.keep(b.file.SetDocProps(&excelize.DocProperties{
		Title: reportTitle(in.Model), Creator: program, LastModifiedBy: program, Created: made, Modified: made, Language: "en-GB",
		Description: "Projection by carecurve " + in.Meta.Version,
	}))
	yes := true
	b.keep(b.file.SetCalcProps(&excelize.CalcPropsOptions{FullCalcOnLoad: &yes}))
}
