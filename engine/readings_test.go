package engine_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// weighed is a procedure that one supervisor watches while money is left, and another while a flag stands on the subject.
func weighed() string {
	text := strings.Replace(small(`
  work:
    name: 审核
    task: {for: chief, due: 5 workdays}
    edit: [posted]
    on:
      mark: {name: 减责, needs: [posted], to: stay, do: [{flag: {name: 影响期, until: posted}}]}
      agree: {name: 同意, to: yes}
      refuse: {name: 不同意, to: no}
`+ends), "owner: keeper\n", `owner: keeper
flags: {影响期: {blocks: [promotion]}}
ledgers: {fund: {name: 经费, unit: money}}
supervisors:
  - {role: head, when: fund.free >= 100 and not given(flags.影响期.until)}
  - {role: board, when: given(flags.影响期.until)}
`, 1)
	return strings.Replace(text, "subject: {name: 对象, type: person}", "subject: {name: 对象, type: person, required: true}", 1)
}

// What a list reads of many cases at once includes the balances and flags that conditions on people rest on, each case its
// own.
func TestReadings_HaveTheBalancesAndFlagsOfEachCase(t *testing.T) {
	t.Parallel()
	w := newWorld(t, book(t, posts), weighed())
	open := func(subject string) string {
		c := w.open("ann", "small", with("subject", subject))
		w.do("ann", c.ID, "submit")
		return c.ID
	}
	watches := func(who string) []string {
		list, _, err := w.engine.Watch(t.Context(), who, false, "", 9)
		require.NoError(t, err)
		ids := []string{}
		for i := range list {
			ids = append(ids, list[i].Case.ID)
		}
		return ids
	}
	first, second := open("jim"), open("gus")
	require.Empty(t, watches("ivy"), "no money")
	require.Empty(t, watches("eve"), "no flag")
	_, err := w.engine.SetBudget(t.Context(), "ivy", "small", "fund", 10_000)
	require.NoError(t, err)
	require.Equal(t, []string{second, first}, watches("ivy"))
	w.do("bob", first, "mark", with("posted", "2027-03-01"))
	third := open("jim")
	require.Equal(t, []string{second}, watches("ivy"), "a flag stands on the subject of the others")
	require.Equal(t, []string{third, first}, watches("eve"), "also where another case has set it")
}
