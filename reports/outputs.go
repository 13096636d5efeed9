package reports

import (
	"fmt"
	"io"
	"strings"

	"github.com/carecurve/carecurve/sim"
)

// Output is a file that a command writes, and its columns.
type Output struct {
	Name    string // of the file
	By      string // the command and flag
	What    string // one or two sentences
	Columns []OutputColumn
}

// OutputColumn is one column: its type, its unit (empty where it has none) and
// what it means.
type OutputColumn struct{ Name, Type, Unit, Meaning string }

// Outputs lists every file with columns. docs/outputs.md is made from it, and
// a test holds both to what is written.
func Outputs() []Output {
	scenario := OutputColumn{"scenario", "text", "", "the scenario's name; the run without interventions is `baseline`"}
	year := OutputColumn{"financial_year", "text", "", "1 April to 31 March, such as 2026-27"}
	part := OutputColumn{"part_year", "true or false", "", "projection and records together cover less than the year"}
	date := OutputColumn{"date", "date", "", "a month end; the first is the data date"}
	measure := OutputColumn{"measure", "text", "", "`lac` and `cpp` are stocks at the date; all others are flows of the month that ends there"}
	breakdown := OutputColumn{"breakdown", "text", "", "empty for all, else such as `setting=residential;location=out`"}
	line := OutputColumn{"line", "text", "", "`total` (net, the sum of the others), a setting, or a named line; income and contributions are negative"}
	spread := func(unit string) []OutputColumn {
		out := []OutputColumn{{"mean", "number", unit, "mean over the futures"}, {"sd", "number", unit, "standard deviation over the futures"}}
		for _, p := range sim.Levels {
			out = append(out, OutputColumn{fmt.Sprintf("p%02.0f", 100*p), "number", unit, fmt.Sprintf("%.0f futures in 100 lie at or below it", 100*p)})
		}
		return out
	}
	with := func(first []OutputColumn, more ...OutputColumn) []OutputColumn {
		return append(append([]OutputColumn{}, first...), more...)
	}
	pounds := func(name, meaning string) OutputColumn { return OutputColumn{name, "number", "pounds", meaning} }
	chance := func(name, meaning string) OutputColumn { return OutputColumn{name, "number", "0 to 1", meaning} }
	projection := append([]OutputColumn{scenario, date, measure, breakdown}, spread("children, plans or events")...)
	return []Output{
		{"projection.csv", "project", "Stocks at month ends and flows of months, every measure and breakdown, zeros included.", projection},
		{"projection.parquet", "project", "The same rows, typed and unrounded.", projection},
		{"costs.csv", "project", "Cost by scenario, financial year and line.", append([]OutputColumn{scenario, year, part, line}, spread("pounds")...)},
		{"savings.csv", "project", "Baseline minus scenario, future by future: a saving is positive.",
			with(append([]OutputColumn{scenario, year, part, line}, spread("pounds")...), chance("probability", "that the saving is above nothing"))},
		{"budget.csv", "project", "Forecast against the budget of whole years, if the council file names one.", []OutputColumn{scenario, year,
			pounds("budget", "as given"), pounds("forecast", "mean net cost"), pounds("variance", "forecast minus budget: an overspend is positive"),
			chance("probability_over", "that net cost is above the budget"), pounds("certainty_80", "the budget that would hold four times in five")}},
		{"savings_plan.csv", "project", "What each scenario saves before and after its own costs, its present value, and how sure it is.", []OutputColumn{scenario, year, part,
			pounds("gross_saving", "before the interventions' own cost"), pounds("plan_cost", "the interventions' own cost"), pounds("net_saving", "gross saving minus own cost"),
			pounds("cumulative", "net savings up to and with this year"), pounds("present_value", "of the net saving, in the first year's pounds at 3.5% a year"), pounds("cumulative_present_value", "their sum so far"),
			pounds("cashable", "of the gross saving: below what was paid before"), pounds("avoided", "of the gross saving: growth that does not come"), chance("probability", "that the net saving is above nothing"),
			pounds("target", "as the council file gives it; empty without one"), chance("probability_target", "that the net saving reaches the target"),
			{"rating", "text", "", "green, amber or red by the council's thresholds"}, {"payback", "text", "", "the month in which cumulative net savings turn positive, YYYY-MM"}}},
		{"bridge.csv", "project", "Why one amount differs from another: opening, volume, mix, price, timing and own costs add up to closing.", []OutputColumn{
			{"bridge", "text", "", "`year`: a year to the next; `plan`: the baseline to the scenario"}, scenario, {"from", "text", "", "financial year of the opening amount"}, {"to", "text", "", "financial year of the closing amount"},
			pounds("opening", "net cost at the start"), pounds("volume", "more or fewer child-weeks"), pounds("mix", "other placements"), pounds("price", "other prices"), pounds("timing", "the days of the year, part years"), pounds("own_costs", "the interventions' own cost"), pounds("closing", "net cost at the end")}},
		{"attribution.csv", "project", "What each intervention brings of a scenario's change, averaged over all orders in which they could have come (Shapley's value). The parts add up to the change of the means in `projection.csv` and `costs.csv` to the last digit; no order in a file plays a part.", []OutputColumn{scenario, {"intervention", "text", "", "its name in the scenario"},
			{"measure", "text", "", "`lac` and `cpp` at year ends; `entries` and `cost` (net, all lines) of financial years"}, {"date", "text", "", "the year end, or the financial year such as 2026-27"}, {"mean", "number", "children, entries or pounds", "scenario minus baseline: a saving is below nothing"}}},
		{"uncertainty.csv", "project --decompose", "How much of the variance of children in care at year ends and of cost each source brings when it varies alone.", []OutputColumn{scenario, year, {"measure", "text", "", "`lac` at the year's end or `cost` (net, all lines) of the year"},
			{"source", "text", "", "`chance`, `parameters`, `drift`, `effects`; `all` is with all of them, `together` what they bring only in company"}, {"variance", "number", "children², pounds²", "over the futures"}, {"share", "number", "", "of the variance of `all`"}}},
		{"averted.csv", "project", "What each scenario averts, child by child against the same futures without it, held against the flows; and what must be weighed against it. Instead less averted is the change.", []OutputColumn{scenario, year, part,
			{"measure", "text", "", "`entries`; `care_days`, child-days in care by child and year; `care_cost`, their change at the baseline's prices, net; `returns`, `moves`, `repeat_plans`; `days_at_risk`, child-days outside care that the same child spends in care without the scenario"}, {"route", "text", "", "of entries: `plan`, `direct`, `uasc` or `return`; empty for all"},
			{"baseline", "number", "as the measure", "mean without the scenario; empty where it is not known"}, {"mean", "number", "as the measure", "mean with it"}, {"change", "number", "as the measure", "with less without"},
			{"averted", "number", "as the measure", "of the baseline, what does not come about; empty from the markov engine"}, {"instead", "number", "as the measure", "what comes about without a like in the baseline: later, by another route, or other children"}}},
		{"prices.csv", "project", "What a unit costs by scenario, financial year and line, growth included.", []OutputColumn{scenario, year, {"line", "text", "", "a setting or a named line"}, {"location", "text", "", "`in` or `out` of the area; empty where it makes no difference"},
			{"unit", "text", "", "what is counted, such as child-week"}, pounds("pounds", "a unit, gross"), pounds("net", "a unit, net of what others pay")}},
		{"sensitivity.csv", "sensitivity", "What a scenario's saving becomes when one assumption goes to the ends of its interval, all others staying, on the same luck; the largest swing first.", []OutputColumn{scenario, {"assumption", "text", "", "what is assumed"},
			{"kind", "text", "", "effect, reach, size, delay, delivery, own cost, price, inflation or rate"}, {"low", "number", "its own", "lower end of the interval"}, {"base", "number", "its own", "as the run has it"}, {"high", "number", "its own", "upper end"},
			{"interval", "text", "", "where the interval comes from"}, {"measure", "text", "", "`saving` of the last whole year, `saving_all_years`, or `lac` at the end"}, {"date", "text", "", "the financial year, `all`, or the date"},
			{"at_low", "number", "pounds or children", "the measure with the assumption at its low end"}, {"at_base", "number", "pounds or children", "the same as it stands"}, {"at_high", "number", "pounds or children", "the same at its high end"},
			{"swing", "number", "pounds or children", "between the two ends"}, {"switching_value", "number", "its own", "at which the year's saving is nothing; empty where no value tried takes it away"}}},
		{"replicates.parquet", "project --replicates-out", "Every replicate's stocks and flows. Equal replicates of two scenarios share their luck.", []OutputColumn{scenario, {"replicate", "integer", "", "from 0"}, date, measure, breakdown, {"value", "integer", "children, plans or events", "its value"}}},
		{"replicates_costs.parquet", "project --replicates-out", "Every replicate's cost.", []OutputColumn{scenario, {"replicate", "integer", "", "from 0"}, year, line, pounds("value", "its value")}},
		{"profile.csv", "profile", "The tables of the profile in tidy form.", []OutputColumn{{"section", "text", "", "the question"}, {"table", "text", "", "the table in it"}, {"row", "text", "", "the group of children"}, {"column", "text", "", "what is told of the group"},
			{"unit", "text", "", "children, share (0 to 1), years, pounds, per 10,000"}, {"value", "number", "as the unit says", "c where it is hidden"}}},
		{"review.csv", "profile --identifiers", "Personal data: every child in care, longest expected stay first. The first line marks it confidential.", reviewOutput()},
	}
}

