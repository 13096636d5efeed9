package records

import (
	"context"
	"fmt"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"github.com/carecurve/carecurve/model"
)

// TestFormsAgree writes one council as CSV, XML and workbooks, and reads equal
// histories from all three, in folders and zipped.
func TestFormsAgree(t *testing.T) {
	h := writtenHistory()
	h.Children[1].UASC = true
	legal := func(child string, n int) []LegalStep { return []LegalStep{{model.NewDate(2023, 9, 4), "C2"}} }
	var want *model.History
	for _, form := range []Form{FormCSV, FormXML, FormWorkbook} {
		dir := t.TempDir()
		if err := WriteReturns(dir, h, WriteOptions{Legal: legal, Form: form}); err != nil {
			t.Fatal(err)
		}
		got, r := load(t, Options{}, dir)
		if want == nil {
			want = got
			if len(got.Children) != 2 || len(got.Children[0].Periods) != 1 || !got.Children[1].UASC || !got.Located {
				t.Fatalf("%+v", got.Children)
			}
			continue
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("form %d\ngot  %+v\nwant %+v", form, got, want)
		}
		if r.SetAside > 0 {
			t.Errorf("form %d: %+v", form, r.Findings)
		}
	}
}

// book writes sheets of rows as a workbook. A cell that begins with "=" and
// digits is a number.
func book(t testing.TB, path string, sheets map[string][][]any) string {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for name, rows := range sheets {
		if _, err := f.NewSheet(name); err != nil {
			t.Fatal(err)
		}
		for i, r := range rows {
			if err := f.SetSheetRow(name, fmt.Sprintf("A%d", i+1), &r); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := f.DeleteSheet("Sheet1"); err != nil {
		t.Fatal(err)
	}
	if err := f.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	return path
}

func texts(s string) []any {
	var out []any
	for _, c := range strings.Split(s, "|") {
		out = append(out, c)
	}
	return out
}

var annexHead = map[int][]any{
	1: texts("Child Unique ID|Gender|Ethnicity|Date of Birth|Age of Child (Years)|Date of Contact|Contact Source"),
	5: texts("Child Unique ID|Gender|Ethnicity|Date of Birth|Age|Does the Child have a Disability|Strategy discussion initiating Section 47 Enquiry Start Date|Was an Initial Child Protection Conference deemed unnecessary?|Date of Initial Child Protection Conference|Did the Initial Child Protection Conference Result in a Child Protection Plan"),
	6: texts("Child Unique ID|Gender|Ethnicity|Date of Birth|Age|Does the Child have a Disability|CIN Start Date|Primary Need Code|Date Child Was Last Seen|CIN Closure Date|Reason for Closure|Case Status"),
	7: texts("Child Unique ID|Gender|Ethnicity|Date of Birth|Age|Does the Child have a Disability|Child Protection Plan Start Date|Initial Category of Abuse|Latest Category of Abuse|Date of the Last Statutory Visit|Child Protection Plan End Date|Number of Previous Child Protection Plans"),
	8: texts("Child Unique ID|Gender|Ethnicity|Date of Birth|Age|Unaccompanied Asylum Seeking Child (UASC) within the Last 12 Months (Y/N)|Does the Child have a Disability|Date Started to be Looked After|Child’s Category of Need|Start date of current legal status|Child's Legal Status|Date Ceased to be Looked After|Reason Ceased to be Looked After|Start Date of Most Recent Placement|Placement Type|Placement Provider|Placement postcode|URN of Placement|Placement Location|LA of Placement"),
}

// annexSheets is a small Annex A: two in care, one left, two on plans.
func annexSheets() map[string][][]any {
	return map[string][][]any{
		"List 1": {annexHead[1], texts("A|b) Female|a) WBRI|01/02/2010|13|01/03/2023|Police")},
		"List 5": {annexHead[5], texts("D|a) Male|a) WBRI|01/02/2018|5|b) No|10/01/2023|b) No|25/01/2023|a) Yes"), texts("D|a) Male|a) WBRI|01/02/2018|5|b) No|10/01/2023|b) No|25/01/2023|a) Yes"), texts("E|a) Male|a) WBRI|01/02/2018|5|b) No|10/02/2023|a) Yes||b) No")},
		"List 6": {annexHead[6], texts("D|a) Male|a) WBRI|01/02/2018|5|b) No|10/12/2022|N1|01/03/2023|||b) Child protection plan"), texts("F|a) Male|a) WBRI|01/02/2018|5|b) No|10/12/2021|N1|01/03/2023|01/11/2022|RC7|e) Closed"), texts("G|a) Male||||||N1")},
		"List 7": {annexHead[7], texts("D|a) Male|a) WBRI|01/02/2018|5.2|b) No|25/01/2023|a) Neglect|d) Emotional abuse|20/03/2023||0"), texts("H|a) Male|a) WBRI|01/02/2017|5.2|b) No|25/01/2022|c) Sexual abuse||20/03/2022|02/11/2022|1")},
		"List 8": {annexHead[8],
			{"A", "b) Female", "a) WBRI", 40210, "13", "b) No", "b) No", 43556, "N1: Abuse or neglect", "", "C2: Full care order", nil, nil, 44958, "U4: Foster placement - long term", "e) PR4 - Private provision", "LS1 1AA", "SC1", "b) Out", "E1"},
			texts("B|a) Male|a) WBRI|05/02/2008|15|a) Yes|b) No|01/09/2022|N8|01/09/2022|V2: S20|||01/09/2022|Semi-independent living|Private provision||#N/A|In|"),
			texts("C|a) Male|a) WBRI|05/02/2012|11|b) No|b) No|05/01/2022|N1|01/09/2022|C1|31/03/2023|E4A: Returned home|01/09/2022|K2: Children's Homes|PR1|||a) In|"),
			texts("I|a) Male|a) WBRI|05/02/2012|11|b) No|b) No|not known|N1||C1"),
			texts("K|a) Male|a) WBRI|05/02/2012|11|b) No|b) No|01/02/2023|N2||V4|||01/02/2023|R1")},
	}
}

func TestAnnexAlone(t *testing.T) {
	h, r := load(t, Options{}, book(t, filepath.Join(t.TempDir(), "annex.xlsx"), annexSheets()))
	got := map[string]string{}
	for _, c := range h.Children {
		got[c.ID] = brief(c)
	}
	want := map[string]string{
		"A": "2019-04-01 [~2019-04-01 foster_agency out C2] [2023-02-01 foster_agency out C2] open",
		"B": "2022-09-01 [2022-09-01 supported in V2] open",
		"C": "2022-01-05 [~2022-01-05 residential in C1] [2022-09-01 residential in C1] home 2023-03-31",
		"D": "plan 2023-01-25-", "H": "plan 2022-01-25-2022-11-02",
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
	if h.To != model.NewDate(2023, 3, 31) || h.From != model.NewDate(2022, 4, 1) || !h.Children[1].UASC || h.Children[0].Sex != 'F' {
		t.Errorf("%v to %v, %+v", h.From, h.To, h.Children[:2])
	}
	if d := h.Children[3].Plans; len(d) != 1 || d[0].Category != "EMO" {
		t.Errorf("%+v", d)
	}
	if a := (AnnexA{h.To, 2, 1, 1, 1, 1, 1, 1, 1, 1, 2, 1, 1}); r.AnnexA == nil || *r.AnnexA != a {
		t.Errorf("figures %+v, want %+v", r.AnnexA, a)
	}
	for rule, n := range map[string]int{"annex-alone": 1, "annex-list-unused": 1, "annex-no-start": 2} {
		if r.Counts[rule] != n {
			t.Errorf("%s %d times: %v", rule, r.Counts[rule], r.Counts)
		}
	}
	sound(t, h, r)
	if !lacks(Allows(h, r), "Annex A alone") {
		t.Errorf("%+v", Allows(h, r).Lacks)
	}
}

// TestAnnexTrueStart joins list 8 to returns that don't show where care began.
func TestAnnexTrueStart(t *testing.T) {
	dir := write(t, map[string]string{
		"2023/header.csv": headerLine + "A,2,01/02/2010,WBRI,,,\nL,2,01/02/2010,WBRI,,,\nB,2,01/02/2010,WBRI,,,\nM,2,01/02/2010,WBRI,,,\nN,2,01/02/2010,WBRI,,,\nO,2,01/02/2010,WBRI,,,\n",
		"2023/uasc.csv":   "CHILD,SEX,DOB,DUC\n",
		"2023/episodes.csv": episodesLine + "A,10/05/2021,P,C2,N1,U4,PR4,,,,,,,IN\nL,10/05/2021,L,C2,N1,U4,PR4,,,,,,,IN\nB,01/09/2022,S,V2,N8,H5,PR4,,,,,,,OUT\n" +
			"M,10/06/2022,P,C2,N1,K2,PR4,,,,,,,IN\nN,10/06/2022,S,C2,N1,K2,PR4,,,,,,,IN\nO,10/06/2022,P,C2,N1,K2,PR4,10/09/2022,E4A,,,,,IN\n",
	})
	sheets := annexSheets()
	for child, start := range map[string]any{"L": 43556, "M": "01/05/2022", "N": "01/05/2022", "O": "01/05/2022"} {
		row := append([]any{}, sheets["List 8"][1]...)
		row[0], row[7] = child, start
		sheets["List 8"] = append(sheets["List 8"], row)
	}
	book(t, filepath.Join(dir, "annex.xlsx"), map[string][][]any{"List 8": sheets["List 8"]})
	h, r := load(t, Options{}, dir)
	var got []string
	for _, c := range h.Children {
		got = append(got, brief(c))
	}
	want := []string{
		"2019-04-01 [~2019-04-01 foster_agency in C2] [2021-05-10 foster_agency in C2] open",
		"2022-09-01 [2022-09-01 supported out V2] open",
		"2019-04-01 [~2019-04-01 foster_agency in C2] open",
		"2022-05-01 [~2022-05-01 residential in C2] [2022-06-10 residential in C2] open",
		"2022-06-10 [2022-06-10 residential in C2] open",
		"~2022-06-10 [2022-06-10 residential in C2] home 2022-09-10", // list 8 has the child in care after that
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	for rule, n := range map[string]int{"annex-true-start": 3, "annex-adds-none": 2, "annex-differs": 1, "annex-not-in-returns": 1} {
		if r.Counts[rule] != n {
			t.Errorf("%s %d times, want %d: %v", rule, r.Counts[rule], n, r.Counts)
		}
	}
	sound(t, h, r)
}

// TestBooks reads workbooks that are no plain table.
func TestBooks(t *testing.T) {
	dir := t.TempDir()
	split := func(name string) [][]any {
		out := [][]any{{"Return 2022-23"}, {}}
		for _, l := range strings.Split(strings.TrimSpace(plainFiles["2023/"+name]), "\n") {
			var cells []any
			for _, c := range strings.Split(l, ",") {
				cells = append(cells, c)
			}
			out = append(out, cells)
		}
		return out
	}
	book(t, filepath.Join(dir, "2023.xlsx"), map[string][][]any{"Notes": {{"Read me"}}, "Kinder": split("header.csv"), "e": split("episodes.csv"), "u": split("uasc.csv"), "empty": {}})
	h, r := load(t, Options{}, dir)
	checkPlain(t, h)
	if r.Inputs[2].Name != slash(filepath.Join(dir, "2023.xlsx"))+"!Notes" && len(r.Inputs) != 5 {
		t.Errorf("%+v", r.Inputs)
	}
	_, _, err := Load(context.Background(), []string{book(t, filepath.Join(dir, "other.xlsx"), map[string][][]any{"Notes": {{"Read me"}}})}, Options{})
	if err == nil || !strings.Contains(err.Error(), "other.xlsx: not a return") {
		t.Errorf("%v", err)
	}
}

// TestRandomAnnex holds that any mix of cells is accounted for.
func TestRandomAnnex(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		sheets := map[string][][]any{}
		for list, head := range annexHead {
			rows := [][]any{head}
			for range rapid.IntRange(0, 4).Draw(rt, "rows") {
				row := []any{rapid.SampledFrom([]any{"A", "B", ""}).Draw(rt, "child")}
				for range len(head) - 1 {
					row = append(row, rapid.SampledFrom([]any{nil, "x", "01/02/2023", 44958, "a) Yes", "V2", "K2", "05/06/2022", "E4A"}).Draw(rt, "cell"))
				}
				rows = append(rows, row)
			}
			sheets[fmt.Sprint("List ", list)] = rows
		}
		h, r, err := Load(context.Background(), []string{book(t, filepath.Join(t.TempDir(), "annex.xlsx"), sheets)}, Options{})
		if err != nil {
			rt.Fatal(err)
		}
		sound(rt, h, r)
	})
}
