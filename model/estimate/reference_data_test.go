package estimate_test

import (
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/carecurve/carecurve/model/estimate"
)

// The reference answers in testdata were made with R 4.2.2: survival 3.5-3,
// etm 1.1.1, mstate 0.3.3 and flexsurv 2.3.2. sim_children is a simulated set
// with delayed entry and three clocks; abortion comes with etm and mgus2 with
// survival.

// table is a CSV file by column name.
type table struct {
	column map[string]int
	rows   [][]string
}

func readTable(t testing.TB, name string) table {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	var r io.Reader = bytes.NewReader(raw)
	if strings.HasSuffix(name, ".gz") {
		if r, err = gzip.NewReader(r); err != nil {
			t.Fatal(err)
		}
	}
	rows, err := csv.NewReader(r).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) < 2 {
		t.Fatalf("%s holds no rows", name)
	}
	out := table{map[string]int{}, rows[1:]}
	for i, c := range rows[0] {
		out.column[c] = i
	}
	return out
}

func (tb table) text(row int, column string) string {
	c, ok := tb.column[column]
	if !ok {
		panic("no column " + column)
	}
	return tb.rows[row][c]
}

func (tb table) number(row int, column string) float64 {
	v, err := strconv.ParseFloat(tb.text(row, column), 64)
	if err != nil {
		panic(err)
	}
	return v
}

var simStates = []string{"Fostering", "Residential", "Kinship", "SemiIndependent", "Home", "SGO", "Adoption", "Aged18"}

func simState(name string) int { return slices.Index(simStates, name) } // −1, Censored, for Censored

// children is the simulated set on two clocks: time in care, and time in the
// placement.
type children struct {
	care, dur estimate.Spells
	id        []int
	age       []float64 // at the spell's start
}

func loadChildren(t testing.TB) *children {
	t.Helper()
	tb := readTable(t, "sim_children.csv.gz")
	c := &children{}
	for i := range tb.rows {
		c.id = append(c.id, int(tb.number(i, "id")))
		c.age = append(c.age, tb.number(i, "age_at_spell_start"))
		c.care.From = append(c.care.From, simState(tb.text(i, "from")))
		c.care.To = append(c.care.To, simState(tb.text(i, "to")))
		c.care.Start = append(c.care.Start, tb.number(i, "care_start"))
		c.care.Stop = append(c.care.Stop, tb.number(i, "care_stop"))
		c.dur.Start = append(c.dur.Start, tb.number(i, "dur_start"))
		c.dur.Stop = append(c.dur.Stop, tb.number(i, "dur_stop"))
	}
	c.care.States, c.dur.States = len(simStates), len(simStates)
	c.dur.From, c.dur.To = c.care.From, c.care.To
	if len(c.id) != 19866 {
		t.Fatalf("%d placements, want 19866", len(c.id))
	}
	return c
}

// eighth is the subset of children whose id is a multiple of 8.
func (c *children) eighth() *children {
	out := &children{}
	out.care.States, out.dur.States = len(simStates), len(simStates)
	for i, id := range c.id {
		if id%8 == 0 {
			out.id = append(out.id, id)
			out.care.From = append(out.care.From, c.care.From[i])
			out.care.To = append(out.care.To, c.care.To[i])
			out.care.Start = append(out.care.Start, c.care.Start[i])
			out.care.Stop = append(out.care.Stop, c.care.Stop[i])
		}
	}
	return out
}

// mgus2 holds months to progression (cause 1) or death (cause 2).
type mgus2 struct {
	age, stop []float64
	cause     []int
	sex       []string
}

func loadMgus2(t testing.TB) *mgus2 {
	tb := readTable(t, "real_mgus2.csv.gz")
	m := &mgus2{}
	for i := range tb.rows {
		m.age = append(m.age, tb.number(i, "entry_age"))
		m.stop = append(m.stop, tb.number(i, "stop"))
		m.cause = append(m.cause, slices.Index([]string{"censor", "pcm", "death"}, tb.text(i, "to")))
		m.sex = append(m.sex, tb.text(i, "sex"))
	}
	return m
}

// of picks one group, written as in the answers: sex=F.
func (m *mgus2) of(sex string) *mgus2 {
	out := &mgus2{}
	for i, s := range m.sex {
		if "sex="+s == sex {
			out.age, out.stop = append(out.age, m.age[i]), append(out.stop, m.stop[i])
			out.cause, out.sex = append(out.cause, m.cause[i]), append(out.sex, s)
		}
	}
	return out
}

func (m *mgus2) died() []bool {
	out := make([]bool, len(m.cause))
	for i, c := range m.cause {
		out[i] = c > 0
	}
	return out
}
