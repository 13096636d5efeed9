package records

import (
	"strings"
	"testing"

	"github.com/carecurve/carecurve/model"
)

// message writes a census; each child is "id birth: plan, plan" with a plan
// "start/end" and an optional "|closure".
func message(year string, children ...string) string {
	var b strings.Builder
	b.WriteString("<Message><Header><CollectionDetails><Collection>CIN</Collection><Year>" + year + "</Year><ReferenceDate>" + year + "-03-31</ReferenceDate></CollectionDetails></Header>\n<Children>\n")
	for _, c := range children {
		who, plans, _ := strings.Cut(c, ": ")
		id, birth, _ := strings.Cut(who, " ")
		b.WriteString("<Child><ChildIdentifiers><LAchildID>" + id + "</LAchildID><PersonBirthDate>" + birth + "</PersonBirthDate><Sex>F</Sex></ChildIdentifiers>\n")
		for _, p := range strings.Split(plans, ", ") {
			p, closure, _ := strings.Cut(p, "|")
			start, end, _ := strings.Cut(p, "/")
			b.WriteString("<CINdetails><CINreferralDate>2021-01-05</CINreferralDate><CINclosureDate>" + closure + "</CINclosureDate>")
			if start != "" {
				b.WriteString("<Section47><DateOfInitialCPC>" + start + "</DateOfInitialCPC></Section47>\n<ChildProtectionPlans><CPPstartDate>" + start + "</CPPstartDate>")
				if end != "" {
					b.WriteString("\n<CPPendDate>" + end + "</CPPendDate>")
				}
				b.WriteString("<InitialCategoryOfAbuse>NEG</InitialCategoryOfAbuse><LatestCategoryOfAbuse>emo</LatestCategoryOfAbuse><NumberOfPreviousCPP>1</NumberOfPreviousCPP></ChildProtectionPlans>")
			}
			b.WriteString("</CINdetails>")
		}
		b.WriteString("</Child>\n")
	}
	b.WriteString("</Children></Message>\n")
	return b.String()
}

func TestPlans(t *testing.T) {
	tests := []struct {
		name  string
		files map[string]string
		want  string
		rules string
	}{
		{"closed in a later census", map[string]string{"a": message("2022", "A 2016-05-02: 2021-09-22/"), "b": message("2023", "A 2016-05-02: 2021-09-22/2022-06-01")},
			"plan 2021-09-22-2022-06-01", ""},
		{"open", map[string]string{"a": message("2023", "A 2016-05-02: 2022-09-22/")}, "plan 2022-09-22-", ""},
		{"absent later", map[string]string{"a": message("2022", "A 2016-05-02: 2021-09-22/"), "b": message("2023", "B 2016-05-02: 2022-09-22/")},
			"plan 2021-09-22-2022-03-31", "plan-stale"},
		{"overlap", map[string]string{"a": message("2023", "A 2016-05-02: 2022-05-22/2022-10-01, 2022-09-01/")},
			"plan 2022-05-22-2022-09-01; plan 2022-09-01-", "plan-overlap"},
		{"ends first", map[string]string{"a": message("2023", "A 2016-05-02: 2022-05-22/2022-05-01, 2022-09-01/")}, "plan 2022-09-01-", "plan-end-first"},
		{"no date", map[string]string{"a": message("2023", "A 2016-05-02: 2022-22-05/, 2022-09-01/x, 2022-10-01/")}, "plan 2022-10-01-", "plan-bad-end plan-without-start bad-optional"},
		{"after the census", map[string]string{"a": message("2023", "A 2016-05-02: 2023-05-01/, 2022-09-01/2023-06-01")}, "plan 2022-09-01-", "plan-after-census plan-ends-later"},
		{"case closed", map[string]string{"a": message("2023", "A 2016-05-02: 2022-05-01/|2022-10-01")}, "plan 2022-05-01-2022-10-01", "plan-after-closure"},
		{"open and closed", map[string]string{"a": message("2023", "A 2016-05-02: 2022-05-01/, 2022-05-01/2022-08-01")}, "plan 2022-05-01-2022-08-01", "plan-twice"},
		{"eighteen", map[string]string{"a": message("2023", "A 2004-05-02: 2022-04-01/, 2022-06-01/")}, "plan 2022-04-01-", "plan-starts-at-18 plan-after-18"},
		{"no identifier", map[string]string{"a": message("2023", " 2004-05-02: 2022-04-01/", "A 2016-05-02: 2022-05-01/")}, "plan 2022-05-01-", "no-child"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			h, r := load(t, Options{}, write(t, test.files))
			got := ""
			for _, c := range h.Children {
				if c.ID == "census A" {
					got = brief(c)
					if p := c.Plans[0]; p.Category != "EMO" || p.Previous != 1 || p.Referral != model.NewDate(2021, 1, 5) || c.Sex != 'F' {
						t.Errorf("%+v", c)
					}
				}
			}
			if got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
			var found []string
			for _, f := range r.Findings {
				found = append(found, f.Rule)
				if f.Line == 0 || f.Column == 0 {
					t.Errorf("%s has no position", f.Rule)
				}
			}
			if strings.Join(found, " ") != test.rules {
				t.Errorf("rules %q, want %q", found, test.rules)
			}
		})
	}
}

