package document

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/carecurve/carecurve/model"
)

// pricesFile is the prices as the model keeps them; the council file has a
// form of its own.
type pricesFile struct {
	Origin
	Base   model.FinancialYear `yaml:"base,required"`
	Source string              `yaml:"source"`
	Weekly map[model.Setting]struct {
		In  amount `yaml:"in,required"`
		Out amount `yaml:"out,required"`
	} `yaml:"weekly,required"`
	Run        map[model.Run]amount     `yaml:"run"`
	SGO        amount                   `yaml:"sgo"`
	Adoption   amount                   `yaml:"adoption"`
	PlanMonth  amount                   `yaml:"plan_month"`
	Conference amount                   `yaml:"conference"`
	UASCNight  amount                   `yaml:"uasc_night"`
	Review     amount                   `yaml:"review"`
	FGC        amount                   `yaml:"fgc"`
	Court      amount                   `yaml:"proceedings"`
	Spread     map[model.Setting]amount `yaml:"spread"`
	Alike      chance                   `yaml:"alike"`
	Ledger     bool                     `yaml:"ledger"`
	Health     map[model.Setting]chance `yaml:"health"`
	Education  map[model.Setting]chance `yaml:"education"`
	StayingPut struct {
		Weekly amount `yaml:"weekly,required"`
		Share  chance `yaml:"share,required"`
		ToAge  int    `yaml:"to_age,required"`
	} `yaml:"staying_put"`
	Blocks    []blockFile                    `yaml:"blocks"`
	Inflation map[string][]float64           `yaml:"inflation"`
	Budget    map[model.FinancialYear]amount `yaml:"budget"`
	Outturn   map[model.FinancialYear]amount `yaml:"outturn"`
	Paid      map[model.FinancialYear]struct {
		Pounds    amount `yaml:"pounds,required"`
		Unmatched amount `yaml:"unmatched"`
		Days      amount `yaml:"days"`
	} `yaml:"paid"`
	Aims *struct {
		Green   chance                                    `yaml:"green,required"`
		Amber   chance                                    `yaml:"amber,required"`
		Targets map[string]map[model.FinancialYear]amount `yaml:"targets"`
	} `yaml:"aims"`
}

// blockFile is one block of places paid for whether taken or not.
type blockFile struct {
	Line    string           `yaml:"line,required"`
	Setting model.Setting    `yaml:"setting,required"`
	At      []model.Location `yaml:"at"`
	Places  int              `yaml:"places,required"`
	Yearly  amount           `yaml:"yearly,required"`
	Weekly  amount           `yaml:"weekly"`
	From    model.Date       `yaml:"from"`
	To      model.Date       `yaml:"to"`
	Growth  string           `yaml:"growth,required"`
}

func (f *pricesFile) prices() model.Prices {
	p := model.Prices{
		Base: f.Base, Source: f.Source, SGO: float64(f.SGO), Adoption: float64(f.Adoption), PlanMonth: float64(f.PlanMonth),
		Conference: float64(f.Conference), UASCNight: float64(f.UASCNight), Review: float64(f.Review), FGC: float64(f.FGC), Proceedings: float64(f.Court), Alike: float64(f.Alike), Ledger: f.Ledger, Inflation: f.Inflation,
		StayingPut: model.Support{Weekly: float64(f.StayingPut.Weekly), Share: float64(f.StayingPut.Share), ToAge: f.StayingPut.ToAge},
	}
	for s, w := range f.Weekly {
		p.Weekly[model.PlaceOf(s, model.InArea)] = float64(w.In)
		p.Weekly[model.PlaceOf(s, model.OutOfArea)] = float64(w.Out)
	}
	for r, x := range f.Run {
		p.Run[r.Place][r.Provider] = float64(x)
	}
	for s, x := range f.Spread {
		p.Spread[s] = float64(x)
	}
	for s, x := range f.Health {
		p.Health[s] = float64(x)
	}
	for s, x := range f.Education {
		p.Education[s] = float64(x)
	}
	for _, b := range f.Blocks {
		p.Blocks = append(p.Blocks, model.Block{Line: b.Line, Setting: b.Setting, At: b.At, Places: b.Places, Yearly: float64(b.Yearly), Weekly: float64(b.Weekly), From: b.From, To: b.To, Growth: b.Growth})
	}
	if f.Budget != nil {
		p.Budget = map[model.FinancialYear]float64{}
	}
	for y, b := range f.Budget {
		p.Budget[y] = float64(b)
	}
	for y, x := range f.Outturn {
		if p.Outturn == nil {
			p.Outturn = map[model.FinancialYear]float64{}
		}
		p.Outturn[y] = float64(x)
	}
	for y, x := range f.Paid {
		if p.Paid == nil {
			p.Paid = map[model.FinancialYear]model.Paid{}
		}
		p.Paid[y] = model.Paid{Pounds: float64(x.Pounds), Unmatched: float64(x.Unmatched), Days: float64(x.Days)}
	}
	if f.Aims != nil {
		p.Aims = model.Aims{Green: float64(f.Aims.Green), Amber: float64(f.Aims.Amber)}
		for name, years := range f.Aims.Targets {
			if p.Aims.Targets == nil {
				p.Aims.Targets = map[string]map[model.FinancialYear]float64{}
			}
			p.Aims.Targets[name] = map[model.FinancialYear]float64{}
			for y, x := range years {
				p.Aims.Targets[name][y] = float64(x)
			}
		}
	}
	return p
}

