// Package sim is the waist of the house: what is to be run and what came out.
//
// A [Programme] holds the fitted model, the stock on the data date, the prices,
// the horizon, and scenarios made of a short closed list of primitives:
// [Change] (multiply a rate), [Stretch] (scale a clock), [Reroute] (place
// elsewhere), [Reprice], [Growth] (of the population) and [Spend] (what an
// intervention costs), and those that couple children: [Capacity], [Slots],
// [Once], [Review], [Target] and [Quota]. Scenario languages compile to it; engines run it;
// neither knows the other. An [Engine] turns a Programme into a [Projection]:
// means, quantiles, paired differences, month by month.
//
// Time in an engine is in days from the first moment of the day after the
// data date. A month-end stock counts who is there when the month's last day
// ends; a paid day is a night.
package sim
