package council

import (
	"fmt"
	"slices"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/model/document"
)

// Fixed is places paid for whether taken or not.
type Fixed struct {
	Places int    // > 0
	Yearly Pounds // a year, taken or not
	Weekly Pounds // more for a week that a place is taken
}

// UnmarshalDocument reads {yearly: 900000, places: 4, weekly: 250}.
func (x *Fixed) UnmarshalDocument(n document.Node) {
	var f struct {
		Places int    `yaml:"places,required"`
		Yearly Pounds `yaml:"yearly,required"`
		Weekly Pounds `yaml:"weekly"`
	}
	if !n.Decode(&f) {
		return
	}
	if f.Places < 1 {
		n.Fault(fmt.Sprintf("%d places", f.Places), "write how many places there are, 1 or more")
	}
	x.Places, x.Yearly, x.Weekly = f.Places, f.Yearly, f.Weekly
}

// FixedPlaces are a setting's own places in the area and out of it; nil where
// there are none.
type FixedPlaces struct {
	In  *Fixed `yaml:"in"`
	Out *Fixed `yaml:"out"`
}

// ownLine is the cost line of a setting's own places, contractLine that of a
// contract. No intervention has such a name: theirs have no underscore.
func ownLine(s model.Setting) string      { return "own_" + s.String() }
func contractLine(contract string) string { return "contract_" + contract }

// blocks are the places that the file says are paid for whether taken or not:
// those of costs.fixed, and of events those that name a yearly cost. What
// opens or begins is there from its day on; what closes or ends has been there
// until its day, which is its last.
func (f *File) blocks() []model.Block {
	var out []model.Block
	if f.Costs != nil {
		for s := range model.Settings {
			setting := model.Setting(s)
			for l, x := range [model.Locations]*Fixed{f.Costs.Fixed[setting].In, f.Costs.Fixed[setting].Out} {
				if x != nil {
					out = append(out, model.Block{Line: ownLine(setting), Setting: setting, At: []model.Location{model.Location(l)}, Places: x.Places,
						Yearly: float64(x.Yearly), Weekly: float64(x.Weekly), Growth: "pay"})
				}
			}
		}
	}
	for i := range f.Events {
		e := &f.Events[i]
		if !e.acted() {
			continue
		}
		b := model.Block{Places: e.Places, Yearly: float64(e.Yearly), Weekly: float64(e.Weekly), Growth: "pay"}
		if e.Setting != nil {
			b.Setting, b.Line = *e.Setting, ownLine(*e.Setting)
		} else {
			b.Places, b.Line = 0, "own_places"
		}
		if e.Location != nil {
			b.At = []model.Location{*e.Location}
		}
		if e.Contract != "" {
			b.Line, b.Growth = contractLine(e.Contract), "default"
			if e.Setting != nil {
				b.Growth = e.Setting.String()
			}
		}
		if e.What == "opens" || e.What == "begins" {
			b.From = e.On
		} else {
			b.To = e.On
		}
		out = append(out, b)
	}
	return out
}

// acted tells whether projections act on the event: what costs nothing changes
// nothing.
func (e *Event) acted() bool { return e.Yearly > 0 && e.What != "package" }

// idle are the events that projections don't act on, by their words.
func (f *File) idle() []string {
	var out []string
	for i := range f.Events {
		e := &f.Events[i]
		if e.acted() || e.What == "package" {
			continue
		}
		what := e.Contract
		if what == "" && e.Setting != nil {
			what = e.Setting.String()
		}
		out = append(out, fmt.Sprintf("%s %s on %s", what, e.What, e.On))
	}
	slices.Sort(out)
	return out
}
