package model

// Block is places paid for whether a child is in them or not: the council's
// own homes and carers, or a contract for so many places. Nights in them are
// not bought at the weekly price; the first children placed so take them.
type Block struct {
	// Line is its cost line: own_residential, contract_acorn.
	Line    string
	Setting Setting
	// At limits it to places in or out of the area; empty is both.
	At     []Location
	Places int     // ≥ 0; 0 stands for a cost beside the weekly prices
	Yearly float64 // pounds a year at the prices' base, places empty or not; ≥ 0
	Weekly float64 // pounds more for a week that a place is taken; ≥ 0
	// From and To are its first and last day; zero where it has none.
	From, To Date
	// Growth is the line whose inflation it has.
	Growth string
}

// Has tells whether the block's places are of that kind.
func (b *Block) Has(p Place) bool {
	if p.Setting() != b.Setting {
		return false
	}
	for _, l := range b.At {
		if l == p.Location() {
			return true
		}
	}
	return len(b.At) == 0
}

// Days is on how many of the days [from, to) the block is paid for.
func (b *Block) Days(from, to Date) int {
	from = max(from, b.From)
	if !b.To.IsZero() {
		to = min(to, b.To+1)
	}
	return max(0, int(to-from))
}

// Support is what goes on being paid for some who turned 18 in care.
type Support struct {
	Weekly float64 // pounds a week at the prices' base, ≥ 0
	Share  float64 // of those who turn 18 in care, 0–1
	ToAge  int     // paid to this birthday, 19–25; 0 where there is no such support
}

// Aims is what a savings plan is judged by.
type Aims struct {
	// Green and Amber are the probabilities from which on a plan is green, and
	// amber; 0 ≤ Amber ≤ Green ≤ 1.
	Green, Amber float64
	// Targets are net savings in pounds by scenario and financial year.
	Targets map[string]map[FinancialYear]float64
}

// Discount is the yearly rate at which later pounds count for less: the
// Treasury's Green Book's social time preference rate.
const Discount = 0.035

// DefaultAims are the thresholds where a council gives none: green from four
// in five, amber from one in two.
var DefaultAims = Aims{Green: 0.8, Amber: 0.5}

// IsZero tells whether nothing was aimed at, and no thresholds were given.
func (a *Aims) IsZero() bool { return a.Green == 0 && a.Amber == 0 && len(a.Targets) == 0 }

// Paid is what a ledger paid for placements in a financial year.
type Paid struct {
	Pounds    float64 // in all
	Unmatched float64 // of it, for rows without a placement in the returns
	Days      float64 // child-days of the returns that it paid for
}
