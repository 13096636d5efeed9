package council

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/model/document"
)

// Version is the version of the council file's form.
const Version = 1

// File is a council file.
type File struct {
	document.Origin
	Version   int `yaml:"version,required"`
	Authority struct {
		Name string `yaml:"name,required"`
		Code string `yaml:"code"` // ONS code, may be empty
	} `yaml:"authority"`
	Location Location `yaml:"location"`
	// Records says how the council's records are to be read.
	Records Reading `yaml:"records"`
	// Plans says what the records can't tell of plans; nil: nothing is said.
	Plans *Plans `yaml:"plans"`
	// Population is the path of a table year,age_from,age_to,population; it may
	// be empty, and one found among the records wins.
	Population string `yaml:"population"`
	// Localities is the path of a table postcode,locality; may be empty.
	Localities    string                                    `yaml:"localities"`
	Costs         *Costs                                    `yaml:"costs"` // nil: the file names no prices
	Events        []Event                                   `yaml:"events"`
	Contributions map[string]map[model.Setting]Contribution `yaml:"contributions"`
	Leavers       *Leavers                                  `yaml:"leavers"`
	Savings       *Savings                                  `yaml:"savings"`
	// Budget is in pounds by financial year, to report variance against.
	Budget map[model.FinancialYear]Pounds `yaml:"budget"`
	// Outturn is the net cost of past years by the council's accounts (its
	// section 251 return), of what the cost lines cover.
	Outturn map[model.FinancialYear]Pounds `yaml:"outturn"`

	name string
}

// Event is something known to come: places paid for whether taken or not, or a
// child's package that changes. What is opens or closes, of a home, begins or ends,
// of a contract, or package. On is the first day of what opens or begins or of a
// changed price, and the last of what closes or ends.
type Event struct {
	document.Origin
	On       model.Date      `yaml:"on,required"`
	What     string          `yaml:"what,required"`
	Setting  *model.Setting  `yaml:"setting"`
	Location *model.Location `yaml:"location"`
	Contract string          `yaml:"contract"`
	Places   int             `yaml:"places"` // ≥ 0
	Yearly   Pounds          `yaml:"yearly"`
	// Weekly is more for a week that a place is taken, or all that a package costs.
	Weekly Pounds `yaml:"weekly"`
	Row    int    `yaml:"row"` // of a package: the child's line in the stock file
}

// Plans is what a council knows of plans where its census and its returns share
// no identifiers.
type Plans struct {
	document.Origin
	// EntriesFromPlan is the share of all entries to care that come by a plan.
	EntriesFromPlan Contribution `yaml:"entries_from_plan,required"`
}

// Leavers is what support after 18 costs: StayingPut a week, for a Share of
// those who turn 18 in care, to an age of 19 to 25.
type Leavers struct {
	document.Origin
	StayingPut Pounds       `yaml:"staying_put,required"`
	Share      Contribution `yaml:"share,required"`
	ToAge      int          `yaml:"to_age,required"`
}

// Parse reads a council file; name is its path, for messages. The findings
// are all its faults, and where there is one the file is nil.
func Parse(name string, data []byte) (*File, []model.Finding) {
	f := &File{name: name}
	findings := document.Decode(name, data, f)
	if f.Has("version") && f.Version != Version {
		return nil, []model.Finding{f.Fault("version", fmt.Sprintf("council files of version %d are not read by this program", f.Version), "write version: 1")}
	}
	findings = append(findings, f.check()...)
	document.Sort(findings)
	if len(findings) > 0 {
		return nil, findings
	}
	return f, nil
}

// check finds what one key says against another.
func (f *File) check() []model.Finding {
	faults := append(f.Location.check(), f.Records.check()...)
	if f.Costs != nil {
		faults = append(faults, f.Costs.check()...)
	}
	for i := range f.Events {
		e := &f.Events[i]
		whats := []string{"opens", "closes", "begins", "ends", "package"}
		if e.Has("what") && !slices.Contains(whats, e.What) {
			faults = append(faults, e.Fault("what", fmt.Sprintf("unknown event %q", e.What), document.DidYouMean(e.What, whats, "events are")))
		}
		faults = append(faults, e.packageFaults()...)
		if e.Places < 0 {
			faults = append(faults, e.Fault("places", "places are below nothing", "write a whole number of 0 or more, and what: closes or ends for a loss"))
		}
	}
	faults = append(append(faults, f.shares()...), f.Savings.check()...)
	payers := []string{"health", "education"}
	for _, who := range slices.Sorted(maps.Keys(f.Contributions)) {
		if !slices.Contains(payers, who) {
			faults = append(faults, f.Fault("contributions", fmt.Sprintf("unknown contributor %q", who), document.DidYouMean(who, payers, "contributors are")))
		}
	}
	if l := f.Leavers; l != nil && l.Has("to_age") && (l.ToAge <= model.AdultAge || l.ToAge > 25) {
		faults = append(faults, l.Fault("to_age", fmt.Sprintf("support to age %d", l.ToAge), "write an age from 19 to 25"))
	}
	return faults
}

// Warnings are plain sentences on what the file leaves out that changes
// results.
func (f *File) Warnings() []string {
	var out []string
	if f.Costs == nil {
		return []string{"The council file gives no prices: " + Default().Source + " stand in."}
	}
	if missing := f.Costs.Weekly.missing(); len(missing) > 0 {
		out = append(out, "The council file gives no weekly price for "+list(missing)+": national unit costs stand in.")
	}
	var free []string
	for _, p := range []struct {
		given bool
		name  string
	}{
		{f.Costs.Allowances.Has("sgo"), "special guardianship allowances"},
		{f.Costs.Allowances.Has("adoption"), "adoption allowances"},
		{f.Costs.Has("plan_month"), "child protection plans"},
	} {
		if !p.given {
			free = append(free, p.name)
		}
	}
	if len(free) > 0 {
		out = append(out, "The council file gives no price for "+list(free)+": costs leave them out.")
	}
	if !f.Costs.Has("inflation") {
		out = append(out, "The council file gives no inflation: costs are at the prices of "+f.Costs.PriceBase.String()+" in all years.")
	}
	return out
}

// NotYet are plain sentences on keys that the file holds but projections don't
// act on.
func (f *File) NotYet() []string {
	var out []string
	say := func(there bool, key, effect string) {
		if there {
			out = append(out, "The council file's "+key+" is not acted on yet: "+effect+".")
		}
	}
	if idle := f.idle(); len(idle) > 0 {
		out = append(out, "The council file names no yearly cost for "+list(idle)+": the weekly prices stand for it.")
	}
	say(f.Localities != "", "localities", "results are for the whole council")
	return out
}

// base is the file's name without folders, for the page under results.
func (f *File) base() string { return path.Base(strings.ReplaceAll(f.name, `\`, "/")) }

// list joins words as a sentence does.
func list(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1]
}
