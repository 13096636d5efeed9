package records

import (
	"bytes"
	"slices"

	"github.com/xuri/excelize/v2"

	"github.com/carecurve/carecurve/model"
)

// The XML form's order of elements, by the columns of the tables.
var (
	headerElements  = []string{"CHILD", "UPN", "SEX", "DOB", "ETHNIC", "UASC", "DUC", "MOTHER", "MC_DOB"}
	episodeElements = []string{"DECOM", "RNE", "LS", "CIN", "PLACE", "PL_POST", "PL_LOCATION", "HOME_POST", "URN", "PLACE_PROVIDER", "DEC", "REC", "REASON_PLACE_CHANGE"}
	elementNames    = map[string]string{"CHILD": "CHILDID", "PLACE": "PL"}
)

// rowsByChild keys a table's rows, as column → value, by CHILD.
func rowsByChild(rows [][]string) map[string][]map[string]string {
	out := map[string][]map[string]string{}
	for _, r := range rows[1:] {
		m := map[string]string{}
		for i, c := range rows[0] {
			m[c] = r[i]
		}
		out[m["CHILD"]] = append(out[m["CHILD"]], m)
	}
	return out
}

// returnXMLBytes is one return in the XML form.
func returnXMLBytes(header, episodes, uasc [][]string) []byte {
	var b bytes.Buffer
	stays, alone := rowsByChild(episodes), rowsByChild(uasc)
	write := func(row map[string]string, order []string) {
		for _, c := range order {
			v, ok := row[c]
			if !ok && c == "PL_LOCATION" { // not in the schema: only where it is known
				continue
			}
			name := c
			if n, ok := elementNames[c]; ok {
				name = n
			}
			element(&b, name, v)
		}
	}
	b.WriteString("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<EXPSSDA903>\n")
	at := slices.Index(header[0], "CHILD")
	described := rowsByChild(header)
	for _, r := range header[1:] {
		h := described[r[at]][0]
		if u := alone[r[at]]; len(u) > 0 {
			h["UASC"], h["DUC"] = "1", u[0]["DUC"]
		}
		b.WriteString("<CHILD><HEADER>")
		write(h, headerElements)
		b.WriteString("</HEADER>")
		for _, e := range stays[r[at]] {
			b.WriteString("\n<EPISODE>")
			write(e, episodeElements)
			b.WriteString("</EPISODE>")
		}
		b.WriteString("</CHILD>\n")
	}
	b.WriteString("</EXPSSDA903>\n")
	return b.Bytes()
}

// dateColumns hold real dates in a workbook.
var dateColumns = []string{"DOB", "MC_DOB", "DECOM", "DEC", "DUC"}

// returnBook is one return as a workbook with a sheet a table.
func returnBook(header, episodes, uasc [][]string) []byte {
	f := excelize.NewFile()
	defer f.Close()
	format := "dd/mm/yyyy"
	style, err := f.NewStyle(&excelize.Style{CustomNumFmt: &format})
	check(err)
	for i, t := range []struct {
		name string
		rows [][]string
	}{{"Header", header}, {"Episodes", episodes}, {"UASC", uasc}} {
		if i == 0 {
			check(f.SetSheetName("Sheet1", t.name))
		} else {
			_, err := f.NewSheet(t.name)
			check(err)
		}
		w, err := f.NewStreamWriter(t.name)
		check(err)
		for k, row := range t.rows {
			cells := make([]any, len(row))
			for c, v := range row {
				cells[c] = v
				if d := dayOf(v); k > 0 && !d.IsZero() && slices.Contains(dateColumns, t.rows[0][c]) {
					cells[c] = excelize.Cell{StyleID: style, Value: int(d - model.NewDate(1899, 12, 30))}
				} else if v == "" {
					cells[c] = nil
				}
			}
			at, err := excelize.CoordinatesToCellName(1, k+1)
			check(err)
			check(w.SetRow(at, cells))
		}
		check(w.Flush())
	}
	var b bytes.Buffer
	_, err = f.WriteTo(&b)
	check(err)
	return b.Bytes()
}

// check stands where a workbook in memory can't fail but for a mistake in the
// calls above.
func check(err error) {
	if err != nil {
		panic("records: workbook: " + err.Error())
	}
}
