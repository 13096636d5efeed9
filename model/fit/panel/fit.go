package panel

import (
	"fmt"
	"math"
	"strings"

	"github.com/carecurve/carecurve/model"
)

// Panel is England's profile of one year, ready to fit any authority to it.
// It may be used from several goroutines at once.
type Panel struct {
	published *model.Published
	national  *national
	ahead     map[string]map[int]Forecast // children in care, by code and years on
}

// New derives England's profile of the latest year there is. It fails where
// England's figures are missing.
func New(p *model.Published) (*Panel, error) {
	year := Latest(p)
	if year == 0 {
		return nil, fmt.Errorf("no figures of England are there\nthe national profile rests on them: give the whole set of published tables")
	}
	n, err := profileOf(table{p, model.England}, year)
	if err != nil {
		return nil, err
	}
	d := readSeries(p, year)
	ahead := map[string]map[int]Forecast{}
	for _, f := range d.outlook("lac", bendYears) {
		if ahead[f.Authority.Code] == nil {
			ahead[f.Authority.Code] = map[int]Forecast{}
		}
		ahead[f.Authority.Code][f.Horizon] = f
	}
	return &Panel{p, n, ahead}, nil
}

// bendYears is how many years of the outlook a council's levels are set by.
const bendYears = 3

// Year is the year on whose 31 March the data end.
func (p *Panel) Year() int { return p.national.year }

// Fit estimates a model and makes up a stock from published figures, for an
// authority given by name or ONS code, as of 31 March of the latest year. The
// stock's children are synthetic: they add up to the published totals and
// nothing more. It fails where the authority is unknown, or its number of
// children looked after, starts or ceases of that year is missing.
func (p *Panel) Fit(authority string) (*model.Model, *model.Stock, error) {
	a, err := Find(p.published, authority)
	if err != nil {
		return nil, nil, err
	}
	figures, note := followed(p.published, a)
	t := table{figures, a.Code}
	if err := missing(t, a.Name, p.national.year); err != nil {
		if into := gone(p.published, a.Code); into != "" {
			err = goneError(a.Name, into)
		}
		return nil, nil, err
	}
	m, s := p.national.fit(t, a, p.national.year, p.ahead[a.Code])
	if note != "" {
		m.Notes = append(m.Notes, note)
	}
	return m, s, nil
}

// Fit is New and Panel.Fit in one, for a single authority.
func Fit(p *model.Published, authority string) (*model.Model, *model.Stock, error) {
	if _, err := Find(p, authority); err != nil {
		return nil, nil, err
	}
	n, err := New(p)
	if err != nil {
		return nil, nil, err
	}
	return n.Fit(authority)
}

// missing says which of an authority's figures a fit can't do without.
func missing(t table, name string, year int) error {
	for _, m := range []struct{ measure, what string }{
		{measure, "children looked after"}, {"lac_started", "starts to be looked after"}, {"lac_ceased", "ceases to be looked after"},
	} {
		if t.get(year, m.measure, "total") >= 0 {
			continue
		}
		if last, _, ok := t.latest(year, m.measure, "total"); ok {
			return fmt.Errorf("%s: the %s of %d are not published (last: %d)\nchoose another authority, or figures up to %d", name, m.what, year, last, last)
		}
		return fmt.Errorf("%s: the %s are not published\nchoose another authority", name, m.what)
	}
	if t.get(year, measure, "total") < 1 {
		return fmt.Errorf("%s: no child was looked after on 31 March %d\nchoose another authority", name, year)
	}
	return nil
}

