package sim

import (
	"slices"
	"sort"

	"github.com/carecurve/carecurve/model"
)

// Usage is what is paid for in one financial year: nights, days on plans,
// plan starts, days of allowances, cases of interventions.
type Usage struct {
	Nights [model.Places]float64
	// Above is by how much those nights cost more than their place's mean, in
	// nights at the mean; below nothing where they cost less.
	Above [model.Places]float64
	// Run is, of Nights, those by who runs the placement, where what providers
	// cost is not in Above already: what the records hold. Nil elsewhere.
	Run           *[model.Places][model.Providers]float64
	UASC          float64 // nights
	Plan          float64 // days on a plan
	PlanStart     float64
	SGO, Adoption float64 // days of allowance
	Reviews       float64 // independent reviews of children in care
	Proceedings   float64 // children of whom proceedings are issued
	Aged          float64 // days of those who turned 18 in care, up to the age that support ends
	// Before is how many days before the projection the usage is of, where it
	// is what the records hold of the horizon's first year.
	Before int
	// Cases and On stand by the scenario's Spends: cases reached, and 1 if the
	// intervention is delivered in this replicate (its probability in an
	// expectation).
	Cases, On []float64
}

// Tariff is a scenario's prices by financial year: pounds a unit of Usage,
// by line. A bill is linear in usage, so that it serves counts and
// expectations alike.
type Tariff struct {
	Lines  []string // settings first, then named lines; without "total"
	Years  []model.FinancialYear
	terms  [][]term // by line
	prices *model.Prices
	cal    *Calendar
	spends []string
	actual []float64 // pounds of the first year by line, as the records have it
	blocks []block
	shares []share
	// perCase and fixed are what interventions cost of their own, by line and year.
	perCase, fixed map[string][]float64
}

// term is one price: what is counted, and pounds a unit by year.
type term struct {
	of     func(*Usage) float64
	pounds []float64
}

const (
	linePlans       = "plans"
	lineConferences = "icpc"
	lineSGO         = "sgo"
	lineAdoption    = "adoption"
	lineUASC        = "uasc_income"
	lineReviews     = "care_reviews"
	lineCourt       = "proceedings"
	lineStayingPut  = "staying_put"
	lineHealth      = "health_contribution"
	lineEducation   = "education_contribution"
)