// faults finds what the keys of prices say against each other.
func (f *pricesFile) faults() []model.Finding {
	var out []model.Finding
	if f.Has("staying_put") && (f.StayingPut.ToAge <= model.AdultAge || f.StayingPut.ToAge > 25) {
		out = append(out, f.Fault("staying_put", fmt.Sprintf("support to age %d", f.StayingPut.ToAge), "write an age from 19 to 25"))
	}
	for s := range f.Health {
		if f.Health[s]+f.Education[s] > 1 {
			out = append(out, f.Fault("health", "health and education pay more than the whole of "+s.String(), "write shares that come to 1 or less together"))
		}
	}
	for r := range f.Run {
		if w := f.Weekly[r.Place.Setting()]; r.Place.Location() == model.InArea && w.In == 0 || r.Place.Location() == model.OutOfArea && w.Out == 0 {
			out = append(out, f.Fault("run", r.String()+" has a price where its place has none", "write a weekly price of "+r.Place.String()+" for all other providers"))
		}
	}
	for _, b := range f.Blocks {
		if b.Places < 0 {
			out = append(out, f.Fault("blocks", "places of "+b.Line+" are below nothing", "write a whole number of 0 or more"))
		}
	}
	return out
}

// further writes the prices that few councils have, and nothing where there
// are none.
func (e *emitter) further(p *model.Prices) {
	if p.Run != ([model.Places][model.Providers]float64{}) {
		e.line(1, "run:")
	}
	for place, row := range p.Run {
		for k, x := range row {
			if x != 0 {
				e.line(2, "%s: %s", model.Run{Place: model.Place(place), Provider: model.Provider(k)}, e.pounds("run", x))
			}
		}
	}
	if p.Proceedings != 0 {
		e.line(1, "proceedings: %s", e.pounds("proceedings", p.Proceedings))
	}
	if p.Review != 0 {
		e.line(1, "review: %s", e.pounds("review", p.Review))
	}
	if p.FGC != 0 {
		e.line(1, "fgc: %s", e.pounds("fgc", p.FGC))
	}
	bySetting := func(key string, x [model.Settings]float64) {
		if x == ([model.Settings]float64{}) {
			return
		}
		var list []string
		for s, v := range x {
			if v != 0 {
				list = append(list, model.Setting(s).String()+": "+e.pounds(key, v))
			}
		}
		e.line(1, "%s: {%s}", key, commas(list))
	}
	bySetting("spread", p.Spread)
	if p.Alike != 0 {
		e.line(1, "alike: %s", e.pounds("alike", p.Alike))
	}
	if p.Ledger {
		e.line(1, "ledger: true")
	}
	bySetting("health", p.Health)
	bySetting("education", p.Education)
	if s := p.StayingPut; s.Weekly != 0 {
		e.line(1, "staying_put: {weekly: %s, share: %s, to_age: %d}", e.pounds("staying_put", s.Weekly), e.pounds("staying_put", s.Share), s.ToAge)
	}
	if len(p.Blocks) > 0 {
		e.list(1, "blocks", len(p.Blocks), func(i int) string { return e.block(&p.Blocks[i]) })
	}
	if len(p.Outturn) > 0 {
		e.line(1, "outturn:")
	}
	for _, y := range slices.Sorted(maps.Keys(p.Outturn)) {
		e.line(2, "%s: %s", y, e.pounds("outturn", p.Outturn[y]))
	}
	if len(p.Paid) > 0 {
		e.line(1, "paid:")
	}
	for _, y := range slices.Sorted(maps.Keys(p.Paid)) {
		x := p.Paid[y]
		e.line(2, "%s: {pounds: %s, unmatched: %s, days: %s}", y, e.pounds("paid", x.Pounds), e.pounds("unmatched", x.Unmatched), e.pounds("days", x.Days))
	}
	if p.Aims.IsZero() {
		return
	}
	e.line(1, "aims:")
	e.line(2, "green: %s", e.pounds("green", p.Aims.Green))
	e.line(2, "amber: %s", e.pounds("amber", p.Aims.Amber))
	e.pairs(2, "targets", len(p.Aims.Targets), slices.Sorted(maps.Keys(p.Aims.Targets)), func(name string) string {
		var list []string
		for _, y := range slices.Sorted(maps.Keys(p.Aims.Targets[name])) {
			list = append(list, y.String()+": "+e.pounds("targets", p.Aims.Targets[name][y]))
		}
		return "{" + commas(list) + "}"
	})
}

func (e *emitter) block(b *model.Block) string {
	if b.Places < 0 {
		e.fail("%s has %d places, must be a number of 0 or more", b.Line, b.Places)
	}
	s := fmt.Sprintf("{line: %s, setting: %s, ", word(b.Line), b.Setting)
	if len(b.At) > 0 {
		var at []string
		for _, l := range b.At {
			at = append(at, l.String())
		}
		s += "at: [" + strings.Join(at, ", ") + "], "
	}
	s += fmt.Sprintf("places: %d, yearly: %s, weekly: %s, ", b.Places, e.pounds("yearly", b.Yearly), e.pounds("weekly", b.Weekly))
	if !b.From.IsZero() {
		s += "from: " + b.From.String() + ", "
	}
	if !b.To.IsZero() {
		s += "to: " + b.To.String() + ", "
	}
	return s + "growth: " + word(b.Growth) + "}"
}
