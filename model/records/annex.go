package records

import (
	"context"
	"fmt"
	"strings"

	"github.com/carecurve/carecurve/model"
)

// annexList is one list of Ofsted's Annex A, a sheet of its workbook. Lists 5
// to 8 are read; list 7 is read as a census that covers its window.
type annexList struct {
	number int
	rows   []*annexRow
	date   model.Date // the latest day that it shows
}

// annexRow is one row of list 5, 6 or 8.
type annexRow struct {
	row
	child      string
	born       model.Date
	sex        byte
	start, end model.Date // strategy discussion, need or care
	conference model.Date // list 5: the initial child protection conference
	toPlan     bool       // which led to a plan

	// Of list 8.
	uasc                       bool
	ls, need, place, provider  tag
	rec                        tag
	placed                     model.Date // start of the latest placement
	post, la                   packed
	location                   byte
	atStart, atEnd, atLocation int32
}

// annexMarks are columns that only one list has, by its number less one.
var annexMarks = [...]string{
	"DATE OF CONTACT", "ORGANISATION COMPLETING ASSESSMENT", "DATE OF REFERRAL", "CONTINUOUS ASSESSMENT START DATE",
	"STRATEGY DISCUSSION INITIATING SECTION 47 ENQUIRY START DATE", "CIN START DATE", "CHILD PROTECTION PLAN START DATE",
	"DATE STARTED TO BE LOOKED AFTER", "ELIGIBILITY CATEGORY", "DATE OF PLACEMENT ORDER", "INDIVIDUAL ADOPTER IDENTIFIER",
}

// annexListOf tells which list a sheet is, 0 for none.
func annexListOf(h header) int {
	for i, mark := range annexMarks {
		if annexColumn(h, mark) >= 0 && (i == 10 || annexColumn(h, "CHILD UNIQUE ID") >= 0) {
			return i + 1
		}
	}
	return 0
}

// annexColumn finds the column whose name begins so; councils shorten and
// lengthen the names behind that.
func annexColumn(h header, begins string) int {
	for i, name := range h {
		if strings.HasPrefix(strings.ReplaceAll(name, "’", "'"), begins) {
			return i
		}
	}
	return -1
}

// Columns of the lists that are read, by how their names begin.
var (
	annexPerson = []string{"CHILD UNIQUE ID", "GENDER", "DOB"}
	annexFields = map[int][]string{
		5: {"STRATEGY DISCUSSION INITIATING", "DATE OF INITIAL CHILD PROTECTION CONFERENCE", "DID THE INITIAL CHILD PROTECTION CONFERENCE RESULT"},
		6: {"CIN START DATE", "CIN CLOSURE DATE"},
		7: {"CHILD PROTECTION PLAN START DATE", "CHILD PROTECTION PLAN END DATE", "INITIAL CATEGORY OF ABUSE", "LATEST CATEGORY OF ABUSE", "NUMBER OF PREVIOUS CHILD PROTECTION PLANS"},
		8: {"DATE STARTED TO BE LOOKED AFTER", "DATE CEASED TO BE LOOKED AFTER", "UNACCOMPANIED ASYLUM SEEKING CHILD", "CHILD'S CATEGORY OF NEED", "CHILD'S LEGAL STATUS",
			"REASON CEASED TO BE LOOKED AFTER", "START DATE OF MOST RECENT PLACEMENT", "PLACEMENT TYPE", "PLACEMENT PROVIDER", "PLACEMENT POSTCODE", "PLACEMENT LOCATION", "LA OF PLACEMENT"},
	}
)

// What the columns behind the three of the person are.
const (
	annexChild = iota
	annexSex
	annexBorn
	annexStart
	annexEnd // list 5: the conference
	annexThird
	annexFourth
	annexFifth
)

const (
	colAnnexUASC = annexThird + iota
	colAnnexNeed
	colAnnexLegal
	colAnnexReason
	colAnnexPlaced
	colAnnexType
	colAnnexProvider
	colAnnexPost
	colAnnexLocation
	colAnnexLA
)

// readAnnex reads one list, or passes it over.
func (f *file) readAnnex(ctx context.Context, s *bookSheet) {
	f.input.Kind = fmt.Sprintf("annex-a-list-%d", s.annex)
	last := s.line
	names := annexFields[s.annex]
	if names == nil {
		s.rows(ctx, -1, func(line int32, _ []field, _ string) {
			f.passed++
			last = line
		})
		f.journal.add("annex-list-unused", model.Pos{File: f.name})
		f.endGrid(s, last)
		return
	}
	f.annex = &annexList{number: s.annex}
	rec := &record{}
	for _, n := range append(append([]string{}, annexPerson...), names...) {
		rec.columns = append(rec.columns, annexColumn(s.names, n))
	}
	if s.annex == 7 {
		f.census = &census{file: f, collection: "ANNEX A"}
	}
	s.rows(ctx, 0, func(line int32, fields []field, _ string) {
		last = line
		rec.row = row{file: f, line: line}
		for len(fields) < len(s.names) {
			fields = append(fields, field{"", int32(len(fields) + 1)})
		}
		rec.fields = fields
		if s.annex == 7 {
			f.readAnnexPlan(rec)
			return
		}
		f.readAnnexRow(rec, s.annex)
	})
	f.endGrid(s, last)
	if s.annex == 7 {
		f.endAnnexPlans()
	}
}

