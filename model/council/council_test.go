package council

import (
	"maps"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/model/document"
)

const example = `version: 1
authority: {name: Exampleshire, code: E10000099}
location:
  postcodes: [LS, WF1-WF3]
  lookup: onspd.csv
population: population.csv
localities: localities.csv
costs:
  price_base: 2024-25
  weekly:
    kinship: 340
    foster_own: 720
    foster_agency: 1180
    residential: {in: 5600, out: "£7,000.50"}
    residential_spread: 0.6
    secure: 9000
    supported: 1650
    school: 2400
    with_parents: 110
    adoptive: 250
    other: 1500
  ledger: ledger.csv
  allowances: {sgo: 180, adoption: 150}
  plan_month: 400
  event: {icpc: 600, fgc: 2000, proceedings: 20000, review: 350}
  inflation: {default: 3%, residential: [6%, 5.5%], pay: 3.5%, uasc: 0}
  income: {uasc_night: 143}
events:
  - {on: 2025-09-01, what: opens, setting: residential, location: in, places: 4, yearly: 900000}
  - {on: 2026-03-31, what: ends, contract: block-fostering, places: 12}
contributions: {health: {residential: 12%}, education: {residential: 8%}}
leavers: {staying_put: 250, share: 35%, to_age: 21}
budget: {2025-26: 82500000, 2026-27: "£84,000,000"}
`

func parsed(t *testing.T, text string) *File {
	t.Helper()
	f, faults := Parse("folder/council.yaml", []byte(text))
	if len(faults) > 0 {
		t.Fatal(document.Errors(faults))
	}
	return f
}

func TestPrices(t *testing.T) {
	f := parsed(t, example)
	p := f.Prices()
	want := func(what string, got, want float64) {
		t.Helper()
		if math.Abs(got-want) > 1e-9 {
			t.Errorf("%s is %v, want %v", what, got, want)
		}
	}
	want("kinship out", p.Weekly[model.PlaceOf(model.Kinship, model.OutOfArea)], 340)
	want("residential in", p.Weekly[model.PlaceOf(model.Residential, model.InArea)], 5600)
	want("residential out", p.Weekly[model.PlaceOf(model.Residential, model.OutOfArea)], 7000.5)
	want("other", p.Weekly[model.PlaceOf(model.OtherSetting, model.InArea)], 1500)
	want("sgo", p.SGO, 180)
	want("adoption", p.Adoption, 150)
	want("plan month", p.PlanMonth, 400)
	want("conference", p.Conference, 600)
	want("uasc night", p.UASCNight, 143)
	want("default two years on", p.Factor("school", 2026), 1.03*1.03)
	want("residential three years on", p.Factor("residential", 2027), 1.06*1.055*1.055)
	want("uasc_income", p.Factor("uasc_income", 2030), 1)
	want("budget", p.Budget[2026], 84e6)
	if p.Base != 2024 || p.Source != "council.yaml" {
		t.Errorf("base %v, source %q", p.Base, p.Source)
	}
	if f.Population != "population.csv" || f.Location.Lookup != "onspd.csv" || f.Authority.Code != "E10000099" {
		t.Errorf("read %+v", f)
	}
	if w := f.Warnings(); len(w) > 0 {
		t.Errorf("warnings for a full file: %q", w)
	}
	keys := []string{"block-fostering ends on 2026-03-31", "localities"}
	notYet := f.NotYet()
	if len(notYet) != len(keys) {
		t.Fatalf("%d sentences: %q", len(notYet), notYet)
	}
	for i, k := range keys {
		if !strings.Contains(notYet[i], k) {
			t.Errorf("%q doesn't name %s", notYet[i], k)
		}
	}
}

func TestMissingPrices(t *testing.T) {
	f := parsed(t, "version: 1\ncosts: {price_base: 2023-24, weekly: {kinship: 300, residential: 5000}}\n")
	p := f.Prices()
	if p.Weekly[model.PlaceOf(model.Secure, model.InArea)] != 9000 || p.Weekly[model.PlaceOf(model.Kinship, model.InArea)] != 300 || p.SGO != 0 || p.Base != 2023 {
		t.Errorf("prices %+v", p)
	}
	if !strings.Contains(p.Source, "council.yaml; for foster_own, foster_agency, secure") {
		t.Errorf("source %q", p.Source)
	}
	for i, part := range []string{"no weekly price for foster_own, foster_agency, secure, supported, school, with_parents, adoptive and other", "special guardianship allowances, adoption allowances and child protection plans", "prices of 2023-24 in all years"} {
		if w := f.Warnings(); len(w) != 3 || !strings.Contains(w[i], part) {
			t.Errorf("warnings %q lack %q", w, part)
		}
	}
	none := parsed(t, "version: 1\nbudget: {2025-26: 1000}\n")
	if p := none.Prices(); p.Weekly != Default().Weekly || p.Budget[2025] != 1000 || p.Source != Default().Source {
		t.Errorf("prices of a file without any: %+v", p)
	}
	if w := none.Warnings(); len(w) != 1 || !strings.Contains(w[0], "no prices") {
		t.Errorf("warnings %q", w)
	}
	if none.Area() != nil || none.NotYet() != nil {
		t.Error("an area or unused keys out of nothing")
	}
}

