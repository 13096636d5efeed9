package profile

import "math"

// small is the largest count that is hidden.
const small = 4

// Disclose hides counts of one to four, whatever else their rows say, and
// what they could be worked out from: where the parts of a total hide one row,
// or rows of less than five children in all, the next smallest goes too.
// Published figures stay. Tables that split another's rows hide what those do.
func (p *Profile) Disclose() {
	p.Hidden = true
	hidden := map[string]bool{}
	for _, following := range []bool{false, true} {
		for i := range p.Sections {
			for k := range p.Sections[i].Tables {
				t := &p.Sections[i].Tables[k]
				if (t.Follows != "") != following {
					continue
				}
				t.disclose(hidden)
				for _, r := range t.Rows {
					hidden[p.Sections[i].Key+"."+t.Key+" "+r.Name] = r.Few
				}
			}
		}
	}
	if p.Children >= 1 && p.Children <= small {
		p.Sections, p.Children = nil, 0
		p.Notes = append(p.Notes, "So few children are in care that nothing can be shown of them.")
	}
}

func (t *Table) disclose(hidden map[string]bool) {
	for i := range t.Rows {
		r := &t.Rows[i]
		r.Few = hidden[t.Follows+" "+r.Link] || few(r.Rest)
		for _, name := range r.Joins {
			r.Few = r.Few || hidden[t.Follows+" "+name]
		}
		for c, x := range r.Cells {
			if t.counted(c) && few(x) {
				r.Few = true
			}
		}
	}
	linked := map[string]bool{}
	for _, r := range t.Rows {
		linked[r.Link] = linked[r.Link] || r.Few
	}
	for i := range t.Rows {
		if t.Follows != "" && linked[t.Rows[i].Link] {
			t.Rows[i].Few = true
		}
	}
	for c := range t.Columns {
		if t.Parts && t.Follows == "" && t.counted(c) {
			t.second(c)
		}
	}
	for i := range t.Rows {
		if !t.Rows[i].Few {
			continue
		}
		for c := range t.Rows[i].Cells {
			if !t.Columns[c].Public {
				t.Rows[i].Cells[c] = math.NaN()
			}
		}
	}
}

func few(x float64) bool { return x >= 0.5 && x < small+0.5 }

// counted tells whether a column counts children of the records. Groups of
// siblings count as well.
func (t *Table) counted(c int) bool { return t.Columns[c].Unit == Children && !t.Columns[c].Public }

// second hides further rows of a column until its hidden counts can't be told
// from the total: two rows at least, and five children in all. Rows without a
// child have nothing to tell and don't count.
func (t *Table) second(c int) {
	for {
		rows, sum := 0, 0.0
		next := -1
		for i := range t.Rows {
			x := t.Rows[i].Cells[c]
			switch {
			case t.Rows[i].Few && x > 0:
				rows, sum = rows+1, sum+x
			case !t.Rows[i].Few && x > 0 && (next < 0 || x < t.Rows[next].Cells[c]):
				next = i
			}
		}
		if rows == 0 || rows > 1 && sum > small || next < 0 {
			return
		}
		t.Rows[next].Few = true
	}
}
