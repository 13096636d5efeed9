package main

import (
	"encoding/csv"
	"encoding/json"
	"io"
	"strconv"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/model/records"
)

// jsonFinding is a finding in JSON and CSV.
type jsonFinding struct {
	Severity string `json:"severity"`
	Number   int    `json:"number"`
	Rule     string `json:"rule"`
	// Check is the number of the return's own check, if it has one.
	Check  string `json:"check,omitempty"`
	File   string `json:"file,omitempty"`
	Line   int    `json:"line,omitempty"`
	Column int    `json:"column,omitempty"`
	What   string `json:"what"`
	Fix    string `json:"fix"`
	Child  string `json:"child,omitempty"`
}

func (c *checked) findings() []jsonFinding {
	out := []jsonFinding{}
	for _, f := range c.report.Findings {
		number, check := records.RuleNumber(f.Rule)
		j := jsonFinding{Severity: f.Severity.String(), Number: number, Rule: f.Rule, Check: check, File: f.File, Line: f.Line, Column: f.Column, What: f.What, Fix: f.Fix}
		if c.identifiers {
			j.Child = c.report.Child(f.Pos)
		}
		out = append(out, j)
	}
	return out
}

func checkJSON(out io.Writer, c *checked) error {
	type input struct {
		Name       string `json:"name"`
		Kind       string `json:"kind"`
		Year       int    `json:"year,omitempty"`
		Rows       int    `json:"rows"`
		Used       int    `json:"used"`
		Repeated   int    `json:"repeated"`
		SetAside   int    `json:"set_aside"`
		PassedOver int    `json:"passed_over"`
		Repaired   int    `json:"repaired"`
		SHA256     string `json:"sha256"`
	}
	type lack struct {
		What string `json:"what"`
		Cost string `json:"cost"`
	}
	r, a := c.report, &c.allows
	lacks := []lack{}
	for _, l := range a.Lacks {
		lacks = append(lacks, lack(l))
	}
	inputs := []input{}
	for _, in := range r.Inputs {
		inputs = append(inputs, input{in.Name, in.Kind, in.Year, in.Rows, in.Used, in.Repeated, in.SetAside, in.PassedOver, in.Repaired, in.SHA256})
	}
	enc := json.NewEncoder(out)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(struct {
		DataDate     model.Date     `json:"data_date"`
		From         model.Date     `json:"from"`
		Years        []yearCount    `json:"years"`
		Inputs       []input        `json:"inputs"`
		Read         int            `json:"read"`
		Used         int            `json:"used"`
		Repeated     int            `json:"repeated"`
		SetAside     int            `json:"set_aside"`
		PassedOver   int            `json:"passed_over"`
		Repaired     int            `json:"repaired"`
		Located      bool           `json:"located"`
		Linked       bool           `json:"linked"`
		OnPlans      int            `json:"children_on_plans"`
		InBoth       int            `json:"children_in_both"`
		Children     int            `json:"children"`
		Undated      int            `json:"children_without_birth_date"`
		Periods      int            `json:"periods_of_care"`
		Placements   int            `json:"placements"`
		Plans        int            `json:"plans"`
		YearsOfCare  float64        `json:"years_covered"`
		LocatedShare float64        `json:"share_located"`
		Entries      int            `json:"starts"`
		FromPlan     int            `json:"starts_from_a_plan"`
		Lacks        []lack         `json:"lacks"`
		Counts       map[string]int `json:"counts"`
		Findings     []jsonFinding  `json:"findings"`
	}{c.history.To, c.history.From, c.years, inputs, r.Read, r.Used, r.Repeated, r.SetAside, r.PassedOver, r.Repaired,
		c.history.Located, c.history.Linked, r.OnPlans, r.InBoth,
		a.Children, a.Undated, a.Periods, a.Placements, a.Plans, a.Years, a.Located, a.Entries, a.FromPlan, lacks, r.Counts, c.findings()})
}

func checkCSV(out io.Writer, c *checked) error {
	w := csv.NewWriter(out)
	header := []string{"severity", "number", "rule", "check", "file", "line", "column", "what", "fix"}
	if c.identifiers {
		header = append(header, "child")
	}
	w.Write(header)
	for _, f := range c.findings() {
		row := []string{f.Severity, strconv.Itoa(f.Number), f.Rule, f.Check, f.File, positive(f.Line), positive(f.Column), f.What, f.Fix}
		if c.identifiers {
			row = append(row, f.Child)
		}
		w.Write(row)
	}
	w.Flush()
	return w.Error()
}

func positive(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}
