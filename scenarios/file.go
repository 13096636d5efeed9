package scenarios

import (
	"strconv"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/model/document"
	"github.com/carecurve/carecurve/sim"
)

// File is one scenario file.
type File struct {
	document.Origin
	Version       int            `yaml:"version,required"`
	Name          string         `yaml:"name,required"` // the key in outputs
	Title         string         `yaml:"title"`
	BasedOn       string         `yaml:"based_on"` // empty for baseline
	Interventions []Intervention `yaml:"interventions"`
}

// ToFill is where the file's effects stand that are still to be filled in.
func (f *File) ToFill() []model.Pos {
	var out []model.Pos
	for i := range f.Interventions {
		if in := &f.Interventions[i]; in.Effect != nil && in.Effect.Fill {
			out = append(out, in.At("effect"))
		}
	}
	return out
}

// Intervention is one measure. Which keys it may have depends on its kind;
// the others keep their zero value.
type Intervention struct {
	document.Origin
	Name string `yaml:"name,required"`
	Kind string `yaml:"kind,required"`

	// Who and when.
	Cases    string    `yaml:"cases"` // new, all, or empty for all
	Where    Where     `yaml:"where"`
	Start    When      `yaml:"start"`
	Ramp     Duration  `yaml:"ramp"`
	Lag      Duration  `yaml:"lag"`
	End      *When     `yaml:"end"`
	Fade     Duration  `yaml:"fade"`
	Coverage *Percent  `yaml:"coverage"` // nil for all
	Offer    string    `yaml:"offer"`    // empty for the intervention's own name
	Delivery *Delivery `yaml:"delivery"`
	Cost     *Cost     `yaml:"cost"`
	Evidence *Evidence `yaml:"evidence"`

	// rate, duration, demand
	Flow   string   `yaml:"flow"`
	Of     string   `yaml:"of"`
	Effect *Effect  `yaml:"effect"`
	Shrink *float64 `yaml:"shrink"` // 0–1, on the log ratio

	// redirect, once
	From  *Places  `yaml:"from"`
	To    *Target  `yaml:"to"`
	Share *Percent `yaml:"share"`
	Limit *Number  `yaml:"limit"`

	// price
	Line      string   `yaml:"line"`
	Change    *Percent `yaml:"change"`
	Inflation *Yearly  `yaml:"inflation"`

	// demand
	Population *Yearly `yaml:"population"`
	UASC       *Quota  `yaml:"uasc"`

	// capacity, slots, once, target, review
	Setting      *model.Setting           `yaml:"setting"`
	Location     *model.Location          `yaml:"location"`
	Places       *Number                  `yaml:"places"`
	Recruit      *Frequency               `yaml:"recruit"`
	Loss         *Yearly                  `yaml:"loss"`
	WhenFull     string                   `yaml:"when_full"`
	DrawsFrom    OneOrMore[model.Setting] `yaml:"draws_from"`
	Fill         *Percent                 `yaml:"fill"`
	Intervention string                   `yaml:"intervention"`
	PerMonth     *float64                 `yaml:"per_month"`
	Number       string                   `yaml:"number"` // a count, or so many a time
	Extra        *Frequency               `yaml:"extra"`
	By           *When                    `yaml:"by"`
	Order        string                   `yaml:"order"`
	Exit         *model.Exit              `yaml:"exit"`
	Every        string                   `yaml:"every"`
	Children     string                   `yaml:"children"` // a count a cycle, or all
	Lasting      Duration                 `yaml:"lasting"`
}

// Effect is a size with, perhaps, a 95 % interval in the same unit.
type Effect struct {
	document.Origin
	// Fill stands for an effect that nobody has measured and the user must
	// give: the word fill in the effect's place.
	Fill   bool      `yaml:"-"`
	Ratio  *float64  `yaml:"ratio"` // > 0
	Change *Size     `yaml:"change"`
	CI95   []Size    `yaml:"ci95"`
	Within *Duration `yaml:"within"` // with percentage points only
}

// UnmarshalDocument reads fill, or a size.
func (e *Effect) UnmarshalDocument(n document.Node) {
	if n.Kind() == document.Scalar {
		if n.Text() == fill && !n.Quoted() {
			e.Fill = true
			return
		}
		n.Fault(strconv.Quote(n.Text())+" is not an effect", "write {ratio: 0.85}, {change: -15%} or {change: -8.6pp, within: 12 months}; or fill, for one that is still to be found")
		return
	}
	type plain Effect
	n.Decode((*plain)(e))
}

// fill is the word for an effect that is still to be given.
const fill = "fill"

// Delivery is how surely and how late an intervention comes.
type Delivery struct {
	document.Origin
	Probability *Percent `yaml:"probability"` // nil for certain
	Delay       Duration `yaml:"delay"`
}

// Cost is an intervention's own cost, at the price base.
type Cost struct {
	document.Origin
	PerCase   Pounds `yaml:"per_case"`
	Event     string `yaml:"event"` // what a case costs by the council's prices: see eventNames
	PerReview Pounds `yaml:"per_review"`
	Once      Pounds `yaml:"once"`
	Yearly    Pounds `yaml:"yearly"`
	Inflation string `yaml:"inflation"` // the line whose inflation it follows
	Mark      string `yaml:"mark"`      // as in Evidence, of the prices
}

// Evidence says where the figures come from.
type Evidence struct {
	document.Origin
	Grade  string `yaml:"grade"` // A, B, C, D or E
	Source string `yaml:"source"`
	Note   string `yaml:"note"`
	Mark   string `yaml:"mark"` // V, C, D or M: how sure the figure itself is, see marks
}

// Places picks settings, locations and who runs placements; an empty list is any.
type Places struct {
	document.Origin
	Setting  OneOrMore[model.Setting]  `yaml:"setting"`
	Location OneOrMore[model.Location] `yaml:"location"`
	Provider OneOrMore[model.Provider] `yaml:"provider"`
}

// set is the same for an engine.
func (p *Places) set() sim.PlaceSet {
	return sim.PlaceSet{Settings: p.Setting, Locations: p.Location, Providers: p.Provider}
}

// Target is where children go instead: what is nil stays. Exit is for kind
// once alone.
type Target struct {
	document.Origin
	Setting  *model.Setting  `yaml:"setting"`
	Location *model.Location `yaml:"location"`
	Provider *model.Provider `yaml:"provider"` // of a redirect, and then alone
	Exit     *model.Exit     `yaml:"exit"`
}

// Quota is a number of unaccompanied children as a share of all children.
type Quota struct {
	document.Origin
	ShareOfChildren Percent  `yaml:"share_of_children,required"` // below 100 %
	Pace            Duration `yaml:"pace"`                       // a gap closes at a rate of the gap in this time; 0 for a year
}

// OneOrMore is one value or several.
type OneOrMore[T any] []T

// UnmarshalDocument reads a or [a, b].
func (l *OneOrMore[T]) UnmarshalDocument(n document.Node) {
	switch n.Kind() {
	case document.Scalar:
		var one T
		if n.Decode(&one) {
			*l = OneOrMore[T]{one}
		}
	case document.List:
		if len(n.Items()) == 0 {
			n.Fault("an empty list", "name at least one, or leave the key out for all")
		}
		n.Decode((*[]T)(l))
	default:
		n.Fault("keys, where a list is wanted", "write one value, or several as [a, b]")
	}
}
