package panel

import "github.com/carecurve/carecurve/model"

// What no published table says, and is therefore assumed. Every value here
// stands in the notes of a fitted model in plain words; most matter little,
// since the published margins rescale them.

// PlanShare is the share of entries to care, other than returns and
// unaccompanied children, that are taken to come from a child protection plan,
// by age. It is an assumption: no published table links plans with care.
var PlanShare = [model.AgeBands]float64{0.45, 0.45, 0.40, 0.25, 0.08}

// SecondStarts is how many more times children start (and cease) to be looked
// after than is published, as a share: a child counts once a year.
const SecondStarts = 0.015

const (
	kinshipOfFoster = 0.22  // foster placements with relatives or friends, England
	secureOfHomes   = 0.016 // secure homes among secure and children's homes
	uasc16          = 0.80  // unaccompanied children aged 16 or 17 when they come
)

// beforeTwentyTwenty parts "secure homes and hostels" of the tables up to 2019
// as England's placement codes of 2010 do: K2, K1, H5.
var beforeTwentyTwenty = map[model.Setting]float64{model.Residential: 0.80, model.Secure: 0.04, model.Supported: 0.16}

// planAges is how old children on plans and at the start of a plan are.
var (
	planAges      = [model.AgeBands]float64{0.11, 0.25, 0.28, 0.31, 0.05}
	planStartAges = [model.AgeBands]float64{0.16, 0.24, 0.27, 0.28, 0.05}
)

// Shares of arrivals by how many brothers and sisters come together.
var (
	careGroups = []float64{0.78, 0.14, 0.05, 0.02, 0.01}
	planGroups = []float64{0.55, 0.23, 0.12, 0.06, 0.04}
)

// withinBands is how old children are within their band when they come: new
// babies above all, and more of the older in adolescence.
var withinBands = [model.AgeBands][]float64{
	{12, 1.6, 1.3, 1.2, 1.1, 1, 1, 1, 0.9, 0.9, 0.9, 0.9},
	{1.2, 1.05, 0.95, 0.8},
	{1, 1, 1, 1, 1},
	{0.7, 0.75, 0.9, 1.1, 1.25, 1.3},
	{1.3, 1.25, 1.15, 1.1, 1, 0.9, 0.75, 0.55},
}

// uascWithin is the same for unaccompanied children: hardly one below twelve.
var uascWithin = [model.AgeBands][]float64{
	withinBands[0], withinBands[1], {0.2, 0.2, 0.4, 0.8, 1.4}, {0.05, 0.1, 0.3, 0.8, 1.8, 3},
	{0.7, 0.8, 0.9, 1, 1.1, 1.2, 1.3, 1.2},
}

// exitShape is how the hazard of a way out rises and falls with age and time
// in care, before the published margins scale it.
var exitShape = [model.ExitFlows]struct {
	age  [model.AgeBands]float64
	care [model.CareBands]float64
}{
	model.FlowHome:     {[model.AgeBands]float64{1, 1, 1, 1.1, 1.1}, [model.CareBands]float64{8, 8, 3, 2, 1.2, 1, 0.8, 0.6, 0.4}},
	model.FlowSGO:      {[model.AgeBands]float64{1, 1.2, 1, 0.3, 0.1}, [model.CareBands]float64{0.05, 0.05, 0.3, 1.2, 2.2, 2, 1.2, 0.7, 0.3}},
	model.FlowAdoption: {[model.AgeBands]float64{0.35, 1, 0.15, 0.003, 0.001}, [model.CareBands]float64{0, 0, 0, 0.15, 1, 2.2, 1.2, 0.4, 0.05}},
	model.FlowOther:    {[model.AgeBands]float64{0.6, 0.7, 0.7, 0.8, 1.5}, [model.CareBands]float64{4, 4, 2.5, 1.8, 1.3, 1, 0.7, 0.5, 0.4}},
}

