package reports

import "strings"

var moneyLines = map[string]string{
	"care_reviews":           "Independent reviews of children in care",
	"proceedings":            "Care proceedings",
	"staying_put":            "Staying put after 18",
	"health_contribution":    "Contributions by health",
	"education_contribution": "Contributions by education",
	"own_places":             "The council's own places",
}

// moneyLine is a line of what the council file knows in words: others'
// contributions, own places, contracts. Any other line keeps its name.
func moneyLine(line string) string {
	if s, ok := moneyLines[line]; ok {
		return s
	}
	if s, ok := strings.CutPrefix(line, "own_"); ok {
		if word, known := settingWords[s]; known {
			return word + ": the council's own places"
		}
	}
	if s, ok := strings.CutPrefix(line, "contract_"); ok {
		return "Contract: " + s
	}
	return line
}

// Pounds is an amount for reading, rounded as the report rounds: £12.06m,
// £480,000, £95.
func Pounds(x float64) string { return pounds(x) }
