package reports

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"regexp"
	"strings"
	"testing"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/model/profile"
	"github.com/carecurve/carecurve/sim"
)

func render(t *testing.T, in Input) string {
	t.Helper()
	var b bytes.Buffer
	if err := WriteHTML(&b, in); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// own is the page without the embedded library, whose text is not ours.
func own(t *testing.T, page string) string {
	t.Helper()
	out := strings.Replace(page, echartsJS, "", 1)
	if len(out) == len(page) {
		t.Fatal("the library is not in the page unchanged")
	}
	return out
}

func TestLibraryIsTheOneNamed(t *testing.T) {
	sum := sha256.Sum256([]byte(echartsJS))
	const want = "b66b25aeb4df84e33199dc21694014d336d222cbd9deb0e5a7c14bd6aa0d0fd0" // echarts 6.1.0, dist/echarts.min.js
	if got := hex.EncodeToString(sum[:]); got != want {
		t.Errorf("echarts.min.js has SHA-256 %s, want %s", got, want)
	}
	if strings.Contains(strings.ToLower(echartsJS+reportJS), "</script") || strings.Contains(echartsJS, "sourceMappingURL") {
		t.Error("a script would break out of its element, or names a source map")
	}
}

func TestHTMLIsTheSameToTheByte(t *testing.T) {
	a := render(t, sampleInput())
	in := sampleInput()
	in.Meta.Workers, in.Meta.Command, in.Meta.Timings = 64, []string{"carecurve", "project", "-o", "elsewhere"}, nil
	if b := render(t, in); a != b {
		t.Error("workers, timings or the command line change the page")
	}
	in.Projection.Seed = 2
	if b := render(t, in); a == b {
		t.Error("the seed is not in the page")
	}
	if len(a) > 2_500_000 {
		t.Errorf("the page has %d bytes", len(a))
	}
}

func TestHTMLAsksNothingOfTheNetwork(t *testing.T) {
	page := own(t, render(t, sampleInput()))
	fetches := regexp.MustCompile(`(?i)<link|<iframe|<img|<object|<embed|<base|<form|<a\s|\bsrc\s*=|\bsrcset|\bhref\s*=|url\(|@import|fetch\(|XMLHttpRequest|WebSocket|sendBeacon|import\(`)
	if m := fetches.FindString(page); m != "" {
		t.Errorf("the page holds %q", m)
	}
	// The one address is text: the source that a scenario names.
	for _, at := range regexp.MustCompile(`https?://\S*`).FindAllString(page, -1) {
		if !strings.HasPrefix(at, "https://example.org/trial") {
			t.Errorf("the page holds the address %s", at)
		}
	}
}

func TestHTMLPolicyFitsTheScripts(t *testing.T) {
	page := render(t, sampleInput())
	m := regexp.MustCompile(`<meta http-equiv="Content-Security-Policy" content="([^"]*)">`).FindStringSubmatch(page)
	if m == nil {
		t.Fatal("no policy")
	}
	policy := html.UnescapeString(m[1])
	if !strings.HasPrefix(policy, "default-src 'none';") || strings.Contains(policy, "unsafe") {
		t.Errorf("the policy is too lax: %s", policy)
	}
	bodies := regexp.MustCompile(`(?s)<(?:script|style)>(.*?)</(?:script|style)>`).FindAllStringSubmatch(page, -1)
	if len(bodies) != 3 {
		t.Fatalf("%d scripts and styles, want 3", len(bodies))
	}
	for _, b := range bodies {
		sum := sha256.Sum256([]byte(b[1]))
		if h := "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"; !strings.Contains(policy, h) {
			t.Errorf("the policy lacks the hash of a part of %d bytes", len(b[1]))
		}
	}
	if strings.Contains(own(t, page), "style=") || regexp.MustCompile(`\son[a-z]+=`).MatchString(own(t, page)) {
		t.Error("an attribute holds style or script, which the policy forbids")
	}
}

func TestHTMLEscapes(t *testing.T) {
	const evil = `</script><script>alert(1)</script><!-- "'&<b>`
	in := sampleInput()
	in.Model.Authority.Name = evil
	in.Model.Notes = []string{evil}
	in.Model.Prices.Source = evil
	in.Meta.Warnings = []string{evil}
	in.Meta.Inputs = []model.Source{{Name: evil, SHA256: evil}}
	o := &in.Projection.Scenarios[1]
	o.Name, o.Title = evil, evil
	o.Assumptions = []sim.Assumption{{Intervention: evil, Text: evil, Source: evil, Grade: evil}}
	page := own(t, render(t, in))
	plain := own(t, render(t, sampleInput()))
	for _, tag := range []string{"<script", "</script", "<b>", "<!--", "alert(1)</"} {
		if got, want := strings.Count(page, tag), strings.Count(plain, tag); got != want {
			t.Errorf("%s stands %d times in the page, want %d", tag, got, want)
		}
	}
	drawings := chartsOf(t, page)
	found := false
	for _, c := range drawings {
		for _, s := range c.Option["series"].([]any) {
			found = found || s.(map[string]any)["name"] == evil
		}
	}
	if !found {
		t.Error("the scenario's name did not survive in the chart's data")
	}
}

func chartsOf(t *testing.T, page string) []chart {
	t.Helper()
	m := regexp.MustCompile(`(?s)<script type="application/json" id="charts">(.*?)</script>`).FindStringSubmatch(page)
	if m == nil {
		t.Fatal("no chart data")
	}
	var out []chart
	if err := json.Unmarshal([]byte(m[1]), &out); err != nil {
		t.Fatalf("chart data can't be read: %v", err)
	}
	return out
}

// A band's lower end and widths must add up to the quantiles, category by
// category, and the history must stand to their left.
func TestFanStacksToQuantiles(t *testing.T) {
	in := sampleInput()
	var lac *chart
	for _, c := range chartsOf(t, render(t, in)) {
		if c.ID == "chart-lac" {
			lac = &c
		}
	}
	if lac == nil {
		t.Fatal("no chart of children looked after")
	}
	series := lac.Option["series"].([]any)
	past := len(pastBefore(in.Model, in.Projection.Dates[0]))
	if past != len(in.Model.Past.Months)-1 {
		t.Fatalf("%d past months, want all but the data date's", past)
	}
	value := func(s, i int) any {
		return series[s].(map[string]any)["data"].([]any)[i].(map[string]any)["value"]
	}
	base := in.Projection.Scenarios[0].Find("lac", "")
	for i, v := range base.Values {
		sum := 0.0
		for s, q := range []int{q10, q25, q75, q90} {
			sum += value(s, past+i).(float64)
			if d := sum - v.Q[q]; d > 0.01 || d < -0.01 {
				t.Fatalf("date %d: stack of %d reaches %v, quantile is %v", i, s, sum, v.Q[q])
			}
		}
	}
	if value(0, past-1) != "-" || value(4, past-1) != in.Model.Past.LAC[past-1] || value(4, past+1) != "-" {
		t.Errorf("history and fan overlap: %v %v %v", value(0, past-1), value(4, past-1), value(4, past+1))
	}
	if len(lac.Tips) != past+len(base.Values) {
		t.Errorf("%d tips", len(lac.Tips))
	}
	if tip := fmt.Sprint(lac.Tips[past+1]); !strings.Contains(tip, countInterval(base.Values[1])) {
		t.Errorf("the tip lacks its interval: %s", tip)
	}
}

func TestCostLinesAreNamed(t *testing.T) {
	page := own(t, render(t, sampleInput()))
	for _, s := range []string{"Baseline cost by line", "Income for unaccompanied children", "\u2212\u2060£2,254,000"} {
		if !strings.Contains(page, s) {
			t.Errorf("the page lacks %q", s)
		}
	}
	if strings.Contains(page, "uasc_income") {
		t.Error("a line is shown by its key")
	}
}

// More scenarios than looks: those without one stand in the table alone.
func TestManyScenarios(t *testing.T) {
	in := sampleInput()
	for i := range 6 {
		o := sampleOutcome(in.Projection, fmt.Sprintf("extra-%d", i), "", 0.01)
		in.Projection.Scenarios = append(in.Projection.Scenarios, o)
	}
	page := own(t, render(t, in))
	if !strings.Contains(page, "The first 5 scenarios are drawn") || !strings.Contains(page, "extra-5, median</th>") {
		t.Error("a scenario is neither drawn nor named in the table")
	}
	for _, c := range chartsOf(t, page) {
		looks := map[string]bool{}
		for _, s := range c.Option["series"].([]any) {
			s := s.(map[string]any)
			if s["stack"] != nil {
				continue
			}
			look := fmt.Sprint(s["lineStyle"], s["itemStyle"])
			if looks[look] {
				t.Errorf("%s: two lines look alike: %s", c.ID, look)
			}
			looks[look] = true
		}
	}
}

// Nothing in the page may be missing a value without saying so.
func TestHTMLOfTheLeastInput(t *testing.T) {
	page := own(t, render(t, Input{Projection: tinyProjection(), Model: &model.Model{}}))
	for _, bad := range []string{"NaN", "%!", "£", "<nil>", "Inf"} {
		if strings.Contains(page, bad) {
			t.Errorf("the page holds %q", bad)
		}
	}
	for _, say := range []string{"Nothing is priced", "is a part year", "Where placements lie was not known"} {
		if !strings.Contains(page, say) {
			t.Errorf("the page does not say %q", say)
		}
	}
	if err := WriteHTML(io.Discard, Input{}); err == nil {
		t.Error("an empty input passed")
	}
}

// A past year's cost, worked out by hand.
func TestPastCost(t *testing.T) {
	m := &model.Model{}
	m.Prices = model.Prices{Base: 2023, PlanMonth: 400, Conference: 600, UASCNight: 100,
		Inflation: map[string][]float64{"residential": {0.10}, "default": {0}}}
	place := model.PlaceOf(model.Residential, model.OutOfArea)
	m.Prices.Weekly[place] = 7000
	year := func(y model.FinancialYear, complete bool) model.PastDays {
		d := model.PastDays{Year: y, Complete: complete, Plan: 3652.5, Starts: 2, UASC: 10}
		d.Place[place] = 365
		return d
	}
	m.Past.Days = []model.PastDays{year(2021, false), year(2022, true), year(2024, true), year(2025, true)}
	got := pastCosts(m, 2025)
	rest := 120*400.0 + 2*600 - 10*100
	want := []pastCost{{2022, 365000 + rest}, {2024, 365000*1.1 + rest}}
	if len(got) != 2 {
		t.Fatalf("got %v", got)
	}
	for i := range want {
		if d := got[i].Cost - want[i].Cost; got[i].Year != want[i].Year || d > 1e-6 || d < -1e-6 {
			t.Errorf("got %v, want %v", got[i], want[i])
		}
	}
}

func TestBudgetTable(t *testing.T) {
	in := sampleInput()
	if g := budgetTable(&in); len(g.Rows) != 0 {
		t.Errorf("a budget from nowhere: %v", g.Rows)
	}
	in.Model.Prices.Budget = map[model.FinancialYear]float64{2026: 85e6}
	g := budgetTable(&in)
	if got := fmt.Sprint(g.Rows); got != "[[2026-27 £85.0m £87.6m £82.1m to £93.1m +£2.58m 73% £91.2m]]" {
		t.Errorf("got %s", got)
	}
}

// An identifier in the profile's review list is text, whatever it holds.
func TestProfileEscapesIdentifiers(t *testing.T) {
	p := &profile.Profile{Authority: "Exampleshire", Children: 40}
	var b strings.Builder
	if err := WriteProfileHTML(&b, ProfileInput{Profile: p, Review: []profile.Child{{ID: "</script><img src=x onerror=alert(1)>"}}}); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(b.String(), "<img") || !strings.Contains(b.String(), "&lt;img src=x") {
		t.Error("an identifier got into the page as markup, or not at all")
	}
}
