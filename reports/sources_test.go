package reports

import (
	"bytes"
	"strings"
	"testing"

	"github.com/carecurve/carecurve/sim"
)

func sourcedInput() Input {
	in := sampleInput()
	y := in.Projection.Years[1].Year
	for i := range in.Projection.Scenarios {
		name := in.Projection.Scenarios[i].Name
		in.Sources = append(in.Sources,
			sim.Sourced{Scenario: name, Measure: "lac", Year: y, All: 200, Variance: [sim.Sources]float64{50, 20, 120, 0}},
			sim.Sourced{Scenario: name, Measure: "cost", Year: y, All: 4e12, Variance: [sim.Sources]float64{2e12, 1e12, 2e12, 0}})
	}
	return in
}

// Shares are those of the variances, what is left over stands apart, and what
// nobody asked for is not there.
func TestWhyItIsUncertain(t *testing.T) {
	in := sourcedInput()
	var page, text, file bytes.Buffer
	if err := WriteHTML(&page, in); err != nil {
		t.Fatal(err)
	}
	if err := Terminal(&text, in); err != nil {
		t.Fatal(err)
	}
	if err := WriteUncertaintyCSV(&file, in.Sources); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"variance of children looked after", "25%", "60%", "10%", "5%", "variance of net cost", "−25%"} {
		if !strings.Contains(page.String(), want) {
			t.Errorf("the report lacks %q", want)
		}
		if !strings.Contains(text.String(), want) {
			t.Errorf("the terminal lacks %q", want)
		}
	}
	for i := range in.Projection.Scenarios {
		if name := in.Projection.Scenarios[i].Name; !strings.Contains(page.String(), name+", variance of net cost") {
			t.Errorf("the report says nothing of %s", name)
		}
	}
	if want := "baseline,2026-27,lac,drift,120,0.6000\n"; !strings.Contains(file.String(), want) {
		t.Errorf("uncertainty.csv lacks %q:\n%s", want, file.String())
	}
	if want := "baseline,2026-27,cost,together,-1e+12,-0.2500\n"; !strings.Contains(file.String(), want) {
		t.Errorf("uncertainty.csv lacks %q:\n%s", want, file.String())
	}
	page.Reset()
	text.Reset()
	in.Sources = nil
	if err := WriteHTML(&page, in); err != nil {
		t.Fatal(err)
	}
	if err := Terminal(&text, in); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(page.String()+text.String(), "Why it is uncertain") {
		t.Error("a table that nobody asked for")
	}
}
