package records

import "github.com/carecurve/carecurve/model"

// finish adds up what became of the rows.
func (j *joiner) finish() {
	r := &j.report
	for _, f := range j.files {
		each(f.episodes, func(e *episode) *row { return &e.row }, f)
		each(f.people, func(p *person) *row { return &p.row }, f)
		each(f.uasc, func(u *unaccompanied) *row { return &u.row }, f)
		each(f.population, func(p *peopleRow) *row { return &p.row }, f)
		if f.annex != nil {
			each(f.annex.rows, func(r *annexRow) *row { return &r.row }, f)
		}
		each(f.broken, func(r *row) *row { return r }, f)
		if c := f.census; c != nil {
			each(c.plans, func(p *plan) *row { return &p.row }, f)
			for _, child := range c.children {
				if child.plans == 0 {
					f.count(&child.row)
				}
			}
		}
		each(f.ledger, func(l *ledgerRow) *row { return &l.row }, f)
		f.input.Rows += f.passed + f.looked
		f.input.Used += f.looked
		f.input.PassedOver += f.passed
		r.Inputs = append(r.Inputs, f.input)
		r.Read += f.input.Rows
		r.Used += f.input.Used
		r.Repeated += f.input.Repeated
		r.SetAside += f.input.SetAside
		r.PassedOver += f.input.PassedOver
		r.Repaired += f.input.Repaired
	}
	j.sameFiles()
	all := journal{all: j.opt.AllFindings}
	for _, f := range j.files {
		all.merge(&f.journal)
	}
	all.merge(&j.journal)
	r.Findings, r.Counts = all.sorted(), all.counts
	if r.Counts == nil {
		r.Counts = map[string]int{}
	}
	r.name(j.files)
}

// sameFiles says where a table of episodes, or a census, stands twice: often it
// is last year's under this year's name.
func (j *joiner) sameFiles() {
	seen := map[string]bool{}
	for _, f := range j.files {
		switch f.input.Kind {
		case kindEpisodes, kind903XML, kindCIN:
			key := f.input.SHA256 + "!" + f.sheet
			if f.input.Rows > 0 && seen[key] {
				j.journal.add("same-file", model.Pos{File: f.name})
			}
			seen[key] = true
		}
	}
}

func each[T any](rows []T, of func(T) *row, f *file) {
	for _, r := range rows {
		f.count(of(r))
	}
}
