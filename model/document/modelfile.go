package document

import (
	"fmt"
	"io"
	"maps"
	"math"
	"slices"

	"github.com/carecurve/carecurve/model"
)

// modelHeader opens every model file. It tells a person what may be edited.
const modelHeader = `# carecurve model: the rates fitted to one council's records, and its history.
# It holds no child and may be shared. Rates are a year; weights and exposures
# are child-years. "mean" is the rate that a projection uses: edit it to try
# another one. "low" and "high" are the 80% interval that follows from mean,
# exposure (over the table's dispersion, by which brothers and sisters make counts
# vary more) and weight, and from the events behind the table's rows, ages and
# times, whose error its cells share; they are for reading and are ignored when
# read back. A rate from elsewhere (a paper, a neighbour) has no occurrences and
# no exposure: give "mean" alone, which is then taken as certain, or with "low"
# and "high", its 80% interval, which is then used. Counts of one to four events
# are written as what such cells lead one to expect (2.5 for entries), exposure in
# tenths of a year, so that no rate tells of a single child. "cases" is how many
# cases shares rest on, few told as 2.5 more than is supposed; without it shares
# are taken as certain. "history" holds the
# council's monthly totals and days by place as they are, so that costs agree to
# the penny; days in a rare setting can be one child's. Take "history" out before
# the file leaves the council: it may be missing. "stock" is there in files made
# to be shared (fit --shareable): cells of five children or more, with [from, to,
# mean] of ages in years and of times in months.
`

// The rows of the tables of which a model has no more than one.
var (
	planStrata   = []string{"plan"}
	courtStrata  = []string{"care"}
	returnStrata = names[model.Exit](model.Exits)
)

// Keys that name a table's row in each cell.
const (
	settingKey = "setting"
	fromKey    = "from"
	leftByKey  = "left_by"
)

