package directory

import (
	"slices"
	"strings"
)

// Tables are the rows that a Book was made of; NewBook makes an equal one from them.
type Tables struct {
	Units  []Unit
	People []Person
	Posts  []Post
	Kin    []Kin
	Leaves []Leave
}

// Tables gives the rows of the book as a copy, for an editor: units and people in directory order, posts by role, kin
// once for each pair, leaves by person.
func (b *Book) Tables() Tables {
	t := Tables{Units: b.Units(), People: b.People()}
	for _, role := range b.RoleNames() {
		t.Posts = append(t.Posts, b.posts[role]...)
	}
	for pair, relation := range b.kin {
		if pair[0] < pair[1] {
			t.Kin = append(t.Kin, Kin{A: pair[0], B: pair[1], Relation: relation})
		}
	}
	slices.SortFunc(t.Kin, func(x, y Kin) int { return strings.Compare(x.A+"\n"+x.B, y.A+"\n"+y.B) })
	for _, p := range b.people {
		for _, l := range b.leaves[p.ID] {
			l.Processes = slices.Clone(l.Processes)
			t.Leaves = append(t.Leaves, l)
		}
	}
	return t
}
