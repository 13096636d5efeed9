package profile

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"
)

// The figures are Crown copyright, Open Government Licence v3.0.
//
//go:embed england.csv
var englandCSV string

// Figure is one published number of England.
type Figure struct {
	Topic, Name string
	Value       float64 // children, rounded to ten by the publisher
	Year        int     // year ending 31 March
	Source      string
}

// England lists the published figures that profiles are held against.
func England() []Figure { return englandFigures }

var englandFigures = parseEngland(englandCSV)

// parseEngland panics on a fault, since the table is part of the program.
func parseEngland(text string) []Figure {
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		panic(fmt.Sprintf("profile: england.csv: %v", err))
	}
	var out []Figure
	for _, r := range rows[1:] {
		value, err := strconv.ParseFloat(r[2], 64)
		year, err2 := strconv.Atoi(r[3])
		if err != nil || err2 != nil {
			panic(fmt.Sprintf("profile: england.csv: %v", r))
		}
		out = append(out, Figure{r[0], r[1], value, year, r[4]})
	}
	return out
}

// shares are England's shares of a topic: the sum over some published names of
// all of the topic's; source says where they are from.
type shares struct {
	topic  string
	of     map[string]float64
	total  float64
	year   int
	source string
}

func englandShares(topic string) shares {
	s := shares{topic: topic, of: map[string]float64{}}
	for _, f := range englandFigures {
		if f.Topic == topic {
			s.of[f.Name] = f.Value
			s.total += f.Value
			s.year, s.source = f.Year, f.Source
		}
	}
	return s
}

// share is what some names come to; false where one is not published.
func (s *shares) share(names ...string) (float64, bool) {
	sum := 0.0
	for _, n := range names {
		v, ok := s.of[n]
		if !ok {
			return 0, false
		}
		sum += v
	}
	return sum / s.total, len(names) > 0
}

// note says where a column is from.
func (s *shares) note() string {
	return fmt.Sprintf("England: %s, year ending 31 March %d. Counts there are rounded to ten.", s.source, s.year)
}
