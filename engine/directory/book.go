// Package directory is the organisation as the engine sees it: units in a tree, people, the posts they hold, the kin
// register and leave. A Book is immutable, so that one decision never sees two states of the directory.
//
// The package is pure: it reads no clock, file or database and imports nothing of ours. Where the data come from, and
// what a person may see of it, is for others to say.
package directory

import (
	"slices"
	"strings"
)

// PersonID names a person for good; it is not the name, since two people may share one.
type PersonID = string

// UnitID names a unit for good.
type UnitID = string

// The levels of a unit.
const (
	LevelCity     = "city"
	LevelCounty   = "county"
	LevelTownship = "township"
	LevelDept     = "dept"
)

// Unit is an organ or department. Units form one or several trees.
type Unit struct {
	ID     UnitID
	Name   string
	Parent UnitID // "" for the top of a tree
	Level  string // city, county, township or dept
	Order  int    // among its siblings
	// Superior is the organ above in its own line of work (上级机关) where that is not the parent: the city's
	// discipline inspection commission above a county's. "" where nothing but the tree says who is above.
	Superior UnitID
}

// Person is somebody who can hold posts, act, or be a party.
type Person struct {
	ID       PersonID
	Username string // for signing in; "" when the person has no account
	Name     string
	Unit     UnitID
	Title    string // 职务
	Order    int    // within the unit
	Active   bool   // false: left or dead; holds no role
	IDMac    string // keyed digest of the id number, by which an outsider named in a case is known again; "" if not given
	Mail     string // address for messages; "" for none
	WeCom    string // member id in 企业微信, by which a group robot calls him; "" for none
	DingTalk string // user id in 钉钉, likewise
	// Attrs are further facts that guards may read, such as 编制状态 or 干部管理权限.
	Attrs map[string]string
}

// Post is one role in one unit, held by somebody or vacant.
type Post struct {
	Role   string
	Person PersonID // "" when vacant
	Unit   UnitID
	From   string // first day, "2006-01-02"; "" means ever since
	Until  string // last day, inclusive; "" means for now without end
}

// Kin says that two people are near relatives. It holds in both directions.
type Kin struct {
	A, B     PersonID
	Relation string
}

// Leave says that a person is away from From to Until, both included, and who acts meanwhile (委托代办).
type Leave struct {
	ID        string // "" for rows written before leaves had one
	Person    PersonID
	From      string
	Until     string
	Delegate  PersonID // "" when nobody stands in
	Processes []string // the processes handed over; none listed means all
	Reason    string
	By        PersonID // who entered it; "" for a table read from a file
	At        int64    // when, Unix ms
	Ended     int64    // when it was ended early, Unix ms; 0 while it stands. An ended one stays as a record
	EndedBy   PersonID
}

// Book is one consistent state of the directory. It is safe for concurrent use.
type Book struct {
	revision   int64
	units      []Unit // in directory order: each parent before its children
	people     []Person
	unitAt     map[UnitID]int
	personAt   map[PersonID]int
	byUsername map[string]int
	posts      map[string][]Post // by role
	held       map[PersonID][]Post
	kin        map[[2]PersonID]string
	leaves     map[PersonID][]Leave
}

// NewBook checks the tables and builds the book. Without faults the book is complete; with any it is nil. Each fault
// is a Fault, so that whoever read the tables can say in which line it lies.
func NewBook(revision int64, units []Unit, people []Person, posts []Post, kin []Kin, leaves []Leave) (*Book, []error) {
	if faults := check(units, people, posts, kin, leaves); len(faults) > 0 {
		return nil, faults
	}
	b := &Book{
		revision: revision, unitAt: map[UnitID]int{}, personAt: map[PersonID]int{}, byUsername: map[string]int{},
		posts: map[string][]Post{}, held: map[PersonID][]Post{}, kin: map[[2]PersonID]string{}, leaves: map[PersonID][]Leave{},
	}
	b.units = treeOrder(units)
	for i, u := range b.units {
		b.unitAt[u.ID] = i
	}
	b.addPeople(people)
	for _, p := range posts {
		b.posts[p.Role] = append(b.posts[p.Role], p)
		if p.Person != "" {
			b.held[p.Person] = append(b.held[p.Person], p)
		}
	}
	for _, k := range kin {
		b.kin[[2]PersonID{k.A, k.B}] = k.Relation
		b.kin[[2]PersonID{k.B, k.A}] = k.Relation
	}
	for _, l := range leaves {
		l.Processes = slices.Clone(l.Processes)
		b.leaves[l.Person] = append(b.leaves[l.Person], l)
	}
	return b, nil
}

