// Package profile describes the children in care on the data date, and who
// came and left in the two years before: the picture that those who run a
// service must have before they plan for it.
//
// A tour:
//
//   - [New] takes a history and the model fitted to it and gives a [Profile]:
//     sections with a question as their name, findings in words and tables;
//     and beside it every child ([Child]), longest expected stay first, for a
//     review. That list alone holds identifiers.
//   - Where published figures exist, a table has England's shares beside the
//     council's; [England] says which, of what year, and from where.
//   - [Outlook] works out from the fitted rates how long a child in a given
//     position is still expected to stay, and how the stay will end.
//   - [Profile.Disclose] hides counts of one to four, and what they could be
//     worked out from.
//
// Everything is a pure function of history, model and prices.
package profile
