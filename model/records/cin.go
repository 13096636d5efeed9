package records

import (
	"cmp"
	"strings"

	"github.com/carecurve/carecurve/model"
)

// plan is one ChildProtectionPlans element, a row of the census.
type plan struct {
	row
	child      string
	start, end model.Date
	category   string
	previous   int
	referral   model.Date // CINreferralDate of its CINdetails
	closure    model.Date // CINclosureDate
	conference model.Date // the latest DateOfInitialCPC up to its start
	census     *census
	at, endAt  model.Pos
	startText  string
	endText    string
}

// censusChild is a Child element; it counts as a row only without a plan.
type censusChild struct {
	row
	id    string
	born  model.Date // PersonBirthDate, or the expected one
	sex   byte
	plans int
	at    model.Pos
	of    *census
}

// census reads a CIN census (root Message).
type census struct {
	file       *file
	collection string
	yearText   string
	dateText   string
	year       int
	reference  model.Date // the last day that it covers
	begins     model.Date // the first, if it isn't the year's

	children []*censusChild
	plans    []*plan

	child       *censusChild
	first       int // the present child's first plan
	details     int // the present case's first plan
	referral    model.Date
	closure     model.Date
	conferences []model.Date
	plan        *plan

	authority   string // LEA, three digits
	proceedings FGDM
}

// FGDM is the reach of family group decision-making before care proceedings,
// as one census tells it, in cases.
type FGDM struct {
	Year int // in which the census's year ends
	// Cases are those in pre-proceedings; Offered and Held those whose family
	// was offered a meeting and had one; ToCourt those with an application.
	Cases, Offered, Held, ToCourt int
}

func (c *census) open(name string, at model.Pos) {
	switch name {
	case "Child":
		c.child = &censusChild{row: row{file: c.file, line: int32(at.Line)}, at: at}
		c.first = len(c.plans)
		c.children = append(c.children, c.child)
	case "PreProceedingsandFGDM":
		c.proceedings.Cases++
	case "CINdetails":
		c.details, c.referral, c.closure, c.conferences = len(c.plans), 0, 0, nil
	case "ChildProtectionPlans":
		if c.child != nil {
			c.plan = &plan{row: row{file: c.file, line: int32(at.Line)}, census: c, at: at, endAt: at}
			c.plans = append(c.plans, c.plan)
		}
	}
}

func (c *census) leaf(parent, name, text string, at model.Pos) {
	text = clean(text)
	switch parent {
	case "CollectionDetails":
		switch name {
		case "Collection":
			c.collection = strings.ToUpper(text)
		case "Year":
			c.yearText = text
		case "ReferenceDate":
			c.dateText = text
		}
	case "Source":
		if name == "LEA" {
			c.authority = text
			c.file.ofAuthority(text)
		}
	case "PreProceedingsandFGDM":
		switch {
		case name == "FGDMMeetingOffer" && yes(text):
			c.proceedings.Offered++
		case name == "FGDMMeetingFac" && yes(text):
			c.proceedings.Held++
		case name == "CourtAppDate" && text != "":
			c.proceedings.ToCourt++
		}
	case "ChildIdentifiers":
		if c.child != nil {
			c.identify(name, text, at)
		}
	case "CINdetails", "Section47":
		switch name {
		case "CINreferralDate":
			c.referral = c.day(name, text, at)
		case "CINclosureDate":
			c.closure = c.day(name, text, at)
		case "DateOfInitialCPC":
			if d := c.day(name, text, at); !d.IsZero() {
				c.conferences = append(c.conferences, d)
			}
		}
	case "ChildProtectionPlans":
		if c.plan == nil {
			return
		}
		switch name {
		case "CPPstartDate":
			c.plan.startText, c.plan.at = text, at
		case "CPPendDate":
			c.plan.endText, c.plan.endAt = text, at
		case "InitialCategoryOfAbuse":
			if c.plan.category == "" {
				c.plan.category = c.category(name, text, at)
			}
		case "LatestCategoryOfAbuse":
			c.plan.category = cmp.Or(c.category(name, text, at), c.plan.category)
		case "NumberOfPreviousCPP":
			if n, ok := number(text); ok && n < 100 {
				c.plan.previous = n
			} else if text != "" {
				c.file.journal.say("odd-code", at, ": "+name)
			}
		}
	}
}

