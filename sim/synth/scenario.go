package synth

// Scenario is what a truth may be asked under, from the day after the data date
// on.
type Scenario struct {
	Name string
	// Of plans that start, Coverage (0–1) are reached after a straight ramp of
	// RampDays; those reached go into care at CareRatio times the rate, and
	// their time on a plan is TimeRatio times as long.
	Coverage, RampDays   float64
	CareRatio, TimeRatio float64
	// FoundInArea is the share (0–1) of new placements out of the area that are
	// found in it.
	FoundInArea float64
	// Families is the share (0–1) of families that still come to plans or
	// straight to care.
	Families float64
}

// Scenarios are the four that a council's truth is published for: baseline, a
// conference at plan start, half of new out-of-area placements found in the
// area, and families coming at 0.7 of the rate.
func Scenarios() []Scenario {
	return []Scenario{
		{Name: "baseline", CareRatio: 1, TimeRatio: 1, Families: 1},
		{Name: "fgc", Coverage: 0.6, RampDays: 183, CareRatio: 0.6, TimeRatio: 0.8, Families: 1},
		{Name: "area", CareRatio: 1, TimeRatio: 1, FoundInArea: 0.5, Families: 1},
		{Name: "cut", CareRatio: 1, TimeRatio: 1, Families: 0.7},
	}
}
