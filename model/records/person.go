package records

import "github.com/carecurve/carecurve/model"

// person is one row of the header table.
type person struct {
	row
	child    string
	born     model.Date
	sex      byte
	ethnic   tag
	year     int
	atBorn   int32
	bornLine int32
}

// unaccompanied is one row of the uasc table.
type unaccompanied struct {
	row
	child string
	born  model.Date
	sex   byte
	ends  model.Date // DUC
	year  int
}

var (
	headerFields = []string{"CHILD", "SEX", "DOB", "YEAR", "ETHNIC"}
	uascFields   = []string{"CHILD", "SEX", "DOB", "YEAR", "DUC"}
)

const (
	colPersonChild = iota
	colSex
	colDOB
	colPersonYear
	colDUC
	colEthnic = colDUC
)

// readDescription reads what header and uasc have in common.
func (f *file) readDescription(r *record) (child string, sex byte, born model.Date, year int) {
	child = f.childOf(r, colPersonChild)
	known := true
	if sex, known = sexOf(r.text(colSex)); !known {
		f.journal.say("odd-code", r.at(colSex), ": SEX")
	}
	var ok bool
	if born, ok = r.date(colDOB); !ok {
		r.fault(&f.journal, "bad-date", colDOB, ": DOB")
	}
	if y := clean(r.text(colPersonYear)); y != "" {
		if year = yearIn(y); year == 0 {
			f.journal.add("year-column", r.at(colPersonYear))
		}
	}
	return
}

func (f *file) readPerson(r *record) {
	p := &person{}
	p.child, p.sex, p.born, p.year = f.readDescription(r)
	at := r.at(colDOB)
	p.atBorn, p.bornLine = int32(at.Column), int32(at.Line)
	var known bool
	if p.ethnic, known = r.tag(colEthnic, ethnicCodes); !known {
		p.ethnic = 0
		if clean(r.text(colEthnic)) != "" {
			f.journal.say("odd-code", r.at(colEthnic), ": ETHNIC")
		}
	}
	p.row = r.row
	f.people = append(f.people, p)
}

func (f *file) readUASC(r *record) {
	u := &unaccompanied{}
	u.child, u.sex, u.born, u.year = f.readDescription(r)
	var ok bool
	if u.ends, ok = r.date(colDUC); !ok {
		f.journal.say("bad-optional", r.at(colDUC), ": DUC")
	}
	u.row = r.row
	f.uasc = append(f.uasc, u)
}

// sexOf reads the codes up to 2023-24 (1, 2), those after, the census's (0,
// 9) and Annex A's letters with labels; 0 for neither or not known.
func sexOf(s string) (sex byte, known bool) {
	switch code(s) {
	case "1", "M", "MALE":
		return 'M', true
	case "2", "F", "FEMALE":
		return 'F', true
	case "", "0", "3", "9", "U", "UNKNOWN", "NEITHER", "NOT":
		return 0, true
	}
	return 0, false
}