func (c *census) identify(name, text string, at model.Pos) {
	switch name {
	case "LAchildID":
		c.child.id = identifier(text)
	case "PersonBirthDate", "ExpectedPersonBirthDate":
		if text == "" || name == "ExpectedPersonBirthDate" && !c.child.born.IsZero() {
			return
		}
		if d := c.day(name, text, at); !d.IsZero() {
			c.child.born = d
		}
	case "GenderCurrent", "Sex":
		var known bool
		if c.child.sex, known = sexOf(text); !known {
			c.file.journal.say("odd-code", at, ": "+name)
		}
	}
}

func (c *census) close(name string) {
	switch name {
	case "ChildProtectionPlans":
		c.plan = nil
	case "CINdetails":
		for _, p := range c.plans[min(c.details, len(c.plans)):] {
			p.referral, p.closure = c.referral, c.closure
			p.check(c.conferences)
		}
		c.details = len(c.plans)
	case "Child":
		if c.child == nil {
			return
		}
		for _, p := range c.plans[c.first:] {
			p.child = c.child.id
			c.child.plans++
		}
		if c.child.id == "" {
			c.nameless()
		}
		if c.child.plans == 0 && c.child.state == rowUsed {
			c.child.state = rowPassedOver
		}
		c.child = nil
	}
}

// nameless sets a child without identifier aside, with its plans.
func (c *census) nameless() {
	c.file.journal.say("no-child", c.child.at, ": LAchildID")
	for _, p := range c.plans[c.first:] {
		p.state = rowSetAside
	}
	if c.child.plans == 0 {
		c.child.state = rowSetAside
	}
}

// check looks at a plan by itself.
func (p *plan) check(conferences []model.Date) {
	j := &p.file.journal
	var ok bool
	var form string
	if p.start, form, ok = dayForm(p.startText); ok && p.file.annex == nil {
		p.census.written(form, p.at)
	}
	if !ok {
		p.state = rowSetAside
		j.add("plan-without-start", p.at)
	}
	if p.endText != "" {
		if p.end, form, ok = dayForm(p.endText); ok && p.file.annex == nil {
			p.census.written(form, p.endAt)
		}
		if !ok {
			p.state = rowSetAside
			j.add("plan-bad-end", p.endAt)
		}
	}
	if p.state == rowUsed && !p.end.IsZero() && p.end < p.start {
		p.state = rowSetAside
		j.add("plan-end-first", p.endAt)
	}
	for _, d := range conferences {
		if p.conference.IsZero() || d > p.conference && d <= p.start {
			p.conference = d
		}
	}
	if p.state == rowUsed && p.conference > p.start {
		j.add("plan-before-icpc", p.at)
	}
}

// finish tells the census's year, and takes back a message of another
// collection.
func (c *census) finish() {
	f := c.file
	if c.collection != "" && c.collection != "CIN" || c.collection == "" && len(c.children) == 0 {
		*f = file{name: f.name, direct: f.direct, input: Input{Name: f.name, Kind: kindUnknown}}
		f.unknown()
		return
	}
	if d, ok := day(c.dateText); ok {
		c.reference, c.year = d, endYear(d)
	} else {
		c.year = yearIn(c.yearText)
		if c.year == 0 {
			c.year = yearInName(f.name)
		}
		if c.year == 0 {
			var last model.Date
			for _, p := range c.plans {
				last = max(last, p.start, p.end)
			}
			c.year = endYear(last)
		}
		c.reference = yearEnd(c.year)
	}
	f.input.Year = c.year
	for _, p := range c.plans {
		if p.state != rowUsed {
			continue
		}
		switch {
		case p.start > c.reference:
			p.state = rowSetAside
			f.journal.add("plan-after-census", p.at)
		case p.end > c.reference:
			p.end, p.repaired = 0, true
			f.journal.add("plan-ends-later", p.endAt)
		}
	}
}
