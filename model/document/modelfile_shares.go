package document

import "github.com/carecurve/carecurve/model"

// sharesFile is one row of shares over places.
type sharesFile struct {
	Origin
	Class  string                 `yaml:"class"`
	From   string                 `yaml:"from"`
	Age    string                 `yaml:"age,required"`
	Care   string                 `yaml:"time_in_care"` // of moves; without it the row holds at any
	Weight amount                 `yaml:"weight,required"`
	Mean   map[model.Place]amount `yaml:"mean,required"`
}

func (f *sharesFile) fill(n Node, to *model.Shares) {
	to.Weight = float64(f.Weight)
	if to.Weight == 0 {
		n.report(f.Fault("weight", "the weight of shares is 0", "write a number above 0: how many placements they count for"))
	}
	for p, v := range f.Mean {
		to.Mean[p] = float64(v)
	}
	toSum(n, f.At("mean"), "the shares", to.Mean[:], 1)
}

// readShares reads a list of rows of shares, one for each stratum, age and
// stage of care. A row without a stage stands for all of them.
func readShares(n Node, key string, strata, stages []string, to func(stratum, age, stage int) *model.Shares) {
	var list []sharesFile
	if !n.Decode(&list) {
		return
	}
	var names []string
	for _, s := range strata {
		for _, a := range ageBands {
			for _, g := range stages {
				names = append(names, s+", age "+a+g)
			}
		}
	}
	rows := newRows(names)
	other := map[string]string{"class": fromKey, fromKey: "class"}[key]
	for i := range list {
		f := &list[i]
		value := map[string]string{"class": f.Class, fromKey: f.From}[key]
		if f.Has(other) {
			n.report(Fault(f.KeyAt(other), inQuotes(other)+" has no business here", "leave it out"))
			rows.bad = true
			continue
		}
		if !f.Has(key) {
			n.report(Fault(f.Pos(), "key "+inQuotes(key)+" is missing", "add it: it says which row this is"))
			rows.bad = true
			continue
		}
		s, ok := lookUp(n, f.At(key), key, value, strata)
		a, known := lookUp(n, f.At("age"), "age", f.Age, ageBands)
		if !ok || !known {
			rows.bad = true
			continue
		}
		from, until := 0, len(stages)
		switch {
		case f.Care != "" && len(stages) == 1:
			n.report(Fault(f.KeyAt("time_in_care"), inQuotes("time_in_care")+" has no business here", "leave it out"))
			rows.bad = true
			continue
		case f.Care != "":
			g, ok := lookUp(n, f.At("time_in_care"), "time_in_care", f.Care, stageNames)
			if !ok {
				rows.bad = true
				continue
			}
			from, until = g, g+1
		}
		for g := from; g < until; g++ {
			if _, ok := rows.place(n, &f.Origin, key, names[(s*model.AgeBands+a)*len(stages)+g]); ok {
				f.fill(n, to(s, a, g))
			}
		}
	}
	rows.done(n, n.Pos(), "rows")
}

// stageNames are the stages of care, in order.
var stageNames = names[model.Stage](model.Stages)

type firstFile struct {
	to *[model.Classes][model.AgeBands]model.Shares
}

func (f *firstFile) UnmarshalDocument(n Node) {
	readShares(n, "class", names[model.Class](model.Classes), []string{""}, func(c, a, _ int) *model.Shares { return &f.to[c][a] })
}

type nextFile struct {
	to *[]model.NextRow
}

func (f *nextFile) UnmarshalDocument(n Node) {
	strata := model.NextStrata()
	*f.to = make([]model.NextRow, len(strata))
	var stages []string
	for _, g := range stageNames {
		stages = append(stages, ", time in care "+g)
	}
	readShares(n, fromKey, strata, stages, func(s, a, g int) *model.Shares { return &(*f.to)[s][a][g] })
}

// splitFile is how the exits without a flow of their own part.
type splitFile struct {
	to    *[model.AgeBands][len(model.OtherExits)]float64
	cases *[model.AgeBands]model.Cases
}

func (f *splitFile) UnmarshalDocument(n Node) {
	var list []struct {
		Origin
		Age   string                `yaml:"age,required"`
		Cases amount                `yaml:"cases"`
		Mean  map[model.Exit]amount `yaml:"mean,required"`
		Low   bound                 `yaml:"low"` // for reading alone
		High  bound                 `yaml:"high"`
	}
	if !n.Decode(&list) {
		return
	}
	rows := newRows(ageBands)
	for i := range list {
		row := &list[i]
		a, ok := rows.place(n, &row.Origin, "age", row.Age)
		if !ok {
			continue
		}
		f.cases[a] = model.Cases(row.Cases)
		left := len(row.Mean)
		for j, exit := range model.OtherExits {
			if v, ok := row.Mean[exit]; ok {
				f.to[a][j] = float64(v)
				left--
			}
		}
		if left > 0 {
			n.report(row.Fault("mean", "there is an exit here that has a table of its own", DidYouMean("", otherExits(), "one of")))
			continue
		}
		toSum(n, row.At("mean"), "the shares", f.to[a][:], 1)
	}
	rows.done(n, n.Pos(), "ages")
}

func otherExits() []string {
	var out []string
	for _, e := range model.OtherExits {
		out = append(out, e.String())
	}
	return out
}