func TestScalarInflation(t *testing.T) {
	p := parsed(t, "version: 1\ncosts: {price_base: 2024-25, weekly: {kinship: 1}, inflation: 2.5%}\n").Prices()
	if got := p.Factor("plans", 2025); got != 1.025 {
		t.Errorf("factor %v", got)
	}
}

// Initial conferences are a line by either of their names.
func TestInflationOfConferences(t *testing.T) {
	for _, name := range []string{"icpc", "conferences"} {
		p := parsed(t, "version: 1\ncosts: {price_base: 2024-25, weekly: {kinship: 1}, inflation: {default: 1%, "+name+": 5%}}\n").Prices()
		if got := p.Factor("icpc", 2025); got != 1.05 {
			t.Errorf("%s: factor %v", name, got)
		}
	}
}

func TestParseFaults(t *testing.T) {
	for _, c := range []struct{ old, new, what, fix string }{
		{"version: 1", "version: 2", "version 2", "version: 1"},
		{"version: 1\n", "", `"version" is missing`, ""},
		{"name: Exampleshire, ", "", `"name" is missing`, ""},
		{"2024-25", "2024-26", "not a financial year", "2026-27"},
		{"2024-25", "2024", "not a financial year", ""},
		{"  price_base: 2024-25\n", "", `"price_base" is missing`, ""},
		{"secure: 9000", "secured: 9000", `unknown key "secured"`, `"secure"`},
		{"secure: 9000", "secure: -9000", "below nothing", "0 or more"},
		{"secure: 9000", "secure: lots", "not an amount", "340"},
		{"secure: 9000", "secure: .nan", "not an amount", ""},
		{"secure: 9000", "secure: 1e400", "not an amount", ""},
		{"secure: 9000", "secure: {in: 9000}", `"out" is missing`, ""},
		{"secure: 9000", "secure: [1, 2]", "a price is wanted", "{in: 5600, out: 7000}"},
		{"secure: 9000", "secure:", "no value", ""},
		{"in: 5600", "in: 5,600", "", ""},
		{"residential_spread: 0.6", "residential_spread: -0.6", "out of range", "0.6"},
		{"default: 3%", "default: 3", "no unit", "like 3%"},
		{"default: 3%", "default: 1", "no unit", "1% or 100%"},
		{"default: 3%", "default: 0.03", "no unit", "3%"},
		{"default: 3%", "default: -100%", "no inflation", ""},
		{"default: 3%", "default: 300%", "no inflation", ""},
		{"[6%, 5.5%]", "[]", "empty list", "6%"},
		{"[6%, 5.5%]", "[6%, high]", "not a percentage", ""},
		{"uasc: 0", "uasc: 0, uasc_income: 1%", "inflation of uasc_income is given twice", "keep one"},
		{"uasc: 0", "icpc: 0, conferences: 1%", "inflation of icpc is given twice", "keep one"},
		{"residential: [6%", "residentail: [6%", "unknown line", `"residential"`},
		{"[LS, WF1-WF3]", "[LS, WF3-WF1]", "runs backwards", "WF1-WF3"},
		{"[LS, WF1-WF3]", "[LS, WF1-LS3]", "not a range", ""},
		{"[LS, WF1-WF3]", "[LS, Wakefield]", "not a postcode district", "LS"},
		{"[LS, WF1-WF3]", "[]", "empty list of postcodes", ""},
		{"what: opens", "what: open", "unknown event", `"opens"`},
		{"on: 2025-09-01", "on: 01/09/2025", "not a date", "2024-03-31"},
		{"setting: residential", "setting: residental", "unknown setting", "residential"},
		{"places: 4", "places: -4", "below nothing", ""},
		{"{health:", "{police:", "unknown contributor", "health"},
		{"residential: 12%", "residential: 112%", "no share", "100%"},
		{"to_age: 21", "to_age: 17", "support to age 17", "19"},
		{"share: 35%", "share: 0.35", "no unit", "like 35%"},
		{"share: 35%", "share: 35", "no unit", "like 35%"},
		{"{2025-26: 82500000", "{2025: 82500000", "not a financial year", ""},
		{"82500000", "-1", "below nothing", ""},
		{"budget:", "budgets:", `unknown key "budgets"`, `"budget"`},
	} {
		if !strings.Contains(example, c.old) {
			t.Fatalf("%q isn't in the example", c.old)
		}
		f, faults := Parse("council.yaml", []byte(strings.Replace(example, c.old, c.new, 1)))
		if f != nil || len(faults) == 0 {
			t.Errorf("%q: no fault", c.new)
			continue
		}
		found := false
		for _, g := range faults {
			found = found || strings.Contains(g.What, c.what) && strings.Contains(g.Fix, c.fix)
			if g.File != "council.yaml" || g.Line == 0 || g.Column == 0 || g.Fix == "" || g.Severity != model.Fatal {
				t.Errorf("%q: a fault without place or remedy: %+v", c.new, g)
			}
		}
		if !found {
			t.Errorf("%q: want %q (%q), got\n%v", c.new, c.what, c.fix, document.Errors(faults))
		}
	}
	// All at once, in the order of lines.
	_, faults := Parse("c.yaml", []byte(strings.NewReplacer("WF1-WF3", "WF3-WF1", "secure: 9000", "secure: x", "what: ends", "what: end", "to_age: 21", "to_age: 7").Replace(example)))
	if len(faults) != 4 || !slices.IsSortedFunc(faults, func(a, b model.Finding) int { return a.Line - b.Line }) {
		t.Errorf("want 4 faults in order, got\n%v", document.Errors(faults))
	}
}

