package records

import (
	"strings"

	"github.com/carecurve/carecurve/model"
)

// episode is one row of the episodes table.
type episode struct {
	row
	child      string
	decom, dec model.Date
	rne, ls    string
	need       string
	place      string
	provider   string
	rec        string
	home, post string // postcodes
	urn        string
	la         string // PL_LA
	location   string // PL_LOCATION: IN, OUT or empty
	year       int    // the return's, 0 until told
	cutoff     model.Date
	firstYear  int  // of the earliest return with this child and DECOM
	joined     bool // RNE S that continues the period before it
	atDecom    int32
	atDec      int32
	decLine    int32
}

// unknownReason is what is written where a row had to be closed without a
// reason; regional tools do the same.
const unknownReason = "E99"

const (
	colChild = iota
	colDecom
	colRNE
	colLS
	colCIN
	colPlace
	colProvider
	colDec
	colRec
	colHome
	colPost
	colURN
	colLocation
	colLA
	colYear
)

var episodeFields = []string{"CHILD", "DECOM", "RNE", "LS", "CIN", "PLACE", "PLACE_PROVIDER", "DEC", "REC", "HOME_POST", "PL_POST", "URN", "PL_LOCATION", "PL_LA", "YEAR"}

// readEpisode checks one row for itself; what hangs on other rows comes when
// the years are joined.
func (f *file) readEpisode(r *record) {
	e := &episode{
		child: identifier(r.text(colChild)), ls: code(r.text(colLS)),
		rne: code(r.text(colRNE)), need: code(r.text(colCIN)), place: code(r.text(colPlace)),
		provider: code(r.text(colProvider)), rec: code(r.text(colRec)),
		home: postcode(r.text(colHome)), post: postcode(r.text(colPost)), urn: clean(r.text(colURN)),
		la: strings.ToUpper(clean(r.text(colLA))), location: code(r.text(colLocation)),
	}
	e.atDecom, e.atDec = int32(r.at(colDecom).Column), int32(r.at(colDec).Column)
	e.decLine = int32(r.at(colDec).Line)
	f.episodes = append(f.episodes, e)
	defer func() { e.row = r.row }()

	if e.ls == "V3" || e.ls == "V4" {
		r.state = rowPassedOver
		f.short++
		return
	}
	j := &f.journal
	if e.child == "" {
		r.fault(j, "no-child", colChild, "")
	}
	var ok bool
	if clean(r.text(colDecom)) == "" {
		r.fault(j, "missing-date", colDecom, "")
	} else if e.decom, ok = r.date(colDecom); !ok {
		r.fault(j, "bad-date", colDecom, ": DECOM")
	}
	if e.dec, ok = r.date(colDec); !ok {
		r.fault(j, "bad-date", colDec, ": DEC")
	}
	f.needCode(r, colRNE, e.rne, rneCodes)
	f.needCode(r, colLS, e.ls, lsCodes)
	f.needCode(r, colPlace, e.place, placeCodes)
	if e.rec != "" {
		f.needCode(r, colRec, e.rec, recCodes)
	}
	f.wantCode(r, colCIN, &e.need, needCodes)
	f.wantCode(r, colProvider, &e.provider, providerCodes)
	switch e.location {
	case "IN", "OUT":
	case "I":
		e.location = "IN"
	case "O":
		e.location = "OUT"
	default:
		e.location = ""
	}
	if y := clean(r.text(colYear)); y != "" {
		if e.year = yearIn(y); e.year == 0 {
			j.add("year-column", r.at(colYear))
		}
	}
	if r.state == rowSetAside || e.dec.IsZero() {
		if r.state != rowSetAside && e.decom < earliest {
			r.fault(j, "too-early", colDecom, "")
		}
		return
	}
	switch {
	case e.dec < e.decom:
		r.fault(j, "dec-before-decom", colDec, "")
	case e.dec == e.decom:
		r.fault(j, "dec-is-decom", colDec, "")
	case e.decom < earliest:
		r.fault(j, "too-early", colDecom, "")
	}
}

// earliest is the first day on which an episode may start.
var earliest = model.NewDate(1991, 10, 14)

// needCode sets a row aside whose code is blank or unknown.
func (f *file) needCode(r *record, c int, value string, known map[string]bool) {
	switch {
	case value == "":
		r.fault(&f.journal, "missing-code", c, ": "+episodeFields[c])
	case !known[value]:
		r.fault(&f.journal, "unknown-code", c, ": "+episodeFields[c])
	}
}

// wantCode blanks an unknown code that a row can do without.
func (f *file) wantCode(r *record, c int, value *string, known map[string]bool) {
	if *value != "" && !known[*value] {
		f.journal.say("odd-code", r.at(c), ": "+episodeFields[c])
		*value = ""
	}
}

func set(codes string) map[string]bool {
	m := map[string]bool{}
	for _, c := range strings.Fields(codes) {
		m[c] = true
	}
	return m
}

// The codes of all years of the return, old ones included.
var (
	rneCodes      = set("S L P T B U")
	lsCodes       = set("C1 C2 D1 E1 V2 V3 V4 L1 L2 L3 J1 J2 J3")
	needCodes     = set("N0 N1 N2 N3 N4 N5 N6 N7 N8 N9")
	providerCodes = set("PR0 PR1 PR2 PR3 PR4 PR5")
	placeCodes    = set("U1 U2 U3 U4 U5 U6 Q1 Q2 A3 A4 A5 A6 P1 P2 P3 H5 K1 K2 K3 R1 R2 R3 R5 S1 T0 T1 T2 T3 T4 M1 M2 M3 Z1 Z11 Z12 Z13 Z14")
	recCodes      = set("X1 E11 E12 E2 E3 E4 E4A E4B E13 E41 E43 E44 E45 E46 E47 E48 E5 E6 E7 E8 E9 E14 E15 E16 E17 E99")
)

// exits tells whether a REC is a way out of care.
func exits(rec string) bool { return strings.HasPrefix(rec, "E") }

// temporary tells whether a placement is one from which the child returns.
func temporary(place string) bool { return strings.HasPrefix(place, "T") }

func (e *episode) decPos() model.Pos {
	return model.Pos{File: e.file.name, Line: int(e.decLine), Column: int(e.atDec)}
}
func (e *episode) decomPos() model.Pos { return e.pos(e.atDecom) }
