// Package estimate holds the estimators that carecurve's rates rest on, each
// a function of plain numbers that other programs can import.
//
//   - [Loglinear] fits a Poisson log-linear model of occurrences over exposure
//     with factors (age, time, setting, …) by iteratively reweighted least
//     squares with a ridge: the backbone of sparse tables.
//   - [GammaWeight] says how far cells should lean on that backbone, by the
//     marginal likelihood; [DirichletWeight] the same for shares.
//   - [LocalLevel] follows a rate that wanders, and says where it stands at the
//     end, how sure that is, and how strongly it wanders.
package estimate
