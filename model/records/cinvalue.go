package records

import "github.com/carecurve/carecurve/model"

// day reads a date that the census can do without.
func (c *census) day(name, text string, at model.Pos) model.Date {
	if text == "" {
		return 0
	}
	d, form, ok := dayForm(text)
	if !ok {
		c.file.journal.say("bad-optional", at, ": "+name)
		return 0
	}
	c.written(form, at)
	return d
}

// written notes a date that isn't YYYY-MM-DD, the census's own form.
func (c *census) written(form string, at model.Pos) {
	switch form {
	case "YYYY-MM-DD":
	case "":
		c.file.formAt("date-form", "DD/MM/YYYY", at)
	default:
		c.file.formAt("date-form", form, at)
	}
}

// category reads a category of abuse; blank for one that the census doesn't
// know.
func (c *census) category(name, text string, at model.Pos) string {
	switch s := code(text); s {
	case "NEG", "PHY", "SAB", "EMO", "MUL", "":
		return s
	}
	c.file.journal.say("odd-code", at, ": "+name)
	return ""
}
