// Package records reads statutory returns into the vocabulary of package
// model, and says row by row what it made of them.
//
// A tour: [Load] takes files, folders and zips. The kind of each file is told
// by its content (the set of columns, the root of the XML), never by its
// name. Rows of the SSDA903 header, episodes and uasc tables and the children
// of CIN censuses are cleaned (blanks, codes with labels, dates in several
// forms, none of them month-first), checked, and joined over the years: the
// same episode stands in every year's return, and old returns hold rows that
// are still open and never will be closed. Periods of care, placements and
// plans come out as a [model.History].
//
// Nothing is lost silently. Every row ends in exactly one of four heaps: used,
// repeated (a later return says it again), set aside (a fault without one
// right repair) or passed over (another table, or left out by the counting
// rules), and the [Report] holds the four counts by file. What was wrong is a
// [model.Finding] under a stable rule; the rules are listed in rules.go, each
// with what it means and what is done. A finding never names a child.
//
// What stops a command (a file that can't be read, or that lacks a needed
// column) comes back as [Errors], all of them at once.
package records
