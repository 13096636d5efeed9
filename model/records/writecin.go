package records

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"strconv"

	"github.com/carecurve/carecurve/model"
)

// censusXML is one year's CIN census with the cases that have a plan in the
// year, in the order of the schema.
func censusXML(h *model.History, first, last model.Date, year int, opt WriteOptions) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<Message>\n<Header><CollectionDetails><Collection>CIN</Collection><Year>%d</Year><ReferenceDate>%s</ReferenceDate></CollectionDetails>"+
		"<Source><SourceLevel>L</SourceLevel><LEA>999</LEA><SoftwareCode>carecurve</SoftwareCode><SerialNo>1</SerialNo></Source></Header>\n<Children>\n", year, last)
	for i := range h.Children {
		c := &h.Children[i]
		var plans []*model.Plan
		for j := range c.Plans {
			if p := &c.Plans[j]; p.Start <= last && (p.End == 0 || p.End >= first) {
				plans = append(plans, p)
			}
		}
		if len(plans) == 0 {
			continue
		}
		b.WriteString("<Child><ChildIdentifiers>")
		element(&b, "LAchildID", c.ID)
		if c.Born > last {
			element(&b, "ExpectedPersonBirthDate", c.Born.String())
		} else {
			element(&b, "PersonBirthDate", c.Born.String())
		}
		element(&b, genderName(year), genderCode(c, last, year))
		b.WriteString("</ChildIdentifiers><ChildCharacteristics>")
		element(&b, "Ethnicity", headerRow(c, last, year)[3])
		b.WriteString("</ChildCharacteristics>")
		for j := 0; j < len(plans); {
			// Plans of one referral belong to one case.
			k := j + 1
			for k < len(plans) && plans[k].Referral == plans[j].Referral {
				k++
			}
			caseXML(&b, c, plans[j:k], last, year, opt)
			j = k
		}
		b.WriteString("</Child>\n")
	}
	b.WriteString("</Children>\n</Message>\n")
	return b.Bytes()
}

func genderName(year int) string {
	if year >= 2026 {
		return "Sex"
	}
	return "GenderCurrent"
}

func genderCode(c *model.Child, last model.Date, year int) string {
	switch {
	case year >= 2026:
		return sexCode(c.Sex, year)
	case c.Born > last || c.Sex == 0:
		return "0"
	}
	return sexCode(c.Sex, 2024)
}

func caseXML(b *bytes.Buffer, c *model.Child, plans []*model.Plan, last model.Date, year int, opt WriteOptions) {
	first, latest := plans[0], plans[len(plans)-1]
	referral := first.Referral
	if referral.IsZero() || referral > first.Start {
		referral = first.Start
	}
	u := func(what string) float64 { return chance(0, c.ID, what, referral.String()) }
	b.WriteString("<CINdetails>")
	element(b, "CINreferralDate", referral.String())
	// Brothers and sisters are referred together, by one source.
	element(b, "ReferralSource", choose(chance(0, "source", referral.String()), []string{"6", "2A", "3A", "3F", "5B", "1A", "10"}, 0.32, 0.22, 0.1, 0.1, 0.12, 0.1))
	element(b, "PrimaryNeedCode", choose(u("need"), []string{"N1", "N5", "N4", "N3", "N2"}, 0.72, 0.14, 0.08, 0.04))
	if closed := latest.End + 14 + model.Date(60*u("closure")); latest.End != 0 && closed <= last && !inCareAt(c, latest.End) {
		element(b, "CINclosureDate", closed.String())
		element(b, "ReasonForClosure", "RC7")
	}
	b.WriteString("<Section47>")
	element(b, "S47ActualStartDate", (referral + (first.Start-referral)/3).String())
	element(b, "DateOfInitialCPC", first.Start.String())
	element(b, "ICPCnotRequired", "false")
	b.WriteString("</Section47>")
	element(b, "ReferralNFA", "false")
	for _, p := range plans {
		start, end, category := p.Start.String(), "", p.Category
		if p.End != 0 && p.End <= last {
			end = p.End.String()
		}
		for _, q := range dirtyPlan(c.ID, year, start, end, category, opt) {
			b.WriteString("<ChildProtectionPlans>")
			element(b, "CPPstartDate", q.start)
			if q.end != "" {
				element(b, "CPPendDate", q.end)
			}
			element(b, "InitialCategoryOfAbuse", q.category)
			element(b, "LatestCategoryOfAbuse", q.category)
			element(b, "NumberOfPreviousCPP", strconv.Itoa(p.Previous))
			planReviews(b, p, last)
			b.WriteString("</ChildProtectionPlans>")
		}
	}
	b.WriteString("</CINdetails>")
}

// planReviews are due within three months of the start and six-monthly after.
func planReviews(b *bytes.Buffer, p *model.Plan, last model.Date) {
	open := false
	for at := p.Start + 84; at <= last && (p.End == 0 || at <= p.End); at += 175 {
		if !open {
			b.WriteString("<Reviews>")
			open = true
		}
		element(b, "CPPreviewDate", at.String())
	}
	if open {
		b.WriteString("</Reviews>")
	}
}

func inCareAt(c *model.Child, d model.Date) bool {
	for _, q := range c.Periods {
		if q.Start <= d && (q.End == 0 || q.End > d) {
			return true
		}
	}
	return false
}

func element(b *bytes.Buffer, name, text string) {
	b.WriteString("<" + name + ">")
	_ = xml.EscapeText(b, []byte(text)) // a Buffer takes everything
	b.WriteString("</" + name + ">")
}
