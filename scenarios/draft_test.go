package scenarios

import (
	"regexp"
	"strings"
	"testing"
)

// TestDrafts shows that a draft of every kind passes the check as it is, and
// with any of its commented keys brought in.
func TestDrafts(t *testing.T) {
	commented := regexp.MustCompile(`(?m)^    # (\w+: .*)$`)
	for _, k := range DraftKinds() {
		if k.Means == "" {
			t.Errorf("%s says not what it does", k.Word)
		}
		text := Draft{Name: "mine", Title: `A "plan": it's \ ours`, Kind: k.Word}.Text()
		f, found := Parse("mine.yaml", []byte(text))
		if f == nil || len(Check([]*File{f})) > 0 {
			t.Errorf("%s: %s%s\n%s", k.Word, lines(found), lines(Check([]*File{f})), text)
			continue
		}
		if f.Title != `A "plan": it's \ ours` {
			t.Errorf("title %q", f.Title)
		}
		keys := commented.FindAllStringSubmatch(text, -1)
		if len(keys) == 0 {
			t.Errorf("%s: nothing is commented out", k.Word)
		}
		for _, key := range keys {
			more := strings.Replace(text, "    # "+key[1], "    "+key[1], 1)
			f, found := Parse("mine.yaml", []byte(more))
			if f == nil || len(Check([]*File{f})) > 0 {
				t.Errorf("%s with %s: %s", k.Word, key[1], lines(found))
			}
		}
		for _, c := range DraftKeys(k.Word) {
			if c.Means == "" || c.Example == "" || !strings.Contains(text, "\n    "+c.Word+": "+c.Example) {
				t.Errorf("%s: key %+v", k.Word, c)
			}
		}
	}
	text := Draft{Name: "mine", Kind: "rate", Values: map[string]string{"flow": "exit-home", "coverage": "30%"}}.Text()
	if f, _ := Parse("mine.yaml", []byte(text)); f == nil || f.Interventions[0].Flow != "exit-home" || *f.Interventions[0].Coverage != 0.3 || f.Title != "mine" {
		t.Errorf("values are lost:\n%s", text)
	}
	if DraftKeys("slots") != nil || DraftKeys("rat") != nil {
		t.Error("slots or an unknown kind has a draft")
	}
}
