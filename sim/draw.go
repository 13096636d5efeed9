package sim

import "github.com/carecurve/carecurve/model"

// Draw is what the replicates of a run gave for one value of a projection,
// replicate by replicate, for those who study how results hang together.
type Draw struct {
	Scenario string
	// A stock or flow has a Measure, a Breakdown (empty for all) and a Date, as
	// [Series] has; money has a Line and a Year instead.
	Measure, Breakdown string
	Date               model.Date
	Line               string
	Year               model.FinancialYear
	// At is the value of replicate i, from 0; pounds for money. It is good
	// until the programme that ran is run again.
	At func(i int) float64
}
