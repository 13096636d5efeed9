package council

import (
	"slices"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/model/document"
)

// Savings is what savings are judged by: a plan is green where the chance that
// it reaches its target (or, without one, that it saves anything) is at least
// Green, amber from Amber on, and red below.
type Savings struct {
	document.Origin
	Green *Contribution `yaml:"green"` // 80 % where left out
	Amber *Contribution `yaml:"amber"` // 50 % where left out
	// Targets are net savings by scenario and financial year.
	Targets map[string]map[model.FinancialYear]Pounds `yaml:"targets"`
}

// aims are the thresholds and targets, with those left out filled in; nothing
// where the file has no such key.
func (s *Savings) aims() model.Aims {
	if s == nil {
		return model.Aims{}
	}
	out := model.Aims{Green: s.green(), Amber: s.amber()}
	for name, years := range s.Targets {
		if out.Targets == nil {
			out.Targets = map[string]map[model.FinancialYear]float64{}
		}
		out.Targets[name] = map[model.FinancialYear]float64{}
		for y, x := range years {
			out.Targets[name][y] = float64(x)
		}
	}
	return out
}

func (s *Savings) green() float64 {
	if s.Green == nil {
		return model.DefaultAims.Green
	}
	return float64(*s.Green)
}

func (s *Savings) amber() float64 {
	if s.Amber == nil {
		return min(model.DefaultAims.Amber, s.green())
	}
	return float64(*s.Amber)
}

func (s *Savings) check() []model.Finding {
	if s == nil || s.amber() <= s.green() {
		return nil
	}
	return []model.Finding{s.Fault("amber", "amber begins above green", "write a share of no more than that of green")}
}

// shares checks that others pay no more than there is.
func (f *File) shares() []model.Finding {
	var out []model.Finding
	var over []string
	for s := range model.Settings {
		setting := model.Setting(s)
		if f.Contributions["health"][setting]+f.Contributions["education"][setting] > 1 {
			over = append(over, setting.String())
		}
	}
	slices.Sort(over)
	for _, s := range over {
		out = append(out, f.Fault("contributions", "health and education pay more than the whole of "+s, "write shares that come to 100% or less together"))
	}
	return out
}