// fit puts an authority's model together.
func (n *national) fit(t table, a model.Authority, year int, ahead map[int]Forecast) (*model.Model, *model.Stock) {
	lac := t.get(year, measure, "total")
	m := &model.Model{
		Authority: a, Basis: "published", DataDate: model.NewDate(year, 3, 31),
		Located: true, Linked: false, Population: t.population(year), Sources: t.Sources,
	}
	say := func(format string, args ...any) { m.Notes = append(m.Notes, fmt.Sprintf(format, args...)) }
	say("Fitted to published tables up to %d, not to records: the council's totals on England's patterns of leaving and moving. The stock's children are synthetic.", year)

	s, margins, gaps := n.localStays(t, year, lac)
	if len(gaps) > 0 {
		say("Not published for the council, England's pattern instead: %s.", strings.Join(gaps, ", "))
	}
	f := n.entries(t, year, m.Population)
	plans, planStarts := n.planNumbers(t, year, m.Population, say)

	reasons := t.reasons(year, n)
	left := leavers(n.exitsBy(&reasons), n.returns)
	f.split(back(left, n.returns), planStarts)
	f.streams(m, planStarts, m.DataDate)
	level := m.Direct.Level.Expected()

	hazard, uasc := unaccompanied(t, year, n.uascUsual())
	rates := n.exitRates()
	rates.own(n, t, year, &s, hazard, uasc.leaving())
	m.OtherSplit = n.reasonsByAge(&reasons)
	n.moveTable(m, &s)
	n.returnTable(m, left)
	n.planTables(m, plans, f.plan)
	m.PlanStart.Level, m.PlanEndLevel = n.planLevels(t, year, planStarts, m.Population)
	f.share(m)
	m.MoveLevel = n.moveTrend(t, year, &s)

	stock := &model.Stock{DataDate: m.DataDate}
	n.inStock(stock, &s, margins, boys(t, year))
	n.onPlans(stock, t, year, int(math.Round(plans)), total(f.plan[:])*level)
	siblings(stock)
	leftCare(stock, left)
	stock.NumberFamilies()

	// The filter gives the level of leaving against England's rates; the
	// multiplier is what makes the first year's exits come to that.
	trend := n.exitTrend(t, year, uasc.leaving()/(uasc.leaving()+uasc.adults))
	expected := n.expectedNext(&s)
	want := expected * math.Exp(trend.Log) * (1 + SecondStarts)
	blended := n.blend(rates, &s)
	multiplier := solve(want, func(x float64) float64 { return n.firstYear(stock, &blended, &f, level, x) })
	lives := &path{stock, &blended, &f, level, multiplier, m.UASC.Level, m.Direct.Level.Drift, trend.Drift}
	together := m.Direct.Level // of all routes at once
	together.SD /= f.apart()
	together.Drift /= f.apart()
	b := lives.bend(ahead, together, trend)
	multiplier *= math.Exp(b.leave)
	m.ExitLevel = trend
	m.ExitLevel.Log = math.Log(multiplier)
	for _, l := range []*model.Level{&m.Direct.Level, &m.PlanToCareLevel} {
		l.Log += b.enter
	}
	for _, l := range []*model.Level{&m.Direct.Level, &m.PlanToCareLevel, &m.UASC.Level, &m.ExitLevel} {
		l.SD, l.Drift = l.SD*b.sd, l.Drift*b.drift
	}
	if b != unbent {
		say("Children in care two years on follow what the panel of all councils makes of this one's ages, entries, leaving and rate: entries are set %+.1f %% and leaving %+.1f %% off their own trend, and the spread after one and three years is that of the panel's past errors.", 100*(math.Exp(b.enter)-1), 100*(math.Exp(b.leave)-1))
	}
	rates.scaleUASC(1 / multiplier) // theirs is found apart
	rates.tables(m, func(stratum, age, b int) float64 { return n.inCell(&s, stratum, age, b) })

	n.places(m, rates, &s, f.total(), multiplier, m.MoveLevel.Expected())
	m.Provider = n.providers
	m.Together.Plan, m.Together.Care = togetherPlan, togetherCare

	set, _ := t.settings(year, lac)
	var notes []string
	m.Prices, notes = t.prices(year, set)
	m.Past = t.past(year)
	m.From = m.Past.Months[0].First()
	n.notes(t, year, say, &f)
	m.Notes = append(m.Notes, notes...)
	return m, stock
}

// Brothers and sisters share the end of a plan and of care with these
// probabilities: an assumption, near what records show.
const (
	togetherPlan = 0.85
	togetherCare = 0.60
)

// planNumbers is plans open on the data date and the recent mean of plan
// starts; a missing year takes the one before, and then England's rate.
func (n *national) planNumbers(t table, year int, pop model.Population, say func(string, ...any)) (open, starts float64) {
	heads := func(p model.Population) float64 {
		sum := 0.0
		for a := range model.AgeBands {
			sum += p.At(model.NewDate(year, 3, 31), model.AgeBand(a))
		}
		return sum
	}
	y, open, ok := t.latest(year, "cpp_31_march", "total")
	switch {
	case !ok || y < year-3:
		open = math.Round(n.t.get(n.year, "cpp_31_march", "total") * heads(pop) / heads(n.t.population(n.year)))
		say("Child protection plans are not published for the council: England's number per child stands in.")
	case y < year:
		say("The number of child protection plans of %d is not published: that of %d stands in.", year, y)
	}
	used := 0.0
	for y := year - recent + 1; y <= year; y++ {
		if x := t.get(y, "cpp_started", "total"); x >= 0 {
			starts += x
			used++
		}
	}
	if used > 0 {
		return open, starts / used
	}
	return open, open * n.t.get(n.year, "cpp_started", "total") / n.t.get(n.year, "cpp_31_march", "total")
}

// inCell is the children in a row of the exit table, an age and a band of the
// time in care.
func (n *national) inCell(s *stays, stratum, age, band int) float64 {
	c, from := model.General, n.general
	if stratum == model.Settings {
		c, from = model.UASC, n.uasc
	}
	children := 0.0
	for p, x := range s[c][age] {
		if set := model.Place(p).Setting(); c == model.UASC || int(set) == stratum {
			children += x * careWeightOf(n, int(c), age, set, band)
		}
	}
	if lived := total(from.exposure[age][:]); lived > 0 {
		return children * from.exposure[age][band] / lived
	}
	return 0
}

// reasonsByAge parts the other ways out, at every age alike.
func (n *national) reasonsByAge(r *reasons) (out [model.AgeBands][len(model.OtherExits)]float64) {
	share := normalise(r.other[:])
	for a := range out {
		copy(out[a][:], share)
		if total(share) == 0 {
			out[a][len(out[a])-1] = 1
		}
	}
	return out
}

// expectedNext is what England's rates by age give for the stock itself,
// without the unaccompanied.
func (n *national) expectedNext(s *stays) float64 {
	sum := 0.0
	for a := range s[model.General] {
		sum += total(s[model.General][a][:]) * n.leave[model.General][a]
	}
	return sum
}

// uascUsual is England's hazard of unaccompanied children's leaving after the
// first quarter of a year.
func (n *national) uascUsual() float64 {
	last := len(steps) - 2
	sum := 0.0
	for f := range n.hazard[model.UASC] {
		sum += n.hazard[model.UASC][f][model.Age16to17][last]
	}
	return sum
}

// boys is the share of boys in care.
func boys(t table, year int) float64 {
	m, f := t.get(year, "lac_31_march_by_sex", "male"), t.get(year, "lac_31_march_by_sex", "female")
	if m >= 0 && f >= 0 && m+f > 0 {
		return m / (m + f)
	}
	return 0.57
}
