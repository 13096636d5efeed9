package records

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/carecurve/carecurve/model"
)

var (
	writtenHeader  = []string{"CHILD", "SEX", "DOB", "ETHNIC", "UPN", "MOTHER", "MC_DOB"}
	writtenEpisode = []string{"CHILD", "DECOM", "RNE", "LS", "CIN", "PLACE", "PLACE_PROVIDER", "DEC", "REC", "REASON_PLACE_CHANGE", "HOME_POST", "PL_POST", "URN"}
	writtenUASC    = []string{"CHILD", "SEX", "DOB", "DUC"}
)

// written is one episode as it will be when all is known: a stretch with one
// legal status and one placement.
type written struct {
	from, to                model.Date // to 0 if open
	rne, ls, rec, reason    string
	need, place, provider   string
	home, post, urn, within string
}

// writtenEpisodes cuts each child's periods into episodes.
func writtenEpisodes(h *model.History, opt WriteOptions) [][]written {
	out := make([][]written, len(h.Children))
	for i := range h.Children {
		c := &h.Children[i]
		for n := range c.Periods {
			var steps []LegalStep
			if opt.Legal != nil {
				steps = opt.Legal(c.ID, n)
			}
			out[i] = append(out[i], cutPeriod(c, n, steps)...)
		}
	}
	return out
}

// cutPeriod cuts a period of care at every change of placement or legal status.
func cutPeriod(c *model.Child, n int, steps []LegalStep) []written {
	q := &c.Periods[n]
	var rows []written
	for j := range q.Placements {
		pl := &q.Placements[j]
		base := placed(c, q, j)
		cuts := []LegalStep{{pl.Start, pl.Legal}}
		for _, s := range steps {
			switch {
			case s.From <= pl.Start:
				cuts[0].Status = s.Status
			case pl.End == 0 || s.From < pl.End:
				cuts = append(cuts, s)
			}
		}
		for k, cut := range cuts {
			row := base
			row.from, row.ls = cut.From, cut.Status
			row.to = pl.End
			if k+1 < len(cuts) {
				row.to = cuts[k+1].From
			}
			switch {
			case len(rows) == 0:
				row.rne = "S"
			case k > 0:
				row.rne = "L"
			case rows[len(rows)-1].ls != row.ls:
				row.rne = "B"
			default:
				row.rne = "P"
				// Some changes within a setting are of the placement's status only.
				before := &q.Placements[j-1]
				if before.Setting == pl.Setting && before.Location == pl.Location && before.Provider == pl.Provider &&
					pl.Setting <= model.FosterAgency && chance(0, c.ID, "carer", pl.Start.String()) < 0.3 {
					row.rne = "T"
				}
			}
			if m := len(rows); m > 0 {
				rows[m-1].rec = "X1"
				if row.rne != "L" {
					rows[m-1].reason = changeReason(c.ID, row)
				}
			}
			rows = append(rows, row)
		}
	}
	if m := len(rows); m > 0 && q.End != 0 {
		rows[m-1].to = q.End
		rows[m-1].rec = exitCode(c, n)
	}
	return rows
}

func changeReason(child string, row written) string {
	if row.rne == "T" {
		return "PLACE"
	}
	return choose(chance(0, child, "reason", row.from.String()),
		[]string{"CARPL", "CREQB", "CREQO", "CHILD", "LAREQ", "STAND", "ALLEG", "OTHER"}, 0.40, 0.12, 0.09, 0.05, 0.03, 0.02, 0.01)
}

// placed is what an episode says about its placement: a code that stands for
// the setting, the provider where the code may have one, made-up postcodes.
func placed(c *model.Child, q *model.PeriodOfCare, j int) written {
	pl := &q.Placements[j]
	u := chance(0, c.ID, "place", pl.Start.String())
	w := written{need: q.Need, provider: pl.Provider, home: q.Family, within: "IN"}
	if pl.Location == model.OutOfArea {
		w.within = "OUT"
	}
	switch pl.Setting {
	case model.Kinship:
		w.place = choose(u, []string{"U3", "U1", "U2"}, 0.62, 0.34)
	case model.FosterOwn, model.FosterAgency:
		w.place = choose(u, []string{"U6", "U4", "U5"}, 0.60, 0.36)
		if pl.Setting == model.FosterOwn {
			w.provider = "PR1"
		} else if w.provider == "PR1" || w.provider == "" {
			w.provider = "PR4"
		}
	case model.Residential:
		w.place = "K2"
	case model.Secure:
		w.place = "K1"
	case model.Supported:
		w.place = choose(u, []string{"H5", "P2"}, 0.88)
		if pl.Start >= model.NewDate(2025, 4, 1) {
			w.place = "K3"
		}
	case model.School:
		w.place = "S1"
	case model.WithParents:
		w.place, w.provider = "P1", "PR0"
	case model.Adoptive:
		w.place = choose(u, []string{"A6", "A5"}, 0.85)
		if pl.Legal != "E1" {
			w.place = choose(u, []string{"A4", "A3"}, 0.85)
		}
	default:
		w.place, w.provider = choose(u, []string{"Z1", "R1", "R3"}, 0.5, 0.3), pl.Provider
		if pl.Start < c.Born.Birthday(1) {
			w.place = "R3"
		}
		if w.place == "Z1" {
			w.provider = ""
		}
	}
	if w.provider == "" && w.place != "Z1" {
		w.provider = "PR1"
	}
	if w.place == "P1" {
		w.post = w.home
	} else {
		w.post = madePostcode(pl.Location, c.ID, pl.Start)
	}
	switch w.place {
	case "P1", "R1", "Z1":
	default:
		w.urn = fmt.Sprintf("SC%06d", 900000+int(chance(0, w.post, w.place, w.provider)*99999))
	}
	return w
}

