package council

import (
	"reflect"
	"strings"
	"testing"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/model/document"
)

// TestReading reads every key of the records block.
func TestReading(t *testing.T) {
	f := parsed(t, `version: 1
records:
  settings: {other: [P3, H5], foster_own: [u6  PR2], residential: R1}
  exits: {other: [E43, E44], home: [E13]}
  temporary_stays: own
  longest_gap: 6 weeks
  rejoin_within: 0 days
  care_on_last_day: true
  plan_on_last_day: true
  annex_window: 6 months
`)
	r := &f.Records
	g := r.Grouping()
	for _, c := range []struct {
		place, provider string
		want            model.Setting
	}{
		{"P3", "PR1", model.OtherSetting}, {"H5", "", model.OtherSetting}, {"U6", "PR2", model.FosterOwn}, {"U6", "PR4", model.FosterAgency},
		{"R1", "PR4", model.Residential}, {"K3", "PR4", model.Supported},
	} {
		if got := g.SettingOf(c.place, c.provider); got != c.want {
			t.Errorf("%s %s is %s, want %s", c.place, c.provider, got, c.want)
		}
	}
	for rec, want := range map[string]model.Exit{"E43": model.ExitOther, "E45": model.ExitSGO, "E13": model.ExitHome, "E17": model.ExitAged18} {
		if got := g.ExitOf(rec); got != want {
			t.Errorf("%s is %s, want %s", rec, got, want)
		}
	}
	if *r.LongestGap != 42 || *r.RejoinWithin != 0 || *r.AnnexWindow != 182 || !r.CareOnLastDay || !r.PlanOnLastDay || r.TemporaryStays != "own" {
		t.Errorf("read as %+v", r)
	}
	want := []string{
		"H5 counts as other", "P3 counts as other", "R1 counts as residential", "U6 PR2 counts as foster_own",
		"E13 counts as home", "E43 counts as other", "E44 counts as other",
		"temporary stays count as placements of their own", "gaps after REC X1 are bridged up to 42 days",
		"a start up to 0 days after REC X1 goes on with the period", "the day in DEC is a day in care",
		"the day in CPPendDate is a day on the plan", "list 8 reaches back 182 days",
	}
	if got := r.Changes(); !reflect.DeepEqual(got, want) {
		t.Errorf("the changes are\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if got := parsed(t, "version: 1\n").Records.Changes(); len(got) > 0 {
		t.Errorf("a file without the block changes %q", got)
	}
}

// TestReadingFaults holds each fault's place and words.
func TestReadingFaults(t *testing.T) {
	for _, c := range []struct{ line, want string }{
		{"settings: {suported: [H5]}", `3:14: unknown setting "suported"|did you mean "supported"?`},
		{"settings: {supported: [H6]}", `3:26: unknown placement code "H6"|did you mean "U6"?`},
		{"settings: {foster_own: [U6 PR9]}", `3:27: unknown provider code "PR9"|did you mean "PR0"?`},
		{"settings: {other: [P3], supported: [P3]}", `3:39: P3 counts as other already|name each code once`},
		{"settings: {other: []}", `3:14: no codes for other|write the codes`},
		{"settings: P3", `3:13: groups of codes are wanted here|{other: [P3]}`},
		{"exits: {sgo: [E49]}", `3:17: unknown reason for ceasing "E49"|did you mean "E4"?`},
		{"exits: {sgo: [X1]}", `3:17: unknown reason for ceasing "X1"|reasons for ceasing are E11`},
		{"temporary_stays: owned", `3:20: unknown way "owned"|underlying, own`},
		{"longest_gap: 30", `3:16: "30" is not a span of time|30 days`},
		{"annex_window: 3 days", `3:17: list 8 doesn't reach back so far|12 months`},
		{"longest_gab: 30 days", `3:3: unknown key "longest_gab"|longest_gap`},
		{"care_on_last_day: perhaps", `3:21: `},
	} {
		_, faults := Parse("c.yaml", []byte("version: 1\nrecords:\n  "+c.line+"\n"))
		if len(faults) != 1 {
			t.Errorf("%s: %d faults: %v", c.line, len(faults), document.Errors(faults))
			continue
		}
		got := document.Line(faults[0])
		for _, part := range strings.Split(c.want, "|") {
			if !strings.Contains(got, part) {
				t.Errorf("%s: says\n%s\nwithout %q", c.line, got, part)
			}
		}
	}
}

// A council that knows how many entries come by a plan says so as a share; anything
// else is told where it stands.
func TestEntriesFromPlan(t *testing.T) {
	if f := parsed(t, "version: 1\nplans: {entries_from_plan: 35%}\n"); f.Plans == nil || f.Plans.EntriesFromPlan != 0.35 {
		t.Errorf("plans %+v", f.Plans)
	}
	for text, want := range map[string]string{
		"plans: {entries_from_plan: 0.35}":          "has no unit",
		"plans: {entries_from_plan: 120%}":          "no share",
		"plans: {entries_by_plan: 35%}":             "is missing",
		"plans: {}":                                 "entries_from_plan",
		"plans: {entries_from_plan: 35%, ages: 10}": "ages",
	} {
		_, faults := Parse("c.yaml", []byte("version: 1\n"+text+"\n"))
		if len(faults) == 0 || faults[0].Line != 2 || faults[0].Column == 0 || !strings.Contains(faults[0].What, want) {
			t.Errorf("%s: %v, want %q in line 2", text, faults, want)
		}
	}
}
