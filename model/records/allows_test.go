package records

import (
	"strings"
	"testing"
)

// TestAllows takes one piece away at a time and looks for what is said of it.
func TestAllows(t *testing.T) {
	all := map[string]string{}
	for name, text := range plainFiles {
		all[name] = text
		all[strings.Replace(name, "2023", "2022", 1)] = strings.NewReplacer("2022", "2021").Replace(text)
	}
	all["cin_2022.xml"] = message("2022", "A 2010-02-05: 2021-04-20/")
	all["cin_2023.xml"] = message("2023", "A 2010-02-05: 2021-04-20/2022-05-15")
	all["population.csv"] = "year,age_from,age_to,population\n2022,0,17,1000\n2023,0,17,1000\n"
	h, r := load(t, Options{}, write(t, all))
	a := Allows(h, r)
	if a.Children != 2 || a.Undated != 0 || a.Plans != 1 || a.Located != 1 || a.PlanYears != a.Years {
		t.Errorf("%+v", a)
	}
	if a.Entries != 4 || a.FromPlan != 2 {
		t.Errorf("%d of %d entries come from a plan", a.FromPlan, a.Entries)
	}
	if len(a.Lacks) != 1 || !strings.HasPrefix(a.Lacks[0].What, "A short window") {
		t.Errorf("lacks %+v", a.Lacks)
	}
	for _, test := range []struct{ without, says string }{
		{"header.csv", "No header table"}, {"uasc.csv", "No uasc table"}, {"cin_", "No CIN census"},
		{"episodes.csv", "No SSDA903"}, {"population.csv", "No population"}, {"cin_2023.xml", "The censuses end on 2022-03-31"},
	} {
		t.Run(test.without, func(t *testing.T) {
			files := map[string]string{}
			for name, text := range all {
				if !strings.Contains(name, test.without) {
					files[name] = text
				}
			}
			h, r := load(t, Options{}, write(t, files))
			if !lacks(Allows(h, r), test.says) {
				t.Errorf("nothing is said of it: %+v", Allows(h, r).Lacks)
			}
		})
	}
	t.Run("location", func(t *testing.T) {
		files := map[string]string{}
		for name, text := range all {
			files[name] = strings.NewReplacer(",IN\n", ",\n", ",OUT\n", ",\n").Replace(text)
		}
		h, r := load(t, Options{}, write(t, files))
		if !lacks(Allows(h, r), "No placement's location") {
			t.Errorf("%+v", Allows(h, r).Lacks)
		}
	})
}

func lacks(a Allowance, says string) bool {
	for _, l := range a.Lacks {
		if strings.HasPrefix(l.What, says) && l.Cost != "" {
			return true
		}
	}
	return false
}

// TestRuleNumbers holds that every rule has a number of its own.
func TestRuleNumbers(t *testing.T) {
	seen := map[int]string{}
	for key, r := range rules {
		if n, _ := RuleNumber(key); n < 101 || seen[n] != "" || r.what == "" || r.fix == "" {
			t.Errorf("%s: number %d, also of %q", key, n, seen[n])
		}
		seen[r.number] = key
	}
}
