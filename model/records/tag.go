package records

import (
	"slices"
	"strings"

	"github.com/carecurve/carecurve/model"
)

// tag is a code of the return as an index into tagNames; 0 is a blank. It
// keeps millions of rows small.
type tag uint8

// Tags are made while the package starts, and only read after that.
var (
	tagNames = []string{""}
	tagIndex = map[string]tag{"": 0}
	tagTable [512]struct { // by tagSlot: tagIndex without a general map's cost
		name uint32
		tag  tag
	}
)

func tagOf(code string) tag {
	t, ok := tagIndex[code]
	if ok {
		return t
	}
	if len(tagNames) > 255 || len(code) > 4 {
		panic("records: too many codes, or too long a one: " + code)
	}
	t = tag(len(tagNames))
	tagNames = append(tagNames, code)
	tagIndex[code] = t
	name, slot := tagSlot(code)
	for tagTable[slot].name != 0 {
		slot = (slot + 1) % uint32(len(tagTable))
	}
	tagTable[slot].name, tagTable[slot].tag = name, t
	return t
}

// tagSlot is a code's four bytes as a number, and where to look for it first.
func tagSlot(code string) (name, slot uint32) {
	for i := 0; i < len(code); i++ {
		name = name<<8 | uint32(code[i])
	}
	return name, name * 2654435769 >> 23
}

// tagged finds the tag of a code written just as the return has it.
func tagged(code string) (tag, bool) {
	if len(code) == 0 || len(code) > 4 {
		return 0, false
	}
	name, slot := tagSlot(code)
	for tagTable[slot].name != 0 {
		if tagTable[slot].name == name {
			return tagTable[slot].tag, true
		}
		slot = (slot + 1) % uint32(len(tagTable))
	}
	return 0, false
}

func (t tag) String() string { return tagNames[t] }

// codes are a list of codes, true where a tag is in it.
type codes [256]bool

// set makes a list of codes.
func set(list ...string) *codes {
	var m codes
	for _, c := range list {
		m[tagOf(c)] = true
	}
	return &m
}

// tags are the tags of codes with blanks between them.
func tags(list string) []tag {
	var out []tag
	for _, c := range strings.Fields(list) {
		out = append(out, tagOf(c))
	}
	return out
}

// pairs are the tags of the codes in the list and of its key.
func pairs(lists map[string]string) map[[2]tag]bool {
	out := map[[2]tag]bool{}
	for key, list := range lists {
		for _, t := range tags(list) {
			out[[2]tag{t, tagOf(key)}] = true
		}
	}
	return out
}

// byTag is a table by code, 0 for those that aren't in it.
func byTag[V any](values map[string]V) (out [256]V) {
	for code, v := range values {
		out[tagOf(code)] = v
	}
	return out
}

// tag finds a cleaned code in the list.
func (m *codes) tag(code string) (tag, bool) {
	t, ok := tagged(code)
	return t, ok && m[t]
}

// The codes of all years of the return, old ones included.
var (
	rneCodes      = set("S", "L", "P", "T", "B", "U")
	lsCodes       = set("C1", "C2", "D1", "E1", "V2", "V3", "V4", "L1", "L2", "L3", "J1", "J2", "J3")
	needCodes     = set("N0", "N1", "N2", "N3", "N4", "N5", "N6", "N7", "N8", "N9")
	providerCodes = set(model.ProviderCodes()...)
	placeCodes    = set(model.PlacementCodes()...)
	recCodes      = set(append(model.ExitCodes(), "X1")...)
	// ethnicCodes are those of the header.
	ethnicCodes = set(strings.Fields("WBRI WIRI WOTH WIRT WROM MWBC MWBA MWAS MOTH AIND APKN ABAN AOTH BCRB BAFR BOTH CHNE OOTH REFU NOBT")...)
	// outside are the PL_LA values for placements beyond England's authorities.
	outside = []packed{pack("WAL"), pack("SCO"), pack("NIR"), pack("NUK"), pack("CON")}
)

// Single codes that decide how rows join.
var (
	rneS, rneL      = tagOf("S"), tagOf("L")
	recX1           = tagOf("X1")
	needlessStay    = tags("V3 V4")
	unknownReason   = tagOf("E99")       // written where a row had to be closed; regional tools do the same
	finalExits      = tags("E2 E15 E17") // died, found to be adult, stays on at 18
	temporaryPlaces = tags("T0 T1 T2 T3 T4")
)

// exits tells whether a REC is a way out of care.
func exits(rec tag) bool { return rec != 0 && rec != recX1 }

// temporary tells whether a placement is one from which the child returns.
func temporary(place tag) bool { return slices.Contains(temporaryPlaces, place) }

// shortBreak tells whether a legal status is one of a series of short breaks.
func shortBreak(ls tag) bool { return slices.Contains(needlessStay, ls) }

// packed is up to twelve letters and digits (a postcode, a URN, an ONS code)
// in one number, which orders as it compares; other text becomes a number
// from which it can't be read back, but which is equal for equal text. 0 is a
// blank.
type packed uint64

const opaque packed = 1 << 63

// pack packs a text in upper case and without blanks.
func pack(s string) packed {
	var p packed
	n := 0
	for i := 0; i < len(s); i++ {
		var v packed
		switch c := s[i]; {
		case c >= '0' && c <= '9':
			v = packed(c-'0') + 1
		case c >= 'A' && c <= 'Z':
			v = packed(c-'A') + 11
		case c >= 'a' && c <= 'z':
			v = packed(c-'a') + 11
		case c == ' ':
			continue
		default:
			return packOther(s)
		}
		if n++; n > 12 {
			return packOther(s)
		}
		p = p*37 + v
	}
	return p
}

// packOther is the text's FNV-1a sum.
func packOther(s string) packed {
	sum := uint64(14695981039346656037)
	for _, word := range strings.Fields(strings.ToUpper(s)) {
		for i := 0; i < len(word); i++ {
			sum = (sum ^ uint64(word[i])) * 1099511628211
		}
	}
	return packed(sum) | opaque
}

// String is the text again, or for one that can't be read back a stand-in.
func (p packed) String() string {
	if p&opaque != 0 {
		const digits = "0123456789abcdef"
		b := []byte("?")
		for i := 60; i >= 0; i -= 4 {
			b = append(b, digits[p>>i&15])
		}
		return string(b)
	}
	var b [12]byte
	at := len(b)
	for ; p > 0; p /= 37 {
		at--
		if v := byte(p % 37); v <= 10 {
			b[at] = '0' + v - 1
		} else {
			b[at] = 'A' + v - 11
		}
	}
	return string(b[at:])
}
