package reports

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/model/fit/card"
)

func TestCard(t *testing.T) {
	c := &card.Card{
		From: model.NewDate(2019, 4, 1), To: model.NewDate(2024, 3, 31),
		Basis: card.Basis{Children: 12345, Periods: 2000, Placements: 4000, Plans: 3, Unknown: 400},
		Flows: []card.Flow{
			{Name: "Adoption", Few: true, Exposure: 1234.4, Sparse: 0.256, Leaning: 0.5, Level: 1, LevelLow: 0.9, LevelHigh: 1.1},
			{Name: "Returns to care", Events: 1234567, Level: 1, LevelLow: 1, LevelHigh: 1},
		},
		Rows: []card.Row{
			{Part: card.Arrivals, Name: "Straight from home", Unit: "children", Seen: 1326, Fitted: 1304, Low: 1213, High: 1394, Grade: card.Fits, Main: true},
			{Part: card.Exits, Name: "Adoption", Unit: "children", Few: true, Fitted: 3, High: 7, Grade: card.TooFew, Main: true},
			{Part: card.Moves, Name: "from foster_own/out", Unit: "children", Seen: 90, Fitted: 60, Low: 45, High: 75, Z: 4, Grade: card.Off, Verdict: "50% more seen than fitted: look here"},
			{Part: card.Staying, Name: "Aged 0, 6 months", Unit: "%", Seen: 71.6, Fitted: 60.2, Low: 58, High: 62, Grade: card.Luck, Verdict: "may be luck", Main: true},
			{Part: card.Staying, Name: "Aged 0, 2 years", Unit: "%", Seen: 30, Fitted: 30.2, Grade: card.Fits, Main: true},
			{Part: card.Stock, Name: "on 2024-03-31", Unit: "children", Seen: 500, Fitted: 498, Low: 470, High: 526, Grade: card.Fits, Main: true},
		},
		Notes: []string{"A note."},
	}
	var b strings.Builder
	if err := Card(&b, c); err != nil {
		t.Fatal(err)
	}
	out := b.String()
	for _, want := range []string{
		"1 April 2019 to 31 March 2024", "12,345 children", "fewer than 5 plans", "<5", "1,234,567", "0.90-1.10", "26%",
		"1,326", "1,213-1,394", "72 / 60 *", "30 / 30\n", "6 months   2 years", "on 31 March 2024",
		"Of 5 comparisons that could have failed 3 fit; 2 are outside", "1 is too far out", "1 more rests on too few",
		"* Moves, from The council's own foster carers (out area): 90 seen, 60 fitted", "72% seen, 60% fitted", "A note.",
	} {
		if !strings.Contains(strings.Join(strings.Fields(out), " "), strings.Join(strings.Fields(want), " ")) {
			t.Errorf("the card doesn't say %q:\n%s", want, out)
		}
	}
	for line := range strings.Lines(out) {
		if utf8.RuneCountInString(line) > 81 || strings.HasSuffix(line, " \n") {
			t.Errorf("line too long or with blanks at its end: %q", line)
		}
	}
}
