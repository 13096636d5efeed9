package document

import (
	"bytes"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"github.com/carecurve/carecurve/model"
)

// randomModel is a complete model of any figures.
func randomModel(r *rand.Rand) *model.Model {
	m := &model.Model{Basis: "records", Located: true, Linked: true}
	m.Authority = model.Authority{Name: "Exampleshire: \"Old\" & Süd, #1", Code: "E10000099"}
	m.DataDate = model.NewDate(2024, 3, 31)
	m.From = m.DataDate - model.Date(r.IntN(3000))
	m.Warnings = []string{"a return is missing"}
	m.Notes = []string{"plan and care share identifiers", "no: really"}
	m.Sources = []model.Source{{Name: "episodes 2024.csv", SHA256: "00e1"}}
	m.Rows.Read, m.Rows.SetAside, m.Rows.Repaired = 90210, 12, 1
	for range 1 + r.IntN(4) {
		m.Population.First = 2020
		m.Population.Years = append(m.Population.Years, [model.AgeBands]float64{r.Float64() * 1e4, 2, 3, 4, 5})
	}
	rate := func() model.Rate {
		d := float64(r.IntN(4))
		if r.IntN(3) == 0 {
			d += r.Float64()
		}
		return model.Rate{Occurrences: d, Exposure: r.ExpFloat64() * 50, Mean: math.Min(9000, math.Exp(r.NormFloat64()*3-2))}
	}
	level := func() model.Level {
		return model.Level{Log: r.NormFloat64() / 10, SD: r.Float64() / 10, Drift: r.Float64() / 10, DriftSD: r.Float64(),
			Return: r.Float64(), LongRun: r.NormFloat64() / 10, LongRunSD: r.Float64() / 10, Correlation: 2*r.Float64() - 1}
	}
	stream := func() model.Stream {
		s := model.Stream{Weight: r.Float64() * 1e3, Level: level(), Groups: make([]float64, 1+r.IntN(4))}
		for a := range s.Ages {
			s.Ages[a] = rate()
			s.Ages[a].Mean /= 1000
		}
		fill(r, s.Season[:], 12)
		fill(r, s.Groups, 1)
		s.SeasonCases, s.GroupsCases = model.Cases(r.ExpFloat64()*90), model.Cases(r.ExpFloat64()*90)
		for a, n := range model.WithinParts {
			s.Within[a] = make([]float64, n)
			fill(r, s.Within[a], 1)
			s.WithinCases[a] = model.Cases(r.ExpFloat64() * 90)
		}
		return s
	}
	table := func(strata []string, ages int, clock model.Clock) model.Table {
		t := model.NewTable(strata, ages, clock)
		t.Weight = r.ExpFloat64() * 10
		t.Dispersion = 1 + r.ExpFloat64()
		t.Pairs = [3]float64{r.Float64(), 0, r.ExpFloat64()}
		for i := range t.Cells {
			t.Cells[i] = rate()
		}
		return t
	}
	shares := func() (s model.Shares) {
		fill(r, s.Mean[:], 1)
		s.Weight = 0.1 + r.ExpFloat64()*20
		return s
	}
	m.Direct, m.UASC, m.PlanStart = stream(), stream(), stream()
	for f := range m.Exits {
		m.Exits[f] = table(model.ExitStrata(), model.AgeBands, model.CareClock)
	}
	for a := range m.OtherSplit {
		fill(r, m.OtherSplit[a][:], 1)
		m.OtherCases[a] = model.Cases(r.ExpFloat64() * 90)
	}
	m.Moves = table(model.MoveStrata(), model.AgeBands, model.PlacementClock)
	m.PlanEnd, m.PlanToCare = table(planStrata, model.AgeBands, model.PlanClock), table(planStrata, model.AgeBands, model.PlanClock)
	m.AfterCare, m.Returns = table(planStrata, 1, model.AfterClock), table(returnStrata, 1, model.LeftClock)
	m.ExitLevel, m.MoveLevel, m.PlanEndLevel, m.PlanToCareLevel = level(), level(), level(), level()
	m.Next = make([]model.NextRow, len(model.NextStrata()))
	for a := range model.AgeBands {
		for c := range m.First {
			m.First[c][a] = shares()
		}
		for i := range m.Next {
			for g := range m.Next[i][a] {
				m.Next[i][a][g] = shares()
			}
		}
	}
	m.Together.Plan, m.Together.Care, m.PlanAdult = r.Float64(), r.Float64(), r.Float64()
	m.TogetherCases.Plan, m.TogetherCases.Care, m.PlanAdultCases = 12, 345.5, 6
	m.Prices = model.Prices{Base: 2024, SGO: 180, Adoption: 150.5, PlanMonth: 400, Conference: 600, UASCNight: 143, Source: "a test", Inflation: map[string][]float64{"default": {0.03, 0.025}, "pay": {-0.01}}, Budget: map[model.FinancialYear]float64{2025: 82500123.45}}
	if r.IntN(2) == 0 {
		m.Prices.Proceedings = 20000
		m.Prices.Review, m.Prices.Ledger, m.Prices.Alike, m.Prices.Spread[model.Residential] = 350, true, 0.3, 0.6
		m.Prices.Health[model.Residential], m.Prices.Education[model.School] = 0.12, 0.5
		m.Prices.StayingPut = model.Support{Weekly: 250, Share: 0.35, ToAge: 21}
		m.Prices.Blocks = []model.Block{
			{Line: "own_residential", Setting: model.Residential, At: []model.Location{model.InArea}, Places: 4, Yearly: 900000, Weekly: 100.5, From: model.NewDate(2025, 9, 1), Growth: "pay"},
			{Line: "contract_a: b", Setting: model.FosterAgency, Places: 12, Yearly: 1, To: model.NewDate(2026, 3, 31), Growth: "foster_agency"},
		}
		m.Prices.Outturn = map[model.FinancialYear]float64{2022: 5e7, 2023: 51234567.89}
		m.Prices.Paid = map[model.FinancialYear]model.Paid{2023: {Pounds: 4.5e7, Unmatched: 123.45, Days: 300000.5}}
		m.Prices.Aims = model.Aims{Green: 0.9, Amber: 0.4, Targets: map[string]map[model.FinancialYear]float64{"fgc": {2025: 1e6, 2026: 2.5e6}}}
	}
	for p := range m.Prices.Weekly {
		m.Prices.Weekly[p] = math.Floor(r.Float64()*1e6) / 100
	}
	for i := range 1 + r.IntN(4) {
		m.Past.Months = append(m.Past.Months, model.NewMonth(2023, 11)+model.Month(i))
		m.Past.LAC = append(m.Past.LAC, float64(r.IntN(900)))
		m.Past.Out = append(m.Past.Out, float64(r.IntN(90)))
		m.Past.CPP = append(m.Past.CPP, float64(r.IntN(90)))
		m.Past.Entries = append(m.Past.Entries, float64(r.IntN(90)))
		m.Past.Exits = append(m.Past.Exits, float64(r.IntN(90)))
		m.Past.PlanStarts = append(m.Past.PlanStarts, float64(r.IntN(90)))
	}
	d := model.PastDays{Year: 2023, Plan: 1234.5, UASC: 6, Starts: 7, Court: 11, SGO: 8, Adoption: 9, Complete: true}
	d.Place[3] = 1e5 + 0.5
	d.Run[3][model.ProviderPrivate] = 9e4 + 0.25
	m.Past.Days = []model.PastDays{d}
	m.Past.Flows[model.Outside][model.Kinship], m.Past.Flows[model.Residential][model.Outside] = 31, 7
	m.Past.Flows[model.Kinship][model.Secure], m.Past.Flows[model.FosterOwn][model.FosterOwn] = 12, 45
	m.Prices.FGC = 2100.5
	m.Prices.Run[6][model.ProviderPrivate], m.Prices.Run[7][model.ProviderVoluntary] = 5200.55, 4100
	for p := range m.Provider {
		if s := &m.Provider[p]; p%3 > 0 {
			fill(r, s.Mean[:], 1)
			s.Seen = float64(r.IntN(400))
			s.Weight = s.Seen + 0.5 + r.ExpFloat64()
		}
	}
	m.Stock = []model.StockCell{
		{Children: 7, Class: model.UASC, InCare: true, Place: model.Place(r.IntN(model.Places)), Age: model.Band{From: 14, To: 17, Mean: 15.5}, Care: model.Band{From: 3, To: 6, Mean: 5.9}, Here: model.Band{To: 216, Mean: 0.1}},
		{Children: 5, InCare: true, OnPlan: true, Age: model.Band{To: 1, Mean: 0.4}, Care: model.Band{To: 3, Mean: 1}, Here: model.Band{To: 3, Mean: 2}, Plan: model.Band{From: 1, To: 24, Mean: 8}},
		{Children: 5 + r.IntN(90), Left: true, LeftBy: model.ExitSGO, Age: model.Band{From: 2, To: 18, Mean: 11}, Gone: model.Band{From: 6, To: 9, Mean: 7.5}},
		{Children: 12, Lapsed: true, Age: model.Band{From: 2, To: 18, Mean: 11}, Gone: model.Band{From: 6, To: 9, Mean: 7.5}},
	}
	m.Repeats = table(planStrata, model.AgeBands, model.LeftClock)
	m.RepeatsWithin = 1825.5
	m.Proceedings = table(courtStrata, model.AgeBands, model.CareClock)
	for a := range m.CourtFirst {
		m.CourtFirst[a] = r.Float64()
	}
	return m
}

