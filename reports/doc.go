// Package reports turns a projection into what people read: an output folder
// of CSV files, a web page and a run record, and tables for the terminal.
//
// A tour:
//
//   - [Input] is what came out ([sim.Projection]), what it rests on
//     ([model.Model]) and how it was run ([Meta]).
//   - [WriteProjectionCSV], [WriteCostsCSV], [WriteSavingsCSV] and
//     [WriteBudgetCSV] write the files for spreadsheets and scripts. Their columns are stable.
//   - [WriteWorkbook] writes budget.xlsx for finance.
//   - [WriteHTML] writes the page: one file that asks nothing of the network,
//     with charts drawn by the embedded ECharts library.
//   - [Terminal] writes what a finance officer would read out.
//   - [Write] makes the whole folder, and lets it appear complete or not at all.
//
// Central figures of stocks and costs are medians, as likely too high as too
// low; ranges are 80 % intervals, from the 10th to the 90th percentile. Savings
// and yearly sums of flows are means, because means add up and because a median
// would show nothing where an intervention is less likely than not to come off.
//
// Equal inputs give equal bytes in every file but run.json, which alone holds
// the command line, the number of workers and the timings. Nothing here runs a
// model, and nothing about single children reaches this package.
package reports