// WriteModel writes a model as a YAML file, which [ReadModel] reads: the same
// model always as the same bytes, one cell of a table a line. Rates keep nine
// significant digits and shares eight decimals, which sum to exactly 1; prices
// keep all digits.
//
// A table, stream or split of the zero value is written as one in which
// nothing happens. The error is the writer's, or says what makes the model
// impossible (a table of another shape than its version's, a rate that isn't a
// number, shares that don't sum to 1); nothing is written then.
func WriteModel(w io.Writer, m *model.Model) error {
	e := &emitter{}
	e.text(modelHeader)
	e.line(0, "version: %d", model.Version)
	e.line(0, "authority: {name: %s, code: %s}", word(m.Authority.Name), word(m.Authority.Code))
	e.line(0, "data_date: %s", date(m.DataDate))
	e.line(0, "window: {from: %s}", date(m.From))
	e.line(0, "basis: %s", word(m.Basis))
	e.line(0, "located: %t", m.Located)
	e.line(0, "linked: %t", m.Linked)
	e.line(0, "rows: {read: %d, set_aside: %d, repaired: %d}", m.Rows.Read, m.Rows.SetAside, m.Rows.Repaired)
	e.list(0, "warnings", len(m.Warnings), func(i int) string { return word(m.Warnings[i]) })
	e.list(0, "notes", len(m.Notes), func(i int) string { return word(m.Notes[i]) })
	e.list(0, "sources", len(m.Sources), func(i int) string {
		return fmt.Sprintf("{name: %s, sha256: %s}", word(m.Sources[i].Name), word(m.Sources[i].SHA256))
	})
	e.population(m.Population)

	e.section("Ways in: children a year per child of that age in the area (uasc: a year)", "entries")
	e.stream("direct", &m.Direct)
	e.stream("uasc", &m.UASC)
	e.stream("plan_start", &m.PlanStart)

	e.section("Ways out of care, by setting, age and time in care", "exits")
	e.level(1, m.ExitLevel)
	for f := range model.ExitFlows {
		e.table(1, model.ExitFlow(f).String(), settingKey, &m.Exits[f], model.ExitStrata(), model.CareClock)
	}
	e.line(1, "other_split:")
	for a, split := range m.OtherSplit {
		if split == ([len(model.OtherExits)]float64{}) {
			split[len(split)-1] = 1
		}
		pairs := e.shares(fmt.Sprintf("exits other_split age %s", model.AgeBand(a)), split[:], 1, shareScale, func(i int) string { return model.OtherExits[i].String() })
		e.line(2, "- {age: %s%s, mean: {%s}%s}", model.AgeBand(a), e.cases("other_split", m.OtherCases[a]), pairs,
			between(split[:], m.OtherCases[a], func(i int) string { return model.OtherExits[i].String() }))
	}

	e.section("Moves, by place, age and time in the placement", "moves")
	e.level(1, m.MoveLevel)
	e.cells(1, "moves", fromKey, &m.Moves, model.MoveStrata(), model.PlacementClock)

	e.section("Child protection plans, by age and time on the plan", "plans")
	e.line(1, "end:")
	e.level(2, m.PlanEndLevel)
	e.cells(2, "plans end", "", &m.PlanEnd, planStrata, model.PlanClock)
	e.line(1, "to_care:")
	e.level(2, m.PlanToCareLevel)
	e.cells(2, "plans to_care", "", &m.PlanToCare, planStrata, model.PlanClock)
	e.line(1, "ends_at_18: %s", e.probability("plans ends_at_18", m.PlanAdult, m.PlanAdultCases, 1))
	e.table(1, "after_care", "", &m.AfterCare, planStrata, model.AfterClock)
	if len(m.Repeats.Cells) > 0 {
		e.line(1, "# Back on a plan, by age at the last one's end and time since; the level is plan_start's")
		e.table(1, "repeats", "", &m.Repeats, planStrata, model.LeftClock)
		if m.RepeatsWithin > 0 {
			e.line(1, "repeats_within_days: %s", e.rate("plans repeats_within_days", m.RepeatsWithin))
		}
	}

	e.section("Returns to care, by way out and time since", "returns")
	e.cells(1, "returns", leftByKey, &m.Returns, returnStrata, model.LeftClock)

	if len(m.Proceedings.Cells) > 0 {
		e.section("Care proceedings, issued for the first time in a period of care: on its first day (shares), and by age and time in care", "proceedings")
		var first []string
		for a, x := range m.CourtFirst {
			first = append(first, fmt.Sprintf("%s: %s", model.AgeBand(a), e.rate("proceedings first", x)))
		}
		e.line(1, "first: {%s}", commas(first))
		e.table(1, "rates", "", &m.Proceedings, courtStrata, model.CareClock)
	}
	e.section("First placements of a period of care", "first")
	for c := range m.First {
		for a, s := range m.First[c] {
			e.dirichlet(fmt.Sprintf("class: %s, age: %s", model.Class(c), model.AgeBand(a)), s)
		}
	}
	e.section("Where moves go", "next")
	strata := model.NextStrata()
	if len(m.Next) != len(strata) {
		e.fail("next has %d rows, must have %d", len(m.Next), len(strata))
	}
	for i, row := range m.Next {
		for a, stages := range row {
			head := fmt.Sprintf("from: %s, age: %s", strata[min(i, len(strata)-1)], model.AgeBand(a))
			if alike(stages[:]) {
				e.dirichlet(head, stages[0])
				continue
			}
			for g, s := range stages {
				e.dirichlet(fmt.Sprintf("%s, time_in_care: %s", head, model.Stage(g)), s)
			}
		}
	}
	e.providers(m)
	e.section("The probability that a brother or sister shares the family's luck; the cases are pairs", "together")
	e.line(1, "plan: %s", e.probability("together plan", m.Together.Plan, m.TogetherCases.Plan, 2))
	e.line(1, "care: %s", e.probability("together care", m.Together.Care, m.TogetherCases.Care, 2))
	e.prices(&m.Prices)
	e.history(&m.Past)
	e.stock(m.Stock)
	if e.err != nil {
		return e.err
	}
	_, err := w.Write(e.out)
	return err
}

