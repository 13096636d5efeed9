package synth

import "github.com/carecurve/carecurve/model"

// LegalStep is a legal status from a day on.
type LegalStep struct {
	From   model.Date
	Status string // as in SSDA903's LS
}

// Legal is the path of the legal status through a child's period of care, the
// n-th that [World.History] shows (0 first); nil for one it doesn't have.
func (w *World) Legal(child string, n int) []LegalStep {
	index := 0
	for _, r := range child {
		index = index*10 + int(r-'0')
	}
	index -= 100000
	if index < 0 || index >= len(w.people) {
		return nil
	}
	p := w.people[index]
	for i := range p.periods {
		q := &p.periods[i]
		if q.end != 0 && q.end < w.from {
			continue
		}
		if n == 0 {
			return p.legal(q)
		}
		n--
	}
	return nil
}

// legal is a way through the courts that fits what happens: agreed care stays
// so or turns into proceedings; an interim order into a full one after some
// nine months; a placement order comes before a placement for adoption.
func (p *person) legal(q *period) []LegalStep {
	key := p.family.sub(uint64(q.start)).sub(forLegal)
	court := key.uniform(1) < 0.62
	if p.uasc || (q.exit == model.ExitHome && q.end != 0 && q.end-q.start < 60) {
		court = false
	}
	for _, s := range q.stays {
		if s.place.Setting() == model.Adoptive || s.place.Setting() == model.WithParents {
			court = true // no one may be placed so by agreement alone
		}
	}
	var steps []LegalStep
	add := func(at model.Date, status string) {
		if at < q.start {
			at = q.start
		}
		if n := len(steps); n > 0 && at <= steps[n-1].From {
			at = steps[n-1].From + 1
		}
		if (q.end == 0 || at < q.end) && (len(steps) == 0 || steps[len(steps)-1].Status != status) {
			steps = append(steps, LegalStep{at, status})
		}
	}
	order := q.start + model.Date(180+200*key.uniform(2))
	switch {
	case !court:
		add(q.start, "V2")
		return steps
	case key.uniform(3) < 0.12:
		add(q.start, "L1")
		add(q.start+2, "C1")
	case key.uniform(3) < 0.4:
		add(q.start, "V2")
		add(q.start+model.Date(14+80*key.uniform(4)), "C1")
	default:
		add(q.start, "C1")
	}
	for _, s := range q.stays {
		if s.place.Setting() == model.Adoptive {
			add(max(q.start+1, min(order, s.start-30)), "E1")
			return steps
		}
		if s.place.Setting() == model.WithParents && s.start > q.start {
			add(min(order, s.start), steps[len(steps)-1].Status)
		}
	}
	add(order, "C2")
	return steps
}

func statusAt(steps []LegalStep, d model.Date) string {
	status := ""
	for _, s := range steps {
		if s.From <= d {
			status = s.Status
		}
	}
	return status
}