// exitSetting is how a way out's hazard differs between settings; adoption is
// from adoptive placements alone.
var exitSetting = [model.ExitFlows][model.Settings]float64{
	model.FlowHome:     {0.9, 1, 0.7, 0.7, 1.5, 0.5, 0.5, 2.5, 0.02, 1.5},
	model.FlowSGO:      {4, 0.7, 0.5, 0.05, 0.02, 0.02, 0.1, 0.6, 0.05, 0.3},
	model.FlowAdoption: {0, 0, 0, 0, 0, 0, 0, 0, 1, 0},
	model.FlowOther:    {1, 0.8, 0.7, 0.9, 2.5, 1.8, 1, 1.5, 0.1, 2},
}

// stockAges is how a setting's children are spread over the ages, before the
// published margins scale it.
var stockAges = [model.Settings][model.AgeBands]float64{
	model.Kinship:      {0.06, 0.20, 0.25, 0.37, 0.12},
	model.FosterOwn:    {0.06, 0.15, 0.19, 0.40, 0.20},
	model.FosterAgency: {0.03, 0.10, 0.20, 0.47, 0.20},
	model.Residential:  {0.003, 0.007, 0.09, 0.52, 0.38},
	model.Secure:       {0, 0, 0, 0.6, 0.4},
	model.Supported:    {0, 0, 0, 0.01, 0.99},
	model.School:       {0, 0, 0.08, 0.57, 0.35},
	model.WithParents:  {0.08, 0.23, 0.26, 0.29, 0.14},
	model.Adoptive:     {0.12, 0.70, 0.175, 0.005, 0},
	model.OtherSetting: {0.20, 0.10, 0.05, 0.25, 0.40},
}

// uascStay is where unaccompanied children live, by age band.
var uascStay = [model.AgeBands][model.Settings]float64{
	model.Age10to15: {0.03, 0.30, 0.52, 0.08, 0, 0.02, 0, 0, 0, 0.05},
	model.Age16to17: {0.02, 0.12, 0.22, 0.03, 0, 0.58, 0, 0, 0, 0.03},
}

// firstStay is where children are first placed, by age band.
var firstStay = [model.AgeBands][model.Settings]float64{
	model.Age0:      {0.14, 0.53, 0.17, 0.01, 0, 0, 0, 0.05, 0, 0.10},
	model.Age1to4:   {0.25, 0.46, 0.19, 0.01, 0, 0, 0, 0.06, 0, 0.03},
	model.Age5to9:   {0.24, 0.44, 0.22, 0.03, 0, 0, 0, 0.05, 0, 0.02},
	model.Age10to15: {0.15, 0.38, 0.22, 0.15, 0.015, 0.01, 0, 0.045, 0, 0.03},
	model.Age16to17: {0.07, 0.19, 0.11, 0.17, 0.03, 0.37, 0, 0.02, 0, 0.04},
}

// adoptiveCare is how likely an adoptive placement is by time in care.
var adoptiveCare = [model.CareBands]float64{0, 0, 0, 0.1, 0.8, 1, 0.6, 0.2, 0.02}

// returnShape is the yearly hazard of coming back by way out and time since,
// before it is scaled to the published share of later periods of care.
var returnShape = map[model.Exit][model.LeftBands]float64{
	model.ExitHome:     {0.30, 0.24, 0.16, 0.08, 0.03},
	model.ExitSGO:      {0.03, 0.03, 0.02, 0.015, 0.01},
	model.ExitAdoption: {0.005, 0.005, 0.005, 0.004, 0.003},
	model.ExitCAO:      {0.06, 0.05, 0.04, 0.03, 0.015},
	model.ExitCustody:  {0.60, 0.40, 0.20, 0.10, 0.05},
	model.ExitOtherLA:  {0.05, 0.04, 0.03, 0.02, 0.01},
	model.ExitOther:    {0.15, 0.12, 0.08, 0.05, 0.02},
}

// afterCareHazard is the yearly hazard with which a plan ends whose child is
// in care: after some six weeks.
var afterCareHazard = [model.AfterBands]float64{5, 10, 8}
