// Package records reads statutory returns into the vocabulary of package
// model, and says row by row what it made of them.
//
// A tour: [Load] takes files, folders and zips. The kind of each file is told
// by its content (the set of columns, the root of the XML, the sheets of a
// workbook), never by its name. Rows of the SSDA903 header, episodes and uasc
// tables and the children of CIN censuses are cleaned (blanks, codes with
// labels, dates in several forms, none of them month-first), checked, and
// joined over the years: the same episode stands in every year's return, and
// old returns hold rows that are still open and never will be closed. Periods
// of care, placements and plans come out as a [model.History]; [Allows] says
// what a projection can rest on, and what each gap costs it.
//
// What is no row's fault is said as well: a return that probably lacks children
// (whole.go), codes and ages that can't be (judge.go), identifiers that a
// spreadsheet spoilt (identifier.go). Where a council's records mean something
// else than is usual, [Options] say so.
//
// Beside returns it reads Ofsted's Annex A ([AnnexA]: who is in care, and the
// true start of care where no return shows it), a postcode directory
// ([Directory]), a placement ledger ([LedgerLine]), populations in our own form
// and in the official downloads', and the reach of family group
// decision-making ([FGDM]).
//
// Nothing is lost silently. Every row ends in exactly one of four heaps: used,
// repeated (a later return says it again), set aside (a fault without one
// right repair) or passed over (another table, or left out by the counting
// rules), and the [Report] holds the four counts by file. What was wrong is a
// [model.Finding] under a stable rule; the rules are listed in rules.go, each
// with a number, what it means and what is done. A finding never names a child.
//
// What stops a command (a file that can't be read, or that lacks a needed
// column) comes back as [Errors], all of them at once. Files are streamed, and
// a file made to fill memory or disk is refused: the bounds stand in unzip.go,
// sheet.go, xml.go and book.go. Nothing is unpacked to the disk.
//
// [Returns] writes a history in the same forms, and with dirt where a test
// wants some.
package records