// madePostcode lies in areas that no postal directory has: XS is the
// council's, ZX everything else.
func madePostcode(l model.Location, child string, at model.Date) string {
	u := chance(0, child, "post", at.String())
	area := "XS"
	if l == model.OutOfArea {
		area = "ZX"
	}
	const letters = "ABDEFGHJLNPQRSTUWXYZ"
	n := int(u * 80000)
	return fmt.Sprintf("%s%d %d%c%c", area, 1+n%20, n/20%10, letters[n/200%20], letters[n/4000%20])
}

// exitCode is a REC that stands for how the period ended.
func exitCode(c *model.Child, n int) string {
	q := &c.Periods[n]
	u := chance(0, c.ID, "exit", q.End.String())
	setting := model.OtherSetting
	if m := len(q.Placements); m > 0 {
		setting = q.Placements[m-1].Setting
	}
	foster := setting <= model.FosterAgency
	switch q.Exit {
	case model.ExitHome:
		return choose(u, []string{"E4A", "E4B"}, 0.83)
	case model.ExitSGO:
		switch setting {
		case model.Kinship:
			return "E45"
		case model.FosterOwn, model.FosterAgency:
			return choose(u, []string{"E46", "E47"}, 0.4)
		}
		return choose(u, []string{"E47", "E48"}, 0.8)
	case model.ExitAdoption:
		return choose(u, []string{"E12", "E11"}, 0.9)
	case model.ExitCAO:
		return "E41"
	case model.ExitAged18:
		if foster {
			return choose(u, []string{"E17", "E5"}, 0.75)
		}
		return choose(u, []string{"E5", "E8", "E6", "E7"}, 0.5, 0.25, 0.18)
	case model.ExitCustody:
		return "E9"
	case model.ExitOtherLA:
		return "E3"
	case model.ExitDied:
		return "E2"
	}
	switch {
	case c.UASC && n == len(c.Periods)-1:
		return choose(u, []string{"E8", "E15", "E16"}, 0.6, 0.35)
	case q.End >= c.Born.Birthday(16):
		return choose(u, []string{"E5", "E8", "E6", "E13"}, 0.35, 0.3, 0.2)
	}
	return choose(u, []string{"E13", "E8"}, 0.6)
}

// yearTables are the three tables of one return, first and last its days.
func yearTables(h *model.History, all [][]written, first, last model.Date, year int) (header, episodes, uasc [][]string) {
	columns := writtenEpisode
	if h.Located {
		columns = append(slices.Clone(columns), "PL_LOCATION")
	}
	header, episodes, uasc = [][]string{writtenHeader}, [][]string{columns}, [][]string{writtenUASC}
	for i := range h.Children {
		c := &h.Children[i]
		seen := false
		for _, e := range all[i] {
			if e.from > last || (e.to != 0 && e.to < first) {
				continue
			}
			seen = true
			dec, rec, reason := slashed(e.to), e.rec, e.reason
			if e.to == 0 || e.to > last {
				dec, rec, reason = "", "", ""
			}
			row := []string{c.ID, slashed(e.from), e.rne, e.ls, e.need, e.place, e.provider, dec, rec, reason, e.home, e.post, e.urn}
			if h.Located {
				row = append(row, e.within)
			}
			episodes = append(episodes, row)
		}
		if !seen {
			continue
		}
		header = append(header, headerRow(c, last, year))
		if c.UASC {
			duc := ""
			if c.UASCEnds != 0 && c.UASCEnds <= last {
				duc = slashed(c.UASCEnds)
			}
			uasc = append(uasc, []string{c.ID, sexCode(c.Sex, year), slashed(c.Born), duc})
		}
	}
	return header, episodes, uasc
}

func headerRow(c *model.Child, last model.Date, year int) []string {
	ethnic := choose(chance(0, c.ID, "ethnic"), []string{"WBRI", "WOTH", "MWBC", "MOTH", "APKN", "BAFR", "AOTH", "OOTH", "NOBT"}, 0.74, 0.05, 0.04, 0.04, 0.03, 0.04, 0.02, 0.03)
	if c.UASC {
		ethnic = choose(chance(0, c.ID, "ethnic"), []string{"OOTH", "BAFR", "AOTH"}, 0.45, 0.35)
	}
	upn := "UN1"
	if last >= c.Born.Birthday(5) && !c.UASC {
		upn = "H" + strconv.Itoa(100000000000+int(chance(0, c.ID, "upn")*899999999999))
	}
	mother := ""
	if c.Sex == 'F' && last >= c.Born.Birthday(12) {
		mother = "0"
	}
	return []string{c.ID, sexCode(c.Sex, year), slashed(c.Born), ethnic, upn, mother, ""}
}

// sexCode is 1 or 2 up to 2023-24, and M, F or U from 2024-25 on.
func sexCode(sex byte, year int) string {
	switch {
	case year >= 2025 && sex == 0:
		return "U"
	case year >= 2025:
		return string(sex)
	case sex == 'M':
		return "1"
	case sex == 'F':
		return "2"
	}
	return ""
}
