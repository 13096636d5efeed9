package reports

import "github.com/xuri/excelize/v2"

// bookStyles are the numbers by which excelize knows the styles.
type bookStyles struct {
	title, heading, head, headRight int
	text, wrap, note                int
	pounds, poundsBold              int
	pence, count, decimal           int
	percent, share, date, factor    int
	label, labelBold                int
}

const (
	poundsFormat = `"£"#,##0;-"£"#,##0`
	penceFormat  = `"£"#,##0.00;-"£"#,##0.00`
	countFormat  = `#,##0`
	dateFormat   = `d mmm yyyy`
	textFormat   = `@` // text stays text also when someone edits the cell
)

func newBookStyles(f *excelize.File) (bookStyles, error) {
	var s bookStyles
	const ink, rule = "0B0C0C", "B1B4B6"
	bold := &excelize.Font{Bold: true, Color: ink, Size: 11, Family: "Calibri"}
	fill := excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E8EEF4"}}
	above := []excelize.Border{{Type: "top", Color: ink, Style: 1}}
	below := []excelize.Border{{Type: "bottom", Color: rule, Style: 1}}
	format := func(s string) *string { return &s }
	for _, x := range []struct {
		to    *int
		style excelize.Style
	}{
		{&s.title, excelize.Style{Font: &excelize.Font{Bold: true, Size: 16, Color: ink, Family: "Calibri"}, CustomNumFmt: format(textFormat)}},
		{&s.heading, excelize.Style{Font: &excelize.Font{Bold: true, Size: 13, Color: ink, Family: "Calibri"}, CustomNumFmt: format(textFormat)}},
		{&s.head, excelize.Style{Font: bold, Fill: fill, Border: below, CustomNumFmt: format(textFormat), Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}}},
		{&s.headRight, excelize.Style{Font: bold, Fill: fill, Border: below, CustomNumFmt: format(textFormat), Alignment: &excelize.Alignment{WrapText: true, Vertical: "top", Horizontal: "right"}}},
		{&s.text, excelize.Style{CustomNumFmt: format(textFormat), Alignment: &excelize.Alignment{Vertical: "top"}}},
		{&s.wrap, excelize.Style{CustomNumFmt: format(textFormat), Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}}},
		{&s.note, excelize.Style{Font: &excelize.Font{Italic: true, Color: "505A5F", Size: 10, Family: "Calibri"}, CustomNumFmt: format(textFormat)}},
		{&s.label, excelize.Style{CustomNumFmt: format(textFormat)}},
		{&s.labelBold, excelize.Style{Font: bold, Border: above, CustomNumFmt: format(textFormat)}},
		{&s.pounds, excelize.Style{CustomNumFmt: format(poundsFormat)}},
		{&s.poundsBold, excelize.Style{Font: bold, Border: above, CustomNumFmt: format(poundsFormat)}},
		{&s.pence, excelize.Style{CustomNumFmt: format(penceFormat)}},
		{&s.count, excelize.Style{CustomNumFmt: format(countFormat)}},
		{&s.decimal, excelize.Style{CustomNumFmt: format(`#,##0.0`)}},
		{&s.percent, excelize.Style{CustomNumFmt: format(`0%`)}},
		{&s.share, excelize.Style{CustomNumFmt: format(`0.0%`)}},
		{&s.date, excelize.Style{CustomNumFmt: format(dateFormat), Alignment: &excelize.Alignment{Horizontal: "left"}}},
		{&s.factor, excelize.Style{CustomNumFmt: format(`0.000`)}},
	} {
		var err error
		if *x.to, err = f.NewStyle(&x.style); err != nil {
			return s, err
		}
	}
	return s, nil
}
