package records

import (
	"strings"

	"github.com/carecurve/carecurve/model"
)

// annexPlanDays are how far back lists 1 to 7 reach, annexCareDays list 8.
const (
	annexPlanDays = 182
	annexCareDays = 365
)

func (j *joiner) annexCareDays() model.Date {
	return model.Date(reach(j.opt.AnnexCareDays, annexCareDays))
}

func (f *file) readAnnexPlan(r *record) {
	child, sex, born := f.annexWho(r)
	at, endAt := r.at(annexStart), r.at(annexEnd)
	p := &plan{row: r.row, child: child, census: f.census, at: at, endAt: endAt, startText: clean(r.text(annexStart)), endText: clean(r.text(annexEnd))}
	p.category = annexCategory(r.text(annexFourth))
	if p.category == "" {
		p.category = annexCategory(r.text(annexThird))
	}
	if n, ok := number(clean(r.text(annexFifth))); ok && n < 100 {
		p.previous = n
	}
	if p.state == rowUsed {
		p.check(nil)
	}
	c := &censusChild{row: r.row, id: child, sex: sex, born: born, plans: 1, at: r.at(annexChild), of: f.census}
	f.census.plans, f.census.children = append(f.census.plans, p), append(f.census.children, c)
	if p.state == rowUsed {
		f.annex.date = max(f.annex.date, p.start, p.end)
	}
}

// endAnnexPlans gives the list the days that it covers.
func (f *file) endAnnexPlans() {
	c := f.census
	if f.annex.date.IsZero() {
		f.census = nil
		for _, p := range c.plans {
			f.broken = append(f.broken, &p.row)
		}
		return
	}
	c.reference, c.begins, c.year = f.annex.date, f.annex.date-annexPlanDays, endYear(f.annex.date)
}

// annexCategory reads a category of abuse, by code, letter or label.
func annexCategory(s string) string {
	text := strings.ToUpper(clean(s))
	for i, c := range [...]string{"NEG", "PHY", "SAB", "EMO", "MUL"} {
		if strings.HasPrefix(text, string(rune('A'+i))+")") || strings.HasPrefix(code(s), c) || c == "SAB" && strings.Contains(text, "SEXUAL") {
			return c
		}
	}
	return ""
}
