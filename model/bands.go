package model

import "math"

// AgeBand is one of the five published age groups.
type AgeBand uint8

const (
	Age0 AgeBand = iota
	Age1to4
	Age5to9
	Age10to15
	Age16to17
	AgeBands int = iota
)

var ageNames = [AgeBands]string{"0", "1-4", "5-9", "10-15", "16-17"}

// AgeFrom are the ages in years at which the bands begin; the last band ends
// at AdultAge.
var AgeFrom = [AgeBands]int{0, 1, 5, 10, 16}

// AdultAge is the birthday on which care ends.
const AdultAge = 18

func (a AgeBand) String() string                { return nameOf(ageNames[:], int(a)) }
func (a AgeBand) MarshalText() ([]byte, error)  { return []byte(a.String()), nil }
func (a *AgeBand) UnmarshalText(b []byte) error { return parseName(a, ageNames[:], "age band", b) }

// AgeSpan is where a band begins and ends, in years.
func AgeSpan(a AgeBand) (from, to float64) {
	if int(a)+1 < AgeBands {
		return float64(AgeFrom[a]), float64(AgeFrom[a+1])
	}
	return float64(AgeFrom[a]), AdultAge
}

// AgeBandOf is the band of an age in years; unborn children count as 0 and
// adults as 16-17.
func AgeBandOf(years float64) AgeBand {
	for b := AgeBands - 1; b > 0; b-- {
		if years >= float64(AgeFrom[b]) {
			return AgeBand(b)
		}
	}
	return Age0
}

// Clock is a way of cutting a duration into bands: Edges are the days at
// which bands 1, 2, … begin, band 0 begins at 0, the last one has no end.
type Clock struct {
	Names []string
	Edges []float64
}

// CareClock cuts the time in care, for hazards; its first week stands apart,
// since so many leave in it that a constant hazard over four weeks would lose
// children (model/fit/decisions/0012). PlacementClock cuts the time in the
// present placement.
// DurationClock cuts the time in care for counts, as returns are published;
// each of its edges is one of CareClock's. PlanClock the time on a plan; AfterClock the time on a plan after coming
// into care; LeftClock the time since care ended.
var (
	CareClock      = Clock{[]string{"0-1w", "1-4w", "4-13w", "13-26w", "26-52w", "1-2y", "2-3y", "3-5y", "5y+"}, []float64{7, 28, 91, 182, DaysPerYear, 2 * DaysPerYear, 3 * DaysPerYear, 5 * DaysPerYear}}
	DurationClock  = Clock{append([]string{"0-4w"}, CareClock.Names[2:]...), CareClock.Edges[1:]}
	PlacementClock = DurationClock
	PlanClock      = Clock{[]string{"0-13w", "13-26w", "26-39w", "39-52w", "12-15m", "15-18m", "18-24m", "2y+"}, []float64{91, 182, 273, DaysPerYear, 1.25 * DaysPerYear, 1.5 * DaysPerYear, 2 * DaysPerYear}}
	AfterClock     = Clock{[]string{"0-4w", "4-13w", "13w+"}, []float64{28, 91}}
	LeftClock      = Clock{[]string{"0-3m", "3-6m", "6-12m", "1-2y", "2y+"}, []float64{DaysPerYear / 4, DaysPerYear / 2, DaysPerYear, 2 * DaysPerYear}}
)

// Stage is a coarser cut of the time in care, for where moves lead.
type Stage uint8

const (
	UnderHalfYear Stage = iota
	HalfToOneYear
	OneToTwoYears
	OverTwoYears
	Stages int = iota
)

var stageNames = [Stages]string{"0-26w", "26-52w", "1-2y", "2y+"}

func (s Stage) String() string                { return nameOf(stageNames[:], int(s)) }
func (s Stage) MarshalText() ([]byte, error)  { return []byte(s.String()), nil }
func (s *Stage) UnmarshalText(b []byte) error { return parseName(s, stageNames[:], "time in care", b) }

// StageOf is the stage that a band of [CareClock] lies in.
func StageOf(careBand int) Stage {
	return [CareBands]Stage{4: HalfToOneYear, 5: OneToTwoYears, 6: OverTwoYears, 7: OverTwoYears, 8: OverTwoYears}[careBand]
}

// Bands of each clock, as array lengths.
const (
	CareBands      = 9
	DurationBands  = 8
	PlacementBands = 8
	PlanBands      = 8
	AfterBands     = 3
	LeftBands      = 5
)

// Band is the index of the band that holds a duration in days.
func (c Clock) Band(days float64) int {
	for i, e := range c.Edges {
		if days < e {
			return i
		}
	}
	return len(c.Edges)
}

// Length is how many days a band spans; the last has no end.
func (c Clock) Length(band int) float64 {
	switch {
	case band >= len(c.Edges):
		return math.Inf(1)
	case band == 0:
		return c.Edges[0]
	}
	return c.Edges[band] - c.Edges[band-1]
}

// Left is the band of a duration in days, and the days left of it.
func (c Clock) Left(days float64) (band int, left float64) {
	band = c.Band(days)
	if band == len(c.Edges) {
		return band, math.Inf(1)
	}
	return band, c.Edges[band] - days
}
