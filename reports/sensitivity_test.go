package reports

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/carecurve/carecurve/sim/study"
)

func TestSensitivityIsShown(t *testing.T) {
	end := sampleInput().Projection
	in := Sensitivity{Title: "A plan", Engine: "agents", Sensitivity: study.Sensitivity{Scenario: "plan", Year: 2026, End: end.Dates[len(end.Dates)-1], Base: study.Answer{Saving: 1_250_000, Total: 3e6, LAC: 980}}}
	for _, name := range []string{"conferences: effect (ratio of rates) in all the families that there are", "rate of exits, times", "<script>"} {
		in.List = append(in.List, study.Sensed{Assumption: study.Assumption{Name: name, Kind: "effect", Low: 0.6, Base: 0.8, High: 1, Interval: "of the trial"},
			AtLow: study.Answer{Saving: 12_400_000.5, LAC: 960}, AtHigh: study.Answer{Saving: -300_000, LAC: 990.25}, Switch: 0.95, Switches: name != "<script>"})
	}
	var b bytes.Buffer
	if err := SensitivityTerminal(&b, in); err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(b.String(), "\n") {
		if n := utf8.RuneCountInString(line); n > 80 {
			t.Errorf("%d columns: %s", n, line)
		}
	}
	for _, want := range []string{"saves £1.25m in 2026-27", "at 0.6 the saving is £12.4m, at 1 it is -£0.3m", "rate of exits, times", "0.95", "none"} {
		if !strings.Contains(strings.Join(strings.Fields(b.String()), " "), want) {
			t.Errorf("the terminal lacks %q:\n%s", want, b.String())
		}
	}
	b.Reset()
	if err := writeSensitivityCSV(&b, &in); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"plan,\"rate of exits, times\",effect,0.6,0.8,1,of the trial,saving,2026-27,12400000.50,1250000.00,-300000.00,12700000.50,0.95\n", ",lac,2029-03-31,960,980,990.25,30.25,\n"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("sensitivity.csv lacks %q:\n%s", want, b.String())
		}
	}
	b.Reset()
	if err := writeSensitivityHTML(&b, &in); err != nil {
		t.Fatal(err)
	}
	if page := b.String(); strings.Contains(page, "<script") || !strings.Contains(page, "<svg") || !strings.Contains(page, "turn the sign of the saving") {
		t.Error("the page is not what it should be")
	}
}
