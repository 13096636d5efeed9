package model

import "strings"

// Grouping says what codes of the return count as where a council groups them
// otherwise than [SettingOf] and [ExitOf] do; the zero Grouping is theirs.
type Grouping struct {
	// Settings are by placement code (K2), or by placement and provider with a
	// blank between them (U6 PR2), which goes before the code alone.
	Settings map[string]Setting
	// Exits are by reason for ceasing (E8). Who leaves about the eighteenth
	// birthday is aged18 under any code.
	Exits map[string]Exit
}

// SettingOf groups a placement code and provider.
func (g Grouping) SettingOf(place, provider string) Setting {
	if len(g.Settings) > 0 {
		if s, ok := g.Settings[place+" "+provider]; ok {
			return s
		}
		if s, ok := g.Settings[place]; ok {
			return s
		}
	}
	return SettingOf(place, provider)
}

// ExitOf groups a reason for ceasing. E17, stays with the carers at eighteen,
// is aged18 unless regrouped.
func (g Grouping) ExitOf(rec string) Exit {
	if e, ok := g.Exits[rec]; ok {
		return e
	}
	if rec == "E17" {
		return ExitAged18
	}
	return ExitOf(rec)
}

// PlacementCodes are the values of PLACE in all years of the return.
func PlacementCodes() []string {
	return strings.Fields("U1 U2 U3 U4 U5 U6 Q1 Q2 A3 A4 A5 A6 P1 P2 P3 H5 K1 K2 K3 R1 R2 R3 R5 S1 T0 T1 T2 T3 T4 M1 M2 M3 Z1 Z11 Z12 Z13 Z14")
}

// ProviderCodes are the values of PLACE_PROVIDER.
func ProviderCodes() []string { return strings.Fields("PR0 PR1 PR2 PR3 PR4 PR5") }

// ExitCodes are the values of REC that end a period of care, in all years of
// the return, and E99, which regional tools write where they close a row.
func ExitCodes() []string {
	return strings.Fields("E11 E12 E2 E3 E4 E4A E4B E13 E41 E43 E44 E45 E46 E47 E48 E5 E6 E7 E8 E9 E14 E15 E16 E17 E99")
}
