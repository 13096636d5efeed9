package document

import "strings"

// Suggest is the known word nearest to the one written, if it is near enough
// to be a slip: a third of its letters at most added, dropped, changed or
// swapped with their neighbour.
func Suggest(word string, known []string) (string, bool) {
	best, least := "", max(1, len(word)/3)+1
	for _, k := range known {
		if d := distance(strings.ToLower(word), strings.ToLower(k)); d < least {
			best, least = k, d
		}
	}
	return best, best != ""
}

// DidYouMean is the second line of a fault about an unknown word:
// `did you mean "plan-to-care"? flows are entry, exit`, where list is "flows
// are". Without a near word only the list stands.
func DidYouMean(word string, known []string, list string) string {
	all := list + " " + strings.Join(known, ", ")
	if s, ok := Suggest(word, known); ok {
		return "did you mean " + inQuotes(s) + "? " + all
	}
	return all
}

// distance is the optimal string alignment distance.
func distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	if len(x) > 64 || len(y) > 64 { // no slip of a known word
		return 64
	}
	var before, row, next []int
	row = make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(x); i++ {
		next = make([]int, len(y)+1)
		next[0] = i
		for j := 1; j <= len(y); j++ {
			cost := 1
			if x[i-1] == y[j-1] {
				cost = 0
			}
			next[j] = min(row[j]+1, next[j-1]+1, row[j-1]+cost)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				next[j] = min(next[j], before[j-2]+1)
			}
		}
		before, row = row, next
	}
	return row[len(y)]
}

// inQuotes puts a word from a file in quotes, shortened where it is long.
func inQuotes(s string) string {
	if r := []rune(s); len(r) > 60 {
		s = string(r[:57]) + "..."
	}
	return `"` + strings.NewReplacer("\n", " ", "\r", " ", "\t", " ").Replace(s) + `"`
}
