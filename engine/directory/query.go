package directory

import (
	"slices"
	"strings"
)

// Scope says among which units the holders of a role are looked for, seen from a case's unit.
type Scope string

// The scopes.
const (
	// ScopeUnit: posts in the unit itself.
	ScopeUnit Scope = "unit"
	// ScopeAncestors: posts in the nearest of the unit and the units above it that has an active holder. A vacant post
	// and a post whose term is over do not count, so the search goes on upwards.
	ScopeAncestors Scope = "ancestors"
	// ScopeLevel: posts in the unit's branch, which is the county it belongs to, with all below; for a unit that belongs
	// to no county, everything in its tree outside the counties, that is the city's own organs.
	ScopeLevel Scope = "level"
	// ScopeCity: posts anywhere.
	ScopeCity Scope = "city"
)

// ParseScope reads a scope by its keyword.
func ParseScope(s string) (Scope, bool) {
	scope := Scope(s)
	switch scope {
	case ScopeUnit, ScopeAncestors, ScopeLevel, ScopeCity:
		return scope, true
	}
	return "", false
}

// Holders lists the active people who hold role on a date ("2006-01-02"), seen from unit within scope: each once, in
// directory order. People on leave are among them; whether a delegate acts is for the caller. An unknown unit, role or
// scope has no holders.
func (b *Book) Holders(role string, unit UnitID, scope Scope, on string) []PersonID {
	if _, ok := b.Unit(unit); !ok && scope != ScopeCity {
		return nil
	}
	switch scope {
	case ScopeUnit:
		return b.holders(role, on, func(u UnitID) bool { return u == unit })
	case ScopeAncestors:
		for at := unit; at != ""; at = b.units[b.unitAt[at]].Parent {
			if found := b.holders(role, on, func(u UnitID) bool { return u == at }); len(found) > 0 {
				return found
			}
		}
		return nil
	case ScopeLevel:
		branch := b.branch(unit)
		return b.holders(role, on, func(u UnitID) bool { return b.branch(u) == branch })
	case ScopeCity:
		return b.holders(role, on, func(UnitID) bool { return true })
	}
	return nil
}

func (b *Book) holders(role, on string, in func(UnitID) bool) []PersonID {
	var at []int
	for _, post := range b.posts[role] {
		if post.Person == "" || !covers(post.From, post.Until, on) || !in(post.Unit) {
			continue
		}
		if i := b.personAt[post.Person]; b.people[i].Active {
			at = append(at, i)
		}
	}
	slices.Sort(at)
	at = slices.Compact(at)
	ids := make([]PersonID, len(at))
	for i, n := range at {
		ids[i] = b.people[n].ID
	}
	return ids
}

// branch is the county that the unit is or belongs to, or the top of its tree.
func (b *Book) branch(unit UnitID) UnitID {
	for {
		u := b.units[b.unitAt[unit]]
		if u.Level == LevelCounty || u.Parent == "" {
			return u.ID
		}
		unit = u.Parent
	}
}

// Branch is the county that the unit is or belongs to, or the top of its tree: what ScopeLevel compares.
func (b *Book) Branch(unit UnitID) (Unit, bool) {
	if _, ok := b.Unit(unit); !ok {
		return Unit{}, false
	}
	return b.Unit(b.branch(unit))
}

// Above lists the units to turn to when nobody in unit can act, the nearest first: along the superior organs, each
// unit's own before its parent, and then whatever of the tree above is left.
func (b *Book) Above(unit UnitID) []UnitID {
	var list []UnitID
	seen := map[UnitID]bool{unit: true}
	for at := unit; ; {
		u, ok := b.Unit(at)
		if !ok {
			break
		}
		if at = u.Superior; at == "" {
			at = u.Parent
		}
		if at == "" || seen[at] {
			break
		}
		seen[at] = true
		list = append(list, at)
	}
	for _, u := range b.Ancestors(unit) {
		if !seen[u.ID] {
			list = append(list, u.ID)
		}
	}
	return list
}

// LevelOf is the level that a unit belongs to: its own, or for a department that of the nearest unit above that has one.
// "" for an unknown unit and for departments that stand alone.
func (b *Book) LevelOf(unit UnitID) string {
	for at := unit; ; {
		u, ok := b.Unit(at)
		if !ok {
			return ""
		}
		if u.Level != LevelDept {
			return u.Level
		}
		at = u.Parent
	}
}

// Posts lists the posts of a role, vacant ones included, as they were given.
func (b *Book) Posts(role string) []Post { return slices.Clone(b.posts[role]) }

// RoleNames lists every role that has a post, sorted.
func (b *Book) RoleNames() []string {
	names := make([]string, 0, len(b.posts))
	for name := range b.posts {
		names = append(names, name)
	}
	slices.SortFunc(names, strings.Compare)
	return names
}

// Roles lists the posts that a person holds on a date. Somebody who is not active holds none.
func (b *Book) Roles(p PersonID, on string) []Post {
	i, ok := b.personAt[p]
	if !ok || !b.people[i].Active {
		return nil
	}
	var list []Post
	for _, post := range b.held[p] {
		if covers(post.From, post.Until, on) {
			list = append(list, post)
		}
	}
	return list
}

// Related tells how two people are related in the kin register, in either direction.
func (b *Book) Related(a, c PersonID) (relation string, ok bool) {
	relation, ok = b.kin[[2]PersonID{a, c}]
	return relation, ok
}

// OnLeave finds the leave that covers the date; the one listed first if several do.
func (b *Book) OnLeave(p PersonID, on string) (Leave, bool) {
	return b.leave(p, on, func(Leave) bool { return true })
}

// DelegateFor finds who acts for a person in a process on a date: the delegate of a leave that covers both.
func (b *Book) DelegateFor(p PersonID, process, on string) (PersonID, bool) {
	l, ok := b.leave(p, on, func(l Leave) bool {
		return l.Delegate != "" && (len(l.Processes) == 0 || slices.Contains(l.Processes, process))
	})
	return l.Delegate, ok
}

func (b *Book) leave(p PersonID, on string, fits func(Leave) bool) (Leave, bool) {
	for _, l := range b.leaves[p] {
		if l.Ended == 0 && covers(l.From, l.Until, on) && fits(l) {
			l.Processes = slices.Clone(l.Processes)
			return l, true
		}
	}
	return Leave{}, false
}

// covers reports whether the date lies in [from, until]; dates of this form compare as text.
func covers(from, until, on string) bool {
	return (from == "" || from <= on) && (until == "" || on <= until)
}