// NewTariff lays a scenario's price changes and spends on a price list. Lines
// without a price are left out, but for the settings, which always stand.
// spends names the interventions of all scenarios that cost money, so that
// every scenario has the same lines.
func NewTariff(p *model.Prices, cal *Calendar, s *Scenario, spends []string) *Tariff {
	t := &Tariff{Years: cal.Years, prices: p, cal: cal, spends: spends}
	add := func(line string, of func(*Usage) float64, unit float64) {
		i := t.line(line)
		t.terms[i] = append(t.terms[i], term{of, t.priced(line, line, unit, s)})
	}
	for place := range model.Places {
		setting := model.Place(place).Setting().String()
		add(setting, func(u *Usage) float64 { return u.Nights[place] + t.above(model.Place(place), u) }, p.Weekly[place]/7)
	}
	if p.PlanMonth != 0 {
		add(linePlans, func(u *Usage) float64 { return u.Plan }, p.PlanMonth*12/model.DaysPerYear)
	}
	if p.Conference != 0 {
		add(lineConferences, func(u *Usage) float64 { return u.PlanStart }, p.Conference)
	}
	if p.SGO != 0 {
		add(lineSGO, func(u *Usage) float64 { return u.SGO }, p.SGO/7)
	}
	if p.Adoption != 0 {
		add(lineAdoption, func(u *Usage) float64 { return u.Adoption }, p.Adoption/7)
	}
	if p.UASCNight != 0 {
		add(lineUASC, func(u *Usage) float64 { return u.UASC }, -p.UASCNight)
	}
	if p.Review != 0 {
		add(lineReviews, func(u *Usage) float64 { return u.Reviews }, p.Review)
	}
	if p.Proceedings != 0 {
		add(lineCourt, func(u *Usage) float64 { return u.Proceedings }, p.Proceedings)
	}
	if p.StayingPut.Weekly != 0 {
		add(lineStayingPut, func(u *Usage) float64 { return u.Aged }, p.StayingPut.Share*p.StayingPut.Weekly/7)
	}
	t.addBlocks(s)
	t.addShares(lineHealth, &p.Health)
	t.addShares(lineEducation, &p.Education)
	for _, name := range spends {
		t.line(name)
	}
	for k := range s.Spends {
		sp := &s.Spends[k]
		i := t.line(sp.Intervention)
		perCase, fixed := make([]float64, len(cal.Years)), make([]float64, len(cal.Years))
		for y, year := range cal.Years {
			f := p.Factor(sp.Line, year)
			perCase[y] = sp.PerCase * f
			until := sp.Until
			if until <= 0 {
				until = float64(cal.Days())
			}
			from := sp.From + sp.Delivery.Delay
			b0, b1 := float64(cal.Bounds[y]), float64(cal.Bounds[y+1])
			if from >= b0 && from < b1 {
				fixed[y] += sp.Once * f
			}
			if days := min(until, b1) - max(from, b0); days > 0 {
				fixed[y] += sp.Yearly * f * days / float64(year.Last()+1-year.First())
			}
		}
		t.own(sp.Intervention, perCase, fixed)
		t.terms[i] = append(t.terms[i],
			term{func(u *Usage) float64 { return u.Cases[k] }, perCase},
			term{func(u *Usage) float64 { return u.On[k] }, fixed})
	}
	return t
}

// own keeps what an intervention's line is made of.
func (t *Tariff) own(line string, perCase, fixed []float64) {
	if t.perCase == nil {
		t.perCase, t.fixed = map[string][]float64{}, map[string][]float64{}
	}
	if t.perCase[line] == nil {
		t.perCase[line], t.fixed[line] = make([]float64, len(perCase)), make([]float64, len(fixed))
	}
	for y := range perCase {
		t.perCase[line][y] = max(t.perCase[line][y], perCase[y])
		t.fixed[line][y] += fixed[y]
	}
}

// above is by how much a place's nights cost more than its price, in nights.
func (t *Tariff) above(p model.Place, u *Usage) float64 {
	sum := u.Above[p]
	if u.Run != nil {
		for k, n := range u.Run[p] {
			sum += n * t.prices.Dearer(p, model.Provider(k))
		}
	}
	return sum
}

// priced is a unit's price by year: with inflation of growth, and the
// scenario's changes to line.
func (t *Tariff) priced(line, growth string, unit float64, s *Scenario) []float64 {
	pounds := make([]float64, len(t.Years))
	for y := range t.Years {
		pounds[y] = unit * t.factor(line, growth, s, y)
	}
	return pounds
}

func (t *Tariff) line(name string) int {
	for i, l := range t.Lines {
		if l == name {
			return i
		}
	}
	t.Lines = append(t.Lines, name)
	t.terms = append(t.terms, nil)
	return len(t.Lines) - 1
}

