package fit

import (
	"fmt"
	"testing"

	"github.com/carecurve/carecurve/model"
)

// The same sums once more, day by day and with nothing but the calendar: what a
// cell is on a day, and whether the next one sees an event. The window begins on
// 1 April.

// yearsOld is the age in whole years, from year, month and day.
func yearsOld(born, d model.Date) int {
	b, x := born.Time(), d.Time()
	n := x.Year() - b.Year()
	if x.Month() < b.Month() || x.Month() == b.Month() && x.Day() < b.Day() {
		n--
	}
	return n
}

func ageName(born, d model.Date) string {
	switch n := yearsOld(born, d); {
	case n >= 16:
		return "16-17"
	case n >= 10:
		return "10-15"
	case n >= 5:
		return "5-9"
	case n >= 1:
		return "1-4"
	}
	return "0"
}

// bandName is a clock's band by a list of limits in days.
func bandName(passed model.Date, names []string, limits ...float64) string {
	for i, l := range limits {
		if float64(passed) < l {
			return names[i]
		}
	}
	return names[len(names)-1]
}

func careBand(passed model.Date) string {
	return bandName(passed, []string{"0-1w", "1-4w", "4-13w", "13-26w", "26-52w", "1-2y", "2-3y", "3-5y", "5y+"}, 7, 28, 91, 182, 365.25, 730.5, 1095.75, 1826.25)
}

func placementBand(passed model.Date) string {
	return bandName(passed, []string{"0-4w", "4-13w", "13-26w", "26-52w", "1-2y", "2-3y", "3-5y", "5y+"}, 28, 91, 182, 365.25, 730.5, 1095.75, 1826.25)
}

func quarterOf(h *model.History, d model.Date) int {
	return int(model.MonthOf(d)-model.MonthOf(h.From)) / 3
}

func (d days) put(key string, time, events float64) {
	v := d[key]
	d[key] = [2]float64{v[0] + time, v[1] + events}
}

func TestCareDayByDay(t *testing.T) {
	t.Parallel()
	for seed := range uint64(6) {
		h := council(seed, 150)
		// A third of the starts are taken for unknown, with two that are possible.
		starts := map[key][]candidate{}
		for ci := range h.Children {
			for pi := range h.Children[ci].Periods {
				if s := h.Children[ci].Periods[pi].Start; (ci+pi)%3 == 0 {
					starts[key{ci, pi}] = []candidate{{s, 0.25}, {s - 400, 0.75}}
				}
			}
		}
		var exits [model.ExitFlows]days
		for f := range exits {
			exits[f] = days{}
		}
		moves := days{}
		for ci, c := range h.Children {
			for pi, p := range c.Periods {
				for i, pl := range p.Placements {
					end := h.To + 1
					if pl.End != 0 {
						end = min(end, pl.End)
					}
					for d := max(h.From, pl.Start); d < end && yearsOld(c.Born, d) < 18; d++ {
						age, quarter := ageName(c.Born, d), quarterOf(h, d)
						exit, move := pl.Setting.String(), pl.Setting.String()+"/"+pl.Location.String()
						if c.UASC {
							exit, move = "uasc", "uasc/"+pl.Location.String()
						}
						for f := range exits {
							left := 0.0
							if p.End == d+1 && yearsOld(c.Born, d+1) < 18 {
								switch p.Exit {
								case model.ExitHome, model.ExitSGO, model.ExitAdoption:
									if model.ExitFlow(f).String() == p.Exit.String() {
										left = 1
									}
								case model.ExitAged18:
								default:
									if f == 3 {
										left = 1
									}
								}
							}
							for _, s := range startsOf(starts, key{ci, pi}, &p) {
								exits[f].put(fmt.Sprintf("%s %s %s %d", exit, age, careBand(d-s.start), quarter), s.weight, s.weight*left)
							}
						}
						band := placementBand(d - pl.Start)
						if !pl.StartKnown && band != "5y+" {
							continue
						}
						moved := 0.0
						if i < len(p.Placements)-1 && pl.End == d+1 && d < h.To && yearsOld(c.Born, d+1) < 18 {
							moved = 1
						}
						moves.put(fmt.Sprintf("%s %s %s %d", move, age, band, quarter), 1, moved)
					}
				}
			}
		}
		got := cared(h, starts)
		for f := range exits {
			same(t, fmt.Sprint(model.ExitFlow(f), " of council ", seed), got.exits[f].list(), exits[f])
		}
		same(t, fmt.Sprint("moves of council ", seed), got.moves.list(), moves)
	}
}

// A start that is only bounded leaves the placement's time unknown until five
// years are past for certain.
func TestBoundedPlacementsCountLate(t *testing.T) {
	t.Parallel()
	p := stay("2018-05-01", "", 0)
	p.Placements[0].StartKnown = false
	got := cared(oneYear(born("2010-01-01", p)), nil)
	// Day 1827 from 1 May 2018 is 2 May 2023: 60 days are left of the quarter.
	same(t, "moves", got.moves.list(), days{
		"foster_own/in 10-15 5y+ 0": {60, 0},
		"foster_own/in 10-15 5y+ 1": {92, 0},
		"foster_own/in 10-15 5y+ 2": {92, 0},
		"foster_own/in 10-15 5y+ 3": {91, 0},
	})
}
