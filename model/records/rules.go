package records

import "github.com/carecurve/carecurve/model"

type rule struct {
	// number is the rule's for good: by hundreds 1 files, 2 rows of any table,
	// 3 episodes, 4 header and uasc, 5 plans, 6 population, 7 ledger, 8 Annex A.
	number int
	// statutory is the number of the return's own check of the same fault.
	statutory string
	severity  model.Severity
	what, fix string
}

// rules are everything that reading can find: what it means, and what was
// done or what would be right.
var rules = map[string]rule{
	// Files.
	"unknown-file":        {101, "", model.Note, "not a return, census or population that can be told by its columns", "Passed over. If it should count, compare its first line with the columns of the return."},
	"other-table":         {102, "", model.Note, "a table of the return that isn't needed", "Passed over; nothing to do."},
	"year-by-content":     {103, "", model.Note, "the year in the name doesn't fit the dates inside", "The dates decide. Rename the folder by the year in which the return ends if that is wrong."},
	"missing-return":      {104, "", model.Note, "a year's return is missing between others", "Add the return; what was open before it is closed at its last 31 March."},
	"part-year":           {105, "", model.Note, "the latest return ends before 31 March", "The data date is the latest day seen in DECOM or DEC."},
	"long-extract":        {106, "", model.Note, "the file goes back before its own year", "Read as one extract over several years."},
	"no-header":           {107, "", model.Note, "there is no header table", "Add header.csv: without birth dates no child has an age."},
	"no-uasc":             {108, "", model.Note, "there is no uasc table", "Add uasc.csv if the council has unaccompanied children: they are otherwise taken for the others."},
	"plans-end-early":     {109, "", model.Note, "the last census is older than the last return", "Plans are known up to that census only. Add the later one."},
	"plans-after-data":    {110, "", model.Note, "plans after the data date", "Left out: the returns don't reach that far."},
	"home-guessed":        {111, "", model.Note, "the council's own code isn't given", "The code that is most common among placements, or among homes by the postcode directory, is taken for the council's own. Give the code in the council file."},
	"not-located":         {112, "", model.Note, "a placement without PL_LOCATION, PL_LA or a postcode that is known", "Taken to be in the area."},
	"not-linked":          {113, "", model.Note, "children on plans can't be found in the SSDA903 return", "If both systems use one identifier, check that LAchildID and CHILD are written alike."},
	"linked":              {114, "", model.Note, "children on plans found in the SSDA903 return", "Nothing to do: identifiers are shared."},
	"months-of-birth":     {115, "", model.Note, "birth dates are all the first of a month", "Read as months of birth; the eighteenth birthday is known to a month."},
	"identifiers-matched": {119, "", model.Note, "the returns write identifiers with the authority's number behind them, the census without", "Matched by the census's own LEA number."},
	"council-setting":     {121, "", model.Note, "the council file has records read otherwise than usual", "Nothing to do if that is meant."},
	"stock-falls":         {122, "", model.Doubtful, "far fewer children are in care at the end of this return than a year before", "It is probably not whole. Check that all children and all tables' rows were exported; a fall that is true needs nothing."},
	"stock-leaps":         {123, "", model.Doubtful, "far fewer children are in care at the end of this return than a year later", "It is probably not whole. Check that all children and all tables' rows were exported; a rise that is true needs nothing."},
	"plans-fall":          {124, "", model.Doubtful, "far fewer plans are open at the end of this census than a year before", "It is probably not whole. Check that all children were exported; a fall that is true needs nothing."},
	"plans-leap":          {125, "", model.Doubtful, "far fewer plans are open at the end of this census than a year later", "It is probably not whole. Check that all children were exported; a rise that is true needs nothing."},
	"no-exits":            {126, "", model.Doubtful, "no child leaves care in this return", "It probably holds the children of one day instead of a year's. Export all episodes open at any time in the year: how long children stay can't be told otherwise."},
	"many-authorities":    {127, "", model.Note, "the files are of several authorities", "All are read as one. Give one authority's files alone if that isn't meant."},
	"same-file":           {128, "", model.Note, "the same file, byte for byte, as one before", "Its rows count once. If it should be another year's, put that year's file here."},
	"identifiers-alike":   {129, "", model.Note, "children whose identifiers differ by leading zeros or capitals alone", "Read as different children. A spreadsheet may have cut the zeros from one of the files: export it anew."},
	"old-workbook":        {120, "", model.Note, "a workbook of the old .xls form, or one locked with a password", "Passed over. If it should count, save it as .xlsx without a password."},
	"encoding":            {117, "", model.Note, "not in UTF-8", "Read by the encoding that it has; nothing to do."},
	"column-alias":        {118, "", model.Note, "a column has another name than in the return", "Read under the return's own name; nothing to do."},
	"population-repeat":   {116, "", model.Note, "another population file gives the same year and ages", "The first file by name counts."},

	// Rows of any table.
	"broken-quote":      {201, "", model.SetAside, "a quotation mark opens and doesn't close on this line", "Remove or double the mark. The row is set aside."},
	"short-row":         {202, "", model.SetAside, "fewer fields than the header has needed columns", "Complete the row. It is set aside."},
	"long-row":          {203, "", model.SetAside, "more fields than columns: a separator stands inside a field", "Put the field in quotes. The row is set aside."},
	"no-child":          {204, "", model.SetAside, "the child's identifier is blank", "Fill the identifier. The row is set aside."},
	"bad-date":          {205, "", model.SetAside, "not a date", "Write DD/MM/YYYY or YYYY-MM-DD. The row is set aside."},
	"missing-date":      {206, "", model.SetAside, "DECOM is blank", "Fill the date. The row is set aside."},
	"unknown-code":      {207, "", model.SetAside, "not a code that the return knows", "Correct the code. The row is set aside."},
	"missing-code":      {208, "", model.SetAside, "a needed code is blank", "Fill the code. The row is set aside."},
	"odd-code":          {209, "", model.Note, "not a code that the return knows", "Taken as blank; the row is kept."},
	"bad-optional":      {210, "", model.Note, "not a date", "Taken as blank; the row is kept."},
	"date-form":         {212, "", model.Note, "a date isn't written as the collection has it", "Read day first; nothing to do if that is right."},
	"code-spelling":     {213, "", model.Note, "a code in lower case, with blanks, its label or .0", "Read without them."},
	"blank-word":        {214, "", model.Note, "a word such as NULL or N/A for a blank", "Read as a blank."},
	"old-code":          {215, "", model.Note, "a code that the return of that year no longer has", "Read by what it meant."},
	"early-code":        {217, "", model.Note, "a code that the return of that year doesn't have yet", "Read by what it means. If there are many, the return may be of another year than is thought."},
	"control-character": {216, "", model.SetAside, "a control character stands in the row", "Remove it. The row is set aside."},
	"spoilt-child":      {218, "", model.SetAside, "the child's identifier is a number that a spreadsheet rounded, such as 1.04E+11", "Export anew and don't save from a spreadsheet, or format the column as text first. The row is set aside."},
	"year-column":       {211, "", model.Note, "YEAR is not a year", "The file's year is taken."},

	// Episodes.
	"short-break":         {301, "", model.Note, "short breaks (LS V3 or V4)", "Left out before anything is counted, as in the published figures."},
	"dec-before-decom":    {302, "356", model.SetAside, "DEC is before DECOM", "Correct one of the two dates. The row is set aside."},
	"dec-is-decom":        {303, "355", model.SetAside, "DEC is the same day as DECOM", "An episode lasts a night at least. The row is set aside; a start or end that it holds goes to its neighbour."},
	"too-early":           {304, "353", model.SetAside, "DECOM is before 14 October 1991", "Correct the date. The row is set aside."},
	"after-year-end":      {305, "", model.SetAside, "a date after the end of the return's year", "Correct the date. The row is set aside."},
	"dec-without-rec":     {306, "148", model.SetAside, "DEC without REC, and no row follows on that day", "Fill REC. The row is set aside."},
	"rec-without-dec":     {307, "148", model.SetAside, "REC without DEC", "Fill DEC. The row is set aside."},
	"same-day-twice":      {308, "", model.SetAside, "two different episodes of one return start on the same day", "Remove the wrong one. The one with an end is kept, this one is set aside."},
	"starts-after-18":     {309, "352", model.SetAside, "the episode starts after the child's 18th birthday", "Correct DOB or DECOM. The row is set aside."},
	"born-after-start":    {310, "302", model.SetAside, "the child is born after an episode has started", "Correct DOB or DECOM. All of the child's episodes are set aside."},
	"sent-twice":          {311, "", model.Repaired, "the episode stands twice in one return, open and closed", "The closed one counts."},
	"dec-rec-inferred":    {312, "148", model.Repaired, "DEC without REC, and a row follows on the same day", "Read as REC X1."},
	"rec-dec-inferred":    {313, "148", model.Repaired, "REC X1 without DEC", "Closed when the next episode starts."},
	"stale-open":          {314, "142", model.Repaired, "open in an old return, absent from later ones", "Closed at that return's 31 March, reason unknown."},
	"open-then-next":      {315, "142", model.Repaired, "open, but another episode of the same period follows", "Closed when the next one starts."},
	"open-then-start":     {316, "142", model.Repaired, "open, but a new period of care starts later", "Closed before it, at the return's 31 March at the latest, reason unknown."},
	"re-dated":            {317, "", model.Repaired, "a later return has the same episode with another DECOM", "The later return counts."},
	"superseded":          {318, "", model.Repaired, "a later return covers these days with another episode", "The later return counts."},
	"overlap":             {319, "501", model.Repaired, "DEC is after the next episode's DECOM", "Cut back to it."},
	"gap-after-x1":        {320, "433", model.Repaired, "REC X1, but the next episode starts later", "Stretched to it."},
	"gap-too-long":        {333, "433", model.Repaired, "REC X1, but the next episode starts later than the longest gap that is bridged", "The period ends at DEC, reason unknown, and a new one begins."},
	"code-from-return":    {334, "", model.Repaired, "a needed code is blank or unknown, another return has it for the same episode", "Taken from the nearest return."},
	"x1-then-start":       {321, "", model.Repaired, "REC X1, but the next episode is a new start later on", "The period ends at DEC, reason unknown."},
	"start-after-x1":      {322, "388, 431, 432", model.Repaired, "RNE S on the day on which an episode with REC X1 ends", "Joined: one period of care."},
	"x1-without-next":     {323, "", model.Repaired, "REC X1, but no episode follows", "The period ends at DEC, reason unknown."},
	"continues-after-end": {324, "433", model.Note, "a period starts with an RNE other than S although the child had left", "A new period is started."},
	"decom-unread":        {336, "", model.Repaired, "open in an old return; a later one goes on with it, in a row whose DECOM can't be read", "Goes on as that row says. Correct its DECOM."},
	"after-final-exit":    {335, "", model.Note, "an episode follows a REC after which there can be none (E2, E15, E17)", "Kept. Correct the REC, or look whether two children share the identifier."},
	"legal-and-place":     {325, "", model.Repaired, "RNE L, but the placement changes as well", "Read as RNE B."},
	"open-after-18":       {326, "", model.Repaired, "still open more than a week after the 18th birthday", "Closed on the birthday."},
	"left-after-18":       {327, "", model.Repaired, "ends more than a week after the 18th birthday", "Closed on the birthday."},

	"episode-differs":     {337, "503", model.Note, "a later return has other codes for the same episode", "The later return counts."},
	"impossible-provider": {338, "527-531, 550", model.Note, "PLACE_PROVIDER can't be for such a placement", "Kept. Correct one of the two: foster care is the council's own with PR1 alone."},
	"no-provider":         {339, "526", model.Note, "PLACE_PROVIDER is blank", "Kept. Fill it: it tells the council's own placements from others', at other prices."},
	"too-young":           {340, "370-374", model.Note, "the child is too young for such a placement", "Kept. Correct PLACE, DECOM or DOB."},
	"temporary-too-long":  {341, "375, 376, 379", model.Note, "a temporary stay goes on for longer than it may", "Kept, as days of the placement to which the child returns."},
	"temporary-at-end":    {342, "380, 381", model.Note, "a period of care starts or ends with a temporary stay", "Kept. Its days count to the nearest placement, if there is one."},
	"held-too-long":       {343, "361-363", model.Note, "police protection or an emergency order goes on for longer than the law allows", "Kept. Give the legal status that came after it."},
	"need-changes":        {344, "504", model.Note, "the category of need changes within a period of care", "The first counts."},
	"move-unseen":         {345, "435, 436", model.Note, "RNE says that the placement changes, but nothing of it does", "Counted as a move. If only the legal status changed, write RNE L."},

	// Header and uasc.
	"no-birth-date":      {401, "", model.Note, "the child has no birth date", "Fill DOB in the header: without it the child has no age."},
	"born-in-future":     {402, "301", model.SetAside, "DOB is after the end of the return's year", "Correct DOB. The row is set aside."},
	"born-differs":       {403, "", model.Note, "birth dates differ between returns", "The latest return's counts."},
	"sex-differs":        {404, "202", model.Note, "the sex differs between returns", "The latest return's counts."},
	"ethnicity-differs":  {408, "", model.Note, "the ethnicity differs between returns", "It isn't used."},
	"uasc-differs":       {409, "", model.Note, "birth date or sex differs between uasc and header", "The header's counts."},
	"without-header":     {405, "", model.Note, "episodes of a child that no header row describes", "Kept; add the header row for the birth date."},
	"without-episodes":   {406, "", model.Note, "a child without any episode that counts", "Passed over."},
	"born-differs-plans": {407, "", model.Note, "the birth date differs between census and return", "The return's counts."},

	// Plans.
	"plan-without-start": {501, "", model.SetAside, "a plan without CPPstartDate, or one that is no date", "Fill the date. The plan is set aside."},
	"plan-bad-end":       {502, "", model.SetAside, "CPPendDate is no date", "Correct the date. The plan is set aside."},
	"plan-end-first":     {503, "", model.SetAside, "the plan ends before it starts", "Correct one of the two dates. The plan is set aside."},
	"plan-after-census":  {504, "", model.SetAside, "the plan starts after the census's 31 March", "Correct the date. The plan is set aside."},
	"plan-ends-later":    {505, "", model.Repaired, "the plan ends after the census's 31 March", "Taken to be open on that day."},
	"plan-stale":         {506, "", model.Repaired, "open in an old census, absent from later ones", "Closed at that census's 31 March."},
	"plan-overlap":       {507, "", model.Repaired, "two plans of a child overlap", "The earlier one is closed when the later one starts."},
	"plan-after-18":      {508, "", model.Note, "the plan goes on after the 18th birthday", "Kept, as the published count does. Close the plan if it was forgotten."},
	"plan-after-closure": {509, "", model.Repaired, "the plan is open although the case is closed", "Closed on CINclosureDate."},
	"plan-starts-at-18":  {510, "", model.SetAside, "the plan starts after the 18th birthday", "Correct one of the two dates. The plan is set aside."},
	"plan-twice":         {511, "", model.Repaired, "one census has the plan twice, open and closed", "The closed one counts."},
	"plan-before-icpc":   {512, "", model.Note, "the plan starts before its initial conference", "Kept."},

	// Ledger.
	"ledger-date":      {701, "", model.SetAside, "a placement in the ledger without a first day, or with a date that is none, or an end before its start", "Correct the dates. The row is set aside."},
	"ledger-cost":      {702, "", model.SetAside, "a weekly cost that is no number, or is below nothing", "Write pounds, such as 1180 or 1,180.50. The row is set aside."},
	"ledger-unmatched": {703, "", model.Note, "a placement in the ledger that no placement of the return overlaps", "Passed over. Check the child's identifier and the days."},
	"ledger-overlap":   {704, "", model.Note, "two rows of the ledger pay for the same days of a placement", "Both are kept, as two costs of one placement."},

	// Annex A.
	"annex-list-unused": {801, "", model.Note, "an Annex A list that isn't needed", "Passed over; nothing to do."},
	"annex-alone":       {802, "", model.Note, "Annex A without SSDA903 returns", "It gives who is in care, and who came and left in its last months. It can't give how long children stay in each placement: list 8 has one row a child with the latest placement only. Add the returns of some years."},
	"annex-true-start":  {803, "", model.Repaired, "no return shows the start of care, Annex A's list 8 does", "The period starts there; the time before the first row counts to that row's kind of placement."},
	"annex-no-start":    {804, "", model.SetAside, "the date on which it started is blank or no date", "Fill the date. The row is set aside."},
	"annex-end-first":   {805, "", model.SetAside, "it ends before it starts", "Correct one of the two dates. The row is set aside."},
	"annex-overlap":     {807, "", model.SetAside, "two rows of list 8 have the child in care at once, or one lasts no night", "Correct the dates. The later row is set aside."},
	"annex-adds-none":   {806, "", model.Note, "list 8 agrees with the returns or can't be joined to them", "Passed over: the returns say more."},

	"annex-differs":        {808, "", model.Note, "list 8 has another start of care than the returns", "The returns count. Find out which is right."},
	"annex-not-in-returns": {809, "", model.Note, "list 8 has a child in care in the days of the returns, who isn't in them", "Passed over. Find out why the returns leave the child out."},

	// Population.
	"population-number": {601, "", model.SetAside, "not a number", "Write whole numbers without separators. The row is set aside."},
	"population-ages":   {602, "", model.SetAside, "age_to is before age_from", "Correct the ages. The row is set aside."},
	"population-twice":  {603, "", model.SetAside, "the same year and ages stand twice", "Remove one. The row is set aside."},
	"population-area":   {607, "", model.Note, "the table has many areas, and none is the council's own as far as is known", "Passed over. Give the council's ONS code in the council file."},
	"population-adults": {604, "", model.Note, "ages from 18", "Passed over."},
	"population-year":   {605, "", model.Note, "a year without all ages from 0 to 17", "The year is left out."},
	"population-gap":    {606, "", model.Repaired, "a year is missing between others", "Filled in straight between its neighbours."},
}

// RuleNumber is the number of a finding's rule, from 101, and the numbers of
// the SSDA903 return's own checks for the same fault, empty where it has none;
// 0 for a rule that isn't of this package's list.
func RuleNumber(rule string) (number int, statutory string) {
	r := rules[rule]
	return r.number, r.statutory
}