// annexWho reads what every list opens with.
func (f *file) annexWho(r *record) (child string, sex byte, born model.Date) {
	child = f.childOf(r, annexChild)
	known := true
	if sex, known = sexOf(r.text(annexSex)); !known {
		f.journal.say("odd-code", r.at(annexSex), ": Gender")
	}
	born, ok := r.date(annexBorn)
	if !ok {
		f.journal.say("bad-optional", r.at(annexBorn), ": Date of Birth")
	}
	return
}

func (f *file) readAnnexRow(r *record, list int) {
	a := &annexRow{}
	a.child, a.sex, a.born = f.annexWho(r)
	j := &f.journal
	var ok bool
	if a.start, ok = r.date(annexStart); !ok || a.start.IsZero() && list != 5 {
		r.fault(j, "annex-no-start", annexStart, "")
	}
	second, ok := r.date(annexEnd)
	if !ok {
		r.fault(j, "bad-date", annexEnd, "")
	}
	a.atStart, a.atEnd = int32(r.at(annexStart).Column), int32(r.at(annexEnd).Column)
	if list == 5 {
		a.conference, a.toPlan = second, yes(r.text(annexThird))
	} else if a.end = second; r.state == rowUsed && !a.end.IsZero() && a.end < a.start {
		r.fault(j, "annex-end-first", annexEnd, "")
	}
	if list == 8 {
		f.readAnnexCare(a, r)
	}
	a.row = r.row
	f.annex.rows = append(f.annex.rows, a)
	if a.state == rowUsed {
		f.annex.date = max(f.annex.date, a.start, a.end, a.conference, a.placed)
	}
}

// readAnnexCare reads what only list 8 has.
func (f *file) readAnnexCare(a *annexRow, r *record) {
	a.uasc = yes(r.text(colAnnexUASC))
	a.need = f.annexTag(r, colAnnexNeed, needCodes, nil)
	a.ls = f.annexTag(r, colAnnexLegal, lsCodes, nil)
	a.rec = f.annexTag(r, colAnnexReason, recCodes, nil)
	a.place = f.annexTag(r, colAnnexType, placeCodes, placeLabels)
	a.provider = f.annexTag(r, colAnnexProvider, providerCodes, providerLabels)
	a.post, a.la = pack(clean(r.text(colAnnexPost))), pack(clean(r.text(colAnnexLA)))
	if a.end.IsZero() {
		a.rec = 0
	} else if a.rec == 0 || a.rec == recX1 {
		a.rec = unknownReason
	}
	switch r.code(colAnnexLocation) {
	case "IN", "INSIDE":
		a.location = 'I'
	case "OUT", "OUTSIDE":
		a.location = 'O'
	}
	var ok bool
	if a.placed, ok = r.date(colAnnexPlaced); !ok {
		f.journal.say("bad-optional", r.at(colAnnexPlaced), ": Start Date of Most Recent Placement")
	}
	if a.placed < a.start || !a.end.IsZero() && a.placed >= a.end {
		a.placed = a.start
	}
	a.atLocation = int32(r.at(colAnnexLocation).Column)
	if r.state == rowUsed && shortBreak(a.ls) {
		r.state = rowPassedOver
		f.short++
	}
}

// annexTag reads a coded cell, which may hold the label alone.
func (f *file) annexTag(r *record, c int, known *codes, labels [][2]string) tag {
	if t, ok := r.tag(c, known); ok {
		return t
	}
	text := strings.ToUpper(clean(r.text(c)))
	for _, l := range labels {
		if strings.Contains(text, l[0]) {
			return tagOf(l[1])
		}
	}
	if text != "" {
		f.journal.add("odd-code", r.at(c))
	}
	return 0
}

// placeLabels and providerLabels are words of the labels and the codes that
// they stand for; the first that is met counts.
var (
	placeLabels = [][2]string{
		{"ADOPTION", "A6"}, {"RELATIVE", "U3"}, {"FRIEND", "U3"}, {"FOSTER", "U6"}, {"SEMI-INDEPENDENT", "H5"}, {"SUPPORTED ACCOMMODATION", "K3"},
		{"INDEPENDENT LIVING", "P2"}, {"SECURE", "K1"}, {"YOUNG OFFENDER", "R5"}, {"RESIDENTIAL SCHOOL", "S1"}, {"CHILDREN'S HOME", "K2"}, {"CHILDRENS HOME", "K2"},
		{"CHILDREN’S HOME", "K2"}, {"MOTHER AND BABY", "R3"}, {"FAMILY CENTRE", "R3"}, {"RESIDENTIAL CARE", "R1"}, {"NHS", "R2"}, {"PARENT", "P1"},
	}
	providerLabels = [][2]string{{"OWN PROVISION", "PR1"}, {"OTHER LA", "PR2"}, {"OTHER LOCAL AUTHORITY", "PR2"}, {"OTHER PUBLIC", "PR3"}, {"PRIVATE", "PR4"}, {"VOLUNTARY", "PR5"}, {"PARENT", "PR0"}}
)

// yes reads "a) Yes", Y and 1.
func yes(s string) bool {
	switch code(s) {
	case "YES", "Y", "1", "TRUE":
		return true
	}
	return false
}