// alike tells whether moves lead the same way at any time in care, which one
// row then says.
func alike(list []model.Shares) bool {
	for i := range list {
		if list[i] != list[0] {
			return false
		}
	}
	return true
}

// population writes one year a line; none for an unknown one.
func (e *emitter) population(p model.Population) {
	e.list(0, "population", len(p.Years), func(i int) string {
		s := fmt.Sprintf("{year: %d", p.First+i)
		for a, n := range p.Years[i] {
			s += fmt.Sprintf(", %s: %s", model.AgeBand(a), e.rate("population", n))
		}
		return s + "}"
	})
}

// stream writes arrivals; one without any is given neutral factors.
func (e *emitter) stream(name string, s *model.Stream) {
	e.line(1, "%s:", name)
	e.level(2, s.Level)
	season, groups := s.Season, s.Groups
	if season == ([12]float64{}) {
		for i := range season {
			season[i] = 1
		}
	}
	if len(groups) == 0 {
		groups = []float64{1}
	}
	e.line(2, "season: [%s]", e.shares(name+" season", season[:], 12, shareScale, nil))
	if s.SeasonCases > 0 {
		e.line(2, "season_cases: %s", e.rate(name+" season_cases", float64(s.SeasonCases)))
	}
	e.line(2, "groups: [%s]", e.shares(name+" groups", groups, 1, shareScale, nil))
	if s.GroupsCases > 0 {
		e.line(2, "groups_cases: %s", e.rate(name+" groups_cases", float64(s.GroupsCases)))
	}
	e.line(2, "weight: %s", e.rate(name+" weight", s.Weight))
	e.line(2, "ages:")
	for a, r := range s.Ages {
		e.rateLine(3, name, fmt.Sprintf("age: %s", model.AgeBand(a)), r, s.Weight, 1, 0)
	}
	e.line(2, "within:")
	for a, n := range model.WithinParts {
		parts := s.Within[a]
		if len(parts) == 0 {
			parts = slices.Repeat([]float64{1 / float64(n)}, n)
		}
		if len(parts) != n {
			e.fail("%s has age %s cut into %d parts, must have %d", name, model.AgeBand(a), len(parts), n)
		}
		e.line(3, "- {age: %s%s, shares: [%s]%s}", model.AgeBand(a), e.cases(name+" within", s.WithinCases[a]), e.shares(name+" within", parts, 1, shareScale, nil), between(parts, s.WithinCases[a], nil))
	}
}

func (e *emitter) level(depth int, l model.Level) {
	back := ""
	if l.Return != 0 {
		back = fmt.Sprintf(", return: %s, long_run: %s, long_run_sd: %s, correlation: %s", e.rate("level return", l.Return),
			digits(e.finite("level long_run", l.LongRun)), e.rate("level long_run_sd", l.LongRunSD), digits(e.finite("level correlation", l.Correlation)))
	}
	e.line(depth, "level: {log: %s, sd: %s, drift: %s, drift_sd: %s%s}", digits(e.finite("level log", l.Log)),
		e.rate("level sd", l.SD), e.rate("level drift", l.Drift), e.rate("level drift_sd", l.DriftSD), back)
}

func (e *emitter) table(depth int, name, key string, t *model.Table, strata []string, clock model.Clock) {
	e.line(depth, "%s:", name)
	e.cells(depth+1, name, key, t, strata, clock)
}

