package council

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/model/document"
)

// Reading says where a council's records mean something else than is taken
// for granted; left out, each key has the value that its comment names.
type Reading struct {
	document.Origin
	// Settings regroups placement codes: other: [P3], or with the provider
	// foster_own: [U6 PR2]. Codes not named stay where they are.
	Settings SettingCodes `yaml:"settings"`
	// Exits regroups reasons for ceasing: other: [E43, E44].
	Exits ExitCodes `yaml:"exits"`
	// TemporaryStays (T0–T4) count at the placement to which the child returns
	// (underlying), or as placements of their own (own).
	TemporaryStays string `yaml:"temporary_stays"`
	// LongestGap after REC X1, up to a next episode that goes on, is taken for
	// care; any gap by default.
	LongestGap *Span `yaml:"longest_gap"`
	// RejoinWithin is how soon after REC X1 an episode with RNE S goes on with
	// the period of care; 1 day by default.
	RejoinWithin *Span `yaml:"rejoin_within"`
	// CareOnLastDay and PlanOnLastDay tell whether the day on which care or a
	// plan ends is still a day of it; by default it isn't.
	CareOnLastDay bool `yaml:"care_on_last_day"`
	PlanOnLastDay bool `yaml:"plan_on_last_day"`
	// AnnexWindow is how far back Annex A's list 8 shows who has left; 12 months
	// by default.
	AnnexWindow *Span `yaml:"annex_window"`
}

// Grouping is how the council groups the return's codes.
func (r *Reading) Grouping() model.Grouping {
	return model.Grouping{Settings: r.Settings, Exits: r.Exits}
}

func (r *Reading) check() []model.Finding {
	var faults []model.Finding
	say := func(key, what, fix string) { faults = append(faults, r.Fault(key, what, fix)) }
	if stays := []string{"underlying", "own"}; r.Has("temporary_stays") && !slices.Contains(stays, r.TemporaryStays) {
		say("temporary_stays", fmt.Sprintf("unknown way %q of counting temporary stays", r.TemporaryStays), document.DidYouMean(r.TemporaryStays, stays, "they are counted as"))
	}
	if w := r.AnnexWindow; w != nil && (*w < 28 || *w > 5*366) {
		say("annex_window", "list 8 doesn't reach back so far, or so short", "write it like 12 months, from 28 days to 5 years")
	}
	return faults
}

// Span is a number of days.
type Span int

var span = regexp.MustCompile(`^(\d{1,4}) (day|week|month|year)s?$`)

// UnmarshalText reads 1 day, 30 days, 6 weeks, 12 months or 2 years; a month
// is a twelfth of 365 days.
func (s *Span) UnmarshalText(b []byte) error {
	m := span.FindStringSubmatch(string(b))
	if m == nil {
		return fmt.Errorf("%q is not a span of time\nwrite it like 30 days or 12 months", b)
	}
	n, _ := strconv.Atoi(m[1]) // four digits at most
	switch m[2] {
	case "day":
		*s = Span(n)
	case "week":
		*s = Span(7 * n)
	case "month":
		*s = Span(n * 365 / 12)
	default:
		*s = Span(365 * n)
	}
	return nil
}

// SettingCodes are settings by placement code, or by placement and provider.
type SettingCodes map[string]model.Setting

// UnmarshalDocument reads {supported: [H5, K3], foster_own: [U6 PR2]}.
func (c *SettingCodes) UnmarshalDocument(n document.Node) {
	*c = regrouped(n, func(name string) (s model.Setting, err error) { return s, s.UnmarshalText([]byte(name)) }, func(code string) (string, string) {
		place, provider, pair := strings.Cut(code, " ")
		provider = strings.TrimSpace(provider)
		switch known := model.ProviderCodes(); {
		case !slices.Contains(model.PlacementCodes(), place):
			return fmt.Sprintf("unknown placement code %q", place), document.DidYouMean(place, model.PlacementCodes(), "placement codes are")
		case pair && !slices.Contains(known, provider):
			return fmt.Sprintf("unknown provider code %q", provider), document.DidYouMean(provider, known, "provider codes are")
		}
		return "", ""
	})
}

// ExitCodes are ways out of care by reason for ceasing.
type ExitCodes map[string]model.Exit

// UnmarshalDocument reads {home: [E4], other: [E43, E44]}.
func (c *ExitCodes) UnmarshalDocument(n document.Node) {
	*c = regrouped(n, func(name string) (e model.Exit, err error) { return e, e.UnmarshalText([]byte(name)) }, func(code string) (string, string) {
		if !slices.Contains(model.ExitCodes(), code) {
			return fmt.Sprintf("unknown reason for ceasing %q", code), document.DidYouMean(code, model.ExitCodes(), "reasons for ceasing are")
		}
		return "", ""
	})
}

// regrouped reads groups with the codes behind each, a code in one group at
// most. Wrong gives what is wrong with a code and what would be right.
func regrouped[G any](n document.Node, group func(string) (G, error), wrong func(code string) (what, fix string)) map[string]G {
	if n.Kind() != document.Mapping {
		n.Fault("groups of codes are wanted here", "write each group with its codes, like {other: [P3]}")
		return nil
	}
	out, owner := map[string]G{}, map[string]string{}
	for _, f := range n.Fields() {
		g, err := group(f.Key)
		if err != nil {
			what, list, _ := strings.Cut(err.Error(), ": one of ")
			n.FaultAt(f.Pos, what, document.DidYouMean(f.Key, strings.Split(list, ", "), "they are"))
			continue
		}
		items := f.Value.Items()
		if f.Value.Kind() == document.Scalar {
			items = []document.Node{f.Value}
		}
		if len(items) == 0 {
			n.FaultAt(f.Pos, "no codes for "+f.Key, "write the codes that count as "+f.Key+", like [P3], or leave the line out")
		}
		for _, item := range items {
			var text string
			if !item.Decode(&text) {
				continue
			}
			code := strings.Join(strings.Fields(strings.ToUpper(text)), " ")
			if what, fix := wrong(code); what != "" {
				item.Fault(what, fix)
				continue
			}
			if other, twice := owner[code]; twice {
				item.Fault(fmt.Sprintf("%s counts as %s already", code, other), "name each code once")
				continue
			}
			out[code], owner[code] = g, f.Key
		}
	}
	return out
}

// Changes are plain words on what the block changes, in a fixed order, for
// those who read the results.
func (r *Reading) Changes() []string {
	var out []string
	for _, code := range slices.Sorted(maps.Keys(r.Settings)) {
		out = append(out, code+" counts as "+r.Settings[code].String())
	}
	for _, code := range slices.Sorted(maps.Keys(r.Exits)) {
		out = append(out, code+" counts as "+r.Exits[code].String())
	}
	say := func(there bool, format string, values ...any) {
		if there {
			out = append(out, fmt.Sprintf(format, values...))
		}
	}
	say(r.TemporaryStays == "own", "temporary stays count as placements of their own")
	if r.LongestGap != nil {
		say(true, "gaps after REC X1 are bridged up to %d days", *r.LongestGap)
	}
	if r.RejoinWithin != nil {
		say(true, "a start up to %d days after REC X1 goes on with the period", *r.RejoinWithin)
	}
	say(r.CareOnLastDay, "the day in DEC is a day in care")
	say(r.PlanOnLastDay, "the day in CPPendDate is a day on the plan")
	if r.AnnexWindow != nil {
		say(true, "list 8 reaches back %d days", *r.AnnexWindow)
	}
	return out
}
