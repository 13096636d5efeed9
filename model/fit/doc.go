// Package fit turns a council's history into rates: model.History in,
// model.Model and model.Stock out ([Fit]).
//
// What is estimated, room by room:
//
//   - risk.go walks every period of care through its cells: only time inside
//     the window counts (left truncation), the time already spent in care sets
//     the cell, and what is open on the data date is censored.
//   - start.go deals with periods whose start no return shows: their time in
//     care is spread over the starts that are possible, by how likely each is.
//   - table.go turns occurrences and exposure into a table: a log-linear
//     backbone over age, time and setting, year effects taken out, and every
//     cell leaning on it as far as the data say.
//   - level.go sets each flow's level on the data date and how it wanders.
//   - care.go, plans.go, arrivals.go, returns.go and places.go apply this to
//     exits and moves, plans, entries, returns to care, and where children go.
//   - stock.go and past.go describe the data date and what led up to it.
//
// Shape and level are kept apart, so that one movement is not counted twice:
// the table's shape is relative to year effects, pooled over the window; the
// level comes from a local-level filter. decisions/ records the choices.
package fit
