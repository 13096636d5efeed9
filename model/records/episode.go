package records

import (
	"strings"

	"github.com/carecurve/carecurve/model"
)

// episode is one row of the episodes table, kept small: a region's ten years
// hold millions.
type episode struct {
	row
	child      string
	decom, dec model.Date
	cutoff     model.Date // the last day that its return shows
	decLine    int32
	home, post packed // postcodes
	urn        packed
	la         packed // PL_LA
	year       int16  // the return's, 0 until told
	firstYear  int16  // of the earliest return with this child and DECOM
	atDecom    uint16
	atDec      uint16
	atPlace    uint16
	rne, ls    tag
	need       tag
	place      tag
	provider   tag
	rec        tag
	location   byte // PL_LOCATION: I, O or 0
	joined     bool // RNE S that continues the period before it
}

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
	colAuthority
)

var episodeFields = []string{"CHILD", "DECOM", "RNE", "LS", "CIN", "PLACE", "PLACE_PROVIDER", "DEC", "REC", "HOME_POST", "PL_POST", "URN", "PL_LOCATION", "PL_LA", "YEAR", "LA"}

// readEpisode checks one row for itself; what hangs on other rows comes when
// the years are joined.
func (f *file) readEpisode(r *record) {
	e := f.newEpisode()
	decom, dec := r.at(colDecom), r.at(colDec)
	e.atDecom, e.atDec, e.decLine = narrow(decom.Column), narrow(dec.Column), int32(dec.Line)
	e.atPlace = narrow(r.at(colPlace).Column)
	f.checkEpisode(e, r)
	e.row = r.row
	f.episodes = append(f.episodes, e)
}

// slabSize is how many episodes are made at once.
const slabSize = 1024

func (f *file) newEpisode() *episode {
	if len(f.slab) == 0 {
		f.slab = make([]episode, slabSize)
	}
	e := &f.slab[0]
	f.slab = f.slab[1:]
	return e
}

func narrow(column int) uint16 { return uint16(min(column, 1<<16-1)) }

func (f *file) checkEpisode(e *episode, r *record) {
	if ls, _ := lsCodes.tag(code(r.text(colLS))); shortBreak(ls) {
		r.state = rowPassedOver
		f.short++
		return
	}
	j := &f.journal
	e.child = f.childOf(r, colChild)
	var ok bool
	if clean(r.text(colDecom)) == "" {
		r.fault(j, "missing-date", colDecom, "")
	} else if e.decom, ok = r.date(colDecom); !ok {
		r.fault(j, "bad-date", colDecom, ": DECOM")
	}
	if e.dec, ok = r.date(colDec); !ok {
		r.fault(j, "bad-date", colDec, ": DEC")
	}
	var lacks []lack
	e.rne = f.tellCode(r, colRNE, rneCodes, &lacks)
	e.ls = f.tellCode(r, colLS, lsCodes, &lacks)
	e.place = f.tellCode(r, colPlace, placeCodes, &lacks)
	e.rec = f.needCode(r, colRec, recCodes)
	e.need = f.wantCode(r, colCIN, needCodes)
	e.provider = f.wantCode(r, colProvider, providerCodes)
	e.home, e.post = pack(clean(r.text(colHome))), pack(clean(r.text(colPost)))
	e.urn, e.la = pack(clean(r.text(colURN))), pack(clean(r.text(colLA)))
	switch r.code(colLocation) {
	case "IN", "I":
		e.location = 'I'
	case "OUT", "O":
		e.location = 'O'
	}
	if la := r.text(colAuthority); la != f.authority {
		f.ofAuthority(la)
	}
	if y := clean(r.text(colYear)); y != "" {
		if e.year = int16(yearIn(y)); e.year == 0 {
			j.add("year-column", r.at(colYear))
		}
	}
	switch {
	case r.state == rowSetAside:
	case !e.dec.IsZero() && e.dec < e.decom:
		r.fault(j, "dec-before-decom", colDec, "")
	case e.dec == e.decom:
		r.fault(j, "dec-is-decom", colDec, "")
	case e.decom < earliest:
		r.fault(j, "too-early", colDecom, "")
	}
	switch {
	case len(lacks) == 0:
	case r.state == rowSetAside: // nothing else could save it
		for _, l := range lacks {
			j.say(l.rule, l.at, l.detail)
		}
	default:
		if f.lacks == nil {
			f.lacks = map[*episode][]lack{}
		}
		f.lacks[e] = lacks
	}
}

// earliest is the first day on which an episode may start.
var earliest = model.NewDate(1991, 10, 14)

// tag reads a coded field: at once where it is written as the return has it.
func (r *record) tag(c int, known *codes) (tag, bool) {
	if t, ok := tagged(r.text(c)); ok && known[t] {
		return t, true
	}
	return known.tag(r.code(c))
}

// needCode sets a row aside whose code is unknown; it may be blank.
func (f *file) needCode(r *record, c int, known *codes) tag {
	t, ok := r.tag(c, known)
	if !ok && clean(r.text(c)) != "" {
		r.fault(&f.journal, "unknown-code", c, ": "+episodeFields[c])
		return 0
	}
	return t
}

// wantCode blanks an unknown code that a row can do without.
func (f *file) wantCode(r *record, c int, known *codes) tag {
	t, ok := r.tag(c, known)
	if !ok {
		if clean(r.text(c)) != "" {
			f.journal.say("odd-code", r.at(c), ": "+episodeFields[c])
		}
		return 0
	}
	return t
}

// arenaSize is how many bytes of identifiers are kept together.
const arenaSize = 64 << 10

// keep copies an identifier out of the block that it was read in. A child's
// rows stand together as a rule, and share one copy.
func (f *file) keep(s string) string {
	if s == f.kept {
		return f.kept
	}
	if f.arena.Cap()-f.arena.Len() < len(s) {
		f.arena = strings.Builder{}
		f.arena.Grow(max(arenaSize, len(s)))
	}
	from := f.arena.Len()
	f.arena.WriteString(s)
	f.kept = f.arena.String()[from:]
	return f.kept
}

func (e *episode) decPos() model.Pos {
	return model.Pos{File: e.file.name, Line: int(e.decLine), Column: int(e.atDec)}
}
func (e *episode) decomPos() model.Pos { return e.pos(int32(e.atDecom)) }