// factor is what inflation, as growth has it, and the scenario's changes to a
// line make of a pound. A change within a year counts for the share of the
// year's projected part that it covers.
func (t *Tariff) factor(line, growth string, s *Scenario, y int) float64 {
	cal := t.cal
	year := cal.Years[y]
	acts := func(r *Reprice) bool { return r.Line == line || r.Line == "all" }
	// Growth first: each year has the rate of the latest change before it, in
	// whatever order changes are listed.
	f, from := t.prices.Factor(growth, year), year
	for i := range s.Reprices {
		if r := &s.Reprices[i]; acts(r) && r.Inflation != nil {
			from = min(from, t.since(r))
		}
	}
	if from < year {
		f = t.prices.Factor(growth, from)
		for to := from + 1; to <= year; to++ {
			var latest *Reprice
			for i := range s.Reprices {
				if r := &s.Reprices[i]; acts(r) && r.Inflation != nil && t.since(r) < to && (latest == nil || t.since(r) >= t.since(latest)) {
					latest = r
				}
			}
			f *= 1 + *latest.Inflation
		}
	}
	for i := range s.Reprices {
		if r := &s.Reprices[i]; acts(r) {
			b0, b1 := float64(cal.Bounds[y]), float64(cal.Bounds[y+1])
			share := (b1 - max(r.From, b0)) / (b1 - b0)
			f *= 1 + (r.Ratio-1)*min(1, max(0, share))
		}
	}
	return f
}

// since is the financial year in which a price change begins.
func (t *Tariff) since(r *Reprice) model.FinancialYear {
	return model.FinancialYearOf(t.cal.Start + model.Date(r.From))
}

// Bill adds what the records say was used of the first financial year, at the
// prices without the scenario's changes: what is spent is spent. It returns the
// tariff.
func (t *Tariff) Bill(used *Usage) *Tariff {
	plain := NewTariff(t.prices, t.cal, &Scenario{}, t.spends)
	// What is paid by the day, taken or not, is paid for the days of the
	// records in place of those of the projection.
	for i := range plain.blocks {
		b := &plain.blocks[i]
		first := t.cal.Start - model.Date(used.Before)
		b.days[0], b.fixed[0] = b.Days(first, t.cal.Start), b.yearly[0]*float64(b.Days(first, t.cal.Start))
	}
	t.actual = make([]float64, len(t.Lines))
	for l, line := range t.Lines {
		if i := slices.Index(plain.Lines, line); i >= 0 {
			t.actual[l] = plain.Amount(i, 0, used)
		}
	}
	return t
}

// Amount is the pounds of a line in a year, with what Bill added.
func (t *Tariff) Amount(line, year int, u *Usage) float64 {
	sum := 0.0
	if year == 0 && t.actual != nil {
		sum = t.actual[line]
	}
	for _, term := range t.terms[line] {
		sum += term.of(u) * term.pounds[year]
	}
	if len(t.blocks) > 0 {
		sum += t.blocked(line, year, u)
	}
	return sum - t.shared(line, year, u)
}

// Spending is the names of all interventions of a programme with costs of
// their own, sorted.
func Spending(scenarios []Scenario) []string {
	seen := map[string]bool{}
	var out []string
	for _, s := range scenarios {
		for _, sp := range s.Spends {
			if !seen[sp.Intervention] {
				seen[sp.Intervention] = true
				out = append(out, sp.Intervention)
			}
		}
	}
	sort.Strings(out)
	return out
}

// UsageOf is what the records hold of a financial year. Reviews are taken to
// come twice a year; of support after 18 the records tell nothing.
func UsageOf(d *model.PastDays) Usage {
	u := Usage{Nights: d.Place, Run: &d.Run, UASC: d.UASC, Plan: d.Plan, PlanStart: d.Starts, Proceedings: d.Court, SGO: d.SGO, Adoption: d.Adoption}
	for _, n := range d.Place {
		u.Reviews += n / halfYear
	}
	return u
}

// Actuals is the usage that the records hold of the horizon's first financial
// year, and how many months of it; none if the projection begins with the
// year.
func Actuals(past *model.Past, cal *Calendar) (u Usage, months int, whole bool) {
	first := cal.Years[0]
	if cal.Start == first.First() {
		return u, 0, true
	}
	d := past.PastYear(first)
	if d == nil {
		return u, 0, false
	}
	u = UsageOf(d)
	u.Before = int(cal.Start - first.First())
	return u, int(model.MonthOf(cal.Start) - model.MonthOf(first.First())), d.Complete
}
