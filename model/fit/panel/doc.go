// Package panel fits a model to published tables, for a council without
// records at hand: England's patterns of coming, moving and leaving, on the
// council's own totals. [Fit] gives the same model.Model and model.Stock as
// records do, so the same engines run on them; [List] says which authorities
// there are.
//
// # England's profile
//
// A standing population is built by following everyone who comes (lifetable.go).
// With n(x) children a year who come at age x, and a hazard λ_f(a, u) of
// leaving in way f at age band a after a time u in care,
//
//	stock(x, u)  = c(a, u) · n(x) · exp(−∫₀ᵘ Σ_f λ_f ds)   until the 18th birthday
//	leaving in f = ∫ stock · λ_f,  leaving at 18 = what is left on the birthday
//
// where c corrects for there having been more or fewer arrivals in the past
// than now: 1 in the first year of care, and after that whatever makes the
// stock of each age the published one. The hazard is a product,
//
//	λ_f(a, u) = R_f · A_a · U_d(u) · shape_f(a, u)
//
// of an assumed shape (shapes.go) and factors that are scaled in turn until the
// published margins hold: R for ceases by reason, A for ceases by age before
// 18, U for ceases by time in care, c for the stock by age (national.go).
// Unaccompanied asylum-seeking children stand apart: their one hazard is found
// from how many came in each year and how many are in care; their ceases are
// taken off the margins first.
//
// Settings: an assumed pattern of settings by age is raked to England's totals
// by age, placement, provider, locality and unaccompanied children (stays.go).
// Within an age and time in care, a setting's hazard is the profile's times an
// assumed ratio, scaled so that the mix gives the profile back; adoptions come
// from adoptive placements alone (exits.go).
//
// Moves (moves.go): in a standing population as many placements outlive v as
// end after more than v, so that a band's hazard of ending is
// log(N(v₁)/N(v₂)) / (v₂−v₁), with N from placements ceased by duration. Ends
// by leaving care are taken off, and the whole scaled to the published number
// of changes of placement.
//
// Plans (plans.go): a band's hazard of ending is the plans that ended at that
// length over those of that length open at the two ends of the year. No table
// links plans with care: [PlanShare] of the entries is assumed to come that way.
//
// Returns to care (returns.go) are an assumed hazard by way out and time since,
// scaled so that England's returns are the share of starts that the ceases by
// number of periods of care show.
//
// # A council
//
// Its entries by age are its recent starts over its population (entries.go);
// suppressed figures share what the published ones leave of a total, as
// England's would. Starts, plan starts, ceases and plan ends of up to thirteen
// years go through the local-level filter for level and drift (levels.go); the
// ways out lean to the council's own reasons. The exit multiplier is solved
// so that the first year's modelled exits before 18 are what the filter
// expects. The stock (stock.go) is England's pattern raked to the council's
// totals, in whole numbers by controlled rounding, and each child's age, time
// in care and time in placement stand at evenly spread quantiles of the
// profile: nothing is random. Where moves lead is solved so that the council's
// mix of places holds at every age (balance.go):
//
//	moves into p = moves out of p + exits + birthdays out − birthdays in − first placements + growth
//
// # The next years
//
// [Outlook] forecasts every council's totals from what the panel of all councils
// shows of the past (outlook.go, signs.go, regress.go, spread.go); a council's
// levels of entering and leaving are set so that its projection follows it
// (bend.go).
//
// A fitted model's notes say in plain words what is assumed.
package panel
