package document

import (
	"fmt"
	"math"

	"github.com/carecurve/carecurve/model"
)

// ReadModel reads what [WriteModel] writes; name is for messages. The
// findings are all faults of the file, and where there is one the model is
// nil. A file may leave out prices, history, population, notes, sources, repeat plans and proceedings;
// every other key and every cell must be there. "low" and "high" of a rate
// are read only where it has no counts: a rate from elsewhere, which a person
// may write without "occurrences" and "exposure", and of which a note is made.
func ReadModel(name string, data []byte) (*model.Model, []model.Finding) {
	m := &model.Model{}
	f := newModelFile(m)
	findings := Decode(name, data, f)
	if f.Has("version") && f.Version != model.Version {
		// Other faults would only follow from this one.
		return nil, []model.Finding{f.Fault("version", fmt.Sprintf("this model file is of version %d, which this program doesn't read", f.Version),
			fmt.Sprintf("fit the records again with this program: it writes version %d", model.Version))}
	}
	if len(findings) > 0 {
		return nil, findings
	}
	if faults := f.fillModel(m); len(faults) > 0 {
		return nil, faults
	}
	return m, nil
}

// modelFile is the model file's keys. Tables fill the model that they were
// made for; the rest is moved over by fillModel.
type modelFile struct {
	Origin
	Version   int `yaml:"version,required"`
	Authority struct {
		Name string `yaml:"name,required"`
		Code string `yaml:"code"`
	} `yaml:"authority,required"`
	DataDate model.Date `yaml:"data_date,required"`
	Window   struct {
		From model.Date `yaml:"from,required"`
	} `yaml:"window,required"`
	Basis   string `yaml:"basis,required"`
	Located bool   `yaml:"located,required"`
	Linked  bool   `yaml:"linked,required"`
	Rows    struct {
		Read     int `yaml:"read"`
		SetAside int `yaml:"set_aside"`
		Repaired int `yaml:"repaired"`
	} `yaml:"rows"`
	Warnings   []string         `yaml:"warnings"`
	Notes      []string         `yaml:"notes"`
	Sources    []sourceFile     `yaml:"sources"`
	Population []populationFile `yaml:"population"`
	Entries    struct {
		Direct    streamFile `yaml:"direct,required"`
		UASC      streamFile `yaml:"uasc,required"`
		PlanStart streamFile `yaml:"plan_start,required"`
	} `yaml:"entries,required"`
	Exits struct {
		Level    levelFile `yaml:"level,required"`
		Home     tableFile `yaml:"home,required"`
		SGO      tableFile `yaml:"sgo,required"`
		Adoption tableFile `yaml:"adoption,required"`
		Other    tableFile `yaml:"other,required"`
		Split    splitFile `yaml:"other_split,required"`
	} `yaml:"exits,required"`
	Moves tableFile `yaml:"moves,required"`
	Plans struct {
		End       tableFile       `yaml:"end,required"`
		ToCare    tableFile       `yaml:"to_care,required"`
		EndsAt18  probabilityFile `yaml:"ends_at_18,required"`
		AfterCare tableFile       `yaml:"after_care,required"`
		Repeats   tableFile       `yaml:"repeats"`
		Within    amount          `yaml:"repeats_within_days"`
	} `yaml:"plans,required"`
	Returns     tableFile `yaml:"returns,required"`
	Proceedings struct {
		First struct {
			Age0  chance `yaml:"0"`
			Age1  chance `yaml:"1-4"`
			Age5  chance `yaml:"5-9"`
			Age10 chance `yaml:"10-15"`
			Age16 chance `yaml:"16-17"`
		} `yaml:"first"`
		Rates tableFile `yaml:"rates"`
	} `yaml:"proceedings"`
	First    firstFile    `yaml:"first,required"`
	Next     nextFile     `yaml:"next,required"`
	Provider providerFile `yaml:"provider"`
	Together struct {
		Plan probabilityFile `yaml:"plan,required"`
		Care probabilityFile `yaml:"care,required"`
	} `yaml:"together,required"`
	Prices  *pricesFile `yaml:"prices"`
	History struct {
		Months []monthFile `yaml:"months"`
		Years  []yearFile  `yaml:"years"`
		Flows  []flowsFile `yaml:"flows"`
	} `yaml:"history"`
	Stock []stockCellFile `yaml:"stock"`
}

