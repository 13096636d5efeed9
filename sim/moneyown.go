package sim

import "github.com/carecurve/carecurve/model"

// OwnPrice is what a placement of the stock costs from a time on, in days from the
// start, as a part of its place's price more than that; below 0 where it is less.
type OwnPrice struct {
	From  float64
	Above float64
}

// OwnPrices are a child's own, the first from the start on; none where the price
// list holds for it, or has no price for the place. What is paid grows from its
// own year on as the place's price does. Before the first change of a child
// whose price today is not told, the list holds: its provider's price, or where that
// is not known its place's.
func OwnPrices(p *model.Prices, start model.Date, c *model.StockChild) (out []OwnPrice) {
	if !c.InCare || p.Weekly[c.Place] == 0 || c.Paid == 0 && len(c.Changes) == 0 {
		return nil
	}
	above := func(weekly float64, on model.Date) float64 {
		return weekly/(p.Weekly[c.Place]*p.Factor(c.Place.Setting().String(), model.FinancialYearOf(on))) - 1
	}
	first := OwnPrice{}
	if c.Paid > 0 {
		first.Above = above(c.Paid, start-1)
	} else if k, ok := model.ProviderOf(c.Provider); ok {
		first.Above = p.Dearer(c.Place, k)
	}
	out = append(out, first)
	for _, x := range c.Changes {
		if own := (OwnPrice{float64(x.On - start), above(x.Weekly, x.On)}); own.From <= 0 {
			out[0].Above = own.Above
		} else {
			out = append(out, own)
		}
	}
	return out
}