func TestArea(t *testing.T) {
	area := parsed(t, "version: 1\nlocation: {postcodes: [LS, WF1-WF3, ec1a, W2]}\n").Area()
	type answer struct {
		at model.Location
		ok bool
	}
	in, out := answer{model.InArea, true}, answer{model.OutOfArea, true}
	for postcode, want := range map[string]answer{
		"LS1 4AB": in, "LS14AB": in, "ls29 9zz": in, "LS299ZZ": in,
		"WF1 1AA": in, "WF31AA": in, "WF4 1AA": out, "WF10 1AA": out, "WF101AA": out,
		"L1 1AA": out, "EC1A 1BB": in, "EC1V 1BB": out, "EC1A1BB": in, "W2 1AA": in, "W2A1AA": in, "W12 1AA": out,
		"LS9 9": in, "WF1 2": in, "WF4 1": out, "LS99": in, // sectors
		"BD1": out, "WF2": in,
	} {
		if at, ok := area(postcode); (answer{at, ok}) != want {
			t.Errorf("%s is %v %v", postcode, at, ok)
		}
	}
	for _, postcode := range []string{"", "unknown", "LS", "1AA", "WF12", "WF1 1A1A"} { // WF12 is a district, or WF1 2
		if _, ok := area(postcode); ok {
			t.Errorf("%q was placed", postcode)
		}
	}
}

func TestDefault(t *testing.T) {
	p := Default()
	costs := UnitCosts()
	for s := range model.Settings {
		setting := model.Setting(s)
		if in, out := p.Weekly[model.PlaceOf(setting, model.InArea)], p.Weekly[model.PlaceOf(setting, model.OutOfArea)]; in < 100 || in != out {
			t.Errorf("%v costs %v in and %v out of the area", setting, in, out)
		}
		if costs[s].Line != setting.String() {
			t.Errorf("unit cost %d is of %s", s, costs[s].Line)
		}
	}
	if p.Weekly[model.PlaceOf(model.Residential, model.InArea)] != 6123 || p.SGO != 180 || p.PlanMonth != 400 || p.UASCNight != 143 {
		t.Errorf("prices %+v", p)
	}
	if p.Factor("residential", p.Base+5) != 1 {
		t.Error("there is inflation")
	}
	for _, u := range costs {
		if u.Source == "" || u.Year == "" || u.Grade == "" || !strings.Contains(u.String(), u.Source) {
			t.Errorf("unit cost without source: %v", u)
		}
	}
	if !strings.Contains(p.Source, "national") {
		t.Errorf("source %q", p.Source)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(example))
	f.Add([]byte("version: 1\ncosts: {price_base: 2024-25, weekly: {kinship: {in: 1, out: 2}}, inflation: [1%]}"))
	f.Fuzz(func(t *testing.T, data []byte) {
		c, faults := Parse("c.yaml", data)
		if (c == nil) != (len(faults) > 0) {
			t.Fatalf("file %v with faults %v", c != nil, faults)
		}
		if c == nil {
			return
		}
		p := c.Prices()
		for _, w := range p.Weekly {
			if !(w >= 0) || math.IsInf(w, 0) {
				t.Fatalf("prices %v", p.Weekly)
			}
		}
		for line := range maps.Keys(p.Inflation) {
			if g := p.Factor(line, p.Base+3); !(g > 0) || math.IsInf(g, 0) {
				t.Fatalf("%s grows by %v", line, g)
			}
		}
		if area := c.Area(); area != nil {
			area("LS1 1AA")
		}
		c.Warnings()
		c.NotYet()
	})
}
