package council

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/model/document"
)

// Pounds is an amount of money, ≥ 0.
type Pounds float64

var (
	pounds  = regexp.MustCompile(`^£?(\d{1,3}(,\d{3})+|[1-9]\d*|0)(\.\d+)?$`)
	percent = regexp.MustCompile(`^([-+]?(?:\d+(?:\.\d+)?|\.\d+)) ?%$`)
)

// UnmarshalText reads 2000, 2062.50 or £1,250,000.
func (p *Pounds) UnmarshalText(b []byte) error {
	s := string(b)
	if !pounds.MatchString(s) {
		if len(s) > 1 && s[0] == '-' && pounds.MatchString(s[1:]) {
			return fmt.Errorf("%q is below nothing\nwrite an amount of 0 or more", s)
		}
		return fmt.Errorf("%q is not an amount of money\nwrite it like 340 or \"£1,250,000\" (in quotes inside braces)", s)
	}
	v, err := strconv.ParseFloat(strings.NewReplacer("£", "", ",", "").Replace(s), 64)
	if err != nil || v > 1e12 {
		return fmt.Errorf("%q is more money than there is\nwrite it in pounds", s)
	}
	*p = Pounds(v)
	return nil
}

// Growth is a change a year, 3% as 0.03, above −1 and no more than 1.
type Growth float64

// UnmarshalText reads 3% or -0.5%.
func (g *Growth) UnmarshalText(b []byte) error {
	v, err := percentage(string(b))
	if err != nil {
		return err
	}
	if v <= -1 || v > 1 {
		return fmt.Errorf("%q a year is no inflation\nwrite it like 3%%", b)
	}
	*g = Growth(v)
	return nil
}

// Contribution is a share, 12% as 0.12, from 0 to 1.
type Contribution float64

// UnmarshalText reads 12%.
func (c *Contribution) UnmarshalText(b []byte) error {
	v, err := percentage(string(b))
	if err != nil {
		return err
	}
	if v < 0 || v > 1 {
		return fmt.Errorf("%q is no share\nwrite it from 0%% to 100%%", b)
	}
	*c = Contribution(v)
	return nil
}

func percentage(s string) (float64, error) {
	if m := percent.FindStringSubmatch(s); m != nil {
		v, err := strconv.ParseFloat(m[1], 64)
		if err != nil {
			return 0, fmt.Errorf("%q is not a percentage\nwrite it like 3%%", s)
		}
		return v / 100, nil
	}
	v, err := strconv.ParseFloat(s, 64)
	switch {
	case err != nil || v-v != 0: // NaN and infinities
		return 0, fmt.Errorf("%q is not a percentage\nwrite it like 3%%", s)
	case v == 0:
		return 0, nil
	}
	return 0, fmt.Errorf("%q has no unit\nwrite it in percent, like %s", s, meant(v))
}

// meant is the percentage that a number without a unit stands for: 0.6 for
// 60%, 50 for 50%; 1 may be either.
func meant(v float64) string {
	whole, share := strconv.FormatFloat(v, 'g', 6, 64)+"%", strconv.FormatFloat(v*100, 'g', 6, 64)+"%"
	switch a := math.Abs(v); {
	case a < 1:
		return share
	case a == 1:
		return whole + " or " + share
	}
	return whole
}

// Growths is inflation year by year from the price base on; the last value
// holds on.
type Growths []float64

// UnmarshalDocument reads 3%, or [6%, 5%, 3%].
func (g *Growths) UnmarshalDocument(n document.Node) {
	items := []document.Node{n}
	if n.Kind() == document.List {
		items = n.Items()
		if len(items) == 0 {
			n.Fault("an empty list of inflation", "write 3%, or a list such as [6%, 5%, 3%]")
		}
	}
	for _, item := range items {
		var x Growth
		item.Decode(&x)
		*g = append(*g, float64(x))
	}
}

// Inflation is growth by line.
type Inflation map[string]Growths

// lines are the names that inflation can be given for.
func lines() []string {
	out := []string{"default", "pay"}
	for s := range model.Settings {
		out = append(out, model.Setting(s).String())
	}
	return append(out, "plans", "icpc", "sgo", "adoption", "care_reviews", "proceedings", "staying_put", "uasc_income")
}