// cells writes weight and cells of a table; key names the stratum, where
// there is more than one.
func (e *emitter) cells(depth int, name, key string, t *model.Table, strata []string, clock model.Clock) {
	if len(t.Cells) == 0 {
		empty := model.NewTable(strata, model.AgeBands, clock)
		t = &empty
	}
	bands := len(clock.Names)
	switch {
	case len(t.Strata) != len(strata) || len(strata) > 1 && !slices.Equal(t.Strata, strata):
		e.fail("%s has the rows %q, must have %q", name, t.Strata, strata)
	case t.Ages != 1 && t.Ages != model.AgeBands:
		e.fail("%s has %d age bands, must have 1 or %d", name, t.Ages, model.AgeBands)
	case !slices.Equal(t.Clock.Edges, clock.Edges):
		e.fail("%s has another clock than version %d's: %v", name, model.Version, t.Clock.Edges)
	case len(t.Cells) != len(strata)*t.Ages*bands:
		e.fail("%s has %d cells, must have %d", name, len(t.Cells), len(strata)*t.Ages*bands)
	}
	if e.err != nil {
		return
	}
	e.line(depth, "weight: %s", e.rate(name+" weight", t.Weight))
	if t.Pairs != ([3]float64{}) {
		e.line(depth, "pairs: [%s, %s, %s]", e.rate(name+" pairs", t.Pairs[0]), e.rate(name+" pairs", t.Pairs[1]), e.rate(name+" pairs", t.Pairs[2]))
	}
	if t.Dispersion != 0 {
		e.line(depth, "dispersion: %s", e.rate(name+" dispersion", t.Dispersion))
	}
	e.line(depth, "cells:")
	rounded := model.Table{Strata: t.Strata, Ages: t.Ages, Clock: clock, Dispersion: round(t.Dispersion), Pairs: [3]float64{round(t.Pairs[0]), round(t.Pairs[1]), round(t.Pairs[2])}, Cells: slices.Clone(t.Cells)}
	for i := range rounded.Cells {
		rounded.Cells[i].Occurrences = round(t.Cells[i].Occurrences)
	}
	sd := rounded.Backbone()
	for i, r := range t.Cells {
		where := ""
		if key != "" {
			where = key + ": " + strata[i/bands/t.Ages] + ", "
		}
		if t.Ages > 1 {
			where += fmt.Sprintf("age: %s, ", model.AgeBand(i/bands%t.Ages))
		}
		shared := 0.0
		for f, l := range rounded.Factors(i) {
			shared += sd[f][l] * sd[f][l]
		}
		e.rateLine(depth+1, name, where+"time: "+clock.Names[i%bands], r, t.Weight, rounded.Dispersed(), shared)
	}
}

// rateLine writes a rate with its 80 % interval, both from the rounded
// figures, so that writing what was read gives the same bytes. dispersion is the
// table's, shared the variance of the log that the cell has from its backbone.
func (e *emitter) rateLine(depth int, name, where string, r model.Rate, weight, dispersion, shared float64) {
	if r.Given() {
		e.givenLine(depth, name, where, r)
		return
	}
	mean, exposure := e.rate(name, r.Mean), e.rate(name, r.Exposure)
	low, high := interval80(round(r.Mean), round(r.Exposure)/dispersion, round(weight), shared)
	e.line(depth, "- {%s, occurrences: %s, exposure: %s, mean: %s, low: %s, high: %s}",
		where, e.rate(name, r.Occurrences), exposure, mean, brief(low), brief(high))
}

// dirichlet writes one row of shares over places.
func (e *emitter) dirichlet(where string, s model.Shares) {
	if !(s.Weight > 0) {
		e.fail("shares of %s have weight %v, must be above 0", where, s.Weight)
	}
	pairs := e.shares("shares of "+where, s.Mean[:], 1, shareScale, func(i int) string { return model.Place(i).String() })
	e.line(1, "- {%s, weight: %s, mean: {%s}}", where, e.rate("weight", s.Weight), pairs)
}