// fill draws values that sum to total, some of them nothing or next to it.
func fill(r *rand.Rand, x []float64, total float64) {
	sum := 0.0
	for i := range x {
		x[i] = r.ExpFloat64() * math.Pow(10, -float64(r.IntN(9)))
		if r.IntN(3) == 0 && i > 0 {
			x[i] = 0
		}
		sum += x[i]
	}
	for i := range x {
		x[i] *= total / sum
	}
}

func written(t testing.TB, m *model.Model) []byte {
	var b bytes.Buffer
	if err := WriteModel(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func read(t testing.TB, data []byte) *model.Model {
	m, faults := ReadModel("m.yaml", data)
	if len(faults) > 0 {
		t.Fatal(Errors(faults[:min(5, len(faults))]))
	}
	return m
}

func TestModelRoundTrip(t *testing.T) {
	for seed := range uint64(12) {
		m := randomModel(rand.New(rand.NewPCG(seed, 1)))
		first := written(t, m)
		back := read(t, first)
		if second := written(t, back); !bytes.Equal(first, second) {
			t.Fatalf("written again it differs:\n%s", difference(first, second))
		}
		same(t, "model", reflect.ValueOf(*m), reflect.ValueOf(*back))
	}
}

// same compares what was written with what was read, figure by figure, so
// that no part of a model is left out of the file.
func same(t testing.TB, path string, x, y reflect.Value) {
	switch x.Kind() {
	case reflect.Struct:
		for i := range x.NumField() {
			same(t, path+"."+x.Type().Field(i).Name, x.Field(i), y.Field(i))
		}
	case reflect.Slice, reflect.Array:
		if x.Len() != y.Len() {
			t.Fatalf("%s has length %d, want %d", path, y.Len(), x.Len())
		}
		for i := range x.Len() {
			same(t, fmt.Sprintf("%s[%d]", path, i), x.Index(i), y.Index(i))
		}
	case reflect.Map:
		if x.Len() != y.Len() {
			t.Fatalf("%s has %d keys, want %d", path, y.Len(), x.Len())
		}
		for _, k := range x.MapKeys() {
			same(t, path+"."+k.String(), x.MapIndex(k), y.MapIndex(k))
		}
	case reflect.Float64:
		near(t, path, y.Float(), x.Float(), 1.1e-8*max(1, math.Abs(x.Float())))
	default:
		if !x.Equal(y) {
			t.Fatalf("%s is %v, want %v", path, y, x)
		}
	}
}

// Every field of a model is drawn for these tests: one that was added to the
// model must be added here, and so to the file.
func TestRandomModelIsComplete(t *testing.T) {
	full := randomModel(rand.New(rand.NewPCG(3, 1)))
	var walk func(path string, v reflect.Value)
	walk = func(path string, v reflect.Value) {
		if v.IsZero() {
			t.Errorf("%s is not drawn", path)
		} else if v.Kind() == reflect.Struct {
			for i := range v.NumField() {
				walk(path+"."+v.Type().Field(i).Name, v.Field(i))
			}
		}
	}
	walk("model", reflect.ValueOf(*full))
	walk("past days", reflect.ValueOf(full.Past.Days[0]))
}

func near(t testing.TB, what string, got, want, tolerance float64) {
	if !(math.Abs(got-want) <= tolerance) {
		t.Fatalf("%s is %v, want %v", what, got, want)
	}
}

func difference(a, b []byte) string {
	x, y := strings.Split(string(a), "\n"), strings.Split(string(b), "\n")
	for i := range x {
		if i >= len(y) || x[i] != y[i] {
			return fmt.Sprintf("line %d\n%s\n%s", i+1, x[i], y[min(i, len(y)-1)])
		}
	}
	return "longer"
}

// An empty part of a model is written as one in which nothing happens.
func TestModelOfNothing(t *testing.T) {
	m := &model.Model{Basis: "published", DataDate: 20000}
	whole := randomModel(rand.New(rand.NewPCG(1, 1)))
	m.First, m.Next = whole.First, whole.Next
	back := read(t, written(t, m))
	if len(back.Moves.Cells) != len(whole.Moves.Cells) || back.Moves.Cells[9] != (model.Rate{}) || back.Direct.GroupMean() != 1 || back.Direct.Season[3] != 1 {
		t.Errorf("got %+v", back.Direct)
	}
	if back.OtherSplit[0] != [5]float64{4: 1} {
		t.Errorf("other_split is %v", back.OtherSplit[0])
	}
}

func TestModelEdit(t *testing.T) {
	m := randomModel(rand.New(rand.NewPCG(1, 1)))
	m.PlanEnd.Cells[3].Mean = 0.25
	lines := strings.Split(string(written(t, m)), "\n")
	at := -1
	for i, l := range lines {
		if strings.Contains(l, "age: 0, time: 39-52w") && strings.Contains(l, "mean: 0.25,") {
			at = i
		}
	}
	if at < 0 {
		t.Fatal("the cell isn't in the file")
	}
	lines[at] = strings.Replace(lines[at], "mean: 0.25,", "mean: 0.75,", 1)
	if got := read(t, []byte(strings.Join(lines, "\n"))).PlanEnd.At(0, model.Age0, 3).Mean; got != 0.75 {
		t.Errorf("after the edit the mean is %v", got)
	}
	// low and high are for reading: whatever stands there changes nothing.
	lines[at] = lines[at][:strings.Index(lines[at], ", low")] + "}"
	if got := read(t, []byte(strings.Join(lines, "\n"))).PlanEnd.At(0, model.Age0, 3).Mean; got != 0.75 {
		t.Errorf("without low and high the mean is %v", got)
	}
}

// The interval is the gamma posterior's: for 10 occurrences in 5 child-years
// and no backbone it is a tenth of chi-squared's quantiles for 20 degrees of
// freedom, which tables give as 12.4426 and 28.4120.
func TestInterval(t *testing.T) {
	low, high := interval80(2, 5, 0, 0)
	near(t, "low", low, 1.24426, 1e-5)
	near(t, "high", high, 2.84120, 1e-5)
	for _, x := range [][3]float64{{0, 0, 0}, {1, 0, 0}, {1e300, 1e300, 1e300}, {1e300, 1e-300, 0}, {1e-300, 1e300, 0}, {1e-300, 1e-300, 0}, {1, 1e-9, 1e-9}} {
		if low, high := interval80(x[0], x[1], x[2], 0); math.IsNaN(low) || math.IsNaN(high) || math.IsInf(high, 0) {
			t.Errorf("interval of %v is %v–%v", x, low, high)
		}
	}
}

func TestModelSize(t *testing.T) {
	b := written(t, randomModel(rand.New(rand.NewPCG(1, 1))))
	if len(b) > 800_000 { // every share filled and every digit used
		t.Errorf("a model takes %d bytes", len(b))
	}
	t.Logf("%d bytes", len(b))
}

func TestWriteModelRefuses(t *testing.T) {
	for name, spoil := range map[string]func(*model.Model){
		"NaN":       func(m *model.Model) { m.Moves.Cells[3].Mean = math.NaN() },
		"negative":  func(m *model.Model) { m.UASC.Ages[0].Mean = -1 },
		"infinite":  func(m *model.Model) { m.ExitLevel.Log = math.Inf(1) },
		"shares":    func(m *model.Model) { m.Next[3][1][0].Mean[2] += 0.1 },
		"weight":    func(m *model.Model) { m.First[1][1].Weight = 0 },
		"next":      func(m *model.Model) { m.Next = m.Next[:7] },
		"strata":    func(m *model.Model) { m.Moves.Strata = m.Moves.Strata[1:] },
		"cells":     func(m *model.Model) { m.Moves.Cells = m.Moves.Cells[1:] },
		"ages":      func(m *model.Model) { m.PlanEnd.Ages = 2 },
		"clock":     func(m *model.Model) { m.PlanEnd.Clock = model.CareClock },
		"past":      func(m *model.Model) { m.Past.LAC = append(m.Past.LAC, 1) },
		"inflation": func(m *model.Model) { m.Prices.Inflation["pay"] = []float64{math.NaN()} },
	} {
		m := randomModel(rand.New(rand.NewPCG(1, 1)))
		spoil(m)
		var b bytes.Buffer
		if err := WriteModel(&b, m); err == nil || b.Len() > 0 {
			t.Errorf("%s: wrote %d bytes, error %v", name, b.Len(), err)
		}
	}
}

func BenchmarkWriteModel(b *testing.B) {
	m := randomModel(rand.New(rand.NewPCG(1, 1)))
	for b.Loop() {
		written(b, m)
	}
}

func BenchmarkReadModel(b *testing.B) {
	data := written(b, randomModel(rand.New(rand.NewPCG(1, 1))))
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		read(b, data)
	}
}
