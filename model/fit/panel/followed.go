package panel

import (
	"fmt"
	"strings"

	"github.com/carecurve/carecurve/model"
)

// merger is a council that was made of others.
type merger struct {
	from  int      // the first year that it stood on 31 March
	parts []string // codes of those before it
	share float64  // of their sum that it goes on with; 0 is all of it
	note  string
}

// mergers are the councils made since 2010, by ONS code. Northamptonshire is
// divided as its successors' children in care were in their first year, and
// Cumbria by population under 18.
var mergers = map[string]merger{
	"E06000058": {2020, []string{"E06000028", "E06000029"}, 0, "Before 2020 the figures are those of Bournemouth and Poole together, without Christchurch."},
	"E06000059": {2020, []string{"E10000009"}, 0, "Before 2020 the figures are those of the county as it was, with Christchurch."},
	"E06000061": {2022, []string{"E10000021"}, 0.444, "Before 2022 the figures are 44 % of Northamptonshire's."},
	"E06000062": {2022, []string{"E10000021"}, 0.556, "Before 2022 the figures are 56 % of Northamptonshire's."},
	"E06000063": {2024, []string{"E10000006"}, 0.570, "Before 2024 the figures are 57 % of Cumbria's."},
	"E06000064": {2024, []string{"E10000006"}, 0.430, "Before 2024 the figures are 43 % of Cumbria's."},
}

// followed is the figures with an authority's history joined to that of the
// councils that it was made of, and a note; the same where there were none.
func followed(p *model.Published, a model.Authority) (*model.Published, string) {
	m, ok := mergers[a.Code]
	if !ok {
		return p, ""
	}
	q := p.Until(9999)
	joined := false
	share := m.share
	if share == 0 {
		share = 1
	}
	p.Each(m.parts[0], func(year int, measure, breakdown string, value float64) {
		if year >= m.from || strings.Contains(measure, "pct") || strings.HasPrefix(measure, "unit_cost") || strings.Contains(measure, "rate") {
			return
		}
		for _, code := range m.parts[1:] {
			v, ok := p.Value(code, year, measure, breakdown)
			if !ok {
				return
			}
			value += v
		}
		q.Add(a, year, measure, breakdown, value*share)
		joined = true
	})
	if !joined {
		return p, ""
	}
	return q, m.note
}

// gone says what became of a council that was merged into others, or "".
func gone(p *model.Published, code string) string {
	var into []string
	for _, a := range p.All() {
		for _, part := range mergers[a.Code].parts {
			if part == code {
				into = append(into, a.Name)
			}
		}
	}
	return strings.Join(into, " or ")
}

// goneError is the error of a council that is no more.
func goneError(name, into string) error {
	return fmt.Errorf("%s has no figures of the latest year: it went into %s\nname that council: the history before is taken along", name, into)
}
