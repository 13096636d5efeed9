package model

import (
	"math/rand/v2"
	"testing"
	"time"
)

// Package time says what day it is; the whole-number calendar must say the same.
func TestCivilIsTheCalendar(t *testing.T) {
	for d := NewDate(1890, 1, 1); d < NewDate(2150, 1, 1); d++ {
		y, m, day := d.civil()
		ty, tm, td := d.Time().Date()
		if y != ty || m != int(tm) || day != td {
			t.Fatalf("day %d is %d-%d-%d, must be %d-%d-%d", d, y, m, day, ty, tm, td)
		}
		if back := NewDate(y, m, day); back != d {
			t.Fatalf("%d-%d-%d is day %d, must be %d", y, m, day, back, d)
		}
	}
}

func TestNewDateCarriesOver(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 100_000 {
		y, m, d := rng.IntN(4000)-500, rng.IntN(200)-100, rng.IntN(2000)-1000
		want := Date(time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC).Unix() / 86400)
		if u := time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC).Unix(); u < 0 {
			want = Date((u - 86399) / 86400)
		}
		if got := NewDate(y, m, d); got != want {
			t.Fatalf("%d-%d-%d is day %d, must be %d", y, m, d, got, want)
		}
	}
}

func TestBirthday(t *testing.T) {
	for _, c := range []struct {
		born Date
		age  int
		want Date
	}{
		{NewDate(2010, 5, 17), 18, NewDate(2028, 5, 17)},
		{NewDate(2008, 2, 29), 1, NewDate(2009, 3, 1)},
		{NewDate(2008, 2, 29), 16, NewDate(2024, 2, 29)},
	} {
		if got := c.born.Birthday(c.age); got != c.want {
			t.Errorf("born %v, turns %d on %v, must be %v", c.born, c.age, got, c.want)
		}
	}
}
