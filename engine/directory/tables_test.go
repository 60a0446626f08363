package directory_test

import (
	"testing"

	"dandang/engine/directory"

	"github.com/stretchr/testify/require"
)

func TestTables_MakeAnEqualBook(t *testing.T) {
	t.Parallel()
	units := []directory.Unit{{ID: "a", Name: "市", Level: "city", Order: 1}, {ID: "b", Name: "局", Level: "dept", Parent: "a", Order: 1}}
	people := []directory.Person{
		{ID: "p", Name: "甲", Unit: "a", Order: 1, Active: true, Attrs: map[string]string{"编制": "在编"}}, {ID: "q", Name: "乙", Unit: "b", Order: 1, Active: true},
	}
	posts := []directory.Post{{Role: "x", Unit: "a", Person: "p"}, {Role: "x", Unit: "b"}, {Role: "w", Unit: "b", Person: "q", From: "2026-01-01"}}
	kin := []directory.Kin{{A: "q", B: "p", Relation: "夫妻"}}
	leaves := []directory.Leave{{Person: "q", From: "2026-01-01", Until: "2026-02-01", Delegate: "p", Processes: []string{"care-fund"}}}
	book, faults := directory.NewBook(1, units, people, posts, kin, leaves)
	require.Empty(t, faults)
	tables := book.Tables()
	again, faults := directory.NewBook(1, tables.Units, tables.People, tables.Posts, tables.Kin, tables.Leaves)
	require.Empty(t, faults)
	require.Equal(t, tables, again.Tables())
	require.Equal(t, book.People(), again.People())
	require.Len(t, tables.Kin, 1)
	relation, ok := again.Related("p", "q")
	require.True(t, ok)
	require.Equal(t, "夫妻", relation)
	require.Len(t, tables.Posts, 3)
	require.Equal(t, leaves, tables.Leaves)
}
