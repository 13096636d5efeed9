package panel

// notes are the assumptions that a reader of any result must know.
func (n *national) notes(t table, year int, say func(string, ...any), f *flows) {
	plan, all := total(f.plan[:]), total(f.general[:])
	if all > 0 {
		say("No published table links plans with care: %.0f %% of entries (without unaccompanied children) are assumed to come from a child protection plan, by age 45, 45, 40, 25 and 8 %% of those that are no return, and fewer where plans are few.", 100*plan/all)
	}
	say("Hazards of leaving by time in care are England's of %d, from ceases by age, reason and length of care; how they differ between settings is assumed. The council's level makes the first year's exits before 18 match its own trend.", n.year)
	say("The time in care of the children on the data date is England's by age, made up from starts and hazards, since no table gives it; the time in the placement likewise.")
	say("The department counts a child's first start and last cease in a year: entries and exits here are %.1f %% more.", 100*SecondStarts)
	say("Returns to care are scaled so that England's come to %.0f %% of starts, the share of ceases that end a second or later period of care; children who left before %d are not followed.", 100*n.later, year-leaverYears)
	say("Where moves lead is solved so that the council's mix of settings and of in and out of area holds; first placements are an assumed national pattern, bent to that mix.")
	say("Foster care is split by provider: agencies' from the private and voluntary providers' total, relatives and friends taken as %.0f %% of fostering.", 100*kinshipOfFoster)
	if year < 2020 {
		say("Up to 2019 the tables hold semi-independent living with homes and hostels: the split is that of placement codes in 2010.")
	} else if year < 2024 {
		say("Placement groups changed in 2020: semi-independent living stands apart only since then.")
	}
	if !f.uascKnown {
		say("Starts of unaccompanied children are not published for the council: their number is taken from those in care.")
	}
	say("The history between two 31 Marches is drawn straight, and yearly flows are spread evenly over the months.")
	say("Seasons are not published: all months are alike. Group sizes of brothers and sisters are assumed.")
}
