package council

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"

	"github.com/carecurve/carecurve/model"
)

// Package is what a council pays for one placement of a child over some days,
// as a ledger has it. Child and Placement are numbers that mean nothing
// outside the list; rows of one placement on the same days are two costs of it.
type Package struct {
	Child, Placement int
	Place            model.Place
	From, To         model.Date // To is the day of leaving, not paid; after From
	Weekly           float64    // pounds, ≥ 0
}

const (
	// fewest is how many placements a price of its own needs. Fewer lend
	// themselves to a price of the setting, in and out of the area together.
	fewest = 3
	// fewestSpread is how many a spread of its own needs.
	fewestSpread = 10
	// fewestPairs is how many pairs of a child's placements the correlation
	// within a child needs.
	fewestPairs = 20
	// usualAlike stands for it where there are fewer: a child's needs, which
	// make a placement dear, outlast the placement.
	usualAlike = 0.5
)

// LedgerPrices says what [PricesFrom] took from a ledger.
type LedgerPrices struct {
	Placements [model.Settings]int // of the year before the data date, by setting
	Days       int                 // child-days of them
	Pounds     float64             // paid for them
	Priced     []model.Setting     // those whose prices are the ledger's
}

// PricesFrom lays the prices that a ledger shows over a price list: by setting
// and location, pounds paid in the twelve months up to the data date over the
// child-days they were paid for, at the price base's level; and by setting the
// spread between placements, with the correlation between those of one child.
// Settings with fewer than three placements keep the list's price.
func PricesFrom(p model.Prices, list []Package, dataDate model.Date) (model.Prices, LedgerPrices) {
	var out LedgerPrices
	paid := placements(p, list, dataDate)
	var pounds, days [model.Places]float64
	var number [model.Places]int
	for _, x := range paid {
		pounds[x.place] += x.pounds
		days[x.place] += x.days
		number[x.place]++
		s := x.place.Setting()
		out.Placements[s]++
		out.Days += int(x.days)
		out.Pounds += x.spent
	}
	for s := range model.Settings {
		in, away := model.PlaceOf(model.Setting(s), model.InArea), model.PlaceOf(model.Setting(s), model.OutOfArea)
		if out.Placements[s] < fewest {
			continue
		}
		out.Priced = append(out.Priced, model.Setting(s))
		for _, place := range []model.Place{in, away} {
			p.Run[place] = [model.Providers]float64{} // what providers differ by is in the spread
			if number[place] >= fewest {
				p.Weekly[place] = 7 * pounds[place] / days[place]
			} else {
				p.Weekly[place] = 7 * (pounds[in] + pounds[away]) / (days[in] + days[away])
			}
		}
	}
	p.Spread, p.Alike = spread(&p, paid)
	return p, out
}

// placement is what was paid for one placement within the year.
type placement struct {
	child         int
	place         model.Place
	days          float64
	pounds, spent float64 // at the base's level, and as paid
}

// placements are those with days in the twelve months up to the data date.
func placements(p model.Prices, list []Package, dataDate model.Date) []placement {
	from, to := dataDate.AddMonths(-12)+1, dataDate+1
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(a, b Package) int {
		return cmp.Or(cmp.Compare(a.Placement, b.Placement), cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To), cmp.Compare(a.Weekly, b.Weekly))
	})
	var out []placement
	last := -1
	var covered model.Date // up to which the placement's days are counted
	for i := range list {
		x := &list[i]
		a, b := max(x.From, from), min(x.To, to)
		if b <= a {
			continue
		}
		if len(out) == 0 || x.Placement != last {
			out = append(out, placement{child: x.Child, place: x.Place})
			last, covered = x.Placement, a
		}
		t := &out[len(out)-1]
		t.days += float64(max(0, b-max(a, covered)))
		covered = max(covered, b)
		line := x.Place.Setting().String()
		for a < b { // by financial year, since prices rise on 1 April
			y := model.FinancialYearOf(a)
			end := min(b, y.Last()+1)
			cost := x.Weekly / 7 * float64(end-a)
			t.spent += cost
			t.pounds += cost / level(&p, line, y)
			a = end
		}
	}
	return out
}

// level is a year's price over the base's, also before the base, where growth
// is taken to have been that of the first year after it.
func level(p *model.Prices, line string, y model.FinancialYear) float64 {
	if y >= p.Base {
		return p.Factor(line, y)
	}
	return math.Pow(p.Factor(line, p.Base+1), float64(y-p.Base))
}

