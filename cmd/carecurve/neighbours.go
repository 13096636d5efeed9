package main

import (
	"fmt"
	"io"
	"math"
	"strings"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/model/fit/panel"
)

// neighbourCount is how many statistical neighbours a council is set beside.
const neighbourCount = 10

// printPublished says what a model was fitted to, and how the council stands
// among its like.
func printPublished(w io.Writer, p *model.Published, m *model.Model, s *model.Stock) {
	lines(w, fmt.Sprintf("%s: %d looked after and %d on plans on %s, from published figures.", m.Authority.Name, s.LAC(), s.CPP(), m.DataDate))
	printNeighbours(w, p, m.Authority, m.DataDate.Time().Year())
}

// printNeighbours sets a council's published figures beside its statistical
// neighbours', in lines of at most 80 characters; nothing for a region, or
// where too few councils are there.
func printNeighbours(w io.Writer, p *model.Published, a model.Authority, year int) {
	n, ok := panel.NewNeighbours(p, a, year, neighbourCount)
	if !ok {
		return
	}
	fmt.Fprintf(w, "\n%s and its statistical neighbours, year to 31 March %d\n", a.Name, n.Year)
	fmt.Fprintf(w, "%-39s %8s  %-19s %9s\n", "", "Own", "Neighbours' half", "England")
	for _, r := range n.Rows {
		middle := "-"
		if !math.IsNaN(r.Median) {
			middle = fmt.Sprintf("%s (%s to %s)", digits(r.Median, r.Decimals), digits(r.Low, r.Decimals), digits(r.High, r.Decimals))
		}
		fmt.Fprintf(w, "%-39s %8s  %-19s %9s\n", r.Name, digits(r.Own, r.Decimals), middle, digits(r.England, r.Decimals))
	}
	var names []string
	for _, x := range n.Nearest {
		names = append(names, x.Name)
	}
	lines(w, "Neighbours, the nearest first: "+strings.Join(names, "; ")+". They are the councils nearest in children under 18, children in care per 10,000, ages and needs of those in care, which count alike. Neighbours' half: median, and the bounds of their middle half.")
	fmt.Fprintln(w)
}

// digits is a figure in the terminal, - for one that isn't published.
func digits(x float64, decimals int) string {
	if math.IsNaN(x) {
		return "-"
	}
	return fmt.Sprintf("%.*f", decimals, x)
}

// lines writes words in lines of at most 79 characters.
func lines(w io.Writer, text string) {
	at := 0
	for i, word := range strings.Fields(text) {
		if n := len([]rune(word)); i > 0 && at+1+n > 79 {
			fmt.Fprintln(w)
			at = n
		} else {
			if i > 0 {
				fmt.Fprint(w, " ")
				at++
			}
			at += n
		}
		fmt.Fprint(w, word)
	}
	fmt.Fprintln(w)
}
