package reports

import (
	"bytes"
	"strings"
	"testing"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

func TestTerminalGolden(t *testing.T) {
	var b bytes.Buffer
	if err := Terminal(&b, sampleInput()); err != nil {
		t.Fatal(err)
	}
	golden(t, "terminal.txt", b.Bytes())
	for _, r := range b.String() {
		if r > 126 && r != '£' {
			t.Errorf("%q is neither ASCII nor £", r)
		}
	}
	for _, line := range strings.Split(b.String(), "\n") {
		if len([]rune(line)) > 100 {
			t.Errorf("line too wide: %s", line)
		}
	}
}

func TestTerminalSaysPartYearsAndMissingPrices(t *testing.T) {
	in := Input{Projection: tinyProjection(), Model: &model.Model{}}
	var b bytes.Buffer
	if err := Terminal(&b, in); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(b.String(), "Nothing is priced") || strings.Contains(b.String(), "£") {
		t.Errorf("unpriced run shows money:\n%s", b.String())
	}
	in.Model.Prices.PlanMonth = 400
	b.Reset()
	if err := Terminal(&b, in); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(b.String(), "2025-26 (part year)") || !strings.Contains(b.String(), "2025-26 is a part year") {
		t.Errorf("the part year is not named:\n%s", b.String())
	}
}

func TestNumbersInWords(t *testing.T) {
	for _, c := range [][2]string{
		{"1,012", count(1011.6)},
		{"-1,234", count(-1234.4)},
		{"0", count(-0.3)},
		{"+12", change(12.2)},
		{"£1.20m", pounds(1.2e6)},
		{"£1.00m", pounds(999_999)},
		{"£12.3m", pounds(12.34e6)},
		{"£1,234.5m", pounds(1234.5e6)},
		{"£845,000", pounds(845_123)},
		{"-£845,000", pounds(-845_123)},
		{"£9,999", pounds(9_999)},
		{"£0", pounds(-0.2)},
		{"£0.05m", moneyFor(2e6).format(51_000)},
		{"over 99%", percent(1)},
		{"under 1%", percent(0)},
		{"93%", percent(0.934)},
		{"£10,800", price(10_800)},
		{"£1,234.56", price(1234.56)},
		{"0", decimal(-0.00001)},
		{"12.5", decimal(12.5)},
		{"100", decimal(100)},
		{"0.00", pence(-0.001)},
	} {
		if c[1] != c[0] {
			t.Errorf("got %q, want %q", c[1], c[0])
		}
	}
}

func TestFindingSaysWhatIsNotCertain(t *testing.T) {
	for _, c := range []struct {
		from float64
		to   sim.Summary
		want string
	}{
		{100, sim.Normal(110, 1, true), "rises from 100 to 110"},
		{100, sim.Normal(110, 50, true), "rises from 100 to 110; a fall can't be ruled out"},
		{100, sim.Normal(90, 50, true), "falls from 100 to 90; a rise can't be ruled out"},
		{100, sim.Normal(100.2, 0, true), "stays at 100"},
	} {
		if got := moves(c.from, c.to) + doubt(c.from, c.to); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}
