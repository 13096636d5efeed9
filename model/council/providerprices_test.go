package council

import (
	"fmt"
	"strings"
	"testing"

	"github.com/carecurve/carecurve/model"
)

// Prices with providers, on one side, on both, and with and without others.
func TestProviderPrices(t *testing.T) {
	f := parsed(t, "version: 1\ncosts:\n  price_base: 2024-25\n  weekly:\n    residential: {in: {PR1: 4100, PR4: \"£5,600\", other: 5000}, out: 7000}\n    supported: {PR4: 1700, PR5: 1500}\n")
	p := f.Prices()
	in, out := model.PlaceOf(model.Residential, model.InArea), model.PlaceOf(model.Residential, model.OutOfArea)
	if p.Weekly[in] != 5000 || p.Weekly[out] != 7000 || p.Run[in] != [6]float64{1: 4100, 4: 5600} || p.Run[out] != [6]float64{} {
		t.Errorf("residential: %v and %v, %v and %v", p.Weekly[in], p.Weekly[out], p.Run[in], p.Run[out])
	}
	for l := range model.Locations {
		at := model.PlaceOf(model.Supported, model.Location(l))
		if p.Weekly[at] != 1600 || p.Run[at] != [6]float64{4: 1700, 5: 1500} {
			t.Errorf("supported: %v and %v", p.Weekly[at], p.Run[at])
		}
	}
	if x := p.Dearer(in, model.ProviderPrivate); x < 0.1199 || x > 0.1201 {
		t.Errorf("private homes are dearer by %v", x)
	}
	for text, want := range map[string]string{
		"{PR9: 4100}":                      `5:19: unknown provider "PR9"`,
		"{in: {PR4: 0, other: 5}, out: 1}": "no price above nothing",
		"{in: {PR4: 7, other: 0}, out: 1}": "all other providers cost nothing",
		"{in: {PR4: 7}}":                   `"out" is missing`,
		"{in: 5, out: [3]}":                "",
		"{in: 5, PR4: 3, out: 5}":          `unknown key "PR4"`,
	} {
		_, faults := Parse("c.yaml", []byte("version: 1\ncosts:\n  price_base: 2024-25\n  weekly:\n    residential: "+text+"\n"))
		all := ""
		for _, x := range faults {
			all += fmt.Sprintf("%d:%d: ", x.Line, x.Column) + x.What + "|" + x.Fix + "\n"
		}
		if len(faults) == 0 || !strings.Contains(all, want) {
			t.Errorf("%s: %q, want %q", text, all, want)
		}
	}
}
