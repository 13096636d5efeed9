package reports

import (
	"bytes"
	"strings"
	"testing"
)

// Whatever shows a figure of a distribution says whether it is the median or
// the mean: sentences, the page's tables and the terminal's alike.
func TestMedianOrMeanIsSaid(t *testing.T) {
	in := sampleInput()
	var page, text bytes.Buffer
	if err := WriteHTML(&page, in); err != nil {
		t.Fatal(err)
	}
	if err := Terminal(&text, in); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{">Children looked after, median<", ">Child protection plans, median<", ">Net cost in the year, median<", ">Expected saving in the year, mean<",
		">Moves in the year, mean<", ">Net cost, median<", ">Expected saving, mean<", ">Returns to care, mean (change)<", "(median and 80% interval)", "(mean and 80% interval)", "(mean; 80% interval of the saving"} {
		if !strings.Contains(page.String(), want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	for _, want := range []string{"LAC, median  80% interval", "CPP, median  80% interval", "Net cost, median", "Saving, mean"} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("the terminal lacks %q", want)
		}
	}
	for _, line := range strings.Split(text.String(), "\n") {
		if n := len([]rune(line)); n > 80 {
			t.Errorf("%d columns: %s", n, line)
		}
	}
}
