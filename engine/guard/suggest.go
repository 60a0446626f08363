package guard

import (
	"cmp"
	"slices"
	"strings"
)

// maxSuggestions bounds the names offered for a misspelt one.
const maxSuggestions = 3

// nearest is the names most like name, those equally near together; none if all
// differ in more than a third of their runes.
func nearest(name string, names []string) []string {
	type candidate struct {
		name string
		cost int
	}
	var found []candidate
	for _, n := range names {
		allowed := max(1, len([]rune(name))/3)
		cost := distance(strings.ToLower(name), strings.ToLower(n))
		if i := strings.LastIndexByte(n, '.'); i >= 0 && n[i+1:] == name {
			cost = 1 // the attribute without its record
		}
		if cost <= allowed && cost < len([]rune(n)) {
			found = append(found, candidate{n, cost})
		}
	}
	slices.SortFunc(found, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(a.cost, b.cost), cmp.Compare(a.name, b.name))
	})
	var out []string
	for _, c := range found {
		if c.cost == found[0].cost && len(out) < maxSuggestions {
			out = append(out, c.name)
		}
	}
	return out
}

// distance is the number of runes to insert, delete, replace or swap with
// their neighbour to get from a to b.
func distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	rows := make([][]int, len(x)+1)
	for i := range rows {
		rows[i] = make([]int, len(y)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(x); i++ {
		for j := 1; j <= len(y); j++ {
			change := 1
			if x[i-1] == y[j-1] {
				change = 0
			}
			best := min(rows[i-1][j]+1, rows[i][j-1]+1, rows[i-1][j-1]+change)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				best = min(best, rows[i-2][j-2]+1)
			}
			rows[i][j] = best
		}
	}
	return rows[len(x)][len(y)]
}