func reviewOutput() []OutputColumn {
	return []OutputColumn{{"child", "text", "", "the identifier of the return"}, {"age", "integer", "years", "completed years"}, {"sex", "text", "", "as recorded"}, {"setting", "text", "", "kind of placement"}, {"location", "text", "", "`in` or `out` of the area"},
		{"legal_status", "text", "", "in words"}, {"need", "text", "", "category of need, in words"}, {"care_since", "date", "", "with `before` where only the first day seen is known"}, {"care_years", "number", "years", "in care so far"}, {"placement_years", "number", "years", "in this placement so far"},
		{"placements_12_months", "integer", "placements", "in the last twelve months"}, {"turns_18", "date", "", "the eighteenth birthday"}, {"weekly_price", "number", "pounds", "what the ledger pays for the placement, else the price list's"},
		{"expected_further_years", "number", "years", "mean over children in such a position"}, {"in_care_in_a_year", "number", "0 to 1", "probability"}, {"what_usually_ends_such_stays", "text", "", "ways out with a probability of a tenth or more"}}
}

// WriteOutputsDoc writes docs/outputs.md.
func WriteOutputsDoc(w io.Writer) error {
	var b strings.Builder
	b.WriteString("# What the files hold\n\nThis page is made from the code: `go test ./reports -run TestOutputsDoc -update`. Amounts are pounds of the year they stand in; CSV files are UTF-8, with a header.\n\n" +
		"Beside them `project` writes `report.html` for reading, `budget.xlsx` for finance (totals are formulas) and `run.json`: version, command line, seed, fingerprints of every input, timings, warnings. Only `run.json` differs between two runs of the same question.\n\n" +
		"With `--publish` a figure that is withheld is the letter `c` in CSV files and the workbook, NaN in Parquet and null in JSON.\n")
	for _, o := range Outputs() {
		fmt.Fprintf(&b, "\n## %s\n\n`%s`. %s\n\n| column | type | unit | meaning |\n| --- | --- | --- | --- |\n", o.Name, o.By, o.What)
		for _, c := range o.Columns {
			fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", c.Name, c.Type, c.Unit, c.Meaning)
		}
	}
	b.WriteString("\n## Measures and breakdowns\n\n| measure | breakdown |\n| --- | --- |\n")
	for _, c := range sim.Columns() {
		if !strings.Contains(c.Breakdown, ";") {
			fmt.Fprintf(&b, "| %s | %s |\n", c.Measure, c.Breakdown)
		}
	}
	b.WriteString("\n`lac` also stands by setting and location together. `duration` is the time in care so far. `provider` is who runs the placement (PLACE_PROVIDER), as far as the records or the published tables tell: what is missing of all children is not known.\n")
	_, err := io.WriteString(w, b.String())
	return err
}