type sourceFile struct {
	Name   string `yaml:"name,required"`
	SHA256 string `yaml:"sha256"`
}

type populationFile struct {
	Origin
	Year  int    `yaml:"year,required"`
	Age0  amount `yaml:"0,required"`
	Age1  amount `yaml:"1-4,required"`
	Age5  amount `yaml:"5-9,required"`
	Age10 amount `yaml:"10-15,required"`
	Age16 amount `yaml:"16-17,required"`
}

// newModelFile prepares the tables for the rows and bands that they must have.
func newModelFile(m *model.Model) *modelFile {
	f := &modelFile{}
	f.Entries.Direct.to, f.Entries.UASC.to, f.Entries.PlanStart.to = &m.Direct, &m.UASC, &m.PlanStart
	f.Exits.Level.to = &m.ExitLevel
	for i, t := range []*tableFile{&f.Exits.Home, &f.Exits.SGO, &f.Exits.Adoption, &f.Exits.Other} {
		*t = tableFile{to: &m.Exits[i], key: settingKey, strata: model.ExitStrata(), clock: model.CareClock}
	}
	f.Exits.Split.to, f.Exits.Split.cases = &m.OtherSplit, &m.OtherCases
	f.Moves = tableFile{to: &m.Moves, level: &m.MoveLevel, key: fromKey, strata: model.MoveStrata(), clock: model.PlacementClock}
	f.Plans.End = tableFile{to: &m.PlanEnd, level: &m.PlanEndLevel, strata: planStrata, clock: model.PlanClock}
	f.Plans.ToCare = tableFile{to: &m.PlanToCare, level: &m.PlanToCareLevel, strata: planStrata, clock: model.PlanClock}
	f.Plans.AfterCare = tableFile{to: &m.AfterCare, strata: planStrata, clock: model.AfterClock}
	f.Plans.Repeats = tableFile{to: &m.Repeats, strata: planStrata, clock: model.LeftClock}
	f.Proceedings.Rates = tableFile{to: &m.Proceedings, strata: courtStrata, clock: model.CareClock}
	f.Returns = tableFile{to: &m.Returns, key: leftByKey, strata: returnStrata, clock: model.LeftClock}
	f.First.to = &m.First
	f.Next.to = &m.Next
	f.Provider.to = &m.Provider
	return f
}

