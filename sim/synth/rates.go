package synth

import "github.com/carecurve/carecurve/model"

// fate is how a period of care will end; it shows only when its stage begins or
// the child leaves.
type fate uint8

const (
	fateBrief    fate = iota // home within weeks
	fateHome                 // home, some by way of a placement with parents
	fateSGO                  // special guardianship, mostly by way of kin
	fateAdoption             // by way of a placement for adoption
	fateCAO                  // child arrangements order
	fateOther                // to others, to another authority, custody, …
	fateLate                 // after years, one of several ways
	fateMoved                // unaccompanied children transferred to another authority
	fateLong                 // until the eighteenth birthday
	fates        int  = iota
)

// fateClocks run from the start of the period to the exit, or to the stage
// where the fate has one. fateLong has none.
var fateClocks = [fates]Clock{
	fateBrief:    weibull(17, 0.75),
	fateHome:     logNormal(250, 0.85),
	fateSGO:      logNormal(120, 0.95),
	fateAdoption: logNormal(330, 0.45),
	fateCAO:      logNormal(300, 0.75),
	fateOther:    logNormal(150, 1.4),
	fateLate:     weibull(2100, 1.6),
	fateMoved:    logNormal(28, 0.9),
}

// stageClocks run from the start of the stage to the exit.
var stageClocks = [fates]Clock{
	fateHome:     weibull(260, 1.1),
	fateSGO:      logNormal(270, 0.6),
	fateAdoption: logNormal(255, 0.5),
}

// stageSetting is where the stage is spent; stageShare how many of that fate
// pass through a move there.
var (
	stageSetting = [fates]model.Setting{fateHome: model.WithParents, fateSGO: model.Kinship, fateAdoption: model.Adoptive}
	stageShare   = [fates]float64{fateHome: 0.30, fateSGO: 0.75, fateAdoption: 1}
)

// fateShares are by the age band at entry, in the order of the fates.
var (
	firstFates = [model.AgeBands][fates]float64{
		//                Brief  Home   SGO    Adopt  CAO    Other  Late   Moved Long
		model.Age0:      {0.040, 0.115, 0.260, 0.395, 0.065, 0.045, 0.055, 0, 0.025},
		model.Age1to4:   {0.070, 0.195, 0.270, 0.195, 0.055, 0.085, 0.070, 0, 0.060},
		model.Age5to9:   {0.095, 0.235, 0.180, 0.015, 0.045, 0.105, 0.085, 0, 0.240},
		model.Age10to15: {0.155, 0.175, 0.045, 0, 0.020, 0.165, 0.070, 0, 0.370},
		model.Age16to17: {0.110, 0.075, 0, 0, 0, 0.185, 0, 0, 0.630},
	}
	returnFates = [model.AgeBands][fates]float64{
		model.Age0:      {0.05, 0.10, 0.22, 0.40, 0.05, 0.04, 0.04, 0, 0.10},
		model.Age1to4:   {0.06, 0.11, 0.20, 0.22, 0.05, 0.06, 0.08, 0, 0.22},
		model.Age5to9:   {0.10, 0.14, 0.10, 0.01, 0.04, 0.08, 0.10, 0, 0.43},
		model.Age10to15: {0.16, 0.13, 0.03, 0, 0.02, 0.13, 0.08, 0, 0.45},
		model.Age16to17: {0.14, 0.07, 0, 0, 0, 0.17, 0, 0, 0.62},
	}
	uascFates = [fates]float64{fateOther: 0.13, fateMoved: 0.11, fateLong: 0.76}
)