// otherNames are words that mean a line: the children for their grant, what
// initial conferences are called besides, and the keys that give the price.
var otherNames = map[string]string{"uasc": "uasc_income", "conferences": "icpc", "review": "care_reviews", "leavers": "staying_put"}

// UnmarshalDocument reads {default: 3%, residential: [6%, 5%]}, or one value
// for all lines.
func (i *Inflation) UnmarshalDocument(n document.Node) {
	*i = Inflation{}
	if n.Kind() != document.Mapping {
		var g Growths
		n.Decode(&g)
		(*i)["default"] = g
		return
	}
	known := map[string]bool{}
	for _, l := range lines() {
		known[l] = true
	}
	for _, f := range n.Fields() {
		line := f.Key
		if other, ok := otherNames[line]; ok {
			line = other
		}
		if !known[line] {
			n.FaultAt(f.Pos, fmt.Sprintf("unknown line %q of inflation", f.Key), document.DidYouMean(f.Key, lines(), "lines are"))
			continue
		}
		if _, twice := (*i)[line]; twice {
			n.FaultAt(f.Pos, fmt.Sprintf("inflation of %s is given twice", line), fmt.Sprintf("keep one; %q and %q are one line", f.Key, line))
			continue
		}
		var g Growths
		f.Value.Decode(&g)
		(*i)[line] = g
	}
}

// Price is a week's price in the area and out of it, and with a provider where
// that is another; 0 where it is not.
type Price struct {
	In, Out Pounds
	Run     [model.Locations][model.Providers]Pounds
}

// UnmarshalDocument reads 340, {in: 5600, out: 7000}, or with providers
// {PR4: 5600, other: 4800}, on one or both sides of the border.
func (p *Price) UnmarshalDocument(n document.Node) {
	sides := false
	if n.Kind() == document.Mapping {
		for _, f := range n.Fields() {
			sides = sides || f.Key == "in" || f.Key == "out"
		}
	}
	if n.Kind() == document.List {
		n.Fault("a list, where a price is wanted", "write one price like 340, or {in: 5600, out: 7000}")
		return
	}
	if !sides {
		var all side
		n.Decode(&all)
		p.In, p.Out, p.Run = all.other, all.other, [model.Locations][model.Providers]Pounds{all.run, all.run}
		return
	}
	var f struct {
		In  side `yaml:"in,required"`
		Out side `yaml:"out,required"`
	}
	n.Decode(&f)
	p.In, p.Out, p.Run = f.In.other, f.Out.other, [model.Locations][model.Providers]Pounds{f.In.run, f.Out.run}
}

// side is a week's price on one side of the border: with all providers but those
// in run.
type side struct {
	other Pounds
	run   [model.Providers]Pounds
}

// UnmarshalDocument reads 5600, or {PR1: 4100, PR4: 5600, other: 5000}. Without
// other, providers without a price of their own cost the mean of those with one.
func (x *side) UnmarshalDocument(n document.Node) {
	if n.Kind() != document.Mapping {
		n.Decode(&x.other)
		return
	}
	sum, named, other := Pounds(0), 0, false
	for _, f := range n.Fields() {
		if f.Key == "other" {
			other = true
			f.Value.Decode(&x.other)
			continue
		}
		k, ok := model.ProviderOf(f.Key)
		if !ok {
			n.FaultAt(f.Pos, fmt.Sprintf("unknown provider %q", f.Key), document.DidYouMean(f.Key, append(model.ProviderCodes(), "other", "in", "out"), "write in and out, or providers:"))
			continue
		}
		var price Pounds
		if f.Value.Decode(&price); price == 0 {
			n.FaultAt(f.Pos, f.Key+" has no price above nothing", "write what a week costs with it, or leave it out")
		}
		x.run[k] = price
		sum, named = sum+price, named+1
	}
	switch {
	case other && x.other == 0 && named > 0:
		n.Fault("all other providers cost nothing", "write what a week costs with them: other: 5000")
	case !other && named > 0:
		x.other = Pounds(math.Round(float64(sum)/float64(named)*100) / 100)
	}
}