// spread is the standard deviation of the log of the weekly price between a
// setting's placements, about the mean of their place, and the correlation of
// what is left between placements of one child. Placements that cost nothing
// are left out.
func spread(p *model.Prices, paid []placement) (sd [model.Settings]float64, alike float64) {
	var sum, squares, n [model.Places]float64
	logs := make([]float64, len(paid))
	for i, x := range paid {
		if x.pounds <= 0 {
			continue
		}
		logs[i] = math.Log(x.pounds / x.days)
		sum[x.place] += logs[i]
		n[x.place]++
	}
	var free [model.Settings]float64
	for i, x := range paid {
		if x.pounds > 0 {
			d := logs[i] - sum[x.place]/n[x.place]
			squares[x.place] += d * d
		}
	}
	var all [model.Settings]float64
	for place := range model.Places {
		s := model.Place(place).Setting()
		if n[place] > 0 {
			all[s] += squares[place]
			free[s] += n[place] - 1
		}
	}
	for s := range sd {
		if free[s] >= fewestSpread-1 {
			sd[s] = math.Sqrt(all[s] / free[s])
			if sd[s] < 1e-9 {
				sd[s] = 0
			}
		}
	}
	byChild := map[int][]float64{}
	for i, x := range paid {
		if s := x.place.Setting(); x.pounds > 0 && sd[s] > 0 {
			byChild[x.child] = append(byChild[x.child], (logs[i]-sum[x.place]/n[x.place])/sd[s])
		}
	}
	product, pairs := 0.0, 0
	for _, child := range slices.Sorted(maps.Keys(byChild)) {
		z := byChild[child]
		for i := range z {
			for j := range i {
				product += z[i] * z[j]
				pairs++
			}
		}
	}
	switch {
	case sd == ([model.Settings]float64{}):
		return sd, 0
	case pairs < fewestPairs:
		return sd, usualAlike
	}
	return sd, min(1, max(0, product/float64(pairs)))
}

// String says in a sentence what the ledger gave.
func (l *LedgerPrices) String() string {
	if len(l.Priced) == 0 {
		return fmt.Sprintf("The ledger has fewer than %d placements of any setting in the last twelve months: weekly prices are the council file's.", fewest)
	}
	var names []string
	for _, s := range l.Priced {
		names = append(names, fmt.Sprintf("%s (%d placements)", s, l.Placements[s]))
	}
	return fmt.Sprintf("Weekly prices of %s are what the ledger shows for the last twelve months.", list(names))
}

// PaidByYear is what a ledger paid in each financial year that it begins
// before and that ends by the data date; lost are its rows without a placement.
// A row of those without To goes on.
func PaidByYear(list, lost []Package, dataDate model.Date) map[model.FinancialYear]model.Paid {
	first := dataDate
	for _, l := range [][]Package{list, lost} {
		for i := range l {
			first = min(first, l[i].From)
		}
	}
	out := map[model.FinancialYear]model.Paid{}
	for y := model.FinancialYearOf(first); y.Last() <= dataDate; y++ {
		if first > y.First() {
			continue
		}
		var paid model.Paid
		covered := map[int]model.Date{} // by placement, up to which its days are counted
		rows := slices.Clone(list)
		slices.SortStableFunc(rows, func(a, b Package) int {
			return cmp.Or(cmp.Compare(a.Placement, b.Placement), cmp.Compare(a.From, b.From))
		})
		for i := range rows {
			x := &rows[i]
			a, b := max(x.From, y.First()), min(x.To, y.Last()+1)
			if b <= a {
				continue
			}
			paid.Pounds += x.Weekly / 7 * float64(b-a)
			if from := max(a, covered[x.Placement]); b > from {
				paid.Days += float64(b - from)
				covered[x.Placement] = b
			}
		}
		for _, x := range lost {
			a, b := max(x.From, y.First()), y.Last()+1
			if !x.To.IsZero() {
				b = min(b, x.To)
			}
			if b > a {
				paid.Unmatched += x.Weekly / 7 * float64(b-a)
			}
		}
		paid.Pounds += paid.Unmatched
		out[y] = paid
	}
	if len(out) == 0 {
		return nil
	}
	return out
}
