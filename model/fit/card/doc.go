// Package card holds a fitted model against the records that it was fitted to:
// the model card that `fit` prints.
//
// A tour:
//
//   - [New] makes a [Card]: what the rates rest on ([Basis], [Flow]) and, row by
//     row, what was seen against what the rates imply ([Row]), each with a
//     [Grade] and a verdict in words. [Curves] gives the same as curves to draw.
//   - watch.go says who is watched from the first day of a period of care, and
//     for how long; journey.go lets the fitted rates carry children who come in
//     as those did from setting to setting and out; plan.go does so for plans.
//   - flows.go, events.go, staying.go and stock.go compare.
//   - verdict.go says when a difference is more than luck.
//
// Nothing here decides by a threshold alone: every row has the range in which
// what is seen would lie 95 times in 100 were the rates right, and that range
// allows for brothers and sisters who come and go together. How the fitted
// side is worked out, and why, stands in decisions/0001.
//
// A card names no child. Counts of one to four are hidden as in the model
// file, and shares of children who stay are given only where at least
// [fewEvents] left since the last one shown.
package card