// fillModel moves over what isn't a table, and checks what one key says
// against another.
func (f *modelFile) fillModel(m *model.Model) []model.Finding {
	var faults []model.Finding
	m.Authority = model.Authority{Name: f.Authority.Name, Code: f.Authority.Code}
	m.DataDate, m.From, m.Basis, m.Located, m.Linked = f.DataDate, f.Window.From, f.Basis, f.Located, f.Linked
	m.Rows.Read, m.Rows.SetAside, m.Rows.Repaired = f.Rows.Read, f.Rows.SetAside, f.Rows.Repaired
	m.Warnings, m.Notes = f.Warnings, f.Notes
	for _, s := range f.Sources {
		m.Sources = append(m.Sources, model.Source(s))
	}
	m.Together.Plan, m.Together.Care = float64(f.Together.Plan.p), float64(f.Together.Care.p)
	m.TogetherCases.Plan, m.TogetherCases.Care = model.Cases(f.Together.Plan.cases), model.Cases(f.Together.Care.cases)
	m.RepeatsWithin = float64(f.Plans.Within)
	m.PlanAdult, m.PlanAdultCases = float64(f.Plans.EndsAt18.p), model.Cases(f.Plans.EndsAt18.cases)
	for a, x := range [model.AgeBands]chance{f.Proceedings.First.Age0, f.Proceedings.First.Age1, f.Proceedings.First.Age5, f.Proceedings.First.Age10, f.Proceedings.First.Age16} {
		m.CourtFirst[a] = float64(x)
	}
	if f.DataDate.IsZero() {
		faults = append(faults, f.Fault("data_date", "there is no data date", "write the last day that the records cover, like 2024-03-31"))
	}
	if f.Window.From > f.DataDate {
		faults = append(faults, f.Fault("window", "the window begins after the data date", "write a first day that is no later than data_date"))
	}
	if f.Basis != "records" && f.Basis != "published" {
		faults = append(faults, f.Fault("basis", "unknown basis "+inQuotes(f.Basis), DidYouMean(f.Basis, []string{"records", "published"}, "one of")))
	}
	for i := range f.Population {
		p := &f.Population[i]
		if i == 0 {
			m.Population.First = p.Year
		} else if p.Year != m.Population.First+i {
			faults = append(faults, p.Fault("year", fmt.Sprintf("the population of %d follows that of %d", p.Year, f.Population[i-1].Year), "write every year once, in order"))
		}
		m.Population.Years = append(m.Population.Years, [model.AgeBands]float64{float64(p.Age0), float64(p.Age1), float64(p.Age5), float64(p.Age10), float64(p.Age16)})
	}
	for _, s := range []*model.Stream{&m.Direct, &m.PlanStart} {
		const most = 100_000
		arrivals := 0.0
		for a, r := range s.Ages {
			arrivals += r.Mean * m.Population.At(f.DataDate, model.AgeBand(a))
		}
		if arrivals > most {
			faults = append(faults, f.Fault("entries", fmt.Sprintf("the rates and the population make %.0f arrivals a year", arrivals), "put the means of direct and plan_start right; they are arrivals a year per child"))
		}
	}
	if f.Prices != nil {
		m.Prices = f.Prices.prices()
		faults = append(faults, f.Prices.faults()...)
	}
	faults = append(faults, f.fillStock(m)...)
	given(m)
	return append(faults, f.fillPast(&m.Past)...)
}

// amount is a number of 0 or more, chance one from 0 to 1.
type (
	amount float64
	chance float64
)

func (a *amount) UnmarshalDocument(n Node) {
	if n.Decode((*float64)(a)) && *a < 0 {
		n.Fault(inQuotes(n.Text())+" is below nothing", "write a number of 0 or more")
	}
}

// pace is a rate a year. The bound is far above any that children live by; what
// is beyond it would keep an engine busy for ever.
type pace float64

func (p *pace) UnmarshalDocument(n Node) {
	const most = 10_000
	switch {
	case !n.Decode((*float64)(p)):
	case *p < 0:
		n.Fault(inQuotes(n.Text())+" is below nothing", "write a number of 0 or more")
	case *p > most:
		n.Fault(inQuotes(n.Text())+" is beyond any rate a year", fmt.Sprintf("write a number from 0 to %d", most))
	}
}

func (c *chance) UnmarshalDocument(n Node) {
	if n.Decode((*float64)(c)) && (*c < 0 || *c > 1) {
		n.Fault(inQuotes(n.Text())+" is no probability", "write a number from 0 to 1")
	}
}

// report adds a fault at any place of the document.
func (n Node) report(f model.Finding) { n.s.findings = append(n.s.findings, f) }

// toSum checks that values sum to total, and makes up for the last digits.
func toSum(n Node, pos model.Pos, what string, x []float64, total float64) {
	sum := 0.0
	for _, v := range x {
		sum += v
	}
	if !(math.Abs(sum-total) <= sumTolerance*total) {
		n.report(Fault(pos, fmt.Sprintf("%s sum to %s, where they must sum to %g", what, digits(sum), total), fmt.Sprintf("divide each by %s, or take from one what another gained", digits(sum/total))))
		return
	}
	for i := range x {
		x[i] *= total / sum
	}
}