// lateExits are how those leave whom fateLate has; otherExits what stands
// behind fateOther, by age at leaving and for unaccompanied children.
var (
	lateExits  = [model.Exits]float64{model.ExitHome: 0.36, model.ExitSGO: 0.28, model.ExitCAO: 0.12, model.ExitOther: 0.24}
	otherExits = [model.AgeBands][model.Exits]float64{
		model.Age0:      {model.ExitOther: 0.92, model.ExitOtherLA: 0.05, model.ExitDied: 0.03},
		model.Age1to4:   {model.ExitOther: 0.93, model.ExitOtherLA: 0.06, model.ExitDied: 0.01},
		model.Age5to9:   {model.ExitOther: 0.93, model.ExitOtherLA: 0.06, model.ExitDied: 0.01},
		model.Age10to15: {model.ExitOther: 0.90, model.ExitOtherLA: 0.05, model.ExitDied: 0.01, model.ExitCustody: 0.04},
		model.Age16to17: {model.ExitOther: 0.82, model.ExitOtherLA: 0.04, model.ExitDied: 0.01, model.ExitCustody: 0.13},
	}
	uascExits = [model.Exits]float64{model.ExitOther: 0.95, model.ExitOtherLA: 0.05}
)

// returnShare of those who leave under 18 come back, after returnClock.
var (
	returnShare = [model.Exits]float64{model.ExitHome: 0.33, model.ExitSGO: 0.09, model.ExitAdoption: 0.01, model.ExitCAO: 0.13, model.ExitCustody: 0.2, model.ExitOtherLA: 0.02, model.ExitOther: 0.19}
	returnClock = logNormal(330, 1.3)
	uascReturn  = 0.06
)

// frailty: standard deviations of the log of a clock's speed.
const (
	familySD   = 0.25
	childSD    = 0.25
	restlessSD = 0.45
	boundCare  = 0.75 // of the brothers and sisters share the family's way out
	boundPlan  = 0.85 // share what becomes of the family's plan
)

// firstSettings are by age band at entry, in the order of the settings.
var (
	firstSettings = [model.AgeBands][model.Settings]float64{
		//                Kin   Own   Agency Res  Secure Supp School Par  Adopt Other
		model.Age0:      {0.17, 0.38, 0.20, 0, 0, 0, 0, 0.08, 0.01, 0.16},
		model.Age1to4:   {0.24, 0.37, 0.24, 0, 0, 0, 0, 0.10, 0, 0.05},
		model.Age5to9:   {0.22, 0.33, 0.30, 0.03, 0, 0, 0, 0.09, 0, 0.03},
		model.Age10to15: {0.15, 0.23, 0.27, 0.21, 0.008, 0, 0.001, 0.07, 0, 0.06},
		model.Age16to17: {0.09, 0.11, 0.13, 0.16, 0.014, 0.38, 0, 0.05, 0, 0.07},
	}
	uascUnder16 = [model.Settings]float64{model.Kinship: 0.06, model.FosterOwn: 0.25, model.FosterAgency: 0.60, model.Residential: 0.06, model.OtherSetting: 0.03}
	uascOver16  = [model.Settings]float64{model.Kinship: 0.03, model.FosterOwn: 0.10, model.FosterAgency: 0.24, model.Residential: 0.03, model.Supported: 0.57, model.OtherSetting: 0.03}
)

// moveClocks are times in a placement until a move, by setting, for those that
// settle; passingShare of placements don't, and last as passingClock says.
var (
	moveClocks = [model.Settings]Clock{
		model.Kinship:      weibull(980, 0.95),
		model.FosterOwn:    weibull(1010, 0.97),
		model.FosterAgency: weibull(960, 0.97),
		model.Residential:  weibull(610, 1.0),
		model.Secure:       logNormal(110, 0.6),
		model.Supported:    weibull(420, 0.95),
		model.School:       weibull(900, 1.1),
		model.WithParents:  weibull(640, 0.85),
		model.Adoptive:     weibull(4000, 0.8),
		model.OtherSetting: weibull(150, 0.85),
	}
	passingShare = [model.Settings]float64{
		model.Kinship: 0.12, model.FosterOwn: 0.30, model.FosterAgency: 0.27, model.Residential: 0.14,
		model.Supported: 0.10, model.WithParents: 0.10, model.OtherSetting: 0.35,
	}
	passingClock = weibull(24, 0.80)
)

