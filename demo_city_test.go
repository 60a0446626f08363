package main

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/config"
	"dandang/engine/directory"
	"dandang/engine/process"
)

// demoDay is a day on which every post of the demo city is in its term.
const demoDay = "2026-03-02"

// singleHanded are the posts that one person holds on purpose, by branch: when he must keep out, the procedure looks one
// level up.
var singleHanded = map[string]string{"主要负责人": "bs"}

// allDefinitions reads the shipped definitions, by file.
func allDefinitions(t *testing.T) map[string]*process.Definition {
	t.Helper()
	found := map[string]*process.Definition{}
	for _, d := range definitions(t) {
		found["processes/"+d.Key+".yaml"] = d.Definition
	}
	require.NotEmpty(t, found)
	return found
}

func demoBook(t *testing.T) *directory.Book {
	t.Helper()
	city, problems := config.LoadDirectory(config.DemoCityFile, config.DemoCitySource())
	require.Empty(t, problems)
	book, faults := city.Book(1)
	require.Empty(t, faults)
	return book
}

// holdOut is the first person whose case leaves nobody of the holders, because he and his kin keep out of it; "" when
// whoever a case is about, somebody is left.
func holdOut(book *directory.Book, holders []directory.PersonID) directory.PersonID {
	for _, subject := range book.People() {
		if !slices.ContainsFunc(holders, func(h directory.PersonID) bool {
			_, kin := book.Related(h, subject.ID)
			return h != subject.ID && !kin
		}) {
			return subject.ID
		}
	}
	return ""
}

// A procedure whose role nobody holds stops at its first stage; so does one whose only holder is the subject's kin.
func TestDemoCity_EveryRoleHasAnUnconflictedHolder(t *testing.T) {
	t.Parallel()
	book := demoBook(t)
	for file, d := range allDefinitions(t) {
		for _, r := range d.Roles {
			scope, ok := directory.ParseScope(r.Scope)
			require.True(t, ok, "%s: %s has the scope %q", file, r.ID, r.Scope)
			switch scope {
			case directory.ScopeCity:
				require.Empty(t, holdOut(book, book.Holders(r.ID, "shi", scope, demoDay)), "%s: %s", file, r.ID)
			case directory.ScopeLevel, directory.ScopeAncestors:
				for _, branch := range []directory.UnitID{"shi", "qs", "bs"} {
					if singleHanded[r.ID] == branch {
						require.Len(t, book.Holders(r.ID, branch, scope, demoDay), 1, "%s: %s", file, r.ID)
						continue
					}
					require.Empty(t, holdOut(book, book.Holders(r.ID, branch, scope, demoDay)), "%s: %s in %s", file, r.ID, branch)
				}
			case directory.ScopeUnit:
			}
		}
	}
}

// The roles of one unit must meet in a unit, or no case of that unit goes through: in an organ of the city for every
// procedure, and in a county for those that counties' people file.
func TestDemoCity_SomeUnitHasAllRolesOfAUnit(t *testing.T) {
	t.Parallel()
	book := demoBook(t)
	for file, d := range allDefinitions(t) {
		var roles []string
		for _, r := range d.Roles {
			if r.Scope == string(directory.ScopeUnit) {
				roles = append(roles, r.ID)
			}
		}
		complete := map[directory.UnitID]bool{}
		for _, u := range book.Units() {
			if !slices.ContainsFunc(roles, func(role string) bool {
				return holdOut(book, book.Holders(role, u.ID, directory.ScopeUnit, demoDay)) != ""
			}) {
				branch, _ := book.Branch(u.ID)
				complete[branch.ID] = true
			}
		}
		require.True(t, complete["shi"], "%s: no organ of the city has all of %v", file, roles)
		if !slices.Contains(roles, "问责承办人") { // the city decides on officials it manages; a county hands its cases over
			require.True(t, complete["qs"], "%s: no organ of the county has all of %v", file, roles)
		}
	}
}

// The people that the rules of recusal and of levels are about.
func TestDemoCity_HasThePeopleThatRulesAreAbout(t *testing.T) {
	t.Parallel()
	book := demoBook(t)
	kinOf := func(role string, unit directory.UnitID, scope directory.Scope, fits func(directory.Person) bool) bool {
		holders := book.Holders(role, unit, scope, demoDay)
		return slices.ContainsFunc(book.People(), func(p directory.Person) bool {
			return fits(p) && slices.ContainsFunc(holders, func(h directory.PersonID) bool {
				_, kin := book.Related(h, p.ID)
				return kin
			})
		})
	}
	anybody := func(directory.Person) bool { return true }
	cadre := func(p directory.Person) bool {
		return slices.ContainsFunc(book.Roles(p.ID, demoDay), func(post directory.Post) bool { return post.Role == "干部" })
	}
	require.True(t, kinOf("常委", "shi", directory.ScopeCity, cadre), "an official whose kin votes")
	require.True(t, kinOf("信访登记员", "shi", directory.ScopeLevel, anybody), "a reporter whose kin registers reports")
	require.True(t, kinOf("主要负责人", "bs", directory.ScopeLevel, anybody), "somebody whose kin heads a county's organ")
	voters := book.Holders("常委", "shi", directory.ScopeCity, demoDay)
	require.True(t, slices.ContainsFunc(voters, func(id directory.PersonID) bool { p, _ := book.Person(id); return cadre(p) }), "an official who votes himself")
	require.True(t, slices.ContainsFunc(book.People(), func(p directory.Person) bool { return cadre(p) && p.Attrs["管理权限"] == "省管" }))
	relatives := 0
	for _, p := range book.People() {
		if p.Attrs["编制"] != "编外" {
			continue
		}
		if slices.ContainsFunc(book.People(), func(q directory.Person) bool {
			_, kin := book.Related(p.ID, q.ID)
			return kin && q.Unit == p.Unit
		}) {
			relatives++
		}
	}
	require.Equal(t, 2, relatives, "people outside the establishment with kin in their unit")
	for _, role := range []string{"市纪委常委", "常委"} {
		require.Len(t, book.Holders(role, "shi", directory.ScopeCity, demoDay), 9)
	}
	for _, name := range []string{"𬱖", "㛃", "𬭎", "𫖯"} {
		require.Len(t, book.Search(name, 9), 1, name)
	}
}