func (b *Book) addPeople(people []Person) {
	b.people = slices.Clone(people)
	for i := range b.people {
		b.people[i] = b.people[i].clone()
	}
	slices.SortFunc(b.people, func(x, y Person) int {
		if d := b.unitAt[x.Unit] - b.unitAt[y.Unit]; d != 0 {
			return d
		}
		if d := x.Order - y.Order; d != 0 {
			return d
		}
		return strings.Compare(x.ID, y.ID)
	})
	for i, p := range b.people {
		b.personAt[p.ID] = i
		if p.Username != "" {
			b.byUsername[p.Username] = i
		}
	}
}

// treeOrder lists each tree from its top, siblings by Order and then by id.
func treeOrder(units []Unit) []Unit {
	children := map[UnitID][]Unit{}
	for _, u := range units {
		children[u.Parent] = append(children[u.Parent], u)
	}
	ordered := make([]Unit, 0, len(units))
	var walk func(parent UnitID)
	walk = func(parent UnitID) {
		list := children[parent]
		slices.SortFunc(list, func(x, y Unit) int {
			if d := x.Order - y.Order; d != 0 {
				return d
			}
			return strings.Compare(x.ID, y.ID)
		})
		for _, u := range list {
			ordered = append(ordered, u)
			walk(u.ID)
		}
	}
	walk("")
	return ordered
}

func (p Person) clone() Person {
	if p.Attrs == nil {
		return p
	}
	attrs := make(map[string]string, len(p.Attrs))
	for k, v := range p.Attrs {
		attrs[k] = v
	}
	p.Attrs = attrs
	return p
}

// Revision is the number given to NewBook: a new one for every change of the directory.
func (b *Book) Revision() int64 { return b.revision }

// Person finds a person by id, active or not.
func (b *Book) Person(id PersonID) (Person, bool) {
	i, ok := b.personAt[id]
	if !ok {
		return Person{}, false
	}
	return b.people[i].clone(), true
}

// ByUsername finds the person who signs in under username, active or not.
func (b *Book) ByUsername(username string) (Person, bool) {
	i, ok := b.byUsername[username]
	if !ok {
		return Person{}, false
	}
	return b.people[i].clone(), true
}

// People lists everybody in directory order: units as in Units, within a unit by Order and then by id.
func (b *Book) People() []Person {
	people := slices.Clone(b.people)
	for i := range people {
		people[i] = people[i].clone()
	}
	return people
}

// Unit finds a unit by id.
func (b *Book) Unit(id UnitID) (Unit, bool) {
	i, ok := b.unitAt[id]
	if !ok {
		return Unit{}, false
	}
	return b.units[i], true
}

// Units lists all units in directory order: each parent before its children, siblings by Order and then by id.
func (b *Book) Units() []Unit { return slices.Clone(b.units) }

// Ancestors lists the units above unit, the nearest first; the unit itself is not among them.
func (b *Book) Ancestors(unit UnitID) []Unit {
	var list []Unit
	for u, ok := b.Unit(unit); ok && u.Parent != ""; {
		if u, ok = b.Unit(u.Parent); ok {
			list = append(list, u)
		}
	}
	return list
}

// Within reports whether unit is ancestor or lies somewhere below it.
func (b *Book) Within(unit, ancestor UnitID) bool {
	if _, ok := b.Unit(unit); !ok {
		return false
	}
	return unit == ancestor || slices.ContainsFunc(b.Ancestors(unit), func(u Unit) bool { return u.ID == ancestor })
}

// Search finds people whose name, username, title or unit name contains q, in directory order, at most limit of
// them. Letter case does not matter; an empty q finds everybody. People who are not active are left out.
func (b *Book) Search(q string, limit int) []Person {
	found := slices.DeleteFunc(b.Find(q), func(p Person) bool { return !p.Active })
	return found[:min(limit, len(found))]
}

// Find is Search without a limit and with those who are not active.
func (b *Book) Find(q string) []Person {
	q = strings.ToLower(strings.TrimSpace(q))
	var found []Person
	for _, p := range b.people {
		unit := b.units[b.unitAt[p.Unit]].Name
		text := strings.ToLower(strings.Join([]string{p.Name, p.Username, p.Title, unit}, "\n"))
		if strings.Contains(text, q) {
			found = append(found, p.clone())
		}
	}
	return found
}