// movingOn are those who go to supported accommodation after their sixteenth
// birthday from a foster or children's home, and when.
var (
	movingOn      = 0.50
	movingOnClock = weibull(330, 1.2)
)

// moveWithin is the share of moves to another placement of the same setting,
// before the rest is spread by nextSettings (under 10, 10–15, 16–17).
const moveWithin = 0.10

var nextSettings = [3][model.Settings]float64{
	{0.155, 0.33, 0.34, 0.035, 0, 0, 0.001, 0.10, 0, 0.039},
	{0.085, 0.20, 0.27, 0.28, 0.008, 0, 0.003, 0.085, 0, 0.069},
	{0.05, 0.10, 0.13, 0.15, 0.008, 0.45, 0.001, 0.045, 0, 0.066},
}

// outShare of new placements lie outside the council's area, by setting.
var outShare = [model.Settings]float64{
	model.Kinship: 0.30, model.FosterOwn: 0.21, model.FosterAgency: 0.64, model.Residential: 0.66, model.Secure: 0.95,
	model.Supported: 0.43, model.School: 0.7, model.WithParents: 0.19, model.Adoptive: 0.80, model.OtherSetting: 0.60,
}

// sameSide is the probability that a move within a setting keeps its location
// without a new draw.
const sameSide = 0.5

// Arrivals: children a year per child of the population at level 1.
var (
	directRate = [model.AgeBands]float64{0.01260, 0.00055, 0.00025, 0.00120, 0.00310}
	planRate   = [model.AgeBands]float64{0.02500, 0.00570, 0.00420, 0.00400, 0.00160}
	// uascRate is per child of 16 and 17 in the population; uascAges are the ages
	// at which they come, from 13 on.
	uascRate = 0.0055
	uascAges = []float64{0.02, 0.06, 0.14, 0.34, 0.44}

	directSizes = []float64{0.77, 0.15, 0.055, 0.025}
	planSizes   = []float64{0.52, 0.26, 0.14, 0.08}

	directSeason = [12]float64{1.02, 0.98, 1.12, 0.94, 1.03, 1.05, 1.04, 0.88, 1.02, 1.06, 1.06, 0.80}
	planSeason   = [12]float64{1.03, 1.00, 1.14, 0.93, 1.04, 1.07, 1.08, 0.80, 0.95, 1.06, 1.09, 0.81}
	uascSeason   = [12]float64{0.78, 0.74, 0.86, 0.88, 0.95, 1.05, 1.16, 1.22, 1.25, 1.18, 1.05, 0.88}
)

// maleShare of the children; of unaccompanied ones.
const (
	maleShare     = 0.545
	maleShareUASC = 0.95
)

// Plans: a Weibull clock to care, faster for the youngest, and an end either
// near the first review or later.
var (
	planCare       = [model.AgeBands]Clock{weibull(2300, 0.52), weibull(6800, 0.56), weibull(8500, 0.58), weibull(9500, 0.60), weibull(14000, 0.60)}
	planReview     = logNormal(77, 0.13)
	planLater      = logNormal(320, 0.49)
	reviewShare    = 0.17
	afterClock     = logNormal(40, 0.55) // open after the child came into care
	repeatShare    = 0.215
	repeatClock    = logNormal(560, 0.95)
	elsewhereShare = 0.09 // had a plan before, in another authority
)

// ageShares is England's 0–17 population by age band (ONS mid-2023);
// ageTrends its yearly change here.
var (
	ageShares = [model.AgeBands]float64{0.0478, 0.2077, 0.2793, 0.3531, 0.1121}
	ageTrends = [model.AgeBands]float64{-0.006, -0.006, -0.004, 0.002, 0.008}
)

// lacPerChild is about what the rates above keep in care for each child of
// the population; New scales the population from it.
const lacPerChild = 0.0070
