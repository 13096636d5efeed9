package agents

import "github.com/carecurve/carecurve/model"

// posterior is what draws from a model's posterior need again and again.
type posterior struct {
	model     *model.Model
	backbones map[uint64]*backbone // by the table's number among draws
}

// backbone is how uncertain the effects are that a table's cells share.
type backbone struct {
	sd      [model.Factors][]float64
	factors [][model.Factors]int // by cell
	events  float64              // that tell of the whole table
}

func newPosterior(m *model.Model) *posterior {
	return &posterior{m, map[uint64]*backbone{}}
}

// backbone is worked out when first asked for.
func (p *posterior) backbone(t *model.Table, id uint64) *backbone {
	if b := p.backbones[id]; b != nil {
		return b
	}
	b := &backbone{sd: t.Backbone(), factors: make([][model.Factors]int, len(t.Cells))}
	for i := range t.Cells {
		b.factors[i] = t.Factors(i)
		b.events += t.Cells[i].Occurrences / t.Dispersed()
	}
	p.backbones[id] = b
	return b
}
