package scenario

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Words lists the keys of scenario files, each in English and Chinese, in the order of the table.
func Words() [][2]string {
	var out [][2]string
	for _, w := range keys {
		if !slices.Contains(ofOutsiders, w.en) {
			out = append(out, [2]string{w.en, w.zh})
		}
	}
	return out
}

// ofOutsiders are keys of the tables of what outsiders may learn (docs/outsiders.md), which scenario files do not have.
var ofOutsiders = []string{"secrets", "columns", "table"}

// Reference is the tables of all words for the reference page, as Markdown.
func Reference() string {
	var b strings.Builder
	table := func(title string, rows [][2]string) {
		fmt.Fprintf(&b, "\n### %s\n\n| English | 中文 |\n|---|---|\n", title)
		for _, r := range rows {
			fmt.Fprintf(&b, "| `%s` | `%s` |\n", r[0], r[1])
		}
	}
	table("Keys", Words())
	table("Closed values", swapped(values))
	table("Acts", swapped(acts))
	table("Acts on documents", swapped(paperActs))
	table("Special handling", swapped(interventions))
	table("Added signatures", swapped(signWords))
	table("Purposes of a query", swapped(purposes))
	return b.String()
}

// swapped lists a map of Chinese to English words by the English, then the Chinese.
func swapped(m map[string]string) [][2]string {
	var out [][2]string
	for _, zh := range slices.Sorted(maps.Keys(m)) {
		out = append(out, [2]string{m[zh], zh})
	}
	slices.SortStableFunc(out, func(a, b [2]string) int { return strings.Compare(a[0], b[0]) })
	return out
}
