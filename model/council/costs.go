package council

import (
	"math"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/model/document"
)

// Costs is what things cost at the level of the financial year PriceBase, in
// pounds.
type Costs struct {
	document.Origin
	PriceBase model.FinancialYear `yaml:"price_base,required"`
	Weekly    Weekly              `yaml:"weekly"`
	Ledger    string              `yaml:"ledger"` // path of child,from,to,weekly_cost; may be empty
	// Fixed are places paid for whether taken or not: own homes, own carers.
	Fixed      map[model.Setting]FixedPlaces `yaml:"fixed"`
	Allowances Allowances                    `yaml:"allowances"`
	PlanMonth  Pounds                        `yaml:"plan_month"` // a month on a child protection plan
	Event      EventPrices                   `yaml:"event"`
	Inflation  Inflation                     `yaml:"inflation"`
	Income     struct {
		UASCNight Pounds `yaml:"uasc_night"` // a night in care of an unaccompanied child
	} `yaml:"income"`
}

// Weekly is the price of a child-week in care by setting; nil where the file
// gives none.
type Weekly struct {
	Kinship      *Price `yaml:"kinship"`
	FosterOwn    *Price `yaml:"foster_own"`
	FosterAgency *Price `yaml:"foster_agency"`
	Residential  *Price `yaml:"residential"`
	Secure       *Price `yaml:"secure"`
	Supported    *Price `yaml:"supported"`
	School       *Price `yaml:"school"`
	WithParents  *Price `yaml:"with_parents"`
	Adoptive     *Price `yaml:"adoptive"`
	Other        *Price `yaml:"other"`
	// ResidentialSpread is the standard deviation of the log of residential
	// prices between placements, 0–3.
	ResidentialSpread *float64 `yaml:"residential_spread"`
	// SpreadAlike is the correlation between the prices of one child's
	// placements, on the log scale; 50 % where left out.
	SpreadAlike *Contribution `yaml:"spread_alike"`
}

// bySetting are the prices in the order of the settings.
func (w *Weekly) bySetting() [model.Settings]*Price {
	return [model.Settings]*Price{w.Kinship, w.FosterOwn, w.FosterAgency, w.Residential, w.Secure, w.Supported, w.School, w.WithParents, w.Adoptive, w.Other}
}

// missing are the settings without a price.
func (w *Weekly) missing() []string {
	var out []string
	for s, p := range w.bySetting() {
		if p == nil {
			out = append(out, model.Setting(s).String())
		}
	}
	return out
}

// Allowances are paid weekly to age 18 after such an exit.
type Allowances struct {
	document.Origin
	SGO      Pounds `yaml:"sgo"`
	Adoption Pounds `yaml:"adoption"`
}

// EventPrices are what single events cost: an initial child protection
// conference, a family group conference, care proceedings, a review.
type EventPrices struct {
	document.Origin
	ICPC        Pounds `yaml:"icpc"`
	FGC         Pounds `yaml:"fgc"`
	Proceedings Pounds `yaml:"proceedings"`
	Review      Pounds `yaml:"review"`
}

func (c *Costs) check() []model.Finding {
	var faults []model.Finding
	if s := c.Weekly.ResidentialSpread; s != nil && !(*s >= 0 && *s <= 3 && !math.Signbit(*s)) {
		faults = append(faults, c.Fault("weekly", "residential_spread is out of range", "write a number from 0 to 3, such as 0.6"))
	}
	return faults
}

// Prices is what the file says of money, for a projection: settings without a
// price get the national one, and a file without prices at all [Default] with
// its own budget; [File.Warnings] tells so.
func (f *File) Prices() model.Prices {
	p := Default()
	if c := f.Costs; c != nil {
		p = model.Prices{
			Base: c.PriceBase, Weekly: p.Weekly, SGO: float64(c.Allowances.SGO), Adoption: float64(c.Allowances.Adoption),
			PlanMonth: float64(c.PlanMonth), Conference: float64(c.Event.ICPC), UASCNight: float64(c.Income.UASCNight),
			Review: float64(c.Event.Review), FGC: float64(c.Event.FGC), Proceedings: float64(c.Event.Proceedings),
			Inflation: map[string][]float64{}, Source: f.base(),
		}
		for s, price := range c.Weekly.bySetting() {
			if price != nil {
				p.Weekly[model.PlaceOf(model.Setting(s), model.InArea)] = float64(price.In)
				p.Weekly[model.PlaceOf(model.Setting(s), model.OutOfArea)] = float64(price.Out)
				for l, row := range price.Run {
					for k, x := range row {
						p.Run[model.PlaceOf(model.Setting(s), model.Location(l))][k] = float64(x)
					}
				}
			}
		}
		for line, g := range c.Inflation {
			p.Inflation[line] = g
		}
		if sd := c.Weekly.ResidentialSpread; sd != nil && *sd > 0 {
			p.Spread[model.Residential], p.Alike = *sd, usualAlike
		}
		if a := c.Weekly.SpreadAlike; a != nil {
			p.Alike = float64(*a)
		}
		if missing := c.Weekly.missing(); len(missing) > 0 {
			p.Source += "; for " + list(missing) + " " + nationalSource
		}
	}
	p.Blocks = f.blocks()
	for who, shares := range map[string]*[model.Settings]float64{"health": &p.Health, "education": &p.Education} {
		for s, share := range f.Contributions[who] {
			shares[s] = float64(share)
		}
	}
	if l := f.Leavers; l != nil {
		p.StayingPut = model.Support{Weekly: float64(l.StayingPut), Share: float64(l.Share), ToAge: l.ToAge}
	}
	p.Aims = f.Savings.aims()
	if len(f.Outturn) > 0 {
		p.Outturn = map[model.FinancialYear]float64{}
		for y, b := range f.Outturn {
			p.Outturn[y] = float64(b)
		}
	}
	if len(f.Budget) > 0 {
		p.Budget = map[model.FinancialYear]float64{}
		for y, b := range f.Budget {
			p.Budget[y] = float64(b)
		}
	}
	return p
}
