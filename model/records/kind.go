package records

import "strings"

// Kinds of files. The tables that are recognised and passed over are in
// otherTables.
const (
	kindEpisodes   = "episodes"
	kindHeader     = "header"
	kindUASC       = "uasc"
	kindPopulation = "population"
	kindCIN        = "cin"
	kindDirectory  = "postcode-directory"
	kindLedger     = "ledger"
	kind903XML     = "ssda903-xml"
	kindBook       = "workbook"
	kindUnknown    = "unknown"
)

// table tells a kind by the columns that are its own; needed columns must be
// there.
type table struct {
	kind   string
	own    []string
	needed []string
	used   bool
}

var tables = []table{
	{kindEpisodes, []string{"DECOM", "RNE", "LS", "PLACE", "PLACE_PROVIDER", "DEC", "REC"}, []string{"CHILD", "DECOM", "RNE", "LS", "PLACE", "PLACE_PROVIDER", "DEC", "REC"}, true},
	{kindUASC, []string{"DUC"}, []string{"CHILD", "DUC"}, true},
	{kindPopulation, []string{"YEAR", "AGE_FROM", "AGE_TO", "POPULATION"}, []string{"YEAR", "AGE_FROM", "AGE_TO", "POPULATION"}, true},
	{kindDirectory, []string{"PCDS", "OSLAUA"}, []string{"PCDS", "OSLAUA"}, true},
	{kindLedger, []string{"CHILD", "FROM", "TO", "WEEKLY_COST"}, ledgerFields, true},
	{"ad1", []string{"DATE_INT", "DATE_MATCH", "FOSTER_CARE", "NB_ADOPTR", "SEX_ADOPTR", "LS_ADOPTR"}, nil, false},
	{"missing", []string{"MISSING", "MIS_START", "MIS_END"}, nil, false},
	{"reviews", []string{"REVIEW", "REVIEW_CODE"}, nil, false},
	{"prevperm", []string{"PREV_PERM", "LA_PERM", "DATE_PERM"}, nil, false},
	{"oc2", []string{"SDQ_SCORE", "SDQ_REASON", "CONVICTED", "HEALTH_CHECK", "IMMUNISATIONS", "TEETH_CHECK", "HEALTH_ASSESSMENT", "SUBSTANCE_MISUSE", "INTERVENTION_RECEIVED", "INTERVENTION_OFFERED"}, nil, false},
	{"oc3", []string{"IN_TOUCH", "ACTIV", "ACCOM"}, nil, false},
	{"placedadoption", []string{"DATE_PLACED", "DATE_PLACED_CEASED", "REASON_PLACED_CEASED"}, nil, false},
	{"swepisodes", []string{"SW_ID", "SW_DECOM", "SW_DEC", "SW_REASON"}, nil, false},
	{"dolo", []string{"DOLO_START", "DOLO_END"}, nil, false},
	{kindHeader, []string{"SEX", "DOB", "ETHNIC", "UPN", "MOTHER", "MC_DOB"}, []string{"CHILD", "SEX", "DOB"}, true},
}

// tableOf finds the table most of whose own columns the header holds: at
// least half of them, and CHILD but for the population. The header table is
// told last, since its columns stand in others too.
func tableOf(header []string) (table, bool) {
	has := map[string]bool{}
	for _, h := range header {
		has[h] = true
	}
	for _, t := range tables {
		n := 0
		for _, c := range t.own {
			if has[c] {
				n++
			}
		}
		switch {
		case n*2 < len(t.own):
		case (t.kind == kindDirectory || t.kind == kindLedger) && n == len(t.own):
			return t, true
		case t.kind == kindDirectory, t.kind == kindLedger:
		case t.kind == kindPopulation && (n < 3 || has["CHILD"]):
		case t.kind == kindEpisodes, t.kind == kindPopulation, has["CHILD"]:
			return t, true
		}
	}
	// A bare list of children: too few columns for half of the header's.
	if has["CHILD"] && has["DOB"] && has["SEX"] {
		return tables[len(tables)-1], true
	}
	return table{}, false
}

// looksLikeXML tells whether a text begins with a tag.
func looksLikeXML(text string) bool {
	return strings.HasPrefix(strings.TrimLeft(text, " \t\r\n"), "<")
}
