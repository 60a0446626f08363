package process

import "strings"

// nearest is the name most like s, or "" when none is close: at most a third of the longer one's characters differ.
func nearest(s string, names []string) string {
	best, bestCost := "", 1<<30
	for _, name := range names {
		cost := distance([]rune(strings.ToLower(s)), []rune(strings.ToLower(name)))
		longer := max(len([]rune(s)), len([]rune(name)))
		if cost <= max(1, longer/3) && cost < longer && cost < bestCost {
			best, bestCost = name, cost
		}
	}
	return best
}

// distance is the number of characters to insert, delete or replace to get from a to b; swapping two neighbours
// counts as one.
func distance(a, b []rune) int {
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			change := 1
			if a[i-1] == b[j-1] {
				change = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+change)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}
