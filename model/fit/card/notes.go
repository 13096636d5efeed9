package card

import "fmt"

// notes says how the comparison was made.
func notes(s *sight) []string {
	return []string{
		"Fitted figures take the rates of the window's average year; arrivals take the level on the data date, from which a projection starts. Where a level is far from 1 now, the last year differs from the average, and so do stock and stays.",
		fmt.Sprintf("Newcomers, and staying in care, are the %s periods of care that the records show from their first day. Periods that began before the records take no part in these, even where their start is told: it is told only for those who had not moved yet, and they stay longer.", number(s.basis.Watched)),
		"A range holds 95 times in 100 if the rates are right. Brothers and sisters who came together count as one piece of evidence. The rates were fitted to the same records, so that differences are somewhat smaller than new records would show.",
	}
}

// number is a count, one to four hidden.
func number(n int) string {
	if n > 0 && n < fewEvents {
		return "fewer than 5"
	}
	return fmt.Sprint(n)
}
