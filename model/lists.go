package model

import (
	"fmt"
	"strings"
)

// Setting is where a looked-after child lives, in the ten groups that costs
// and outputs use.
type Setting uint8

// The settings; their names are the output contract's. Which placement codes
// stand behind each is said at [SettingOf].
const (
	Kinship Setting = iota
	FosterOwn
	FosterAgency
	Residential
	Secure
	Supported
	School
	WithParents
	Adoptive
	OtherSetting
	Settings int = iota // how many there are
)

var settingNames = [Settings]string{"kinship", "foster_own", "foster_agency", "residential", "secure", "supported", "school", "with_parents", "adoptive", "other"}

func (s Setting) String() string                { return nameOf(settingNames[:], int(s)) }
func (s Setting) MarshalText() ([]byte, error)  { return []byte(s.String()), nil }
func (s *Setting) UnmarshalText(b []byte) error { return parseName(s, settingNames[:], "setting", b) }

// SettingOf groups a placement code (PLACE) and provider (PLACE_PROVIDER) of
// the SSDA903 return: kinship U1–U3 and the old Q1; foster_own U4–U6 and Q2
// with PR1, foster_agency the same otherwise; residential K2; secure K1;
// supported H5, K3, P2, P3; school S1; with_parents P1; adoptive A3–A6; other
// the rest.
func SettingOf(place, provider string) Setting {
	switch place {
	case "U1", "U2", "U3", "Q1":
		return Kinship
	case "U4", "U5", "U6", "Q2":
		if provider == "PR1" {
			return FosterOwn
		}
		return FosterAgency
	case "K2":
		return Residential
	case "K1":
		return Secure
	case "H5", "K3", "P2", "P3":
		return Supported
	case "S1":
		return School
	case "P1":
		return WithParents
	case "A3", "A4", "A5", "A6":
		return Adoptive
	}
	return OtherSetting
}

// Location tells whether a placement lies in the responsible authority's area.
type Location uint8

const (
	InArea Location = iota
	OutOfArea
	Locations int = iota
)

var locationNames = [Locations]string{"in", "out"}

func (l Location) String() string               { return nameOf(locationNames[:], int(l)) }
func (l Location) MarshalText() ([]byte, error) { return []byte(l.String()), nil }
func (l *Location) UnmarshalText(b []byte) error {
	return parseName(l, locationNames[:], "location", b)
}

// Place is a setting in a location: 0 ≤ Place < [Places].
type Place uint8

// Places is the number of settings × locations.
const Places = Settings * Locations

// PlaceOf joins a setting and a location.
func PlaceOf(s Setting, l Location) Place { return Place(int(s)*Locations + int(l)) }

// Setting and Location take a place apart.
func (p Place) Setting() Setting   { return Setting(int(p) / Locations) }
func (p Place) Location() Location { return Location(int(p) % Locations) }

// String is "residential/out".
func (p Place) String() string { return p.Setting().String() + "/" + p.Location().String() }

// UnmarshalText reads "residential/out".
func (p *Place) UnmarshalText(b []byte) error {
	s, l, _ := strings.Cut(string(b), "/")
	var set Setting
	var loc Location
	if err := set.UnmarshalText([]byte(s)); err != nil {
		return err
	}
	if err := loc.UnmarshalText([]byte(l)); err != nil {
		return err
	}
	*p = PlaceOf(set, loc)
	return nil
}

// MarshalText writes "residential/out".
func (p Place) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// Exit is a way out of care.
type Exit uint8

const (
	ExitHome Exit = iota
	ExitSGO
	ExitAdoption
	ExitCAO
	ExitAged18
	ExitCustody
	ExitOtherLA
	ExitDied
	ExitOther
	Exits int = iota
)

var exitNames = [Exits]string{"home", "sgo", "adoption", "cao", "aged18", "custody", "other_la", "died", "other"}

func (e Exit) String() string                { return nameOf(exitNames[:], int(e)) }
func (e Exit) MarshalText() ([]byte, error)  { return []byte(e.String()), nil }
func (e *Exit) UnmarshalText(b []byte) error { return parseName(e, exitNames[:], "exit", b) }

// ExitOf groups a reason for ceasing (REC); aged18 is decided by the birthday
// and not by the code, since councils use several codes on that day.
func ExitOf(rec string) Exit {
	switch rec {
	case "E4", "E4A", "E4B":
		return ExitHome
	case "E43", "E44", "E45", "E46", "E47", "E48":
		return ExitSGO
	case "E11", "E12":
		return ExitAdoption
	case "E41":
		return ExitCAO
	case "E9":
		return ExitCustody
	case "E3":
		return ExitOtherLA
	case "E2":
		return ExitDied
	}
	return ExitOther
}

// Route is the way by which a child comes into care. Each entry has exactly
// one: plan before return before uasc before direct.
type Route uint8

const (
	RoutePlan Route = iota
	RouteDirect
	RouteUASC
	RouteReturn
	Routes int = iota
)

var routeNames = [Routes]string{"plan", "direct", "uasc", "return"}

func (r Route) String() string                { return nameOf(routeNames[:], int(r)) }
func (r Route) MarshalText() ([]byte, error)  { return []byte(r.String()), nil }
func (r *Route) UnmarshalText(b []byte) error { return parseName(r, routeNames[:], "route", b) }

func nameOf(names []string, i int) string {
	if i < len(names) {
		return names[i]
	}
	return fmt.Sprintf("#%d", i)
}

func parseName[T ~uint8](to *T, names []string, what string, b []byte) error {
	for i, n := range names {
		if n == string(b) {
			*to = T(i)
			return nil
		}
	}
	return fmt.Errorf("unknown %s %q: one of %s", what, b, strings.Join(names, ", "))
}