func (e *emitter) prices(p *model.Prices) {
	e.section("Prices in pounds, at the level of the base year", "prices")
	e.line(1, "base: %s", p.Base)
	e.line(1, "source: %s", word(p.Source))
	e.line(1, "weekly:")
	for s := range model.Settings {
		at := func(l model.Location) string {
			return e.pounds("weekly", p.Weekly[model.PlaceOf(model.Setting(s), l)])
		}
		e.line(2, "%s: {in: %s, out: %s}", model.Setting(s), at(model.InArea), at(model.OutOfArea))
	}
	e.line(1, "sgo: %s", e.pounds("sgo", p.SGO))
	e.line(1, "adoption: %s", e.pounds("adoption", p.Adoption))
	e.line(1, "plan_month: %s", e.pounds("plan_month", p.PlanMonth))
	e.line(1, "conference: %s", e.pounds("conference", p.Conference))
	e.line(1, "uasc_night: %s", e.pounds("uasc_night", p.UASCNight))
	e.further(p)
	e.pairs(1, "inflation", len(p.Inflation), slices.Sorted(maps.Keys(p.Inflation)), func(line string) string {
		return "[" + join(p.Inflation[line], func(g float64) string { return exact(e.finite("inflation", g)) }) + "]"
	})
	budget := map[string]float64{}
	for y, b := range p.Budget {
		budget[y.String()] = b
	}
	e.pairs(1, "budget", len(budget), slices.Sorted(maps.Keys(budget)), func(y string) string { return e.pounds("budget", budget[y]) })
}

func (e *emitter) history(p *model.Past) {
	e.section("The council's own past: stocks at the month's end, flows in the month", "history")
	columns := pastColumns(p)
	for _, c := range columns {
		if *c.values != nil && len(*c.values) != len(p.Months) {
			e.fail("history has %d months but %d values of %s", len(p.Months), len(*c.values), c.name)
			return
		}
	}
	e.list(1, "months", len(p.Months), func(i int) string {
		s := "{month: " + p.Months[i].String()
		for _, c := range columns {
			if *c.values != nil {
				s += ", " + c.name + ": " + e.rate("history "+c.name, (*c.values)[i])
			}
		}
		return s + "}"
	})
	e.list(1, "years", len(p.Days), func(i int) string {
		d := &p.Days[i]
		var places []string
		for place, days := range d.Place {
			if days != 0 {
				places = append(places, model.Place(place).String()+": "+e.rate("history days", days))
			}
		}
		var runs []string
		for place, row := range d.Run {
			for k, days := range row {
				if days != 0 {
					runs = append(runs, model.Run{Place: model.Place(place), Provider: model.Provider(k)}.String()+": "+e.rate("history run", days))
				}
			}
		}
		run := ""
		if len(runs) > 0 {
			run = ", run: {" + commas(runs) + "}"
		}
		return fmt.Sprintf("{year: %s, complete: %t, plan: %s, uasc: %s, plan_starts: %s, proceedings: %s, sgo: %s, adoption: %s, days: {%s}%s}", d.Year, d.Complete,
			e.rate("history plan", d.Plan), e.rate("history uasc", d.UASC), e.rate("history plan_starts", d.Starts), e.rate("history proceedings", d.Court), e.rate("history sgo", d.SGO), e.rate("history adoption", d.Adoption), commas(places), run)
	})
	e.flows(&p.Flows)
}

// pastColumn is one series of the history under its name in the file.
type pastColumn struct {
	name   string
	values *[]float64
}

func pastColumns(p *model.Past) []pastColumn {
	return []pastColumn{{"lac", &p.LAC}, {"out", &p.Out}, {"cpp", &p.CPP}, {"entries", &p.Entries}, {"exits", &p.Exits}, {"plan_starts", &p.PlanStarts}}
}

// names lists a closed list's names in order.
func names[T interface {
	~uint8
	fmt.Stringer
}](n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = T(i).String()
	}
	return out
}

// valid tells whether x is a number that a count, rate or price can be.
func valid(x float64) bool { return x >= 0 && !math.IsInf(x, 1) }
