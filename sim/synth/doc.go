// Package synth makes up councils whose truth is known, to judge the engine by
// and to show it with.
//
// The truth is of another family than the one that estimation assumes, so that
// agreement between the two means something:
//
//   - A child's way out of care is a mixture of fates (Larson and Dinse, 1985):
//     home, special guardianship, adoption, … each with a log-normal or Weibull
//     clock ([Clock]) in place of hazards that are constant by pieces. Adoption,
//     special guardianship and going home pass through a stage: placed for
//     adoption, with kin, with parents.
//   - Clocks run faster or slower by child and by family (frailty); brothers and
//     sisters come together and mostly leave together.
//   - The council's levels wander from month to month ([Levels]) as a slow
//     autoregression of the log: entries, plan starts, unaccompanied children
//     and the rate of leaving. The last one speeds the clocks up (accelerated
//     failure time) and doesn't multiply a hazard.
//   - Plans end on clocks of their own, lead to care on a Weibull one, come back.
//
// [New] lives through a quarter of a century and keeps what happened in a
// [World]; [World.History] is what its records would say, [World.Truth] what
// truly follows, under the four scenarios of [Scenarios], with shared luck.
//
// Every draw is a function of a key made of the seed, the future, the family or
// child and the purpose: nothing depends on the order of work or the number of
// workers, and a scenario lets untouched children live the same life.
// Rates were set by hand to follow England's published tables for the year
// ending 31 March 2023; the tests hold them there.
package synth