// TestCensusValues says what in a census is no date, or no code, or written
// otherwise, and does without it.
func TestCensusValues(t *testing.T) {
	text := message("2023", "A 2016-05-02: 2022-05-01/2022-10-01")
	for _, c := range []struct{ from, to, want string }{
		{"", "", ""},
		{"<Sex>F<", "<Sex>Q<", "odd-code: Sex"},
		{"2016-05-02", "2016-05-32", "bad-optional: PersonBirthDate"},
		{"2021-01-05", "05/01/2021", "date-form: DD/MM/YYYY, once"},
		{"2021-01-05", "soon", "bad-optional: CINreferralDate"},
		{"<CPPendDate>2022-10-01", "<CPPendDate>1-Oct-2022", "date-form: DD-Mon-YYYY, once"},
		{">NEG<", ">NEGLECT<", "odd-code: InitialCategoryOfAbuse"},
		{"CPP>1<", "CPP>many<", "odd-code: NumberOfPreviousCPP"},
	} {
		h, r := load(t, Options{}, write(t, map[string]string{"cin.xml": strings.Replace(text, c.from, c.to, 1)}))
		var got []string
		for _, f := range r.Findings {
			got = append(got, f.Rule+strings.TrimPrefix(f.What, rules[f.Rule].what))
			if f.Line == 0 || f.Column == 0 {
				t.Errorf("%s has no position", f.Rule)
			}
		}
		if strings.Join(got, "|") != c.want || brief(h.Children[0]) != "plan 2022-05-01-2022-10-01" || h.Children[0].Plans[0].Category != "EMO" {
			t.Errorf("%s for %s: said %q, want %q; %s", c.to, c.from, got, c.want, brief(h.Children[0]))
		}
	}
}

// TestPositionInXML holds a finding's position against the text.
func TestPositionInXML(t *testing.T) {
	text := message("2023", "A 2016-05-02: 2022-05-22/2022-05-01")
	_, r := load(t, Options{}, write(t, map[string]string{"a.xml": text}))
	at := r.Findings[0].Pos
	if line := strings.Split(text, "\n")[at.Line-1]; !strings.HasPrefix(line[at.Column-1:], "<CPPendDate>") {
		t.Errorf("%+v points into %q", at, line)
	}
}

func TestLink(t *testing.T) {
	files := func(birth string) map[string]string {
		return map[string]string{"2023/e.csv": plainFiles["2023/episodes.csv"], "2023/h.csv": plainFiles["2023/header.csv"],
			"c.xml": message("2023", "A "+birth+": 2022-04-02/2022-06-01", "Z 2015-01-01: 2022-06-01/")}
	}
	h, r := load(t, Options{}, write(t, files("2010-02-05")))
	if !h.Linked || len(h.Children) != 3 || len(h.Children[0].Plans) != 1 || len(h.Children[0].Periods) != 1 || r.InBoth != 1 || r.OnPlans != 2 {
		t.Errorf("linked %v, %d children, %d of %d", h.Linked, len(h.Children), r.InBoth, r.OnPlans)
	}
	// The same number with another birth date is another system's number.
	h, r = load(t, Options{}, write(t, files("2017-11-30")))
	if h.Linked || len(h.Children) != 4 || r.Counts["not-linked"] != 1 {
		t.Errorf("linked %v, %d children", h.Linked, len(h.Children))
	}
}

func TestOtherMessage(t *testing.T) {
	h, r := load(t, Options{}, write(t, map[string]string{"a.xml": "<Message><Header><CollectionDetails><Collection>SC</Collection></CollectionDetails></Header></Message>", "b.xml": message("2023", "A 2016-05-02: 2022-05-22/")}))
	if len(h.Children) != 1 || r.Counts["unknown-file"] != 1 {
		t.Errorf("%d children, %v", len(h.Children), r.Counts)
	}
}
