package document

import (
	"fmt"

	"github.com/carecurve/carecurve/model"
)

// streamFile reads arrivals into to.
type streamFile struct{ to *model.Stream }

func (s *streamFile) UnmarshalDocument(n Node) {
	var f struct {
		Origin
		Level  levelFile   `yaml:"level,required"`
		Season [12]amount  `yaml:"season,required"`
		Months amount      `yaml:"season_cases"`
		Groups []amount    `yaml:"groups,required"`
		Sizes  amount      `yaml:"groups_cases"`
		Weight amount      `yaml:"weight"`
		Ages   []cellAge   `yaml:"ages,required"`
		Within []partsFile `yaml:"within,required"`
	}
	f.Level.to = &s.to.Level
	if !n.Decode(&f) {
		return
	}
	s.to.Weight = float64(f.Weight)
	s.to.SeasonCases, s.to.GroupsCases = model.Cases(f.Months), model.Cases(f.Sizes)
	for i, v := range f.Season {
		s.to.Season[i] = float64(v)
	}
	toSum(n, f.At("season"), "the twelve months' factors", s.to.Season[:], 12)
	for _, v := range f.Groups {
		s.to.Groups = append(s.to.Groups, float64(v))
	}
	toSum(n, f.At("groups"), "the shares of groups", s.to.Groups, 1)
	rows := newRows(ageBands)
	var places []int
	var written []rateFile
	for i := range f.Ages {
		c := &f.Ages[i]
		if at, ok := rows.place(n, &c.Origin, "age", c.Age); ok {
			places = append(places, at)
			written = append(written, rateFile{c.Origin, c.Occurrences, c.Exposure, float64(c.Mean), &c.Low, &c.High, c.Shape})
		}
	}
	for i, r := range readRates(n, f.At("ages"), written, float64(f.Weight), !f.Has("weight")) {
		s.to.Ages[places[i]] = r
	}
	rows.done(n, f.At("ages"), "ages")
	rows = newRows(ageBands)
	for i := range f.Within {
		p := &f.Within[i]
		at, ok := rows.place(n, &p.Origin, "age", p.Age)
		if !ok {
			continue
		}
		if want := model.WithinParts[at]; len(p.Shares) != want {
			n.report(p.Fault("shares", fmt.Sprintf("age %s is cut into %d parts, where there must be %d", p.Age, len(p.Shares), want), fmt.Sprintf("give exactly %d shares", want)))
			continue
		}
		s.to.WithinCases[at] = model.Cases(p.Cases)
		for _, v := range p.Shares {
			s.to.Within[at] = append(s.to.Within[at], float64(v))
		}
		toSum(n, p.At("shares"), "the shares", s.to.Within[at], 1)
	}
	rows.done(n, f.At("within"), "ages")
}

// cellAge is a rate of arrivals.
type cellAge struct {
	Origin
	Age         string `yaml:"age,required"`
	Occurrences amount `yaml:"occurrences"` // both or neither
	Exposure    amount `yaml:"exposure"`
	Mean        amount `yaml:"mean,required"`
	Low         bound  `yaml:"low"`
	High        bound  `yaml:"high"`
	Shape       amount `yaml:"shape"`
}

// partsFile says how old arrivals are inside an age band.
type partsFile struct {
	Origin
	Age    string   `yaml:"age,required"`
	Cases  amount   `yaml:"cases"`
	Shares []amount `yaml:"shares,required"`
	Low    bound    `yaml:"low"` // for reading alone
	High   bound    `yaml:"high"`
}
