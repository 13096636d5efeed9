// Package model is carecurve's vocabulary: the words that every other package
// shares, and nothing that computes.
//
// A tour, in the order in which one datum travels:
//
//   - A row of a statutory return becomes a [Child] with [PeriodOfCare]s made
//     of [Placement]s, and with [Plan]s; what was wrong on the way is a
//     [Finding] with a [Pos]. Together they are a [History].
//   - Estimation turns a History into a [Model], the rates (each a [Rate] in a
//     cell of age band × clock band × stratum), and a [Stock], who is in care
//     or on a plan on the data date.
//   - A projection starts from that Stock and lets the Model's rates run.
//
// Closed lists ([Setting], [Location], [Exit], [Route], [AgeBand]) are small
// integers, so that engines can index tables with them, and carry their fixed
// names from the output contract.
//
// Dates are whole days ([Date]); a day in care is the night at its end, so a
// child who comes and leaves on the same day has no day in care, and stock at
// a day counts who is there when that day ends.
package model
