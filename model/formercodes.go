package model

import "strings"

// formerCodes are ONS codes that were replaced without a change of boundary
// that matters, by the present one: new codes after small boundary changes
// (Gateshead, Northumberland, Barnsley, Sheffield), and counties that became
// unitary authorities whole (Buckinghamshire, North Yorkshire, Somerset).
var formerCodes = map[string]string{
	"E08000020": "E08000037", "E06000048": "E06000057", "E08000016": "E08000038", "E08000019": "E08000039",
	"E10000002": "E06000060", "E10000023": "E06000065", "E10000027": "E06000066",
}

// PresentCode is an authority's ONS code of today for that or a former one;
// any other text comes back as it is.
func PresentCode(code string) string {
	if now, ok := formerCodes[strings.ToUpper(strings.TrimSpace(code))]; ok {
		return now
	}
	return code
}
